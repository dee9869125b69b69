/**
 * One instrument at Binance Spot: commands as requests, and their answers as reports. What is said of an order is said
 * by reports alone, and never from within the command.
 */

import { z } from "zod";
import { assert } from "../../../base/assert.ts";
import { formatPrice, formatSize, type Instrument } from "../../../domain/instrument.ts";
import type { OrderAction, OrderReport } from "../../../domain/order-report.ts";
import { type OrderType, orderType } from "../../../domain/order-type.ts";
import { bid, type Side } from "../../../domain/side.ts";
import { checkVenueFilters, type OrderTerms, type VenueFilters } from "../../../domain/venue-filters.ts";
import type { QueriedVenue } from "../../../ports/venue.ts";
import type { Answer } from "./answers.ts";
import type { ClientOrderIds } from "./client-order-ids.ts";
import { type Endpoint, endpoints } from "./endpoints.ts";
import { meaningOf } from "./error-meanings.ts";
import { type AccountTrade, type OrderPayloads, type OrderState, orderPayloads } from "./order-payloads.ts";
import { OrderReaders } from "./order-readers.ts";
import { amendedReports, cancelledReports, placedReports, stateReports, tradeReport } from "./order-reports.ts";
import type { Params } from "./signing.ts";
import { VenueOrderIds } from "./venue-order-ids.ts";

/** What a venue of one instrument needs of the gateway. */
export interface VenueHost {
  readonly ids: ClientOrderIds;
  /** Why nothing may be placed now; undefined when it may. */
  readonly placeRefusal: "venue_down" | "unauthorised" | undefined;
  ask(endpoint: Endpoint, params: Params): Promise<Answer>;
  ourNs(venueTime: number): number;
  report(marketIndex: number, report: OrderReport): void;
  /** Trades were told that no event had told: balances asked for before may be without them, or have them already. */
  foundTrades(): void;
  /** An answer that is not what the venue documents. */
  unreadable(what: string): void;
}

const typeNames: Readonly<Record<OrderType, string>> = {
  [orderType.limit]: "LIMIT",
  [orderType.postOnly]: "LIMIT_MAKER",
  [orderType.ioc]: "LIMIT",
  [orderType.fok]: "LIMIT",
  [orderType.market]: "MARKET",
};
const timesInForce: Readonly<Partial<Record<OrderType, string>>> = {
  [orderType.limit]: "GTC",
  [orderType.ioc]: "IOC",
  [orderType.fok]: "FOK",
};
const tradesMax = 1000;

export class BinanceVenue implements QueriedVenue {
  readonly payloads: OrderPayloads;
  readonly readers: OrderReaders;
  readonly venueIds = new VenueOrderIds();
  /** Prices of our orders that may be open. */
  readonly #openTicks = new Map<number, number>();

  constructor(
    private readonly host: VenueHost,
    private readonly marketIndex: number,
    readonly instrument: Instrument,
    private readonly filters: VenueFilters,
  ) {
    this.payloads = orderPayloads(instrument);
    this.readers = new OrderReaders(instrument);
  }

  place(type: OrderType, side: Side, orderId: number, priceTicks: number, sizeLots: number, shownLots: number): void {
    const terms = { type, priceTicks, sizeLots, shownLots };
    const reason =
      this.host.placeRefusal ?? checkVenueFilters(this.instrument, this.filters, terms, this.#openTicks.size);
    if (reason !== undefined) {
      this.#tellSoon({ kind: "rejected", orderId, venueNs: Number.NaN, reason });
      return;
    }
    this.#openTicks.set(orderId, priceTicks);
    const answer = this.host.ask(endpoints.place, this.#placeParams(side, orderId, terms));
    void this.#tellAnswer("place", orderId, answer, (result) => {
      const placed = this.readers.placed(result);
      this.venueIds.learn(orderId, placed?.orderId);
      return placed === undefined ? undefined : placedReports(orderId, placed, this.host.ourNs);
    });
  }

