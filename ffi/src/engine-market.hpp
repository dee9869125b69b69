// One market of an engine: applies its messages, lets time pass between them, and stops when somebody has to decide
// (rules, section 2).
//
// Everything that can happen without a row (a settlement, own events, what was told, the deadline, a decision, another
// market's turn) is summed up in one number, `next_ns_`: a lower bound of the earliest of them. A message received by
// then is applied without looking further.
#pragma once

#include <algorithm>
#include <compare>
#include <limits>
#include <utility>

#include "assert.hpp"
#include "kept.hpp"
#include "layout.hpp"
#include "messages.hpp"
#include "venue.hpp"

namespace halfspread {

// Bits of `stop` in src/ports/engine.ts.
enum Stop : std::int32_t { rows_used = 1, own_events = 2, timer = 4, decision = 8, flow = 16 };

// In the order in which they happen at one time.
enum class Happening : std::int32_t { rest_of_message = 0, message = 1, settlement = 2, stop = 3 };

// The earliest thing that can happen in a market: a place in the one sequence of all markets.
struct Due {
  TimeNs at_ns = never;
  Happening what = Happening::stop;
  std::int32_t market = 0;

  auto operator<=>(const Due&) const = default;

  // Comes before whatever happens at a time, and after all that happens earlier.
  static Due start_of(TimeNs at_ns) { return {at_ns, Happening::rest_of_message, -1}; }
};

class EngineMarket {
 public:
  EngineMarket(EngineMemory& memory, std::int32_t index)
      : memory_(memory),
        index_(index),
        decision_time_ns_(time_of(memory.config.decision_time_ns)),
        decide_every_ns_(time_of(memory.config.decide_every_ns)),
        decide_on_(memory.config.decide_on),
        reads_(memory.config.reads),
        venue_(queue_model_of(memory), time_of(memory.config.venue_close_ns)),
        kept_(venue_.market, memory.config, memory.signals),
        messages_(venue_, kept_, time_of(memory.config.ticker_latency_ns)) {}

  void push(const Rows& rows) {
    check(!has_ended_, "no rows follow the end");
    check(!venue_.queue.is_exact() || rows.order_id != nullptr, "exact queues need order ids");
    messages_.push(rows);
  }

  // No more rows will come.
  void end() {
    check(!has_ended_ && messages_.are_used_up() && !messages_.is_open(), "a market ends once, after its last message");
    has_ended_ = true;
  }

  bool has_rows() const { return !messages_.are_used_up(); }
  bool is_waiting() const { return !has_rows() && !has_ended_; }
  // Whether the last row of a message is still to come.
  bool is_in_message() const { return messages_.is_open(); }

  // The commands given since the last stop leave, at the time of that.
  void begin(TimeNs now_ns) {
    EngineState& state = memory_.state;
    if (has_decided_) changed_ = 0;
    has_decided_ = false;
    if (std::exchange(has_stopped_, false)) kept_.clear_flow();
    state.own_events_count = 0;
    now_ns_ = now_ns;
    deadline_ns_ = std::max(time_of(state.deadline_ns), now_ns);
    told_ns_ = std::max(time_of(state.told_ns), now_ns);
    check(state.commands_count >= 0 && state.commands_count <= commands_max, "commands fit their memory");
    for (std::int32_t i = 0; i < state.commands_count; ++i)
      venue_.settling.send(memory_.commands[static_cast<std::size_t>(i)], now_ns + decision_time_ns_);
    state.commands_count = 0;
  }

  // The earliest that can happen here.
  Due due() const {
    if (!has_rows()) return due_without_row();
    if (is_in_message()) return {messages_.received_ns(), Happening::rest_of_message, index_};
    return std::min(Due{messages_.next_received_ns(), Happening::message, index_}, due_without_row());
  }

  // Lets happen what comes before `bound`, up to a stop or to the end of the rows. Returns the bits of the stop, the
  // negated `RowError` of the next row, or 0.
  std::int32_t run_until(const Due& bound, TimeNs now_ns) {
    const std::int32_t result = find_stop(bound, now_ns);
    has_stopped_ = result > 0;
    return result;
  }

  // When the latest thing happened, in any market by the start of the latest run of this one.
  TimeNs now_ns() const { return now_ns_; }

  // Writes what TypeScript reads at a stop.
  void publish(TimeNs now_ns) {
    EngineState& state = memory_.state;
    const Market& market = venue_.market;
    state.now_ns = static_cast<double>(now_ns);
    state.received_ns = static_cast<double>(messages_.received_ns());
    write(market.touch, state.touch_bid_ticks, state.touch_bid_lots, state.touch_ask_ticks, state.touch_ask_lots);
    write(market.best_levels(), state.book_bid_ticks, state.book_bid_lots, state.book_ask_ticks, state.book_ask_lots);
    state.book_state = static_cast<std::int32_t>(market.state);
    state.changed = changed_;
    write_counts(state);
    kept_.publish(now_ns);
  }

