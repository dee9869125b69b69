/**
 * The options that say which instruments are known, and which of them is meant: the same for all commands that read
 * data.
 */
import { loadInstruments } from "../adapters/binance/instruments-file.ts";
import { InputError } from "../base/input-error.ts";
import type { InstrumentSelection } from "../data/select-instrument.ts";
import { type Market, markets } from "../domain/instrument.ts";
import { type Arguments, optionValue } from "./arguments.ts";
import { instrumentsPath } from "./folders.ts";

export const instrumentOptions = { instruments: "value", symbol: "value", market: "value" } as const;

export const instrumentsHelp = `  --instruments FILE    instruments as configs/instruments.yaml has them (the default), or an exchangeInfo answer
  --symbol SYMBOL       refuse data of any other
  --market MARKET       ${markets.join(", ")}: refuse any other, and decide where the data does not`;

/** @throws InputError */
export function selectionOf(args: Arguments): InstrumentSelection {
  const market = optionValue(args, "market");
  if (market !== undefined && !isMarket(market))
    throw new InputError(`--market ${market}`, `expected ${markets.join(", ")}`);
  return {
    instruments: loadInstruments(optionValue(args, "instruments") ?? instrumentsPath),
    symbol: optionValue(args, "symbol"),
    market,
  };
}

function isMarket(text: string): text is Market {
  return (markets as readonly string[]).includes(text);
}
