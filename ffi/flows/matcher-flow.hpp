// A long random flow through the matcher's C ABI, mostly with as many orders alive as there may be.
//
// Makers gather around a price that walks and leaps, near and a billion ticks apart, among them icebergs; takers of
// every type and prevention, sweeps with more reports than a call has room for, amends, cancels, and numbers that no
// order may have.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include "allocations.hpp"
#include "flow.hpp"

namespace flows {

class MatcherFlow {
 public:
  // Prints one line of what came of it.
  void play() {
    const std::uint64_t before = allocations_count;
    handle_ = static_cast<MatcherHandle*>(matcher_create(memory_.get(), orders_max));
    law(handle_ != nullptr && allocations_count > before, "a matcher is made, and allocations are counted");
    const std::uint64_t started = allocations_count;
    while (operations_ < operations_wanted) play_batch();
    const std::uint64_t allocated = allocations_count - started;
    law(fullest_ == orders_max && pauses_ > 0, "the book is full at times, and reports are");
    law(std::find(refusals_.begin() + 1, refusals_.end(), 0u) == refusals_.end(), "every refusal occurs");
    law(std::find(outcomes_.begin(), outcomes_.end(), 0u) == outcomes_.end(), "every outcome occurs");
    std::printf("matcher: %u operations, %llu reports, %u pauses, answers %016llx, book %08x, allocated %llu times\n",
                operations_, wide(reports_), pauses_, wide(answers_.value()), matcher_state_hash(handle_),
                wide(allocated));
    matcher_destroy(handle_);
  }

 private:
  using Operation = halfspread::match::Operation;
  using Kind = halfspread::match::Kind;
  using Type = halfspread::match::Type;

  static constexpr std::int32_t orders_max = 8192;
  static constexpr std::uint32_t operations_wanted = 200'000;
  static constexpr double first_id = 0x1p40;
  static constexpr std::int64_t last_ticks = 0x7fff'fffe;

  struct Rested {
    double id;
    double left_lots;
    std::int32_t price_ticks;
  };

  void play_batch() {
    halfspread::match::MatcherState& state = memory_->state;
    state.results_count = 0;
    state.operations_count = static_cast<std::int32_t>(draws_.within(1, halfspread::match::operations_max));
    for (std::int32_t index = 0; index < state.operations_count; ++index) memory_->operations[at(index)] = draw();
    for (std::int32_t code = 0; code != 1; pauses_ += code == 0) {
      code = matcher_run(handle_);
      law(code >= 0, "the matcher's own rules hold");
      add_reports();
    }
    for (std::int32_t index = 0; index < state.operations_count; ++index)
      add_result(memory_->operations[at(index)], memory_->results[at(index)]);
    fullest_ = std::max(fullest_, state.orders_count);
    for (const int side : {0, 1}) add_levels(side);
  }

  static std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

