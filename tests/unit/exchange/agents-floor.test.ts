// Goal: makers' view moves with flow and with the touch exactly as the formula says, of any symbol its own. Method: two clients make a touch and trades.
import { expect, test } from "bun:test";
import { ExchangeFloor } from "../../../sim/exchange/agents/exchange-floor.ts";
import { FairValue } from "../../../sim/synthetic-fair-value.ts";
import { defaultSyntheticParameters } from "../../../sim/synthetic-parameters.ts";
import { Random } from "../../../src/base/random.ts";
import { nsPerSecond } from "../../../src/domain/time.ts";
import { testSymbol, whole } from "../../helpers/exchange-symbols.ts";
import { Venue } from "../../helpers/exchange-venue.ts";

const fairTicks = 100;
const reaction = { flowMemoryNs: 10 * nsPerSecond, flowQuote: 1000, flowBps: 50, imbalanceBps: 20 };

/** A floor over a touch of 1 lot bid at 90 and 1 offered at 110; a lot is worth 100. */
function openFloor(): { venue: Venue; floor: ExchangeFloor; client: ReturnType<Venue["account"]> } {
  const venue = new Venue(testSymbol(whole));
  const client = venue.account();
  const value = new FairValue(defaultSyntheticParameters.fairValue, Random.fromSeed(1), 0, fairTicks, 0);
  const floor = new ExchangeFloor(venue.market, reaction, venue.now(), value, 100, 1);
  venue.exchange.listen(floor);
  venue.buy(client, { price: "90", size: "1" });
  venue.sell(client, { price: "110", size: "1" });
  return { venue, floor, client };
}

function leanBps(floor: ExchangeFloor, nowUs: number): number {
  floor.nowNs = (nowUs - floor.startUs) * 1000;
  return (floor.viewTicks(0) / fairTicks - 1) * 10_000;
}

test("floor: an even touch and no flow: the fair value itself", () => {
  const { venue, floor } = openFloor();
  using _ = venue;
  expect(leanBps(floor, venue.now())).toBeCloseTo(0, 9);
});

test("floor: more bid than offered, and the other way: the view leans to where there is less", () => {
  const { venue, floor, client } = openFloor();
  using _ = venue;
  venue.buy(client, { price: "90", size: "2" });
  expect(leanBps(floor, venue.now())).toBeCloseTo(20 * ((3 - 1) / 4), 9);
  venue.sell(client, { price: "110", size: "8" });
  expect(leanBps(floor, venue.now())).toBeCloseTo(20 * ((3 - 9) / 12), 9);
});

test("floor: an empty book: no imbalance", () => {
  const { venue, floor, client } = openFloor();
  using _ = venue;
  venue.exchange.cancelAll(venue.now(), client, venue.market);
  expect(leanBps(floor, venue.now())).toBeCloseTo(0, 9);
});

test("floor: what takers bought and sold: the view follows by the square root, and forgets", () => {
  for (const [taken, sign] of [["buy", 1] as const, ["sell", -1] as const]) {
    const { venue, floor, client } = openFloor();
    using _ = venue;
    const taker = venue.account();
    // Replaced at once, so that the touch is even again.
    const other = taken === "buy" ? "sell" : "buy";
    const price = taken === "buy" ? "110" : "90";
    venue[other](client, { price, size: "4" });
    venue[taken](taker, { kind: "MARKET", size: "4" });
    const tradedUs = venue.market.nowUs;
    // 4 lots of 100 each; what is left on that side is 1 lot, as on the other.
    expect(leanBps(floor, tradedUs)).toBeCloseTo(sign * 50 * Math.sqrt(400 / 1000), 9);
    const laterUs = tradedUs + 20_000_000;
    expect(leanBps(floor, laterUs)).toBeCloseTo(sign * 50 * Math.sqrt((400 * Math.exp(-2)) / 1000), 9);
  }
});
