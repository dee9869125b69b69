/**
 * The rules of `matching.md` in plain TypeScript, simple enough to be checked by eye: the oracle of the property tests,
 * and what runs where there is no compiler. This file is the batch (section 8); the other `reference-matcher-` files
 * are one idea each. Nothing is shared memory here, only objects.
 */
import { assert } from "../base/assert.ts";
import type { OrderType } from "../domain/order-type.ts";
import { ask, bid, type Side } from "../domain/side.ts";
import { type Matcher, type MatchReport, type MatchResult, matcherLimits, type SelfTrade } from "../ports/matcher.ts";
import { leftLotsOf, shownLotsOf } from "./reference-matcher-book.ts";
import { ReferenceMatcherExecution } from "./reference-matcher-execution.ts";
import { stateHashOf } from "./reference-matcher-hash.ts";
import type { Steps } from "./reference-matcher-matching.ts";
import type { MatcherOperation } from "./reference-matcher-operation.ts";

interface LevelRead {
  readonly priceTicks: number;
  readonly lots: number;
}

export class ReferenceMatcher implements Matcher {
  readonly kind = "reference";
  readonly #execution: ReferenceMatcherExecution;
  readonly #operations: MatcherOperation[] = [];
  readonly #results: MatchResult[] = [];
  readonly #reports: MatchReport[] = [];
  /** The operation under way, stopped where its next report is about to be made. */
  #steps: Steps<MatchResult> | undefined;
  #levelsRead: readonly LevelRead[] = [];

  /** @param ordersMax live orders at most. */
  constructor(ordersMax: number) {
    assert(
      Number.isInteger(ordersMax) && ordersMax >= 1 && ordersMax <= matcherLimits.ordersMax,
      "a matcher is made for a number of orders within its limit",
    );
    this.#execution = new ReferenceMatcherExecution(ordersMax, (happening) =>
      this.#reports.push({ ...happening, operationIndex: this.#results.length }),
    );
  }

  place(
    type: OrderType,
    side: Side,
    orderId: number,
    owner: number,
    priceTicks: number,
    sizeLots: number,
    shownLots: number,
    prevention: SelfTrade,
  ): void {
    assert(isOwner(owner), "an owner is a uint32");
    this.#add({ kind: "place", type, side, orderId, owner, priceTicks, sizeLots, shownLots, prevention });
  }

  amend(type: OrderType, orderId: number, priceTicks: number, sizeLots: number, prevention: SelfTrade): void {
    this.#add({ kind: "amend", type, orderId, priceTicks, sizeLots, prevention });
  }

  cancel(orderId: number): void {
    this.#add({ kind: "cancel", orderId });
  }

  cancelAll(owner: number): void {
    assert(isOwner(owner), "an owner is a uint32");
    this.#add({ kind: "cancelAll", owner });
  }

  run(): boolean {
    this.#reports.length = 0;
    while (this.#results.length < this.#operations.length) {
      this.#steps ??= this.#execution.execute(this.#operations[this.#results.length]!);
      if (!this.#goOn(this.#steps)) return false;
      this.#steps = undefined;
    }
    return true;
  }

  get resultsCount(): number {
    return this.#results.length;
  }

  result(index: number): MatchResult {
    const result = this.#results[index];
    assert(result !== undefined, "a result is one of this batch");
    return result;
  }

  get reportsCount(): number {
    return this.#reports.length;
  }

  report(index: number): MatchReport {
    const report = this.#reports[index];
    assert(report !== undefined, "a report is one of the last run");
    return report;
  }

  get ordersCount(): number {
    return this.#execution.book.ordersCount;
  }
  get bestBidTicks(): number {
    return this.#execution.book.best(bid)?.priceTicks ?? 0;
  }
  get bestBidLots(): number {
    return this.#execution.book.shownLots(bid, this.bestBidTicks);
  }
  get bestAskTicks(): number {
    return this.#execution.book.best(ask)?.priceTicks ?? 0;
  }
  get bestAskLots(): number {
    return this.#execution.book.shownLots(ask, this.bestAskTicks);
  }

  readLevels(side: Side, levelsCountMax: number): number {
    const levels = this.#execution.book.levels(side).slice(0, Math.min(levelsCountMax, matcherLimits.levelsMax));
    this.#levelsRead = levels.map(({ priceTicks, queue }) => ({ priceTicks, lots: shownLotsOf(queue) }));
    return levels.length;
  }

  levelTicks(index: number): number {
    return this.#levelRead(index).priceTicks;
  }

  levelLots(index: number): number {
    return this.#levelRead(index).lots;
  }

  leftLots(orderId: number): number {
    const order = this.#execution.book.order(orderId);
    return order === undefined ? 0 : leftLotsOf(order);
  }

  stateHash(): number {
    return stateHashOf(this.#execution.book);
  }

  [Symbol.dispose](): void {}

  #levelRead(index: number): LevelRead {
    const level = this.#levelsRead[index];
    assert(level !== undefined, "a level is one of those last read");
    return level;
  }

  /** The first operation after a finished batch begins the next. */
  #add(operation: MatcherOperation): void {
    assert(this.#steps === undefined, "a batch is finished before the next is begun");
    if (this.#results.length > 0) {
      this.#operations.length = 0;
      this.#results.length = 0;
      this.#reports.length = 0;
    }
    assert(this.#operations.length < matcherLimits.operationsMax, "a batch has room for its operations");
    this.#operations.push(operation);
  }

  /** Executes on to the end of the operation, or to the report for which there is no room: then false. */
  #goOn(steps: Steps<MatchResult>): boolean {
    for (;;) {
      const step = steps.next();
      if (step.done) {
        this.#results.push(step.value);
        return true;
      }
      if (this.#reports.length === matcherLimits.reportsMax) return false;
    }
  }
}

function isOwner(owner: number): boolean {
  return Number.isInteger(owner) && owner >= 0 && owner < 2 ** 32;
}
