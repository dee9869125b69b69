// Goal: each feature says what its formula says, is silent when a side is missing, and is moved by nothing but what it
// declares, since the engine skips decisions by that.
// Method: sums worked out by hand; random touches, and pairs of them that differ in what a feature does not read.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { FeatureReaders } from "../../../../src/core/features/feature-readers.ts";
import { features } from "../../../../src/core/features/index.ts";
import { microprice } from "../../../../src/core/features/microprice.ts";
import { mid } from "../../../../src/core/features/mid.ts";
import { spread } from "../../../../src/core/features/spread.ts";
import { touchImbalance } from "../../../../src/core/features/touch-imbalance.ts";
import { change, type MarketView } from "../../../../src/ports/engine.ts";
import { depthLevels, marketFlow, marketSignals } from "../../../helpers/market-signals.ts";

const ticks = fc.integer({ min: 1, max: 2 ** 30 });
const lots = fc.integer({ min: 1, max: 2 ** 40 });
const views = fc.tuple(ticks, lots, fc.integer({ min: 1, max: 1000 }), lots).map(([bid, bidLots, gap, askLots]) => {
  return viewOf({ touchBidTicks: bid, touchBidLots: bidLots, touchAskTicks: bid + gap, touchAskLots: askLots });
});

describe("features:", () => {
  const example = viewOf({ touchBidTicks: 100, touchBidLots: 30, touchAskTicks: 103, touchAskLots: 10 });

  test("bid 100 x 30, ask 103 x 10: as worked out by hand", () => {
    expect(mid.value(example)).toBe(101.5);
    expect(spread.value(example)).toBe(3);
    expect(touchImbalance.value(example)).toBe(0.5);
    expect(microprice.value(example)).toBe(102.25); // (100 x 10 + 103 x 30) / 40
  });

  test.each([mid, spread, touchImbalance, microprice].map((feature) => [feature.name, feature] as const))(
    "%s: a side is missing: NaN",
    (_, feature) => {
      const bidless = { ...example, touchBidTicks: 0, touchBidLots: 0 };
      const askless = { ...example, touchAskTicks: 0, touchAskLots: 0 };
      for (const view of [bidless, askless, { ...askless, ...bidless, touchAskLots: 0 }])
        expect(feature.value(view)).toBeNaN();
    },
  );

  test("any touch: the microprice lies between bid and ask, on the side that the imbalance says", () => {
    fc.assert(
      fc.property(views, (view) => {
        const price = microprice.value(view);
        expect(price).toBeGreaterThanOrEqual(view.touchBidTicks);
        expect(price).toBeLessThanOrEqual(view.touchAskTicks);
        expect(Math.abs(touchImbalance.value(view))).toBeLessThanOrEqual(1);
        const drawn = (touchImbalance.value(view) * spread.value(view)) / 2;
        expect(Math.abs(price - mid.value(view) - drawn)).toBeLessThan(1e-6);
      }),
    );
  });

  test("two markets that differ in what a feature does not declare: the same value", () => {
    fc.assert(
      fc.property(views, views, (view, other) => {
        const { touchBidLots, touchAskLots, touchBidTicks, touchAskTicks } = other;
        const ofOtherSize = { ...view, touchBidLots, touchAskLots };
        const ofOtherPrice = { ...view, touchBidTicks, touchAskTicks };
        for (const feature of features) {
          const { reads } = feature;
          const reader = new FeatureReaders().reader(feature);
          if ((reads & change.touchSize) === 0) expect(reader.value(ofOtherSize)).toBe(reader.value(view));
          if ((reads & change.touchPrice) === 0) expect(reader.value(ofOtherPrice)).toBe(reader.value(view));
        }
      }),
    );
  });

  test("their names: columns of a table, each once", () => {
    const names = features.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+(?:_[a-z0-9]+)*$/);
  });
});

function viewOf(touch: Partial<MarketView>): MarketView {
  return {
    ...{ nowNs: 0, receivedNs: 0, bookState: "valid", changed: 0 },
    ...{ touchBidTicks: 0, touchBidLots: 0, touchAskTicks: 0, touchAskLots: 0 },
    ...{ bookBidTicks: 0, bookBidLots: 0, bookAskTicks: 0, bookAskLots: 0 },
    ...{ signals: marketSignals(), depth: depthLevels(), flow: marketFlow() },
    ...touch,
  };
}
