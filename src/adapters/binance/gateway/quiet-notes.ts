/** Notes that come in bursts are told once a while, with how many there were since: a flood says no more than one. */
import { type DurationNs, nsPerSecond, type TimeNs } from "../../../domain/time.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { GatewayNote } from "../../../ports/gateway.ts";

const bursting: ReadonlySet<GatewayNote["event"]> = new Set(["bad_frame", "foreign_event", "refused", "rate_limited"]);
const quietNs: DurationNs = 10 * nsPerSecond;

interface Burst {
  readonly untilNs: TimeNs;
  keptBackCount: number;
}

export class QuietNotes {
  readonly #bursts = new Map<GatewayNote["event"], Burst>();

  constructor(
    private readonly clock: Clock,
    private readonly told: (note: GatewayNote) => void,
  ) {}

  tell(note: GatewayNote): void {
    if (bursting.has(note.event)) this.#tellOnce(note);
    else this.told(note);
  }

  #tellOnce(note: GatewayNote): void {
    const nowNs = this.clock.nowNs();
    const burst = this.#bursts.get(note.event);
    if (burst !== undefined && nowNs < burst.untilNs) {
      burst.keptBackCount++;
      return;
    }
    this.#bursts.set(note.event, { untilNs: nowNs + quietNs, keptBackCount: 0 });
    const more = burst === undefined || burst.keptBackCount === 0 ? "" : ` (and ${burst.keptBackCount} before it)`;
    this.told({ event: note.event, detail: `${note.detail}${more}` });
  }
}
