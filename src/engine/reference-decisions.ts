/** When a decision is due, and what has changed since the last one (rules, section 2). */
import { nsPerSecond, type TimeNs } from "../domain/time.ts";
import { change, type EngineConfig } from "../ports/engine.ts";

const noTimeNs: TimeNs = Number.POSITIVE_INFINITY;

export class ReferenceDecisions {
  /** Mask of `change`. */
  changed = 0;
  count = 0;
  skippedCount = 0;
  /** Next decision of the grid; Infinity without one, or before the first message. */
  #gridNs = noTimeNs;
  /** When a decision was called for; Infinity for not at all. */
  #calledNs = noTimeNs;
  #isGiven = false;

  constructor(private readonly config: EngineConfig) {}

  get nextNs(): TimeNs {
    return Math.min(this.#gridNs, this.#calledNs);
  }

  /** The run goes on: after a decision, changes count anew. */
  goOn(): void {
    if (this.#isGiven) this.changed = 0;
    this.#isGiven = false;
  }

  /** The first message starts the grid. */
  received(receivedNs: TimeNs): void {
    const { decideEveryNs } = this.config;
    if (this.#gridNs === noTimeNs && decideEveryNs > 0)
      this.#gridNs = (Math.floor(receivedNs / nsPerSecond) + 1) * nsPerSecond;
  }

  /** Something has changed, which may call for a decision. */
  note(changed: number, nowNs: TimeNs): void {
    this.changed |= changed;
    if ((changed & this.config.decideOn) !== 0) this.#calledNs = nowNs;
  }

  /** Whether a decision is due now; one of the grid for which nothing has changed is skipped. */
  take(nowNs: TimeNs): boolean {
    const isCalled = this.#calledNs === nowNs;
    const isOnGrid = this.#gridNs === nowNs;
    const isDue = isCalled || (isOnGrid && ((this.changed | change.time) & this.config.reads) !== 0);
    if (isOnGrid) this.#gridNs += this.config.decideEveryNs;
    if (isDue) this.count++;
    else if (isOnGrid) this.skippedCount++;
    this.#calledNs = noTimeNs;
    this.#isGiven = isDue;
    return isDue;
  }
}
