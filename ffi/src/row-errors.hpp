// What can be wrong with a row: positions in `rowErrors` of src/engine/replay-errors.ts.
#pragma once

#include <cstdint>

namespace halfspread {

enum class RowError : std::int32_t {
  none = 0,
  received_earlier = 1,
  times_differ = 2,
  price_not_positive = 3,
  size_out_of_range = 4,
  trade_without_size = 5,
  kind_unknown = 6,
  depth_without_book = 7,
  snapshot_without_clear = 8,
  kinds_differ = 9,
  level_without_order = 10,
  order_rests_already = 11,
  order_not_there = 12,
};

}  // namespace halfspread
