/** The journal of a live session on the disk: what is appended to it, how often it has a snapshot, and how far it lags. */
import { join } from "node:path";
import { headerOfSession } from "../../sim/session-header.ts";
import type { SessionSpec } from "../../sim/session-spec.ts";
import { SegmentWriter } from "../adapters/segments/segment-writer.ts";
import { type DurationNs, nsPerSecond, type TimeNs } from "../domain/time.ts";
import { journalKind } from "../live/journal/journal-format.ts";
import { JournalWriter } from "../live/journal/journal-writer.ts";
import type { Session } from "../live/session.ts";
import { snapshotOf } from "../live/session-snapshot.ts";
import type { Clock } from "../ports/clock.ts";
import type { StoreMetrics } from "../ports/live-metrics.ts";

/** So much of the journal, at most, the next session looks through. */
const snapshotEveryNs: DurationNs = 10 * nsPerSecond;

export class LiveJournal {
  /** Of inputs and commands. */
  readonly records: JournalWriter;
  readonly #segments: SegmentWriter;
  /** When nothing was unsynced. */
  #syncedNs: TimeNs;
  #nextSnapshotNs: TimeNs;

  /** @throws InputError where the folder has one already, or no room. */
  constructor(
    sessionFolder: string,
    spec: SessionSpec,
    private readonly clock: Clock,
    private readonly metrics: StoreMetrics,
  ) {
    this.#segments = new SegmentWriter(journalFolder(sessionFolder), journalKind);
    this.records = new JournalWriter(this.#segments, headerOfSession(spec));
    this.#syncedNs = clock.nowNs();
    this.#nextSnapshotNs = this.#syncedNs + snapshotEveryNs;
  }

  /** Begins to write it through to the disk, with a snapshot when one is due. */
  sync(session: Session): void {
    if (this.clock.nowNs() >= this.#nextSnapshotNs) this.snapshot(session);
    this.#segments.sync();
    this.#measure();
  }

  snapshot({ lastNs, markets }: Session): void {
    this.records.snapshot(lastNs, snapshotOf(markets));
    this.#nextSnapshotNs = this.clock.nowNs() + snapshotEveryNs;
  }

  end(atNs: TimeNs, runHash: string): void {
    this.records.ended(atNs, runHash);
    this.#segments.close();
  }

  #measure(): void {
    const { recordsCount, bytesCount, unsyncedBytesCount } = this.#segments;
    const nowNs = this.clock.nowNs();
    if (unsyncedBytesCount === 0) this.#syncedNs = nowNs;
    Object.assign(this.metrics, { recordsCount, bytesCount, unsyncedBytesCount, lagNs: nowNs - this.#syncedNs });
  }
}

export function journalFolder(sessionFolder: string): string {
  return join(sessionFolder, "journal");
}
