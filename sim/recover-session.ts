/**
 * What a session held when it was last heard of, however it ended: its last snapshot, and what its journal and outbox tell
 * of the time since.
 *
 *   snapshot at T ──▶ balances, positions, open orders ◀── fills and orders of the outbox after T, by the portfolio itself
 *   (or the header)                                    ◀── commands and balances told, of the journal after T
 *
 * A fill is taken from the outbox alone: it stands there with the fee that was posted, once. Where a loss of power took
 * more of one log than of the other, the later of the two is believed.
 */
import { parseDecimal } from "../src/base/decimal.ts";
import { InputError } from "../src/base/input-error.ts";
import { Account } from "../src/core/portfolio/account.ts";
import { Portfolio } from "../src/core/portfolio/portfolio.ts";
import type { Instrument } from "../src/domain/instrument.ts";
import type { FillRecord, LedgerPlace, OrderRecord } from "../src/domain/ledger-record.ts";
import type { FillCause } from "../src/domain/own-event.ts";
import { ownEventKind } from "../src/domain/own-event.ts";
import { ask, bid } from "../src/domain/side.ts";
import type { TimeNs } from "../src/domain/time.ts";
import { JournalReader, type JournalTail } from "../src/live/journal/journal-reader.ts";
import { outboxSince } from "../src/live/outbox-records.ts";
import type { SessionCommand, SessionEvent } from "../src/live/session-input.ts";
import type { SnapshotOrder } from "../src/live/session-snapshot.ts";
import type { LogEnd, RecordedLog } from "../src/ports/byte-log.ts";
import type { PnlStatus } from "../src/ports/session-status.ts";
import { sessionOfHeader } from "./session-header.ts";
import type { SessionSpec } from "./session-spec.ts";

export interface RecoveredSession {
  /** What it started from. */
  readonly spec: SessionSpec;
  /** When it was last heard of. */
  readonly lastNs: TimeNs;
  /** Of the snapshot that this begins with; undefined: with what the session started from. */
  readonly snapshotNs: TimeNs | undefined;
  /** Of its run, where it came to an orderly end. */
  readonly runHash: string | undefined;
  /** How its logs end, with the place of what is torn. */
  readonly journalEnd: LogEnd;
  readonly outboxEnd: LogEnd | undefined;
  /** By asset, in its smallest unit. */
  readonly balances: ReadonlyMap<string, bigint>;
  /** In the order of the session's. */
  readonly markets: readonly RecoveredMarket[];
}

export interface RecoveredMarket {
  readonly instrument: Instrument;
  /** As `Portfolio` counts both. */
  readonly positionUnits: bigint;
  readonly entryUnits: bigint;
  readonly positionLots: number;
  /** That were open, or on their way. */
  readonly openOrders: readonly SnapshotOrder[];
  /** Since the session's start, as of the snapshot. */
  readonly pnl: PnlStatus | undefined;
}

/**
 * @param outbox undefined where the session ended before it had one.
 * @param clientOrderId what the outbox calls an order of that session.
 * @throws InputError for a log that is no journal of this version.
 */
export function recoverSession(
  journal: RecordedLog,
  outbox: RecordedLog | undefined,
  clientOrderId: (marketIndex: number, orderId: number) => string,
): RecoveredSession {
  const reader = new JournalReader(journal);
  const spec = sessionOfHeader(reader.header, reader.place);
  const tail = reader.tail();
  const holdings = new Holdings(spec, tail);
  const orders = new OpenOrders(spec, tail, clientOrderId);
  if (outbox !== undefined) {
    const records = [...outboxSince(outbox, unixNsOf(spec, tail.snapshot?.atNs ?? spec.startedNs))];
    // What was found at the start was in the balances already.
    holdings.post(records.filter((record) => record.kind === "fill").filter(({ cause }) => cause !== "past"));
    orders.close(records.filter((record) => record.kind === "order"));
  }
  const ended = tail.entries.find(({ kind }) => kind === "ended");
  return {
    spec,
    lastNs: tail.lastNs ?? spec.startedNs,
    snapshotNs: tail.snapshot?.atNs,
    runHash: ended?.kind === "ended" ? ended.runHash : undefined,
    journalEnd: reader.end,
    outboxEnd: outbox?.end,
    balances: holdings.account.balances,
    markets: holdings.portfolios.map(({ instrument, positionUnits, entryUnits, positionLots }, index) => ({
      ...{ instrument, positionUnits, entryUnits, positionLots },
      openOrders: orders.of(index),
      pnl: tail.snapshot?.snapshot.markets[index]?.pnl,
    })),
  };
}

/**
 * What an account holds that held the balances of `spec` and traded these, each with the fee that was told.
 *
 * @param spec names the instruments of all of them. @param fills oldest first.
 */
export function accountAfter(spec: SessionSpec, fills: readonly FillRecord[]): Account {
  const holdings = new Holdings(spec, { snapshot: undefined, entries: [], lastNs: undefined });
  holdings.post(fills);
  return holdings.account;
}

/** Balances and positions, from the snapshot on. */
class Holdings {
  readonly account: Account;
  readonly portfolios: readonly Portfolio[];
  /** What the venue told of balances since, oldest first. */
  readonly #told: { readonly atNs: TimeNs; readonly event: Extract<SessionEvent, { kind: "balances" }> }[] = [];

