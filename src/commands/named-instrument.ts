/** The instrument that a configuration names, among those that are known. */
import { InputError } from "../base/input-error.ts";
import type { Instrument } from "../domain/instrument.ts";

/** @throws InputError at `place`, which is of the name. */
export function namedInstrument(
  { venue, market, symbol }: Pick<Instrument, "venue" | "market" | "symbol">,
  known: readonly Instrument[],
  place: string,
): Instrument {
  const instrument = known.find((one) => one.venue === venue && one.market === market && one.symbol === symbol);
  if (instrument !== undefined) return instrument;
  throw new InputError(
    place,
    `${symbol} of ${venue} ${market} is not known; add it to configs/instruments.yaml, or give --instruments with an exchangeInfo answer`,
  );
}
