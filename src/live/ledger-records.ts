/** What happens in a session, as the ledger keeps it: decimals of the venue, Unix times, names instead of numbers. */
import { formatDecimal } from "../base/decimal.ts";
import type { Whole } from "../base/whole.ts";
import type { ModelDocument } from "../core/models/model-document.ts";
import type { OwnOrder } from "../core/orders/own-order.ts";
import type { Fill } from "../domain/fill.ts";
import { feePlaces, formatPrice, formatSize, type Instrument } from "../domain/instrument.ts";
import type {
  FillRecord,
  LedgerMode,
  LedgerPlace,
  ModelRecord,
  OrderRecord,
  PnlRecord,
} from "../domain/ledger-record.ts";
import { type OwnEvent, ownEventKind } from "../domain/own-event.ts";
import { type Side, sideName } from "../domain/side.ts";
import type { TimeNs } from "../domain/time.ts";
import type { PnlStatus } from "../ports/session-status.ts";

const orderTypeNames = ["limit", "post_only", "ioc", "fok", "market"] as const;

/** A trade that was made while no session ran. */
export interface PastFill {
  readonly tradeId: string;
  readonly clientOrderId: string;
  readonly venueNs: TimeNs;
  readonly side: Side;
  readonly priceTicks: number;
  readonly lots: number;
  readonly maker: boolean;
  readonly fee: { readonly asset: string; readonly units: Whole; readonly places: number };
}

/** Where it comes from, and what it answers; its numbers are in the file of that name, and in the session's journal. */
export function modelRecord(model: ModelDocument, atUnixNs: bigint): ModelRecord {
  const { name, hash, role, instrument, horizonMs, inputs, form, manifest } = model;
  const names = inputs.map((input) => input.name);
  const told = { role, instrument, horizonMs, form: form.kind, inputs: names, ...manifest };
  return { kind: "model", name, hash, manifest: JSON.stringify(told), atUnixNs };
}

/** One instrument of one session. */
export class LedgerWords {
  readonly #place: LedgerPlace;

  /** @param account as the user names it. */
  constructor(
    private readonly sessionId: string,
    account: string,
    mode: LedgerMode,
    private readonly instrument: Instrument,
    private readonly epochUnixNs: bigint,
  ) {
    const { venue, market, symbol } = instrument;
    this.#place = { account, mode, venue, market, symbol };
  }

  /** @param tradeId of ours where the venue gave none: on paper. */
  fill(fill: Fill, clientOrderId: string, tradeId: string): FillRecord {
    const { instrument, sessionId } = this;
    return {
      ...this.#place,
      ...{ kind: "fill", sessionId, clientOrderId, tradeId },
      side: sideName(fill.side),
      price: formatPrice(instrument, fill.priceTicks),
      size: formatSize(instrument, fill.sizeLots),
      fee: formatDecimal(BigInt(fill.feeUnits), feePlaces(instrument, fill.feeAsset)),
      feeAsset: fill.feeAsset,
      maker: fill.maker,
      cause: fill.cause,
      venueUnixNs: this.unixNs(fill.venueNs),
      receivedUnixNs: this.unixNs(fill.receivedNs),
    };
  }

  /** One that was found at the start. */
  past(fill: PastFill, receivedNs: TimeNs): FillRecord {
    const { instrument, sessionId } = this;
    const { clientOrderId, tradeId, maker, fee } = fill;
    return {
      ...this.#place,
      ...{ kind: "fill", sessionId, clientOrderId, tradeId, maker, cause: "past" },
      side: sideName(fill.side),
      price: formatPrice(instrument, fill.priceTicks),
      size: formatSize(instrument, fill.lots),
      fee: formatDecimal(BigInt(fee.units), fee.places),
      feeAsset: fee.asset,
      venueUnixNs: this.unixNs(fill.venueNs),
      receivedUnixNs: this.unixNs(receivedNs),
    };
  }

  /** Undefined for an event that leaves the order as it was. */
  order(order: OwnOrder, event: OwnEvent, clientOrderId: string): OrderRecord | undefined {
    const { instrument, sessionId } = this;
    const state = stateAfter(order, event);
    if (state === undefined) return undefined;
    return {
      ...this.#place,
      ...{ kind: "order", sessionId, clientOrderId, state },
      side: sideName(order.side),
      type: orderTypeNames[order.type],
      price: formatPrice(instrument, order.priceTicks),
      size: formatSize(instrument, order.sizeLots),
      filled: formatSize(instrument, order.sizeLots - order.remainingLots),
      sentUnixNs: this.unixNs(order.sentNs),
      updatedUnixNs: this.unixNs(event.seenNs),
    };
  }

  pnl(positionLots: number, midHalfTicks: number, pnl: PnlStatus, atNs: TimeNs): PnlRecord {
    const { instrument, sessionId } = this;
    const { settle } = instrument;
    const money = (units: bigint) => formatDecimal(units, settle.places);
    return {
      ...this.#place,
      ...{ kind: "pnl", sessionId, atUnixNs: this.unixNs(atNs), unit: settle.name },
      position: formatSize(instrument, positionLots),
      mid: formatDecimal(BigInt(midHalfTicks) * instrument.tickUnits * 5n, instrument.pricePlaces + 1),
      net: money(pnl.netUnits),
      gross: money(pnl.grossUnits),
      fees: money(pnl.feesUnits),
      spreadCapture: money(pnl.captureUnits),
      inventory: money(pnl.inventoryUnits),
    };
  }

  unixNs(atNs: TimeNs): bigint {
    return this.epochUnixNs + BigInt(atNs);
  }
}

function stateAfter({ remainingLots, sizeLots }: OwnOrder, { kind }: OwnEvent): string | undefined {
  switch (kind) {
    case ownEventKind.accepted:
    case ownEventKind.adopted:
    case ownEventKind.amended:
    case ownEventKind.filled:
      if (remainingLots === 0) return "filled";
      return remainingLots < sizeLots ? "partially_filled" : "live";
    case ownEventKind.rejected:
      return "rejected";
    case ownEventKind.cancelled:
      return "cancelled";
    case ownEventKind.expired:
      return "expired";
    case ownEventKind.inDoubt:
    case ownEventKind.unknown:
      return "unknown";
    default:
      return undefined;
  }
}
