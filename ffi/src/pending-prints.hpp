// Prints whose lots the depth stream has yet to show as gone: they stand between a level as shown and the level as it
// is. Oldest first in a ring of fixed size; the oldest makes room for the newest.
#pragma once

#include <algorithm>
#include <array>

#include "layout.hpp"
#include "numbers.hpp"

namespace halfspread {

struct Print {
  TimeNs venue_ns;
  Lots lots;
  // Of the orders that it filled, not of the aggressor.
  Rank rank;
  Side side;
};

class PendingPrints {
 public:
  void add(const Print& print) {
    if (count_ == prints_.size()) {
      first_ = (first_ + 1) & mask;
      --count_;
    }
    at(count_++) = print;
    earliest_ns_ = std::min(earliest_ns_, print.venue_ns);
  }

  // Drops the prints up to and with `until_ns`.
  void forget_until(TimeNs until_ns) {
    if (earliest_ns_ > until_ns) return;
    std::size_t kept = 0;
    earliest_ns_ = never;
    for (std::size_t i = 0; i < count_; ++i) {
      const Print print = at(i);
      if (print.venue_ns <= until_ns) continue;
      at(kept++) = print;
      earliest_ns_ = std::min(earliest_ns_, print.venue_ns);
    }
    count_ = kept;
  }

  void clear() {
    count_ = 0;
    earliest_ns_ = never;
  }

  // Lots printed at a level, up to and with `until_ns`.
  Lots lots_until(Side side, Rank rank, TimeNs until_ns) const {
    Lots lots = 0;
    for (std::size_t i = 0; i < count_; ++i) {
      const Print& print = at(i);
      if (print.rank == rank && print.side == side && print.venue_ns <= until_ns) lots += print.lots;
    }
    return lots;
  }

  // Lots printed at a level later than `after_ns`.
  Lots lots_after(Side side, Rank rank, TimeNs after_ns) const {
    return lots_until(side, rank, never) - lots_until(side, rank, after_ns);
  }

 private:
  static constexpr std::size_t mask = pending_prints_max - 1;
  static_assert((pending_prints_max & mask) == 0, "the ring wraps by its low bits");

  Print& at(std::size_t index) { return prints_[(first_ + index) & mask]; }
  const Print& at(std::size_t index) const { return prints_[(first_ + index) & mask]; }

  std::array<Print, pending_prints_max> prints_;
  std::size_t first_ = 0;
  std::size_t count_ = 0;
  // Not later than any print; earlier only when the oldest was pushed out.
  TimeNs earliest_ns_ = never;
};

}  // namespace halfspread
