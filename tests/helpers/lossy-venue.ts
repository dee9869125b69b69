/**
 * A venue that really executes orders, behind a network that loses, repeats, delays and reorders: what the tracking of
 * orders has to come to terms with. It knows the truth, which a test compares in the end.
 */
import type { Random } from "../../src/base/random.ts";
import type { EndedReport, OpenReport, OrderAction, OrderReport } from "../../src/domain/order-report.ts";
import { mayRest, type OrderType } from "../../src/domain/order-type.ts";
import { type Side, sign } from "../../src/domain/side.ts";
import { nsPerMs, nsPerSecond, type TimeNs } from "../../src/domain/time.ts";
import type { OpenOrdersList } from "../../src/ports/gateway.ts";
import type { QueriedVenue } from "../../src/ports/venue.ts";

/** Of each trade, in USDT. */
const feeUnits = 3;

/** How bad it is; all from nothing to what is named. */
export interface Weather {
  /** Of each message, either way. */
  readonly lossPercent: number;
  readonly repeatPercent: number;
  readonly delayMsMax: number;
  /** A place may take this long. */
  readonly placeDelayMsMax: number;
  /** So long after its arrival a query may not find an order. */
  readonly lagMs: number;
  /** Of places. */
  readonly refusePercent: number;
}

export const calm: Weather = {
  lossPercent: 0,
  repeatPercent: 0,
  delayMsMax: 5,
  placeDelayMsMax: 5,
  lagMs: 0,
  refusePercent: 0,
};

export interface TrueOrder {
  readonly orderId: number;
  readonly type: OrderType;
  readonly side: Side;
  readonly priceTicks: number;
  sizeLots: number;
  executedLots: number;
  readonly trades: { readonly tradeId: string; readonly lots: number }[];
  state: "coming" | "open" | "rejected" | EndedReport["how"] | "never";
  arrivedNs: TimeNs;
}

/** What a network does to a message: acts at a time, in the order of times, then of sending. */
interface Mail {
  readonly atNs: TimeNs;
  readonly act: () => void;
}

export class LossyVenue implements QueriedVenue {
  readonly orders = new Map<number, TrueOrder>();
  weather = calm;
  isDown = false;
  #mails: Mail[] = [];
  #lastTradeId = 0;

  /** @param told with each report that arrives. */
  constructor(
    private readonly market: { nowNs: TimeNs },
    private readonly random: Random,
    private readonly told: (report: OrderReport) => void,
  ) {}

  get nextNs(): TimeNs {
    return Math.min(...this.#mails.map(({ atNs }) => atNs), Infinity);
  }

  /** Lets the first of what is due happen. */
  actNext(): void {
    const { nextNs } = this;
    const index = this.#mails.findIndex(({ atNs }) => atNs === nextNs);
    const [mail] = this.#mails.splice(index, 1);
    mail!.act();
  }

  place(type: OrderType, side: Side, orderId: number, priceTicks: number, sizeLots: number): void {
    const order: TrueOrder = {
      ...{ orderId, type, side, priceTicks, sizeLots },
      executedLots: 0,
      trades: [],
      state: "coming",
      arrivedNs: Number.NaN,
    };
    this.orders.set(orderId, order);
    if (this.#isLost()) order.state = "never";
    else this.#post(this.weather.placeDelayMsMax, () => this.#arrive(order));
    this.#maybeDoubt(orderId, "place");
  }

  amend(orderId: number, _priceTicks: number, sizeLots: number): void {
    if (!this.#isLost()) this.#post(this.weather.delayMsMax, () => this.#resize(orderId, sizeLots));
    this.#maybeDoubt(orderId, "amend");
  }

  cancel(orderId: number): void {
    if (!this.#isLost()) this.#post(this.weather.delayMsMax, () => this.#cancelNow(orderId));
    this.#maybeDoubt(orderId, "cancel");
  }

  cancelAll(): void {
    for (const { orderId, state } of this.orders.values()) if (state === "open") this.cancel(orderId);
  }

  query(orderId: number): void {
    if (this.#isLost()) {
      if (this.random.chance(1, 2)) this.#tell({ kind: "unanswered", orderId, venueNs: Number.NaN });
    } else this.#post(this.weather.delayMsMax, () => this.#answer(orderId));
  }

  /** Something happens in the market to one order that rests, if there is one. */
  stir(): void {
    const open = [...this.orders.values()].filter(({ state }) => state === "open");
    if (open.length === 0) return;
    const order = this.random.pick(open);
    if (this.random.chance(1, 10)) this.#end(order, "cancelled");
    else this.#fill(order, this.random.int(1, order.sizeLots - order.executedLots));
  }

  /** Everything told is lost from now on; after `downNs` the list of open orders is asked for. */
  dropLink(downNs: TimeNs, listed: (list: OpenOrdersList) => void): void {
    this.isDown = true;
    this.#mails.push({
      atNs: this.market.nowNs + downNs,
      act: () => {
        this.isDown = false;
        this.askForList(listed);
      },
    });
  }

  askForList(listed: (list: OpenOrdersList) => void): void {
    const askedNs = this.market.nowNs;
    this.#post(this.weather.delayMsMax, () => {
      const ours = [...this.orders.values()].filter(({ state }) => state === "open").map(openReport);
      this.#post(this.weather.delayMsMax, () => listed({ askedNs, ours, foreign: [] }));
    });
  }

