// Memory shared with TypeScript; mirrored by src/engine/layout.ts. Each side spells its layout as one line of text, and
// the binding refuses to load unless the two lines are equal.
//
//   0 | EngineConfig | queue shares[queue_shares_count] | EngineState | EngineSignals | commands[commands_max] | own
//   events[own_events_max]
//
// That is one market; the memory of an engine is as many of them, one behind the other.
// Whole numbers that may pass 2^31 are doubles: JavaScript reads those at full speed, an int64 only as a bigint.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>

namespace halfspread {

inline constexpr int orders_max = 1024;
inline constexpr int commands_max = 256;
inline constexpr int own_events_max = 1024;
inline constexpr int pending_prints_max = 4096;
inline constexpr int queue_moves_max = 8;
inline constexpr int touches_kept_max = 64;
inline constexpr int queue_shares_count = 33;
inline constexpr int depth_levels_max = 20;
inline constexpr int flow_max = 512;
inline constexpr int markets_max = 64;

// Of the sums, in seconds.
inline constexpr std::array<int, 4> half_lives_seconds{1, 4, 16, 64};
inline constexpr std::size_t half_lives_count = half_lives_seconds.size();
inline constexpr std::size_t flow_levels_count = 5;

struct EngineConfig {
  double venue_close_ns;
  double ticker_latency_ns;
  double decision_time_ns;
  double decide_every_ns;
  double queue_exponent;
  std::int32_t decide_on;
  std::int32_t reads;
  std::int32_t queue_family;
  std::int32_t queue_variant;
  std::int32_t kept;
  std::int32_t depth_levels;
};

// Bits of `EngineConfig::kept`.
enum KeptBit : std::int32_t { kept_sums = 1, kept_flow = 2 };

struct EngineState {
  double now_ns;
  double deadline_ns;
  double told_ns;
  double received_ns;
  double touch_bid_lots;
  double touch_ask_lots;
  double book_bid_lots;
  double book_ask_lots;
  double rows_count;
  double events_count;
  double messages_count;
  double trades_count;
  double decisions_count;
  double decisions_skipped_count;
  double venue_times_late_count;
  double venue_times_missing_count;
  double unknown_lots;
  std::int32_t touch_bid_ticks;
  std::int32_t touch_ask_ticks;
  std::int32_t book_bid_ticks;
  std::int32_t book_ask_ticks;
  std::int32_t book_state;
  std::int32_t changed;
  std::int32_t own_events_count;
  std::int32_t commands_count;
};

// Rows of the sums, each with a figure for each half-life. Order flow has one more for each further level.
enum Sum : std::size_t {
  exposure_seconds,
  flow_lots,
  buy_lots,
  sell_lots,
  buy_orders,
  sell_orders,
  buy_reach_ticks,
  sell_reach_ticks,
  mid_squares,
  mid_products,
  trade_squares,
  trade_products,
  bid_depleted_lots,
  ask_depleted_lots,
  level_flow_lots,
};
inline constexpr std::size_t sums_count = level_flow_lots + flow_levels_count;

template <typename Number>
using DepthColumn = std::array<Number, depth_levels_max>;
template <typename Number>
using FlowColumn = std::array<Number, flow_max>;

struct EngineSignals {
  std::array<double, sums_count * half_lives_count> sums;
  DepthColumn<double> depth_bid_lots;
  DepthColumn<double> depth_ask_lots;
  FlowColumn<double> trade_received_ns;
  FlowColumn<double> trade_venue_ns;
  FlowColumn<double> trade_signed_lots;
  FlowColumn<double> touch_received_ns;
  FlowColumn<double> touch_bid_lots;
  FlowColumn<double> touch_ask_lots;
  DepthColumn<std::int32_t> depth_bid_ticks;
  DepthColumn<std::int32_t> depth_ask_ticks;
  FlowColumn<std::int32_t> trade_price_ticks;
  FlowColumn<std::int32_t> touch_bid_ticks;
  FlowColumn<std::int32_t> touch_ask_ticks;
  std::int32_t depth_bids_count;
  std::int32_t depth_asks_count;
  std::int32_t trades_count;
  std::int32_t touches_count;
};

struct Command {
  double order_id;
  double size_lots;
  double shown_lots;
  double entry_latency_ns;
  double response_latency_ns;
  std::int32_t price_ticks;
  std::uint8_t kind;
  std::uint8_t side;
  std::uint8_t type;
  std::uint8_t zero;
};

struct OwnEvent {
  double seen_ns;
  double venue_ns;
  double order_id;
  double lots;
  double remaining_lots;
  double queue_ahead_lots;
  std::int32_t price_ticks;
  std::int32_t bid_ticks;
  std::int32_t ask_ticks;
  std::uint8_t kind;
  std::uint8_t side;
  std::uint8_t cause;
  std::uint8_t reason;
};

struct EngineMemory {
  EngineConfig config;
  std::array<double, queue_shares_count> queue_shares;
  EngineState state;
  EngineSignals signals;
  std::array<Command, commands_max> commands;
  std::array<OwnEvent, own_events_max> own_events;
};

static_assert(sizeof(EngineConfig) == 64 && sizeof(EngineState) == 168);
static_assert(sizeof(EngineSignals) == 8 * sums_count * half_lives_count + 24 * depth_levels_max + 60 * flow_max + 16);
static_assert(sizeof(Command) == 48 && sizeof(OwnEvent) == 64);
static_assert(sizeof(EngineMemory) == 64 + 8 * queue_shares_count + 168 + sizeof(EngineSignals) + 48 * commands_max +
                                          64 * own_events_max,
              "the regions touch");
static_assert(std::is_trivially_copyable_v<EngineMemory> && std::is_standard_layout_v<EngineMemory>);

namespace layout {

template <typename Type>
std::string name_of() {
  if constexpr (std::is_same_v<Type, double>) return "f64";
  if constexpr (std::is_same_v<Type, std::int32_t>) return "i32";
  if constexpr (std::is_same_v<Type, std::uint8_t>) return "u8";
  if constexpr (std::is_class_v<Type>)
    return name_of<typename Type::value_type>() + "[" + std::to_string(std::tuple_size_v<Type>) + "]";
}

inline std::string field(const char* name, const std::string& type, std::size_t offset) {
  return std::string(" ") + name + ":" + type + "@" + std::to_string(offset);
}

#define HALFSPREAD_FIELD(of, name) field(#name, name_of<decltype(of::name)>(), offsetof(of, name))

inline std::string config_text() {
  using S = EngineConfig;
  return "EngineConfig:" + std::to_string(sizeof(S)) + HALFSPREAD_FIELD(S, venue_close_ns) +
         HALFSPREAD_FIELD(S, ticker_latency_ns) + HALFSPREAD_FIELD(S, decision_time_ns) +
         HALFSPREAD_FIELD(S, decide_every_ns) + HALFSPREAD_FIELD(S, queue_exponent) + HALFSPREAD_FIELD(S, decide_on) +
         HALFSPREAD_FIELD(S, reads) + HALFSPREAD_FIELD(S, queue_family) + HALFSPREAD_FIELD(S, queue_variant) +
         HALFSPREAD_FIELD(S, kept) + HALFSPREAD_FIELD(S, depth_levels);
}

inline std::string state_text() {
  using S = EngineState;
  return " EngineState:" + std::to_string(sizeof(S)) + HALFSPREAD_FIELD(S, now_ns) + HALFSPREAD_FIELD(S, deadline_ns) +
         HALFSPREAD_FIELD(S, told_ns) + HALFSPREAD_FIELD(S, received_ns) + HALFSPREAD_FIELD(S, touch_bid_lots) +
         HALFSPREAD_FIELD(S, touch_ask_lots) + HALFSPREAD_FIELD(S, book_bid_lots) +
         HALFSPREAD_FIELD(S, book_ask_lots) + HALFSPREAD_FIELD(S, rows_count) + HALFSPREAD_FIELD(S, events_count) +
         HALFSPREAD_FIELD(S, messages_count) + HALFSPREAD_FIELD(S, trades_count) +
         HALFSPREAD_FIELD(S, decisions_count) + HALFSPREAD_FIELD(S, decisions_skipped_count) +
         HALFSPREAD_FIELD(S, venue_times_late_count) + HALFSPREAD_FIELD(S, venue_times_missing_count) +
         HALFSPREAD_FIELD(S, unknown_lots) + HALFSPREAD_FIELD(S, touch_bid_ticks) +
         HALFSPREAD_FIELD(S, touch_ask_ticks) + HALFSPREAD_FIELD(S, book_bid_ticks) +
         HALFSPREAD_FIELD(S, book_ask_ticks) + HALFSPREAD_FIELD(S, book_state) + HALFSPREAD_FIELD(S, changed) +
         HALFSPREAD_FIELD(S, own_events_count) + HALFSPREAD_FIELD(S, commands_count);
}

inline std::string signals_text() {
  using S = EngineSignals;
  return " EngineSignals:" + std::to_string(sizeof(S)) + HALFSPREAD_FIELD(S, sums) +
         HALFSPREAD_FIELD(S, depth_bid_lots) + HALFSPREAD_FIELD(S, depth_ask_lots) +
         HALFSPREAD_FIELD(S, trade_received_ns) + HALFSPREAD_FIELD(S, trade_venue_ns) +
         HALFSPREAD_FIELD(S, trade_signed_lots) + HALFSPREAD_FIELD(S, touch_received_ns) +
         HALFSPREAD_FIELD(S, touch_bid_lots) + HALFSPREAD_FIELD(S, touch_ask_lots) +
         HALFSPREAD_FIELD(S, depth_bid_ticks) + HALFSPREAD_FIELD(S, depth_ask_ticks) +
         HALFSPREAD_FIELD(S, trade_price_ticks) + HALFSPREAD_FIELD(S, touch_bid_ticks) +
         HALFSPREAD_FIELD(S, touch_ask_ticks) + HALFSPREAD_FIELD(S, depth_bids_count) +
         HALFSPREAD_FIELD(S, depth_asks_count) + HALFSPREAD_FIELD(S, trades_count) + HALFSPREAD_FIELD(S, touches_count);
}

#define HALFSPREAD_SUM(name) (static_cast<void>(Sum::name), "," #name)

// The rows of the sums in order, and what a row is of.
inline std::string sums_text() {
  const std::string rows =
      std::string(" sums=exposure_seconds") + HALFSPREAD_SUM(flow_lots) + HALFSPREAD_SUM(buy_lots) +
      HALFSPREAD_SUM(sell_lots) + HALFSPREAD_SUM(buy_orders) + HALFSPREAD_SUM(sell_orders) +
      HALFSPREAD_SUM(buy_reach_ticks) + HALFSPREAD_SUM(sell_reach_ticks) + HALFSPREAD_SUM(mid_squares) +
      HALFSPREAD_SUM(mid_products) + HALFSPREAD_SUM(trade_squares) + HALFSPREAD_SUM(trade_products) +
      HALFSPREAD_SUM(bid_depleted_lots) + HALFSPREAD_SUM(ask_depleted_lots) + HALFSPREAD_SUM(level_flow_lots);
  std::string half_lives = std::to_string(half_lives_seconds[0]);
  for (std::size_t i = 1; i < half_lives_count; ++i)
    half_lives.append(",").append(std::to_string(half_lives_seconds[i]));
  return rows + " half_lives_seconds=" + half_lives + " flow_levels_count=" + std::to_string(flow_levels_count);
}

#undef HALFSPREAD_SUM

inline std::string command_text() {
  using S = Command;
  return " Command:" + std::to_string(sizeof(S)) + HALFSPREAD_FIELD(S, order_id) + HALFSPREAD_FIELD(S, size_lots) +
         HALFSPREAD_FIELD(S, shown_lots) + HALFSPREAD_FIELD(S, entry_latency_ns) +
         HALFSPREAD_FIELD(S, response_latency_ns) + HALFSPREAD_FIELD(S, price_ticks) + HALFSPREAD_FIELD(S, kind) +
         HALFSPREAD_FIELD(S, side) + HALFSPREAD_FIELD(S, type) + HALFSPREAD_FIELD(S, zero);
}

inline std::string own_event_text() {
  using S = OwnEvent;
  return " OwnEvent:" + std::to_string(sizeof(S)) + HALFSPREAD_FIELD(S, seen_ns) + HALFSPREAD_FIELD(S, venue_ns) +
         HALFSPREAD_FIELD(S, order_id) + HALFSPREAD_FIELD(S, lots) + HALFSPREAD_FIELD(S, remaining_lots) +
         HALFSPREAD_FIELD(S, queue_ahead_lots) + HALFSPREAD_FIELD(S, price_ticks) + HALFSPREAD_FIELD(S, bid_ticks) +
         HALFSPREAD_FIELD(S, ask_ticks) + HALFSPREAD_FIELD(S, kind) + HALFSPREAD_FIELD(S, side) +
         HALFSPREAD_FIELD(S, cause) + HALFSPREAD_FIELD(S, reason);
}

#undef HALFSPREAD_FIELD

inline std::string limits_text() {
  return " orders_max=" + std::to_string(orders_max) + " commands_max=" + std::to_string(commands_max) +
         " own_events_max=" + std::to_string(own_events_max) +
         " pending_prints_max=" + std::to_string(pending_prints_max) +
         " queue_moves_max=" + std::to_string(queue_moves_max) +
         " touches_kept_max=" + std::to_string(touches_kept_max) +
         " queue_shares_count=" + std::to_string(queue_shares_count) +
         " depth_levels_max=" + std::to_string(depth_levels_max) + " flow_max=" + std::to_string(flow_max) +
         " markets_max=" + std::to_string(markets_max);
}

inline std::string text() {
  return config_text() + state_text() + signals_text() + sums_text() + command_text() + own_event_text() +
         limits_text();
}

}  // namespace layout
}  // namespace halfspread
