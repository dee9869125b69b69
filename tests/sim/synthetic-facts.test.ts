// Goal: resting at the touch of the synthetic market loses, because of the informed, and waiting far from it pays.
// Method: from the rows alone. The worth of a passive fill is the mid a while later against its price; means come with
// a standard error over blocks of half a minute, since neighbouring fills share their fate. Seeds are fixed.
import { expect, test } from "bun:test";
import { ask, bid } from "../../src/domain/side.ts";
import { nsPerMinute, nsPerMs, nsPerSecond } from "../../src/domain/time.ts";
import { type MarketRecord, record, startNs, withoutInformed } from "../helpers/synthetic-rows.ts";

const minutes = 15;
const seeds = [101, 102, 103, 104, 105, 106, 107, 108];
const markets = seeds.map((seed) => record({ seed, seconds: 60 * minutes }));
const peaceful = seeds.map((seed) => record({ seed, seconds: 60 * minutes, parameters: withoutInformed }));

test("synthetic market: resting at the touch: the mid goes against it, by far more than chance", () => {
  for (const horizonNs of [1, 10].map((horizon) => horizon * nsPerSecond)) {
    const { mean, error } = blockMean(markets.flatMap((market, at) => touchFills(market, at, horizonNs)));
    expect(mean).toBeLessThan(-5);
    expect(mean / error).toBeLessThan(-3);
  }
});

test("synthetic market: without informed takers: resting at the touch is clearly better, and no longer loses", () => {
  for (const horizonNs of [1, 10].map((horizon) => horizon * nsPerSecond)) {
    const informed = blockMean(markets.flatMap((market, at) => touchFills(market, at, horizonNs)));
    const without = blockMean(peaceful.flatMap((market, at) => touchFills(market, at, horizonNs)));
    expect(without.mean).toBeGreaterThan(0);
    expect((without.mean - informed.mean) / Math.hypot(without.error, informed.error)).toBeGreaterThan(3);
  }
});

test("synthetic market: a quote renewed every 100 ms: loses near the mid, earns far from it", () => {
  const worth = (halfSpreadTicks: number) =>
    blockMean(markets.flatMap((market, at) => renewedQuoteFills(market, at, halfSpreadTicks)));
  const near = worth(25);
  expect(near.mean / near.error).toBeLessThan(-3);
  const far = worth(500);
  expect(far.mean / far.error).toBeGreaterThan(3);
  expect(far.count).toBeGreaterThan(minutes * seeds.length * 0.5);
});

test("synthetic market: its stylised facts: in the bounds that README.md states", () => {
  for (const market of markets) {
    const seconds = 60 * minutes;
    expectBetween(market.trades.length / seconds, 15, 40);
    expectBetween(market.tickerNs.length / seconds, 15, 40);
    expectBetween(market.depthMessagesCount / seconds, 9.5, 10.1);
    expectBetween(market.depthRowsCount / market.depthMessagesCount, 30, 50);
    expectBetween(meanSpreadTicks(market), 15, 30);
    expectBetween(bpsPerMinute(market), 1, 3);
  }
});

/** Worth of one passive fill, in ticks, and the block of time it belongs to. */
interface Worth {
  readonly block: string;
  readonly ticks: number;
}

function touchFills(market: MarketRecord, at: number, horizonNs: number): Worth[] {
  return market.prints
    .filter(({ receivedNs }) => receivedNs + horizonNs <= market.lastNs)
    .map(({ receivedNs, aggressor, priceTicks }) => {
      const moveTicks = market.midTicksAt(receivedNs + horizonNs) - priceTicks;
      // A selling aggressor leaves the passive side long.
      return { block: blockOf(at, receivedNs), ticks: aggressor === ask ? moveTicks : -moveTicks };
    });
}

/**
 * Quotes a fixed distance from the mid on either side, renewed every 100 ms, at the venue 5 ms later. Filled when the
 * best opposite quote reaches them or somebody's print goes beyond them, once in their life; worth is taken one second
 * later.
 */
