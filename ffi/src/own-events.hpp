// Own events on their way to us: by the time at which we see them, then by the order in which they came to be. Nearly
// all are seen in the order in which they came to be, so that a sorted list costs less than a heap.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "layout.hpp"
#include "numbers.hpp"

namespace halfspread {

// Numbered as in src/domain/own-event.ts.
enum class OwnEventKind : std::uint8_t {
  accepted = 0,
  rejected = 1,
  filled = 2,
  cancelled = 3,
  cancel_rejected = 4,
  unknown = 5,
  expired = 6,
  amended = 7,
  amend_rejected = 8,
};
enum class FillCause : std::uint8_t { print = 0, print_through = 1, quote_through = 2, taker = 3 };
enum class RejectReason : std::uint8_t {
  none = 0,
  would_cross = 1,
  duplicate_order_id = 2,
  orders_max_reached = 3,
  unknown_order = 4,
  size_already_filled = 5,
  no_change = 6,
  self_trade = 7,
};

class OwnEvents {
 public:
  void add(TimeNs seen_ns, const OwnEvent& event) {
    const auto is_earlier = [](TimeNs at_ns, const Waiting& than) { return at_ns < than.seen_ns; };
    if (waiting_.empty() || waiting_.back().seen_ns <= seen_ns)
      waiting_.push_back({seen_ns, event});
    else
      waiting_.insert(std::upper_bound(waiting_.begin(), waiting_.end(), seen_ns, is_earlier), {seen_ns, event});
    earliest_ns_ = waiting_.front().seen_ns;
  }

  // When the next is seen; `never` when there is none.
  TimeNs earliest_ns() const { return earliest_ns_; }

  // Moves those seen by `now_ns` to `out`, at most `count_max`; returns how many.
  int take(TimeNs now_ns, OwnEvent* out, int count_max) {
    int count = 0;
    auto at = waiting_.begin();
    for (; at != waiting_.end() && at->seen_ns <= now_ns && count < count_max; ++at) out[count++] = at->event;
    waiting_.erase(waiting_.begin(), at);
    earliest_ns_ = waiting_.empty() ? never : waiting_.front().seen_ns;
    return count;
  }

 private:
  struct Waiting {
    TimeNs seen_ns;
    OwnEvent event;
  };

  std::vector<Waiting> waiting_;
  TimeNs earliest_ns_ = never;
};

}  // namespace halfspread
