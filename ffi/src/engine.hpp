// The engine: reads rows message by message, lets time pass between them, and stops when somebody has to decide
// (rules, sections 1 to 3).
//
// Everything that can happen without a row (a settlement, own events, the deadline, a decision) is summed up in one number,
// `next_ns_`: a lower bound of the earliest of them. A message received by then is applied without looking further.
#pragma once

#include <algorithm>

#include "layout.hpp"
#include "market.hpp"
#include "rows.hpp"
#include "venue.hpp"

namespace halfspread {

// Bits of `change` and `stop` in src/ports/engine.ts.
enum Change : std::int32_t { touch_price = 1, touch_size = 2, trade = 4, own = 8, book_state = 16 };
enum Stop : std::int32_t { rows_used = 1, own_events = 2, timer = 4, decision = 8 };

class Engine {
 public:
  explicit Engine(EngineMemory& memory)
      : memory_(memory),
        ticker_latency_ns_(time_of(memory.config.ticker_latency_ns)),
        command_latency_ns_(time_of(memory.config.decision_time_ns) + time_of(memory.config.entry_latency_ns)),
        decide_every_ns_(time_of(memory.config.decide_every_ns)),
        decide_on_(memory.config.decide_on),
        reads_(memory.config.reads),
        venue_(market_, static_cast<QueueModel>(memory.config.queue_model), time_of(memory.config.response_latency_ns),
               time_of(memory.config.venue_close_ns)) {}

  void push(const Rows& rows) {
    check(rows_.are_used_up(), "rows are used up before more are pushed");
    rows_before_ += rows_.count;
    rows_ = rows;
  }

  // Runs to the next stop. Returns its bits, or the negated `RowError` of the next row.
  std::int32_t run(TimeNs horizon_ns) {
    begin();
    for (;;) {
      if (!rows_.are_used_up()) {
        if (message_.is_open || rows_.received_ns(rows_.next) <= next_ns_) {
          const RowError error = read_message();
          if (error != RowError::none) [[unlikely]]
            return publish(-static_cast<std::int32_t>(error));
          continue;
        }
      } else if (message_.is_open || next_ns_ >= horizon_ns) {
        return publish(Stop::rows_used);
      }
      const std::int32_t reasons = let_time_pass();
      if (reasons != 0) return publish(reasons);
    }
  }

 private:
  // --- Time between messages -------------------------------------------------------------------------------------------

  void begin() {
    EngineState& state = memory_.state;
    if (has_decided_) changed_ = 0;
    has_decided_ = false;
    state.own_events_count = 0;
    deadline_ns_ = time_of(state.deadline_ns);
    check(state.commands_count >= 0 && state.commands_count <= commands_max, "commands fit their memory");
    for (std::int32_t i = 0; i < state.commands_count; ++i)
      venue_.arrive(memory_.commands[static_cast<std::size_t>(i)], now_ns_ + command_latency_ns_);
    state.commands_count = 0;
    next_ns_ = earliest_ns();
  }

  TimeNs earliest_ns() const {
    const TimeNs decision_ns = std::min(grid_ns_, called_ns_);
    return std::min({venue_.next_close_ns(), venue_.events().earliest_ns(), std::max(deadline_ns_, now_ns_), decision_ns});
  }

  // Does the earliest thing that needs no row; returns the bits of the stop, if it is one.
  std::int32_t let_time_pass() {
    const TimeNs at_ns = earliest_ns();
    if (at_ns > next_ns_) {
      next_ns_ = at_ns;
      return 0;
    }
    std::int32_t reasons = 0;
    if (venue_.next_close_ns() == at_ns) {
      venue_.settle_oldest(at_ns);
    } else {
      reasons = hand_over(at_ns) | ring(at_ns) | decide(at_ns);
    }
    now_ns_ = at_ns;
    next_ns_ = earliest_ns();
    return reasons;
  }

