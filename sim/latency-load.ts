/**
 * What load adds to an entry: busy markets are slow markets, and a venue takes our commands one at a time.
 *
 * Messages are counted where the run stops, so those of the last 100 ms are those since the latest stop that far back,
 * in proportion: exact on a grid that divides 100 ms, a mean over a longer stretch where stops are rarer.
 */
import { type DurationNs, nsPerMs, nsPerUs, type TimeNs } from "../src/domain/time.ts";
import type { LoadConfig } from "./latency-config.ts";

const windowNs: DurationNs = 100 * nsPerMs;

export class LatencyLoad {
  /** Stops, oldest first; no more than the first of them is as old as the window. */
  readonly #stops: { readonly atNs: TimeNs; readonly messagesCount: number }[] = [];
  /** When the answers of commands under way are seen. */
  #answersNs: TimeNs[] = [];

  constructor(private readonly config: LoadConfig) {}

  /** The run has stopped, with so many messages received since its start. */
  observe(nowNs: TimeNs, messagesCount: number): void {
    const stops = this.#stops;
    stops.push({ atNs: nowNs, messagesCount });
    let oldCount = 0;
    while (oldCount + 1 < stops.length && stops[oldCount + 1]!.atNs <= nowNs - windowNs) oldCount++;
    if (oldCount > 0) stops.splice(0, oldCount);
  }

  /** What a command that leaves at the latest stop takes longer on its way in. */
  extraNs(nowNs: TimeNs): DurationNs {
    this.#answersNs = this.#answersNs.filter((atNs) => atNs > nowNs);
    const { perMessageUs, perCommandUs } = this.config;
    return Math.round((perMessageUs * this.#recentCount() + perCommandUs * this.#answersNs.length) * nsPerUs);
  }

  /** That command is under way until then. */
  sent(answerNs: TimeNs): void {
    this.#answersNs.push(answerNs);
  }

  #recentCount(): number {
    const first = this.#stops[0];
    const last = this.#stops.at(-1);
    if (first === undefined || last === undefined) return 0;
    const elapsedNs = last.atNs - first.atNs;
    // Within the first window of a run all messages are recent.
    if (elapsedNs < windowNs) return last.messagesCount;
    return ((last.messagesCount - first.messagesCount) * windowNs) / elapsedNs;
  }
}
