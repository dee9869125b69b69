// Where the levels of one side are: a ring of consecutive ranks near the touch, an ordered map for all that is far from
// it.
//
//                 best
//                  v
//   rank   | ring: window consecutive ranks, 4 bytes each |  far: a map, only levels that exist  ->
//          base                                       base + window
//
// It holds the indexes of levels, never their contents: when the window moves with the market, no order is touched.
// Invariants: the best level is in the ring; every far level is worse than the whole ring; a ring slot that is not
// occupied is nil. A price a billion ticks away costs one block of the map.
#pragma once

#include <algorithm>
#include <array>

#include "match-far.hpp"
#include "match-nodes.hpp"
#include "occupancy.hpp"

namespace halfspread::match {

class LevelLadder {
 public:
  static constexpr Rank window = 1u << 16;

  explicit LevelLadder(Blocks& blocks) : far_(&blocks) {}
  LevelLadder(const LevelLadder&) = delete;
  LevelLadder& operator=(const LevelLadder&) = delete;

  // The best rank, or `no_rank`.
  Rank best() const { return best_; }
  // Only of a side that is not empty.
  Index best_level() const { return ring_[best_ & mask]; }

  // The level at a rank, or nil.
  Index at(Rank rank) const {
    if (rank - base_ < window) [[likely]]
      return ring_[rank & mask];
    const auto far = far_.find(rank);
    return far == far_.end() ? nil : far->second;
  }

  // Adds a level where there is none.
  void insert(Rank rank, Index level) {
    if (rank - base_ >= window) [[unlikely]] {
      if (best_ != no_rank && rank > base_) {
        far_.emplace(rank, level);
        return;
      }
      recentre(rank);
    }
    ring_[rank & mask] = level;
    occupied_.set(rank & mask);
    best_ = std::min(best_, rank);
  }

  void erase(Rank rank) {
    if (rank - base_ >= window) [[unlikely]] {
      far_.erase(rank);
      return;
    }
    ring_[rank & mask] = nil;
    occupied_.reset(rank & mask);
    if (rank == best_) retreat();
  }

  // The next worse rank with a level, or `no_rank`.
  Rank next(Rank rank) const {
    const Rank near = first_in_ring(rank + 1);
    if (near != no_rank) return near;
    const auto far = far_.upper_bound(rank);
    return far == far_.end() ? no_rank : far->first;
  }

 private:
  static constexpr Rank mask = window - 1;
  static_assert((window & mask) == 0, "the slot of a rank is its low bits");

  // The best level has gone: finds the next, and follows it when little of the ring is left behind it.
  void retreat() {
    const Rank near = first_in_ring(best_ + 1);
    if (near != no_rank && near - base_ <= window / 2) [[likely]] {
      best_ = near;
      return;
    }
    best_ = near != no_rank || far_.empty() ? near : far_.begin()->first;
    if (best_ != no_rank) recentre(best_);
  }

  // Moves the window so that `rank`, the best from now on, stands a quarter into it.
  [[gnu::noinline]] void recentre(Rank rank) {
    const Rank base = rank - std::min(rank, window / 4);
    Rank worse = first_in_ring(std::max(base + window, base_));
    for (; worse != no_rank; worse = first_in_ring(worse + 1)) {
      far_.emplace(worse, ring_[worse & mask]);
      ring_[worse & mask] = nil;
      occupied_.reset(worse & mask);
    }
    base_ = base;
    while (!far_.empty() && far_.begin()->first - base < window) {
      const auto [near, level] = *far_.begin();
      far_.erase(far_.begin());
      ring_[near & mask] = level;
      occupied_.set(near & mask);
    }
  }

  // The first occupied rank of the ring at or after `rank`, or `no_rank`.
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
  std::array<Index, window> ring_{};
  FarLevels far_;
};

}  // namespace halfspread::match
