// Goal: whatever a network does to commands, answers and events, in the end our books are the venue's: each trade once,
// no order open here and closed there or the other way round, nothing locked; and nothing is ever sent in place of an
// order that might still fill.
// Method: a model venue that executes orders, a network that loses, repeats, delays and reorders, links that drop; then
// calm, one list of open orders, and time for questions.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { Random } from "../../src/base/random.ts";
import { ask, bid } from "../../src/domain/side.ts";
import { nsPerMs, nsPerSecond } from "../../src/domain/time.ts";
import { calm, type Weather } from "../helpers/lossy-venue.ts";
import { nearPrices, positionLotsMax, startBalances, TrackedDesk } from "../helpers/tracked-desk.ts";

const upTo = (max: number) => fc.oneof(fc.constant(0), fc.integer({ min: 0, max }));
const weather: fc.Arbitrary<Weather> = fc.record({
  lossPercent: upTo(60),
  repeatPercent: upTo(60),
  delayMsMax: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 1500 })),
  placeDelayMsMax: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 15_000 })),
  lagMs: upTo(2000),
  refusePercent: upTo(30),
});
const storm = fc.record({
  seed: fc.nat(),
  weather,
  stepsCount: fc.integer({ min: 1, max: 60 }),
  linkDropsPercent: upTo(10),
  takes: fc.boolean(),
});
type Storm = typeof storm extends fc.Arbitrary<infer T> ? T : never;

test("tracked venue: any weather, then calm: our books are the venue's", () => {
  fc.assert(
    fc.property(storm, (draw) => settleAndCompare(runStorm(draw))),
    { numRuns: 300 },
  );
});

test("tracked venue: any weather, then calm, and all of it told again: nothing changes", () => {
  fc.assert(
    fc.property(storm, (draw) => {
      const desk = runStorm(draw);
      settleAndCompare(desk);
      const fillsCount = desk.fills.length;
      for (const report of desk.reports.splice(0)) desk.tracked.report(report);
      for (const list of desk.lists) desk.tracked.openOrders(list);
      expect([desk.tracked.ownEventsCount, desk.tracked.inDoubt, desk.fills.length]).toEqual([0, [], fillsCount]);
    }),
    { numRuns: 100 },
  );
});

/** Quotes through the storm; as long as no order was given up, the bound holds even if all that is there fills. */
function runStorm({ seed, weather, stepsCount, linkDropsPercent, takes }: Storm): TrackedDesk {
  const desk = new TrackedDesk(seed);
  const random = Random.fromSeed(seed).fork("desk");
  desk.venue.weather = weather;
  for (let step = 0; step < stepsCount; step++) {
    const { nowNs } = desk.market;
    if (random.chance(linkDropsPercent, 100) && !desk.venue.isDown) desk.dropLink(random.int(1, 5000) * nsPerMs);
    if (random.chance(2, 3)) desk.want(randomWants(random));
    if (takes && random.chance(1, 10)) desk.orders.take(random.pick([bid, ask]), 100, random.int(1, 5), nowNs);
    if (random.chance(1, 50)) desk.orders.cancelAll(nowNs);
    if (random.chance(1, 2)) desk.venue.stir();
    desk.advanceTo(nowNs + random.int(1, 500) * nsPerMs);
    const { neverArrivedCount, vanishedCount, adoptedCount } = desk.tracked.counts;
    if (takes || neverArrivedCount + vanishedCount + adoptedCount > 0) continue;
    for (const side of [bid, ask] as const) expect(desk.worstLots(side)).toBeLessThanOrEqual(positionLotsMax);
  }
  return desk;
}

function randomWants(random: Random) {
  return [bid, ask].flatMap((side) =>
    nearPrices[side as 0 | 1].flatMap((priceTicks) =>
      random.chance(1, 2) ? [{ side: side as 0 | 1, priceTicks, sizeLots: random.int(1, 9) }] : [],
    ),
  );
}

function settleAndCompare(desk: TrackedDesk): void {
  const { market, venue, orders, tracked } = desk;
  venue.weather = calm;
  desk.want([]);
  desk.advanceTo(market.nowNs + 30 * nsPerSecond); // What was late has arrived, and what was silent is asked for.
  venue.askForList((list) => desk.list(list));
  desk.advanceTo(market.nowNs + 60 * nsPerSecond);

  const trades = [...venue.orders.values()].flatMap(({ orderId, trades }) =>
    trades.map(({ tradeId }) => `${orderId}/${tradeId}`),
  );
  expect(desk.fills.toSorted()).toEqual(trades.toSorted());
  expect(orders.open).toEqual([]);
  expect([...venue.orders.values()].filter(({ state }) => state === "open")).toEqual([]);
  expect([tracked.openCount, tracked.inDoubt]).toEqual([0, []]);
  expect(desk.lockedUnits).toEqual([0, 0]);
  expect(desk.account.balances).toEqual(desk.venue.balancesFrom(startBalances));
}
