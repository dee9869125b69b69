// Goal: balances, position and P&L add up to the last digit, whatever the fills, linear or inverse.
// Method: random fills, some too large for doubles, against the same bookkeeping in bigints
// (tests/helpers/bigint-portfolio.ts), and against doubles by the textbook formula for P&L.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { whole } from "../../src/base/whole.ts";
import { Account } from "../../src/core/portfolio/account.ts";
import { Portfolio } from "../../src/core/portfolio/portfolio.ts";
import type { Instrument } from "../../src/domain/instrument.ts";
import { fillCauses, ownEventKind } from "../../src/domain/own-event.ts";
import { ask, bid } from "../../src/domain/side.ts";
import { Valuation } from "../../src/domain/valuation.ts";
import { BigintPortfolio } from "../helpers/bigint-portfolio.ts";
import { coinmBtcusdPerp, spotBtcusdt, usdmBtcusdt } from "../helpers/instruments.ts";
import { ownEvent } from "../helpers/own-events.ts";

const start = new Map([
  ["BTC", 10n ** 14n],
  ["USDT", 10n ** 18n],
]);

/** Enough for the largest fills, and far beyond what doubles count. */
const vast = new Map([
  ["BTC", 10n ** 24n],
  ["USDT", 10n ** 30n],
]);

const fill = fc
  .record({
    side: fc.constantFrom(bid, ask),
    priceTicks: fc.integer({ min: 500_000, max: 700_000 }),
    lots: fc.integer({ min: 1, max: 5_000 }),
    cause: fc.constantFrom(...fillCauses),
    halfSpreadTicks: fc.integer({ min: 0, max: 50 }),
  })
  .map(({ halfSpreadTicks, ...of }) =>
    ownEvent({
      ...of,
      kind: ownEventKind.filled,
      bidTicks: of.priceTicks - halfSpreadTicks,
      askTicks: of.priceTicks + 2 * halfSpreadTicks + 1,
    }),
  );
const fills = fc.array(fill, { minLength: 1, maxLength: 30 });
const markHalfTicks = fc.integer({ min: 1_000_000, max: 1_400_000 });
const rate = fc.bigInt({ min: -20_000n, max: 100_000n });

const tickOf = (instrument: Instrument) => Number(instrument.tickUnits) / 10 ** instrument.pricePlaces;
const lotOf = (instrument: Instrument) => Number(instrument.lotUnits) / 10 ** instrument.sizePlaces;

for (const instrument of [spotBtcusdt, usdmBtcusdt, coinmBtcusdPerp]) {
  test(`portfolio (${instrument.market}): any fills: net is gross less fees, and balances moved by just as much`, () => {
    fc.assert(
      fc.property(fills, markHalfTicks, rate, rate, (events, mark, makerRate, takerRate) => {
        const { portfolio, moved } = trader(instrument, makerRate, takerRate);
        const posted = events.map((event) => portfolio.post(event));
        expect(portfolio.grossUnits(mark) - portfolio.feesUnits).toBe(portfolio.netUnits(mark));

        const flat = trader(instrument);
        for (const event of events) flat.portfolio.post(event);
        const settleFees = posted
          .filter(({ feeAsset }) => feeAsset === instrument.settle.name)
          .reduce((sum, { feeUnits }) => sum + BigInt(feeUnits), 0n);
        expect(flat.moved() - settleFees).toBe(moved());
      }),
    );
  });

  test(`portfolio (${instrument.market}): any fills without fees: P&L is the textbook's, and captures plus inventory`, () => {
    fc.assert(
      fc.property(fills, markHalfTicks, (events, mark) => {
        const { portfolio } = trader(instrument);
        for (const event of events) portfolio.post(event);
        const tick = tickOf(instrument);
        const lot = lotOf(instrument);
        const worth = (ticks: number) => (instrument.inverse ? -100 / (ticks * tick) : ticks * tick);
        const gain = (fromTicks: number, toTicks: number) =>
          events.reduce((sum, { side, lots, priceTicks, bidTicks, askTicks }) => {
            const at = (which: number) => (Number.isNaN(which) ? (bidTicks + askTicks) / 2 : which || priceTicks);
            return sum + (side === bid ? 1 : -1) * lots * lot * (worth(at(toTicks)) - worth(at(fromTicks)));
          }, 0);
        const scale = 10 ** instrument.settle.places;
        const allowed = 1e-9 * scale * events.length + 2 * events.length; // Rounding of each posting, and of doubles.
        expect(Math.abs(Number(portfolio.netUnits(mark)) - scale * gain(0, mark / 2))).toBeLessThanOrEqual(
          Math.max(allowed, Math.abs(scale * gain(0, mark / 2)) * 1e-9),
        );
        expect(Math.abs(Number(portfolio.captureUnits) - scale * gain(0, Number.NaN))).toBeLessThanOrEqual(
          Math.max(allowed, Math.abs(scale * gain(0, Number.NaN)) * 1e-9),
        );
      }),
    );
  });
}

