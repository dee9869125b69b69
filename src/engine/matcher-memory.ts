/**
 * The shared memory of one matcher, as TypeScript sees it: operations written, results, reports and levels read.
 *
 * It is a plain ArrayBuffer owned here, so that no view can dangle; the matcher behind it is given its address.
 */
import { assert } from "../base/assert.ts";
import type { OrderType } from "../domain/order-type.ts";
import type { Side } from "../domain/side.ts";
import {
  type MatcherRefusal,
  type MatchReport,
  type MatchReportKind,
  type MatchResult,
  matcherLimits,
  matcherRefusals,
  type Outcome,
  type SelfTrade,
} from "../ports/matcher.ts";
import {
  matcherRegions,
  matcherStateLayout,
  operationKind,
  operationLayout,
  reportLayout,
  resultLayout,
  shownLevelLayout,
} from "./matcher-layout.ts";

const state = matcherStateLayout.at;

// Where the fields of an operation lie, counted in doubles or in 32-bit words from its start.
const { at } = operationLayout;
const sizeAt = at.size_lots / 8;
const shownAt = at.shown_lots / 8;
const idAt = at.id / 8;
const ownerAt = at.owner / 4;
const priceAt = at.price_ticks / 4;
const kindsAt = at.kind / 4;
const operationF64s = operationLayout.bytes / 8;
const operationsAt = matcherRegions.operations / 8;
const operationsEnd = operationsAt + operationF64s * matcherLimits.operationsMax;

export class MatcherMemory {
  readonly buffer = new ArrayBuffer(matcherRegions.bytes);
  readonly f64 = new Float64Array(this.buffer);
  readonly i32 = new Int32Array(this.buffer);
  readonly u32 = new Uint32Array(this.buffer);
  readonly u16 = new Uint16Array(this.buffer);
  readonly u8 = new Uint8Array(this.buffer);
  readonly #result = new SharedResult(this);
  readonly #report = new SharedReport(this);
  #isUnderWay = false;
  /**
   * Where the next operation goes, in doubles: at the start after a batch, at the end while there is no room for one.
   */
  #next = operationsAt;
  #levelsCount = 0;

  get bestBidTicks(): number {
    return this.i32[state.best_bid_ticks / 4]!;
  }
  get bestBidLots(): number {
    return this.f64[state.best_bid_lots / 8]!;
  }
  get bestAskTicks(): number {
    return this.i32[state.best_ask_ticks / 4]!;
  }
  get bestAskLots(): number {
    return this.f64[state.best_ask_lots / 8]!;
  }
  get resultsCount(): number {
    return this.#isBeingWritten() ? 0 : this.i32[state.results_count / 4]!;
  }
  get reportsCount(): number {
    return this.#isBeingWritten() ? 0 : this.i32[state.reports_count / 4]!;
  }
  get ordersCount(): number {
    return this.i32[state.orders_count / 4]!;
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
    assert(owner >>> 0 === owner, "an owner is a uint32");
    const start = this.#add();
    this.f64[start + sizeAt] = sizeLots;
    this.f64[start + shownAt] = shownLots;
    this.f64[start + idAt] = orderId;
    this.u32[2 * start + ownerAt] = owner;
    this.i32[2 * start + priceAt] = int32OrNone(priceTicks);
    this.i32[2 * start + kindsAt] = kindsWord(operationKind.place, type, side, prevention);
  }

  amend(type: OrderType, orderId: number, priceTicks: number, sizeLots: number, prevention: SelfTrade): void {
    const start = this.#add();
    this.f64[start + sizeAt] = sizeLots;
    this.f64[start + idAt] = orderId;
    this.i32[2 * start + priceAt] = int32OrNone(priceTicks);
    this.i32[2 * start + kindsAt] = kindsWord(operationKind.amend, type, 0, prevention);
  }

  cancel(orderId: number): void {
    const start = this.#add();
    this.f64[start + idAt] = orderId;
    this.i32[2 * start + kindsAt] = operationKind.cancel;
  }

  cancelAll(owner: number): void {
    assert(owner >>> 0 === owner, "an owner is a uint32");
    const start = this.#add();
    this.u32[2 * start + ownerAt] = owner;
    this.i32[2 * start + kindsAt] = operationKind.cancelAll;
  }

