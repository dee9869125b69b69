// Rows that name the venue's orders, told one by one: who joined or left which queue, and whom a trade hit (rules,
// section 6).
#pragma once

#include <cstdint>

#include "exact-orders.hpp"
#include "level-change.hpp"
#include "row-errors.hpp"

namespace halfspread {

// When the order behind a row joined its queue, or what is wrong with the row.
struct Joined {
  RowError error = RowError::none;
  TimeNs at_ns = never;
};

class ExactQueue {
 public:
  // The order of this id brought a level from `before` to `after`. If it joins, it joins at `joins_ns`.
  Joined change(std::uint64_t id, const LevelChange& level, TimeNs joins_ns) {
    if (level.after == level.before) return {};
    if (id == 0) return {RowError::level_without_order};
    return level.after > level.before ? join(id, level, joins_ns) : lose(id, level);
  }

  // A trade names the order that it hit; 0 stands for one that was hidden, which rests behind none that is shown.
  Joined hit(std::uint64_t id, Side side, Rank rank, Lots lots) {
    if (id == 0) return {};
    const ExactOrder* order = at(id, side, rank, lots);
    return order == nullptr ? Joined{RowError::order_not_there} : Joined{RowError::none, order->joined_ns};
  }

  void clear() { orders_.clear(); }

 private:
  Joined join(std::uint64_t id, const LevelChange& level, TimeNs joins_ns) {
    if (orders_.find(id) != nullptr) return {RowError::order_rests_already};
    orders_.add({id, joins_ns, level.after - level.before, level.rank, level.side});
    return {RowError::none, joins_ns};
  }

  Joined lose(std::uint64_t id, const LevelChange& level) {
    const Lots lots = level.before - level.after;
    ExactOrder* order = at(id, level.side, level.rank, lots);
    if (order == nullptr) return {RowError::order_not_there};
    const TimeNs joined_ns = order->joined_ns;
    order->lots -= lots;
    if (order->lots == 0) orders_.remove(order);
    return {RowError::none, joined_ns};
  }

  // The order of this id, if it rests there with at least as many lots.
  ExactOrder* at(std::uint64_t id, Side side, Rank rank, Lots lots) {
    ExactOrder* order = orders_.find(id);
    return order != nullptr && order->side == side && order->rank == rank && order->lots >= lots ? order : nullptr;
  }

  ExactOrders orders_;
};

}  // namespace halfspread