for (const instrument of [spotBtcusdt, usdmBtcusdt, coinmBtcusdPerp])
  test(`portfolio (${instrument.market}): fills of any size: every sum as in bigints, to the last digit`, () => {
    const anySize = fc
      .tuple(fill, fc.oneof(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 2 ** 36 })))
      .map(([event, lots]) => ({ ...event, lots }));
    fc.assert(
      fc.property(
        fc.array(anySize, { maxLength: 20 }),
        markHalfTicks,
        rate,
        rate,
        (events, mark, makerRate, takerRate) => {
          const { portfolio, account } = trader(instrument, makerRate, takerRate, vast);
          const exact = new BigintPortfolio(instrument, { makerRate, takerRate });
          for (const event of events) {
            portfolio.post(event);
            exact.post(event);
          }
          const { feesUnits, captureUnits, turnoverUnits } = portfolio;
          expect([feesUnits, captureUnits, turnoverUnits]).toEqual([exact.fees, exact.capture, exact.turnover]);
          expect(portfolio.netUnits(mark)).toBe(exact.net(mark));
          const { settle, base } = instrument;
          expect(account.balances.get(settle.name)! - vast.get(settle.name)!).toBe(exact.settle);
          if (instrument.market === "spot")
            expect(account.balances.get(base.name)! - vast.get(base.name)!).toBe(exact.base);
        },
      ),
    );
  });

for (const instrument of [usdmBtcusdt, coinmBtcusdPerp])
  test(`portfolio (${instrument.market}): opened and closed: the margin balance moved by the net P&L, and before that by no notional`, () => {
    fc.assert(
      fc.property(fills, rate, (events, makerRate) => {
        const { portfolio, moved } = trader(instrument, makerRate, makerRate);
        for (const event of events) portfolio.post(event);
        const lots = portfolio.positionLots;
        if (lots !== 0) portfolio.post(ownEvent({ ...events[0]!, side: lots > 0 ? ask : bid, lots: Math.abs(lots) }));
        expect(moved()).toBe(portfolio.netUnits(Number.NaN));
      }),
    );
  });

test("portfolio: futures: bought at 60,000 and 62,000, half sold at 63,000: 0.02 BTC realise 40 USDT, and no more moves", () => {
  const { portfolio, moved } = trader(usdmBtcusdt);
  const trade = (side: typeof bid | typeof ask, priceTicks: number, lots: number) =>
    portfolio.post(ownEvent({ kind: ownEventKind.filled, side, priceTicks, lots }));
  trade(bid, 600_000, 20);
  trade(bid, 620_000, 20);
  expect(moved()).toBe(0n);
  trade(ask, 630_000, 20);
  expect(moved()).toBe(4_000_000_000n);
  expect(portfolio.netUnits(2 * 610_000)).toBe(4_000_000_000n);
});

test("portfolio: a Spot buy with a fee: holds less than was bought, in whole lots cut towards zero", () => {
  const { portfolio, account } = trader(spotBtcusdt, 100_000n, 100_000n);
  portfolio.post(ownEvent({ kind: ownEventKind.filled, lots: 10, priceTicks: 6_000_000 }));
  expect(portfolio.positionLots).toBe(9);
  expect(account.balances.get("BTC")! - start.get("BTC")!).toBe(9_990n);
});

test("portfolio: there and back at one price without fees: flat, and nothing gained", () => {
  fc.assert(
    fc.property(fill, (event) => {
      for (const instrument of [spotBtcusdt, usdmBtcusdt, coinmBtcusdPerp]) {
        const { portfolio } = trader(instrument);
        portfolio.post({ ...event, side: bid });
        portfolio.post({ ...event, side: ask });
        expect(portfolio.positionLots).toBe(0);
        expect(portfolio.netUnits(Number.NaN)).toBe(0n);
      }
    }),
  );
});

