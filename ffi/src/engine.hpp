// The engine: several markets as one sequence (rules, section 2).
//
// A market runs on for as long as what it does comes before the earliest of all the others, which stand in a heap; one
// market alone has nothing to be compared with.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <vector>

#include "assert.hpp"
#include "engine-market.hpp"
#include "layout.hpp"

namespace halfspread {

class Engine {
 public:
  // What `run` returns is this many times the index of the market, and the stop's bits; negated for an error.
  static constexpr std::int32_t answers_of_market = 256;

  // As many memories as markets, one behind the other; they outlive the engine.
  Engine(EngineMemory* memories, std::int32_t markets_count) {
    check(markets_count >= 1 && markets_count <= markets_max, "an engine has markets, and not too many");
    for (std::int32_t i = 0; i < markets_count; ++i) markets_.push_back(std::make_unique<EngineMarket>(memories[i], i));
    dues_.reserve(markets_.size());
  }

  void push(std::int32_t market, const Rows& rows) { at(market).push(rows); }
  void end(std::int32_t market) { at(market).end(); }

  // Runs to the next stop. Returns its market and bits, or its market and the `RowError` of that market's next row,
  // negated.
  std::int32_t run(TimeNs horizon_ns) {
    begin();
    for (Due limit = limit_of(horizon_ns);;) {
      const Due first = take_first();
      if (first >= limit) return rows_used(first);
      EngineMarket& market = at(first.market);
      const std::int32_t result = market.run_until(dues_.empty() ? limit : std::min(limit, dues_.front()), now_ns_);
      now_ns_ = market.now_ns();
      if (result != 0) return stop_at(first.market, result);
      if (!market.has_rows()) limit = limit_of(horizon_ns);
      add(market.due());
    }
  }

  // At the latest `rows_used`: when the next thing happens that is not kept waiting by rows; `never` for none.
  TimeNs next_ns() const { return next_ns_; }

 private:
  EngineMarket& at(std::int32_t market) {
    check(market >= 0 && static_cast<std::size_t>(market) < markets_.size(), "a market is one of the engine's");
    return *markets_[static_cast<std::size_t>(market)];
  }

  void begin() {
    dues_.clear();
    for (const auto& market : markets_) {
      market->begin(now_ns_);
      add(market->due());
    }
  }

  // In the middle of a message of any market.
  bool is_cut() const {
    return std::any_of(markets_.begin(), markets_.end(),
                       [](const auto& market) { return market->is_waiting() && market->is_in_message(); });
  }

  // Before what things may happen: without limit while rows are left and no market waits for more.
  Due limit_of(TimeNs horizon_ns) const {
    if (is_cut()) return Due::start_of(long_ago);
    bool has_rows = false;
    bool is_waiting = false;
    for (const auto& market : markets_) {
      has_rows |= market->has_rows();
      is_waiting |= market->is_waiting();
    }
    return Due::start_of(has_rows && !is_waiting ? never : horizon_ns);
  }

  // The first market that waits for rows, or the first of all.
  std::int32_t first_waiting() const {
    const auto is_waiting = [](const auto& market) { return market->is_waiting(); };
    const auto at = std::find_if(markets_.begin(), markets_.end(), is_waiting);
    return at == markets_.end() ? 0 : static_cast<std::int32_t>(at - markets_.begin());
  }

  void add(const Due& due) {
    dues_.push_back(due);
    std::push_heap(dues_.begin(), dues_.end(), std::greater<>{});
  }

  Due take_first() {
    std::pop_heap(dues_.begin(), dues_.end(), std::greater<>{});
    const Due first = dues_.back();
    dues_.pop_back();
    return first;
  }

  std::int32_t rows_used(const Due& next) {
    next_ns_ = is_cut() ? never : next.at_ns;
    if (std::none_of(markets_.begin(), markets_.end(), [](const auto& market) { return market->is_waiting(); }))
      for (const auto& market : markets_) market->publish(now_ns_);
    return stop_at(first_waiting(), Stop::rows_used);
  }

  std::int32_t stop_at(std::int32_t market, std::int32_t result) {
    at(market).publish(now_ns_);
    const std::int32_t answer = market * answers_of_market;
    return result < 0 ? result - answer : result + answer;
  }

  std::vector<std::unique_ptr<EngineMarket>> markets_;
  // What is due in each market, the first of all in front: a heap.
  std::vector<Due> dues_;
  // When the latest thing happened.
  TimeNs now_ns_ = 0;
  TimeNs next_ns_ = never;
};

}  // namespace halfspread
