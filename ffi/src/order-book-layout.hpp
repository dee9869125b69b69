// What a book of orders tells TypeScript about itself after every batch: doubles in this order; mirrored by
// src/engine/order-book-layout.ts and compared as text when the library is loaded.
#pragma once

#include <array>
#include <cstddef>
#include <string>

namespace halfspread::orders {

enum Field : std::size_t {
  state,
  rows_count,
  messages_count,
  crossed_count,
  executes_count,
  executes_at_best_count,
  executes_at_head_count,
  orders_count,
  bid_levels_count,
  ask_levels_count,
  // One for each refusal, in the order in which they are looked for.
  book_not_valid,
  bad_id,
  bad_size,
  bad_price,
  duplicate_id,
  unknown_id,
  too_many_lots,
  book_full,
  level_full,
  fields_count,
};

inline constexpr std::array<const char*, fields_count> field_names{
    "state", "rows_count", "messages_count", "crossed_count", "executes_count", "executes_at_best_count",
    "executes_at_head_count", "orders_count", "bid_levels_count", "ask_levels_count", "book_not_valid", "bad_id",
    "bad_size", "bad_price", "duplicate_id", "unknown_id", "too_many_lots", "book_full", "level_full"};

using Shared = std::array<double, fields_count>;

inline std::string layout_text() {
  std::string text = "OrderBook";
  for (const char* name : field_names) text.append(" ").append(name);
  return text;
}

}  // namespace halfspread::orders
