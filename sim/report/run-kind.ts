/** What the reports call a run by its kind, and how they say how long it took. */
import { nsPerSecond } from "../../src/domain/time.ts";
import type { RunKind } from "../compose-result.ts";
import type { BacktestResult } from "../result.ts";
import { bytesText, numberText, spanText } from "./format.ts";

export const runNames: Readonly<Record<RunKind, string>> = {
  backtest: "backtest",
  paper: "paper session",
  real: "session with real orders",
};

type Speed = Pick<BacktestResult, "kind" | "replaySeconds" | "eventsPerSecond" | "peakRssBytes">;

/** A session lasts until it is told to end: how many events came in a second says nothing of the engine. */
export function runTime({ kind, replaySeconds, eventsPerSecond, peakRssBytes }: Speed): [name: string, text: string] {
  const memory = `${bytesText(peakRssBytes)} of memory at most`;
  if (kind !== "backtest") return ["lasted", `${spanText(replaySeconds * nsPerSecond)}, ${memory}`];
  const rate = `${numberText(eventsPerSecond / 1e6, 1)} million events/s`;
  return ["replay", `${numberText(replaySeconds, 2)} s, ${rate}, ${memory}`];
}
