// Goal: the synthetic market is a possible stream of a venue, and the same for a seed.
// Method: read the rows as a stranger would, with a book of maps, and check every promise of the feed on them.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { eventKind } from "../../src/domain/event.ts";
import { type MarketRow, noId } from "../../src/domain/market-rows.ts";
import { ask, bid, sides } from "../../src/domain/side.ts";
import { nsPerMs, nsPerSecond } from "../../src/domain/time.ts";
import { coinmBtcusdPerp, spotBtcusdt, usdmBtcusdt } from "../helpers/instruments.ts";
import {
  generate,
  generateMessages,
  generateRows,
  type MarketRecord,
  NaiveBook,
  record,
  startNs,
} from "../helpers/synthetic-rows.ts";

const seconds = 20;
const markets = [
  { name: "Spot", instrument: spotBtcusdt, startPriceTicks: 6_000_000 },
  { name: "USD-M", instrument: usdmBtcusdt, startPriceTicks: 600_000 },
  { name: "COIN-M", instrument: coinmBtcusdPerp, startPriceTicks: 600_000 },
  {
    name: "a coarse tick",
    instrument: { ...spotBtcusdt, symbol: "NEXOUSDT", tickUnits: 100_000n },
    startPriceTicks: 1200,
  },
];

test("synthetic market: a seed twice, and another: the same rows, and others", () => {
  const rows = generateRows({ seed: 3, seconds });
  expect(hashOf(generateRows({ seed: 3, seconds }))).toBe(hashOf(rows));
  expect(hashOf(generateRows({ seed: 4, seconds }))).not.toBe(hashOf(rows));
});

test("synthetic market: the pinned seed: the same rows on every machine", () => {
  expect(hashOf(generateRows({ seed: 1, seconds }))).toMatchInlineSnapshot(`"6dc4de0d0b43a794"`);
});

test("synthetic market: two of one fair value: their mids go together, and each has takers of its own", () => {
  const prices = (seed: number, fairValueSeed: number) => record({ seed, fairValueSeed, seconds: 300 });
  const [first, follower, other] = [prices(1, 1), prices(2, 1), prices(2, 2)];
  expect(correlation(tenSecondMoves(first), tenSecondMoves(follower))).toBeGreaterThan(0.95);
  expect(Math.abs(correlation(tenSecondMoves(first), tenSecondMoves(other)))).toBeLessThan(0.6);
  const tradeTimes = new Set(first.trades.map(({ receivedNs }) => receivedNs));
  const shared = follower.trades.filter(({ receivedNs }) => tradeTimes.has(receivedNs));
  expect(shared.length).toBeLessThan(0.01 * follower.trades.length);
});

test("synthetic market: a seed whose own fair value is told: as without", () => {
  expect(hashOf(generateRows({ seed: 3, fairValueSeed: 3, seconds: 5 }))).toBe(
    hashOf(generateRows({ seed: 3, seconds: 5 })),
  );
});

test("synthetic market: a longer run: begins as the shorter one does", () => {
  const short = generateRows({ seed: 5, seconds: 5 });
  const long = generateRows({ seed: 5, seconds: 10 });
  // What was on its way at the end of the short run may meet later messages in the long one.
  const settled = short.filter(({ receivedNs }) => receivedNs < short.at(-1)!.receivedNs - 500 * nsPerMs);
  expect(settled.length).toBeGreaterThan(1000);
  expect(hashOf(long.slice(0, settled.length))).toBe(hashOf(settled));
});

test("synthetic market: the sink: whole bounded batches, and one end", () => {
  const counts: number[] = [];
  let endsCount = 0;
  generate(
    { seed: 1, seconds: 300 },
    {
      rows: (batch) => {
        expect(endsCount).toBe(0);
        expect(batch.count).toBeLessThanOrEqual(65_536);
        counts.push(batch.count);
      },
      end: () => endsCount++,
    },
  );
  expect(endsCount).toBe(1);
  expect(counts.length).toBeGreaterThan(1);
});

