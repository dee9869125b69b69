/** What `--market RECORDING…` names, as the markets of an exchange: one recording a symbol, whatever form its data have. */
import type { SymbolRecording } from "../../sim/exchange/recorded/recorded-market.ts";
import { loadInstruments } from "../adapters/binance/instruments-file.ts";
import { openTapes } from "../data/open-tapes.ts";
import type { Tape } from "../ports/tape.ts";
import { inOrder } from "./backtest-tapes.ts";
import { instrumentsPath } from "./folders.ts";
import { InterruptWatch } from "./interrupt.ts";
import { Progress } from "./progress.ts";
import { tapeCache } from "./tape-cache.ts";

/** Spot data alone: the exchange is one. The tapes are the caller's to close. @throws InputError, Interrupted */
export async function openRecordings(paths: readonly string[]): Promise<SymbolRecording[]> {
  const progress = new Progress("reading data");
  using interrupt = new InterruptWatch();
  const onProgress = (share: number) => {
    interrupt.check();
    progress.show(share);
  };
  try {
    const selection = { instruments: loadInstruments(instrumentsPath), market: "spot" as const };
    return bySymbol(await openTapes(paths, selection, { ...(await tapeCache()), onProgress }));
  } finally {
    progress.end();
  }
}

function bySymbol(tapes: readonly Tape[]): SymbolRecording[] {
  const grouped = Map.groupBy(tapes, ({ instrument }) => instrument.symbol);
  return [...grouped].map(([symbol, ofSymbol]) => ({ symbol, tapes: inOrder(ofSymbol) }));
}
