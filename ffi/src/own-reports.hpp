// What we are told of our own orders, from every rule that has something to tell.
//
// All of it goes through here, so that what we see of one order never runs backwards, and every event carries the touch as
// it was before the message that caused it.
#pragma once

#include <algorithm>

#include "assert.hpp"
#include "layout.hpp"
#include "market.hpp"
#include "own-events.hpp"
#include "own-order.hpp"

namespace halfspread {

struct Fill {
  FillCause cause;
  Ticks price_ticks;
  Lots lots;
  Lots queue_ahead;
  TimeNs venue_ns;
  TimeNs seen_ns;
};

class OwnReports {
 public:
  explicit OwnReports(const Market& market) : market_(market) {}

  OwnEvents events;

  void accepted(OwnOrder& order, TimeNs seen_ns) {
    OwnEvent event = event_of(order, OwnEventKind::accepted, order.arrival_ns);
    event.remaining_lots = static_cast<double>(order.size);
    event.queue_ahead_lots = static_cast<double>(order.ahead);
    tell(order, event, seen_ns);
  }

  // Takes the lots off what the order has left, and tells of it.
  void filled(OwnOrder& order, const Fill& fill) {
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

  // An end of the order other than by its fills, or why there is none.
  void ended(OwnOrder& order, OwnEventKind kind, RejectReason reason, TimeNs venue_ns, TimeNs seen_ns) {
    OwnEvent event = event_of(order, kind, venue_ns);
    event.reason = static_cast<std::uint8_t>(reason);
    tell(order, event, seen_ns);
  }

 private:
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

  void tell(OwnOrder& order, OwnEvent& event, TimeNs seen_ns) {
    order.seen_ns = std::max(order.seen_ns, seen_ns);
    event.seen_ns = static_cast<double>(order.seen_ns);
    events.add(order.seen_ns, event);
  }

  const Market& market_;
};

}  // namespace halfspread
