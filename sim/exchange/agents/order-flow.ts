/** Net flow of takers, in quote currency: what they bought less what they sold, forgotten exponentially. */
import { assert } from "../../../src/base/assert.ts";
import { exp } from "../../../src/base/math.ts";
import { bid, type Side } from "../../../src/domain/side.ts";
import type { DurationNs, TimeNs } from "../../../src/domain/time.ts";

export class OrderFlow {
  #netQuote = 0;
  #atNs: TimeNs = 0;

  /** @param memoryNs after so long a trade counts for 1/e of what it did. */
  constructor(readonly memoryNs: DurationNs) {
    assert(memoryNs > 0, "a trade is remembered for a while");
  }

  add(nowNs: TimeNs, side: Side, quote: number): void {
    this.#forgetUntil(nowNs);
    this.#netQuote += side === bid ? quote : -quote;
  }

  netQuoteAt(nowNs: TimeNs): number {
    this.#forgetUntil(nowNs);
    return this.#netQuote;
  }

  #forgetUntil(nowNs: TimeNs): void {
    assert(nowNs >= this.#atNs, "time never goes back");
    if (nowNs === this.#atNs) return;
    this.#netQuote *= exp((this.#atNs - nowNs) / this.memoryNs);
    this.#atNs = nowNs;
  }
}
