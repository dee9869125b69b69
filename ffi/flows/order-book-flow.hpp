// A long random stream of order events through the C ABI of the book of orders, mostly with as many as it may hold.
#pragma once

#include <algorithm>
#include <array>
#include <memory>

#include "allocations.hpp"
#include "flow.hpp"

namespace flows {

class OrderBookFlow {
 public:
  // Prints one line of what came of it.
  void play() {
    const std::uint64_t before = allocations_count;
    book_ = order_book_create(orders_max, shared_.get());
    law(book_ != nullptr && allocations_count > before, "a book is made, and allocations are counted");
    const std::uint64_t started = allocations_count;
    while (rows_ < rows_wanted) play_rows();
    const std::uint64_t allocated = allocations_count - started;
    const auto first_refusal = shared_->begin() + halfspread::orders::book_not_valid;
    law(std::find(first_refusal, shared_->end(), 0.0) == shared_->end(), "every refusal occurs");
    for (const double count : *shared_) seen_.add(count);
    std::printf("order book: %u rows, seen %016llx, allocated %llu times\n", rows_, wide(seen_.value()),
                wide(allocated));
    order_book_destroy(book_);
  }

 private:
  using Kind = halfspread::orders::Kind;

  static constexpr std::int32_t orders_max = 8192;
  static constexpr std::uint32_t rows_wanted = 200'000;
  static constexpr std::size_t batch_rows = 500;
  static constexpr std::int32_t room = 50;

  struct Row {
    Kind kind;
    std::uint64_t id;
    std::int64_t lots;
    std::int32_t price_ticks;
  };

  void play_rows() {
    for (std::size_t row = 0; row < batch_rows; ++row) {
      const auto [kind, id, lots, price_ticks] = draw();
      id_[row] = id;
      lots_[row] = lots;
      price_[row] = price_ticks;
      flags_[row] = static_cast<std::uint8_t>(static_cast<unsigned>(kind) | draws_.below(4) << 3);
    }
    const auto count = static_cast<std::int32_t>(batch_rows);
    const auto code = order_book_apply(book_, id_.data(), lots_.data(), price_.data(), flags_.data(), count);
    law(code == 0, "the book's own rules hold");
    look();
  }

  Row draw() {
    if (rows_++ % 30'000 == 10) return {Kind::clear, 0, 0, 0};
    if (rows_ % 20'000 == 0) leap();
    if (draws_.chance(60'000)) return {draws_.pick({Kind::clear, Kind::gap}), 0, 0, 0};
    const std::uint64_t draw = draws_.below(100);
    if (draw < 60) return add(draws_.within(1, 50));
    if (draw < 76) return {Kind::remove, recent_id(), 0, 0};
    if (draw < 84) return {Kind::reduce, recent_id(), draws_.within(1, 30), 0};
    if (draw < 94) return {Kind::execute, recent_id(), draws_.within(1, 30), 0};
    if (draw < 96) return {Kind::hidden_trade, 0, draws_.within(1, 30), centre_ticks_};
    return odd();
  }

  Row add(std::int64_t lots) {
    const Kind kind = draws_.chance(20) ? Kind::snapshot_order : Kind::add;
    const std::int64_t price_ticks = centre_ticks_ + draws_.within(-spread_ticks_, spread_ticks_);
    return {kind, id_of(added_++), lots, static_cast<std::int32_t>(price_ticks)};
  }

  Row odd() {
    Row row = add(1);
    const std::int64_t lots = draws_.pick<std::int64_t>({0, -1, std::int64_t{1} << 53, std::int64_t{1} << 62});
    switch (draws_.below(5)) {
      case 0: row.id = draws_.chance(2) ? 0 : recent_id(); break;
      case 1: row.lots = lots; break;
      case 2: row.price_ticks = draws_.pick({0, -1, -0x7fff'ffff - 1}); break;
      case 3: row.price_ticks = 1, row.lots = std::int64_t{1} << 52; break;
      default: row.kind = Kind::execute, row.id = recent_id(), row.lots = lots;
    }
    return row;
  }

  void leap() {
    spread_ticks_ = draws_.pick({6, 400, 90'000, 0x1fff'ffff});
    centre_ticks_ = static_cast<std::int32_t>(draws_.within(spread_ticks_ + 1, 0x7fff'fffe - spread_ticks_));
  }

  // Ids of all 64 bits, no two alike.
  static std::uint64_t id_of(std::uint64_t index) { return (index + 1) * 0x9e37'79b9'7f4a'7c15u; }
  std::uint64_t recent_id() { return id_of(added_ - 1 - std::min(added_ - 1, draws_.below(2 * orders_max))); }

  void look() {
    seen_.add(hash());
    for (const int side : {0, 1}) {
      const auto levels = static_cast<std::size_t>(
          order_book_levels(book_, side, prices_.data(), level_lots_.data(), counts_.data(), room));
      for (std::size_t level = 0; level < levels; ++level)
        for (const double number : {prices_[level], level_lots_[level], counts_[level]}) seen_.add(number);
    }
    const std::uint64_t id = recent_id();
    if (order_book_order(book_, &id, place_.data()) == 1)
      for (const double number : place_) seen_.add(number);
  }

  std::uint64_t hash() const {
    std::uint64_t value = 0;
    order_book_hash(book_, &value);
    return value;
  }

  std::unique_ptr<halfspread::orders::Shared> shared_ = std::make_unique<halfspread::orders::Shared>();
  OrderBook* book_ = nullptr;
  Draws draws_{2027};
  Hash seen_;
  std::int32_t centre_ticks_ = 1'000'000;
  std::int32_t spread_ticks_ = 100;
  std::uint64_t added_ = 1;
  std::uint32_t rows_ = 0;
  std::array<std::uint64_t, batch_rows> id_{};
  std::array<std::int64_t, batch_rows> lots_{};
  std::array<std::int32_t, batch_rows> price_{};
  std::array<std::uint8_t, batch_rows> flags_{};
  std::array<double, room> prices_{}, level_lots_{}, counts_{};
  std::array<double, 5> place_{};
};

}  // namespace flows
