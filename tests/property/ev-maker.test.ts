// Goal: whatever the models say, the EV maker quotes what is worth most, stays within its bounds, is the same in the
// mirror, and is never keener to buy with more in hand.
// Method: models without any order in them, queues and own quotes anywhere; an oracle that values each price by itself.
import { expect, test } from "bun:test";
import fc from "fast-check";
import type { StrategyModels } from "../../src/core/models/model.ts";
import { bid, type Side, sides } from "../../src/domain/side.ts";
import type { MarketView } from "../../src/ports/engine.ts";
import { decideEv, type EvSetting, marketModel, plainEv, prices, quoteModel, touch } from "../helpers/ev-desk.ts";
import { depthLevels, type Level } from "../helpers/market-signals.ts";
import { marketView } from "../helpers/own-events.ts";
import type { OwnQuote } from "../helpers/strategy-desk.ts";

test("ev maker: any models, queues and position: what an oracle values most, a price at a time", () => {
  fc.assert(
    fc.property(anyCase, ({ market, models, parameters, positionLots, makerRate, own }) => {
      const setting = { parameters: { ...parameters, levelsCount: 1 }, models, positionLots, makerRate, ...own };
      const { bids, asks } = decideEv(market, setting);
      for (const side of sides) {
        const wanted = (side === bid ? bids : asks)[0];
        const worths = worthsOf(side, market, setting);
        const most = Math.max(...worths.values(), 0);
        if (wanted === undefined) {
          const heldLots = side === bid ? positionLots : -positionLots;
          expect(most < 1e-9 || heldLots >= plainEv.positionLotsMax).toBe(true);
        } else expect(worths.get(wanted.priceTicks)!).toBeGreaterThan(most - 1e-9);
      }
    }),
    { numRuns: 300 },
  );
});

test("ev maker: any case: never at or beyond the mid, nothing beyond the bound, levels apart", () => {
  fc.assert(
    fc.property(anyCase, ({ market, models, parameters, positionLots, makerRate, own }) => {
      const { bids, asks } = decideEv(market, { parameters, models, positionLots, makerRate, ...own });
      const midTicks = (market.touchBidTicks + market.touchAskTicks) / 2;
      for (const { priceTicks } of bids) expect(priceTicks).toBeLessThan(midTicks);
      for (const { priceTicks } of asks) expect(priceTicks).toBeGreaterThan(midTicks);
      const lots = (wants: readonly { sizeLots: number }[]) => wants.reduce((sum, want) => sum + want.sizeLots, 0);
      if (bids.length > 0) expect(positionLots + lots(bids)).toBeLessThanOrEqual(plainEv.positionLotsMax);
      if (asks.length > 0) expect(positionLots - lots(asks)).toBeGreaterThanOrEqual(-plainEv.positionLotsMax);
      const gap = (parameters as { levelGapTicks: number }).levelGapTicks;
      for (const wants of [prices(bids), prices(asks)])
        wants.slice(1).forEach((price, at) => {
          expect(Math.abs(price - wants[at]!)).toBeGreaterThanOrEqual(gap);
        });
    }),
    { numRuns: 300 },
  );
});

test("ev maker: more inventory: never a keener buy, never a less keen sell, level by level", () => {
  fc.assert(
    fc.property(anyCase, fc.integer({ min: 1, max: 6 }), (any, moreLots) => {
      const { market, models, parameters, positionLots, makerRate, own } = any;
      const setting = { parameters, models, makerRate, ...own };
      const less = decideEv(market, { ...setting, positionLots });
      const more = decideEv(market, { ...setting, positionLots: positionLots + moreLots });
      expectNoKeener(prices(more.bids), prices(less.bids), 1);
      expectNoKeener(prices(less.asks), prices(more.asks), -1);
    }),
    { numRuns: 1000 },
  );
});

