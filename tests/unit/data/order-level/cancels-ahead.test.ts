// Goal: where people cancel is measured as they do it, and the fitted shares are theirs.
// Method: queues worked by hand; worlds whose cancels follow a known law, which must be found again; recordings, where
// the fit to one half must predict the other no worse than the proportional model does.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Random } from "../../../../src/base/random.ts";
import { BitstampDecoder } from "../../../../src/data/order-level/bitstamp.ts";
import {
  type CancelKnot,
  CancelsAhead,
  cancelsOf,
  type SeenCancel,
} from "../../../../src/data/order-level/cancels-ahead.ts";
import { LunoDecoder } from "../../../../src/data/order-level/luno.ts";
import { fitQueueShares, pooled, pseudoCancelsCount } from "../../../../src/data/order-level/queue-shares.ts";
import { readOrderRows } from "../../../../src/data/order-level/read-order-rows.ts";
import { UncrossedRows } from "../../../../src/data/order-level/uncrossed-rows.ts";
import { orderEventKind as kinds, type OrderEventKindName } from "../../../../src/domain/order-event.ts";
import { OrderRows } from "../../../../src/domain/order-rows.ts";
import { bid } from "../../../../src/domain/side.ts";
import { openOrderBook } from "../../../../src/engine/open-order-book.ts";
import { propertyRuns } from "../../../helpers/engine-kinds.ts";
import { grids, recordingOf } from "../../../helpers/order-recordings.ts";

const knotsCount = 33;

describe("cancels ahead:", () => {
  test("cancels in a queue of three: each place sees what was ahead of it", () => {
    using book = openOrderBook();
    const rows = new OrderRows();
    const message = (kind: OrderEventKindName, orderId: bigint, lots: number) => {
      rows.beginMessage(0, 0);
      rows.row(kinds[kind], orderId, bid, 100, lots);
      rows.endMessage();
    };
    message("clear", 0n, 0);
    for (const [id, lots] of [
      [1n, 3],
      [2n, 5],
      [3n, 3],
    ] as const)
      message("add", id, lots);
    message("reduce", 1n, 1);
    message("reduce", 2n, 4);
    message("delete", 3n, 0);
    message("delete", 2n, 0);
    message("delete", 1n, 0);
    message("delete", 9n, 0);
    expect([...cancelsOf(book, rows)]).toEqual([
      {
        lots: 1,
        places: [
          { position: 3 / 11, wasAhead: true },
          { position: 8 / 11, wasAhead: true },
        ],
      },
      {
        lots: 4,
        places: [
          { position: 0.2, wasAhead: false },
          { position: 0.7, wasAhead: true },
        ],
      },
      {
        lots: 3,
        places: [
          { position: 1 / 3, wasAhead: false },
          { position: 0.5, wasAhead: false },
        ],
      },
      { lots: 1, places: [{ position: 2 / 3, wasAhead: false }] },
      { lots: 2, places: [] },
    ]);
    expect(book.ordersCount).toBe(0);
  });

  test("positions between two knots: the nearer gets more, and the errors are of whole cancels", () => {
    const cancels = new CancelsAhead(3);
    cancels.add({ lots: 8, places: [{ position: 0.125, wasAhead: true }] });
    cancels.add({
      lots: 4,
      places: [
        { position: 0.5, wasAhead: false },
        { position: 0.5, wasAhead: false },
      ],
    });
    cancels.add({ lots: 1, places: [] });
    const [head, middle, end] = cancels.knots;
    expect([cancels.cancelsCount, cancels.unseenCount]).toEqual([2, 1]);
    expect(head).toMatchObject({ position: 0, lots: 6, effectiveCount: 1, excess: 0.875 });
    expect(head!.standardError).toBeNaN();
    expect(middle).toMatchObject({ position: 0.5, lots: 6, excess: (2 * 0.875 - 4 * 0.5) / 6 });
    expect(middle!.effectiveCount).toBeCloseTo(36 / 20, 12);
    const residuals = [2 * (0.875 - middle!.excess), 4 * (-0.5 - middle!.excess)];
    expect(middle!.standardError).toBeCloseTo(Math.hypot(...residuals) / 6, 12);
    expect(end).toMatchObject({ position: 1, lots: 0, effectiveCount: 0, excess: 0 });
  });
});

