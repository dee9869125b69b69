// How own orders move up in their queues (rules, section 6).
//
// Prints and depth events tell the same story twice, in either order. Pending prints keep a decrease from counting what a
// print has moved already; queue moves keep a late print from counting what a decrease has moved already.
#pragma once

#include <algorithm>

#include "market.hpp"
#include "own-orders.hpp"
#include "pending-prints.hpp"
#include "queue-model.hpp"

namespace halfspread {

// One level of a depth event.
struct LevelChange {
  Side side;
  Rank rank;
  Lots before;
  Lots after;
  TimeNs venue_ns;
};

class Queue {
 public:
  Queue(const Market& market, OwnOrders& orders, const QueueModel& model) : market_(market), orders_(orders), model_(model) {}

  PendingPrints prints;

  // Puts an order that comes to rest now behind what the level shows.
  void start(OwnOrder& order) const {
    order.book_ns = market_.depth_ns;
    if (!market_.is_valid()) return;
    const OwnOrder* before = orders_.last_at(order.side, order.rank);
    const Lots pending = prints.lots_until(order.side, order.rank, never);
    order.ahead = ahead_of(market_.side(order.side).shown(order.rank), pending, before == nullptr ? 0 : before->ahead);
  }

  // A level changed at which own orders may rest.
  void level_changed(const LevelChange& change) {
    const OwnOrders::List& list = orders_.of(change.side);
    Lots ahead_of_order_before = 0;
    for (std::size_t i = orders_.first_at(change.side, change.rank); i < list.size(); ++i) {
      OwnOrder& order = *list[i];
      if (order.rank != change.rank) return;
      move(order, change, ahead_of_order_before);
      ahead_of_order_before = order.ahead;
    }
  }

  // After the last row of a depth event: orders that it is the first to be newer than take note.
  void depth_seen(TimeNs venue_ns) {
    for (const Side side : {Side::bid, Side::ask})
      for (OwnOrder* order : orders_.of(side)) {
        if (order->arrival_ns >= venue_ns || order->has_seen_newer_depth) continue;
        order->has_seen_newer_depth = true;
        if (model_.moves_by_cancels() || order->filled > 0) continue;
        order->read_again(std::max(order->ahead, market_.side(side).shown(order->rank)), venue_ns);
      }
  }

  void forget_moves() {
    for (const Side side : {Side::bid, Side::ask})
      for (OwnOrder* order : orders_.of(side)) order->moves.clear();
  }

 private:
  // As the level tells: lots shown, less those printed but not yet gone, and never before the own order in front.
  static Lots ahead_of(Lots shown, Lots pending, Lots ahead_of_order_before) {
    return std::max({shown - pending, ahead_of_order_before, Lots{0}});
  }

  void move(OwnOrder& order, const LevelChange& change, Lots ahead_of_order_before) {
    const bool is_newer = change.venue_ns > order.arrival_ns;
    if (!is_newer && order.filled == 0) {
      const Lots pending = prints.lots_after(change.side, change.rank, change.venue_ns);
      order.read_again(ahead_of(change.after, pending, ahead_of_order_before),
                       std::max(market_.depth_ns, change.venue_ns));
      return;
    }
    const Lots was = order.ahead;
    if (is_newer && model_.moves_by_cancels()) order.ahead -= cancelled_ahead(order, change);
    order.ahead = std::min(order.ahead, change.after);
    if (order.ahead < was) order.moves.add({market_.depth_ns, change.venue_ns, was - order.ahead});
  }

  // Of the lots that left the level without a print, those that were ahead.
  Lots cancelled_ahead(const OwnOrder& order, const LevelChange& change) const {
    const Lots decrease = change.before - change.after;
    if (decrease <= 0) return 0;
    const Lots explained = std::min(decrease, prints.lots_until(change.side, change.rank, change.venue_ns));
    return model_.cancelled_ahead(decrease - explained, order.ahead, change.before - explained);
  }

  const Market& market_;
  OwnOrders& orders_;
  const QueueModel model_;
};

}  // namespace halfspread
