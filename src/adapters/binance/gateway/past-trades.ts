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

/** Whoever's order it was: the client order id tells. */
export interface PastTrade extends Omit<TradeReport, "kind" | "orderId"> {
  readonly clientOrderId: string;
  readonly side: Side;
}

const pageMax = 1000;
const namedOrder = z.object({ clientOrderId: z.string() });

/** The account's newest trade; undefined before the first. */
export async function fetchLastTradeId(venue: PatientRequests, instrument: Instrument): Promise<string | undefined> {
  const page = await tradesPage(venue, instrument, { limit: 1 });
  return page.at(-1)?.id;
}

/**
 * Trades after that one, oldest first. The clock must be synchronised.
 *
 * @param isKnown those that are left out, by id and side: one that trades with itself has one id for both.
 */
export async function fetchTradesSince(
  venue: PatientRequests,
  instrument: Instrument,
  tradeId: string,
  isKnown: (tradeId: string, side: Side) => boolean = () => false,
): Promise<PastTrade[]> {
  const trades: AccountTrade[] = [];
  for (let fromId = nextId(tradeId); ; fromId = nextId(trades.at(-1)!.id)) {
    const page = await tradesPage(venue, instrument, { fromId, limit: pageMax });
    trades.push(...page);
    if (page.length < pageMax) break;
  }
  return await named(
    venue,
    instrument,
    trades.filter((trade) => !isKnown(trade.id, sideOf(trade))),
  );
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