  Operation draw() {
    if (operations_++ % 20'000 == 0) leap();
    centre_ticks_ = std::clamp(centre_ticks_ + draws_.within(-1, 1), spread_ticks_ + 1, last_ticks - spread_ticks_);
    const std::uint64_t draw = draws_.below(100);
    if (draws_.chance(15'000)) return sweep();
    if (draw < 55) return maker();
    if (draw < 70) return {0, 0, recent().id, 0, 0, code(Kind::cancel), 0, 0, 0, 0};
    if (draw < 85) return amend();
    if (draw < 96) return taker();
    if (draw < 97) return giant();
    if (draw < 98 && draws_.chance(10))
      return {0, 0, 0, static_cast<std::uint32_t>(draws_.below(4)), 0, code(Kind::cancel_all), 0, 0, 0, 0};
    return odd();
  }

  // Now and then the market is elsewhere, and wider or narrower.
  void leap() {
    spread_ticks_ = draws_.pick<std::int64_t>({6, 400, 90'000, 0x1fff'ffff});
    centre_ticks_ = draws_.within(spread_ticks_ + 1, last_ticks - spread_ticks_);
  }

  Operation maker() {
    const auto side = static_cast<std::uint8_t>(draws_.below(2));
    const std::int64_t away_ticks = draws_.within(0, spread_ticks_) * (side == 0 ? -1 : 1);
    const std::int64_t lots = draws_.within(1, 50);
    const Type type = draws_.pick({Type::limit, Type::limit, Type::post_only});
    Operation operation = place(type, side, centre_ticks_ + away_ticks, static_cast<double>(lots));
    if (draws_.chance(8)) operation.shown_lots = static_cast<double>(draws_.within(1, lots));
    return operation;
  }

  Operation taker() {
    const auto type = static_cast<Type>(draws_.below(5));
    const auto side = static_cast<std::uint8_t>(draws_.below(2));
    const std::int64_t price_ticks = centre_ticks_ + draws_.within(-spread_ticks_, spread_ticks_);
    return place(type, side, price_ticks, static_cast<double>(draws_.within(1, 100)));
  }

  Operation sweep() { return place(Type::market, static_cast<std::uint8_t>(draws_.below(2)), 0, 1e6); }

  // So much at the very end of the prices that one level cannot hold it twice.
  Operation giant() { return place(Type::limit, 0, 1, 0x1p52); }

  Operation place(Type type, std::uint8_t side, std::int64_t price_ticks, double size_lots) {
    const auto owner = static_cast<std::uint32_t>(draws_.below(200));
    const auto prevention = static_cast<std::uint8_t>(draws_.below(5));
    return {size_lots, 0, first_id + placed_++, owner, static_cast<std::int32_t>(price_ticks),
            code(Kind::place), code(type), side, prevention, 0};
  }

  // Of an order that rested lately: elsewhere, or where it is, mostly with another size.
  Operation amend() {
    const Rested order = recent();
    const std::int64_t elsewhere_ticks = centre_ticks_ + draws_.within(-spread_ticks_, spread_ticks_);
    const auto price_ticks = draws_.chance(2) ? order.price_ticks : static_cast<std::int32_t>(elsewhere_ticks);
    const double size_lots = draws_.chance(8) ? order.left_lots : static_cast<double>(draws_.within(1, 50));
    const Type type = draws_.pick({Type::limit, Type::post_only});
    const auto prevention = static_cast<std::uint8_t>(draws_.below(5));
    return {size_lots, 0, order.id, 0, price_ticks, code(Kind::amend), code(type), 0, prevention, 0};
  }

  // An operation with a number that it may not have, or with the id of an order that may be alive.
  Operation odd() {
    Operation operation = draws_.chance(3) ? amend() : maker();
    const double number = draws_.pick({0.0, -0.0, -1.0, 0.5, 0x1p53, 1e300, std::nan(""), HUGE_VAL});
    switch (draws_.below(7)) {
      case 0: operation.id = number; break;
      case 1: operation.id = recent().id; break;
      case 2: operation.size_lots = number; break;
      case 3: operation.shown_lots = number == 0 ? 60 : number; break;
      case 4: operation.price_ticks = draws_.pick({0, -1, -0x7fff'ffff - 1}); break;
      case 5: operation.type = 255; break;
      default: operation.kind = 4;
    }
    return operation;
  }

  // One of the orders that last came to rest; many of them are there still.
  Rested recent() { return rested_[draws_.below(rested_.size())]; }

  template <typename Code>
  static std::uint8_t code(Code value) {
    return static_cast<std::uint8_t>(value);
  }

  void add_reports() {
    const std::int32_t count = memory_->state.reports_count;
    reports_ += static_cast<std::uint64_t>(count);
    for (std::int32_t index = 0; index < count; ++index) {
      const halfspread::match::Report& report = memory_->reports[at(index)];
      for (const double lots : {report.lots, report.maker_left_lots, report.level_lots}) answers_.add(lots);
      for (const double id : {report.taker_id, report.maker_id}) answers_.add(id);
      answers_.add(std::uint64_t{report.taker_owner} << 32 | report.maker_owner);
      answers_.add(std::uint64_t{report.operation_index} << 48 | std::uint64_t{report.kind} << 40 |
                   std::uint64_t{report.side} << 32 | static_cast<std::uint32_t>(report.price_ticks));
    }
  }

  void add_result(const Operation& operation, const halfspread::match::Result& result) {
    if (result.outcome == code(halfspread::match::Outcome::rested))
      rested_[rested_count_++ % rested_.size()] = {operation.id, result.left_lots, result.price_ticks};
    ++outcomes_[result.outcome];
    ++refusals_[result.refusal];
    for (const double number : {result.traded_lots, result.left_lots, result.level_lots}) answers_.add(number);
    answers_.add(std::uint64_t{result.outcome} << 48 | std::uint64_t{result.refusal} << 40 |
                 std::uint64_t{result.side} << 32 | static_cast<std::uint32_t>(result.price_ticks));
  }

  void add_levels(int side) {
    const std::int32_t count = matcher_read_levels(handle_, side, 20);
    for (std::int32_t index = 0; index < count; ++index) {
      answers_.add(memory_->levels[at(index)].lots);
      answers_.add(static_cast<std::uint64_t>(memory_->levels[at(index)].price_ticks));
    }
  }

  std::unique_ptr<halfspread::match::MatcherMemory> memory_ = std::make_unique<halfspread::match::MatcherMemory>();
  MatcherHandle* handle_ = nullptr;
  Draws draws_{2026};
  Hash answers_;
  std::int64_t centre_ticks_ = 0;
  std::int64_t spread_ticks_ = 0;
  double placed_ = 0;
  std::array<Rested, orders_max> rested_{};
  std::size_t rested_count_ = 0;
  std::uint32_t operations_ = 0;
  std::uint64_t reports_ = 0;
  std::uint32_t pauses_ = 0;
  std::int32_t fullest_ = 0;
  std::array<std::uint32_t, 13> refusals_{};
  std::array<std::uint32_t, 7> outcomes_{};
};

}  // namespace flows
