// Applies the market's messages row by row as they come, and says what each has changed (rules, sections 1 and 3).
//
// One loop for each kind of row, made from one template: a row of the usual sort passes with a few compares that the
// processor foresees. A message may be cut by the end of the rows pushed; what it does at its end waits for its last
// row.
#pragma once

#include <algorithm>
#include <utility>

#include "kept.hpp"
#include "rows.hpp"
#include "venue.hpp"

namespace halfspread {

// Bits of `change` in src/ports/engine.ts.
enum Change : std::int32_t {
  touch_price = 1,
  touch_size = 2,
  trade = 4,
  own = 8,
  book_state = 16,
  depth = 32,
  // Only to be read.
  time = 64,
};

struct MessageCounts {
  std::int64_t events = 0;
  std::int64_t messages = 0;
  std::int64_t trades = 0;
  std::int64_t venue_times_late = 0;
  std::int64_t venue_times_missing = 0;
};

class Messages {
 public:
  Messages(Venue& venue, Kept& kept, TimeNs ticker_latency_ns)
      : venue_(venue), kept_(kept), ticker_latency_ns_(ticker_latency_ns) {}

  MessageCounts counts;

  void push(const Rows& rows) {
    check(rows_.are_used_up(), "rows are used up before more are pushed");
    rows_before_ += rows_.count;
    rows_ = rows;
  }

  bool are_used_up() const { return rows_.are_used_up(); }
  // Whether the last row of the message at hand is still to come.
  bool is_open() const { return message_.is_open; }
  TimeNs next_received_ns() const { return rows_.received_ns(rows_.next); }
  // Of the newest message.
  TimeNs received_ns() const { return message_.received_ns; }
  std::int64_t rows_read_count() const { return rows_before_ + rows_.next; }

  // What the messages read since the last call have changed (mask of `Change`).
  std::int32_t take_change() { return std::exchange(change_, 0); }

  // Applies the message at the cursor, or what was pushed of it and fits.
  RowError read(TimeNs now_ns) {
    if (!message_.is_open) {
      if (next_received_ns() < now_ns) return RowError::received_earlier;
      open();
      if (message_.kind == RowKind::ticker && is_whole_ticker(rows_, rows_.next)) {
        read_whole_ticker();
        return RowError::none;
      }
    }
    return venue_.queue.is_exact() ? read_as<true>() : read_as<false>();
  }

 private:
  template <bool is_exact>
  RowError read_as() {
    switch (message_.kind) {
      case RowKind::depth:
        return kept_.has_sums() ? read_rows<RowKind::depth, is_exact, true>() : read_rows<RowKind::depth, is_exact>();
      case RowKind::trade:
        return read_rows<RowKind::trade, is_exact>();
      case RowKind::ticker:
        return read_rows<RowKind::ticker, false>();
      case RowKind::snapshot_level:
        return read_rows<RowKind::snapshot_level, is_exact>();
      case RowKind::gap:
        return read_rows<RowKind::gap, false>();
      case RowKind::clear:
        return read_rows<RowKind::clear, is_exact>();
    }
    return error_of(rows_, rows_.next, message_, venue_.market.state);
  }

  // What precedes the first row: the message's times, and the commands that its venue time settles.
  void open() {
    message_.begin(rows_, rows_.next, venue_.market.state);
    const TimeNs venue_ns = venue_time();
    raised_ns_ = std::max(raised_ns_, venue_ns);
    message_.times = {venue_ns, message_.received_ns, raised_ns_};
    if (venue_.settling.first_arrival_ns() == never) return;
    venue_.settling.settle_before(raised_ns_, message_.received_ns);
    if (message_.kind == RowKind::ticker) venue_.settling.note_ticker(message_.received_ns);
  }

