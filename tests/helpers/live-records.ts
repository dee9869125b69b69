/** What live sessions wrote: fills and commands out of their folders, in words that compare with the venue's. */
import { join } from "node:path";
import { type OpenedSession, openSession } from "../../sim/session.ts";
import { sessionOfHeader } from "../../sim/session-header.ts";
import type { SessionSpec } from "../../sim/session-spec.ts";
import { SegmentReader } from "../../src/adapters/segments/segment-reader.ts";
import { formatDecimal } from "../../src/base/decimal.ts";
import { type LiveFill, readLiveFills } from "../../src/commands/live-fills.ts";
import type { Fill } from "../../src/domain/fill.ts";
import { formatPrice, formatSize, type Instrument } from "../../src/domain/instrument.ts";
import { type Side, sideName } from "../../src/domain/side.ts";
import { openEngine } from "../../src/engine/open-engine.ts";
import { JournalReader } from "../../src/live/journal/journal-reader.ts";
import { type ReplayOutcome, replaySession } from "../../src/live/journal/replay-session.ts";
import type { QueriedVenue } from "../../src/ports/venue.ts";
import type { Json } from "./live-process.ts";

/** BNB and all assets of Spot. */
const feePlaces = 8;

/** A session's journal, told again. */
export interface ReplayedRecords {
  readonly spec: SessionSpec;
  readonly outcome: ReplayOutcome;
  /** At its end, as the venue prints them. */
  readonly balances: Readonly<Record<string, string>>;
  readonly positionLots: number;
}

export function replayRecords(sessionFolder: string): ReplayedRecords {
  using resources = new DisposableStack();
  const reader = journalOf(sessionFolder);
  const spec = sessionOfHeader(reader.header, reader.place);
  const venues = spec.markets.map(() => silentVenue);
  let opened: OpenedSession | undefined;
  const outcome = replaySession(reader, (journal) => {
    opened = resources.use(openSession(spec, { journal, openEngine, venues }));
    return opened;
  });
  const balances = [...opened!.account.balances].map(([asset, units]) => [asset, formatDecimal(units, feePlaces)]);
  return {
    spec,
    outcome,
    balances: Object.fromEntries(balances),
    positionLots: opened!.session.markets[0]!.portfolio.positionLots,
  };
}

const silentVenue: QueriedVenue = { place() {}, amend() {}, cancel() {}, cancelAll() {}, query() {} };

/** Client ids of all orders that the session sent, as the documentation of the gateway forms them. */
export function sentOrders(sessionFolder: string, prefix = "hs"): string[] {
  const reader = journalOf(sessionFolder);
  const { sessionId } = sessionOfHeader(reader.header, reader.place);
  return [...reader.commands()].flatMap(({ command }) =>
    command.kind === "place"
      ? [`${prefix}-${sessionId}-${command.marketIndex.toString(36)}-${command.orderId.toString(36)}`]
      : [],
  );
}

/** Every fill of the session's log, own and past. */
export function filledWords(sessionFolder: string): string[] {
  const reader = journalOf(sessionFolder);
  const { markets } = sessionOfHeader(reader.header, reader.place);
  return [...readLiveFills(sessionFolder)].flatMap((entry) => {
    if (entry.kind === "start") return [];
    const { instrument } = markets.find(({ instrument: { symbol } }) => symbol === entry.symbol)!;
    return [wordsOf(entry, instrument)];
  });
}

function wordsOf(entry: Exclude<LiveFill, { kind: "start" }>, instrument: Instrument): string {
  const { fill } = entry;
  const { tradeId, side, priceTicks, maker } = fill;
  const [clientOrderId, lots, fee] =
    entry.kind === "own"
      ? [entry.clientOrderId, entry.fill.sizeLots, feeOf(entry.fill)]
      : [entry.fill.clientOrderId, entry.fill.lots, entry.fill.fee];
  const price = formatPrice(instrument, priceTicks);
  const size = formatSize(instrument, lots);
  const commission = `${formatDecimal(BigInt(fee.units), fee.places)} ${fee.asset}`;
  return tradeWords({ id: tradeId, clientOrderId, side, price, size, commission, maker });
}

function feeOf({ feeAsset, feeUnits }: Fill) {
  return { asset: feeAsset, units: feeUnits, places: feePlaces };
}

/** Trades as the venue tells them, in the same words. */
export function tradedWords(trades: readonly Json[], orders: readonly Json[]): string[] {
  const clientOrderIds = new Map(orders.map(({ orderId, clientOrderId }) => [orderId, clientOrderId]));
  return trades.map(({ id, orderId, isBuyer, price, qty, commission, commissionAsset, isMaker }) =>
    tradeWords({
      id: String(id),
      clientOrderId: clientOrderIds.get(orderId)!,
      side: isBuyer ? 0 : 1,
      price,
      size: qty,
      commission: `${commission} ${commissionAsset}`,
      maker: isMaker,
    }),
  );
}

interface TradeParts {
  readonly id: string;
  readonly clientOrderId: string;
  readonly side: Side;
  readonly price: string;
  readonly size: string;
  readonly commission: string;
  readonly maker: boolean;
}

function tradeWords({ id, clientOrderId, side, price, size, commission, maker }: TradeParts): string {
  const how = maker ? "as maker" : "as taker";
  return `${id.padStart(12)} ${clientOrderId}: ${sideName(side)} ${size} at ${price}, ${how}, for ${commission}`;
}

function journalOf(sessionFolder: string): JournalReader {
  return new JournalReader(new SegmentReader(join(sessionFolder, "journal"), "journal"));
}
