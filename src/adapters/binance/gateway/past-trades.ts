/** Trades that nobody was there to hear of: the account's, from one that is known to now. */
import { z } from "zod";
import type { Instrument } from "../../../domain/instrument.ts";
import type { TradeReport } from "../../../domain/order-report.ts";
import { ask, bid, type Side } from "../../../domain/side.ts";
import { nextId } from "./binance-venue.ts";
import { endpoints } from "./endpoints.ts";
import { type AccountTrade, commissionOf, orderPayloads } from "./order-payloads.ts";
import type { PatientRequests } from "./patient-requests.ts";
import type { Params } from "./signing.ts";

/** What earlier sessions know of the account's trades. */
export interface KnownTrades {
  /** By symbol: up to this one all are known. */
  readonly lastTradeIds: ReadonlyMap<string, string>;
  /**
   * Whether one after it is known, by id and side: an order that trades with another of ours has one id for both. Not
   * all are up to the last that is: a trade by hand is nobody's while a session runs, and one of ours may have been told
   * later than the next when the session died.
   */
  isKnown(symbol: string, tradeId: string, side: Side): boolean;
}

/** What a start finds, by symbol. */
export interface FoundTrades {
  /** The trade up to which all are known now. */
  readonly lastTradeIds: ReadonlyMap<string, string>;
  /** Those that were not known, oldest first. */
  readonly pastTrades: ReadonlyMap<string, readonly PastTrade[]>;
  /** All that the venue says was traded since the one up to which all were known. */
  readonly venueTrades: ReadonlyMap<string, VenueTrades>;
}

export interface VenueTrades {
  /** Those after this one. */
  readonly fromTradeId: string;
  readonly trades: readonly { readonly tradeId: string; readonly side: Side }[];
}

/** Whoever's order it was: the client order id tells. */
export interface PastTrade extends Omit<TradeReport, "kind" | "orderId"> {
  readonly clientOrderId: string;
  readonly side: Side;
}

const pageMax = 1000;
const namedOrder = z.object({ clientOrderId: z.string() });

/**
 * The clock must be synchronised.
 *
 * @param known undefined before the first session: trades up to now are nobody's; from then on each counts.
 */
export async function fetchPastTrades(
  venue: PatientRequests,
  instruments: readonly Instrument[],
  known: KnownTrades | undefined,
): Promise<FoundTrades> {
  const lastTradeIds = new Map<string, string>();
  const pastTrades = new Map<string, readonly PastTrade[]>();
  const venueTrades = new Map<string, VenueTrades>();
  for (const instrument of instruments) {
    const { symbol } = instrument;
    const lastId = (await fetchLastTradeId(venue, instrument)) ?? "0";
    const fromTradeId = known?.lastTradeIds.get(symbol) ?? lastId;
    const trades = await fetchTradesSince(venue, instrument, fromTradeId);
    const unknown = trades.filter((trade) => known?.isKnown(symbol, trade.id, sideOf(trade)) !== true);
    lastTradeIds.set(symbol, lastId);
    pastTrades.set(symbol, await named(venue, instrument, unknown));
    venueTrades.set(symbol, { fromTradeId, trades: trades.map((of) => ({ tradeId: of.id, side: sideOf(of) })) });
  }
  return { lastTradeIds, pastTrades, venueTrades };
}

/** The account's newest trade; undefined before the first. */
async function fetchLastTradeId(venue: PatientRequests, instrument: Instrument): Promise<string | undefined> {
  const page = await tradesPage(venue, instrument, { limit: 1 });
  return page.at(-1)?.id;
}

/** Trades after that one, oldest first. */
async function fetchTradesSince(
  venue: PatientRequests,
  instrument: Instrument,
  tradeId: string,
): Promise<AccountTrade[]> {
  const trades: AccountTrade[] = [];
  for (let fromId = nextId(tradeId); ; fromId = nextId(trades.at(-1)!.id)) {
    const page = await tradesPage(venue, instrument, { fromId, limit: pageMax });
    trades.push(...page);
    if (page.length < pageMax) return trades;
  }
}

/** With their orders' client ids, and times by our clock. */
async function named(
  venue: PatientRequests,
  instrument: Instrument,
  trades: readonly AccountTrade[],
): Promise<PastTrade[]> {
  const names = await clientOrderIds(venue, instrument, new Set(trades.map(({ orderId }) => orderId)));
  return trades.map((trade) => ({
    tradeId: trade.id,
    clientOrderId: names.get(trade.orderId)!,
    venueNs: venue.serverClock.ourNs(trade.time),
    side: sideOf(trade),
    priceTicks: trade.price,
    lots: trade.qty,
    maker: trade.isMaker,
    fee: commissionOf(trade.commission, trade.commissionAsset),
  }));
}

function sideOf({ isBuyer }: AccountTrade): Side {
  return isBuyer ? bid : ask;
}

/** Trades name their order by the venue's id alone. */
async function clientOrderIds(
  venue: PatientRequests,
  { symbol }: Instrument,
  orderIds: ReadonlySet<string>,
): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const orderId of orderIds)
    names.set(orderId, (await venue.ask(endpoints.order, { symbol, orderId }, namedOrder)).clientOrderId);
  return names;
}

function tradesPage(venue: PatientRequests, instrument: Instrument, params: Params): Promise<AccountTrade[]> {
  const schema = z.array(orderPayloads(instrument).trade);
  return venue.ask(endpoints.trades, { symbol: instrument.symbol, ...params }, schema);
}