  std::int32_t hand_over(TimeNs at_ns) {
    const int count = venue_.events().take(at_ns, memory_.own_events.data(), own_events_max);
    if (count == 0) return 0;
    memory_.state.own_events_count = count;
    changed_ |= Change::own;
    if ((decide_on_ & Change::own) != 0) called_ns_ = at_ns;
    return Stop::own_events;
  }

  std::int32_t ring(TimeNs at_ns) {
    if (deadline_ns_ > at_ns) return 0;
    deadline_ns_ = never;
    memory_.state.deadline_ns = std::numeric_limits<double>::infinity();
    return Stop::timer;
  }

  std::int32_t decide(TimeNs at_ns) {
    const bool is_called = called_ns_ <= at_ns;
    const bool is_grid = grid_ns_ == at_ns;
    if (is_grid) grid_ns_ += decide_every_ns_;
    if (!is_called && !(is_grid && (changed_ & reads_) != 0)) {
      decisions_skipped_count_ += is_grid ? 1 : 0;
      return 0;
    }
    called_ns_ = never;
    has_decided_ = true;
    ++decisions_count_;
    return Stop::decision;
  }

  // --- Messages --------------------------------------------------------------------------------------------------------

  // Applies the rows of the message at the cursor, or what was pushed of it.
  RowError read_message() {
    if (!message_.is_open) {
      const TimeNs received_ns = rows_.received_ns(rows_.next);
      if (received_ns < now_ns_) return RowError::received_earlier;
      open_message(received_ns);
    }
    switch (message_.kind) {
      case RowKind::depth:
        return read_rows<RowKind::depth>();
      case RowKind::trade:
        return read_rows<RowKind::trade>();
      case RowKind::ticker:
        return read_rows<RowKind::ticker>();
      case RowKind::snapshot_level:
        return read_rows<RowKind::snapshot_level>();
      case RowKind::gap:
        return read_rows<RowKind::gap>();
      case RowKind::clear:
        return read_rows<RowKind::clear>();
    }
    return error_of(rows_, rows_.next, message_, market_.state);
  }

  // What precedes the first row: the message's times, and the commands that its venue time settles.
  void open_message(TimeNs received_ns) {
    const std::int32_t row = rows_.next;
    message_.is_open = true;
    message_.has_rows = false;
    message_.kind = rows_.kind(row);
    message_.has_venue_time = rows_.has_venue_time(row);
    message_.received_ns = received_ns;
    message_.column_venue_ns = rows_.venue[row] + rows_.offset_ns;
    message_.state_before = market_.state;
    message_.venue_ns = venue_time(received_ns);
    now_ns_ = received_ns;
    raised_ns_ = std::max(raised_ns_, message_.venue_ns);
    if (grid_ns_ == never && decide_every_ns_ > 0) start_grid(received_ns);
    if (venue_.oldest_arrival_ns() == never) return;
    venue_.settle_before(raised_ns_, received_ns);
    if (message_.kind == RowKind::ticker) venue_.note_ticker(received_ns);
  }

  TimeNs venue_time(TimeNs received_ns) {
    if (message_.has_venue_time) {
      venue_times_late_count_ += message_.column_venue_ns < raised_ns_ ? 1 : 0;
      return message_.column_venue_ns;
    }
    if (message_.kind == RowKind::ticker) return received_ns - ticker_latency_ns_;
    ++venue_times_missing_count_;
    return raised_ns_;
  }

  // The first whole second after the first message. Division rounds down for times before the epoch, too.
  void start_grid(TimeNs received_ns) {
    constexpr TimeNs second_ns = 1'000'000'000;
    const TimeNs seconds = received_ns / second_ns - (received_ns % second_ns < 0 ? 1 : 0);
    grid_ns_ = (seconds + 1) * second_ns;
    next_ns_ = std::min(next_ns_, grid_ns_);
  }

