// An own order at the venue, and where it stands among the lots of others at its price (rules, sections 4 and 6).
#pragma once

#include <algorithm>
#include <array>

#include "layout.hpp"
#include "numbers.hpp"

namespace halfspread {

// How far a depth event moved an order, over depth times later than `after_ns` and up to `until_ns`.
struct QueueMove {
  TimeNs after_ns;
  TimeNs until_ns;
  // What prints have not yet accounted for.
  Lots lots;
};

// The moves an order remembers, oldest first. A late print must not move the order again for what they moved.
class QueueMoves {
 public:
  QueueMoves() = default;
  QueueMoves(const QueueMoves& other) { *this = other; }
  // Orders are copied often, and nearly always without moves.
  QueueMoves& operator=(const QueueMoves& other) {
    count_ = other.count_;
    lost_ns_ = other.lost_ns_;
    std::copy_n(other.moves_.begin(), count_, moves_.begin());
    return *this;
  }

  void add(const QueueMove& move) {
    if (count_ == moves_.size()) {
      lost_ns_ = std::max(lost_ns_, moves_[0].until_ns);
      std::copy(moves_.begin() + 1, moves_.end(), moves_.begin());
      --count_;
    }
    moves_[count_++] = move;
  }

  // Lots of a print of `lots` at `venue_ns` that depth events have moved already; they are then accounted for.
  Lots account_for(TimeNs venue_ns, Lots lots) {
    if (venue_ns <= lost_ns_) return lots;
    for (std::size_t i = 0; i < count_; ++i) {
      if (venue_ns <= moves_[i].after_ns || venue_ns > moves_[i].until_ns) continue;
      const Lots moved = std::min(lots, moves_[i].lots);
      moves_[i].lots -= moved;
      return moved;
    }
    return 0;
  }

  void clear() { count_ = 0; }
  // As if it had never moved.
  void reset() {
    count_ = 0;
    lost_ns_ = long_ago;
  }

 private:
  std::array<QueueMove, queue_moves_max> moves_;
  std::size_t count_ = 0;
  // End of the latest move forgotten for want of room: earlier prints are taken to be part of it.
  TimeNs lost_ns_ = long_ago;
};

// Where an order stands in the queue at its price.
struct QueuePosition {
  // Lots of others in front of it.
  Lots ahead = 0;
  // The depth time at which `ahead` was read from the level.
  TimeNs book_ns = long_ago;
  bool has_seen_newer_depth = false;
  // Whether a fill has reached it here: then nothing was ahead of it, whatever older news say.
  bool is_filled_into = false;
  QueueMoves moves;

  // Takes a place, behind no lots as yet.
  void start(TimeNs depth_ns) {
    ahead = 0;
    book_ns = depth_ns;
    has_seen_newer_depth = false;
    is_filled_into = false;
    moves.reset();
  }

  // The level is read anew: what moved the order before is part of it.
  void read_again(Lots lots_ahead, TimeNs read_ns) {
    ahead = lots_ahead;
    book_ns = read_ns;
    moves.clear();
  }
};

// Numbered as `orderType` of src/domain/order-type.ts.
enum class OrderType : std::uint8_t { limit = 0, post_only = 1, ioc = 2, fok = 3, market = 4 };

struct OwnOrder {
  std::int64_t order_id = 0;
  OrderType type = OrderType::limit;
  Side side = Side::bid;
  // 0 of a market order.
  Ticks price_ticks = 0;
  Rank rank = 0;
  Lots size = 0;
  Lots filled = 0;
  // What it shows at most: more than any size, unless it is an iceberg.
  Lots peak = whole_end;
  // What it shows now, of what remains.
  Lots slice = 0;
  // When it reached the venue, or an amend did by which it entered afresh: A of the rules.
  TimeNs entered_ns = 0;
  // When it took its place in the queue: T of the rules, and later than A for a later slice of an iceberg.
  TimeNs arrival_ns = 0;
  // Of its answer and its fills.
  TimeNs response_latency_ns = 0;
  // No later event of this order is seen before this.
  TimeNs seen_ns = long_ago;
  // Whether we have been told that it lives, and that it lives no more.
  bool is_answered = false;
  bool has_ended = false;
  QueuePosition queue;

  Lots remaining() const { return size - filled; }
  bool may_rest() const { return type == OrderType::limit || type == OrderType::post_only; }
  // Of an iceberg whose slice is gone: it waits for its next one.
  bool is_hidden() const { return slice == 0 && remaining() > 0; }

  // Shows as much as it may.
  void show() { slice = std::min(peak, remaining()); }

  // The first rank of the other side that it does not reach, the ranks being those of the other side.
  Rank reach_end() const { return type == OrderType::market ? no_rank : rank_of(opposite(side), price_ticks) + 1; }
};

}  // namespace halfspread
