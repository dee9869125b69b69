// Goal: whatever a document says, a price at a time is the whole evaluation, the market in the mirror gives the mirrored
// answer to the bit, and a document that was changed is of the same effect or refused.
// Method: documents by chance, of every role and form, on views by chance; plain loops over all inputs as the oracle; any
// one place of a document's JSON changed, and any character of its text.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { InputError } from "../../src/base/input-error.ts";
import { FeatureReaders } from "../../src/core/features/feature-readers.ts";
import { candidateInputs } from "../../src/core/models/candidate-inputs.ts";
import { inputFeatures, mirrorOf } from "../../src/core/models/input-features.ts";
import { modelRoles } from "../../src/core/models/model.ts";
import type { ModelDocument } from "../../src/core/models/model-document.ts";
import { modelOfText, modelText } from "../../src/core/models/model-text.ts";
import { ask, bid, type Side, sides } from "../../src/domain/side.ts";
import type { MarketView } from "../../src/ports/engine.ts";
import { depthLevels, marketSignals } from "../helpers/market-signals.ts";
import { modelsOf, plainAnswer, watched } from "../helpers/model-documents.ts";
import { marketView } from "../helpers/own-events.ts";

const lots = fc.integer({ min: 1, max: 5000 });
const sum = fc.double({ min: 0.001, max: 50, noNaN: true });

interface Half {
  readonly lots: number;
  readonly levels: readonly number[];
  readonly takenLots: number;
  readonly orders: number;
  readonly reachTicks: number;
  readonly depletedLots: number;
}
const half: fc.Arbitrary<Half> = fc.record({
  ...{ lots, levels: fc.array(lots, { minLength: 5, maxLength: 5 }) },
  ...{ takenLots: sum, orders: sum, reachTicks: sum, depletedLots: sum },
});
const halves = fc.record({
  bids: half,
  asks: half,
  spread: fc.integer({ min: 1, max: 9 }),
  flowLots: sum,
  squares: sum,
});
type Halves = typeof halves extends fc.Arbitrary<infer T> ? T : never;

/** Around 1000 ticks, so that a view and its mirror have the same mid twice. */
function viewOf({ bids, asks, spread, flowLots, squares }: Halves): MarketView {
  const [touchBidTicks, touchAskTicks] = [1000 - spread, 1000 + spread];
  return marketView({
    ...{ touchBidTicks, touchAskTicks, touchBidLots: bids.lots, touchAskLots: asks.lots },
    signals: marketSignals(
      {
        ...{ exposureSeconds: 2, flowLots, buyLots: asks.takenLots, sellLots: bids.takenLots },
        ...{ buyOrders: asks.orders, sellOrders: bids.orders },
        ...{ buyReachTicks: asks.reachTicks, sellReachTicks: bids.reachTicks },
        ...{ midSquares: squares, midProducts: 0, tradeSquares: squares, tradeProducts: 0 },
        ...{ bidDepletedLots: bids.depletedLots, askDepletedLots: asks.depletedLots },
      },
      [0, 1, 2, 3, 4].map((level) => flowLots * (level + 1)),
    ),
    depth: depthLevels(
      bids.levels.map((size, at) => [touchBidTicks - at, size] as const),
      asks.levels.map((size, at) => [touchAskTicks + at, size] as const),
    ),
  });
}

function inMirror({ bids, asks, flowLots, ...same }: Halves): Halves {
  return { ...same, bids: asks, asks: bids, flowLots: -flowLots };
}

const quotes = fc.array(fc.tuple(fc.integer({ min: -5, max: 20 }), fc.nat(5000)), { minLength: 1, maxLength: 5 });
const ofQuotes = fc.constantFrom("fill" as const, "adverse" as const);
const models = ofQuotes.chain(modelsOf);

describe("any model of a quote:", () => {
  test("prepared once, asked at many prices: each time the evaluation of the whole", () => {
    let answersCount = 0;
    fc.assert(
      fc.property(models, halves, fc.constantFrom(...sides), quotes, (document, market, side, prices) => {
        const { model, takeFault } = modelOf(document);
        const view = viewOf(market);
        const raw = rawInputs(document, side, view);
        fc.pre(raw !== undefined);
        model.prepare(side, view);
        for (const quote of prices) {
          const expected = plainAnswer(document, [...raw, ...quote]);
          const answer = model.at(...quote);
          expect(Math.abs(answer - expected)).toBeLessThan(1e-9 * (1 + Math.abs(expected)));
          answersCount++;
        }
        expect(takeFault()).toBeUndefined();
      }),
      { numRuns: 500 },
    );
    expect(answersCount).toBeGreaterThan(500);
  });

  test("a bid, and an ask in the mirrored market: the same to the bit", () => {
    let numbersCount = 0;
    fc.assert(
      fc.property(models, halves, quotes, (document, market, prices) => {
        const { model } = modelOf(document);
        model.prepare(bid, viewOf(market));
        const asBids = prices.map((quote) => model.at(...quote));
        model.prepare(ask, viewOf(inMirror(market)));
        expect(prices.map((quote) => model.at(...quote))).toEqual(asBids);
        numbersCount += asBids.filter(Number.isFinite).length;
      }),
      { numRuns: 300 },
    );
    expect(numbersCount).toBeGreaterThan(300);
  });

  test("a probability: from 0 to 1, or NaN where a feature is missing", () => {
    fc.assert(
      fc.property(modelsOf("fill"), halves, quotes, (document, market, prices) => {
        const { model, takeFault } = modelOf(document);
        model.prepare(bid, viewOf(market));
        for (const quote of prices) {
          const answer = model.at(...quote);
          if (Number.isNaN(answer)) expect(takeFault()).toBe("feature_missing");
          else expect(answer >= 0 && answer <= 1).toBeTrue();
        }
      }),
      { numRuns: 500 },
    );
  });
});

