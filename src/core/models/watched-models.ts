/**
 * Documents as models that a strategy can ask, with a log of their bad answers: whatever a strategy makes of a NaN, the
 * kernel hears of it.
 */
import { ask, bid, type Side } from "../../domain/side.ts";
import { type DurationNs, nsPerMs } from "../../domain/time.ts";
import type { MarketView } from "../../ports/engine.ts";
import { isCandidateInput } from "./candidate-inputs.ts";
import { FaultLog } from "./fault-log.ts";
import { type Form, formOf } from "./forms.ts";
import { MarketInputs, type ReaderOf } from "./market-inputs.ts";
import type { MarketModel, QuoteModel, WatchedModels } from "./model.ts";
import type { ModelDocument } from "./model-document.ts";
import { type Transform, transformed } from "./transform.ts";

/** Of each role at most one, checked. */
export interface ModelDocuments {
  readonly fill?: ModelDocument | undefined;
  readonly adverse?: ModelDocument | undefined;
  readonly drift?: ModelDocument | undefined;
}

export function watchModels({ fill, adverse, drift }: ModelDocuments, readerOf: ReaderOf): WatchedModels {
  const faults = new FaultLog();
  return {
    models: {
      fill: fill && new DocumentQuoteModel(fill, readerOf, faults),
      adverse: adverse && new DocumentQuoteModel(adverse, readerOf, faults),
      drift: drift && new DocumentMarketModel(drift, readerOf, faults),
    },
    takeFault: () => faults.take(),
  };
}

class DocumentQuoteModel implements QuoteModel {
  readonly horizonNs: DurationNs;
  readonly #inputs: MarketInputs;
  readonly #form: Form;
  readonly #distanceTransform: Transform;
  readonly #aheadTransform: Transform;
  #isKnown = false;

  constructor(
    document: ModelDocument,
    readerOf: ReaderOf,
    private readonly faults: FaultLog,
  ) {
    const candidates = document.inputs.filter(({ name }) => isCandidateInput(name));
    this.horizonNs = horizonNsOf(document);
    const marketCount = document.inputs.length - candidates.length;
    this.#inputs = new MarketInputs(document.inputs.slice(0, marketCount), readerOf);
    this.#form = formOf(document.form, marketCount, candidates);
    this.#distanceTransform = candidates[0]?.transform ?? "none";
    this.#aheadTransform = candidates[1]?.transform ?? "none";
  }

  prepare(side: Side, market: MarketView): void {
    this.#isKnown = this.#inputs.read(side, market);
    if (this.#isKnown) this.#form.prepare(this.#inputs.values);
  }

  at(distanceTicks: number, aheadLots: number): number {
    if (this.#isKnown) {
      const distance = transformed(this.#distanceTransform, distanceTicks);
      return checked(this.#form.at(distance, transformed(this.#aheadTransform, aheadLots)), this.faults);
    }
    this.faults.note("feature_missing");
    return Number.NaN;
  }
}

class DocumentMarketModel implements MarketModel {
  readonly horizonNs: DurationNs;
  readonly #inputs: MarketInputs;
  readonly #form: Form;

  constructor(
    document: ModelDocument,
    readerOf: ReaderOf,
    private readonly faults: FaultLog,
  ) {
    this.horizonNs = horizonNsOf(document);
    this.#inputs = new MarketInputs(document.inputs, readerOf);
    this.#form = formOf(document.form, document.inputs.length, []);
  }

  value(market: MarketView): number {
    if (!this.#inputs.read(bid, market)) return this.#missing();
    const asBid = this.#answer();
    if (!this.#inputs.read(ask, market)) return this.#missing();
    return checked((asBid - this.#answer()) / 2, this.faults);
  }

  #answer(): number {
    this.#form.prepare(this.#inputs.values);
    return this.#form.at(0, 0);
  }

  #missing(): number {
    this.faults.note("feature_missing");
    return Number.NaN;
  }
}

function horizonNsOf({ horizonMs }: ModelDocument): DurationNs {
  return Math.round(horizonMs * nsPerMs);
}

/** Prices are int32 ticks: no move is larger. */
const answerMax = 2 ** 31;

/** Known features give a number that can be one, or the model is at fault. */
function checked(answer: number, faults: FaultLog): number {
  if (Math.abs(answer) <= answerMax) return answer;
  faults.note("model_nan");
  return Number.NaN;
}