  constructor(
    private readonly spec: SessionSpec,
    { snapshot, entries }: JournalTail,
  ) {
    this.account = new Account(snapshot?.snapshot.balances ?? spec.balances);
    this.portfolios = spec.markets.map(({ instrument, feeTier, startPositionUnits, startEntryUnits }, index) => {
      const of = snapshot?.snapshot.markets[index];
      const [position, entry] = of ? [of.positionUnits, of.entryUnits] : [startPositionUnits, startEntryUnits];
      return new Portfolio(instrument, feeTier, this.account, position, entry);
    });
    for (const entry of entries)
      if (entry.kind === "input" && entry.input.kind === "balances")
        this.#told.push({ atNs: entry.atNs, event: entry.input });
  }

  /** Each in its place among what the venue told. @param fills oldest first. */
  post(fills: readonly FillRecord[]): void {
    for (const fill of fills) {
      this.#adoptUpTo(timeOf(this.spec, fill.receivedUnixNs));
      const portfolio = this.portfolios.find(({ instrument }) => isAt(fill, instrument));
      if (portfolio !== undefined) postFill(portfolio, fill, this.spec);
    }
    this.#adoptUpTo(Number.POSITIVE_INFINITY);
  }

  #adoptUpTo(atNs: TimeNs): void {
    while (this.#told.length > 0 && this.#told[0]!.atNs <= atNs) this.account.adopt(this.#told.shift()!.event.balances);
  }
}

/** Orders that were open at the snapshot or sent after it, less those whose end is known. */
class OpenOrders {
  readonly #markets: readonly Map<string, SnapshotOrder>[];

  constructor(
    private readonly spec: SessionSpec,
    { snapshot, entries }: JournalTail,
    private readonly clientOrderId: (marketIndex: number, orderId: number) => string,
  ) {
    this.#markets = spec.markets.map(() => new Map());
    for (const [index, { openOrders }] of (snapshot?.snapshot.markets ?? []).entries())
      for (const order of openOrders) this.#set(index, order);
    for (const entry of entries) if (entry.kind === "command") this.#sent(entry.recorded.command);
  }

  of(marketIndex: number): readonly SnapshotOrder[] {
    return [...this.#markets[marketIndex]!.values()];
  }

  /** @param records oldest first. */
  close(records: readonly OrderRecord[]): void {
    for (const record of records)
      for (const [index, { instrument }] of this.spec.markets.entries()) {
        const orders = this.#markets[index]!;
        const order = orders.get(record.clientOrderId);
        if (order === undefined || !isAt(record, instrument)) continue;
        if (this.#isEnd(record)) orders.delete(record.clientOrderId);
        else orders.set(record.clientOrderId, { ...order, ...sizesOf(record, instrument) });
      }
  }

  #set(index: number, order: SnapshotOrder): void {
    this.#markets[index]!.set(this.clientOrderId(index, order.orderId), order);
  }

  #sent(command: SessionCommand): void {
    if (command.kind !== "place") return;
    const { marketIndex, orderId, type, side, priceTicks, sizeLots, atNs } = command;
    this.#set(marketIndex, { orderId, type, side, priceTicks, sizeLots, remainingLots: sizeLots, sentNs: atNs });
  }

  /** On paper nobody will ever know more of an order that became unknown; a real venue can still be asked. */
  #isEnd({ state }: OrderRecord): boolean {
    if (state === "unknown") return this.spec.mode === "paper";
    return state !== "live" && state !== "partially_filled";
  }
}

function postFill(portfolio: Portfolio, fill: FillRecord, spec: SessionSpec): void {
  const { instrument } = portfolio;
  portfolio.post({
    kind: ownEventKind.filled,
    seenNs: timeOf(spec, fill.receivedUnixNs),
    venueNs: timeOf(spec, fill.venueUnixNs),
    orderId: 0,
    side: fill.side === "buy" ? bid : ask,
    priceTicks: stepsOf(fill.price, instrument.pricePlaces, instrument.tickUnits),
    lots: stepsOf(fill.size, instrument.sizePlaces, instrument.lotUnits),
    ...{ remainingLots: 0, queueAheadLots: 0, bidTicks: 0, askTicks: 0, reason: "", tradeId: fill.tradeId },
    cause: fill.cause as FillCause,
    fee: feeOf(fill),
  });
}

function feeOf({ fee, feeAsset: asset }: FillRecord) {
  const places = fee.split(".")[1]?.length ?? 0;
  return { asset, units: parseDecimal(fee, places)!, places };
}

function sizesOf({ size, filled }: OrderRecord, { sizePlaces, lotUnits }: Instrument) {
  const sizeLots = stepsOf(size, sizePlaces, lotUnits);
  return { sizeLots, remainingLots: sizeLots - stepsOf(filled, sizePlaces, lotUnits) };
}

function stepsOf(text: string, places: number, stepUnits: bigint): number {
  const units = parseDecimal(text, places);
  if (units !== undefined && units % stepUnits === 0n) return Number(units / stepUnits);
  throw new InputError(`outbox: ${text}`, `expected a multiple of ${stepUnits} with ${places} places`);
}

function isAt({ venue, market, symbol }: LedgerPlace, instrument: Instrument): boolean {
  return instrument.venue === venue && instrument.market === market && instrument.symbol === symbol;
}

function timeOf({ epochUnixNs }: SessionSpec, unixNs: bigint): TimeNs {
  return Number(unixNs - epochUnixNs);
}

function unixNsOf({ epochUnixNs }: SessionSpec, atNs: TimeNs): bigint {
  return epochUnixNs + BigInt(atNs);
}
