/**
 * The bracket as a table, for the terminal and the page alike: the same run with a conservative and a probable queue
 * model; and, where the data name every order, with the exact one, and by how much the two miss it.
 */
import type { BacktestResult, BracketEnd } from "../result.ts";
import { countText, exactPlaces, moneyText, sizeText, sizeUnit } from "./format.ts";

export interface BracketTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function bracketTableOf(result: BacktestResult): BracketTable {
  const { conservative, probable, exact } = result.bracket;
  const guesses = [conservative, probable];
  const ends = exact === undefined ? guesses : [...guesses, exact];
  const head = ["", "conservative", "probable", ...(exact === undefined ? [] : ["exact"])];
  const { fills, volume, gross, net } = textsOf(result, ends);
  const rows = [
    ["queue model", ...ends.map(modelName)],
    ["fills", ...ends.map(fills)],
    [`volume, ${sizeUnit(result.instrument)}`, ...ends.map(volume)],
    [`gross, ${result.pnl.unit}`, ...ends.map(gross)],
    [`net, ${result.pnl.unit}`, ...ends.map(net)],
  ];
  if (exact === undefined) return { head, rows };
  const errors = guesses.map((guess) => errorOf(guess, exact));
  const missed = [
    ["error in fills", ...errors.map(fills), ""],
    ["error in volume", ...errors.map(volume), ""],
    ["error in net", ...errors.map(net), ""],
  ];
  return { head, rows: [...rows, ...missed] };
}

/** Which calibration it is would not fit here; the run tells it. */
function modelName({ queueModel }: BracketEnd): string {
  return queueModel.startsWith("calibrated ") ? "calibrated" : queueModel;
}

type Figures = Pick<BracketEnd, "fillsCount" | "volumeLots" | "gross" | "net">;

function textsOf({ instrument, pnl: { places } }: BacktestResult, ends: readonly Figures[]) {
  const shownPlaces = exactPlaces(
    ends.flatMap(({ net, gross }) => [net, gross]),
    places,
  );
  return {
    fills: ({ fillsCount }: Figures) => countText(fillsCount),
    volume: ({ volumeLots }: Figures) => sizeText(instrument, volumeLots),
    gross: ({ gross }: Figures) => moneyText(gross, places, shownPlaces),
    net: ({ net }: Figures) => moneyText(net, places, shownPlaces),
  };
}

/** What a model has too much, or, below 0, too little of. */
function errorOf(guess: Figures, exact: Figures): Figures {
  return {
    fillsCount: guess.fillsCount - exact.fillsCount,
    volumeLots: guess.volumeLots - exact.volumeLots,
    gross: guess.gross - exact.gross,
    net: guess.net - exact.net,
  };
}
