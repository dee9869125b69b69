// Goal: the matcher, called from C++, does what its rules say where that is native alone: how ids are known, batches
// that lie elsewhere, broken memory. The rules themselves are tested through the port, on both matchers
// (tests/contract/matcher.ts).
#include "matcher.hpp"

#include <cmath>
#include <memory>
#include <vector>

#include "check.hpp"
#include "match-views.hpp"

namespace matcher_tests {

using namespace halfspread;
using namespace halfspread::match;

namespace {

Operation limit(Side side, double id, Ticks price, double size) {
  Operation operation{};
  operation.kind = static_cast<std::uint8_t>(Kind::place);
  operation.side = static_cast<std::uint8_t>(side);
  operation.id = id;
  operation.price_ticks = price;
  operation.size_lots = size;
  return operation;
}

void run(Matcher& matcher, MatcherMemory& memory, std::initializer_list<Operation> operations) {
  memory.state.results_count = memory.state.operations_count = 0;
  for (const Operation& operation : operations)
    memory.operations[static_cast<std::size_t>(memory.state.operations_count++)] = operation;
  EQUAL(matcher.run(), true);
}

}  // namespace

TEST("matcher: ids whose doubles share one half of their bits, up to the last whole one: different orders") {
  const auto memory = std::make_unique<MatcherMemory>();
  const auto matcher = std::make_unique<Matcher>(*memory, 4);
  constexpr double last = 0x1p53 - 1;
  run(*matcher, *memory,
      {limit(Side::bid, 1, 100, 1), limit(Side::bid, 0x1p32 + 1, 100, 2), limit(Side::bid, last, 100, 3)});
  EQUAL(memory->state.orders_count, 3);
  EQUAL(matcher->left_of(last), 3);
  EQUAL(matcher->left_of(0x1p32 + 1), 2);
  for (const double none : {2.0, 0.0, -1.0, 1.5, 0x1p53, std::nan("")}) EQUAL(matcher->left_of(none), 0);
}

TEST("matcher: a row of operations run through: the same book as batch by batch") {
  const auto one = std::make_unique<MatcherMemory>(), two = std::make_unique<MatcherMemory>();
  const auto through = std::make_unique<Matcher>(*one, 500), batched = std::make_unique<Matcher>(*two, 500);
  std::vector<Operation> operations;
  for (std::uint32_t index = 0; index < 300; ++index)
    operations.push_back(limit(index % 2 == 0 ? Side::bid : Side::ask, 1 + index,
                               static_cast<Ticks>(100 + index * 7 % 11), 1 + index % 5));
  std::int64_t reports_count = 0;
  for (const Operation& operation : operations) {
    run(*batched, *two, {operation});
    reports_count += two->state.reports_count;
  }
  EQUAL(through->run_through(operations.data(), 300), reports_count);
  EQUAL(StateHash(through->book()).value(), StateHash(batched->book()).value());
  EQUAL(one->state.orders_count, two->state.orders_count);
}

TEST("matcher: shared memory that speaks of more than there is: a broken rule, and nothing read beyond it") {
  const auto memory = std::make_unique<MatcherMemory>();
  const auto matcher = std::make_unique<Matcher>(*memory, 4);
  memory->state.operations_count = operations_max + 1;
  THROWS(matcher->run());
  memory->state.operations_count = 1;
  memory->state.results_count = 2;
  THROWS(matcher->run());
  EQUAL(read_levels(matcher->book(), Side::bid, levels_max + 1, *memory), 0);
}

TEST("matcher: prices at both ends and a billion apart: matched like any others") {
  const auto memory = std::make_unique<MatcherMemory>();
  const auto matcher = std::make_unique<Matcher>(*memory, 8);
  run(*matcher, *memory,
      {limit(Side::bid, 1, 1, 5), limit(Side::ask, 2, 0x7fff'ffff, 5), limit(Side::bid, 3, 1'000'000'000, 2)});
  EQUAL(memory->state.best_bid_ticks, 1'000'000'000);
  run(*matcher, *memory, {limit(Side::ask, 4, 1, 6)});
  EQUAL(memory->results[0].traded_lots, 6);
  EQUAL(memory->reports[1].price_ticks, 1);
  EQUAL(memory->reports[1].maker_left_lots, 1);
  EQUAL(memory->state.best_bid_lots, 1);
}

}  // namespace matcher_tests