  TimeNs venue_time() {
    if (message_.has_venue_time) {
      counts.venue_times_late += message_.column_venue_ns < raised_ns_ ? 1 : 0;
      return message_.column_venue_ns;
    }
    if (message_.kind == RowKind::ticker) return message_.received_ns - ticker_latency_ns_;
    ++counts.venue_times_missing;
    return raised_ns_;
  }

  // Whether a ticker's two rows are here, and as nearly all are: both sides have lots.
  static bool is_whole_ticker(const Rows& rows, std::int32_t row) {
    if (row + 1 >= rows.count) return false;
    const std::int32_t next = row + 1;
    const auto has_lots = [&](std::int32_t at) {
      return rows.size[at] > 0 && rows.size[at] < whole_end && rows.price[at] > 0;
    };
    constexpr std::uint8_t ends = Rows::is_ask | Rows::is_last;
    return (rows.flags[row] & ends) == 0 && rows.flags[next] == (rows.flags[row] | ends) &&
           rows.received[row] == rows.received[next] && rows.venue[row] == rows.venue[next] && has_lots(row) &&
           has_lots(next);
  }

  // Three quarters of the messages of a Spot stream: both rows at once.
  [[gnu::always_inline]] void read_whole_ticker() {
    const std::int32_t row = rows_.next;
    const Quotes quotes{Quote{rows_.price[row], rows_.size[row]}, Quote{rows_.price[row + 1], rows_.size[row + 1]}};
    venue_.market.ticker = {quotes, message_.times.venue_ns};
    rows_.next = row + 2;
    message_.is_open = false;
    ++counts.messages;
    ++counts.events;
    if (venue_.market.is_valid() && (rows_.flags[row + 1] & Rows::moves_touch) != 0) change_ |= move_touch(quotes);
  }

  // What it does for every row is always inline: depth is read in two ways, with sums and without, and a compiler would
  // rather call what both share.
  template <RowKind kind, bool is_exact, bool has_sums = false>
  RowError read_rows() {
    // A copy of the columns' addresses: levels are written as the same type, so a member would be read again each row.
    const Rows rows = rows_;
    const Plain plain = plain_of<kind>(rows);
    if constexpr (kind == RowKind::depth)
      for (std::int32_t i = 0; i < prefetch_rows; ++i) prefetch(rows, rows.next + i);
    for (std::int32_t row = rows.next; row < rows.count; ++row) {
      if (!is_plain<kind>(rows, row, plain)) [[unlikely]] {
        rows_.next = row;
        const RowError error = error_of(rows, row, message_, venue_.market.state);
        if (error != RowError::none) return error;
        if (kind == RowKind::clear && rows.kind(row) == RowKind::snapshot_level) {
          message_.kind = RowKind::snapshot_level;
          return read_rows<RowKind::snapshot_level, is_exact>();
        }
      }
      if constexpr (is_exact && kind != RowKind::clear) {
        const RowError error = apply_exactly<kind, has_sums>(rows, row);
        if (error != RowError::none) [[unlikely]] {
          rows_.next = row;
          return error;
        }
      } else {
        apply<kind, has_sums>(rows, row);
      }
      message_.has_rows = true;
      if constexpr (kind == RowKind::trade)
        if (kept_.has_any()) kept_.printed(rows.side(row), rows.price[row], rows.size[row], message_.times);
      if ((rows.flags[row] & Rows::is_last) == 0) {
        if (kind == RowKind::trade && kept_.is_flow_full()) [[unlikely]]
          return break_off<kind>(row + 1);
        continue;
      }
      count<kind>(row + 1 - rows.next);
      rows_.next = row + 1;
      end<kind>((rows.flags[row] & Rows::moves_touch) != 0);
      return RowError::none;
    }
    return break_off<kind>(rows.count);
  }

  // The message goes on in rows that are not read yet.
  template <RowKind kind>
  RowError break_off(std::int32_t next) {
    count<kind>(next - rows_.next);
    rows_.next = next;
    return RowError::none;
  }

