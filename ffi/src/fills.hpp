// What the recorded market does to own orders that rest (rules, sections 5 and 7; closing as unknown, section 3).
#pragma once

#include <algorithm>

#include "market.hpp"
#include "own-orders.hpp"
#include "own-reports.hpp"
#include "queue.hpp"

namespace halfspread {

// Times of the message at hand.
struct MessageTimes {
  TimeNs venue_ns;
  TimeNs received_ns;
};

class Fills {
 public:
  Fills(Market& market, OwnOrders& orders, Queue& queue, OwnReports& reports)
      : market_(market), orders_(orders), queue_(queue), reports_(reports) {}

  Lots unknown_lots() const { return unknown_lots_; }

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
        reports_.filled(order, {cause, price_of(against, rank), lots, 0, venue_ns, seen_ns});
      else
        reports_.filled(order, {cause, order.price_ticks, lots, order.ahead, venue_ns, seen_ns});
    }
  }

  // A print first fills own orders that are better than it; what is left moves and fills the queue at its price.
  void print(Side aggressor, Ticks price_ticks, Lots lots, const MessageTimes& times) {
    if (!market_.is_valid()) return;
    const Side side = opposite(aggressor);
    const Rank rank = rank_of(side, price_ticks);
    if (orders_.best(side) <= rank) print_at_price(side, rank, print_through(side, rank, lots, times), times);
    if (times.venue_ns > market_.depth_ns) queue_.prints.add({times.venue_ns, lots, rank, side});
  }

  // After the last row of a depth event: opposite levels at or through own prices fill them, each shown lot once.
  void depth_ended(const MessageTimes& times) {
    for (const Side side : {Side::bid, Side::ask}) {
      const OwnOrders::List& list = orders_.of(side);
      for (std::size_t i = 0; i < list.size();) {
        OwnOrder* order = list[i];
        if (!market_.is_crossed_by(side, order->price_ticks)) break;
        if (order->arrival_ns < times.venue_ns) take(*order, FillCause::quote_through, times.venue_ns, seen_ns_of(*order, times));
        if (!leaves(order)) ++i;
      }
    }
  }

  // After a snapshot nobody knows what happened since the last book: what it crosses is closed, the rest queues anew.
  void snapshot_ended(const MessageTimes& times) {
    for (const Side side : {Side::bid, Side::ask}) {
      const OwnOrders::List& list = orders_.of(side);
      for (std::size_t i = 0; i < list.size();) {
        OwnOrder& order = *list[i];
        if (market_.is_crossed_by(side, order.price_ticks)) {
          close_unknown(order, times);
        } else {
          order.read_again(market_.side(side).shown(order.rank), market_.depth_ns);
          order.has_seen_newer_depth = true;
          ++i;
        }
      }
    }
  }

 private:
  // Returns what is left of the print.
  Lots print_through(Side side, Rank rank, Lots lots, const MessageTimes& times) {
    const OwnOrders::List& list = orders_.of(side);
    for (std::size_t i = 0; i < list.size() && list[i]->rank < rank && lots > 0;) {
      OwnOrder* order = list[i];
      if (order->arrival_ns < times.venue_ns) {
        const Lots given = std::min(lots, order->remaining());
        reports_.filled(*order, fill_of(*order, FillCause::print_through, given, order->ahead, times));
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
    if (filled > 0) reports_.filled(order, fill_of(order, FillCause::print, filled, ahead, times));
    return filled;
  }

  bool leaves(OwnOrder* order) {
    if (order->remaining() > 0) return false;
    orders_.remove(order);
    return true;
  }

  void close_unknown(OwnOrder& order, const MessageTimes& times) {
    unknown_lots_ += order.remaining();
    reports_.ended(order, OwnEventKind::unknown, RejectReason::none, times.venue_ns, seen_ns_of(order, times));
    orders_.remove(&order);
  }

  static Fill fill_of(const OwnOrder& order, FillCause cause, Lots lots, Lots ahead, const MessageTimes& times) {
    return {cause, order.price_ticks, lots, ahead, times.venue_ns, seen_ns_of(order, times)};
  }

  static TimeNs seen_ns_of(const OwnOrder& order, const MessageTimes& times) {
    return std::max(times.received_ns, times.venue_ns + order.response_latency_ns);
  }

  Market& market_;
  OwnOrders& orders_;
  Queue& queue_;
  OwnReports& reports_;
  Lots unknown_lots_ = 0;
};

}  // namespace halfspread
