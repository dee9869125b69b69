// What we are told of our own orders, from every rule that has something to tell.
//
// All of it goes through here, so that what we see of one order never runs backwards, and every event carries the touch
// as it was known at its venue time: markouts count from there, and what the fill did to the touch is none of it.
#pragma once

#include <algorithm>

#include "laws.hpp"
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

// When the venue answered a command, and when we see it.
struct AnswerTimes {
  TimeNs venue_ns;
  TimeNs seen_ns;
};

class OwnReports {
 public:
  explicit OwnReports(const Market& market) : market_(market) {}

  OwnEvents events;

  // `accepted` or `amended`: what the order has from now on.
  void confirmed(OwnOrder& order, OwnEventKind kind, const AnswerTimes& times) {
    OwnEvent event = event_of(order, kind, times.venue_ns);
    event.remaining_lots = static_cast<double>(order.remaining());
    event.queue_ahead_lots = static_cast<double>(order.queue.ahead);
    tell(order, event, times.seen_ns);
    order.is_answered = true;
  }

  // Takes the lots off what the order has left, those it shows first, and tells of it.
  void filled(OwnOrder& order, const Fill& fill) {
    laws::check_fill(order, fill.cause, fill.lots, fill.venue_ns, market_.is_valid());
    order.filled += fill.lots;
    order.slice -= std::min(order.slice, fill.lots);
    if (fill.cause != FillCause::taker) order.queue.is_filled_into = true;
    OwnEvent event = event_of(order, OwnEventKind::filled, fill.venue_ns);
    event.cause = static_cast<std::uint8_t>(fill.cause);
    event.price_ticks = fill.price_ticks;
    event.lots = static_cast<double>(fill.lots);
    event.remaining_lots = static_cast<double>(order.remaining());
    event.queue_ahead_lots = static_cast<double>(fill.queue_ahead);
    tell(order, event, fill.seen_ns);
    order.has_ended = order.remaining() == 0;
  }

  // What is left of an order ends with its arrival.
  void expired(OwnOrder& order, RejectReason reason, const AnswerTimes& times) {
    OwnEvent event = event_of(order, OwnEventKind::expired, times.venue_ns);
    event.reason = static_cast<std::uint8_t>(reason);
    event.lots = static_cast<double>(order.remaining());
    tell(order, event, times.seen_ns);
    order.has_ended = true;
  }

  // Any other end of an order: cancelled, rejected, or unknown.
  void ended(OwnOrder& order, OwnEventKind kind, RejectReason reason, const AnswerTimes& times) {
    OwnEvent event = event_of(order, kind, times.venue_ns);
    event.reason = static_cast<std::uint8_t>(reason);
    tell(order, event, times.seen_ns);
    order.has_ended = true;
  }

  // An order stays as it is.
  void amend_refused(OwnOrder& order, RejectReason reason, const AnswerTimes& times) {
    OwnEvent event = event_of(order, OwnEventKind::amend_rejected, times.venue_ns);
    event.reason = static_cast<std::uint8_t>(reason);
    event.remaining_lots = static_cast<double>(order.remaining());
    tell(order, event, times.seen_ns);
  }

  // A command names no order that rests.
  void not_found(std::int64_t order_id, OwnEventKind kind, const AnswerTimes& times) {
    OwnOrder nobody;
    nobody.order_id = order_id;
    ended(nobody, kind, RejectReason::unknown_order, times);
  }

 private:
  OwnEvent event_of(const OwnOrder& order, OwnEventKind kind, TimeNs venue_ns) const {
    OwnEvent event{};
    event.venue_ns = static_cast<double>(venue_ns);
    event.order_id = static_cast<double>(order.order_id);
    event.price_ticks = order.price_ticks;
    const TouchPrices& touch = market_.touches.at(venue_ns);
    event.bid_ticks = touch.ticks[index_of(Side::bid)];
    event.ask_ticks = touch.ticks[index_of(Side::ask)];
    event.kind = static_cast<std::uint8_t>(kind);
    event.side = static_cast<std::uint8_t>(order.side);
    return event;
  }

  void tell(OwnOrder& order, OwnEvent& event, TimeNs seen_ns) {
    laws::check_story(order, static_cast<OwnEventKind>(event.kind));
    order.seen_ns = std::max(order.seen_ns, seen_ns);
    event.seen_ns = static_cast<double>(order.seen_ns);
    events.add(order.seen_ns, event);
  }

  const Market& market_;
};

}  // namespace halfspread
