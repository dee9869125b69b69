// Goal: a strategy that wants a position instead of quotes gets it by orders that trade within its collar or expire,
// one at a time, and no further than risk lets it.
// Method: a market set by hand, touch 100 and 102 with ten lots a side, a venue that writes down what it is sent, and a
// strategy that wants what the test says.
import { describe, expect, test } from "bun:test";
import { takeEveryNs } from "../../../src/core/position-taker.ts";
import type { RiskLimits } from "../../../src/core/risk/limits.ts";
import { WantedQuotes } from "../../../src/core/strategy/wanted-quotes.ts";
import { ask, bid } from "../../../src/domain/side.ts";
import { stop } from "../../../src/ports/engine.ts";
import { spotBtcusdt } from "../../helpers/instruments.ts";
import {
  accepted,
  cancelled,
  deskStaleNs,
  KernelDesk,
  type KernelDeskOptions,
  taken,
} from "../../helpers/kernel-desk.ts";

const collarTicks = 3;

/** What the strategy of a desk wants from the next decision on; undefined for nothing. */
interface Aimed {
  lots: number | undefined;
}

function aiming(lots: number, options: KernelDeskOptions = {}): { desk: KernelDesk; wants: Aimed } {
  const wants: Aimed = { lots };
  const desk = new KernelDesk({
    decide: (_, quotes) => {
      if (wants.lots !== undefined) quotes.aim(wants.lots, collarTicks);
    },
    ...options,
  });
  desk.step(stop.decision);
  return { desk, wants };
}

