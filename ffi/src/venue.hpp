// The replay venue: a recorded market, our own orders in it, and the rules between the two.
#pragma once

#include <algorithm>

#include "exact-queue.hpp"
#include "fills.hpp"
#include "market.hpp"
#include "order-entry.hpp"
#include "own-orders.hpp"
#include "own-reports.hpp"
#include "queue.hpp"
#include "settling.hpp"

namespace halfspread {

struct Venue {
  Venue(const QueueModel& model, TimeNs close_ns)
      : queue(market, orders, model),
        reports(market),
        fills(market, orders, queue, reports),
        entry(market, orders, queue, fills, reports),
        settling(market, entry, close_ns) {}
  Venue(const Venue&) = delete;
  Venue& operator=(const Venue&) = delete;

  // After the last row of a depth event.
  void end_depth(const MessageTimes& times) {
    if (!orders.is_empty()) queue.depth_seen(times.venue_ns);
    queue.prints.forget_until(times.venue_ns);
    market.depth_ns = std::max(market.depth_ns, times.venue_ns);
    fills.depth_ended(times);
  }

  // After the last row of a snapshot.
  void end_snapshot(const MessageTimes& times) {
    market.state = BookState::valid;
    market.depth_ns = std::max(market.depth_ns, times.venue_ns);
    fills.snapshot_ended(times);
  }

  void clear() {
    market.clear();
    queue.prints.clear();
    exact_queue.clear();
  }

  void gap() {
    market.state = BookState::gapped;
    market.ticker = {};
    queue.prints.clear();
    queue.forget_moves();
    exact_queue.clear();
  }

  Market market;
  OwnOrders orders;
  // Empty but with the exact model.
  ExactQueue exact_queue;
  Queue queue;
  OwnReports reports;
  Fills fills;
  OrderEntry entry;
  Settling settling;
};

}  // namespace halfspread
