/**
 * The memory that TypeScript and C++ share, field by field; mirrored by `ffi/src/layout.hpp`.
 *
 * Each side spells its layout as one line of text, and the native engine refuses to load unless the two lines are
 * equal. Whole numbers that may pass 2^31 are doubles: JavaScript reads those at full speed, an int64 only as a bigint.
 *
 *   0 | EngineConfig | queue shares[queueSharesCount] | EngineState | commands[commandsMax] | own events[ownEventsMax]
 *
 * That is one market; the memory of an engine is as many of them, one behind the other.
 */
import { engineLimits } from "../ports/engine.ts";
import { describe, describeLimits, type Field, structOf } from "./struct-layout.ts";

const configFields = [
  ["venue_close_ns", "f64"],
  ["ticker_latency_ns", "f64"],
  ["decision_time_ns", "f64"],
  ["decide_every_ns", "f64"],
  ["queue_exponent", "f64"],
  ["decide_on", "i32"],
  ["reads", "i32"],
  ["queue_family", "i32"],
  ["queue_variant", "i32"],
] as const satisfies readonly Field[];

const stateFields = [
  ["now_ns", "f64"],
  ["deadline_ns", "f64"],
  ["told_ns", "f64"],
  ["received_ns", "f64"],
  ["touch_bid_lots", "f64"],
  ["touch_ask_lots", "f64"],
  ["book_bid_lots", "f64"],
  ["book_ask_lots", "f64"],
  ["rows_count", "f64"],
  ["events_count", "f64"],
  ["messages_count", "f64"],
  ["trades_count", "f64"],
  ["decisions_count", "f64"],
  ["decisions_skipped_count", "f64"],
  ["venue_times_late_count", "f64"],
  ["venue_times_missing_count", "f64"],
  ["unknown_lots", "f64"],
  ["touch_bid_ticks", "i32"],
  ["touch_ask_ticks", "i32"],
  ["book_bid_ticks", "i32"],
  ["book_ask_ticks", "i32"],
  ["book_state", "i32"],
  ["changed", "i32"],
  ["own_events_count", "i32"],
  ["commands_count", "i32"],
] as const satisfies readonly Field[];

const commandFields = [
  ["order_id", "f64"],
  ["size_lots", "f64"],
  ["shown_lots", "f64"],
  ["entry_latency_ns", "f64"],
  ["response_latency_ns", "f64"],
  ["price_ticks", "i32"],
  ["kind", "u8"],
  ["side", "u8"],
  ["type", "u8"],
  ["zero", "u8"],
] as const satisfies readonly Field[];

const ownEventFields = [
  ["seen_ns", "f64"],
  ["venue_ns", "f64"],
  ["order_id", "f64"],
  ["lots", "f64"],
  ["remaining_lots", "f64"],
  ["queue_ahead_lots", "f64"],
  ["price_ticks", "i32"],
  ["bid_ticks", "i32"],
  ["ask_ticks", "i32"],
  ["kind", "u8"],
  ["side", "u8"],
  ["cause", "u8"],
  ["reason", "u8"],
] as const satisfies readonly Field[];

export const commandKind = { place: 0, cancel: 1, amend: 2, cancelAll: 3 } as const;

export const engineConfigLayout = structOf(configFields);
export const engineStateLayout = structOf(stateFields);
export const commandLayout = structOf(commandFields);
export const ownEventLayout = structOf(ownEventFields);

/** Byte offsets of the regions within a market, and the size of the whole. */
export const regions = (() => {
  const queueShares = engineConfigLayout.bytes;
  const state = queueShares + Float64Array.BYTES_PER_ELEMENT * engineLimits.queueSharesCount;
  const commands = state + engineStateLayout.bytes;
  const ownEvents = commands + commandLayout.bytes * engineLimits.commandsMax;
  return {
    config: 0,
    queueShares,
    state,
    commands,
    ownEvents,
    bytes: ownEvents + ownEventLayout.bytes * engineLimits.ownEventsMax,
  };
})();

/** Must equal what the library's `engine_layout()` returns. */
export const layoutText = [
  describe("EngineConfig", configFields),
  describe("EngineState", stateFields),
  describe("Command", commandFields),
  describe("OwnEvent", ownEventFields),
  describeLimits(engineLimits),
].join(" ");
