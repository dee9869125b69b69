// The latest touches by when they were received: what was known at a time that has passed.
//
// Messages overtake each other: by the time a print tells of a fill, a ticker may have shown what the print did to the
// touch. Only prices are kept, so a touch is added where one of them changes. A ring of fixed size; the oldest makes
// room for the newest.
#pragma once

#include <array>
#include <cstddef>

#include "layout.hpp"
#include "numbers.hpp"

namespace halfspread {

// Prices by side; 0 for an empty one.
struct TouchPrices {
  TimeNs received_ns = long_ago;
  std::array<Ticks, 2> ticks{};
};

class TouchHistory {
 public:
  void add(const TouchPrices& touch) {
    newest_ = (newest_ + 1) & mask;
    touches_[newest_] = touch;
  }

  // The last one received by then; the oldest kept, when all are later.
  const TouchPrices& at(TimeNs time_ns) const {
    std::size_t index = newest_;
    for (std::size_t older = 1; older < touches_.size() && touches_[index].received_ns > time_ns; ++older)
      index = (index - 1) & mask;
    return touches_[index];
  }

 private:
  static constexpr std::size_t mask = touches_kept_max - 1;
  static_assert((touches_kept_max & mask) == 0, "the ring wraps by its low bits");

  // Before the first touch there was an empty one for ever.
  std::array<TouchPrices, touches_kept_max> touches_{};
  std::size_t newest_ = 0;
};

}  // namespace halfspread