  // A local copy of the columns' addresses: rows are written to levels of the same type, and no address may be read again.
  template <RowKind kind>
  RowError read_rows() {
    const Rows rows = rows_;
    for (std::int32_t row = rows.next; row < rows.count; ++row) {
      if (!is_plain<kind>(rows, row)) [[unlikely]] {
        rows_.next = row;
        const RowError error = error_of(rows, row, message_, market_.state);
        if (error != RowError::none) return error;
        if (kind == RowKind::clear && rows.kind(row) == RowKind::snapshot_level) {
          message_.kind = RowKind::snapshot_level;
          return read_rows<RowKind::snapshot_level>();
        }
      }
      apply<kind>(rows, row);
      message_.has_rows = true;
      if ((rows.flags[row] & Rows::is_last) == 0) continue;
      count<kind>(row + 1 - rows.next);
      rows_.next = row + 1;
      end_message<kind>((rows.flags[row] & Rows::moves_touch) != 0);
      return RowError::none;
    }
    count<kind>(rows.count - rows.next);
    rows_.next = rows.count;
    return RowError::none;
  }

  // Whether a row keeps every rule in the way nearly all do; if not, `error_of` looks closer.
  template <RowKind kind>
  bool is_plain(const Rows& rows, std::int32_t row) const {
    constexpr std::uint8_t common = Rows::kind_mask | Rows::no_venue_time;
    const std::uint8_t expected = static_cast<std::uint8_t>(kind) | (message_.has_venue_time ? 0 : Rows::no_venue_time);
    constexpr Lots size_min = kind == RowKind::trade ? 1 : 0;
    const bool is_sized = static_cast<std::uint64_t>(rows.size[row] - size_min) < static_cast<std::uint64_t>(whole_end - size_min);
    const bool has_times = rows.received_ns(row) == message_.received_ns &&
                           rows.venue[row] + rows.offset_ns == message_.column_venue_ns;
    if (kind == RowKind::snapshot_level && !message_.has_rows) return false;
    if (kind == RowKind::depth && !market_.is_valid()) return false;
    return (rows.flags[row] & common) == expected && has_times && is_sized && rows.price[row] > 0;
  }

  template <RowKind kind>
  void apply(const Rows& rows, std::int32_t row) {
    const Side side = rows.side(row);
    const Ticks price_ticks = rows.price[row];
    const Lots size = rows.size[row];
    if constexpr (kind == RowKind::depth) {
      const Rank rank = rank_of(side, price_ticks);
      const Lots before = market_.side(side).set(rank, size);
      if (venue_.orders().may_rest_at(side, rank)) [[unlikely]]
        venue_.level_changed({side, rank, before, size, message_.venue_ns});
    } else if constexpr (kind == RowKind::trade) {
      venue_.print(side, price_ticks, size, times());
    } else if constexpr (kind == RowKind::ticker) {
      market_.ticker[index_of(side)] = size == 0 ? Quote{} : Quote{price_ticks, size};
    } else if constexpr (kind == RowKind::snapshot_level) {
      market_.side(side).set(rank_of(side, price_ticks), size);
    } else if constexpr (kind == RowKind::gap) {
      venue_.gap();
    } else {
      venue_.clear();
    }
  }

  template <RowKind kind>
  void count(std::int64_t rows_count) {
    if (kind == RowKind::depth || kind == RowKind::trade) events_count_ += rows_count;
    if (kind == RowKind::trade) trades_count_ += rows_count;
  }

  MessageTimes times() const { return {message_.venue_ns, message_.received_ns}; }

  // --- After the last row of a message ---------------------------------------------------------------------------------

  template <RowKind kind>
  void end_message(bool moves_touch) {
    message_.is_open = false;
    ++messages_count_;
    if constexpr (kind == RowKind::ticker) ++events_count_;
    if constexpr (kind == RowKind::depth) venue_.depth_ended(times());
    if constexpr (kind == RowKind::snapshot_level) venue_.snapshot_ended(times());
    note(change_of<kind>(moves_touch));
    next_ns_ = std::min(next_ns_, venue_.events().earliest_ns());
  }

  template <RowKind kind>
  std::int32_t change_of(bool moves_touch) {
    if constexpr (kind == RowKind::trade) return Change::trade;
    if constexpr (kind == RowKind::gap || kind == RowKind::clear) return state_change() | move_touch({});
    if (!market_.is_valid() || !moves_touch) return state_change();
    return state_change() | move_touch(kind == RowKind::ticker ? market_.ticker : market_.best_levels());
  }

