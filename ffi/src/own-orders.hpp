// Own orders that rest, each side in the order in which it would be filled: best price first, then by arrival.
//
// Orders live in fixed slots and never move, so that a rule may hold one while others come and go; a side is a sorted
// list of pointers. The ranks of the first and last order of a side let a market row pass with one compare.
#pragma once

#include <algorithm>
#include <array>
#include <vector>

#include "assert.hpp"
#include "layout.hpp"
#include "own-order.hpp"

namespace halfspread {

class OwnOrders {
 public:
  using List = std::vector<OwnOrder*>;

  OwnOrders() {
    free_.reserve(orders_max);
    for (OwnOrder& slot : slots_) free_.push_back(&slot);
    for (List& list : lists_) list.reserve(orders_max);
  }
  OwnOrders(const OwnOrders&) = delete;
  OwnOrders& operator=(const OwnOrders&) = delete;

  const List& of(Side side) const { return lists_[index_of(side)]; }
  bool is_full() const { return free_.empty(); }
  bool is_empty() const { return lists_[0].empty() && lists_[1].empty(); }

  // Rank of the best order of a side, or `no_rank`.
  Rank best(Side side) const { return bounds_[index_of(side)].best; }

  // False for nearly every row of a market: no order of this side rests at or between ranks around this one.
  bool may_rest_at(Side side, Rank rank) const {
    const Bounds& bounds = bounds_[index_of(side)];
    return rank >= bounds.best && rank <= bounds.worst;
  }

  // Position of the first order at this rank or worse.
  std::size_t first_at(Side side, Rank rank) const {
    const List& list = of(side);
    const auto is_better = [](const OwnOrder* order, Rank than) { return order->rank < than; };
    return static_cast<std::size_t>(std::lower_bound(list.begin(), list.end(), rank, is_better) - list.begin());
  }

  // Whether an order of the other side rests where this one reaches.
  bool would_trade_with(const OwnOrder& order) const { return best(opposite(order.side)) < order.reach_end(); }

  // The last to arrive of those at this rank, or nothing.
  const OwnOrder* last_at(Side side, Rank rank) const {
    const std::size_t end = first_at(side, rank + 1);
    if (end == 0 || of(side)[end - 1]->rank != rank) return nullptr;
    return of(side)[end - 1];
  }

  // The first in priority whose slice is gone, or nothing.
  OwnOrder* first_hidden(Side side) const {
    const List& list = of(side);
    const auto at = std::find_if(list.begin(), list.end(), [](const OwnOrder* order) { return order->is_hidden(); });
    return at == list.end() ? nullptr : *at;
  }

  OwnOrder* find(std::int64_t order_id) const {
    for (const List& list : lists_)
      for (OwnOrder* order : list)
        if (order->order_id == order_id) return order;
    return nullptr;
  }

  // Rests an order behind those already at its price.
  void add(const OwnOrder& order) {
    check(!is_full(), "own orders are counted before they rest");
    check(!would_trade_with(order), "own orders at rest never cross each other");
    OwnOrder* slot = free_.back();
    free_.pop_back();
    *slot = order;
    List& list = lists_[index_of(order.side)];
    list.insert(list.begin() + static_cast<std::ptrdiff_t>(first_at(order.side, order.rank + 1)), slot);
    measure(order.side);
  }

  // Takes an order out and gives it back as it was; those behind it move up one position.
  OwnOrder remove(OwnOrder* order) {
    const Side side = order->side;
    List& list = lists_[index_of(side)];
    const auto first = list.begin() + static_cast<std::ptrdiff_t>(first_at(side, order->rank));
    const auto at = std::find(first, list.end(), order);
    check(at != list.end(), "an order that leaves was resting");
    list.erase(at);
    free_.push_back(order);
    measure(side);
    return *order;
  }

 private:
  // With no order the worst is before the best, and nothing lies between.
  struct Bounds {
    Rank best = no_rank;
    Rank worst = 0;
  };

  void measure(Side side) {
    const List& list = of(side);
    bounds_[index_of(side)] = list.empty() ? Bounds{} : Bounds{list.front()->rank, list.back()->rank};
  }

  std::array<OwnOrder, orders_max> slots_{};
  std::vector<OwnOrder*> free_;
  std::array<List, 2> lists_;
  std::array<Bounds, 2> bounds_{};
};

}  // namespace halfspread
