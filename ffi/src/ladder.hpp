// One side of the book: shown lots by rank (numbers.hpp), flat near the touch and an ordered map far from it.
//
//                 best
//                  v
//   rank   | ring: a window of consecutive ranks, one slot each |  far: a tree, only levels that exist  ->
//          base                                        base + window
//
// The slot of a rank is its low bits, so that the window moves with the market without moving what stays inside it. A
// slot is the lots shown, negated where own orders have had some of them: how many stands apart, since few levels ever
// are, and a replay is mostly waiting for slots to come into the cache. Far levels hold the same.
// Invariants: the best level is in the ring; every far level is worse than the whole ring; a slot outside of the
// window's levels shows nothing. A price a million ticks away therefore costs one tree node, and the hot path one
// compare.
#pragma once

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <memory_resource>

#include "assert.hpp"
#include "numbers.hpp"
#include "occupancy.hpp"

namespace halfspread {

class Ladder {
 public:
  // 2^17 ticks: 1,310 USD of a BTCUSDT book, the finest grid met, in a MiB of which little is touched. Half as many
  // cost 5% of a replay: levels then go to the tree that are spoken of all the time.
  static constexpr Rank window = 1u << 17;

  Ladder() = default;
  Ladder(const Ladder&) = delete;
  Ladder& operator=(const Ladder&) = delete;

  // The best rank shown, or `no_rank`.
  Rank best() const { return best_; }
  Lots best_shown() const { return best_ == no_rank ? 0 : std::abs(ring_[best_ & mask]); }
  Lots shown(Rank rank) const { return std::abs(level(rank)); }
  // Of the shown lots, those already given to own orders (rules, section 5).
  Lots taken(Rank rank) const { return level(rank) < 0 ? taken_.at(rank) : 0; }
  Lots available(Rank rank) const { return shown(rank) - taken(rank); }

  // Sets what a level shows, 0 to remove it; returns what it showed before.
  [[gnu::always_inline]] Lots set(Rank rank, Lots shown) {
    if (rank - base_ >= window) [[unlikely]]
      return set_outside(rank, shown);
    Lots& level = ring_[rank & mask];
    Lots before = level;
    level = shown;
    if (before < 0) [[unlikely]]
      before = keep_taken(rank, level, -before);
    mark(rank, shown != 0);
    return before;
  }

  // Has the slot of a rank fetched into the cache, whether or not it is its level's.
  void prefetch(Rank rank) const { __builtin_prefetch(&ring_[rank & mask], 1); }

  // Gives `lots` of a level away; they must be available.
  void take(Rank rank, Lots lots) {
    Lots& level = rank - base_ < window ? ring_[rank & mask] : far_.at(rank);
    check(lots > 0 && taken(rank) + lots <= std::abs(level), "no lot of a level is given twice");
    level = -std::abs(level);
    taken_[rank] += lots;
  }

  // The next worse rank that is shown, or `no_rank`.
  Rank next(Rank rank) const {
    const Rank in_ring = first_in_ring(rank + 1);
    if (in_ring != no_rank) return in_ring;
    const auto far = far_.upper_bound(rank);
    return far == far_.end() ? no_rank : far->first;
  }

  void clear() {
    for (Rank rank = best_; rank != no_rank; rank = first_in_ring(rank + 1)) vacate(rank);
    far_.clear();
    taken_.clear();
    best_ = no_rank;
  }

 private:
  static constexpr Rank mask = window - 1;
  static_assert((window & mask) == 0, "the slot of a rank is its low bits");

  Lots level(Rank rank) const {
    if (rank - base_ < window) return ring_[rank & mask];
    const auto far = far_.find(rank);
    return far == far_.end() ? 0 : far->second;
  }

  // A level of which some lots were taken has been set: as many of them are as it still shows. Returns what it showed
  // before.
  [[gnu::noinline]] Lots keep_taken(Rank rank, Lots& level, Lots before) {
    const auto taken = taken_.find(rank);
    taken->second = std::min(taken->second, level);
    if (taken->second == 0) taken_.erase(taken);
    level = -level;
    return before;
  }

  [[gnu::always_inline]] void mark(Rank rank, bool is_shown) {
    occupied_.put(rank & mask, is_shown);
    if (is_shown)
      best_ = std::min(best_, rank);
    else if (rank == best_)
      retreat(rank);
  }

  // Finds the best level after the one at `rank` has gone.
  [[gnu::noinline]] void retreat(Rank rank) {
    best_ = first_in_ring(rank + 1);
    if (best_ == no_rank) {
      if (far_.empty()) return;
      best_ = far_.begin()->first;
      recentre(best_);
    } else if (best_ - base_ > window / 2) {
      recentre(best_);
    }
  }

  [[gnu::noinline]] Lots set_outside(Rank rank, Lots shown) {
    if (best_ == no_rank || rank < base_) {
      if (shown == 0) return 0;
      recentre(rank);
      return set(rank, shown);
    }
    return shown == 0 ? remove_far(rank) : set_far(rank, shown);
  }

  Lots set_far(Rank rank, Lots shown) {
    Lots& level = far_[rank];
    const Lots before = level;
    level = shown;
    return before < 0 ? keep_taken(rank, level, -before) : before;
  }

  Lots remove_far(Rank rank) {
    const auto far = far_.find(rank);
    if (far == far_.end()) return 0;
    const Lots before = far->second;
    far_.erase(far);
    if (before < 0) taken_.erase(rank);
    return std::abs(before);
  }

  // Moves the window so that `rank` stands a quarter into it: the market may improve and worsen before the next move.
  void recentre(Rank rank) {
    const Rank base = rank > window / 4 ? rank - window / 4 : 0;
    for (Rank leaving = first_in_ring(std::max(base_, base + window)); leaving != no_rank;) {
      const Rank next = first_in_ring(leaving + 1);
      far_.emplace(leaving, ring_[leaving & mask]);
      vacate(leaving);
      leaving = next;
    }
    base_ = base;
    auto far = far_.begin();
    for (; far != far_.end() && far->first - base_ < window; ++far) {
      ring_[far->first & mask] = far->second;
      occupied_.set(far->first & mask);
    }
    far_.erase(far_.begin(), far);
  }

  void vacate(Rank rank) {
    ring_[rank & mask] = 0;
    occupied_.reset(rank & mask);
  }

  // The first rank shown in the window at or after `rank`. The search wraps round the ring; what it then meets lies
  // before.
  Rank first_in_ring(Rank rank) const {
    if (rank - base_ >= window) return no_rank;
    const Rank slot = rank & mask;
    Rank found = occupied_.find_from(slot);
    if (found == occupied_.none) found = occupied_.find_from(0);
    if (found == occupied_.none) return no_rank;
    const Rank at = rank + ((found - slot) & mask);
    return at - base_ < window ? at : no_rank;
  }

  Rank base_ = 0;
  Rank best_ = no_rank;
  Occupancy<window> occupied_;
  std::array<Lots, window> ring_{};
  // Nodes are recycled by the pool: no row allocates once the book has seen its depth.
  std::pmr::unsynchronized_pool_resource nodes_;
  std::pmr::map<Rank, Lots> far_{&nodes_};
  // Of the levels of which own orders have had lots: more than none, and no more than are shown.
  std::pmr::map<Rank, Lots> taken_{&nodes_};
};

}  // namespace halfspread
