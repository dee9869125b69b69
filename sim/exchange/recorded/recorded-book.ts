/**
 * A recording as a book of the exchange: levels are those recorded, and orders of accounts meet them by the rules of the replay
 * venue (`src/engine/README.md`), with no latency and settled at once, so that an order is answered as the venue would answer it.
 *
 * To the engine all accounts are one: orders of any two never trade with each other, the one that comes later expires instead.
 */
import { assert } from "../../../src/base/assert.ts";
import type { EventColumns } from "../../../src/domain/event.ts";
import { mayRest, type OrderType } from "../../../src/domain/order-type.ts";
import { ownEventKind } from "../../../src/domain/own-event.ts";
import { ask, bid, opposite, type Side } from "../../../src/domain/side.ts";
import type { TimeNs } from "../../../src/domain/time.ts";
import { openEngine } from "../../../src/engine/open-engine.ts";
import { type Engine, type EngineMarket, engineLimits, type QueueModel, stop } from "../../../src/ports/engine.ts";
import { noSignals } from "../../../src/ports/market-signals.ts";
import {
  type MatchReport,
  type MatchResult,
  matchReportKind,
  type Outcome,
  outcome,
} from "../../../src/ports/matcher.ts";
import type { Book, BookApart } from "../book.ts";
import { copyOf, type Happening, type RestingOrder } from "./resting-order.ts";
import { type LevelChanged, ShownBook } from "./shown-book.ts";

/** Who trades with a taker: an order in its way that is not of any account known to the book. */
export type TakenFrom = (side: Side, priceTicks: number, lots: number) => number;

const atOnce = { entryNs: 0, responseNs: 0 };
const nothing: MatchResult = {
  outcome: outcome.refused,
  refusal: "",
  tradedLots: 0,
  leftLots: 0,
  priceTicks: 0,
  side: bid,
  levelLots: 0,
};

export class RecordedBook implements Book, BookApart {
  readonly apart = this;
  readonly ordersMax = engineLimits.ordersMax;
  /** Says whose order the lots that a taker gets were of; set before the first order comes. */
  takenFrom: TakenFrom = () => 0;
  readonly #engine: Engine;
  readonly #market: EngineMarket;
  /** Told of each level that shows other lots; set before the first message comes. */
  levelChanged: LevelChanged = () => {};
  readonly #shown = new ShownBook((side, priceTicks, lots) => this.levelChanged(side, priceTicks, lots));
  /** By the id at the exchange, and by that at the engine: an order may be put to it more than once. */
  readonly #resting = new Map<number, RestingOrder>();
  readonly #byEngineId = new Map<number, RestingOrder>();
  #lastEngineId = 0;
  #happened: Happening[] = [];
  #reports: MatchReport[] = [];
  #result = nothing;
  #pending: () => void = () => {};
  #read = this.#shown.levels(bid);

  /** @param hasWindows whether depth is recorded in windows, or each order by itself. */
  constructor(
    queueModel: QueueModel,
    readonly hasWindows: boolean,
    kind?: Engine["kind"],
  ) {
    const rules = { venueCloseNs: 0, tickerLatencyNs: 0, decisionTimeNs: 0, queueModel };
    this.#engine = openEngine([{ ...rules, decideEveryNs: 0, decideOn: 0, reads: 0, signals: noSignals }], kind);
    this.#market = this.#engine.markets[0]!;
  }

  // What the exchange asks.

  place(
    type: OrderType,
    side: Side,
    orderId: number,
    _owner: number,
    priceTicks: number,
    sizeLots: number,
    shownLots: number,
  ): void {
    const engineId = ++this.#lastEngineId;
    this.#market.place(type, side, engineId, priceTicks, sizeLots, shownLots, atOnce);
    this.#pending = () => this.#placed(type, { orderId, engineId, side, priceTicks, sizeLots, leftLots: sizeLots });
  }

  amend(_type: OrderType, orderId: number, priceTicks: number, leftLots: number): void {
    const order = this.#restingOrder(orderId);
    const sizeLots = order.sizeLots - order.leftLots + leftLots;
    this.#market.amend(order.engineId, priceTicks, sizeLots, atOnce);
    this.#pending = () => {
      assert(this.#happened[0]?.kind === ownEventKind.amended, "an order that rests becomes smaller");
      order.sizeLots = sizeLots;
      order.leftLots = leftLots;
      this.#answer(outcome.reduced, order, 0);
    };
  }

  cancel(orderId: number): void {
    const order = this.#restingOrder(orderId);
    this.#market.cancel(order.engineId, atOnce);
    this.#pending = () => {
      assert(this.#happened[0]?.kind === ownEventKind.cancelled, "an order that rests is cancelled");
      this.#forget(order);
      this.#answer(outcome.cancelled, order, 0);
    };
  }

  run(): boolean {
    this.#reports = [];
    this.#settle(this.#market.view.nowNs);
    this.#pending();
    return true;
  }

  result(): MatchResult {
    return this.#result;
  }
  get reportsCount(): number {
    return this.#reports.length;
  }
  report(index: number): MatchReport {
    return this.#reports[index]!;
  }

