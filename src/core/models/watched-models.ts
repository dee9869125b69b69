/**
 * Documents as models that a strategy can ask, with a log of their bad answers: whatever a strategy makes of a NaN, the
 * kernel hears of it.
 */
import { ask, bid, type Side } from "../../domain/side.ts";
import { type DurationNs, nsPerMs } from "../../domain/time.ts";
import type { MarketView } from "../../ports/engine.ts";
import { candidateInputs } from "./document-problems.ts";
import { FaultLog } from "./fault-log.ts";
import { type Form, formOf } from "./forms.ts";
import { MarketInputs, type ReaderOf } from "./market-inputs.ts";
import type { MarketModel, QuoteModel, WatchedModels } from "./model.ts";
import type { ModelDocument, ModelInput } from "./model-document.ts";
import { transformed } from "./transform.ts";

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
  readonly #distance: ModelInput;
  readonly #ahead: ModelInput;
  #isKnown = false;

  constructor(
    document: ModelDocument,
    readerOf: ReaderOf,
    private readonly faults: FaultLog,
  ) {
    const { market, candidates } = splitInputs(document);
    this.horizonNs = horizonNsOf(document);
    this.#inputs = new MarketInputs(market, readerOf);
    this.#form = formOf(document, market.length);
    [this.#distance = notRead, this.#ahead = notRead] = candidates;
  }

  prepare(side: Side, market: MarketView): void {
    this.#isKnown = this.#inputs.read(side, market);
    if (this.#isKnown) this.#form.prepare(this.#inputs.values);
  }

  at(distanceTicks: number, aheadLots: number): number {
    if (this.#isKnown)
      return checked(this.#form.at(scaled(this.#distance, distanceTicks), scaled(this.#ahead, aheadLots)), this.faults);
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
    this.#form = formOf(document, document.inputs.length);
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

/** Weight 0 will meet it. */
const notRead: ModelInput = { name: "not_read", transform: "none", mean: 0, scale: 1 };

function splitInputs({ inputs }: ModelDocument) {
  const isCandidate = ({ name }: ModelInput) => (candidateInputs as readonly string[]).includes(name);
  return { market: inputs.filter((input) => !isCandidate(input)), candidates: inputs.filter(isCandidate) };
}

function horizonNsOf({ horizonMs }: ModelDocument): DurationNs {
  return Math.round(horizonMs * nsPerMs);
}

function scaled({ transform, mean, scale }: ModelInput, value: number): number {
  return (transformed(transform, value) - mean) / scale;
}

/** Known features give a number, or the model is at fault. */
function checked(answer: number, faults: FaultLog): number {
  if (Number.isFinite(answer)) return answer;
  faults.note("model_nan");
  return Number.NaN;
}
