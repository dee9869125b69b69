// Live orders by their 64-bit id: open addressing, linear probing, and an erase that leaves no tombstones.
//
// An entry is 8 bytes, a 32-bit tag (the upper half of a multiplied id) and a node: eight share a cache line, a probe
// seldom leaves it, and the node is looked at only where the tag agrees. The home of an entry is the top bits of its
// tag, so that erasing can shift the entries behind the hole back without hashing anything again.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <memory>

#include "match-nodes.hpp"

namespace halfspread::match {

class Ids {
 public:
  // A seat in the table: that of an id, or the free one where it would go. Good until the next insert or erase.
  struct Seat {
    std::uint32_t at;
    Index order;
  };

  explicit Ids(std::uint32_t orders_max)
      : bits_(std::max(bits_of(2 * orders_max), std::min(bits_of(8 * orders_max), sparse_bits_max))),
        mask_((1u << bits_) - 1),
        entries_(std::make_unique<Entry[]>(std::size_t{mask_} + 1)) {}

  Seat find(std::uint64_t id, const Nodes& nodes) const {
    const std::uint32_t tag = tag_of(id);
    for (std::uint32_t at = home_of(tag);; at = (at + 1) & mask_) {
      const Entry entry = entries_[at];
      if (entry.order == nil || (entry.tag == tag && nodes[entry.order].id == id)) return {at, entry.order};
    }
  }

  void insert(Seat seat, std::uint64_t id, Index order) { entries_[seat.at] = {tag_of(id), order}; }

  // Erases the id of a node that is known to be here.
  void erase(std::uint64_t id, Index order) {
    std::uint32_t at = home_of(tag_of(id));
    while (entries_[at].order != order) at = (at + 1) & mask_;
    erase_at(at);
  }

  void erase_at(std::uint32_t hole) {
    for (std::uint32_t at = (hole + 1) & mask_; entries_[at].order != nil; at = (at + 1) & mask_) {
      const std::uint32_t from_home = (at - home_of(entries_[at].tag)) & mask_;
      if (from_home < ((at - hole) & mask_)) continue;
      entries_[hole] = entries_[at];
      hole = at;
    }
    entries_[hole] = {};
  }

  void prefetch(std::uint64_t id) const { __builtin_prefetch(&entries_[home_of(tag_of(id))]); }

  // The node at the home of an id: its own more often than not, or nil, or another's. Good for prefetching alone.
  Index likely_order(std::uint64_t id) const { return entries_[home_of(tag_of(id))].order; }

 private:
  struct Entry {
    std::uint32_t tag = 0;
    Index order = nil;
  };

  // At most half full; a table that the second-level cache holds is at most an eighth full, since runs of entries, and
  // with them branches that cannot be foreseen, become rare. A larger one would pay for that with misses of the cache.
  static constexpr int sparse_bits_max = 16;
  static int bits_of(std::uint32_t entries_count) { return static_cast<int>(std::bit_width(entries_count - 1)); }

  // Fibonacci hashing (Knuth, The Art of Computer Programming 6.4): ids that count up spread evenly.
  static std::uint32_t tag_of(std::uint64_t id) {
    return static_cast<std::uint32_t>((id ^ (id >> 32)) * 0x9e37'79b9'7f4a'7c15u >> 32);
  }
  std::uint32_t home_of(std::uint32_t tag) const { return tag >> (32 - bits_); }

  int bits_;
  std::uint32_t mask_;
  std::unique_ptr<Entry[]> entries_;
};

}  // namespace halfspread::match
