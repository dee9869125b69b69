// What the recorded market does to own orders that rest, and gives to those that take (rules, sections 5, 6 and 7;
// icebergs' slices, section 4; closing as unknown, section 3).
#pragma once

#include <algorithm>

#include "laws.hpp"
#include "market.hpp"
#include "own-orders.hpp"
#include "own-reports.hpp"
#include "queue.hpp"
#include "reach.hpp"

namespace halfspread {

// Times of the message at hand.
struct MessageTimes {
  TimeNs venue_ns;
  TimeNs received_ns;
  // The largest venue time by then: V of the rules.
  TimeNs raised_ns;
};

struct Trade {
  Side aggressor;
  Ticks price_ticks;
  Lots lots;
  // With exact queues, when the order that was hit joined its queue; `never` when nobody knows.
  TimeNs hit_joined_ns;
};

class Fills {
 public:
  Fills(Market& market, OwnOrders& orders, Queue& queue, OwnReports& reports)
      : market_(market), orders_(orders), queue_(queue), reports_(reports) {}

  Lots unknown_lots() const { return unknown_lots_; }

  // Gives an order what it reaches, best level first, at the level's price.
  void take(OwnOrder& order, const Reach& reach, const AnswerTimes& times) {
    const Side against = opposite(order.side);
    for (Rank rank = reach.first(); rank != no_rank && order.remaining() > 0; rank = reach.next(rank)) {
      const Lots lots = std::min(reach.lots_at(rank), order.remaining());
      market_.side(against).take(rank, lots);
      reports_.filled(order, {FillCause::taker, price_of(against, rank), lots, 0, times.venue_ns, times.seen_ns});
    }
  }

  // A print first fills own orders that are better than it; what is left moves and fills the queue at its price.
  void print(const Trade& trade, const MessageTimes& times) {
    if (!market_.is_valid()) return;
    const Side side = opposite(trade.aggressor);
    const Rank rank = rank_of(side, trade.price_ticks);
    if (orders_.best(side) <= rank) print_on_orders(side, rank, trade, times);
    if (!queue_.is_exact() && times.venue_ns > market_.depth_ns)
      queue_.prints.add({times.venue_ns, trade.lots, rank, side});
    show_next_slices(times);
  }

  // After the last row of a depth event: opposite levels at or through own prices fill them, each shown lot once.
  void depth_ended(const MessageTimes& times) {
    for (const Side side : {Side::bid, Side::ask}) {
      const OwnOrders::List& list = orders_.of(side);
      for (std::size_t i = 0; i < list.size();) {
        OwnOrder* order = list[i];
        if (!market_.shows_before(opposite(side), order->reach_end())) break;
        if (order->entered_ns < times.venue_ns) quote_through(*order, before(list, i), times);
        if (!leaves(order)) ++i;
      }
    }
    show_next_slices(times);
  }

  // After a snapshot nobody knows what happened since the last book: what it crosses is closed, the rest queues anew.
  void snapshot_ended(const MessageTimes& times) {
    for (const Side side : {Side::bid, Side::ask}) {
      const OwnOrders::List& list = orders_.of(side);
      for (std::size_t i = 0; i < list.size();) {
        OwnOrder& order = *list[i];
        if (market_.shows_before(opposite(side), order.reach_end())) {
          close_unknown(order, times);
        } else {
          order.queue.read_again(market_.side(side).shown(order.rank), market_.depth_ns);
          order.queue.has_seen_newer_depth = true;
          ++i;
        }
      }
    }
  }

 private:
  void print_on_orders(Side side, Rank rank, const Trade& trade, const MessageTimes& times) {
    const Lots left = print_through(side, rank, trade.lots, times);
    const Lots at_price = queue_.is_exact() ? print_before_hit(side, rank, left, trade.hit_joined_ns, times)
                                            : print_at_price(side, rank, left, times);
    laws::check_print(trade.lots - left + at_price, trade.lots);
  }

  // Returns what is left of the print.
  Lots print_through(Side side, Rank rank, Lots lots, const MessageTimes& times) {
    const OwnOrders::List& list = orders_.of(side);
    for (std::size_t i = 0; i < list.size() && list[i]->rank < rank && lots > 0;) {
      OwnOrder* order = list[i];
      if (order->entered_ns < times.venue_ns) {
        laws::check_turn(before(list, i), false, times.venue_ns);
        const Lots given = std::min(lots, order->remaining());
        fill(*order, FillCause::print_through, given, order->queue.ahead, times);
        lots -= given;
      }
      if (!leaves(order)) ++i;
    }
    return lots;
  }

  // Returns the lots that own orders got.
  Lots print_at_price(Side side, Rank rank, Lots lots, const MessageTimes& times) {
    const OwnOrders::List& list = orders_.of(side);
    Lots own_filled = 0;
    for (std::size_t i = orders_.first_at(side, rank); i < list.size() && list[i]->rank == rank;) {
      OwnOrder* order = list[i];
      own_filled += pass(*order, before(list, i), lots, own_filled, times);
      if (!leaves(order)) ++i;
    }
    return own_filled;
  }

