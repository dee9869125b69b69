// The book of orders: every order of a venue by its id, in its queue, from rows of order events.
// src/domain/order-event.ts has the rules, src/engine/reference-order-book.ts the same book plainly.
//
//   ids -> order <-> order <-> level <-> order ...      one ring a level (match-nodes.hpp)
//   ladder of bids, ladder of asks: rank -> level       (match-ladder.hpp)
//
// It stands on the structures of the matching engine, since it is the same book: only, here the venue says what trades.
#pragma once

#include <array>
#include <cstdint>

#include "assert.hpp"
#include "match-far.hpp"
#include "match-ids.hpp"
#include "match-ladder.hpp"
#include "match-nodes.hpp"
#include "numbers.hpp"
#include "order-book-layout.hpp"

namespace halfspread::orders {

using match::Index;
using match::nil;

enum class Kind : std::uint8_t { add, reduce, remove, execute, hidden_trade, snapshot_order, clear, gap };
enum class State : std::uint8_t { none, valid, gapped };

// A run of rows; their times are nothing to the book.
struct Rows {
  const std::uint64_t* id;
  const Lots* size;
  const Ticks* price;
  const std::uint8_t* flags;
  std::int32_t count;
};

// One order with its place.
struct Place {
  Side side;
  Ticks price_ticks;
  Lots lots;
  Lots ahead_lots;
  std::uint32_t ahead_count;
};

class OrderBook {
 public:
  static constexpr std::uint32_t orders_limit = 1u << 26;

  OrderBook(std::uint32_t orders_max, Shared& shared)
      : orders_max_(orders_max), shared_(shared), nodes_(orders_max), ids_(orders_max), blocks_(orders_max) {
    publish();
  }
  OrderBook(const OrderBook&) = delete;
  OrderBook& operator=(const OrderBook&) = delete;

  void apply(const Rows& rows) {
    for (std::int32_t at = 0; at < rows.count; ++at) {
      if (at + ahead < rows.count) ids_.prefetch(rows.id[at + ahead]);
      const std::uint8_t flags = rows.flags[at];
      const Field refusal =
          apply_row(static_cast<Kind>(flags & kind_mask), side_of(flags), rows.id[at], rows.size[at], rows.price[at]);
      if (refusal != fields_count) ++counts_[refusal];
      if ((flags & last_bit) != 0) end_message();
    }
    counts_[rows_count] += rows.count;
    publish();
  }

  Index level(Side side, Ticks price_ticks) const {
    return price_ticks <= 0 ? nil : ladder(side).at(rank_of(side, price_ticks));
  }

  Lots lots_of(Index level) const { return nodes_[level].shown; }

  Lots level_lots(Side side, Ticks price_ticks) const {
    const Index at = level(side, price_ticks);
    return at == nil ? 0 : lots_of(at);
  }

  // Calls `see(price, level)` for the levels of a side from the best on, while it says true.
  template <typename See>
  void each_level(Side side, See see) const {
    const match::LevelLadder& levels = ladder(side);
    for (Rank rank = levels.best(); rank != no_rank; rank = levels.next(rank))
      if (!see(price_of(side, rank), levels.at(rank))) return;
  }

  // Calls `see(id, lots)` for the orders of a level, the first to trade first.
  template <typename See>
  void each_order(Index level, See see) const {
    for (Index order = nodes_[level].next; order != level; order = nodes_[order].next)
      see(nodes_[order].id, nodes_[order].shown);
  }

  // Where an order stands; whether it does.
  bool find(std::uint64_t id, Place& place) const {
    const Index order = ids_.find(id, nodes_).order;
    if (order == nil) return false;
    const Index level = nodes_[order].place;
    const Side side = static_cast<Side>(nodes_[level].side);
    place = {side, price_of(side, nodes_[level].rank), nodes_[order].shown, 0, 0};
    for (Index other = nodes_[level].next; other != order; other = nodes_[other].next) {
      place.ahead_lots += nodes_[other].shown;
      ++place.ahead_count;
    }
    return true;
  }

  // FNV-1a over words instead of bytes, folded after each so that high bits reach low ones.
  std::uint64_t hash() const {
    std::uint64_t hash = 0xcbf2'9ce4'8422'2325u;
    const auto mix = [&hash](std::uint64_t word) {
      hash = (hash ^ word) * 0x100'0000'01b3u;
      hash ^= hash >> 29;
    };
    for (const Side side : {Side::bid, Side::ask})
      each_level(side, [&](Ticks price, Index level) {
        mix(2 * static_cast<std::uint64_t>(price) + index_of(side));
        each_order(level, [&](std::uint64_t id, Lots lots) {
          mix(id);
          mix(static_cast<std::uint64_t>(lots));
        });
        return true;
      });
    return hash;
  }

 private:
  static constexpr std::uint8_t kind_mask = 7;
  static constexpr std::uint8_t ask_bit = 8;
  static constexpr std::uint8_t last_bit = 16;
  // How many rows before its turn the table's line for an id is fetched.
  static constexpr std::int32_t ahead = 8;
  static constexpr Field applied = fields_count;

  static Side side_of(std::uint8_t flags) { return (flags & ask_bit) != 0 ? Side::ask : Side::bid; }
  static bool is_size(Lots lots) { return lots > 0 && lots < whole_end; }

