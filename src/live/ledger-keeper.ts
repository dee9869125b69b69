/** Tells the outbox of a session what the ledger is to keep of it: each instrument's orders, fills and P&L. */
import type { ModelDocument } from "../core/models/model-document.ts";
import type { OwnOrder } from "../core/orders/own-order.ts";
import type { Fill } from "../domain/fill.ts";
import type { Instrument } from "../domain/instrument.ts";
import type { LedgerMode, LedgerRecord } from "../domain/ledger-record.ts";
import type { OwnEvent } from "../domain/own-event.ts";
import type { TimeNs } from "../domain/time.ts";
import type { PnlStatus } from "../ports/session-status.ts";
import { LedgerWords, modelRecord, type PastFill } from "./ledger-records.ts";

export interface KeptSession {
  readonly sessionId: string;
  readonly account: string;
  readonly mode: LedgerMode;
  readonly version: string;
  readonly configHash: string;
  readonly configText: string;
  readonly epochUnixNs: bigint;
  readonly startedNs: TimeNs;
  readonly instruments: readonly Instrument[];
  readonly clientOrderId: (marketIndex: number, orderId: number) => string;
}

export class LedgerKeeper {
  readonly #words: readonly LedgerWords[];
  #fillsCount = 0;

  /** @param add puts a record into the outbox. */
  constructor(
    private readonly session: KeptSession,
    private readonly add: (record: LedgerRecord) => void,
  ) {
    const { sessionId, account, mode, epochUnixNs, instruments } = session;
    this.#words = instruments.map((of) => new LedgerWords(sessionId, account, mode, of, epochUnixNs));
  }

  /** @param who runs it. @param models that its strategies ask. */
  started(who: string, models: readonly ModelDocument[] = []): void {
    const { sessionId, account, mode, version, configHash, configText, epochUnixNs, startedNs } = this.session;
    const startedUnixNs = epochUnixNs + BigInt(startedNs);
    this.add({ kind: "config", hash: configHash, text: configText, who, atUnixNs: startedUnixNs });
    for (const model of models) this.add(modelRecord(model, startedUnixNs));
    this.add({ kind: "session", sessionId, account, mode, version, configHash, startedUnixNs });
  }

  ended(atNs: TimeNs, ending: string, runHash: string): void {
    const { sessionId, epochUnixNs } = this.session;
    this.add({ kind: "session_end", sessionId, endedUnixNs: epochUnixNs + BigInt(atNs), ending, runHash });
  }

  filled(marketIndex: number, fill: Fill): void {
    const { clientOrderId, sessionId } = this.session;
    this.#fillsCount++;
    // Simulated trades have no name; one of ours is never used again either.
    const tradeId = fill.tradeId === "" ? `${sessionId}-${this.#fillsCount}` : fill.tradeId;
    this.add(this.#words[marketIndex]!.fill(fill, clientOrderId(marketIndex, fill.orderId), tradeId));
  }

  past(marketIndex: number, fill: PastFill, receivedNs: TimeNs): void {
    this.add(this.#words[marketIndex]!.past(fill, receivedNs));
  }

  ordered(marketIndex: number, order: OwnOrder, event: OwnEvent): void {
    const { clientOrderId } = this.session;
    const record = this.#words[marketIndex]!.order(order, event, clientOrderId(marketIndex, order.orderId));
    if (record !== undefined) this.add(record);
  }

  pnl(marketIndex: number, positionLots: number, midHalfTicks: number, pnl: PnlStatus, atNs: TimeNs): void {
    this.add(this.#words[marketIndex]!.pnl(positionLots, midHalfTicks, pnl, atNs));
  }
}
