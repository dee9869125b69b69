/**
 * The shared memory of one market, as TypeScript sees it: the view a decision reads, counts, commands, own events.
 *
 * It is part of a plain ArrayBuffer, so that no view can dangle; the engine behind it is given its address. Both
 * engines use it, so that all code that reads a market has one shape for the JIT.
 */
import { assert } from "../base/assert.ts";
import { mayRest, type OrderType, orderType } from "../domain/order-type.ts";
import {
  type FillCause,
  fillCauses,
  type OwnEvent,
  type OwnEventKind,
  type RejectReason,
  rejectReasons,
} from "../domain/own-event.ts";
import { bid, type Side } from "../domain/side.ts";
import type { DurationNs, TimeNs } from "../domain/time.ts";
import {
  type BookState,
  bookStates,
  type CommandLatency,
  type EngineConfig,
  type EngineCounts,
  engineLimits,
  latencyMaxNs,
  type MarketView,
  queueExponentMax,
} from "../ports/engine.ts";
import type { SignalNeeds } from "../ports/market-signals.ts";
import {
  commandKind,
  commandLayout,
  engineConfigLayout,
  engineStateLayout,
  kept,
  ownEventLayout,
  regions,
} from "./layout.ts";
import { SharedDepth, SharedFlow, SharedSignals } from "./memory-signals.ts";
import { queueFamilies, queueRuleOf } from "./queue-model.ts";

const state = engineStateLayout.at;
const f64At = (offset: number) => (regions.state + offset) / 8;
const i32At = (offset: number) => (regions.state + offset) / 4;

/** Memory for as many markets, one behind the other. */
export function engineMemories(configs: readonly EngineConfig[]): EngineMemory[] {
  assert(configs.length > 0 && configs.length <= engineLimits.marketsMax, "an engine has markets, and not too many");
  const buffer = new ArrayBuffer(regions.bytes * configs.length);
  return configs.map((config, index) => new EngineMemory(config, buffer, regions.bytes * index));
}

export class EngineMemory implements MarketView, EngineCounts {
  readonly f64: Float64Array;
  readonly i32: Int32Array;
  readonly u8: Uint8Array;
  readonly signals: SharedSignals;
  readonly depth: SharedDepth;
  readonly flow: SharedFlow;
  readonly #ownEvent: SharedOwnEvent;

  constructor(
    config: EngineConfig,
    readonly buffer: ArrayBuffer,
    byteOffset: number,
  ) {
    this.f64 = new Float64Array(buffer, byteOffset, regions.bytes / Float64Array.BYTES_PER_ELEMENT);
    this.i32 = new Int32Array(buffer, byteOffset, regions.bytes / Int32Array.BYTES_PER_ELEMENT);
    this.u8 = new Uint8Array(buffer, byteOffset, regions.bytes);
    assert(isDepth(config.signals), "a view shows whole levels, and not too many");
    const place = { buffer, byteOffset };
    this.signals = new SharedSignals(place);
    this.depth = new SharedDepth(place, config.signals.depthLevels);
    this.flow = new SharedFlow(place, config.signals.flow ? engineLimits.flowMax : 0);
    this.#ownEvent = new SharedOwnEvent(this);
    const { at } = engineConfigLayout;
    this.f64[at.venue_close_ns / 8] = config.venueCloseNs;
    this.f64[at.ticker_latency_ns / 8] = config.tickerLatencyNs;
    this.f64[at.decision_time_ns / 8] = config.decisionTimeNs;
    this.f64[at.decide_every_ns / 8] = config.decideEveryNs;
    this.i32[at.decide_on / 4] = config.decideOn;
    this.i32[at.reads / 4] = config.reads;
    this.i32[at.kept / 4] = (config.signals.sums ? kept.sums : 0) | (config.signals.flow ? kept.flow : 0);
    this.i32[at.depth_levels / 4] = config.signals.depthLevels;
    const { family, variant, exponent, shares } = queueRuleOf(config.queueModel);
    assert(exponent > 0 && exponent <= queueExponentMax, "the exponent of a queue model is above 0 and bounded");
    this.f64[at.queue_exponent / 8] = exponent;
    this.i32[at.queue_family / 4] = queueFamilies.indexOf(family);
    this.i32[at.queue_variant / 4] = variant;
    assert(family !== "calibrated" || isShares(shares), "a calibrated model has all its shares, from 0 to 1");
    this.f64.set(shares, regions.queueShares / 8);
    this.setDeadline(Number.POSITIVE_INFINITY);
    this.spendTell();
  }