  // What the columns of a message's rows hold when they keep every rule in the way nearly all do.
  struct Plain {
    std::int64_t received;
    std::int64_t venue;
    std::uint8_t flags;
  };

  template <RowKind kind>
  Plain plain_of(const Rows& rows) const {
    const auto of_kind = static_cast<std::uint8_t>(kind);
    const std::uint8_t flags = message_.has_venue_time ? of_kind : of_kind | Rows::no_venue_time;
    const bool may_be = (kind != RowKind::snapshot_level || message_.has_rows) &&
                        (kind != RowKind::depth || venue_.market.is_valid());
    return {message_.received_ns - rows.offset_ns, message_.column_venue_ns - rows.offset_ns,
            may_be ? flags : Rows::no_row};
  }

  // Whether a row is such a one; if not, `error_of` looks closer.
  template <RowKind kind>
  [[gnu::always_inline]] static bool is_plain(const Rows& rows, std::int32_t row, const Plain& plain) {
    constexpr std::uint8_t shared = Rows::kind_mask | Rows::no_venue_time;
    constexpr Lots size_min = kind == RowKind::trade ? 1 : 0;
    const bool has_size = rows.size[row] >= size_min && rows.size[row] < whole_end;
    return (rows.flags[row] & shared) == plain.flags && rows.received[row] == plain.received &&
           rows.venue[row] == plain.venue && has_size && rows.price[row] > 0;
  }

  template <RowKind kind, bool has_sums>
  [[gnu::always_inline]] void apply(const Rows& rows, std::int32_t row) {
    const Side side = rows.side(row);
    const Ticks price_ticks = rows.price[row];
    const Lots size = rows.size[row];
    if constexpr (kind == RowKind::depth) {
      prefetch(rows, row + prefetch_rows);
      const Rank rank = rank_of(side, price_ticks);
      const Lots before = venue_.market.side(side).set(rank, size);
      if constexpr (has_sums) kept_.level_set(side, rank);
      if (venue_.orders.may_rest_at(side, rank)) [[unlikely]]
        venue_.queue.level_changed({side, rank, before, size, message_.times.venue_ns});
    } else if constexpr (kind == RowKind::trade) {
      venue_.fills.print({side, price_ticks, size, never}, message_.times);
    } else if constexpr (kind == RowKind::ticker) {
      venue_.market.ticker.quotes[index_of(side)] = size == 0 ? Quote{} : Quote{price_ticks, size};
      venue_.market.ticker.venue_ns = message_.times.venue_ns;
    } else if constexpr (kind == RowKind::snapshot_level) {
      venue_.market.side(side).set(rank_of(side, price_ticks), size);
    } else if constexpr (kind == RowKind::gap) {
      venue_.gap();
    } else {
      venue_.clear();
      kept_.cleared();
    }
  }

  // A row that names the order it is of, and may be wrong about it.
  template <RowKind kind, bool has_sums>
  RowError apply_exactly(const Rows& rows, std::int32_t row) {
    if constexpr (has_sums) kept_.level_set(rows.side(row), rank_of(rows.side(row), rows.price[row]));
    return kind == RowKind::trade ? print_exactly(rows, row) : change_exactly(rows, row, kind == RowKind::depth);
  }

  RowError print_exactly(const Rows& rows, std::int32_t row) {
    if (!venue_.market.is_valid()) return RowError::none;
    const Side side = rows.side(row);
    const Rank rank = rank_of(opposite(side), rows.price[row]);
    const Joined hit = venue_.exact_queue.hit(rows.order_id[row], opposite(side), rank, rows.size[row]);
    if (hit.error == RowError::none)
      venue_.fills.print({side, rows.price[row], rows.size[row], hit.at_ns}, message_.times);
    return hit.error;
  }

