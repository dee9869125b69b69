// The engine: applies messages, lets time pass between them, and stops when somebody has to decide (rules, section 2).
//
// Everything that can happen without a row (a settlement, own events, the deadline, a decision) is summed up in one number,
// `next_ns_`: a lower bound of the earliest of them. A message received by then is applied without looking further.
#pragma once

#include <algorithm>
#include <limits>

#include "assert.hpp"
#include "layout.hpp"
#include "messages.hpp"
#include "venue.hpp"

namespace halfspread {

// Bits of `stop` in src/ports/engine.ts.
enum Stop : std::int32_t { rows_used = 1, own_events = 2, timer = 4, decision = 8 };

class Engine {
 public:
  explicit Engine(EngineMemory& memory)
      : memory_(memory),
        decision_time_ns_(time_of(memory.config.decision_time_ns)),
        decide_every_ns_(time_of(memory.config.decide_every_ns)),
        decide_on_(memory.config.decide_on),
        reads_(memory.config.reads),
        venue_(queue_model_of(memory.config), time_of(memory.config.venue_close_ns)),
        messages_(venue_, time_of(memory.config.ticker_latency_ns)) {}

  void push(const Rows& rows) { messages_.push(rows); }

  // Runs to the next stop. Returns its bits, or the negated `RowError` of the next row.
  std::int32_t run(TimeNs horizon_ns) {
    begin();
    for (;;) {
      if (!messages_.are_used_up()) {
        if (messages_.is_open() || messages_.next_received_ns() <= next_ns_) {
          const RowError error = messages_.read(now_ns_);
          if (error != RowError::none) [[unlikely]]
            return publish(-static_cast<std::int32_t>(error));
          note_message();
          continue;
        }
      } else if (messages_.is_open() || next_ns_ >= horizon_ns) {
        return publish(Stop::rows_used);
      }
      const std::int32_t reasons = let_time_pass();
      if (reasons != 0) return publish(reasons);
    }
  }

 private:
  static QueueModel queue_model_of(const EngineConfig& config) {
    return {static_cast<QueueFamily>(config.queue_family), config.queue_variant, config.queue_exponent};
  }

  void begin() {
    EngineState& state = memory_.state;
    if (has_decided_) changed_ = 0;
    has_decided_ = false;
    state.own_events_count = 0;
    deadline_ns_ = time_of(state.deadline_ns);
    check(state.commands_count >= 0 && state.commands_count <= commands_max, "commands fit their memory");
    for (std::int32_t i = 0; i < state.commands_count; ++i)
      venue_.settling.send(memory_.commands[static_cast<std::size_t>(i)], now_ns_ + decision_time_ns_);
    state.commands_count = 0;
    next_ns_ = earliest_ns();
  }

  void note_message() {
    now_ns_ = messages_.received_ns();
    if (grid_ns_ == never && decide_every_ns_ > 0) start_grid();
    const std::int32_t change = messages_.take_change();
    changed_ |= change;
    if ((change & decide_on_) != 0) called_ns_ = now_ns_;
    next_ns_ = std::min({next_ns_, called_ns_, venue_.reports.events.earliest_ns()});
  }

  // The first whole second after the first message. Division rounds down for times before the epoch, too.
  void start_grid() {
    constexpr TimeNs second_ns = 1'000'000'000;
    const TimeNs seconds = now_ns_ / second_ns - (now_ns_ % second_ns < 0 ? 1 : 0);
    grid_ns_ = (seconds + 1) * second_ns;
    next_ns_ = std::min(next_ns_, grid_ns_);
  }

  // When the first thing happens that needs no row.
  TimeNs earliest_ns() const {
    return std::min({venue_.settling.next_close_ns(), venue_.reports.events.earliest_ns(),
                     std::max(deadline_ns_, now_ns_), grid_ns_, called_ns_});
  }

  // Lets that happen; returns the bits of the stop, if it is one.
  std::int32_t let_time_pass() {
    const TimeNs at_ns = earliest_ns();
    if (at_ns > next_ns_) {
      next_ns_ = at_ns;
      return 0;
    }
    check(at_ns >= now_ns_, "time never runs backwards");
    now_ns_ = at_ns;
    std::int32_t reasons = 0;
    if (venue_.settling.next_close_ns() == at_ns)
      venue_.settling.settle_first(at_ns);
    else
      reasons = hand_over() | ring() | decide();
    next_ns_ = earliest_ns();
    return reasons;
  }

