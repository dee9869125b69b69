/** Measures how long a live session takes for what it does: from frames to rows, to decisions, to commands. */
import type { TimeNs } from "../domain/time.ts";
import type { Clock } from "../ports/clock.ts";
import { stop } from "../ports/engine.ts";
import type { LiveMetrics } from "../ports/live-metrics.ts";
import type { CountedJournal } from "./counted-journal.ts";

export class LiveMeter {
  /** Where a decision has been taken since the last look. */
  #decidedAt: number | undefined;
  #commandsCount = 0;

  constructor(
    private readonly clock: Clock,
    private readonly metrics: LiveMetrics,
    private readonly journal: CountedJournal,
  ) {}

  /** @param reasons mask of `stop`. */
  stepped(marketIndex: number, reasons: number): void {
    if ((reasons & stop.decision) !== 0) this.#decidedAt = marketIndex;
  }

  tookRows(marketIndex: number, receivedNs: TimeNs, startedNs: TimeNs): void {
    const { metrics, journal } = this;
    metrics.markets[marketIndex]!.feedMessagesCount++;
    metrics.decode.record(startedNs - receivedNs);
    const hasSent = journal.commandsCount !== this.#commandsCount;
    if (hasSent) metrics.markets[marketIndex]!.tickToOrder.record(this.clock.nowNs() - receivedNs);
    this.advanced(startedNs);
  }

  advanced(startedNs: TimeNs): void {
    this.#commandsCount = this.journal.commandsCount;
    if (this.#decidedAt === undefined) return;
    this.metrics.markets[this.#decidedAt]!.decision.record(this.clock.nowNs() - startedNs);
    this.#decidedAt = undefined;
  }
}