describe("wanted position:", () => {
  test("more than is held: bought up to the collar above the best ask; less: sold down to that below the bid", () => {
    expect(aiming(4).desk.takeSent()).toEqual(["take 1 bid 4 at 105"]);
    expect(aiming(-4).desk.takeSent()).toEqual(["take 1 ask 4 at 97"]);
    expect(aiming(1, { startLots: 4 }).desk.takeSent()).toEqual(["take 1 ask 3 at 97"]);
    expect(aiming(-2, { startLots: 4 }).desk.takeSent()).toEqual(["take 1 ask 6 at 97"]);
  });

  test("reached: nothing more is sent, and nobody is woken for it", () => {
    const { desk } = aiming(4);
    desk.takeSent();
    desk.step(stop.own, {}, ...taken(1, bid, 4, 102, 0));
    desk.freshen(10 * takeEveryNs);
    desk.step(stop.timer);
    expect([desk.takeSent(), desk.portfolio.positionLots]).toEqual([[], 4]);
  });

  test("filled in part: the rest is tried again after a pace, not before, between decisions too", () => {
    const { desk } = aiming(4);
    desk.takeSent();
    desk.step(stop.own, {}, ...taken(1, bid, 1, 102, 3));
    expect(desk.takeSent()).toEqual([]);
    desk.freshen(takeEveryNs - 1);
    expect(desk.step(stop.timer)).toBe(takeEveryNs);
    desk.freshen(takeEveryNs);
    desk.step(stop.timer);
    expect(desk.takeSent()).toEqual(["take 2 bid 3 at 105"]);
  });

  test("wanted no more by the next decision: the rest is left", () => {
    const { desk, wants } = aiming(4);
    desk.takeSent();
    desk.step(stop.own, {}, ...taken(1, bid, 1, 102, 3));
    wants.lots = undefined;
    desk.freshen(takeEveryNs);
    desk.step(stop.decision);
    expect(desk.takeSent()).toEqual([]);
  });

  test("another position before the order is answered: waits for the answer, then goes on from there", () => {
    const { desk, wants } = aiming(4);
    desk.takeSent();
    wants.lots = -1;
    desk.freshen(takeEveryNs);
    desk.step(stop.decision);
    expect(desk.takeSent()).toEqual([]);
    desk.step(stop.own, {}, ...taken(1, bid, 4, 102, 0));
    expect(desk.takeSent()).toEqual(["take 2 ask 5 at 97"]);
  });

  test("a quote of before still working: it is cancelled first", () => {
    let isAimed = false;
    const desk = new KernelDesk({
      decide: (_, quotes) => (isAimed ? quotes.aim(2, collarTicks) : quotes.want(bid, 98, 1)),
    });
    desk.step(stop.decision);
    desk.step(stop.own, {}, accepted(1));
    isAimed = true;
    desk.takeSent();
    desk.step(stop.decision);
    expect(desk.takeSent()).toEqual(["cancel 1"]);
    desk.step(stop.own, {}, cancelled(1));
    expect(desk.takeSent()).toEqual(["take 2 bid 2 at 105"]);
  });

  test("beyond the position bound: as far as it goes, and the veto says so", () => {
    const { desk } = aiming(25, { limits: { positionLotsMax: 10 } });
    expect([desk.takeSent(), desk.reasons]).toEqual([["take 1 bid 10 at 105"], ["position_bound"]]);
    expect(desk.vetoes).toEqual(["position_bound"]); // Told with the decision itself.
    desk.step(stop.own, {}, ...taken(1, bid, 10, 102, 0));
    desk.freshen(takeEveryNs);
    desk.step(stop.decision);
    expect([desk.takeSent(), desk.reasons.at(-1)]).toEqual([[], "position_bound"]);
  });

  const refusals = [
    ["order_size", { orderLotsMax: 3 }, ["take 1 bid 4 at 105"], ["take 1 bid 3 at 105"]],
    [
      "message_rate",
      { messageRate: { countMax: 1, windowNs: 60e9 } },
      ["take 1 bid 4 at 105"],
      ["take 1 bid 4 at 105"],
    ],
  ] as const;
  test("what judges a quote's price does not refuse it: risk has a collar for it, and the price collar", () => {
    const prices = (limits: Partial<RiskLimits>) => {
      const both = [aiming(4, { limits }).desk, aiming(-4, { limits }).desk];
      expect(both.flatMap(({ reasons }) => reasons)).toEqual([]);
      return both.flatMap((desk) => desk.takeSent());
    };
    const quotes = { fatFinger: { ticksMax: 1, sizeMultipleMax: 0.1 }, priceBandTicks: 1 };
    expect(prices({ ...quotes, flattenTicksMax: 3 })).toEqual(["take 1 bid 4 at 105", "take 1 ask 4 at 97"]);
    expect(prices({ flattenTicksMax: 2 })).toEqual(["take 1 bid 4 at 104", "take 1 ask 4 at 98"]);
    expect(prices({ priceBandTicks: 1 })).toEqual(["take 1 bid 4 at 103", "take 1 ask 4 at 99"]);
    const priceCollar = { ticksMax: 2, reference: "depth_mid" } as const;
    expect(prices({ priceCollar })).toEqual(["take 1 bid 4 at 103", "take 1 ask 4 at 99"]);
  });

  test("nothing to compare its price with: refused as a quote is", () => {
    const { desk } = aiming(4, { limits: { priceCollar: { ticksMax: 2, reference: "last_trade" } } });
    expect([desk.takeSent(), desk.vetoes]).toEqual([[], ["no_reference"]]);
  });

  test.each(refusals)("%s: holds it as it holds a quote", (reason, limits, free, held) => {
    expect(aiming(4).desk.takeSent()).toEqual([...free]);
    const { desk } = aiming(4, { limits });
    expect(desk.takeSent()).toEqual([...held]);
    // Of what a window allows only the second is too much.
    desk.step(stop.own, {}, ...(held.length > 0 ? taken(1, bid, 1, 102, 2) : []));
    desk.freshen(takeEveryNs);
    desk.step(stop.decision);
    expect(desk.reasons).toContain(reason);
  });

  test("a market that cannot be trusted, a hold, a kill: no order, until it is lifted", () => {
    const { desk } = aiming(4);
    desk.takeSent();
    desk.step(stop.own, {}, ...taken(1, bid, 1, 102, 3));
    desk.freshen(takeEveryNs);
    desk.step(stop.timer, { bookState: "gapped" });
    desk.step(stop.timer, { nowNs: 2 * takeEveryNs + deskStaleNs });
    desk.freshen(8 * takeEveryNs);
    desk.step(stop.timer); // What was wanted went with the book.
    desk.kernel.hold("venue_down");
    desk.step(stop.decision);
    expect(desk.takeSent()).toEqual([]);
    desk.kernel.release("venue_down");
    desk.step(stop.own);
    expect(desk.takeSent()).toEqual(["take 2 bid 3 at 105"]);
  });

  test("too little for the venue at the touch: left as it is", () => {
    const { desk } = aiming(4, { instrument: { ...spotBtcusdt, sizeLotsMin: 5 }, balances: { USDT: 10n ** 12n } });
    expect([desk.takeSent(), desk.reasons]).toEqual([[], []]);
  });

  test("Spot: as much as the balance pays for at the collar", () => {
    // A lot of 0.00001 BTC at 1.05 is 0.0000105 USDT: 1050 units.
    const instrument = { ...spotBtcusdt, notionalUnitsMin: 0n };
    const { desk } = aiming(4, { instrument, balances: { USDT: 3n * 1050n - 1n } });
    expect(desk.takeSent()).toEqual(["take 1 bid 2 at 105"]);
  });

  test("an operator who flattens: the position of the strategy is wanted no more", () => {
    const { desk } = aiming(4, { startLots: 1, limits: { flattenTicksMax: 7 } });
    desk.takeSent();
    desk.kernel.operate({ kind: "flatten" });
    desk.step(stop.own, {}, ...taken(1, bid, 3, 102, 0));
    desk.freshen(takeEveryNs);
    desk.step(stop.timer);
    expect(desk.takeSent()).toEqual(["take 2 ask 4 at 93"]);
  });

  test("what another market holds has changed: decides in the step that follows, and sees it", () => {
    let hedgedLots = 0;
    const desk = new KernelDesk({
      hedgedLots: () => hedgedLots,
      decide: (view, quotes) => quotes.aim(-Math.trunc(view.hedgedLots), collarTicks),
    });
    desk.step(stop.decision);
    hedgedLots = 2.9;
    desk.step(stop.own);
    expect(desk.takeSent()).toEqual([]);
    desk.kernel.look();
    desk.step(stop.own);
    desk.step(stop.own);
    expect(desk.takeSent()).toEqual(["take 1 ask 2 at 97"]);
  });
});

test("wants: a position and quotes together, or parts of lots and ticks: a bug", () => {
  const wanted = new WantedQuotes();
  expect([wanted.isEmpty, wanted.isAimed]).toEqual([true, false]);
  for (const [lots, ticks] of [
    [0.5, 1],
    [1, 0.5],
    [1, -1],
    [Number.NaN, 1],
  ] as const)
    expect(() => wanted.aim(lots, ticks)).toThrow();
  wanted.aim(0, 0);
  expect([wanted.isEmpty, wanted.isAimed, wanted.aimLots]).toEqual([false, true, 0]);
  expect(() => wanted.want(bid, 1, 1)).toThrow("not both");
  expect(() => wanted.aim(1, 0)).toThrow("not both");
  wanted.clear();
  expect([wanted.isEmpty, wanted.isAimed]).toEqual([true, false]);
  wanted.want(ask, 1, 1);
  expect(() => wanted.aim(0, 0)).toThrow("not both");
});
