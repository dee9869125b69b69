// What can be read of a matcher's book: its best levels, and a hash of every order in priority.
#pragma once

#include <algorithm>
#include <cstdint>

#include "match-book.hpp"
#include "match-operation.hpp"
#include "matcher-layout.hpp"

namespace halfspread::match {

// Copies the best levels of a side into shared memory, as many as there are, are wanted and fit; returns how many.
inline std::int32_t read_levels(const Book& book, Side side, std::int32_t count_max, MatcherMemory& memory) {
  const std::int32_t end = std::clamp(count_max, 0, levels_max);
  std::int32_t count = 0;
  for (Rank rank = book.best(side); count < end && rank != no_rank; rank = book.next(side, rank)) {
    const Lots shown = book.nodes()[book.level_at(side, rank)].shown;
    memory.levels[static_cast<std::size_t>(count++)] = {static_cast<double>(shown), price_of(side, rank), 0};
  }
  return count;
}

// FNV-1a over 32-bit words (rules, section 9).
class StateHash {
 public:
  explicit StateHash(const Book& book) {
    for (const Side side : {Side::bid, Side::ask})
      for (Rank rank = book.best(side); rank != no_rank; rank = book.next(side, rank))
        add_level(book.nodes(), book.level_at(side, rank), side, rank);
  }

  std::uint32_t value() const { return hash_; }

 private:
  void add_level(const Nodes& nodes, Index level, Side side, Rank rank) {
    for (Index order = nodes[level].next; order != level; order = nodes[order].next) {
      add(index_of(side));
      add(static_cast<std::uint32_t>(price_of(side, rank)));
      add_wide(static_cast<std::uint64_t>(id_of(nodes[order].id)));
      add(nodes[order].owner);
      add_wide(static_cast<std::uint64_t>(nodes[order].shown));
      add_wide(static_cast<std::uint64_t>(nodes.hidden_of(order)));
      add_wide(static_cast<std::uint64_t>(nodes.peak_of(order)));
    }
  }

  void add_wide(std::uint64_t word) {
    add(static_cast<std::uint32_t>(word));
    add(static_cast<std::uint32_t>(word >> 32));
  }

  void add(std::uint32_t word) { hash_ = (hash_ ^ word) * 0x0100'0193u; }

  std::uint32_t hash_ = 0x811c'9dc5u;
};

}  // namespace halfspread::match