for (const { name, ...market } of markets) {
  const isSpot = market.instrument.market === "spot";

  test(`synthetic market: ${name}: every message is one`, () => {
    let receivedNs = startNs;
    for (const [at, message] of generateMessages({ seed: 11, seconds, ...market }).entries()) {
      const first = message[0]!;
      for (const row of message) {
        expect([row.receivedNs, row.updateId, row.firstUpdateId]).toEqual([
          first.receivedNs,
          first.updateId,
          first.firstUpdateId,
        ]);
        expect(Object.is(row.venueNs, first.venueNs)).toBe(true);
        const kind = at === 0 && row !== first ? eventKind.snapshotLevel : first.kind;
        expect(row.kind).toBe(kind);
      }
      expect(first.receivedNs).toBeGreaterThanOrEqual(receivedNs);
      receivedNs = first.receivedNs;
      expect(Number.isSafeInteger(receivedNs)).toBe(true);
      expectVenueTime(first, isSpot);
      if (first.kind === eventKind.ticker) expect(message.map(({ side }) => side)).toEqual([bid, ask]);
      if (at === 0) expect(first.kind).toBe(eventKind.clear);
    }
  });

  test(`synthetic market: ${name}: ids without a gap, only levels that changed, a book that never crosses`, () => {
    const book = new NaiveBook();
    let updateId = noId;
    let tradeId = noId;
    for (const message of generateMessages({ seed: 12, seconds, ...market })) {
      const { kind, firstUpdateId, previousUpdateId } = message[0]!;
      if (kind === eventKind.trade) {
        expect(message.length).toBe(1);
        if (tradeId !== noId) expect(message[0]!.tradeId).toBe(tradeId + 1);
        tradeId = message[0]!.tradeId;
        expect(message[0]!.sizeLots).toBeGreaterThan(0);
      }
      if (kind === eventKind.depth) {
        expect(firstUpdateId).toBe(updateId + 1);
        expect(previousUpdateId).toBe(isSpot ? noId : updateId);
        expect(message[0]!.updateId).toBeGreaterThanOrEqual(firstUpdateId);
        for (const { side, priceTicks, sizeLots } of message) expect(sizeLots).not.toBe(book.lotsAt(side, priceTicks));
      }
      if (kind !== eventKind.depth && kind !== eventKind.clear) continue;
      updateId = message[0]!.updateId;
      for (const row of message) if (row.kind !== eventKind.clear) book.set(row.side, row.priceTicks, row.sizeLots);
      expect(book.best(bid).priceTicks).toBeGreaterThan(0);
      expect(book.best(ask).priceTicks).toBeGreaterThan(book.best(bid).priceTicks);
    }
    expect(tradeId).toBeGreaterThan(seconds);
  });

  test(`synthetic market: ${name}: after each depth event the best levels are those of the last ticker by update id`, () => {
    const messages = generateMessages({ seed: 13, seconds, ...market });
    const tickers = messages.filter(([first]) => first!.kind === eventKind.ticker);
    const book = new NaiveBook();
    let at = -1;
    let checksCount = 0;
    for (const message of messages) {
      const { kind, updateId } = message[0]!;
      if (kind !== eventKind.depth && kind !== eventKind.clear) continue;
      for (const row of message) if (row.kind !== eventKind.clear) book.set(row.side, row.priceTicks, row.sizeLots);
      while (at + 1 < tickers.length && tickers[at + 1]![0]!.updateId <= updateId) at++;
      for (const side of sides) {
        const { priceTicks, sizeLots } = tickers[at]![side]!;
        expect(book.best(side)).toEqual({ priceTicks, sizeLots });
      }
      checksCount++;
    }
    expect(checksCount).toBeGreaterThan(5 * seconds);
  });
}

test("synthetic market: prints and the depth that explains them: either may come first", () => {
  let newestDepthNs = 0;
  let lateCount = 0;
  let count = 0;
  for (const [first] of generateMessages({ seed: 14, seconds: 120 })) {
    const { kind, venueNs } = first!;
    if (kind === eventKind.depth) newestDepthNs = Math.max(newestDepthNs, venueNs);
    if (kind !== eventKind.trade) continue;
    count++;
    if (venueNs <= newestDepthNs) lateCount++;
  }
  expect(lateCount / count).toBeGreaterThan(0.01);
  expect(lateCount / count).toBeLessThan(0.2);
});

test("synthetic market: any seed and start price: both sides stay quoted", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 500, max: 20_000_000 }), (seed, startPriceTicks) => {
      const { bidTicks, askTicks, trades } = record({ seed, seconds: 5, startPriceTicks });
      expect(trades.length).toBeGreaterThan(0);
      expect(bidTicks.every((priceTicks, at) => priceTicks > 0 && priceTicks < askTicks[at]!)).toBe(true);
    }),
    { numRuns: 20 },
  );
});

function expectVenueTime({ kind, venueNs, receivedNs }: MarketRow, isSpot: boolean): void {
  const isUntimed = isSpot && (kind === eventKind.ticker || kind === eventKind.clear);
  expect(Number.isNaN(venueNs)).toBe(isUntimed);
  if (isUntimed) return;
  expect(venueNs).toBeLessThanOrEqual(receivedNs);
  expect(venueNs % nsPerMs).toBe(0);
}

/** Of the mid, in ticks. */
function tenSecondMoves(kept: MarketRecord): number[] {
  const times = Array.from({ length: 28 }, (_, at) => startNs + (at + 1) * 10 * nsPerSecond);
  return times.map((ns) => kept.midTicksAt(ns + 10 * nsPerSecond) - kept.midTicksAt(ns));
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const covariance = (x: readonly number[], y: readonly number[]) =>
    mean(x.map((value, at) => (value - mean(x)) * (y[at]! - mean(y))));
  return covariance(a, b) / Math.sqrt(covariance(a, a) * covariance(b, b));
}

function hashOf(rows: readonly MarketRow[]): string {
  const hasher = new Bun.CryptoHasher("sha256");
  for (const row of rows) hasher.update(`${Object.values(row).join(" ")}\n`);
  return hasher.digest("hex").slice(0, 16);
}