test("ev maker: a market and its mirror image, position turned: mirrored quotes", () => {
  fc.assert(
    fc.property(anyCase, ({ market, models, parameters, positionLots, own }) => {
      const pivot = market.touchBidTicks + market.touchAskTicks;
      const turned = { ...models, ...(models.drift && { drift: marketModel(-models.drift.value(market)) }) };
      const mirrorOwn = (quotes: readonly OwnQuote[]) =>
        quotes.map((quote) => ({ ...quote, priceTicks: pivot - quote.priceTicks }));
      const setting = { parameters, models, positionLots, ...own };
      const mirrored = {
        ...{ parameters, models: turned, positionLots: -positionLots },
        ...{ bids: mirrorOwn(own.asks), asks: mirrorOwn(own.bids) },
      };
      const { bids, asks } = decideEv(market, setting);
      const image = decideEv(mirrorOf(market), mirrored);
      expect(prices(image.asks)).toEqual(prices(bids).map((price) => pivot - price));
      expect(prices(image.bids)).toEqual(prices(asks).map((price) => pivot - price));
    }),
    { numRuns: 300 },
  );
});

interface AnyCase {
  readonly market: MarketView;
  readonly models: StrategyModels;
  readonly parameters: object;
  readonly positionLots: number;
  readonly makerRate: bigint;
  readonly own: { readonly bids: readonly OwnQuote[]; readonly asks: readonly OwnQuote[] };
}

/** A number of each distance and queue, the same whenever it is asked, with no order in it. */
const noise = (most: number, least: number) =>
  fc.integer().map((seed) => (distanceTicks: number, aheadLots: number) => {
    const hash = Number(Bun.hash.crc32(`${seed} ${distanceTicks} ${aheadLots}`));
    return least + ((most - least) * hash) / 2 ** 32;
  });

const levels = (outward: 1 | -1, fromTicks: number) =>
  fc
    .array(fc.record({ gap: fc.integer({ min: 1, max: 4 }), lots: fc.integer({ min: 1, max: 50 }) }), { maxLength: 6 })
    .map((gaps) => {
      let ticks = fromTicks;
      return gaps.map(({ gap, lots }): Level => {
        ticks += outward * gap;
        return [ticks, lots];
      });
    });

const quotesAt = (outward: 1 | -1, fromTicks: number) =>
  fc.uniqueArray(
    fc.record({
      priceTicks: fc.integer({ min: -3, max: 30 }).map((behind) => fromTicks + outward * behind),
      remainingLots: fc.integer({ min: 1, max: 3 }),
      aheadLots: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constant(Number.NaN)),
    }),
    { selector: ({ priceTicks }) => priceTicks, maxLength: 4 },
  );

const anyCase: fc.Arbitrary<AnyCase> = fc
  .record({ bidTicks: fc.integer({ min: 1_000, max: 1_050 }), spreadTicks: fc.integer({ min: 1, max: 12 }) })
  .chain(({ bidTicks, spreadTicks }) => {
    const askTicks = bidTicks + spreadTicks;
    return fc.record({
      market: fc
        .record({
          bidLots: fc.integer({ min: 1, max: 50 }),
          askLots: fc.integer({ min: 1, max: 50 }),
          bids: levels(-1, bidTicks),
          asks: levels(1, askTicks),
        })
        .map(({ bidLots, askLots, bids, asks }) =>
          marketView({
            ...touch(bidTicks, askTicks),
            touchBidLots: bidLots,
            touchAskLots: askLots,
            depth: depthLevels([[bidTicks, bidLots], ...bids], [[askTicks, askLots], ...asks]),
          }),
        ),
      models: fc.record(
        {
          fill: noise(1, 0).map((at) => quoteModel(at)),
          adverse: noise(8, -4).map((at) => quoteModel(at)),
          drift: fc.double({ min: -5, max: 5, noNaN: true }).map((value) => marketModel(value)),
        },
        { requiredKeys: ["fill"] },
      ),
      parameters: fc.record({
        levelsCount: fc.integer({ min: 1, max: 4 }),
        levelGapTicks: fc.integer({ min: 1, max: 5 }),
        candidatesCount: fc.integer({ min: 1, max: 30 }),
        insideTicks: fc.integer({ min: 0, max: 8 }),
        stepTicks: fc.integer({ min: 1, max: 3 }),
        fair: fc.constantFrom("mid", "microprice"),
        riskAversionPerTickLot: fc.constantFrom(0.01, 0.1, 1),
        kellyFraction: fc.constantFrom(0, 0.5),
        adverseTicks: fc.constantFrom(-1, 0, 2),
        edgeTicksMin: fc.constantFrom(-1, 0, 1),
        moveGainTicks: fc.constantFrom(0, 0.3, 3),
      }),
      positionLots: fc.integer({ min: -12, max: 12 }),
      makerRate: fc.bigInt({ min: -100_000n, max: 100_000n }),
      own: fc.record({ bids: quotesAt(-1, bidTicks), asks: quotesAt(1, askTicks) }),
    });
  });

