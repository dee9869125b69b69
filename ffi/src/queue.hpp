// How own orders move up in their queues (rules, section 6).
//
// Prints and depth events tell the same story twice, in either order. Pending prints keep a decrease from counting what
// a print has moved already; queue moves keep a late print from counting what a decrease has moved already. With exact
// queues the rows say who moved, and neither is needed. Own orders at a price share one queue: none is ever nearer than
// the one before.
#pragma once

#include <algorithm>

#include "laws.hpp"
#include "level-change.hpp"
#include "market.hpp"
#include "own-orders.hpp"
#include "pending-prints.hpp"
#include "queue-model.hpp"

namespace halfspread {

class Queue {
 public:
  Queue(const Market& market, OwnOrders& orders, const QueueModel& model)
      : market_(market), orders_(orders), model_(model) {}

  PendingPrints prints;

  bool is_exact() const { return model_.is_exact(); }

  // Puts an order that comes to rest now behind what the level shows.
  void start(OwnOrder& order) const {
    order.queue.start(market_.depth_ns);
    if (!market_.is_valid() || !order.may_rest()) return;
    const OwnOrder* before = orders_.last_at(order.side, order.rank);
    const Lots pending = prints.lots_until(order.side, order.rank, never);
    order.queue.ahead =
        ahead_of(market_.side(order.side).shown(order.rank), pending, before == nullptr ? 0 : before->queue.ahead);
  }

  // A level changed at which own orders may rest.
  void level_changed(const LevelChange& change) {
    each_at(change, [&](OwnOrder& order, Lots before) { move(order, change, before); });
  }

  // One order of the venue changed such a level; it joined its queue at `joined_ns`.
  void order_changed(const LevelChange& change, TimeNs joined_ns) {
    each_at(change, [&](OwnOrder& order, Lots) {
      if (joined_ns <= order.arrival_ns) order.queue.ahead += change.after - change.before;
    });
  }

  // After the last row of a depth event: orders that it is the first to be newer than take note.
  void depth_seen(TimeNs venue_ns) {
    if (is_exact()) return;
    for (const Side side : {Side::bid, Side::ask}) {
      const OwnOrder* before = nullptr;
      for (OwnOrder* order : orders_.of(side)) {
        note_newer_depth(*order, venue_ns);
        if (before != nullptr && before->rank == order->rank) stay_behind(before->queue.ahead, order->queue);
        before = order;
      }
    }
  }

  void forget_moves() {
    for (const Side side : {Side::bid, Side::ask})
      for (OwnOrder* order : orders_.of(side)) order->queue.moves.clear();
  }

  // An order is never nearer than the own order before it.
  static void stay_behind(Lots ahead_of_order_before, QueuePosition& position) {
    position.ahead = std::max(position.ahead, ahead_of_order_before);
  }

 private:
  // As the level tells: lots shown, less those printed but not yet gone, and never before the own order in front.
  static Lots ahead_of(Lots shown, Lots pending, Lots ahead_of_order_before) {
    return std::max({shown - pending, ahead_of_order_before, Lots{0}});
  }

  // Moves the orders at a level by arrival, each with what is ahead of the one before it.
  template <typename Move>
  void each_at(const LevelChange& change, Move move) {
    const OwnOrders::List& list = orders_.of(change.side);
    Lots before = 0;
    std::size_t i = orders_.first_at(change.side, change.rank);
    for (; i < list.size() && list[i]->rank == change.rank; ++i) {
      move(*list[i], before);
      laws::check_queue(before, list[i]->queue.ahead);
      before = list[i]->queue.ahead;
    }
    laws::check_shown(before, change.after);
  }

  void move(OwnOrder& order, const LevelChange& change, Lots ahead_of_order_before) {
    QueuePosition& position = order.queue;
    const bool is_newer = change.venue_ns > order.arrival_ns;
    if (!is_newer && !position.is_filled_into) {
      const Lots pending = prints.lots_after(change.side, change.rank, change.venue_ns);
      position.read_again(ahead_of(change.after, pending, ahead_of_order_before),
                          std::max(market_.depth_ns, change.venue_ns));
      return;
    }
    const Lots was = position.ahead;
    if (is_newer && model_.moves_by_cancels()) position.ahead -= cancelled_ahead(position, change);
    position.ahead = std::min(position.ahead, change.after);
    stay_behind(ahead_of_order_before, position);
    if (position.ahead < was) position.moves.add({market_.depth_ns, change.venue_ns, was - position.ahead});
  }

  // Of the lots that left the level without a print, those that were ahead.
  Lots cancelled_ahead(const QueuePosition& position, const LevelChange& change) const {
    const Lots decrease = change.before - change.after;
    if (decrease <= 0) return 0;
    const Lots explained = std::min(decrease, prints.lots_until(change.side, change.rank, change.venue_ns));
    return model_.cancelled_ahead(decrease - explained, position.ahead, change.before - explained);
  }

  // Whoever guesses nothing takes it that all the level shows by then was there before the order.
  void note_newer_depth(OwnOrder& order, TimeNs venue_ns) const {
    QueuePosition& position = order.queue;
    if (order.arrival_ns >= venue_ns || position.has_seen_newer_depth) return;
    position.has_seen_newer_depth = true;
    if (model_.moves_by_cancels() || position.is_filled_into) return;
    position.read_again(std::max(position.ahead, market_.side(order.side).shown(order.rank)), venue_ns);
  }

  const Market& market_;
  OwnOrders& orders_;
  const QueueModel model_;
};

}  // namespace halfspread
