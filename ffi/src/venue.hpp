// The replay venue: what happens to own orders against a recorded market (rules, sections 4, 5 and 7).
#pragma once

#include <algorithm>
#include <deque>

#include "layout.hpp"
#include "market.hpp"
#include "own-events.hpp"
#include "own-orders.hpp"
#include "queue.hpp"

namespace halfspread {

// Times of the message at hand.
struct MessageTimes {
  TimeNs venue_ns;
  TimeNs received_ns;
};

// A command between its arrival at the venue and the moment at which it is known what the venue did.
struct PendingCommand {
  Command command;
  TimeNs arrival_ns;
  // The newest ticker received by the arrival, once a newer one has come.
  bool has_noted_ticker = false;
  Quotes noted_ticker{};
};

class Venue {
 public:
  Venue(Market& market, QueueModel model, TimeNs response_latency_ns, TimeNs close_ns)
      : market_(market), queue_(market, orders_, model), response_latency_ns_(response_latency_ns), close_ns_(close_ns) {}

  const OwnOrders& orders() const { return orders_; }
  OwnEvents& events() { return events_; }
  const OwnEvents& events() const { return events_; }
  Lots unknown_lots() const { return unknown_lots_; }

  void arrive(const Command& command, TimeNs arrival_ns) {
    check(pending_.empty() || pending_.back().arrival_ns <= arrival_ns, "commands arrive in the order given");
    pending_.push_back({command, arrival_ns});
  }

  // When the oldest pending command arrived, and when it is settled if nothing newer comes; `never` for none.
  TimeNs oldest_arrival_ns() const { return pending_.empty() ? never : pending_.front().arrival_ns; }
  TimeNs next_close_ns() const { return pending_.empty() ? never : pending_.front().arrival_ns + close_ns_; }

  // Settles what arrived before a venue time that has been reached.
  void settle_before(TimeNs raised_ns, TimeNs now_ns) {
    while (oldest_arrival_ns() < raised_ns) settle_oldest(now_ns);
  }