  /** The venue makes orders smaller and nothing else: another price is refused here. */
  amend(orderId: number, priceTicks: number, sizeLots: number): void {
    const openTicks = this.#openTicks.get(orderId) ?? priceTicks;
    if (openTicks !== priceTicks) {
      this.#tellSoon({ kind: "refused", orderId, venueNs: Number.NaN, action: "amend", reason: "amend_refused" });
      return;
    }
    const answer = this.#ask(endpoints.amend, {
      ...this.#nameOf(orderId),
      // Without one the venue would give the order a new id of its own.
      newClientOrderId: this.#clientOrderId(orderId),
      newQty: formatSize(this.instrument, sizeLots),
    });
    void this.#tellAnswer("amend", orderId, answer, (result) => {
      const amended = this.payloads.amended.safeParse(result);
      return amended.success ? amendedReports(orderId, amended.data, this.host.ourNs) : undefined;
    });
  }

  cancel(orderId: number): void {
    const { symbol } = this.instrument;
    const answer = this.host.ask(endpoints.cancel, { symbol, ...this.#nameOf(orderId) });
    void this.#tellAnswer("cancel", orderId, answer, (result) => this.#cancelledReports(orderId, result));
  }

  /** One by one, since the venue's own request for it would close orders of others, too. */
  cancelAll(): void {
    for (const orderId of [...this.#openTicks.keys()]) this.cancel(orderId);
  }

  query(orderId: number): void {
    void this.#query(orderId);
  }

  /** Tells what is known of an order of ours, and remembers which are open. */
  tell(report: OrderReport): void {
    const { orderId, kind } = report;
    if (kind === "rejected" || kind === "ended" || kind === "absent") this.#openTicks.delete(orderId);
    else if (kind === "refused" && report.reason === "unknown_order") this.#openTicks.delete(orderId);
    if (kind === "ended") this.venueIds.ended(orderId);
    this.host.report(this.marketIndex, report);
  }

  /** An order of ours that the venue says is open. */
  foundOpen(orderId: number, order: OrderState): void {
    this.#openTicks.set(orderId, order.price);
    this.venueIds.learn(orderId, order.orderId);
    this.named(orderId, order.clientOrderId);
  }

  /** What an order of ours is called at the venue from now on. */
  named(orderId: number, clientOrderId: string): void {
    this.venueIds.setRenamed(orderId, clientOrderId !== this.#clientOrderId(orderId));
  }

  #placeParams(side: Side, orderId: number, { type, priceTicks, sizeLots, shownLots }: OrderTerms): Params {
    const { instrument } = this;
    const params: Record<string, string> = {
      symbol: instrument.symbol,
      side: side === bid ? "BUY" : "SELL",
      type: typeNames[type],
      quantity: formatSize(instrument, sizeLots),
      newClientOrderId: this.#clientOrderId(orderId),
      newOrderRespType: "FULL",
      // As the replay venue does: an order that would meet one of ours ends there, and the one at rest stays.
      selfTradePreventionMode: "EXPIRE_TAKER",
    };
    const timeInForce = timesInForce[type];
    if (timeInForce !== undefined) params.timeInForce = timeInForce;
    if (type !== orderType.market) params.price = formatPrice(instrument, priceTicks);
    if (shownLots > 0 && shownLots < sizeLots) params.icebergQty = formatSize(instrument, shownLots);
    return params;
  }

  async #query(orderId: number): Promise<void> {
    const answer = await this.#stateOf(orderId);
    if (answer.kind !== "result") return this.tell(unfound(orderId, answer));
    const order = this.payloads.order.safeParse(answer.result);
    if (!order.success) this.host.unreadable("the state of an order");
    const reports = order.success ? await this.#wholeReports(orderId, order.data) : undefined;
    for (const report of reports ?? [unanswered(orderId)]) this.tell(report);
    if (reports?.some(({ kind }) => kind === "trade") === true) this.host.foundTrades();
  }

  /** One that is not found by our name may have been given another by somebody else. */
  async #stateOf(orderId: number): Promise<Answer> {
    const answer = await this.#ask(endpoints.order, this.#nameOf(orderId));
    const venueOrderId = this.venueIds.of(orderId);
    if (!isUnknownThere(answer) || venueOrderId === undefined || this.venueIds.isRenamed(orderId)) return answer;
    return this.#ask(endpoints.order, { orderId: venueOrderId });
  }

  /** Its trades, then its state; undefined when not all of them are known. */
  async #wholeReports(orderId: number, order: OrderState): Promise<OrderReport[] | undefined> {
    const trades = order.executedQty > 0 ? await this.#tradesOf(order.orderId) : [];
    if (trades === undefined) return undefined;
    const tradedLots = trades.reduce((lots, { qty }) => lots + qty, 0);
    const told: OrderReport[] = trades.map((trade) => tradeReport(orderId, trade, this.host.ourNs));
    // The venue's list of trades may be behind its orders.
    if (tradedLots < order.executedQty) return [...told, unanswered(orderId)];
    const states = stateReports(orderId, order, this.host.ourNs);
    for (const state of states) if (state.kind === "open") this.foundOpen(orderId, order);
    return [...told, ...states];
  }

  async #tradesOf(venueOrderId: string): Promise<AccountTrade[] | undefined> {
    const trades: AccountTrade[] = [];
    for (let from: Params = {}; ; from = { fromId: nextId(trades.at(-1)!.id) }) {
      const answer = await this.#ask(endpoints.orderTrades, { orderId: venueOrderId, ...from, limit: tradesMax });
      if (answer.kind !== "result") return undefined;
      const page = z.array(this.payloads.trade).safeParse(answer.result);
      if (!page.success) {
        this.host.unreadable("the trades of an order");
        return undefined;
      }
      trades.push(...page.data);
      if (page.data.length < tradesMax) return trades;
    }
  }

  #cancelledReports(orderId: number, result: unknown): OrderReport[] | undefined {
    const cancelled = this.readers.cancelled(result);
    return cancelled === undefined ? undefined : cancelledReports(orderId, cancelled, this.host.ourNs);
  }

  /** @param read undefined for a result that cannot be read: then nobody knows what it said. */
  async #tellAnswer(
    action: OrderAction,
    orderId: number,
    asked: Promise<Answer>,
    read: (result: unknown) => OrderReport[] | undefined,
  ): Promise<void> {
    const answer = await asked;
    const reports = answer.kind === "result" ? read(answer.result) : failureReports(action, orderId, answer);
    if (reports === undefined) this.host.unreadable(`the answer to a ${action}`);
    for (const report of reports ?? [inDoubt(action, orderId)]) this.tell(report);
  }

  #tellSoon(report: OrderReport): void {
    void Promise.resolve().then(() => this.tell(report));
  }

  #ask(endpoint: Endpoint, params: Params): Promise<Answer> {
    return this.host.ask(endpoint, { symbol: this.instrument.symbol, ...params });
  }

  #nameOf(orderId: number): Params {
    const venueOrderId = this.venueIds.isRenamed(orderId) ? this.venueIds.of(orderId) : undefined;
    return venueOrderId === undefined ? { origClientOrderId: this.#clientOrderId(orderId) } : { orderId: venueOrderId };
  }

  #clientOrderId(orderId: number): string {
    return this.host.ids.make(this.marketIndex, orderId);
  }
}

