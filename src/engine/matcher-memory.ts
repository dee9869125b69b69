/**
 * The shared memory of one matcher, as TypeScript sees it: operations written, results, reports and levels read.
 *
 * It is a plain ArrayBuffer owned here, so that no view can dangle; the matcher behind it is given its address. Both matchers use it, so
 * that all code that reads answers has one shape for the JIT.
 */
import { assert } from "../base/assert.ts";
import type { Side } from "../domain/side.ts";
import {
  type MatcherRefusal,
  type MatchReport,
  type MatchReportKind,
  type MatchResult,
  matcherLimits,
  matcherRefusals,
  type OrderType,
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
const at = operationLayout.at;

export class MatcherMemory {
  readonly buffer = new ArrayBuffer(matcherRegions.bytes);
  readonly f64 = new Float64Array(this.buffer);
  readonly i32 = new Int32Array(this.buffer);
  readonly u32 = new Uint32Array(this.buffer);
  readonly u16 = new Uint16Array(this.buffer);
  readonly u8 = new Uint8Array(this.buffer);
  readonly #result = new SharedResult(this);
  readonly #report = new SharedReport(this);
  #isBatchDone = true;
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
    return this.i32[state.results_count / 4]!;
  }
  get reportsCount(): number {
    return this.i32[state.reports_count / 4]!;
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
    const offset = this.#add(operationKind.place, type, side, prevention);
    this.#setId(offset, orderId);
    this.#setOwner(offset, owner);
    this.i32[(offset + at.price_ticks) >> 2] = int32OrNone(priceTicks);
    this.f64[(offset + at.size_lots) >> 3] = sizeLots;
    this.f64[(offset + at.shown_lots) >> 3] = shownLots;
  }

  amend(type: OrderType, orderId: number, priceTicks: number, sizeLots: number, prevention: SelfTrade): void {
    const offset = this.#add(operationKind.amend, type, 0, prevention);
    this.#setId(offset, orderId);
    this.i32[(offset + at.price_ticks) >> 2] = int32OrNone(priceTicks);
    this.f64[(offset + at.size_lots) >> 3] = sizeLots;
  }

  cancel(orderId: number): void {
    this.#setId(this.#add(operationKind.cancel, 0, 0, 0), orderId);
  }

  cancelAll(owner: number): void {
    this.#setOwner(this.#add(operationKind.cancelAll, 0, 0, 0), owner);
  }

  /** To be told after each run whether the batch is done: the next operation then begins another. */
  ran(isBatchDone: boolean): boolean {
    this.#isBatchDone = isBatchDone;
    return isBatchDone;
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

  #add(kind: number, type: OrderType, side: Side, prevention: SelfTrade): number {
    assert(this.#isBatchDone, "a batch is done before the next begins");
    const countAt = state.operations_count / 4;
    if (this.resultsCount !== 0) this.beginBatch();
    const count = this.i32[countAt]!;
    assert(count < matcherLimits.operationsMax, "a batch is run before it is too large");
    this.i32[countAt] = count + 1;
    const offset = matcherRegions.operations + count * operationLayout.bytes;
    this.u8[offset + at.kind] = kind;
    this.u8[offset + at.type] = byteOrNone(type);
    this.u8[offset + at.side] = byteOrNone(side);
    this.u8[offset + at.prevention] = byteOrNone(prevention);
    return offset;
  }

  beginBatch(): void {
    this.i32[state.operations_count / 4] = 0;
    this.i32[state.results_count / 4] = 0;
    this.i32[state.reports_count / 4] = 0;
  }

  #setId(offset: number, orderId: number): void {
    const isId = orderId > 0 && orderId <= Number.MAX_SAFE_INTEGER && Math.floor(orderId) === orderId;
    this.u32[(offset + at.id_low) >> 2] = isId ? orderId : 0; // Modulo 2^32, as the array stores it.
    this.u32[(offset + at.id_high) >> 2] = isId ? orderId / 2 ** 32 : 0;
  }

  #setOwner(offset: number, owner: number): void {
    assert(owner >>> 0 === owner, "an owner is a uint32");
    this.u32[(offset + at.owner) >> 2] = owner;
  }
}

/** A price that no int32 holds is no price of an order. */
function int32OrNone(priceTicks: number): number {
  return (priceTicks | 0) === priceTicks ? priceTicks : 0;
}

/** What no byte holds is none of the kinds there are. */
function byteOrNone(value: number): number {
  return (value & 0xff) === value ? value : 0xff;
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
    return this.#id(reportLayout.at.taker_id_low);
  }
  get makerId(): number {
    return this.#id(reportLayout.at.maker_id_low);
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

  /** The high half lies behind the low one. */
  #id(lowAt: number): number {
    const index = (this.#offset + lowAt) >> 2;
    return this.memory.u32[index]! + this.memory.u32[index + 1]! * 2 ** 32;
  }
  #f64(field: number): number {
    return this.memory.f64[(this.#offset + field) >> 3]!;
  }
}