  /** What the trades made of balances in USDT and BTC, of 10^-8 each: a lot is 0.00001 BTC, a tick 0.01 USDT. */
  balancesFrom(start: ReadonlyMap<string, bigint>): ReadonlyMap<string, bigint> {
    let quoteUnits = start.get("USDT")!;
    let baseUnits = start.get("BTC")!;
    for (const { side, priceTicks, executedLots, trades } of this.orders.values()) {
      quoteUnits -= BigInt(sign(side) * priceTicks * executedLots * 10 + trades.length * feeUnits);
      baseUnits += BigInt(sign(side) * executedLots * 1000);
    }
    return new Map([
      ["USDT", quoteUnits],
      ["BTC", baseUnits],
    ]);
  }

  #arrive(order: TrueOrder): void {
    order.arrivedNs = this.market.nowNs;
    if (this.#percent(this.weather.refusePercent)) {
      order.state = "rejected";
      this.#tellTwice({ ...this.#of(order), kind: "rejected", reason: "would_cross" });
      return;
    }
    order.state = "open";
    this.#tellTwice({ ...this.#of(order), kind: "accepted" });
    if (mayRest(order.type)) return;
    this.#fill(order, this.random.int(1, order.sizeLots));
    if (order.state === "open") this.#end(order, "expired");
  }

  #fill(order: TrueOrder, lots: number): void {
    // An own trade with oneself has one id for two orders.
    const isShared = this.#lastTradeId > 0 && this.random.chance(1, 5);
    const isNew = !isShared || order.trades.some(({ tradeId }) => tradeId === String(this.#lastTradeId));
    if (isNew) this.#lastTradeId++;
    const trade = { tradeId: String(this.#lastTradeId), lots };
    order.trades.push(trade);
    order.executedLots += lots;
    this.#tellTwice(this.#tradeReport(order, trade));
    if (order.executedLots === order.sizeLots) this.#end(order, "filled");
  }

  #end(order: TrueOrder, how: EndedReport["how"]): void {
    order.state = how;
    this.#tellTwice(this.#endReport(order, how));
  }

  #cancelNow(orderId: number): void {
    const order = this.orders.get(orderId)!;
    if (order.state === "open") this.#end(order, "cancelled");
    else this.#tell({ ...this.#of(order), kind: "refused", action: "cancel", reason: "unknown_order" });
  }

  #resize(orderId: number, sizeLots: number): void {
    const order = this.orders.get(orderId)!;
    if (order.state === "open" && sizeLots > order.executedLots && sizeLots < order.sizeLots) {
      order.sizeLots = sizeLots;
      this.#tellTwice({ ...this.#of(order), kind: "amended", sizeLots });
    } else this.#tell({ ...this.#of(order), kind: "refused", action: "amend", reason: "unknown_order" });
  }

  #answer(orderId: number): void {
    const order = this.orders.get(orderId)!;
    const { state } = order;
    const isFound = this.market.nowNs - order.arrivedNs >= this.#lagNs();
    if (!isFound || state === "coming" || state === "rejected" || state === "never") {
      this.#tell({ ...this.#of(order), kind: "absent" });
      return;
    }
    for (const trade of order.trades) this.#tell(this.#tradeReport(order, trade));
    this.#tell(state === "open" ? openReport(order) : this.#endReport(order, state));
  }

  #lagNs(): TimeNs {
    return this.random.int(0, this.weather.lagMs) * nsPerMs;
  }

  #of({ orderId }: TrueOrder) {
    return { orderId, venueNs: this.random.chance(1, 5) ? Number.NaN : this.market.nowNs };
  }

  #tradeReport(order: TrueOrder, { tradeId, lots }: { tradeId: string; lots: number }): OrderReport {
    const { priceTicks, type } = order;
    const fee = { asset: "USDT", units: feeUnits, places: 8 };
    return { ...this.#of(order), kind: "trade", tradeId, priceTicks, lots, maker: mayRest(type), fee };
  }

  #endReport(order: TrueOrder, how: EndedReport["how"]): OrderReport {
    return { ...this.#of(order), kind: "ended", how, executedLots: order.executedLots, reason: "" };
  }

  /** An answer and an event say the same. */
  #tellTwice(report: OrderReport): void {
    this.#tell(report);
    this.#tell(report);
  }

  #tell(report: OrderReport): void {
    if (this.isDown || this.#isLost()) return;
    const copiesCount = this.#percent(this.weather.repeatPercent) ? 2 : 1;
    for (let copy = 0; copy < copiesCount; copy++) this.#post(this.weather.delayMsMax, () => this.told(report));
  }

  /** A gateway gives up on an answer, be it lost or slow. */
  #maybeDoubt(orderId: number, action: OrderAction): void {
    if (!this.#percent(this.weather.lossPercent)) return;
    const report: OrderReport = { kind: "in_doubt", action, orderId, venueNs: Number.NaN };
    this.#post(2 * this.weather.delayMsMax, () => this.told(report));
  }

  #post(delayMsMax: number, act: () => void): void {
    const delayNs = this.random.int(1, Math.max(1, delayMsMax)) * nsPerMs;
    this.#mails.push({ atNs: Math.min(this.market.nowNs + delayNs, this.market.nowNs + 60 * nsPerSecond), act });
  }

  #isLost(): boolean {
    return this.#percent(this.weather.lossPercent);
  }

  #percent(percent: number): boolean {
    return this.random.chance(percent, 100);
  }
}

function openReport({ orderId, sizeLots, executedLots }: TrueOrder): OpenReport {
  return { kind: "open", orderId, venueNs: Number.NaN, sizeLots, executedLots };
}