describe("queue shares:", () => {
  test("nothing seen: the proportional model", () => {
    const shares = fitQueueShares(new CancelsAhead(knotsCount).knots);
    expect(shares.map(({ share }) => share)).toEqual(Array.from({ length: knotsCount }, (_, at) => at / 32));
  });

  test("as many cancels as the pseudo ones: half the excess, half its error", () => {
    const knot = (position: number, excess: number): CancelKnot => ({
      ...{ position, excess, lots: 1, effectiveCount: pseudoCancelsCount, standardError: 0.02 },
    });
    const shares = fitQueueShares([knot(0, 0.3), knot(0.5, 0.1), knot(1, -0.3)]);
    expect(shares).toEqual([
      { position: 0, share: 0, standardError: 0 },
      { position: 0.5, share: 0.55, standardError: 0.01 },
      { position: 1, share: 1, standardError: 0 },
    ]);
  });

  // Each law is the chance that a cancelled lot was ahead, by position.
  const laws: [string, (position: number) => number][] = [
    ["from anywhere alike", (x) => x],
    ["rather from behind", (x) => x ** 2],
    ["rather from ahead", (x) => 1 - (1 - x) ** 2],
  ];
  test.each(laws)("a world whose cancels come %s: the shares are that law's, within their errors", (_, law) => {
    const cancels = new CancelsAhead(knotsCount);
    for (const cancel of worldOf(law, 40_000)) cancels.add(cancel);
    const shares = fitQueueShares(cancels.knots).slice(2, -2);
    // What is linear between knots differs from a square by at most 1 / (4 * 32^2), which is below the errors.
    const beyond = shares.filter(
      ({ position, share, standardError }) => Math.abs(share - law(position)) > 4 * standardError,
    );
    expect(beyond).toEqual([]);
    expect(Math.max(...shares.map(({ standardError }) => standardError))).toBeLessThan(0.03);
  });

  test("pooled: never falls, keeps the weighted mean, and no other such values are nearer", () => {
    const item = fc.record({
      value: fc.double({ min: -1, max: 1, noNaN: true }),
      weight: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(
        fc.array(item, { minLength: 1, maxLength: 9 }),
        fc.array(fc.double({ min: -1, max: 1, noNaN: true })),
        (items, drawn) => {
          const [values, weights] = [items.map(({ value }) => value), items.map(({ weight }) => weight)];
          const found = pooled(values, weights);
          const distanceOf = (others: readonly number[]) =>
            others.reduce((sum, other, at) => sum + weights[at]! * (other - values[at]!) ** 2, 0);
          const meanOf = (of: readonly number[]) => of.reduce((sum, value, at) => sum + weights[at]! * value, 0);
          expect(found).toEqual(found.toSorted((a, b) => a - b));
          expect(meanOf(found)).toBeCloseTo(meanOf(values), 9);
          const rival = values.map((value, at) => drawn[at] ?? value).toSorted((a, b) => a - b);
          expect(distanceOf(found)).toBeLessThanOrEqual(distanceOf(rival) + 1e-9);
        },
      ),
      propertyRuns(300),
    );
  });
});

const recordings = [
  ["luno", () => new LunoDecoder(grids.luno)],
  ["bitstamp", () => new BitstampDecoder(grids.bitstamp)],
] as const;
for (const [name, decoder] of recordings)
  test.skipIf(recordingOf(name) === undefined)(
    `queue shares: ${name}, fitted to either half: predict the other half better than the proportional model`,
    async () => {
      using book = openOrderBook();
      const uncrossed = new UncrossedRows();
      const seen: SeenCancel[] = [];
      for await (const rows of readOrderRows(recordingOf(name)!, decoder()))
        seen.push(...cancelsOf(book, uncrossed.take(rows)));
      const halves = [seen.slice(0, seen.length / 2), seen.slice(seen.length / 2)] as const;
      for (const [fitted, other] of [halves, halves.toReversed()] as (readonly SeenCancel[])[][]) {
        const cancels = new CancelsAhead(knotsCount);
        for (const cancel of fitted!) cancels.add(cancel);
        const shares = fitQueueShares(cancels.knots).map(({ share }) => share);
        expect(squaredError(other!, (x) => between(shares, x))).toBeLessThan(squaredError(other!, (x) => x));
      }
    },
  );

/** Cancels seen from one place each, of sizes that vary. */
function* worldOf(law: (position: number) => number, count: number): Generator<SeenCancel> {
  const random = Random.fromSeed(7);
  for (let at = 0; at < count; at++) {
    const position = random.unit();
    yield { lots: random.int(1, 20), places: [{ position, wasAhead: random.unit() < law(position) }] };
  }
}

/** Of what came from ahead, by lots: the Brier score. */
function squaredError(cancels: readonly SeenCancel[], predict: (position: number) => number): number {
  let [sum, lotsSum] = [0, 0];
  for (const { lots, places } of cancels)
    for (const { position, wasAhead } of places) {
      sum += (lots / places.length) * ((wasAhead ? 1 : 0) - predict(position)) ** 2;
      lotsSum += lots / places.length;
    }
  return sum / lotsSum;
}

function between(shares: readonly number[], position: number): number {
  const at = position * (shares.length - 1);
  const below = Math.min(Math.floor(at), shares.length - 2);
  return shares[below]! + (shares[below + 1]! - shares[below]!) * (at - below);
}