function renewedQuoteFills(market: MarketRecord, at: number, halfSpreadTicks: number): Worth[] {
  const lifeNs = 100 * nsPerMs;
  const fills: Worth[] = [];
  let print = 0;
  for (let decideNs = startNs + nsPerSecond; decideNs + 2 * nsPerSecond < market.lastNs; decideNs += lifeNs) {
    const midTicks = market.midTicksAt(decideNs);
    const bidTicks = Math.floor(midTicks - halfSpreadTicks);
    const askTicks = Math.ceil(midTicks + halfSpreadTicks);
    const fromNs = decideNs + 5 * nsPerMs;
    let ticker = market.tickerAt(fromNs);
    if (market.askTicks[ticker]! <= bidTicks || market.bidTicks[ticker]! >= askTicks) continue; // Post-only: refused.
    let isBought = false;
    let isSold = false;
    for (; ticker < market.tickerNs.length && market.tickerNs[ticker]! < fromNs + lifeNs; ticker++) {
      isBought ||= market.askTicks[ticker]! <= bidTicks;
      isSold ||= market.bidTicks[ticker]! >= askTicks;
    }
    while (print < market.trades.length && market.trades[print]!.receivedNs < fromNs) print++;
    for (let next = print; next < market.trades.length; next++) {
      const { receivedNs, aggressor, priceTicks } = market.trades[next]!;
      if (receivedNs >= fromNs + lifeNs) break;
      isBought ||= aggressor === ask && priceTicks < bidTicks;
      isSold ||= aggressor === bid && priceTicks > askTicks;
    }
    const laterTicks = market.midTicksAt(fromNs + lifeNs + nsPerSecond);
    const block = blockOf(at, decideNs);
    if (isBought) fills.push({ block, ticks: laterTicks - bidTicks });
    if (isSold) fills.push({ block, ticks: askTicks - laterTicks });
  }
  return fills;
}

function blockOf(market: number, timeNs: number): string {
  return `${market} ${Math.floor(timeNs / (nsPerMinute / 2))}`;
}

/** Mean over fills, and its standard error with blocks as the independent units (a ratio estimate). */
function blockMean(fills: readonly Worth[]): { mean: number; error: number; count: number } {
  const mean = fills.reduce((sum, { ticks }) => sum + ticks, 0) / fills.length;
  const excess = new Map<string, number>();
  for (const { block, ticks } of fills) excess.set(block, (excess.get(block) ?? 0) + ticks - mean);
  const squares = [...excess.values()].reduce((sum, value) => sum + value ** 2, 0);
  return { mean, error: Math.sqrt(squares) / fills.length, count: fills.length };
}

function meanSpreadTicks({ tickerNs, bidTicks, askTicks }: MarketRecord): number {
  let weighted = 0;
  for (let at = 0; at + 1 < tickerNs.length; at++)
    weighted += (askTicks[at]! - bidTicks[at]!) * (tickerNs[at + 1]! - tickerNs[at]!);
  return weighted / (tickerNs.at(-1)! - tickerNs[0]!);
}

/** Root mean square change of the mid over a minute, from ten-second changes. */
function bpsPerMinute(market: MarketRecord): number {
  const mids = Array.from({ length: 6 * minutes - 1 }, (_, at) =>
    market.midTicksAt(startNs + (at + 1) * 10 * nsPerSecond),
  );
  const changes = mids.slice(1).map((mid, at) => ((mid - mids[at]!) / mids[at]!) * 10_000);
  return Math.sqrt((6 * changes.reduce((sum, change) => sum + change ** 2, 0)) / changes.length);
}

function expectBetween(value: number, min: number, max: number): void {
  if (!(value >= min && value <= max)) expect({ value }).toEqual({ value: `between ${min} and ${max}` as never });
}
