// Memory that the matcher shares with TypeScript; mirrored by src/engine/matcher-layout.ts, and compared as text like
// the engine's (layout.hpp).
//
//   0 | MatcherState | operations[operations_max] | results[operations_max] | reports[reports_max] | levels[levels_max]
//
// Sizes and ids are whole numbers in doubles, exact on both sides up to 2^53.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>

namespace halfspread::match {

inline constexpr std::int32_t orders_limit = 1 << 20;
inline constexpr std::int32_t operations_max = 1024;
inline constexpr std::int32_t reports_max = 4096;
inline constexpr std::int32_t levels_max = 5000;
inline constexpr std::int32_t iceberg_parts_max = 1000;

struct MatcherState {
  double best_bid_lots;
  double best_ask_lots;
  std::int32_t best_bid_ticks;
  std::int32_t best_ask_ticks;
  std::int32_t operations_count;
  std::int32_t results_count;
  std::int32_t reports_count;
  std::int32_t orders_count;
};

struct Operation {
  double size_lots;
  double shown_lots;
  double id;
  std::uint32_t owner;
  std::int32_t price_ticks;
  std::uint8_t kind;
  std::uint8_t type;
  std::uint8_t side;
  std::uint8_t prevention;
  std::int32_t zero;
};

struct Result {
  double traded_lots;
  double left_lots;
  double level_lots;
  std::int32_t price_ticks;
  std::uint8_t outcome;
  std::uint8_t refusal;
  std::uint8_t side;
  std::uint8_t zero;
};

struct Report {
  double lots;
  double maker_left_lots;
  double level_lots;
  double taker_id;
  double maker_id;
  std::uint32_t taker_owner;
  std::uint32_t maker_owner;
  std::int32_t price_ticks;
  std::uint16_t operation_index;
  std::uint8_t kind;
  std::uint8_t side;
};

struct ShownLevel {
  double lots;
  std::int32_t price_ticks;
  std::int32_t zero;
};

struct MatcherMemory {
  MatcherState state;
  std::array<Operation, operations_max> operations;
  std::array<Result, operations_max> results;
  std::array<Report, reports_max> reports;
  std::array<ShownLevel, levels_max> levels;
};

static_assert(sizeof(MatcherState) == 40 && sizeof(Operation) == 40 && sizeof(Result) == 32);
static_assert(sizeof(Report) == 56 && sizeof(ShownLevel) == 16);
static_assert(sizeof(MatcherMemory) == 40 + (40 + 32) * operations_max + 56 * reports_max + 16 * levels_max,
              "the regions touch");
static_assert(std::is_trivially_copyable_v<MatcherMemory> && std::is_standard_layout_v<MatcherMemory>);

namespace layout {

template <typename Number>
constexpr const char* name_of() {
  if constexpr (std::is_same_v<Number, double>) return "f64";
  if constexpr (std::is_same_v<Number, std::int32_t>) return "i32";
  if constexpr (std::is_same_v<Number, std::uint32_t>) return "u32";
  if constexpr (std::is_same_v<Number, std::uint16_t>) return "u16";
  if constexpr (std::is_same_v<Number, std::uint8_t>) return "u8";
}

inline std::string field(const char* name, const char* type, std::size_t offset) {
  return std::string(" ") + name + ":" + type + "@" + std::to_string(offset);
}

#define HALFSPREAD_FIELD(name) field(#name, name_of<decltype(S::name)>(), offsetof(S, name))

inline std::string state_text() {
  using S = MatcherState;
  return "MatcherState:" + std::to_string(sizeof(S)) + HALFSPREAD_FIELD(best_bid_lots) +
         HALFSPREAD_FIELD(best_ask_lots) + HALFSPREAD_FIELD(best_bid_ticks) + HALFSPREAD_FIELD(best_ask_ticks) +
         HALFSPREAD_FIELD(operations_count) +
         HALFSPREAD_FIELD(results_count) + HALFSPREAD_FIELD(reports_count) + HALFSPREAD_FIELD(orders_count);
}

inline std::string operation_text() {
  using S = Operation;
  return " Operation:" + std::to_string(sizeof(S)) + HALFSPREAD_FIELD(size_lots) + HALFSPREAD_FIELD(shown_lots) +
         HALFSPREAD_FIELD(id) + HALFSPREAD_FIELD(owner) + HALFSPREAD_FIELD(price_ticks) + HALFSPREAD_FIELD(kind) +
         HALFSPREAD_FIELD(type) + HALFSPREAD_FIELD(side) + HALFSPREAD_FIELD(prevention) + HALFSPREAD_FIELD(zero);
}

inline std::string result_text() {
  using S = Result;
  return " Result:" + std::to_string(sizeof(S)) + HALFSPREAD_FIELD(traded_lots) + HALFSPREAD_FIELD(left_lots) +
         HALFSPREAD_FIELD(level_lots) + HALFSPREAD_FIELD(price_ticks) + HALFSPREAD_FIELD(outcome) +
         HALFSPREAD_FIELD(refusal) + HALFSPREAD_FIELD(side) + HALFSPREAD_FIELD(zero);
}

inline std::string report_text() {
  using S = Report;
  return " Report:" + std::to_string(sizeof(S)) + HALFSPREAD_FIELD(lots) + HALFSPREAD_FIELD(maker_left_lots) +
         HALFSPREAD_FIELD(level_lots) + HALFSPREAD_FIELD(taker_id) + HALFSPREAD_FIELD(maker_id) +
         HALFSPREAD_FIELD(taker_owner) + HALFSPREAD_FIELD(maker_owner) + HALFSPREAD_FIELD(price_ticks) +
         HALFSPREAD_FIELD(operation_index) + HALFSPREAD_FIELD(kind) + HALFSPREAD_FIELD(side);
}

inline std::string level_text() {
  using S = ShownLevel;
  return " ShownLevel:" + std::to_string(sizeof(S)) + HALFSPREAD_FIELD(lots) + HALFSPREAD_FIELD(price_ticks) +
         HALFSPREAD_FIELD(zero);
}

#undef HALFSPREAD_FIELD

inline std::string limits_text() {
  return " orders_max=" + std::to_string(orders_limit) + " operations_max=" + std::to_string(operations_max) +
         " reports_max=" + std::to_string(reports_max) + " levels_max=" + std::to_string(levels_max) +
         " iceberg_parts_max=" + std::to_string(iceberg_parts_max);
}

inline std::string text() {
  return state_text() + operation_text() + result_text() + report_text() + level_text() + limits_text();
}

}  // namespace layout
}  // namespace halfspread::match
