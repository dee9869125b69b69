/** For which instrument a model is: distances and queues are counted in its ticks and lots, and mean nothing in others. */
import { parseDecimal } from "../../base/decimal.ts";
import { formatPrice, formatSize, type Instrument, instrumentKey } from "../../domain/instrument.ts";
import type { ModelDocument } from "./model-document.ts";

type ModelInstrument = ModelDocument["instrument"];

export function modelInstrument(instrument: Instrument): ModelInstrument {
  return { key: instrumentKey(instrument), tick: formatPrice(instrument, 1), lot: formatSize(instrument, 1) };
}

/** @returns what of it is another than what is traded; a decimal may be printed with more zeros. */
export function otherThan(learned: ModelInstrument, traded: Instrument): keyof ModelInstrument | undefined {
  if (learned.key !== instrumentKey(traded)) return "key";
  if (parseDecimal(learned.tick, traded.pricePlaces) !== traded.tickUnits) return "tick";
  return parseDecimal(learned.lot, traded.sizePlaces) === traded.lotUnits ? undefined : "lot";
}