  std::int32_t hand_over() {
    const int count = venue_.reports.events.take(now_ns_, memory_.own_events.data(), own_events_max);
    if (count == 0) return 0;
    memory_.state.own_events_count = count;
    changed_ |= Change::own;
    if ((decide_on_ & Change::own) != 0) called_ns_ = now_ns_;
    return Stop::own_events;
  }

  std::int32_t ring() {
    if (deadline_ns_ > now_ns_) return 0;
    deadline_ns_ = never;
    memory_.state.deadline_ns = std::numeric_limits<double>::infinity();
    return Stop::timer;
  }

  // Follows `hand_over` and sees what it changed.
  std::int32_t decide() {
    const bool is_called = called_ns_ == now_ns_;
    const bool is_on_grid = grid_ns_ == now_ns_;
    if (is_on_grid) grid_ns_ += decide_every_ns_;
    called_ns_ = never;
    has_decided_ = is_called || (is_on_grid && (changed_ & reads_) != 0);
    decisions_count_ += has_decided_ ? 1 : 0;
    decisions_skipped_count_ += is_on_grid && !has_decided_ ? 1 : 0;
    return has_decided_ ? Stop::decision : 0;
  }

  // Writes what TypeScript reads at a stop, and passes the result on.
  std::int32_t publish(std::int32_t result) {
    EngineState& state = memory_.state;
    const Market& market = venue_.market;
    state.now_ns = static_cast<double>(now_ns_);
    state.received_ns = static_cast<double>(messages_.received_ns());
    write(market.touch, state.touch_bid_ticks, state.touch_bid_lots, state.touch_ask_ticks, state.touch_ask_lots);
    write(market.best_levels(), state.book_bid_ticks, state.book_bid_lots, state.book_ask_ticks, state.book_ask_lots);
    state.book_state = static_cast<std::int32_t>(market.state);
    state.changed = changed_;
    write_counts(state);
    return result;
  }

  static void write(const Quotes& quotes, std::int32_t& bid_ticks, double& bid_lots, std::int32_t& ask_ticks,
                    double& ask_lots) {
    bid_ticks = quotes[0].price_ticks;
    bid_lots = static_cast<double>(quotes[0].lots);
    ask_ticks = quotes[1].price_ticks;
    ask_lots = static_cast<double>(quotes[1].lots);
  }

  void write_counts(EngineState& state) const {
    const MessageCounts& counts = messages_.counts;
    state.rows_count = static_cast<double>(messages_.rows_read_count());
    state.events_count = static_cast<double>(counts.events);
    state.messages_count = static_cast<double>(counts.messages);
    state.trades_count = static_cast<double>(counts.trades);
    state.decisions_count = static_cast<double>(decisions_count_);
    state.decisions_skipped_count = static_cast<double>(decisions_skipped_count_);
    state.venue_times_late_count = static_cast<double>(counts.venue_times_late);
    state.venue_times_missing_count = static_cast<double>(counts.venue_times_missing);
    state.unknown_lots = static_cast<double>(venue_.fills.unknown_lots());
  }

  EngineMemory& memory_;
  const TimeNs decision_time_ns_;
  const TimeNs decide_every_ns_;
  const std::int32_t decide_on_;
  const std::int32_t reads_;

  Venue venue_;
  Messages messages_;
  // A lower bound of what `earliest_ns` would say, and exact after each step that is not a message.
  TimeNs next_ns_ = never;
  // When the latest thing happened.
  TimeNs now_ns_ = 0;
  TimeNs deadline_ns_ = never;
  TimeNs grid_ns_ = never;
  // When a decision was called for.
  TimeNs called_ns_ = never;
  bool has_decided_ = false;
  std::int32_t changed_ = 0;
  std::int64_t decisions_count_ = 0;
  std::int64_t decisions_skipped_count_ = 0;
};

}  // namespace halfspread