  RowError change_exactly(const Rows& rows, std::int32_t row, bool is_depth) {
    const Side side = rows.side(row);
    const Rank rank = rank_of(side, rows.price[row]);
    Ladder& levels = venue_.market.side(side);
    const LevelChange change{side, rank, levels.shown(rank), rows.size[row], message_.times.venue_ns};
    const Joined joined = venue_.exact_queue.change(rows.order_id[row], change, is_depth ? change.venue_ns : long_ago);
    if (joined.error != RowError::none) return joined.error;
    levels.set(rank, change.after);
    if (is_depth && venue_.orders.may_rest_at(side, rank)) venue_.queue.order_changed(change, joined.at_ns);
    return RowError::none;
  }

  // A diff names its levels in no order that the processor could guess.
  static constexpr std::int32_t prefetch_rows = 16;
  void prefetch(const Rows& rows, std::int32_t row) const {
    if (row >= rows.count) return;
    const Side side = rows.side(row);
    venue_.market.side(side).prefetch(rank_of(side, rows.price[row]));
  }

  template <RowKind kind>
  void count(std::int64_t rows_count) {
    if (kind == RowKind::depth || kind == RowKind::trade) counts.events += rows_count;
    if (kind == RowKind::trade) counts.trades += rows_count;
    if (kind != RowKind::trade && kind != RowKind::ticker) kept_.book_changed();
  }

  // After the last row.
  template <RowKind kind>
  void end(bool moves_touch) {
    message_.is_open = false;
    ++counts.messages;
    if constexpr (kind == RowKind::ticker) ++counts.events;
    if constexpr (kind == RowKind::depth) venue_.end_depth(message_.times);
    if constexpr (kind == RowKind::snapshot_level) venue_.end_snapshot(message_.times);
    if constexpr (kind != RowKind::depth && kind != RowKind::snapshot_level)
      change_ |= change_of<kind>(moves_touch);
    else
      change_ |= end_levels<kind>(moves_touch);
  }

  // After the last row of a message that may have changed levels.
  template <RowKind kind>
  std::int32_t end_levels(bool moves_touch) {
    if (!kept_.has_sums()) return change_of<kind>(moves_touch);
    const bool was_counting = kept_.is_counting();
    const std::int32_t change = change_of<kind>(moves_touch);
    kept_.levels_shown(kind == RowKind::depth && was_counting, message_.received_ns);
    return change;
  }

  template <RowKind kind>
  std::int32_t change_of(bool moves_touch) {
    const Market& market = venue_.market;
    constexpr bool is_depth = kind == RowKind::depth || kind == RowKind::snapshot_level;
    const std::int32_t state =
        (market.state == message_.state_before ? 0 : Change::book_state) | (is_depth ? Change::depth : 0);
    if constexpr (kind == RowKind::trade) return Change::trade;
    if constexpr (kind == RowKind::gap || kind == RowKind::clear) return state | move_touch({});
    if (!market.is_valid() || !moves_touch) return state;
    return state | move_touch(kind == RowKind::ticker ? market.ticker.quotes : market.best_levels());
  }

  [[gnu::always_inline]] std::int32_t move_touch(const Quotes& touch) {
    Quotes& now = venue_.market.touch;
    const bool price = now[0].price_ticks != touch[0].price_ticks || now[1].price_ticks != touch[1].price_ticks;
    const bool size = now[0].lots != touch[0].lots || now[1].lots != touch[1].lots;
    if (kept_.has_any() && (price || size)) kept_.touch_moved(now, touch, message_.received_ns);
    now = touch;
    if (price)
      venue_.market.touches.add({message_.received_ns, {touch[0].price_ticks, touch[1].price_ticks}});
    return (price ? Change::touch_price : 0) | (size ? Change::touch_size : 0);
  }

  Venue& venue_;
  Kept& kept_;
  const TimeNs ticker_latency_ns_;
  Rows rows_;
  Message message_;
  // Largest venue time seen: V of the rules.
  TimeNs raised_ns_ = long_ago;
  std::int64_t rows_before_ = 0;
  std::int32_t change_ = 0;
};

}  // namespace halfspread
