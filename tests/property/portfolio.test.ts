// Goal: balances, position and P&L add up to the last digit, whatever the fills, linear or inverse.
// Method: random fills, some too large for doubles, against the same bookkeeping in bigints
// (tests/helpers/bigint-portfolio.ts), and against doubles by the textbook formula for P&L.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { Account } from "../../src/core/portfolio/account.ts";
import { Portfolio } from "../../src/core/portfolio/portfolio.ts";
import type { Instrument } from "../../src/domain/instrument.ts";
import { fillCauses, ownEventKind } from "../../src/domain/own-event.ts";
import { ask, bid } from "../../src/domain/side.ts";
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

/** With an account of its own; `moved` is by how much its settlement balance has. */
function trader(instrument: Instrument, makerRate = 0n, takerRate = 0n, balances = start) {
  const account = new Account(balances);
  const portfolio = new Portfolio(instrument, { name: "any", makerRate, takerRate }, account);
  const { name } = instrument.settle;
  return { portfolio, account, moved: () => account.balances.get(name)! - start.get(name)! };
}
