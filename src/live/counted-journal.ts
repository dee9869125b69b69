/** A journal that counts the commands that pass it: of each instrument, and of all together. */
import type { EventColumns } from "../domain/event.ts";
import type { TimeNs } from "../domain/time.ts";
import type { LiveMetrics } from "../ports/live-metrics.ts";
import type { SessionCommand, SessionEvent, SessionJournal } from "./session-input.ts";

export class CountedJournal implements SessionJournal {
  /** Of all kinds, so far. */
  commandsCount = 0;

  constructor(
    private readonly journal: SessionJournal,
    private readonly metrics: LiveMetrics,
  ) {}

  rows(atNs: TimeNs, marketIndex: number, columns: EventColumns): void {
    this.journal.rows(atNs, marketIndex, columns);
  }

  event(atNs: TimeNs, event: SessionEvent): void {
    this.journal.event(atNs, event);
  }

  command(command: SessionCommand): void {
    this.commandsCount++;
    const { ordersSent } = this.metrics.markets[command.marketIndex]!;
    if (command.kind === "cancel_all") ordersSent.cancel++;
    else if (command.kind !== "query") ordersSent[command.kind]++;
    this.journal.command(command);
  }
}
