/** What the figures of a result leave out, in plain words: said wherever they are shown. */
import type { BacktestResult } from "../result.ts";
import { inSampleNote } from "./models.ts";

type Noted = Pick<BacktestResult, "instrument" | "fillsCount" | "positionLots" | "models">;

/** Sentences; none where nothing is left out. */
export function notesOf(result: Noted): string[] {
  return [...fundingNote(result), ...inSampleNote(result)];
}

function fundingNote({ instrument, fillsCount, positionLots }: Noted): string[] {
  const isHeld = fillsCount > 0 || positionLots !== 0; // Who began with a position and ended without has traded.
  if (instrument.market === "spot" || !isHeld) return [];
  return ["Futures were held, funding not modelled: what it takes and gives is in none of these figures."];
}
