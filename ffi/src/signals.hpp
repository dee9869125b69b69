// What messages add to the sums that features read (rules, section 9).
#pragma once

#include <algorithm>
#include <array>
#include <utility>

#include "fills.hpp"
#include "layout.hpp"
#include "market.hpp"
#include "numbers.hpp"
#include "sums.hpp"

namespace halfspread {

// The best levels over which order flow is summed, by side; an empty place shows nothing.
using FlowLevels = std::array<std::array<Quote, flow_levels_count>, 2>;

class Signals {
 public:
  Sums sums;

  // A message has left the touch otherwise than before.
  void touch_moved(const Quotes& before, const Quotes& after, TimeNs received_ns) {
    doubled_mid_ = doubled_mid_of(after);
    if (!is_whole(after))
      end(received_ns);
    else if (!is_whole(before))
      sums.start(received_ns);
    else
      touch_changed(before, after, received_ns);
  }

  // A print; of a taker of this side.
  void printed(Side side, Ticks price_ticks, Lots lots, const MessageTimes& times) {
    if (!sums.is_counting()) return;
    sums.set_now(times.received_ns);
    const bool is_buy = side == Side::bid;
    if (!has_order_ || order_.side != side || order_.venue_ns != times.venue_ns) {
      end_order();
      order_ = {side, times.venue_ns, half(doubled_mid_), 0, price_ticks};
      has_order_ = true;
      sums.add(is_buy ? buy_orders : sell_orders, 1);
    }
    sums.add(is_buy ? buy_lots : sell_lots, static_cast<double>(lots));
    order_.last_ticks = price_ticks;
    const double reach_ticks = is_buy ? price_ticks - order_.mid_ticks : order_.mid_ticks - price_ticks;
    if (reach_ticks <= order_.reach_ticks) return;
    sums.add(is_buy ? buy_reach_ticks : sell_reach_ticks, reach_ticks - order_.reach_ticks);
    order_.reach_ticks = reach_ticks;
  }

  // Of each row that sets a level. Whatever is not among the best levels, or in front of them, is no flow.
  void level_set(Side side, Rank rank) { has_changed_[index_of(side)] |= rank <= last_ranks_[index_of(side)]; }

  // After a depth message or a snapshot. `is_flow`: what has changed is order flow, by a depth message with a touch
  // before it.
  void levels_shown(const Market& market, bool is_flow, TimeNs received_ns) {
    if (!has_changed_[0] && !has_changed_[1]) return;
    const FlowLevels before = levels_;
    for (const Side side : {Side::bid, Side::ask})
      if (std::exchange(has_changed_[index_of(side)], false)) read_levels(side, market.side(side));
    if (!is_flow || !sums.is_counting()) return;
    sums.set_now(received_ns);
    for (std::size_t level = 0; level < flow_levels_count; ++level)
      sums.add(level_flow_lots + level,
               came_to(Side::bid, before[0][level], levels_[0][level]) -
                   came_to(Side::ask, before[1][level], levels_[1][level]));
  }

  // The book was emptied: whatever it shows next has changed.
  void cleared() {
    last_ranks_ = {no_rank, no_rank};
    has_changed_ = {true, true};
  }

 private:
  // The prints of one taker's order so far.
  struct TakerOrder {
    Side side;
    TimeNs venue_ns;
    // Before its first print.
    double mid_ticks;
    double reach_ticks;
    Ticks last_ticks;
  };

  static bool is_whole(const Quotes& touch) { return touch[0].lots > 0 && touch[1].lots > 0; }
  static std::int64_t doubled_mid_of(const Quotes& touch) {
    return std::int64_t{touch[0].price_ticks} + touch[1].price_ticks;
  }
  static double half(std::int64_t doubled) { return static_cast<double>(doubled) / 2; }

  void touch_changed(const Quotes& before, const Quotes& after, TimeNs received_ns) {
    const double flow = came_to(Side::bid, before[0], after[0]) - came_to(Side::ask, before[1], after[1]);
    sums.set_now(received_ns);
    sums.add(flow_lots, flow);
    deplete(bid_depleted_lots, before[0], after[0]);
    deplete(ask_depleted_lots, before[1], after[1]);
    const double change = half(doubled_mid_ - doubled_mid_of(before));
    if (change == 0) return;
    sums.add(mid_squares, change * change);
    sums.add(mid_products, change * mid_change_);
    mid_change_ = change;
  }

  void deplete(Sum row, const Quote& before, const Quote& after) {
    if (before.price_ticks != after.price_ticks || before.lots <= after.lots) return;
    sums.add(row, static_cast<double>(before.lots - after.lots));
  }

  // Cont, Kukanov, Stoikov 2014: what came to a side; nothing where it is not there, before or after.
  static double came_to(Side side, const Quote& before, const Quote& after) {
    if (before.lots == 0 || after.lots == 0) return 0;
    const std::int64_t better = (std::int64_t{after.price_ticks} - before.price_ticks) * (side == Side::bid ? 1 : -1);
    return static_cast<double>((better >= 0 ? after.lots : 0) - (better <= 0 ? before.lots : 0));
  }

  // The order is over, since another begins.
  void end_order() {
    if (!has_order_) return;
    if (has_order_before_) {
      const double change = static_cast<double>(order_.last_ticks) - order_before_ticks_;
      sums.add(trade_squares, change * change);
      sums.add(trade_products, change * order_change_);
      order_change_ = change;
    }
    order_before_ticks_ = order_.last_ticks;
    has_order_before_ = true;
  }

  // Without a touch there is nothing to measure changes from.
  void end(TimeNs received_ns) {
    if (sums.is_counting()) sums.end(received_ns);
    mid_change_ = 0;
    has_order_ = false;
    has_order_before_ = false;
    order_change_ = 0;
  }

  void read_levels(Side side, const Ladder& ladder) {
    auto& levels = levels_[index_of(side)];
    Rank rank = ladder.best();
    for (Quote& level : levels) {
      level = rank == no_rank ? Quote{} : Quote{price_of(side, rank), ladder.shown(rank)};
      last_ranks_[index_of(side)] = rank;
      if (rank != no_rank) rank = ladder.next(rank);
    }
  }

  std::int64_t doubled_mid_ = 0;
  // The mid's last change; 0 for none.
  double mid_change_ = 0;
  TakerOrder order_{};
  bool has_order_ = false;
  // Of the order before that one: its last price.
  bool has_order_before_ = false;
  Ticks order_before_ticks_ = 0;
  // From the order before to the last one; 0 for none.
  double order_change_ = 0;

  FlowLevels levels_{};
  // Of the last of the levels, by side; `no_rank` where there are fewer.
  std::array<Rank, 2> last_ranks_{no_rank, no_rank};
  std::array<bool, 2> has_changed_{};
};

}  // namespace halfspread
