// The resting orders: who is where in which queue, and what each level shows. It knows nothing of matching.
//
// Invariants: a level's shown and hidden lots are those of its orders; a level without orders is given back at once; a
// live id is in the table, and only live ones are; shown lots of an order are never 0.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "assert.hpp"
#include "match-far.hpp"
#include "match-ids.hpp"
#include "match-ladder.hpp"
#include "match-nodes.hpp"
#include "numbers.hpp"

namespace halfspread::match {

class Book {
 public:
  explicit Book(std::uint32_t orders_max)
      : orders_max_(orders_max),
        nodes_(orders_max),
        ids_(orders_max),
        far_(orders_max),
        ladders_{LevelLadder(far_), LevelLadder(far_)} {}

  const Nodes& nodes() const { return nodes_; }
  const Ids& ids() const { return ids_; }
  std::uint32_t orders_count() const { return orders_count_; }
  bool is_full() const { return orders_count_ == orders_max_; }

  Rank best(Side side) const { return ladders_[index_of(side)].best(); }
  Index best_level(Side side) const { return ladders_[index_of(side)].best_level(); }
  Index level_at(Side side, Rank rank) const { return ladders_[index_of(side)].at(rank); }
  Rank next(Side side, Rank rank) const { return ladders_[index_of(side)].next(rank); }
  Side side_of(Index order) const { return static_cast<Side>(nodes_[nodes_.level_of(order)].side); }
  Rank rank_of_order(Index order) const { return nodes_[nodes_.level_of(order)].rank; }

  Ids::Seat find(std::uint64_t id) const { return ids_.find(id, nodes_); }

  // To be called a little after the id itself was prefetched.
  void prefetch_order(std::uint64_t id) const { __builtin_prefetch(&nodes_[ids_.likely_order(id)]); }

  // What the orders of a level have left together; 0 of nil.
  Lots left_at(Index level) const { return level == nil ? 0 : nodes_[level].shown + nodes_[level].hidden; }

  // Puts a new order at the back of the level at its rank, which is `level` or, if that is nil, made. `peak` is 0 but
  // for an iceberg. Returns the level.
  Index add(Ids::Seat seat, std::uint64_t id, std::uint32_t owner, Side side, Rank rank, Index level, Lots left,
            Lots peak) {
    if (level == nil) {
      level = nodes_.take();
      nodes_.make_level(level, index_of(side), rank);
      ladders_[index_of(side)].insert(rank, level);
    }
    const Index order = nodes_.take();
    Node& node = nodes_[order];
    node.shown = left;
    node.id = id;
    node.owner = owner;
    node.place = level;
    if (peak != 0) [[unlikely]]
      hide(order, left, peak);
    nodes_.link(order, level);
    nodes_[level].shown += node.shown;
    ids_.insert(seat, id, order);
    ++orders_count_;
    return level;
  }

  // Closes an order whose seat is known. Returns what its level shows then.
  Lots remove(Ids::Seat seat) {
    ids_.erase_at(seat.at);
    return leave(seat.order);
  }

  Lots remove(Index order) {
    ids_.erase(nodes_[order].id, order);
    return leave(order);
  }

  // The first order of a level loses shown lots; it is closed or replenished when none are left. Returns what it has
  // left.
  Lots consume(Index order, Index level, Lots lots) {
    Node& node = nodes_[order];
    node.shown -= lots;
    nodes_[level].shown -= lots;
    if (node.shown != 0) return nodes_.left_of(order);
    if (nodes_.hidden_of(order) != 0) [[unlikely]]
      return replenish(order, level);
    remove(order);
    return 0;
  }

  // Shortens an order where it stands, hidden lots first.
  void reduce(Index order, Lots left) {
    Node& node = nodes_[order];
    Node& level = nodes_[nodes_.level_of(order)];
    const Lots shown = std::min(node.shown, left);
    level.shown -= node.shown - shown;
    node.shown = shown;
    if (!nodes_.is_iceberg(order)) return;
    Iceberg& iceberg = nodes_.iceberg(order);
    level.hidden -= iceberg.hidden - (left - shown);
    iceberg.hidden = left - shown;
  }

 private:
  [[gnu::noinline]] void hide(Index order, Lots left, Lots peak) {
    Node& node = nodes_[order];
    node.shown = std::min(left, peak);
    nodes_.iceberg(order) = {left - node.shown, peak};
    nodes_[node.place].hidden += left - node.shown;
    node.place |= Nodes::iceberg_bit;
  }

  [[gnu::noinline]] Lots replenish(Index order, Index level) {
    Iceberg& iceberg = nodes_.iceberg(order);
    const Lots shown = std::min(iceberg.peak, iceberg.hidden);
    iceberg.hidden -= shown;
    nodes_[order].shown = shown;
    nodes_[level].hidden -= shown;
    nodes_[level].shown += shown;
    nodes_.unlink(order);
    nodes_.link(order, level);
    return shown + iceberg.hidden;
  }

  Lots leave(Index order) {
    const Index level = nodes_.level_of(order);
    Node& queue = nodes_[level];
    queue.shown -= nodes_[order].shown;
    if (nodes_.is_iceberg(order)) [[unlikely]]
      queue.hidden -= nodes_.iceberg(order).hidden;
    nodes_.unlink(order);
    nodes_.give_back(order);
    --orders_count_;
    const Lots shown = queue.shown;
    if (queue.next != level) return shown;
    check(shown == 0 && queue.hidden == 0, "a level without orders has no lots");
    ladders_[queue.side].erase(queue.rank);
    nodes_.give_back(level);
    return 0;
  }

  std::uint32_t orders_max_;
  std::uint32_t orders_count_ = 0;
  Nodes nodes_;
  Ids ids_;
  Blocks far_;
  std::array<LevelLadder, 2> ladders_;
};

}  // namespace halfspread::match
