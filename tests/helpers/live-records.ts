/** What live sessions wrote: fills and commands out of their folders, in words that compare with the venue's. */
import { join } from "node:path";
import { type OpenedSession, openSession } from "../../sim/session.ts";
import { sessionOfHeader } from "../../sim/session-header.ts";
import type { SessionSpec } from "../../sim/session-spec.ts";
import { SegmentReader } from "../../src/adapters/segments/segment-reader.ts";
import { formatDecimal, parseDecimal } from "../../src/base/decimal.ts";
import { fillsOf, readOutbox } from "../../src/commands/live-outbox.ts";
import type { SessionHold } from "../../src/core/risk/holds.ts";
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

/** In Unix milliseconds. */
export interface QuotingTimes {
  readonly placed: readonly number[];
  readonly cancelled: readonly number[];
  readonly held: readonly number[];
  readonly released: readonly number[];
}

/** When a session sent orders and cancels, and when that was held up for a reason, by its journal. */
export function quotingTimes(sessionFolder: string, reason: SessionHold): QuotingTimes {
  const reader = journalOf(sessionFolder);
  const { epochUnixNs } = sessionOfHeader(reader.header, reader.place);
  const times = { place: [] as number[], cancel: [] as number[], hold: [] as number[], release: [] as number[] };
  for (const entry of reader.entries()) {
    const unixMs = Number(epochUnixNs / 1_000_000n) + entry.atNs / 1e6;
    if (entry.kind === "command") {
      const { kind } = entry.recorded.command;
      if (kind === "place" || kind === "cancel") times[kind].push(unixMs);
    }
    if (entry.kind !== "input") continue;
    const { input } = entry;
    if ((input.kind === "hold" || input.kind === "release") && input.reason === reason) times[input.kind].push(unixMs);
  }
  return { placed: times.place, cancelled: times.cancel, held: times.hold, released: times.release };
}

/** Every fill in the session's outbox, own and past. */
export function filledWords(sessionFolder: string): string[] {
  return [...fillsOf(readOutbox(sessionFolder))].map(
    ({ tradeId, clientOrderId, side, price, size, fee, feeAsset, maker }) =>
      tradeWords({ id: tradeId, clientOrderId, side, price, size, commission: `${fee} ${feeAsset}`, maker }),
  );
}

/** The position of BTC that these fills come to, in whole lots of 0.00001, cut towards zero. */
export function filledLots(sessionFolder: string): number {
  let units = 0n;
  for (const { side, size, fee, feeAsset } of fillsOf(readOutbox(sessionFolder))) {
    units += (side === "buy" ? 1n : -1n) * parseDecimal(size, 8)!;
    if (feeAsset === "BTC") units -= parseDecimal(fee, 8)!;
  }
  return Number(units / 1000n);
}

/** Trades as the venue tells them, in the same words. */
export function tradedWords(trades: readonly Json[], orders: readonly Json[]): string[] {
  const clientOrderIds = new Map(orders.map(({ orderId, clientOrderId }) => [orderId, clientOrderId]));
  return trades.map(({ id, orderId, isBuyer, price, qty, commission, commissionAsset, isMaker }) =>
    tradeWords({
      id: String(id),
      clientOrderId: clientOrderIds.get(orderId)!,
      side: isBuyer ? "buy" : "sell",
      price,
      size: qty,
      commission: `${commission} ${commissionAsset}`,
      maker: isMaker,
    }),
  );
}

export interface TradeParts {
  readonly id: string;
  readonly clientOrderId: string;
  readonly side: "buy" | "sell";
  readonly price: string;
  readonly size: string;
  readonly commission: string;
  readonly maker: boolean;
}

export function tradeWords({ id, clientOrderId, side, price, size, commission, maker }: TradeParts): string {
  const how = maker ? "as maker" : "as taker";
  return `${id.padStart(12)} ${clientOrderId}: ${side} ${size} at ${price}, ${how}, for ${commission}`;
}

function journalOf(sessionFolder: string): JournalReader {
  return new JournalReader(new SegmentReader(join(sessionFolder, "journal"), "journal"));
}
