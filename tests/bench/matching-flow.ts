/**
 * Seeded order flow for the matching benchmarks, prepared before anything is timed.
 *
 * The flow is drawn against a live matcher, so that every cancel names an order that lives and every crossing order
 * meets somebody: no operation of the workload is a cheap refusal.
 */
import { assert } from "../../src/base/assert.ts";
import { Random } from "../../src/base/random.ts";
import { type OrderType, orderType } from "../../src/domain/order-type.ts";
import { ask, bid, opposite, type Side } from "../../src/domain/side.ts";
import { openMatcher } from "../../src/engine/open-matcher.ts";
import { type Matcher, outcome, selfTrade } from "../../src/ports/matcher.ts";

export interface FlowShape {
  /** About how many orders live all the while. */
  readonly liveCount: number;
  /** Mean distance of a new order from the opposite best. */
  readonly depthTicks: number;
  /** Of 100 operations; the rest cross. */
  readonly addsPercent: number;
  readonly cancelsPercent: number;
  /** Levels that a crossing order takes whole; 0: it takes as many orders as keeps the book its size. */
  readonly sweepLevels: number;
}

/** Columns of operations: adds (limit), cancels, and crossing orders (immediate-or-cancel). A size of 0 is a cancel. */
export interface Flow {
  readonly operationsCount: number;
  /** The first so many fill the book, and are not measured. */
  readonly fillingCount: number;
  readonly types: Uint8Array;
  readonly sides: Uint8Array;
  readonly prices: Int32Array;
  readonly owners: Uint32Array;
  readonly orderIds: Float64Array;
  readonly sizes: Float64Array;
}

export function prepareFlow(shape: FlowShape, measuredCount: number): Flow {
  const operationsCount = shape.liveCount + measuredCount;
  const flow: Flow = {
    operationsCount,
    fillingCount: shape.liveCount,
    types: new Uint8Array(operationsCount),
    sides: new Uint8Array(operationsCount),
    prices: new Int32Array(operationsCount),
    owners: new Uint32Array(operationsCount),
    orderIds: new Float64Array(operationsCount),
    sizes: new Float64Array(operationsCount),
  };
  using market = new FlowMarket(shape);
  for (let index = 0; index < operationsCount; index++) market.draw(flow, index);
  return flow;
}

/** Writes operation `index` of the flow into the matcher's batch. */
export function give(matcher: Pick<Matcher, "place" | "cancel">, flow: Flow, index: number): void {
  const sizeLots = flow.sizes[index]!;
  const orderId = flow.orderIds[index]!;
  if (sizeLots === 0) {
    matcher.cancel(orderId);
    return;
  }
  const type = flow.types[index]! as OrderType;
  const side = flow.sides[index]! as Side;
  matcher.place(type, side, orderId, flow.owners[index]!, flow.prices[index]!, sizeLots, 0, selfTrade.expireMaker);
}

/** Room enough for the orders of a flow. */
export function ordersMaxOf(shape: FlowShape): number {
  return 2 * shape.liveCount;
}

/** Ids count up, as a venue's do, from beyond 32 bits. */
const firstId = 2 ** 40;
const startTicks = 1_000_000;

class FlowMarket {
  readonly #random = Random.fromSeed(2026).fork("matching flow");
  readonly #matcher: Matcher;
  readonly #live: number[] = [];
  readonly #liveAt = new Map<number, number>();
  #drawnCount = 0;

  constructor(private readonly shape: FlowShape) {
    this.#matcher = openMatcher(ordersMaxOf(shape));
  }

  draw(flow: Flow, index: number): void {
    const { addsPercent, cancelsPercent, liveCount } = this.shape;
    const percent = this.#drawnCount++ < liveCount ? 0 : this.#random.int(0, 99);
    if (percent < addsPercent || this.#live.length < 2) this.#add(flow, index);
    else if (percent < addsPercent + cancelsPercent) flow.orderIds[index] = this.#random.pick(this.#live);
    else this.#cross(flow, index);
    this.#execute(flow, index);
  }

  #add(flow: Flow, index: number): void {
    const side = this.#random.chance(1, 2) ? bid : ask;
    const distanceTicks = 1 + Math.floor(-Math.log(1 - this.#random.unit()) * this.shape.depthTicks);
    const price = this.#best(opposite(side)) + (side === bid ? -distanceTicks : distanceTicks);
    this.#order(flow, index, orderType.limit, side, Math.max(1, price), this.#random.int(1, 10));
  }

  #cross(flow: Flow, index: number): void {
    const side = this.#random.chance(1, 2) ? bid : ask;
    const far = this.#best(opposite(side)) + (side === bid ? startTicks : -startTicks / 2);
    this.#order(flow, index, orderType.ioc, side, Math.max(1, far), this.#takenLots(opposite(side)));
  }

  #takenLots(side: Side): number {
    const { sweepLevels, liveCount } = this.shape;
    if (sweepLevels === 0) return this.#random.int(1, this.#live.length > liveCount ? 32 : 10);
    let lots = 0;
    const levelsCount = this.#matcher.readLevels(side, sweepLevels);
    for (let index = 0; index < levelsCount; index++) lots += this.#matcher.levelLots(index);
    return Math.max(1, lots);
  }

  #order(flow: Flow, index: number, type: number, side: Side, priceTicks: number, sizeLots: number): void {
    flow.types[index] = type;
    flow.sides[index] = side;
    flow.prices[index] = priceTicks;
    flow.owners[index] = this.#random.int(1, 100_000);
    flow.orderIds[index] = firstId + index;
    flow.sizes[index] = sizeLots;
  }

  #best(side: Side): number {
    const best = side === bid ? this.#matcher.bestBidTicks : this.#matcher.bestAskTicks;
    return best === 0 ? startTicks + (side === bid ? 0 : 1) : best;
  }

  #execute(flow: Flow, index: number): void {
    give(this.#matcher, flow, index);
    const isDone = this.#matcher.run();
    assert(isDone, "an operation of the flow has few reports");
    for (let at = 0; at < this.#matcher.reportsCount; at++) {
      const { makerId, makerLeftLots } = this.#matcher.report(at);
      if (makerLeftLots === 0) this.#forget(makerId);
    }
    const result = this.#matcher.result(0).outcome;
    assert(result !== outcome.refused, "no operation of the flow is refused");
    if (result === outcome.rested) this.#liveAt.set(flow.orderIds[index]!, this.#live.push(flow.orderIds[index]!) - 1);
    if (result === outcome.cancelled) this.#forget(flow.orderIds[index]!);
  }

  #forget(orderId: number): void {
    const at = this.#liveAt.get(orderId)!;
    const last = this.#live.pop()!;
    this.#liveAt.delete(orderId);
    if (last === orderId) return;
    this.#live[at] = last;
    this.#liveAt.set(last, at);
  }

  [Symbol.dispose](): void {
    this.#matcher[Symbol.dispose]();
  }
}
