/**
 * The memory that TypeScript and C++ share, field by field; mirrored by `ffi/src/layout.hpp`.
 *
 * Each side spells its layout as one line of text, and the native engine refuses to load unless the two lines are
 * equal. Whole numbers that may pass 2^31 are doubles: JavaScript reads those at full speed, an int64 only as a bigint.
 *
 *   0 | EngineConfig | queue shares[queueSharesCount] | EngineState | EngineSignals | commands[commandsMax] | own
 *   events[ownEventsMax]
 *
 * That is one market; the memory of an engine is as many of them, one behind the other.
 */
import { engineLimits } from "../ports/engine.ts";
import { flowLevelsCount, halfLivesSeconds } from "../ports/market-signals.ts";
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
  ["kept", "i32"],
  ["depth_levels", "i32"],
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

/** Each has a figure for each half-life; order flow of levels one more such row for each further level. */
const sumNames = [
  "exposure_seconds",
  "flow_lots",
  "buy_lots",
  "sell_lots",
  "buy_orders",
  "sell_orders",
  "buy_reach_ticks",
  "sell_reach_ticks",
  "mid_squares",
  "mid_products",
  "trade_squares",
  "trade_products",
  "bid_depleted_lots",
  "ask_depleted_lots",
  "level_flow_lots",
] as const;

export const sumsCount = sumNames.length - 1 + flowLevelsCount;

const { depthLevelsMax, flowMax } = engineLimits;

const signalsFields = [
  ["sums", "f64", sumsCount * halfLivesSeconds.length],
  ["depth_bid_lots", "f64", depthLevelsMax],
  ["depth_ask_lots", "f64", depthLevelsMax],
  ["trade_received_ns", "f64", flowMax],
  ["trade_venue_ns", "f64", flowMax],
  ["trade_signed_lots", "f64", flowMax],
  ["touch_received_ns", "f64", flowMax],
  ["touch_bid_lots", "f64", flowMax],
  ["touch_ask_lots", "f64", flowMax],
  ["depth_bid_ticks", "i32", depthLevelsMax],
  ["depth_ask_ticks", "i32", depthLevelsMax],
  ["trade_price_ticks", "i32", flowMax],
  ["touch_bid_ticks", "i32", flowMax],
  ["touch_ask_ticks", "i32", flowMax],
  ["depth_bids_count", "i32"],
  ["depth_asks_count", "i32"],
  ["trades_count", "i32"],
  ["touches_count", "i32"],
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

/** Bits of `EngineConfig.kept`. */
export const kept = { sums: 1, flow: 2 } as const;

/** Which row of the sums is which. */
export const sumRow = Object.fromEntries(sumNames.map((name, row) => [name, row])) as Readonly<
  Record<(typeof sumNames)[number], number>
>;

export const engineConfigLayout = structOf(configFields);
export const engineStateLayout = structOf(stateFields);
export const engineSignalsLayout = structOf(signalsFields);
export const commandLayout = structOf(commandFields);
export const ownEventLayout = structOf(ownEventFields);

/** Byte offsets of the regions within a market, and the size of the whole. */
export const regions = (() => {
  const queueShares = engineConfigLayout.bytes;
  const state = queueShares + Float64Array.BYTES_PER_ELEMENT * engineLimits.queueSharesCount;
  const signals = state + engineStateLayout.bytes;
  const commands = signals + engineSignalsLayout.bytes;
  const ownEvents = commands + commandLayout.bytes * engineLimits.commandsMax;
  return {
    config: 0,
    queueShares,
    state,
    signals,
    commands,
    ownEvents,
    bytes: ownEvents + ownEventLayout.bytes * engineLimits.ownEventsMax,
  };
})();

/** Must equal what the library's `engine_layout()` returns. */
export const layoutText = [
  describe("EngineConfig", configFields),
  describe("EngineState", stateFields),
  describe("EngineSignals", signalsFields),
  `sums=${sumNames.join(",")} half_lives_seconds=${halfLivesSeconds.join(",")} flow_levels_count=${flowLevelsCount}`,
  describe("Command", commandFields),
  describe("OwnEvent", ownEventFields),
  describeLimits(engineLimits),
].join(" ");
