// Commands between their arrival at the venue and the moment at which it is known what the venue did (rules, section 4).
//
// They wait until the market has told of everything up to their arrival: then the book is the one that they met.
#pragma once

#include <algorithm>
#include <deque>

#include "assert.hpp"
#include "fills.hpp"
#include "layout.hpp"
#include "market.hpp"
#include "own-orders.hpp"
#include "own-reports.hpp"
#include "queue.hpp"

namespace halfspread {

// Numbered as `commandKind` of src/engine/layout.ts.
enum class CommandKind : std::uint8_t { place = 0, cancel = 1 };

struct PendingCommand {
  Command command;
  TimeNs arrival_ns;
  // The newest ticker received by the arrival, once a newer one has come.
  bool has_noted_ticker = false;
  Quotes noted_ticker{};
};

class Settling {
 public:
  Settling(const Market& market, OwnOrders& orders, const Queue& queue, Fills& fills, OwnReports& reports,
           TimeNs close_ns)
      : market_(market),
        orders_(orders),
        queue_(queue),
        fills_(fills),
        reports_(reports),
        close_ns_(close_ns) {}

  // A command leaves: it waits behind those that arrive earlier, or at the same time and were sent before.
  void send(const Command& command, TimeNs leave_ns) {
    const TimeNs arrival_ns = leave_ns + time_of(command.entry_latency_ns);
    const auto is_earlier = [](TimeNs at_ns, const PendingCommand& than) { return at_ns < than.arrival_ns; };
    pending_.insert(std::upper_bound(pending_.begin(), pending_.end(), arrival_ns, is_earlier), {command, arrival_ns});
    first_arrival_ns_ = pending_.front().arrival_ns;
  }

  // When the first pending command arrived, and when it is settled if nothing newer comes; `never` for none.
  TimeNs first_arrival_ns() const { return first_arrival_ns_; }
  TimeNs next_close_ns() const { return pending_.empty() ? never : first_arrival_ns_ + close_ns_; }

  // Settles what arrived before a venue time that has been reached.
  void settle_before(TimeNs raised_ns, TimeNs now_ns) {
    while (first_arrival_ns_ < raised_ns) settle_first(now_ns);
  }

  void settle_first(TimeNs now_ns) {
    const PendingCommand pending = pending_.front();
    pending_.pop_front();
    first_arrival_ns_ = pending_.empty() ? never : pending_.front().arrival_ns;
    const TimeNs seen_ns = std::max(now_ns, pending.arrival_ns + time_of(pending.command.response_latency_ns));
    if (static_cast<CommandKind>(pending.command.kind) == CommandKind::cancel)
      cancel(pending, seen_ns);
    else
      place(pending, seen_ns);
  }

  // Before a ticker is applied: the one it replaces is the newest for whoever came before it was received.
  void note_ticker(TimeNs received_ns) {
    for (PendingCommand& pending : pending_) {
      if (pending.arrival_ns >= received_ns) return;
      if (pending.has_noted_ticker) continue;
      pending.has_noted_ticker = true;
      pending.noted_ticker = market_.ticker;
    }
  }

 private:
  void cancel(const PendingCommand& pending, TimeNs seen_ns) {
    const auto order_id = static_cast<std::int64_t>(pending.command.order_id);
    OwnOrder* order = orders_.find(order_id);
    if (order == nullptr) {
      OwnOrder nobody;
      nobody.order_id = order_id;
      reports_.ended(nobody, OwnEventKind::cancel_rejected, RejectReason::unknown_order, pending.arrival_ns, seen_ns);
      return;
    }
    reports_.ended(*order, OwnEventKind::cancelled, RejectReason::none, pending.arrival_ns, seen_ns);
    orders_.remove(order);
  }

  void place(const PendingCommand& pending, TimeNs seen_ns) {
    OwnOrder order = order_of(pending);
    const RejectReason refusal = refusal_of(order, pending);
    if (refusal != RejectReason::none) {
      reports_.ended(order, OwnEventKind::rejected, refusal, order.arrival_ns, seen_ns);
      return;
    }
    queue_.start(order);
    reports_.accepted(order, seen_ns);
    if (market_.is_valid() && pending.command.post_only == 0)
      fills_.take(order, FillCause::taker, order.arrival_ns, seen_ns);
    if (order.remaining() > 0) orders_.add(order);
  }

  static OwnOrder order_of(const PendingCommand& pending) {
    OwnOrder order;
    order.order_id = static_cast<std::int64_t>(pending.command.order_id);
    order.side = static_cast<Side>(pending.command.side);
    order.price_ticks = pending.command.price_ticks;
    order.rank = rank_of(order.side, order.price_ticks);
    order.size = static_cast<Lots>(pending.command.size_lots);
    order.arrival_ns = pending.arrival_ns;
    order.response_latency_ns = time_of(pending.command.response_latency_ns);
    return order;
  }

  RejectReason refusal_of(const OwnOrder& order, const PendingCommand& pending) const {
    if (orders_.find(order.order_id) != nullptr) return RejectReason::duplicate_order_id;
    if (orders_.is_full()) return RejectReason::orders_max_reached;
    if (pending.command.post_only == 0 || !market_.is_valid()) return RejectReason::none;
    const bool crosses = market_.is_crossed_by(order.side, order.price_ticks) ||
                         crosses_ticker(order, pending.has_noted_ticker ? pending.noted_ticker : market_.ticker);
    return crosses ? RejectReason::would_cross : RejectReason::none;
  }

  static bool crosses_ticker(const OwnOrder& order, const Quotes& ticker) {
    const Side against = opposite(order.side);
    const Quote& quote = ticker[index_of(against)];
    return quote.lots > 0 && rank_of(against, quote.price_ticks) <= rank_of(against, order.price_ticks);
  }

  const Market& market_;
  OwnOrders& orders_;
  const Queue& queue_;
  Fills& fills_;
  OwnReports& reports_;
  const TimeNs close_ns_;
  std::deque<PendingCommand> pending_;
  // Kept apart for the one compare that every message makes.
  TimeNs first_arrival_ns_ = never;
};

}  // namespace halfspread
