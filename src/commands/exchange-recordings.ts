/** What `--market RECORDING…` names, as the markets of an exchange: one recording a symbol, whatever form its data have. */
import type { SymbolRecording } from "../../sim/exchange/recorded/recorded-market.ts";
import { loadInstruments } from "../adapters/binance/instruments-file.ts";
import type { Tape } from "../ports/tape.ts";
import { inOrder } from "./backtest-tapes.ts";
import { instrumentsPath } from "./folders.ts";
import { readTapes } from "./read-tapes.ts";

/** Spot data alone: the exchange is one. The tapes are the caller's to close. @throws InputError, Interrupted */
export async function openRecordings(paths: readonly string[]): Promise<SymbolRecording[]> {
  return bySymbol(await readTapes(paths, { instruments: loadInstruments(instrumentsPath), market: "spot" }));
}

function bySymbol(tapes: readonly Tape[]): SymbolRecording[] {
  const grouped = Map.groupBy(tapes, ({ instrument }) => instrument.symbol);
  return [...grouped].map(([symbol, ofSymbol]) => ({ symbol, tapes: inOrder(ofSymbol) }));
}