test("any model of drift: the market in the mirror has the negative, to the bit", () => {
  fc.assert(
    fc.property(modelsOf("drift"), halves, (document, market) => {
      const drift = watched({ drift: document }).models.drift!;
      const value = drift.value(viewOf(market));
      expect(drift.value(viewOf(inMirror(market))) + 0).toBe(-value + 0);
    }),
    { numRuns: 300 },
  );
});

describe("any document:", () => {
  const documents = fc.constantFrom(...modelRoles).chain(modelsOf);

  test("as text and back: itself", () => {
    fc.assert(
      fc.property(documents, (document) => {
        expect(modelOfText(modelText(document), "here")).toEqual(JSON.parse(modelText(document)));
        expect(modelText(modelOfText(modelText(document), "here"))).toBe(modelText(document));
      }),
      { numRuns: 300 },
    );
  });

  test("one place of it changed, taken out or put in: refused in one line, or of the same effect", () => {
    let refusedCount = 0;
    fc.assert(
      fc.property(documents, fc.nat(), fc.nat(), (document, place, how) => {
        const changed = JSON.parse(modelText(document));
        changeSomewhere(changed, place, how);
        refusedCount += isRefused(JSON.stringify(changed), document) ? 1 : 0;
      }),
      { numRuns: 500 },
    );
    expect(refusedCount).toBeGreaterThan(350);
  });

  test("one character of its text changed: refused in one line, or of the same effect", () => {
    fc.assert(
      fc.property(documents, fc.nat(), fc.constantFrom(...'0123456789.-e"{}[],: ax\u0000'), (document, place, by) => {
        const text = modelText(document);
        const at = place % text.length;
        isRefused(text.slice(0, at) + by + text.slice(at + 1), document);
      }),
      { numRuns: 500 },
    );
  });
});

function modelOf(document: ModelDocument) {
  const { models: started, takeFault } = watched({ [document.role]: document });
  return { model: (document.role === "fill" ? started.fill : started.adverse)!, takeFault };
}

/** As the quote sees them; undefined where the market does not say one. */
function rawInputs({ inputs }: ModelDocument, side: Side, view: MarketView): number[] | undefined {
  const readers = new FeatureReaders();
  const names = inputs.map(({ name }) => name).filter((name) => !(candidateInputs as readonly string[]).includes(name));
  const values = names.map((name) => {
    const feature = inputFeatures.get(name)!;
    if (side === bid) return readers.reader(feature).value(view);
    return (feature.mirror === "negative" ? -1 : 1) * readers.reader(mirrorOf(feature)).value(view);
  });
  return values.every(Number.isFinite) ? values : undefined;
}

/** What is taken has all that decides as it was. */
function isRefused(text: string, document: ModelDocument): boolean {
  let taken: ModelDocument;
  try {
    taken = modelOfText(text, "here");
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toMatch(/^here: [^\n]+$/);
    return true;
  }
  const decides = ({ manifest: { command: _command, created: _created, ...manifest }, ...rest }: ModelDocument) => ({
    ...rest,
    manifest,
  });
  expect(decides(taken)).toEqual(JSON.parse(JSON.stringify(decides(document))));
  return false;
}

const strange: readonly unknown[] = [
  null,
  "NaN",
  "Infinity",
  "1",
  true,
  -1,
  0,
  2,
  1e308,
  0.5,
  "",
  "x",
  [],
  {},
  [1],
  "none",
];

/** Any one place: another value there, nothing there, or one thing more there. */
function changeSomewhere(document: unknown, place: number, how: number): void {
  const places = placesOf(document);
  const { holder, key } = places[place % places.length]!;
  if (how % 3 === 0) holder[key] = strange[how % strange.length];
  else if (how % 3 === 1 && Array.isArray(holder)) holder.splice(Number(key), 1);
  else if (how % 3 === 1) delete holder[key];
  else if (Array.isArray(holder)) holder.push(strange[how % strange.length]);
  else holder[`more${how % 7}`] = strange[how % strange.length];
}

interface Place {
  // biome-ignore lint/suspicious/noExplicitAny: any JSON.
  readonly holder: any;
  readonly key: string;
}

function placesOf(value: unknown): Place[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [{ holder: value, key }, ...placesOf(item)]);
}