 private:
  static QueueModel queue_model_of(const EngineMemory& memory) {
    const EngineConfig& config = memory.config;
    return {static_cast<QueueFamily>(config.queue_family), config.queue_variant, config.queue_exponent,
            memory.queue_shares};
  }

  std::int32_t find_stop(const Due& bound, TimeNs now_ns) {
    now_ns_ = now_ns;
    const bool had_rows = has_rows();
    next_ns_ = std::min(due_without_row().at_ns, last_message_ns(bound));
    for (;;) {
      const RowError error = read_messages();
      if (error != RowError::none) [[unlikely]]
        return -static_cast<std::int32_t>(error);
      if (kept_.is_flow_full()) [[unlikely]]
        return Stop::flow;
      if (had_rows && !has_rows()) return 0;
      const Due next = due();
      if (next >= bound) return 0;
      const std::int32_t reasons = next.what <= Happening::message ? 0 : let_happen(next);
      if (reasons != 0) return reasons;
      next_ns_ = std::min(due_without_row().at_ns, last_message_ns(bound));
    }
  }

  // Applies the messages received by `next_ns_`, and what has come of one that is cut, as far as the flow has room.
  RowError read_messages() {
    while (has_rows() && !kept_.is_flow_full() && (is_in_message() || messages_.next_received_ns() <= next_ns_)) {
      const RowError error = messages_.read(now_ns_);
      if (error != RowError::none) [[unlikely]]
        return error;
      note_message();
    }
    return RowError::none;
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

  // The latest time at which a message of this market comes before `bound`.
  TimeNs last_message_ns(const Due& bound) const {
    return Due{bound.at_ns, Happening::message, index_} < bound ? bound.at_ns : bound.at_ns - 1;
  }

  // The first thing that needs no row.
  Due due_without_row() const {
    const Due settlement{venue_.settling.next_close_ns(), Happening::settlement, index_};
    const TimeNs own_ns = std::min(venue_.reports.events.earliest_ns(), told_ns_);
    const TimeNs stop_ns = std::min({own_ns, deadline_ns_, grid_ns_, called_ns_});
    return std::min(settlement, Due{stop_ns, Happening::stop, index_});
  }

  // Returns the bits of the stop, if it is one.
  std::int32_t let_happen(const Due& due) {
    check(due.at_ns >= now_ns_, "time never runs backwards");
    now_ns_ = due.at_ns;
    if (due.what == Happening::stop) return hand_over() | ring() | decide();
    venue_.settling.settle_first(now_ns_);
    return 0;
  }

  std::int32_t hand_over() {
    const int count = venue_.reports.events.take(now_ns_, memory_.own_events.data(), own_events_max);
    memory_.state.own_events_count = count;
    const bool is_told = told_ns_ <= now_ns_;
    if (is_told) spend_tell();
    if (count == 0 && !is_told) return 0;
    changed_ |= Change::own;
    if ((decide_on_ & Change::own) != 0) called_ns_ = now_ns_;
    return Stop::own_events;
  }

  void spend_tell() {
    told_ns_ = never;
    memory_.state.told_ns = std::numeric_limits<double>::infinity();
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
    has_decided_ = is_called || (is_on_grid && ((changed_ | Change::time) & reads_) != 0);
    decisions_count_ += has_decided_ ? 1 : 0;
    decisions_skipped_count_ += is_on_grid && !has_decided_ ? 1 : 0;
    return has_decided_ ? Stop::decision : 0;
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
  const std::int32_t index_;
  const TimeNs decision_time_ns_;
  const TimeNs decide_every_ns_;
  const std::int32_t decide_on_;
  const std::int32_t reads_;

  Venue venue_;
  Kept kept_;
  Messages messages_;
  bool has_ended_ = false;
  // Since the last run, for something to be done.
  bool has_stopped_ = false;
  // A lower bound of what comes before the next message.
  TimeNs next_ns_ = never;
  TimeNs now_ns_ = 0;
  // No earlier than the stop at which they were set.
  TimeNs deadline_ns_ = never;
  TimeNs told_ns_ = never;
  TimeNs grid_ns_ = never;
  // When a decision was called for.
  TimeNs called_ns_ = never;
  bool has_decided_ = false;
  std::int32_t changed_ = 0;
  std::int64_t decisions_count_ = 0;
  std::int64_t decisions_skipped_count_ = 0;
};

}  // namespace halfspread
