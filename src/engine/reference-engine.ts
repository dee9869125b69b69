/**
 * The rules of `README.md` in plain TypeScript, simple enough to be checked by eye: the oracle of the property tests,
 * and what runs where there is no compiler. This file makes one sequence of all markets (section 2); the other
 * `reference-` files are one idea each.
 */
import { assert } from "../base/assert.ts";
import type { TimeNs } from "../domain/time.ts";
import { type Engine, type EngineConfig, stop } from "../ports/engine.ts";
import { engineMemories } from "./memory.ts";
import { type Due, dueKind, ReferenceEngineMarket } from "./reference-engine-market.ts";

interface MarketDue extends Due {
  readonly market: ReferenceEngineMarket;
}

export class ReferenceEngine implements Engine {
  readonly kind = "reference";
  readonly markets: readonly ReferenceEngineMarket[];
  stoppedAt = 0;
  nextNs: TimeNs = Number.POSITIVE_INFINITY;
  #nowNs: TimeNs = 0;

  constructor(configs: readonly EngineConfig[]) {
    for (const { venueCloseNs, tickerLatencyNs, decisionTimeNs, decideEveryNs } of configs)
      for (const ns of [venueCloseNs, tickerLatencyNs, decisionTimeNs, decideEveryNs])
        assert(Number.isSafeInteger(ns) && ns >= 0, "an engine's times are whole and not negative");
    const memories = engineMemories(configs);
    this.markets = configs.map((config, index) => new ReferenceEngineMarket(config, memories[index]!));
  }

  run(horizonNs: TimeNs): number {
    for (const market of this.markets) market.goOn(this.#nowNs);
    for (;;) {
      const due = this.#earliest();
      if (!this.#mayHappen(due, horizonNs)) return this.#rowsUsed(due);
      const reasons = this.#happen(due);
      if (reasons !== 0) return reasons;
    }
  }

  [Symbol.dispose](): void {}

  /** At one time what stands first in the table of the rules; of one kind, in the market that stands first. */
  #earliest(): MarketDue {
    const dues = this.markets.map((market) => ({ market, ...market.next(this.#nowNs) }));
    return dues.reduce((first, due) => (isBefore(due, first) ? due : first));
  }

  #mayHappen(due: Due, horizonNs: TimeNs): boolean {
    if (this.#isCut) return false;
    const isWaiting = this.markets.some((market) => market.isWaiting);
    const hasRows = this.markets.some((market) => market.hasRows);
    return (hasRows && !isWaiting) || due.atNs < horizonNs;
  }

  /** In the middle of a message of any market. */
  get #isCut(): boolean {
    return this.markets.some((market) => market.isCut);
  }

  /** For the first market that waits; at the end of all, for the first, with the figures of all. */
  #rowsUsed({ atNs }: Due): number {
    this.nextNs = this.#isCut ? Number.POSITIVE_INFINITY : atNs;
    const waitingAt = this.markets.findIndex((market) => market.isWaiting);
    this.stoppedAt = Math.max(waitingAt, 0);
    const toPublish = waitingAt < 0 ? this.markets : [this.markets[waitingAt]!];
    for (const market of toPublish) market.publish(this.#nowNs, []);
    return stop.rowsUsed;
  }

  /** @returns the reasons to stop; 0 for none. */
  #happen({ market, kind, atNs }: MarketDue): number {
    this.stoppedAt = this.markets.indexOf(market);
    if (kind <= dueKind.message) {
      this.#nowNs = market.applyMessage(this.#nowNs);
      return market.stopForFlow(this.#nowNs);
    }
    assert(atNs >= this.#nowNs, "time never runs backwards");
    this.#nowNs = atNs;
    if (kind === dueKind.stop) return market.stopNow(atNs);
    market.settleFirst(atNs);
    return 0;
  }
}

function isBefore(a: Due, b: Due): boolean {
  return a.atNs !== b.atNs ? a.atNs < b.atNs : a.kind < b.kind;
}
