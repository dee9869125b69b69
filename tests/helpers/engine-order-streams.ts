/**
 * Streams of a market that names orders: they join, leave in part or whole, and are hit in any place of their queue, as
 * venues' own do not always keep to time. Ids come back once they have gone.
 */
import fc from "fast-check";
import { ask, bid, type Side } from "../../src/domain/side.ts";
import { type Level, type Message, named } from "./engine-messages.ts";
import {
  anySide,
  atOnce,
  lowestTicks,
  type Pace,
  paces,
  priceIndexes,
  printOf,
  StreamWriter,
  stepsMax,
  type Timing,
} from "./engine-stream-writer.ts";

export function orderStreams(timing: Timing): fc.Arbitrary<Message[]> {
  return fc.array(step, { minLength: 4, maxLength: stepsMax, size: "max" }).map((steps) => {
    const market = new OrderMarket(timing);
    market.snapshot(firstJoins, atOnce);
    for (const one of steps) market.step(one);
    return market.messages;
  });
}

const idsCount = 30;
/** Of joins in one message. */
const joinsMax = 3;

const join = fc.record({
  side: anySide,
  priceIndex: priceIndexes,
  lots: fc.integer({ min: 1, max: 6 }),
});
type Join = typeof join extends fc.Arbitrary<infer T> ? T : never;

const firstJoins: readonly Join[] = [
  { side: bid, priceIndex: 2, lots: 4 },
  { side: bid, priceIndex: 2, lots: 2 },
  { side: bid, priceIndex: 1, lots: 6 },
  { side: ask, priceIndex: 2, lots: 3 },
  { side: ask, priceIndex: 2, lots: 1 },
  { side: ask, priceIndex: 3, lots: 5 },
];

const step = fc.record({
  what: fc.oneof(
    { weight: 6, arbitrary: fc.constant("joins" as const) },
    { weight: 4, arbitrary: fc.constant("leaves" as const) },
    { weight: 6, arbitrary: fc.constant("hit" as const) },
    { weight: 1, arbitrary: fc.constant("hitAlone" as const) },
    { weight: 2, arbitrary: fc.constant("hidden" as const) },
    { weight: 2, arbitrary: fc.constant("ticker" as const) },
    { weight: 1, arbitrary: fc.constantFrom("snapshot" as const, "gap" as const, "clear" as const) },
  ),
  pace: paces,
  joins: fc.array(join, { minLength: 1, maxLength: joinsMax }),
  /** Which order: most often one of the first of its queue. */
  draw: fc.nat(1000),
  isWhole: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface RestingOrder {
  readonly id: number;
  readonly side: Side;
  readonly priceTicks: number;
  lots: number;
}

class OrderMarket {
  readonly #stream: StreamWriter;
  #resting: RestingOrder[] = [];
  #lastId = 0;

  constructor(timing: Timing) {
    this.#stream = new StreamWriter(timing);
  }

  get messages(): Message[] {
    return this.#stream.messages;
  }

  step(one: Step): void {
    const { what, pace, joins } = one;
    const stream = this.#stream;
    if (stream.isFull) return;
    if (what === "ticker") stream.write("ticker", tickerOf(joins[0]!), pace);
    else if (what === "hidden") stream.write("trade", [named(0, printOf(levelOf(joins[0]!)))], pace);
    else if (what === "gap" || what === "clear") this.#forget(what, pace);
    else if (what === "snapshot" || !stream.isValid) this.snapshot([...joins, ...firstJoins], pace);
    else if (what === "joins" && this.#resting.length <= idsCount - joinsMax)
      this.#write(pace, () => joins.map((each) => this.#join(each)));
    else this.#leaves(one);
  }

  snapshot(joins: readonly Join[], pace: Pace): void {
    this.#resting = [];
    this.#stream.write(
      "snapshot",
      joins.map((each) => this.#join(each)),
      pace,
    );
  }

  #forget(what: "gap" | "clear", pace: Pace): void {
    this.#resting = [];
    this.#stream.write(what, [], pace);
  }

  #write(pace: Pace, changes: () => readonly Level[]): void {
    this.#stream.write("depth", changes(), pace);
  }

  #join(one: Join): Level {
    do this.#lastId = (this.#lastId % idsCount) + 1;
    while (this.#resting.some(({ id }) => id === this.#lastId));
    const { side, priceTicks, sizeLots } = levelOf(one);
    this.#resting.push({ id: this.#lastId, side, priceTicks, lots: sizeLots });
    return this.#levelWith(this.#lastId, side, priceTicks);
  }

  /** By a cancel, or by a print told before; a print alone leaves the order as it is for now. */
  #leaves({ what, pace, draw, isWhole }: Step): void {
    const order = this.#resting[draw % this.#resting.length];
    if (order === undefined) return;
    const { id, side, priceTicks, lots } = order;
    const goneLots = isWhole ? lots : 1 + (draw % lots);
    const print = named(id, printOf({ side, priceTicks, sizeLots: goneLots }));
    if (what !== "leaves") this.#stream.write("trade", [print], { ...pace, lagUnits: 3 });
    if (what === "hitAlone") return;
    order.lots -= goneLots;
    this.#resting = this.#resting.filter((each) => each.lots > 0);
    this.#stream.write("depth", [this.#levelWith(id, side, priceTicks)], pace);
  }

  #levelWith(id: number, side: Side, priceTicks: number): Level {
    const there = this.#resting.filter((each) => each.side === side && each.priceTicks === priceTicks);
    return named(id, { side, priceTicks, sizeLots: there.reduce((sum, { lots }) => sum + lots, 0) });
  }
}

function levelOf({ side, priceIndex, lots }: Join): Level {
  return { side, priceTicks: lowestTicks[side] + priceIndex, sizeLots: lots };
}

function tickerOf({ side, priceIndex, lots }: Join): Level[] {
  const near = levelOf({ side, priceIndex, lots: lots - 1 });
  const other = levelOf({ side: side === bid ? ask : bid, priceIndex: 4 - priceIndex, lots });
  return side === bid ? [near, other] : [other, near];
}