  // What a print at the price of an order does to it: the lots that pass shorten its queue, the rest fill it.
  Lots pass(OwnOrder& order, const OwnOrder* order_before, Lots lots, Lots own_filled, const MessageTimes& times) {
    QueuePosition& position = order.queue;
    const Lots moved = times.venue_ns <= position.book_ns ? lots : position.moves.account_for(times.venue_ns, lots);
    const Lots passing = std::max(lots - own_filled - moved, Lots{0});
    const Lots ahead = position.ahead;
    const Lots reaching = passing - std::min(ahead, passing);
    position.ahead -= passing - reaching;
    if (order_before != nullptr) Queue::stay_behind(order_before->queue.ahead, position);
    const bool is_first_in_line = order_before == nullptr || order_before->is_hidden();
    const Lots filled = std::min(reaching, order.slice);
    if (filled == 0 || !is_first_in_line || order.arrival_ns >= times.venue_ns) return 0;
    laws::check_turn(order_before, true, times.venue_ns);
    fill(order, FillCause::print, filled, ahead, times);
    return filled;
  }

  // The venue's order that a print hit stood behind these own orders: had ours been there, they would have been hit
  // first.
  Lots print_before_hit(Side side, Rank rank, Lots lots, TimeNs hit_joined_ns, const MessageTimes& times) {
    const OwnOrders::List& list = orders_.of(side);
    const Lots printed = lots;
    for (std::size_t i = orders_.first_at(side, rank); i < list.size() && list[i]->rank == rank && lots > 0;) {
      OwnOrder* order = list[i];
      const Lots ahead = order->queue.ahead;
      const bool is_before = hit_joined_ns == never ? ahead == 0 : hit_joined_ns > order->arrival_ns;
      if (!is_before || order->arrival_ns >= times.venue_ns) break;
      laws::check_turn(before(list, i), true, times.venue_ns);
      const Lots filled = std::min(lots, order->slice);
      fill(*order, FillCause::print, filled, ahead, times);
      lots -= filled;
      if (!leaves(order)) ++i;
    }
    return printed - lots;
  }

  // Opposite levels at or through the price of an order fill it, best level first, at its own price.
  void quote_through(OwnOrder& order, const OwnOrder* order_before, const MessageTimes& times) {
    Ladder& levels = market_.side(opposite(order.side));
    for (Rank rank = levels.best(); rank < order.reach_end() && order.remaining() > 0; rank = levels.next(rank)) {
      const Lots lots = std::min(levels.available(rank), order.remaining());
      if (lots == 0) continue;
      laws::check_turn(order_before, false, times.venue_ns);
      levels.take(rank, lots);
      fill(order, FillCause::quote_through, lots, order.queue.ahead, times);
    }
  }

  // Icebergs whose slice is gone show the next, behind all others at their price.
  void show_next_slices(const MessageTimes& times) {
    if (!has_hidden_) return;
    has_hidden_ = false;
    for (const Side side : {Side::bid, Side::ask})
      while (OwnOrder* hidden = orders_.first_hidden(side)) {
        OwnOrder order = orders_.remove(hidden);
        const OwnOrder* last = orders_.last_at(side, order.rank);
        order.arrival_ns = last == nullptr ? times.raised_ns : std::max(times.raised_ns, last->arrival_ns);
        order.show();
        queue_.start(order);
        orders_.add(order);
      }
  }

  // Takes an order out that is filled.
  bool leaves(OwnOrder* order) {
    has_hidden_ |= order->is_hidden();
    if (order->remaining() > 0) return false;
    orders_.remove(order);
    return true;
  }

  void close_unknown(OwnOrder& order, const MessageTimes& times) {
    unknown_lots_ += order.remaining();
    reports_.ended(order, OwnEventKind::unknown, RejectReason::none, {times.venue_ns, seen_ns_of(order, times)});
    orders_.remove(&order);
  }

  void fill(OwnOrder& order, FillCause cause, Lots lots, Lots ahead, const MessageTimes& times) {
    reports_.filled(order, {cause, order.price_ticks, lots, ahead, times.venue_ns, seen_ns_of(order, times)});
  }

  static TimeNs seen_ns_of(const OwnOrder& order, const MessageTimes& times) {
    return std::max(times.received_ns, times.venue_ns + order.response_latency_ns);
  }

  // The own order in front of one of a list, at the same price, or nothing.
  static const OwnOrder* before(const OwnOrders::List& list, std::size_t i) {
    return i > 0 && list[i - 1]->rank == list[i]->rank ? list[i - 1] : nullptr;
  }

  Market& market_;
  OwnOrders& orders_;
  Queue& queue_;
  OwnReports& reports_;
  Lots unknown_lots_ = 0;
  // Whether an iceberg at rest shows nothing.
  bool has_hidden_ = false;
};

}  // namespace halfspread
