/** So much in any window of time: weights of requests, attempts to connect. */
import { assert } from "../../../base/assert.ts";
import type { DurationNs, TimeNs } from "../../../domain/time.ts";

export class SlidingBudget {
  /** In the order of their times. */
  readonly #spent: { readonly atNs: TimeNs; readonly weight: number }[] = [];
  #sum = 0;

  /** @param weightMax in any `windowNs`, however it lies: venues count by whole minutes, which this can never exceed. */
  constructor(
    private readonly weightMax: number,
    private readonly windowNs: DurationNs,
  ) {}

  /** How long until so much more may be spent. */
  waitNs(nowNs: TimeNs, weight: number): DurationNs {
    assert(weight <= this.weightMax, "what is asked fits the budget");
    this.#forget(nowNs);
    let sum = this.#sum + weight;
    for (const { atNs, weight: past } of this.#spent) {
      if (sum <= this.weightMax) return 0;
      sum -= past;
      if (sum <= this.weightMax) return atNs + this.windowNs - nowNs;
    }
    return 0;
  }

  spend(nowNs: TimeNs, weight: number): void {
    this.#forget(nowNs);
    this.#spent.push({ atNs: nowNs, weight });
    this.#sum += weight;
  }

  #forget(nowNs: TimeNs): void {
    for (let [first] = this.#spent; first !== undefined && first.atNs + this.windowNs <= nowNs; [first] = this.#spent) {
      this.#spent.shift();
      this.#sum -= first.weight;
    }
  }
}
