/** Which instrument a recording holds: what its payloads tell, looked up among the instruments that are known. */

import type { RecordingProbe } from "../adapters/binance/recording-probe.ts";
import { InputError } from "../base/input-error.ts";
import type { Instrument, Market, Venue } from "../domain/instrument.ts";

export interface InstrumentSelection {
  /** All that are known. */
  readonly instruments: readonly Instrument[];
  /** What the caller wants to see; data of anything else is refused. */
  readonly symbol?: string | undefined;
  readonly market?: Market | undefined;
  readonly venue?: Venue | undefined;
}

/** @throws InputError when it is not the wanted one, or not known: then with the lines to add. */
export function selectInstrument(probe: RecordingProbe, selection: InstrumentSelection): Instrument {
  const symbol = probe.symbol ?? selection.symbol;
  if (symbol === undefined)
    throw new InputError(probe.path, "no message names a symbol; expected depth, trades or tickers");
  if (selection.symbol !== undefined && symbol !== selection.symbol)
    throw new InputError(probe.path, `holds ${symbol}; expected ${selection.symbol}`);
  if (selection.venue !== undefined && selection.venue !== "binance")
    throw new InputError(probe.path, `is a recording of binance; expected one of ${selection.venue}`);
  const known = selection.instruments.filter(
    (instrument) =>
      instrument.venue === "binance" && instrument.symbol === symbol && agrees(instrument.market, probe, selection),
  );
  const [instrument] = known;
  if (instrument === undefined) throw unknownInstrument(probe, symbol, selection);
  if (known.length > 1)
    throw new InputError(
      probe.path,
      `${symbol} may be ${known.map(({ market }) => market).join(" or ")}; expected --market`,
    );
  return instrument;
}

/** Whether it is what the caller wants to see. */
export function isSelected(instrument: Instrument, { symbol, market, venue }: InstrumentSelection): boolean {
  return (
    (symbol === undefined || instrument.symbol === symbol) &&
    (market === undefined || instrument.market === market) &&
    (venue === undefined || instrument.venue === venue)
  );
}

/** @throws InputError when a path that the caller named holds something else. */
export function checkSelected(path: string, instrument: Instrument, selection: InstrumentSelection): void {
  if (isSelected(instrument, selection)) return;
  const { symbol, market, venue } = selection;
  const expected = [symbol, market, venue].filter((part) => part !== undefined).join(" of ");
  const held = venue === undefined ? instrument.market : `${instrument.market} of ${instrument.venue}`;
  throw new InputError(path, `holds ${instrument.symbol} of ${held}; expected ${expected}`);
}

function agrees(market: Market, probe: RecordingProbe, selection: InstrumentSelection): boolean {
  if (selection.market !== undefined && market !== selection.market) return false;
  return probe.isFutures === undefined || probe.isFutures === (market !== "spot");
}

function unknownInstrument(probe: RecordingProbe, symbol: string, selection: InstrumentSelection): InputError {
  const toldMarket = probe.marketGuess;
  const { market } = selection;
  if (market !== undefined && probe.isFutures !== undefined && probe.isFutures !== (market !== "spot"))
    return new InputError(probe.path, `holds ${symbol} of ${toldMarket}; expected ${market}`);
  const entry = linesToAdd(symbol, market ?? toldMarket ?? "spot");
  return new InputError(
    probe.path,
    `${symbol} of ${market ?? toldMarket ?? "an unknown market"} is not among the instruments; expected an entry ` +
      `in configs/instruments.yaml (fill in from exchangeInfo, or give that with --instruments):\n${entry}`,
  );
}

/** What the recording tells, and names for what only the venue can tell. */
function linesToAdd(symbol: string, market: Market): string {
  const contract = market === "coinm" ? ', contract: "CONTRACT_SIZE"' : "";
  return (
    `  - { venue: binance, market: ${market}, symbol: ${symbol}, base: BASE, base_places: BASE_PLACES, quote: QUOTE, ` +
    `quote_places: QUOTE_PLACES, tick: "TICK_SIZE", lot: "STEP_SIZE", price_places: PRICE_PLACES, ` +
    `size_places: SIZE_PLACES${contract}, size_min: "MIN_QTY", notional_min: "MIN_NOTIONAL" }`
  );
}