  void settle_oldest(TimeNs now_ns) {
    const PendingCommand pending = pending_.front();
    pending_.pop_front();
    const TimeNs seen_ns = std::max(now_ns, pending.arrival_ns + response_latency_ns_);
    if (pending.command.kind == command_cancel)
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

  // One level of a depth event, already shown by the book.
  void level_changed(const LevelChange& change) { queue_.level_changed(change); }

  // After the last row of a depth event.
  void depth_ended(const MessageTimes& times) {
    if (!orders_.is_empty()) queue_.depth_seen(times.venue_ns);
    queue_.prints.forget_until(times.venue_ns);
    market_.depth_ns = std::max(market_.depth_ns, times.venue_ns);
    for (const Side side : {Side::bid, Side::ask}) fill_by_quotes(side, times);
  }

  // A print first fills own orders that are better than it; what is left moves and fills the queue at its price.
  void print(Side aggressor, Ticks price_ticks, Lots lots, const MessageTimes& times) {
    if (!market_.is_valid()) return;
    const Side side = opposite(aggressor);
    const Rank rank = rank_of(side, price_ticks);
    if (orders_.best(side) <= rank) print_at_price(side, rank, print_through(side, rank, lots, times), times);
    if (times.venue_ns > market_.depth_ns) queue_.prints.add({times.venue_ns, lots, rank, side});
  }

  void clear() {
    market_.clear();
    queue_.prints.clear();
  }

  // After a snapshot nobody knows what happened since the last book: what it crosses is closed, the rest queues anew.
  void snapshot_ended(const MessageTimes& times) {
    market_.state = BookState::valid;
    market_.depth_ns = std::max(market_.depth_ns, times.venue_ns);
    for (const Side side : {Side::bid, Side::ask})
      for (std::size_t i = 0; i < orders_.of(side).size();) {
        OwnOrder& order = *orders_.of(side)[i];
        if (market_.is_crossed_by(side, order.price_ticks)) {
          close_unknown(order, times);
        } else {
          order.read_again(market_.side(side).shown(order.rank), market_.depth_ns);
          order.has_seen_newer_depth = true;
          ++i;
        }
      }
  }

  void gap() {
    market_.state = BookState::gapped;
    market_.ticker = {};
    queue_.prints.clear();
    queue_.forget_moves();
  }

 private:
  static constexpr std::uint8_t command_cancel = 1;

  struct Fill {
    FillCause cause;
    Ticks price_ticks;
    Lots lots;
    Lots queue_ahead;
    TimeNs venue_ns;
    TimeNs seen_ns;
  };

  void cancel(const PendingCommand& pending, TimeNs seen_ns) {
    const auto order_id = static_cast<std::int64_t>(pending.command.order_id);
    OwnOrder* order = orders_.find(order_id);
    if (order == nullptr) {
      OwnOrder none;
      none.order_id = order_id;
      report(none, OwnEventKind::cancel_rejected, RejectReason::unknown_order, pending.arrival_ns, seen_ns);
      return;
    }
    report(*order, OwnEventKind::cancelled, RejectReason::none, pending.arrival_ns, seen_ns);
    orders_.remove(order);
  }

  void place(const PendingCommand& pending, TimeNs seen_ns) {
    OwnOrder order;
    order.order_id = static_cast<std::int64_t>(pending.command.order_id);
    order.side = static_cast<Side>(pending.command.side);
    order.price_ticks = pending.command.price_ticks;
    order.rank = rank_of(order.side, order.price_ticks);
    order.size = static_cast<Lots>(pending.command.size_lots);
    order.arrival_ns = pending.arrival_ns;

    const RejectReason refusal = refusal_of(order, pending);
    if (refusal != RejectReason::none) {
      report(order, OwnEventKind::rejected, refusal, order.arrival_ns, seen_ns);
      return;
    }
    queue_.start(order);
    accept(order, seen_ns);
    if (market_.is_valid() && pending.command.post_only == 0) take(order, FillCause::taker, order.arrival_ns, seen_ns);
    if (order.remaining() > 0) orders_.add(order);
  }

  RejectReason refusal_of(const OwnOrder& order, const PendingCommand& pending) const {
    if (orders_.find(order.order_id) != nullptr) return RejectReason::duplicate_order_id;
    if (orders_.is_full()) return RejectReason::orders_max_reached;
    if (pending.command.post_only == 0 || !market_.is_valid()) return RejectReason::none;
    const Side against = opposite(order.side);
    const Quote ticker = (pending.has_noted_ticker ? pending.noted_ticker : market_.ticker)[index_of(against)];
    const bool crosses_ticker =
        ticker.lots > 0 && rank_of(against, ticker.price_ticks) <= rank_of(against, order.price_ticks);
    const bool crosses = crosses_ticker || market_.is_crossed_by(order.side, order.price_ticks);
    return crosses ? RejectReason::would_cross : RejectReason::none;
  }

  // Gives an order what is available at or through its price, best level first. A taker pays the level's price.
  void take(OwnOrder& order, FillCause cause, TimeNs venue_ns, TimeNs seen_ns) {
    const Side against = opposite(order.side);
    Ladder& levels = market_.side(against);
    const Rank limit = rank_of(against, order.price_ticks);
    for (Rank rank = levels.best(); rank <= limit && order.remaining() > 0; rank = levels.next(rank)) {
      const Lots lots = std::min(levels.available(rank), order.remaining());
      if (lots == 0) continue;
      levels.take(rank, lots);
      if (cause == FillCause::taker)
        fill(order, {cause, price_of(against, rank), lots, 0, venue_ns, seen_ns});
      else
        fill(order, {cause, order.price_ticks, lots, order.ahead, venue_ns, seen_ns});
    }
  }

  // Opposite levels shown at or through own prices fill them, each shown lot once.
  void fill_by_quotes(Side side, const MessageTimes& times) {
    const OwnOrders::List& list = orders_.of(side);
    for (std::size_t i = 0; i < list.size();) {
      OwnOrder* order = list[i];
      if (!market_.is_crossed_by(side, order->price_ticks)) return;
      if (order->arrival_ns < times.venue_ns) take(*order, FillCause::quote_through, times.venue_ns, seen_ns_of(times));
      if (!leaves(order)) ++i;
    }
  }

  // Returns what is left of the print.
  Lots print_through(Side side, Rank rank, Lots lots, const MessageTimes& times) {
    const OwnOrders::List& list = orders_.of(side);
    for (std::size_t i = 0; i < list.size() && list[i]->rank < rank && lots > 0;) {
      OwnOrder* order = list[i];
      if (order->arrival_ns < times.venue_ns) {
        const Lots given = std::min(lots, order->remaining());
        fill(*order, {FillCause::print_through, order->price_ticks, given, order->ahead, times.venue_ns, seen_ns_of(times)});
        lots -= given;
      }
      if (!leaves(order)) ++i;
    }
    return lots;
  }

  void print_at_price(Side side, Rank rank, Lots lots, const MessageTimes& times) {
    const OwnOrders::List& list = orders_.of(side);
    Lots own_filled = 0;
    bool is_first_in_line = true;
    for (std::size_t i = orders_.first_at(side, rank); i < list.size() && list[i]->rank == rank;) {
      OwnOrder* order = list[i];
      own_filled += pass(*order, lots, own_filled, is_first_in_line, times);
      if (leaves(order)) continue;
      is_first_in_line = false;
      ++i;
    }
  }

  // What a print at the price of an order does to it: the lots that pass shorten its queue, the rest fill it.
  Lots pass(OwnOrder& order, Lots lots, Lots own_filled, bool is_first_in_line, const MessageTimes& times) {
    const Lots moved = times.venue_ns <= order.book_ns ? lots : order.moves.account_for(times.venue_ns, lots);
    const Lots passing = std::max(lots - own_filled - moved, Lots{0});
    const Lots ahead = order.ahead;
    const Lots reaching = passing - std::min(ahead, passing);
    order.ahead -= passing - reaching;
    if (!is_first_in_line || order.arrival_ns >= times.venue_ns) return 0;
    const Lots filled = std::min(reaching, order.remaining());
    if (filled > 0) fill(order, {FillCause::print, order.price_ticks, filled, ahead, times.venue_ns, seen_ns_of(times)});
    return filled;
  }

  bool leaves(OwnOrder* order) {
    if (order->remaining() > 0) return false;
    orders_.remove(order);
    return true;
  }

  void close_unknown(OwnOrder& order, const MessageTimes& times) {
    unknown_lots_ += order.remaining();
    report(order, OwnEventKind::unknown, RejectReason::none, times.venue_ns, seen_ns_of(times));
    orders_.remove(&order);
  }

  TimeNs seen_ns_of(const MessageTimes& times) const {
    return std::max(times.received_ns, times.venue_ns + response_latency_ns_);
  }

  void accept(OwnOrder& order, TimeNs seen_ns) {
    OwnEvent event = event_of(order, OwnEventKind::accepted, order.arrival_ns);
    event.remaining_lots = static_cast<double>(order.size);
    event.queue_ahead_lots = static_cast<double>(order.ahead);
    tell(order, event, seen_ns);
  }

  void fill(OwnOrder& order, const Fill& fill) {
    order.filled += fill.lots;
    check(fill.lots > 0 && order.filled <= order.size, "a fill has lots, and no more than the order");
    OwnEvent event = event_of(order, OwnEventKind::filled, fill.venue_ns);
    event.cause = static_cast<std::uint8_t>(fill.cause);
    event.price_ticks = fill.price_ticks;
    event.lots = static_cast<double>(fill.lots);
    event.remaining_lots = static_cast<double>(order.remaining());
    event.queue_ahead_lots = static_cast<double>(fill.queue_ahead);
    tell(order, event, fill.seen_ns);
  }

  // An event that ends an order, or that tells why there is none.
  void report(OwnOrder& order, OwnEventKind kind, RejectReason reason, TimeNs venue_ns, TimeNs seen_ns) {
    OwnEvent event = event_of(order, kind, venue_ns);
    event.reason = static_cast<std::uint8_t>(reason);
    tell(order, event, seen_ns);
  }

  OwnEvent event_of(const OwnOrder& order, OwnEventKind kind, TimeNs venue_ns) const {
    OwnEvent event{};
    event.venue_ns = static_cast<double>(venue_ns);
    event.order_id = static_cast<double>(order.order_id);
    event.price_ticks = order.price_ticks;
    event.bid_ticks = market_.touch[index_of(Side::bid)].price_ticks;
    event.ask_ticks = market_.touch[index_of(Side::ask)].price_ticks;
    event.kind = static_cast<std::uint8_t>(kind);
    event.side = static_cast<std::uint8_t>(order.side);
    return event;
  }

  // What we see of one order never runs backwards.
  void tell(OwnOrder& order, OwnEvent& event, TimeNs seen_ns) {
    order.seen_ns = std::max(order.seen_ns, seen_ns);
    event.seen_ns = static_cast<double>(order.seen_ns);
    events_.add(order.seen_ns, event);
  }

  Market& market_;
  OwnOrders orders_;
  Queue queue_;
  OwnEvents events_;
  std::deque<PendingCommand> pending_;
  const TimeNs response_latency_ns_;
  const TimeNs close_ns_;
  Lots unknown_lots_ = 0;
};

}  // namespace halfspread