  /** To be called before each run: says which operations there are, if any have been added. */
  willRun(): void {
    if (!this.#isBeingWritten()) return;
    this.i32[state.operations_count / 4] = (this.#next - operationsAt) / operationF64s;
    this.i32[state.results_count / 4] = 0;
  }

  /** To be called after each run: the next operation begins another batch, if this one is done. */
  hasRun(isDone: boolean): boolean {
    this.#isUnderWay = !isDone;
    this.#next = isDone ? operationsAt : operationsEnd;
    return isDone;
  }

  result(index: number): MatchResult {
    assert(index >= 0 && index < this.resultsCount, "a result is one of this batch");
    return this.#result.lend(index);
  }

  report(index: number): MatchReport {
    assert(index >= 0 && index < this.reportsCount, "a report is one of this call");
    return this.#report.lend(index);
  }

  /** To be told how many levels have been read. */
  hasRead(levelsCount: number): number {
    this.#levelsCount = levelsCount;
    return levelsCount;
  }

  levelTicks(index: number): number {
    assert(index >= 0 && index < this.#levelsCount, "a level is one of those last read");
    return this.i32[levelOffset(index, shownLevelLayout.at.price_ticks) / 4]!;
  }

  levelLots(index: number): number {
    assert(index >= 0 && index < this.#levelsCount, "a level is one of those last read");
    return this.f64[levelOffset(index, shownLevelLayout.at.lots) / 8]!;
  }

  /** Makes room for an operation; returns where it starts, counted in doubles. */
  #add(): number {
    const start = this.#next;
    if (start >= operationsEnd) this.#assertRoom();
    this.#next = start + operationF64s;
    return start;
  }

  #assertRoom(): void {
    assert(!this.#isUnderWay, "a batch is done before the next begins");
    assert(false, "a batch is run before it is too large");
  }

  /** Whether there are operations that no run knows of: what the last one answered is then gone. */
  #isBeingWritten(): boolean {
    return this.#next !== operationsAt && !this.#isUnderWay;
  }
}

/**
 * The four bytes of an operation's kinds as the one word that they are on a little-endian machine. What no byte holds
 * is 255.
 */
function kindsWord(kind: number, type: number, side: number, prevention: number): number {
  const areBytes = (type & 0xff) === type && (side & 0xff) === side && (prevention & 0xff) === prevention;
  return areBytes ? kind | (type << 8) | (side << 16) | (prevention << 24) : kind | (0xff << 8);
}

/** A price that no int32 holds is no price of an order. */
function int32OrNone(priceTicks: number): number {
  return (priceTicks | 0) === priceTicks ? priceTicks : 0;
}

function levelOffset(index: number, field: number): number {
  return matcherRegions.levels + index * shownLevelLayout.bytes + field;
}

/** One result read in place. */
class SharedResult implements MatchResult {
  #offset = 0;

  constructor(private readonly memory: MatcherMemory) {}

  lend(index: number): MatchResult {
    this.#offset = matcherRegions.results + index * resultLayout.bytes;
    return this;
  }

  get outcome(): Outcome {
    return this.memory.u8[this.#offset + resultLayout.at.outcome] as Outcome;
  }
  get refusal(): MatcherRefusal {
    return matcherRefusals[this.memory.u8[this.#offset + resultLayout.at.refusal]!]!;
  }
  get side(): Side {
    return this.memory.u8[this.#offset + resultLayout.at.side] as Side;
  }
  get tradedLots(): number {
    return this.memory.f64[(this.#offset + resultLayout.at.traded_lots) >> 3]!;
  }
  get leftLots(): number {
    return this.memory.f64[(this.#offset + resultLayout.at.left_lots) >> 3]!;
  }
  get levelLots(): number {
    return this.memory.f64[(this.#offset + resultLayout.at.level_lots) >> 3]!;
  }
  get priceTicks(): number {
    return this.memory.i32[(this.#offset + resultLayout.at.price_ticks) >> 2]!;
  }
}

/** One report read in place. */
class SharedReport implements MatchReport {
  #offset = 0;

  constructor(private readonly memory: MatcherMemory) {}

  lend(index: number): MatchReport {
    this.#offset = matcherRegions.reports + index * reportLayout.bytes;
    return this;
  }

  get kind(): MatchReportKind {
    return this.memory.u8[this.#offset + reportLayout.at.kind] as MatchReportKind;
  }
  get side(): Side {
    return this.memory.u8[this.#offset + reportLayout.at.side] as Side;
  }
  get operationIndex(): number {
    return this.memory.u16[(this.#offset + reportLayout.at.operation_index) >> 1]!;
  }
  get takerId(): number {
    return this.#f64(reportLayout.at.taker_id);
  }
  get makerId(): number {
    return this.#f64(reportLayout.at.maker_id);
  }
  get takerOwner(): number {
    return this.memory.u32[(this.#offset + reportLayout.at.taker_owner) >> 2]!;
  }
  get makerOwner(): number {
    return this.memory.u32[(this.#offset + reportLayout.at.maker_owner) >> 2]!;
  }
  get priceTicks(): number {
    return this.memory.i32[(this.#offset + reportLayout.at.price_ticks) >> 2]!;
  }
  get lots(): number {
    return this.#f64(reportLayout.at.lots);
  }
  get makerLeftLots(): number {
    return this.#f64(reportLayout.at.maker_left_lots);
  }
  get levelLots(): number {
    return this.#f64(reportLayout.at.level_lots);
  }

  #f64(field: number): number {
    return this.memory.f64[(this.#offset + field) >> 3]!;
  }
}