/** What an answer that is no result says of a command: that it was certainly not done, or that nobody knows. */
function failureReports(action: OrderAction, orderId: number, answer: Answer): OrderReport[] {
  const reason = failureReason(answer);
  if (reason === undefined) return [inDoubt(action, orderId)];
  const venueNs = Number.NaN;
  return action === "place"
    ? [{ kind: "rejected", orderId, venueNs, reason }]
    : [{ kind: "refused", orderId, venueNs, action, reason }];
}

function failureReason(answer: Answer): string | undefined {
  assert(answer.kind !== "result", "a result is no failure");
  if (answer.kind === "withheld") return answer.reason;
  if (answer.kind === "lost") return answer.neverArrived ? "venue_down" : undefined;
  return meaningOf(answer.error).reason;
}

const noSuchOrder = -2013;
/** Cancelled or expired without a trade, more than 90 days ago. */
const archived = -2026;

function unfound(orderId: number, answer: Answer): OrderReport {
  const venueNs = Number.NaN;
  if (isUnknownThere(answer)) return { kind: "absent", orderId, venueNs };
  const code = answer.kind === "error" ? answer.error.code : undefined;
  if (code === archived) return { kind: "ended", orderId, venueNs, how: "cancelled", executedLots: 0, reason: "" };
  return unanswered(orderId);
}

function isUnknownThere(answer: Answer): boolean {
  return answer.kind === "error" && answer.error.code === noSuchOrder;
}

function unanswered(orderId: number): OrderReport {
  return { kind: "unanswered", orderId, venueNs: Number.NaN };
}

function inDoubt(action: OrderAction, orderId: number): OrderReport {
  return { kind: "in_doubt", orderId, venueNs: Number.NaN, action };
}

/** Ids pass 2^53. */
export function nextId(id: string): string {
  return String(BigInt(id) + 1n);
}
