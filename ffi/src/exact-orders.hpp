// The venue's orders by id, for exact queues: which rest where, with how many lots, and since when (rules, section 6).
//
// Open addressing with linear probing, at most half full; an erase shifts back what was pushed past the hole, so that
// there are no tombstones. Only a model that is exact sets a table aside, and only the deepest book met decides its
// size.
#pragma once

#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

#include "numbers.hpp"

namespace halfspread {

struct ExactOrder {
  // Never 0, which stands for nobody.
  std::uint64_t id = 0;
  // Venue time at which it joined its queue; `long_ago` when a snapshot told of it.
  TimeNs joined_ns = 0;
  Lots lots = 0;
  Rank rank = 0;
  Side side = Side::bid;
};

class ExactOrders {
 public:
  // The order of an id, or nothing. Good until the next `add` or `remove`.
  ExactOrder* find(std::uint64_t id) {
    if (seats_.empty()) return nullptr;
    ExactOrder& seat = seats_[seat_of(id)];
    return seat.id == id ? &seat : nullptr;
  }

  // Adds an order whose id is not here.
  void add(const ExactOrder& order) {
    if (2 * (count_ + 1) > seats_.size()) grow();
    seats_[seat_of(order.id)] = order;
    ++count_;
  }

  void remove(const ExactOrder* order) {
    auto hole = static_cast<std::size_t>(order - seats_.data());
    for (std::size_t at = next(hole); seats_[at].id != 0; at = next(at)) {
      const std::size_t from_home = (at - home_of(seats_[at].id)) & mask();
      if (from_home < ((at - hole) & mask())) continue;
      seats_[hole] = seats_[at];
      hole = at;
    }
    seats_[hole] = {};
    --count_;
  }

  void clear() {
    if (count_ == 0) return;
    seats_.assign(seats_.size(), ExactOrder{});
    count_ = 0;
  }

 private:
  static constexpr std::size_t seats_min = 1024;

  std::size_t mask() const { return seats_.size() - 1; }
  std::size_t next(std::size_t at) const { return (at + 1) & mask(); }

  // Fibonacci hashing (Knuth, The Art of Computer Programming 6.4): ids that count up spread evenly.
  std::size_t home_of(std::uint64_t id) const {
    return static_cast<std::size_t>(id * 0x9e37'79b9'7f4a'7c15u >> (64 - std::bit_width(mask())));
  }

  // Where an id is, or would go.
  std::size_t seat_of(std::uint64_t id) const {
    std::size_t at = home_of(id);
    while (seats_[at].id != 0 && seats_[at].id != id) at = next(at);
    return at;
  }

  void grow() {
    std::vector<ExactOrder> seats(seats_.empty() ? seats_min : 2 * seats_.size());
    std::swap(seats, seats_);
    for (const ExactOrder& order : seats)
      if (order.id != 0) seats_[seat_of(order.id)] = order;
  }

  std::vector<ExactOrder> seats_;
  std::size_t count_ = 0;
};

}  // namespace halfspread
