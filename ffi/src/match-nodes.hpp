// Orders and levels as nodes of one array, linked by index.
//
//   level L <-> order <-> order <-> order <-> (back to L)
//
// A level is the sentinel of the ring of its orders, and lives in the same index space as they do. Linking and
// unlinking an order therefore asks nothing: whether its neighbours are orders or the level, the same two stores are
// right. 32 bytes a node, two to a cache line; what only icebergs have lies apart, in memory that is not touched until
// there is one.
#pragma once

#include <cstdint>
#include <memory>

#include "assert.hpp"
#include "numbers.hpp"

namespace halfspread::match {

using Index = std::uint32_t;
// No node: index 0 is never handed out.
inline constexpr Index nil = 0;

struct alignas(32) Node {
  Index next;
  Index prev;
  // Of a level: of all its orders.
  Lots shown;
  union {
    std::uint64_t id;
    // Of a level: of all its orders.
    Lots hidden;
  };
  union {
    std::uint32_t owner;
    // Of a level.
    Rank rank;
  };
  union {
    // Of an order: its level, and `iceberg_bit`.
    std::uint32_t place;
    // Of a level.
    std::uint32_t side;
  };
};
static_assert(sizeof(Node) == 32);

struct Iceberg {
  Lots hidden;
  Lots peak;
};

class Nodes {
 public:
  // Each live order has at most one level of its own, so that twice the orders is enough for both.
  explicit Nodes(std::uint32_t orders_max)
      : end_(2 * orders_max + 1),
        nodes_(std::make_unique_for_overwrite<Node[]>(end_)),
        icebergs_(std::make_unique_for_overwrite<Iceberg[]>(end_)) {}

  Node& operator[](Index index) { return nodes_[index]; }
  const Node& operator[](Index index) const { return nodes_[index]; }

  Index level_of(Index order) const { return nodes_[order].place & ~iceberg_bit; }
  bool is_iceberg(Index order) const { return (nodes_[order].place & iceberg_bit) != 0; }
  Iceberg& iceberg(Index order) { return icebergs_[order]; }
  Lots hidden_of(Index order) const { return is_iceberg(order) ? icebergs_[order].hidden : 0; }
  Lots peak_of(Index order) const { return is_iceberg(order) ? icebergs_[order].peak : 0; }
  Lots left_of(Index order) const { return nodes_[order].shown + hidden_of(order); }

  // The node freed last comes first: it is the likeliest to be in the cache.
  Index take() {
    const Index index = free_;
    if (index != nil) {
      free_ = nodes_[index].next;
      return index;
    }
    check(unused_ < end_, "there are nodes for every order and its level");
    return unused_++;
  }

  void give_back(Index index) {
    nodes_[index].next = free_;
    free_ = index;
  }

  void make_level(Index level, std::uint32_t side, Rank rank) {
    Node& node = nodes_[level];
    node.next = node.prev = level;
    node.shown = 0;
    node.hidden = 0;
    node.rank = rank;
    node.side = side;
  }

  // Puts an order at the back of a level's queue.
  void link(Index order, Index level) {
    const Index last = nodes_[level].prev;
    nodes_[order].next = level;
    nodes_[order].prev = last;
    nodes_[last].next = order;
    nodes_[level].prev = order;
  }

  void unlink(Index order) {
    const Node& node = nodes_[order];
    nodes_[node.next].prev = node.prev;
    nodes_[node.prev].next = node.next;
  }

  static constexpr std::uint32_t iceberg_bit = 1u << 31;

 private:
  Index end_;
  Index unused_ = nil + 1;
  Index free_ = nil;
  std::unique_ptr<Node[]> nodes_;
  std::unique_ptr<Iceberg[]> icebergs_;
};

}  // namespace halfspread::match