  wouldTake(side: Side, priceTicks: number): boolean {
    const meets = (ticks: number) => ticks > 0 && (side === bid ? ticks <= priceTicks : ticks >= priceTicks);
    if (this.#bestResting(opposite(side), meets) !== undefined) return true;
    return this.#market.view.bookState === "valid" && this.#shown.bestPrices(opposite(side)).some(meets);
  }

  get bestBidTicks(): number {
    return this.#shown.levels(bid).bestTicks;
  }
  get bestBidLots(): number {
    return this.#shown.levels(bid).bestLots;
  }
  get bestAskTicks(): number {
    return this.#shown.levels(ask).bestTicks;
  }
  get bestAskLots(): number {
    return this.#shown.levels(ask).bestLots;
  }
  readLevels(side: Side, countMax: number): number {
    this.#read = this.#shown.levels(side);
    return Math.min(countMax, this.#read.count);
  }
  levelTicks(index: number): number {
    return this.#read.ticksAt(index);
  }
  levelLots(index: number): number {
    return this.#read.lotsAt(index);
  }

  /** Of the orders that rest, as the matcher's is. */
  stateHash(): number {
    let hash = 0;
    for (const { orderId, leftLots } of this.#resting.values())
      hash = Math.imul(hash ^ orderId ^ Math.imul(leftLots, 0x9e37_79b1), 0x0100_0193);
    return hash >>> 0;
  }

  // What the recording brings.

  /**
   * The next message, both its times not earlier than the last one's.
   * @returns what it did to orders that rest, in the order in which the engine tells it.
   */
  apply(rows: EventColumns): readonly Happening[] {
    this.#market.push(rows, 0);
    this.#settle(Number(rows.receivedNs[0]));
    for (const happening of this.#happened) this.#befell(happening);
    this.#shown.apply(rows);
    return this.#happened;
  }

  /** No more messages will come. */
  end(): void {
    this.#market.end();
  }

  [Symbol.dispose](): void {
    this.#engine[Symbol.dispose]();
  }

  /** Lets everything happen that is due by then: commands leave, arrive and are answered. */
  #settle(nowNs: TimeNs): void {
    this.#happened = [];
    for (let reasons = 0; reasons !== stop.rowsUsed; ) {
      reasons = this.#engine.run(nowNs + 1);
      for (let index = 0; index < this.#market.ownEventsCount; index++)
        if (reasons !== stop.rowsUsed) this.#happened.push(copyOf(this.#market.ownEvent(index), this.#byEngineId));
    }
  }

  #placed(type: OrderType, order: RestingOrder): void {
    let ending: Outcome = mayRest(type) ? outcome.rested : outcome.expired;
    for (const { kind, priceTicks, lots, reason } of this.#happened) {
      assert(kind !== ownEventKind.rejected, "what could be refused was looked at before");
      if (kind === ownEventKind.filled) this.#taken(order, priceTicks, lots);
      else if (reason === "self_trade") ending = this.#prevented(order);
      else if (kind === ownEventKind.expired) ending = outcome.expired;
    }
    if (order.leftLots === 0) ending = outcome.filled;
    if (ending === outcome.rested) {
      this.#resting.set(order.orderId, order);
      this.#byEngineId.set(order.engineId, order);
    }
    this.#answer(ending, order, order.sizeLots - order.leftLots);
  }

  #taken(order: RestingOrder, priceTicks: number, lots: number): void {
    order.leftLots -= lots;
    const makerId = this.takenFrom(opposite(order.side), priceTicks, lots);
    this.#report(matchReportKind.trade, order, makerId, priceTicks, lots, 0);
  }

  /** It would have met an order of an account. */
  #prevented(order: RestingOrder): Outcome {
    const maker = this.#bestResting(opposite(order.side), () => true);
    assert(maker !== undefined, "who expires for an order of an account has met one");
    this.#report(matchReportKind.prevented, order, maker.orderId, maker.priceTicks, 0, maker.leftLots);
    return outcome.prevented;
  }

  #report(
    kind: MatchReport["kind"],
    { orderId, side }: RestingOrder,
    makerId: number,
    priceTicks: number,
    lots: number,
    makerLeftLots: number,
  ): void {
    const nobody = { operationIndex: 0, takerOwner: 0, makerOwner: 0, levelLots: 0 };
    this.#reports.push({ ...nobody, kind, takerId: orderId, makerId, side, priceTicks, lots, makerLeftLots });
  }

  #answer(ending: Outcome, { side, priceTicks, leftLots }: RestingOrder, tradedLots: number): void {
    this.#result = { ...nothing, outcome: ending, side, priceTicks, leftLots, tradedLots };
  }

  #befell({ order, lots, leftLots }: Happening): void {
    assert(order !== undefined, "a message befalls orders that rest");
    order.leftLots -= lots;
    assert(order.leftLots >= leftLots, "an order only becomes smaller");
    if (leftLots === 0) this.#forget(order);
  }

  #restingOrder(orderId: number): RestingOrder {
    const order = this.#resting.get(orderId);
    assert(order !== undefined, "an order that works is in the book");
    return order;
  }

  #forget({ orderId, engineId }: RestingOrder): void {
    this.#resting.delete(orderId);
    this.#byEngineId.delete(engineId);
  }

  #bestResting(side: Side, isMet: (ticks: number) => boolean): RestingOrder | undefined {
    let best: RestingOrder | undefined;
    for (const order of this.#resting.values()) {
      if (order.side !== side || !isMet(order.priceTicks)) continue;
      const isBetter =
        best === undefined || (side === bid ? order.priceTicks > best.priceTicks : order.priceTicks < best.priceTicks);
      if (isBetter) best = order;
    }
    return best;
  }
}
