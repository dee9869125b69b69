// Goal: what limits count is never less than what is held: a part of a lot, as a fee in the base asset leaves it, is a
// whole one on its side and none on the other.
// Method: buys and sells on Spot with a fee told in the base asset, against the exact position; then a bound that is
// reached but for such a part.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { Account } from "../../../../src/core/portfolio/account.ts";
import { Portfolio } from "../../../../src/core/portfolio/portfolio.ts";
import { Exposure } from "../../../../src/core/risk/exposure.ts";
import { Risk } from "../../../../src/core/risk/risk.ts";
import type { Decide } from "../../../../src/core/strategy/strategy.ts";
import { WantedQuotes } from "../../../../src/core/strategy/wanted-quotes.ts";
import { ownEventKind } from "../../../../src/domain/own-event.ts";
import { ask, bid, type Side, sides } from "../../../../src/domain/side.ts";
import { stop } from "../../../../src/ports/engine.ts";
import { spotBtcusdt } from "../../../helpers/instruments.ts";
import { accepted, KernelDesk } from "../../../helpers/kernel-desk.ts";
import { marketView, ownEvent } from "../../../helpers/own-events.ts";

const lotUnits = 1000; // 0.00001 BTC of 8 places.
const balances = { BTC: 10n ** 12n, USDT: 10n ** 12n };

function fillOf(side: Side, lots: number, feeUnits: number) {
  const fee = { asset: "BTC", units: feeUnits, places: 8 };
  return ownEvent({ kind: ownEventKind.filled, side, lots, priceTicks: 100, bidTicks: 100, askTicks: 102, fee });
}

const noFees = { name: "none", makerRate: 0n, takerRate: 0n };
const account = () => new Account(new Map(Object.entries(balances)));

test("portfolio: any fills and fees: held towards a side is the position there, rounded up", () => {
  const fill = fc.record({ side: fc.constantFrom(...sides), lots: fc.integer({ min: 1, max: 5 }), fee: fc.nat(2500) });
  fc.assert(
    fc.property(fc.array(fill, { maxLength: 12 }), (fills) => {
      const portfolio = new Portfolio(spotBtcusdt, noFees, account());
      let heldUnits = 0;
      for (const { side, lots, fee } of fills) {
        portfolio.post(fillOf(side, lots, fee));
        heldUnits += (side === bid ? lots : -lots) * lotUnits - fee;
        expect(portfolio.heldLots(bid) + 0).toBe(Math.ceil(heldUnits / lotUnits) + 0);
        expect(portfolio.heldLots(ask) + 0).toBe(Math.ceil(-heldUnits / lotUnits) + 0);
      }
    }),
  );
});

test("kernel: a fee took a part of a lot: the bound is reached all the same, and not passed on the other side", () => {
  let wants: [Side, number, number] = [bid, 98, 2];
  const decide: Decide = (_, quotes) => quotes.want(...wants);
  const instrument = { ...spotBtcusdt, notionalUnitsMin: 0n };
  const desk = new KernelDesk({ decide, instrument, balances, limits: { positionLotsMax: 2 } });
  desk.step(stop.decision);
  desk.step(stop.own, {}, accepted(1), { ...fillOf(bid, 2, 1), orderId: 1 });
  expect([desk.portfolio.positionLots, desk.takeSent()]).toEqual([1, ["place 1 bid 2 at 98"]]);
  desk.step(stop.decision);
  expect([desk.takeSent(), desk.vetoes.at(-1)]).toEqual([[], "position_bound"]);
  wants = [ask, 104, 9];
  desk.step(stop.decision);
  expect(desk.takeSent()).toEqual(["place 2 ask 3 at 104"]);
});

test("exposure and trims: a lot and a half: two long, and one towards a short position", () => {
  const portfolio = new Portfolio(spotBtcusdt, noFees, account(), 1500n);
  const exposure = new Exposure({ portfolio });
  exposure.watch(marketView());
  expect([exposure.longUnits, exposure.shortUnits]).toEqual([2 * exposure.lotUnits, -exposure.lotUnits]);

  const limits = { positionLotsMax: 3, notionalUnitsMax: 1e15, priceBandTicks: 1e6, staleAfterNs: 1 };
  const risk = new Risk(limits, { market: marketView(), portfolio });
  risk.watch();
  const wanted = new WantedQuotes();
  wanted.want(bid, 98, 9);
  wanted.want(ask, 104, 9);
  risk.restrain(wanted, () => {});
  expect([wanted.bids.sizeLots[0], wanted.asks.sizeLots[0]]).toEqual([1, 4]);
});
