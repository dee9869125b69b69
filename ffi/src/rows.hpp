// Columns of market rows as TypeScript lends them, with a cursor; and what can be wrong with a row.
//
// The columns are those of src/domain/event.ts, in memory that is not ours: nothing here outlives the rows' being used
// up.
#pragma once

#include <cstdint>

#include "fills.hpp"
#include "market.hpp"
#include "numbers.hpp"
#include "row-errors.hpp"

namespace halfspread {

enum class RowKind : std::uint8_t { depth = 0, trade = 1, ticker = 2, snapshot_level = 3, gap = 4, clear = 5 };

struct Rows {
  static constexpr std::uint8_t kind_mask = 0b0000'0111;
  static constexpr std::uint8_t is_ask = 0b0000'1000;
  static constexpr std::uint8_t is_last = 0b0001'0000;
  static constexpr std::uint8_t moves_touch = 0b0010'0000;
  static constexpr std::uint8_t no_venue_time = 0b0100'0000;
  // No row has this kind.
  static constexpr std::uint8_t no_row = 0b1111'1111;

  const std::int64_t* received = nullptr;
  const std::int64_t* venue = nullptr;
  const std::int64_t* size = nullptr;
  const std::int32_t* price = nullptr;
  const std::uint8_t* flags = nullptr;
  // Of the venue's orders; only with exact queues.
  const std::uint64_t* order_id = nullptr;
  std::int32_t count = 0;
  std::int32_t next = 0;
  TimeNs offset_ns = 0;

  bool are_used_up() const { return next == count; }
  TimeNs received_ns(std::int32_t row) const { return received[row] + offset_ns; }
  TimeNs venue_ns(std::int32_t row) const { return venue[row] + offset_ns; }
  RowKind kind(std::int32_t row) const { return static_cast<RowKind>(flags[row] & kind_mask); }
  Side side(std::int32_t row) const { return static_cast<Side>(flags[row] >> 3 & 1); }
  bool has_venue_time(std::int32_t row) const { return (flags[row] & no_venue_time) == 0; }
};

// The message being read: all its rows share these, apart from the step from a `clear` to its snapshot levels.
struct Message {
  bool is_open = false;
  // Whether a row of it has been applied.
  bool has_rows = false;
  RowKind kind = RowKind::depth;
  bool has_venue_time = true;
  // As in the columns, offset and all; `times` has the fallbacks of the rules.
  TimeNs received_ns = 0;
  TimeNs column_venue_ns = 0;
  MessageTimes times{};
  BookState state_before = BookState::none;

  // Begins at a row. Field by field: a copy of a new message would wait for all of its stores.
  void begin(const Rows& rows, std::int32_t row, BookState state) {
    is_open = true;
    has_rows = false;
    kind = rows.kind(row);
    has_venue_time = rows.has_venue_time(row);
    received_ns = rows.received_ns(row);
    column_venue_ns = rows.venue_ns(row);
    state_before = state;
  }
};

inline bool needs_price(RowKind kind, Lots size) {
  return kind == RowKind::depth || kind == RowKind::trade || kind == RowKind::snapshot_level ||
         (kind == RowKind::ticker && size != 0);
}

inline bool may_follow(RowKind before, RowKind kind) {
  return before == kind || (before == RowKind::clear && kind == RowKind::snapshot_level);
}

// The first broken rule of a row in an open message, in the order of the table; `none` when all hold.
inline RowError error_of(const Rows& rows, std::int32_t row, const Message& message, BookState state) {
  const RowKind kind = rows.kind(row);
  const Lots size = rows.size[row];
  if (rows.received_ns(row) != message.received_ns || rows.venue_ns(row) != message.column_venue_ns ||
      rows.has_venue_time(row) != message.has_venue_time)
    return RowError::times_differ;
  if (needs_price(kind, size) && rows.price[row] <= 0) return RowError::price_not_positive;
  if (size < 0 || size >= whole_end) return RowError::size_out_of_range;
  if (kind == RowKind::trade && size == 0) return RowError::trade_without_size;
  if (kind > RowKind::clear) return RowError::kind_unknown;
  if (kind == RowKind::depth && state != BookState::valid) return RowError::depth_without_book;
  const bool follows_clear = message.kind == RowKind::clear || message.kind == RowKind::snapshot_level;
  if (kind == RowKind::snapshot_level && !(message.has_rows && follows_clear)) return RowError::snapshot_without_clear;
  if (message.has_rows && !may_follow(message.kind, kind)) return RowError::kinds_differ;
  return RowError::none;
}

}  // namespace halfspread