for (const instrument of [spotBtcusdt, usdmBtcusdt, coinmBtcusdPerp]) {
  const startLots = fc.integer({ min: -5_000, max: 5_000 });

  test(`portfolio (${instrument.market}): begun with a position: as if it had been bought at the first mid without a fee`, () => {
    fc.assert(
      fc.property(startLots, fills, markHalfTicks, rate, (lots, events, mark, makerRate) => {
        const begun = trader(instrument, makerRate, makerRate, vast, lots);
        expect(begun.portfolio.netUnits(Number.NaN)).toBe(0n);
        begun.portfolio.start(2 * 600_000);
        expect([begun.portfolio.positionLots, begun.portfolio.netUnits(2 * 600_000)]).toEqual([lots, 0n]);
        begun.portfolio.start(2 * 700_000); // Once is enough.

        const bought = trader(instrument, makerRate, makerRate, vast);
        const told = { fee: { asset: "ANY", units: 0, places: 0 } };
        const side = lots > 0 ? bid : ask;
        if (lots !== 0) bought.portfolio.post(ownEvent({ side, lots: Math.abs(lots), priceTicks: 600_000, ...told }));
        const movedBefore = bought.moved();
        for (const event of events) {
          begun.portfolio.post(event);
          bought.portfolio.post(event);
          expect(begun.portfolio.netUnits(mark)).toBe(bought.portfolio.netUnits(mark));
          expect(begun.portfolio.positionLots).toBe(bought.portfolio.positionLots);
        }
        expect(begun.portfolio.feesUnits).toBe(bought.portfolio.feesUnits);
        expect(begun.moved()).toBe(bought.moved() - movedBefore);
      }),
    );
  });

  test(`portfolio (${instrument.market}): fees told as they would have been computed, in any places: nothing differs`, () => {
    fc.assert(
      fc.property(fills, markHalfTicks, rate, fc.integer({ min: 0, max: 6 }), (events, mark, makerRate, morePlaces) => {
        const computed = trader(instrument, makerRate, makerRate);
        const told = trader(instrument, 77n, 77n);
        for (const event of events) {
          const fill = computed.portfolio.post(event);
          const places = 8 + morePlaces;
          const units = whole(BigInt(fill.feeUnits) * 10n ** BigInt(morePlaces));
          expect(told.portfolio.post({ ...event, fee: { asset: fill.feeAsset, units, places } })).toEqual(fill);
        }
        expect(told.portfolio.netUnits(mark)).toBe(computed.portfolio.netUnits(mark));
        expect(told.portfolio.feesUnits).toBe(computed.portfolio.feesUnits);
        expect(told.portfolio.positionLots).toBe(computed.portfolio.positionLots);
        expect(told.account.balances).toEqual(computed.account.balances);
        expect(told.portfolio.feesElsewhere).toEqual([]);
      }),
    );
  });

  test(`portfolio (${instrument.market}): fees told in third assets: P&L as without fees, each asset pays its own`, () => {
    const paid = fc.array(fc.tuple(fill, fc.constantFrom("BNB", "FDUSD"), fc.integer({ min: -500, max: 5_000 })));
    fc.assert(
      fc.property(paid, markHalfTicks, (events, mark) => {
        const free = trader(instrument);
        const paying = trader(instrument, 77n, 77n);
        const sums = new Map<string, bigint>();
        for (const [event, asset, units] of events) {
          free.portfolio.post(event);
          paying.portfolio.post({ ...event, fee: { asset, units, places: 8 } });
          sums.set(asset, (sums.get(asset) ?? 0n) + BigInt(units));
        }
        expect(paying.portfolio.netUnits(mark)).toBe(free.portfolio.netUnits(mark));
        expect(paying.portfolio.feesUnits).toBe(0n);
        expect(paying.moved()).toBe(free.moved());
        const told = paying.portfolio.feesElsewhere.map(({ asset, units }) => [asset.name, BigInt(units)] as const);
        expect(new Map(told)).toEqual(sums);
        for (const [asset, units] of sums) expect(paying.account.balances.get(asset)).toBe(-units);
      }),
    );
  });
}

test("portfolio: a fill before any mid: what was held counts from the mid before it, and P&L without a mark is at that", () => {
  const { portfolio } = trader(usdmBtcusdt, 0n, 0n, start, 10);
  // Ten lots of 0.001 at 60,000; one sold at 60,010.
  portfolio.post(ownEvent({ side: ask, lots: 1, priceTicks: 600_100, bidTicks: 599_999, askTicks: 600_001 }));
  expect(portfolio.netUnits(Number.NaN)).toBe(1_000_000n);
  portfolio.start(2 * 500_000);
  expect(portfolio.netUnits(2 * 600_000)).toBe(1_000_000n);
});

test("portfolio: Spot: a fill that the balance does not cover: a bug where the venue is ours, not where its fee is told", () => {
  const poor = () => trader(spotBtcusdt, 0n, 0n, new Map());
  const sold = ownEvent({ side: ask, lots: 1, priceTicks: 600_000 });
  expect(() => poor().portfolio.post(sold)).toThrow("a Spot balance never goes below zero");
  const { portfolio, account } = poor();
  portfolio.post({ ...sold, fee: { asset: "USDT", units: 1, places: 8 } });
  expect(account.balances.get("BTC")).toBe(-1_000n);
});

/** With an account of its own; `moved` is by how much its settlement balance has. */
function trader(instrument: Instrument, makerRate = 0n, takerRate = 0n, balances = start, startLots = 0) {
  const account = new Account(balances);
  const lotUnits = BigInt(new Valuation(instrument).quantity(1));
  const fees = { name: "any", makerRate, takerRate };
  const portfolio = new Portfolio(instrument, fees, account, BigInt(startLots) * lotUnits);
  const { name } = instrument.settle;
  const before = balances.get(name) ?? 0n;
  return { portfolio, account, moved: () => account.balances.get(name)! - before };
}
