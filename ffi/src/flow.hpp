// Trades and touches since the last stop, as columns of the shared memory (rules, section 9).
#pragma once

#include "assert.hpp"
#include "fills.hpp"
#include "layout.hpp"
#include "market.hpp"
#include "numbers.hpp"

namespace halfspread {

class Flow {
 public:
  explicit Flow(EngineSignals& columns) : columns_(columns) {}

  bool is_full() const { return is_full_; }

  void add_trade(Side side, Ticks price_ticks, Lots lots, const MessageTimes& times) {
    check(!is_full(), "the engine stops when the flow is full");
    const auto at = trades_++;
    is_full_ = trades_ == flow_max;
    columns_.trade_received_ns[at] = static_cast<double>(times.received_ns);
    columns_.trade_venue_ns[at] = static_cast<double>(times.venue_ns);
    columns_.trade_price_ticks[at] = price_ticks;
    columns_.trade_signed_lots[at] = static_cast<double>(side == Side::bid ? lots : -lots);
  }

  void add_touch(const Quotes& touch, TimeNs received_ns) {
    check(!is_full(), "the engine stops when the flow is full");
    const auto at = touches_++;
    is_full_ = touches_ == flow_max;
    columns_.touch_received_ns[at] = static_cast<double>(received_ns);
    columns_.touch_bid_ticks[at] = touch[0].price_ticks;
    columns_.touch_bid_lots[at] = static_cast<double>(touch[0].lots);
    columns_.touch_ask_ticks[at] = touch[1].price_ticks;
    columns_.touch_ask_lots[at] = static_cast<double>(touch[1].lots);
  }

  void clear() {
    trades_ = 0;
    touches_ = 0;
    is_full_ = false;
    publish();
  }

  void publish() {
    columns_.trades_count = static_cast<std::int32_t>(trades_);
    columns_.touches_count = static_cast<std::int32_t>(touches_);
  }

 private:
  EngineSignals& columns_;
  std::size_t trades_ = 0;
  std::size_t touches_ = 0;
  bool is_full_ = false;
};

}  // namespace halfspread