/** What a lone quote at each candidate price is worth, by the plain formula. */
function worthsOf(side: Side, market: MarketView, setting: EvSetting): Map<number, number> {
  const given: { readonly [name: string]: unknown; readonly fair?: unknown } = {
    ...plainEv,
    insideTicks: 0,
    stepTicks: 1,
    ...setting.parameters,
  };
  const of = (name: string) => given[name] as number;
  const { models = {}, positionLots = 0, makerRate = 0n } = setting;
  const s = side === bid ? 1 : -1;
  const { touchBidTicks, touchAskTicks, touchBidLots, touchAskLots, depth } = market;
  const midTicks = (touchBidTicks + touchAskTicks) / 2;
  const ownTouch = side === bid ? touchBidTicks : touchAskTicks;
  const [ticks, lots] = side === bid ? [depth.bidTicks, depth.bidLots] : [depth.askTicks, depth.askLots];
  const own = (side === bid ? setting.bids : setting.asks) ?? [];
  const grid = [-of("insideTicks")];
  while (grid.length < of("candidatesCount")) {
    const next = grid.at(-1)! + of("stepTicks");
    grid.push(grid.at(-1)! < 0 ? Math.min(next, 0) : next);
  }
  const behinds = new Set([...grid, ...own.map(({ priceTicks }) => s * (ownTouch - priceTicks))]);
  const sorted = [...behinds].filter((behind) => behind > -(touchAskTicks - touchBidTicks) / 2).sort((a, b) => a - b);

  const shown = (priceTicks: number) => {
    const behind = s * (ownTouch - priceTicks);
    if (behind < 0) return 0;
    const level = [...ticks].indexOf(priceTicks);
    return level >= 0 ? lots[level]! : 0;
  };
  const microOffset = (touchBidTicks * touchAskLots + touchAskTicks * touchBidLots) / (touchBidLots + touchAskLots);
  const ofTouch = given.fair === "microprice" ? microOffset - midTicks : 0;
  const drift = models.drift?.value(market);
  const perLot = of("riskAversionPerTickLot") * of("volatilityTicks") ** 2;
  const target = Math.max(
    -of("positionLotsMax"),
    Math.min(of("positionLotsMax"), (of("kellyFraction") * (drift ?? 0)) / perLot),
  );

  const worths = new Map<number, number>();
  let fills = 1;
  for (const behind of sorted) {
    const priceTicks = ownTouch - s * behind;
    const standing = own.find((quote) => quote.priceTicks === priceTicks);
    const known = standing !== undefined && !Number.isNaN(standing.aheadLots) ? standing.aheadLots : shown(priceTicks);
    fills = Math.min(fills, models.fill!.at(behind, known));
    const lost = models.adverse?.at(behind, known) ?? of("adverseTicks") - s * (drift ?? ofTouch);
    const edge = s * (midTicks - priceTicks) - Number(makerRate) * 1e-8 * midTicks - lost;
    const holding = perLot * (s * (positionLots - target) + of("sizeLots") / 2);
    const canMove = own.length > 0 && standing === undefined;
    worths.set(priceTicks, fills * (edge - holding - of("edgeTicksMin")) - (canMove ? of("moveGainTicks") : 0));
  }
  return worths;
}

/** Level by level, absent is the least keen. @param sign 1 for bids. */
function expectNoKeener(more: readonly number[], less: readonly number[], sign: 1 | -1): void {
  expect(more.length).toBeLessThanOrEqual(less.length);
  for (const [level, price] of more.entries()) expect(sign * price).toBeLessThanOrEqual(sign * less[level]!);
}

/** Bid and ask exchanged about the mid. */
function mirrorOf(market: MarketView): MarketView {
  const pivot = market.touchBidTicks + market.touchAskTicks;
  const { depth } = market;
  const turned = (ticks: Int32Array, lots: Float64Array) =>
    Array.from(ticks, (tick, at): Level => [pivot - tick, lots[at]!]);
  return {
    ...market,
    ...{ touchBidLots: market.touchAskLots, touchAskLots: market.touchBidLots },
    depth: depthLevels(turned(depth.askTicks, depth.askLots), turned(depth.bidTicks, depth.bidLots)),
  };
}