  std::int32_t state_change() const { return market_.state == message_.state_before ? 0 : Change::book_state; }

  std::int32_t move_touch(const Quotes& touch) {
    const Quotes before = market_.touch;
    market_.touch = touch;
    const bool price = before[0].price_ticks != touch[0].price_ticks || before[1].price_ticks != touch[1].price_ticks;
    const bool size = before[0].lots != touch[0].lots || before[1].lots != touch[1].lots;
    return (price ? Change::touch_price : 0) | (size ? Change::touch_size : 0);
  }

  void note(std::int32_t change) {
    changed_ |= change;
    if ((change & decide_on_) == 0) return;
    called_ns_ = std::min(called_ns_, message_.received_ns);
    next_ns_ = std::min(next_ns_, message_.received_ns);
  }

  // --- What TypeScript reads -------------------------------------------------------------------------------------------

  std::int32_t publish(std::int32_t result) {
    EngineState& state = memory_.state;
    state.now_ns = static_cast<double>(now_ns_);
    state.received_ns = static_cast<double>(message_.received_ns);
    publish_quotes(market_.touch, state.touch_bid_ticks, state.touch_bid_lots, state.touch_ask_ticks, state.touch_ask_lots);
    publish_quotes(market_.best_levels(), state.book_bid_ticks, state.book_bid_lots, state.book_ask_ticks,
                   state.book_ask_lots);
    state.book_state = static_cast<std::int32_t>(market_.state);
    state.changed = changed_;
    publish_counts(state);
    return result;
  }

  static void publish_quotes(const Quotes& quotes, std::int32_t& bid_ticks, double& bid_lots, std::int32_t& ask_ticks,
                             double& ask_lots) {
    bid_ticks = quotes[0].price_ticks;
    bid_lots = static_cast<double>(quotes[0].lots);
    ask_ticks = quotes[1].price_ticks;
    ask_lots = static_cast<double>(quotes[1].lots);
  }

  void publish_counts(EngineState& state) const {
    state.rows_count = static_cast<double>(rows_before_ + rows_.next);
    state.events_count = static_cast<double>(events_count_);
    state.messages_count = static_cast<double>(messages_count_);
    state.trades_count = static_cast<double>(trades_count_);
    state.decisions_count = static_cast<double>(decisions_count_);
    state.decisions_skipped_count = static_cast<double>(decisions_skipped_count_);
    state.venue_times_late_count = static_cast<double>(venue_times_late_count_);
    state.venue_times_missing_count = static_cast<double>(venue_times_missing_count_);
    state.unknown_lots = static_cast<double>(venue_.unknown_lots());
  }

  EngineMemory& memory_;
  const TimeNs ticker_latency_ns_;
  const TimeNs command_latency_ns_;
  const TimeNs decide_every_ns_;
  const std::int32_t decide_on_;
  const std::int32_t reads_;

  Rows rows_;
  Message message_;
  // A lower bound of what `earliest_ns` would say, exact after each step that is not a message.
  TimeNs next_ns_ = never;
  // When the latest thing happened.
  TimeNs now_ns_ = 0;
  TimeNs raised_ns_ = long_ago;
  TimeNs deadline_ns_ = never;
  TimeNs grid_ns_ = never;
  TimeNs called_ns_ = never;
  bool has_decided_ = false;
  std::int32_t changed_ = 0;

  std::int64_t rows_before_ = 0;
  std::int64_t events_count_ = 0;
  std::int64_t messages_count_ = 0;
  std::int64_t trades_count_ = 0;
  std::int64_t decisions_count_ = 0;
  std::int64_t decisions_skipped_count_ = 0;
  std::int64_t venue_times_late_count_ = 0;
  std::int64_t venue_times_missing_count_ = 0;

  Market market_;
  Venue venue_;
};

}  // namespace halfspread
