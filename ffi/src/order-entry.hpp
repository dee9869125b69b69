// What the venue does with a command when its turn has come: place, amend, cancel, cancel all (rules, section 4).
#pragma once

#include "fills.hpp"
#include "layout.hpp"
#include "market.hpp"
#include "own-orders.hpp"
#include "own-reports.hpp"
#include "queue.hpp"
#include "reach.hpp"

namespace halfspread {

class OrderEntry {
 public:
  OrderEntry(const Market& market, OwnOrders& orders, const Queue& queue, Fills& fills, OwnReports& reports)
      : market_(market), orders_(orders), queue_(queue), fills_(fills), reports_(reports) {}

  // The ticker is the newest that had been received when the command arrived.
  void place(const Command& command, const Ticker& ticker, const AnswerTimes& times) {
    OwnOrder order = order_of(command, times.venue_ns);
    const RejectReason refusal = refusal_of(order, ticker);
    if (refusal != RejectReason::none) return reports_.ended(order, OwnEventKind::rejected, refusal, times);
    enter(order, OwnEventKind::accepted, ticker, times);
  }

  void amend(const Command& command, const Ticker& ticker, const AnswerTimes& times) {
    OwnOrder* resting = orders_.find(id_of(command));
    if (resting == nullptr) return reports_.not_found(id_of(command), OwnEventKind::amend_rejected, times);
    const OwnOrder amended = amended_of(*resting, command, times.venue_ns);
    const RejectReason refusal = refusal_of_amend(*resting, amended, ticker);
    if (refusal != RejectReason::none) return reports_.amend_refused(*resting, refusal, times);
    if (keeps_place(*resting, amended)) return shrink(*resting, amended.size, times);
    orders_.remove(resting);
    OwnOrder order = amended;
    enter(order, OwnEventKind::amended, ticker, times);
  }

  void cancel(const Command& command, const AnswerTimes& times) {
    OwnOrder* order = orders_.find(id_of(command));
    if (order == nullptr) return reports_.not_found(id_of(command), OwnEventKind::cancel_rejected, times);
    close(order, times);
  }

  void cancel_all(const AnswerTimes& times) {
    if (orders_.is_empty()) return reports_.not_found(0, OwnEventKind::cancel_rejected, times);
    for (const Side side : {Side::bid, Side::ask})
      while (!orders_.of(side).empty()) close(orders_.of(side).front(), times);
  }

 private:
  static std::int64_t id_of(const Command& command) { return static_cast<std::int64_t>(command.order_id); }

  static OwnOrder order_of(const Command& command, TimeNs arrival_ns) {
    OwnOrder order;
    order.order_id = id_of(command);
    order.type = static_cast<OrderType>(command.type);
    order.side = static_cast<Side>(command.side);
    order.price_ticks = command.price_ticks;
    order.rank = rank_of(order.side, order.price_ticks);
    order.size = static_cast<Lots>(command.size_lots);
    if (command.shown_lots > 0) order.peak = static_cast<Lots>(command.shown_lots);
    order.entered_ns = arrival_ns;
    order.arrival_ns = arrival_ns;
    order.response_latency_ns = time_of(command.response_latency_ns);
    return order;
  }

  // The order as it would enter afresh.
  static OwnOrder amended_of(const OwnOrder& resting, const Command& command, TimeNs arrival_ns) {
    OwnOrder order = resting;
    order.price_ticks = command.price_ticks;
    order.rank = rank_of(order.side, order.price_ticks);
    order.size = static_cast<Lots>(command.size_lots);
    order.entered_ns = arrival_ns;
    order.arrival_ns = arrival_ns;
    return order;
  }

  static bool keeps_place(const OwnOrder& resting, const OwnOrder& amended) {
    return amended.price_ticks == resting.price_ticks && amended.size < resting.size;
  }

  RejectReason refusal_of(const OwnOrder& order, const Ticker& ticker) const {
    if (orders_.find(order.order_id) != nullptr) return RejectReason::duplicate_order_id;
    if (order.may_rest() && orders_.is_full()) return RejectReason::orders_max_reached;
    return would_cross(order, ticker) ? RejectReason::would_cross : RejectReason::none;
  }

  RejectReason refusal_of_amend(const OwnOrder& resting, const OwnOrder& amended, const Ticker& ticker) const {
    if (amended.size <= resting.filled) return RejectReason::size_already_filled;
    if (amended.price_ticks == resting.price_ticks && amended.size == resting.size) return RejectReason::no_change;
    if (keeps_place(resting, amended)) return RejectReason::none;
    return would_cross(amended, ticker) ? RejectReason::would_cross : RejectReason::none;
  }

  // Whether a post-only order meets an own order, a level shown, or the ticker.
  bool would_cross(const OwnOrder& order, const Ticker& ticker) const {
    if (order.type != OrderType::post_only) return false;
    if (orders_.would_trade_with(order)) return true;
    if (!market_.is_valid()) return false;
    const Side against = opposite(order.side);
    const Quote& quote = ticker.quotes[index_of(against)];
    return market_.shows_before(against, order.reach_end()) ||
           (quote.lots > 0 && rank_of(against, quote.price_ticks) < order.reach_end());
  }

  // An order that lives: it is told of, takes what it may, and what is left rests or expires.
  void enter(OwnOrder& order, OwnEventKind answer, const Ticker& ticker, const AnswerTimes& times) {
    queue_.start(order);
    reports_.confirmed(order, answer, times);
    if (market_.is_valid() && order.type != OrderType::post_only) take(order, ticker, times);
    if (order.remaining() == 0) return;
    const bool is_self_trade = orders_.would_trade_with(order);
    if (is_self_trade || !order.may_rest())
      return reports_.expired(order, is_self_trade ? RejectReason::self_trade : RejectReason::none, times);
    order.show();
    orders_.add(order);
  }

  void take(OwnOrder& order, const Ticker& ticker, const AnswerTimes& times) {
    const Reach reach(market_, orders_, order, ticker);
    if (order.type != OrderType::fok || reach.has(order.remaining())) fills_.take(order, reach, times);
  }

  // A smaller order keeps its place, and loses hidden lots first.
  void shrink(OwnOrder& order, Lots size, const AnswerTimes& times) {
    order.size = size;
    order.slice = std::min(order.slice, order.remaining());
    reports_.confirmed(order, OwnEventKind::amended, times);
  }

  void close(OwnOrder* order, const AnswerTimes& times) {
    reports_.ended(*order, OwnEventKind::cancelled, RejectReason::none, times);
    orders_.remove(order);
  }

  const Market& market_;
  OwnOrders& orders_;
  const Queue& queue_;
  Fills& fills_;
  OwnReports& reports_;
};

}  // namespace halfspread