  bool is_empty(Index level) const { return nodes_[level].next == level; }

  const match::LevelLadder& ladder(Side side) const { return side == Side::bid ? bids_ : asks_; }
  match::LevelLadder& ladder(Side side) { return side == Side::bid ? bids_ : asks_; }

  // What was refused, or `applied`.
  Field apply_row(Kind kind, Side side, std::uint64_t id, Lots lots, Ticks price_ticks) {
    if (kind >= Kind::hidden_trade && kind != Kind::snapshot_order) {
      if (kind != Kind::hidden_trade) whole_book(kind);
      return applied;
    }
    if (state_ != State::valid) return book_not_valid;
    if (id == 0) return bad_id;
    const match::Ids::Seat seat = ids_.find(id, nodes_);
    if (kind == Kind::add || kind == Kind::snapshot_order) return add(seat, side, id, lots, price_ticks);
    if (kind == Kind::remove) {
      if (seat.order == nil) return unknown_id;
      take_off(seat, nodes_[seat.order].shown);
      return applied;
    }
    if (!is_size(lots)) return bad_size;
    if (seat.order == nil) return unknown_id;
    if (lots > nodes_[seat.order].shown) return too_many_lots;
    if (kind == Kind::execute) count_execute(seat.order);
    take_off(seat, lots);
    return applied;
  }

  Field add(match::Ids::Seat seat, Side side, std::uint64_t id, Lots lots, Ticks price_ticks) {
    if (!is_size(lots)) return bad_size;
    if (price_ticks <= 0) return bad_price;
    if (seat.order != nil) return duplicate_id;
    if (orders_ == orders_max_) return book_full;
    const Rank rank = rank_of(side, price_ticks);
    Index level = ladder(side).at(rank);
    if (level == nil) {
      level = make_level(side, rank);
    } else if (nodes_[level].shown + lots >= whole_end) {
      return level_full;
    }
    const Index order = nodes_.take();
    nodes_[order].id = id;
    nodes_[order].shown = lots;
    nodes_[order].place = level;
    nodes_.link(order, level);
    nodes_[level].shown += lots;
    ids_.insert(seat, id, order);
    ++orders_;
    return applied;
  }

  Index make_level(Side side, Rank rank) {
    const Index level = nodes_.take();
    nodes_.make_level(level, index_of(side), rank);
    ladder(side).insert(rank, level);
    ++levels_[index_of(side)];
    return level;
  }

  void take_off(match::Ids::Seat seat, Lots lots) {
    match::Node& order = nodes_[seat.order];
    const Index level = order.place;
    nodes_[level].shown -= lots;
    order.shown -= lots;
    if (order.shown > 0) return;
    nodes_.unlink(seat.order);
    ids_.erase_at(seat.at);
    nodes_.give_back(seat.order);
    --orders_;
    if (is_empty(level)) remove_level(level);
  }

  void remove_level(Index level) {
    check(nodes_[level].shown == 0, "a level without orders shows nothing");
    const Side side = static_cast<Side>(nodes_[level].side);
    ladder(side).erase(nodes_[level].rank);
    nodes_.give_back(level);
    --levels_[index_of(side)];
  }

  void count_execute(Index order) {
    ++counts_[executes_count];
    const Index level = nodes_[order].place;
    if (ladder(static_cast<Side>(nodes_[level].side)).best() != nodes_[level].rank) return;
    ++counts_[executes_at_best_count];
    if (nodes_[level].next == order) ++counts_[executes_at_head_count];
  }

  void whole_book(Kind kind) {
    state_ = kind == Kind::clear ? State::valid : State::gapped;
    if (kind != Kind::clear) return;
    for (const Side side : {Side::bid, Side::ask})
      while (ladder(side).best() != no_rank) empty_level(ladder(side).best_level());
    check(orders_ == 0 && levels_[0] == 0 && levels_[1] == 0, "a cleared book is empty");
  }

  void empty_level(Index level) {
    while (!is_empty(level)) {
      const Index order = nodes_[level].next;
      nodes_[level].shown -= nodes_[order].shown;
      nodes_.unlink(order);
      ids_.erase(nodes_[order].id, order);
      nodes_.give_back(order);
      --orders_;
    }
    remove_level(level);
  }

  void end_message() {
    ++counts_[messages_count];
    if (bids_.best() == no_rank || asks_.best() == no_rank) return;
    if (price_of(Side::bid, bids_.best()) >= price_of(Side::ask, asks_.best())) ++counts_[crossed_count];
  }

  void publish() {
    for (std::size_t field = 0; field < fields_count; ++field) shared_[field] = static_cast<double>(counts_[field]);
    shared_[state] = static_cast<double>(state_);
    shared_[orders_count] = orders_;
    shared_[bid_levels_count] = levels_[0];
    shared_[ask_levels_count] = levels_[1];
  }

  std::uint32_t orders_max_;
  std::uint32_t orders_ = 0;
  State state_ = State::none;
  std::array<std::uint32_t, 2> levels_{};
  std::array<std::int64_t, fields_count> counts_{};
  Shared& shared_;
  match::Nodes nodes_;
  match::Ids ids_;
  match::Blocks blocks_;
  match::LevelLadder bids_{blocks_};
  match::LevelLadder asks_{blocks_};
};

}  // namespace halfspread::orders