  get nowNs(): TimeNs {
    return this.f64[f64At(state.now_ns)]!;
  }
  get receivedNs(): TimeNs {
    return this.f64[f64At(state.received_ns)]!;
  }
  get bookState(): BookState {
    return bookStates[this.i32[i32At(state.book_state)]!]!;
  }
  get touchBidTicks(): number {
    return this.i32[i32At(state.touch_bid_ticks)]!;
  }
  get touchBidLots(): number {
    return this.f64[f64At(state.touch_bid_lots)]!;
  }
  get touchAskTicks(): number {
    return this.i32[i32At(state.touch_ask_ticks)]!;
  }
  get touchAskLots(): number {
    return this.f64[f64At(state.touch_ask_lots)]!;
  }
  get bookBidTicks(): number {
    return this.i32[i32At(state.book_bid_ticks)]!;
  }
  get bookBidLots(): number {
    return this.f64[f64At(state.book_bid_lots)]!;
  }
  get bookAskTicks(): number {
    return this.i32[i32At(state.book_ask_ticks)]!;
  }
  get bookAskLots(): number {
    return this.f64[f64At(state.book_ask_lots)]!;
  }
  get changed(): number {
    return this.i32[i32At(state.changed)]!;
  }

  get rowsCount(): number {
    return this.f64[f64At(state.rows_count)]!;
  }
  get eventsCount(): number {
    return this.f64[f64At(state.events_count)]!;
  }
  get messagesCount(): number {
    return this.f64[f64At(state.messages_count)]!;
  }
  get tradesCount(): number {
    return this.f64[f64At(state.trades_count)]!;
  }
  get decisionsCount(): number {
    return this.f64[f64At(state.decisions_count)]!;
  }
  get decisionsSkippedCount(): number {
    return this.f64[f64At(state.decisions_skipped_count)]!;
  }
  get venueTimesLateCount(): number {
    return this.f64[f64At(state.venue_times_late_count)]!;
  }
  get venueTimesMissingCount(): number {
    return this.f64[f64At(state.venue_times_missing_count)]!;
  }
  get unknownLots(): number {
    return this.f64[f64At(state.unknown_lots)]!;
  }

  setDeadline(atNs: TimeNs): void {
    this.f64[f64At(state.deadline_ns)] = atNs;
  }

  tell(atNs: TimeNs): void {
    assert(Number.isSafeInteger(atNs), "what is told has a whole time");
    this.f64[f64At(state.told_ns)] = Math.min(atNs, this.f64[f64At(state.told_ns)]!);
  }

  /** The stop for what was told has come. */
  spendTell(): void {
    this.f64[f64At(state.told_ns)] = Number.POSITIVE_INFINITY;
  }

  get ownEventsCount(): number {
    return this.i32[i32At(state.own_events_count)]!;
  }

  ownEvent(index: number): OwnEvent {
    assert(index >= 0 && index < this.ownEventsCount, "an own event is one of this stop");
    return this.#ownEvent.lend(index);
  }

  place(
    type: OrderType,
    side: Side,
    orderId: number,
    priceTicks: number,
    sizeLots: number,
    shownLots: number,
    latency: CommandLatency,
  ): void {
    assert(type === orderType.market ? priceTicks === 0 : isPrice(priceTicks), "a price in ticks is a positive int32");
    assert(isSize(sizeLots), "a size in lots is whole and positive");
    assert(isShown(type, sizeLots, shownLots), "an order that may rest shows whole lots, up to its size");
    this.#command(commandKind.place, type, side, orderId, priceTicks, sizeLots, shownLots, latency);
  }

  amend(orderId: number, priceTicks: number, sizeLots: number, latency: CommandLatency): void {
    assert(isPrice(priceTicks), "a price in ticks is a positive int32");
    assert(isSize(sizeLots), "a size in lots is whole and positive");
    this.#command(commandKind.amend, orderType.limit, bid, orderId, priceTicks, sizeLots, 0, latency);
  }

  cancel(orderId: number, latency: CommandLatency): void {
    this.#command(commandKind.cancel, orderType.limit, bid, orderId, 0, 0, 0, latency);
  }

  cancelAll(latency: CommandLatency): void {
    this.#command(commandKind.cancelAll, orderType.limit, bid, 0, 0, 0, 0, latency);
  }

