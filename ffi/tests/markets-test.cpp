// Goal: several markets are one sequence (rules, section 2).
// Method: two markets with a few rows each, times in single nanoseconds; the order of their stops tells the order of
// all.
#include <array>

#include "check.hpp"
#include "engine.hpp"
#include "rig.hpp"

namespace markets_tests {

using namespace rig;

namespace {

// Each market decides on every trade; a stop is that of market 0 or 1.
class Pair {
 public:
  Pair() : memories_(std::make_unique<std::array<EngineMemory, 2>>()) {
    for (EngineMemory& memory : *memories_) {
      memory.config = plain_config();
      memory.config.decide_on = Change::trade;
      memory.state.deadline_ns = std::numeric_limits<double>::infinity();
      memory.state.told_ns = std::numeric_limits<double>::infinity();
    }
    engine = std::make_unique<Engine>(memories_->data(), 2);
  }

  std::unique_ptr<Engine> engine;

  const EngineState& state(std::size_t market) const { return (*memories_)[market].state; }
  void tell(std::size_t market, double at_ns) { (*memories_)[market].state.told_ns = at_ns; }
  void set_deadline(std::size_t market, double at_ns) { (*memories_)[market].state.deadline_ns = at_ns; }

  // Trades received at these times, each its own message.
  void push(std::size_t market, const std::vector<std::int64_t>& times) {
    Columns& columns = columns_[market];
    columns = {times, std::vector<std::int64_t>(times.size(), 1), std::vector<std::int32_t>(times.size(), 100),
               std::vector<std::uint8_t>(times.size(), static_cast<std::uint8_t>(RowKind::trade) | Rows::is_last)};
    engine->push(static_cast<std::int32_t>(market), {columns.times.data(), columns.times.data(), columns.size.data(),
                                                     columns.price.data(), columns.flags.data(), nullptr,
                                                     static_cast<std::int32_t>(times.size()), 0, 0});
  }

 private:
  struct Columns {
    std::vector<std::int64_t> times, size;
    std::vector<std::int32_t> price;
    std::vector<std::uint8_t> flags;
  };

  std::unique_ptr<std::array<EngineMemory, 2>> memories_;
  std::array<Columns, 2> columns_;
};

constexpr std::int32_t second = Engine::answers_of_market;

}  // namespace

TEST("markets: rows in turns: the earliest first, messages of one time before stops of it, then the smaller index") {
  Pair pair;
  pair.push(0, {10, 30, 40});
  pair.push(1, {20, 30, 50});
  for (const std::int32_t expected : {int{Stop::decision}, second + Stop::decision, int{Stop::decision},
                                      second + Stop::decision, int{Stop::decision}})
    EQUAL(pair.engine->run(50), expected);
  EQUAL(pair.state(0).now_ns, 40);
  EQUAL(pair.state(1).messages_count, 2);
  EQUAL(pair.engine->run(50), Stop::rows_used);
}

TEST("markets: one waits: the others go on to the horizon, and the first that waits is named") {
  Pair pair;
  pair.push(1, {20, 30});
  EQUAL(pair.engine->run(30), second + Stop::decision);
  EQUAL(pair.engine->run(30), Stop::rows_used);
  pair.engine->end(0);
  EQUAL(pair.engine->run(30), second + Stop::rows_used);
  EQUAL(pair.engine->run(31), second + Stop::decision);
}

TEST("markets: none waits and rows are used up: what is due happens before the horizon, then all are told of the end") {
  Pair pair;
  pair.push(0, {10});
  pair.engine->end(1);
  pair.set_deadline(1, 25);
  EQUAL(pair.engine->run(11), Stop::decision);
  EQUAL(pair.engine->run(11), Stop::rows_used);
  pair.engine->end(0);
  EQUAL(pair.engine->run(25), Stop::rows_used);
  EQUAL(pair.state(1).now_ns, 10);
  EQUAL(pair.engine->run(26), second + Stop::timer);
}

TEST("markets: one is told: the stop is of that market; what is next is the earliest of all") {
  Pair pair;
  pair.push(0, {10, 40});
  pair.tell(0, 30);
  pair.tell(1, 20);
  EQUAL(pair.engine->run(11), Stop::decision);
  EQUAL(pair.engine->run(11), second + Stop::rows_used);
  EQUAL(pair.engine->next_ns(), 20);
  EQUAL(pair.engine->run(31), second + Stop::own_events);
  EQUAL(pair.engine->run(31), int{Stop::own_events});
  EQUAL(pair.engine->run(31), second + Stop::rows_used);
  EQUAL(pair.engine->next_ns(), 40);
}

TEST("markets: rows that break the rules: the run stops at their market") {
  Pair pair;
  pair.push(0, {10});
  pair.push(1, {20, 15});
  EQUAL(pair.engine->run(11), Stop::decision);
  pair.engine->end(0);
  EQUAL(pair.engine->run(0), -(second + 1));
}

TEST("markets: an end that comes twice, or before the rows are used up, or rows after it: a bug") {
  Pair pair;
  pair.push(0, {10});
  THROWS(pair.engine->end(0));
  pair.engine->end(1);
  THROWS(pair.engine->end(1));
  THROWS(pair.push(1, {20}));
  THROWS(pair.engine->end(2));
}

}  // namespace markets_tests