  #command(
    kind: number,
    type: OrderType,
    side: Side,
    orderId: number,
    priceTicks: number,
    sizeLots: number,
    shownLots: number,
    { entryNs, responseNs }: CommandLatency,
  ): void {
    const needsId = kind !== commandKind.cancelAll;
    assert(!needsId || (Number.isSafeInteger(orderId) && orderId > 0), "an order id is whole and positive");
    assert(isLatency(entryNs) && isLatency(responseNs), "a latency is whole, not negative and at most a day");
    const countAt = i32At(state.commands_count);
    const count = this.i32[countAt]!;
    assert(count < engineLimits.commandsMax, "commands leave before there are too many");
    this.i32[countAt] = count + 1;
    const { at } = commandLayout;
    const offset = regions.commands + count * commandLayout.bytes;
    this.f64[(offset + at.order_id) / 8] = orderId;
    this.f64[(offset + at.size_lots) / 8] = sizeLots;
    this.f64[(offset + at.shown_lots) / 8] = shownLots;
    this.f64[(offset + at.entry_latency_ns) / 8] = entryNs;
    this.f64[(offset + at.response_latency_ns) / 8] = responseNs;
    this.i32[(offset + at.price_ticks) / 4] = priceTicks;
    this.u8[offset + at.kind] = kind;
    this.u8[offset + at.side] = side;
    this.u8[offset + at.type] = type;
  }
}

function isLatency(ns: DurationNs): boolean {
  return Number.isInteger(ns) && ns >= 0 && ns <= latencyMaxNs;
}

function isPrice(ticks: number): boolean {
  return Number.isSafeInteger(ticks) && ticks > 0 && ticks < 2 ** 31;
}

function isSize(lots: number): boolean {
  return Number.isSafeInteger(lots) && lots > 0;
}

function isShown(type: OrderType, sizeLots: number, shownLots: number): boolean {
  return shownLots === 0 || (mayRest(type) && isSize(shownLots) && shownLots <= sizeLots);
}

function isDepth({ depthLevels }: SignalNeeds): boolean {
  return Number.isInteger(depthLevels) && depthLevels >= 0 && depthLevels <= engineLimits.depthLevelsMax;
}

function isShares(shares: readonly number[]): boolean {
  return shares.length === engineLimits.queueSharesCount && shares.every((share) => share >= 0 && share <= 1);
}

/** One own event read in place. */
class SharedOwnEvent implements OwnEvent {
  readonly tradeId = "";
  readonly fee = undefined;
  #f64At = 0;

  constructor(private readonly memory: EngineMemory) {}

  lend(index: number): OwnEvent {
    this.#f64At = (regions.ownEvents + index * ownEventLayout.bytes) / 8;
    return this;
  }

  get seenNs(): TimeNs {
    return this.#f64(ownEventLayout.at.seen_ns);
  }
  get venueNs(): TimeNs {
    return this.#f64(ownEventLayout.at.venue_ns);
  }
  get orderId(): number {
    return this.#f64(ownEventLayout.at.order_id);
  }
  get lots(): number {
    return this.#f64(ownEventLayout.at.lots);
  }
  get remainingLots(): number {
    return this.#f64(ownEventLayout.at.remaining_lots);
  }
  get queueAheadLots(): number {
    return this.#f64(ownEventLayout.at.queue_ahead_lots);
  }
  get priceTicks(): number {
    return this.#i32(ownEventLayout.at.price_ticks);
  }
  get bidTicks(): number {
    return this.#i32(ownEventLayout.at.bid_ticks);
  }
  get askTicks(): number {
    return this.#i32(ownEventLayout.at.ask_ticks);
  }
  get kind(): OwnEventKind {
    return this.#u8(ownEventLayout.at.kind) as OwnEventKind;
  }
  get side(): Side {
    return this.#u8(ownEventLayout.at.side) as Side;
  }
  get cause(): FillCause {
    return fillCauses[this.#u8(ownEventLayout.at.cause)]!;
  }
  get reason(): RejectReason {
    return rejectReasons[this.#u8(ownEventLayout.at.reason)]!;
  }

  #f64(offset: number): number {
    return this.memory.f64[this.#f64At + offset / 8]!;
  }
  #i32(offset: number): number {
    return this.memory.i32[this.#f64At * 2 + offset / 4]!;
  }
  #u8(offset: number): number {
    return this.memory.u8[this.#f64At * 8 + offset]!;
  }
}
