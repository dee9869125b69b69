// Goal: queues from rows that name the venue's orders, and the table behind them (rules, section 6, exact queues).
// Method: small cases worked by hand; the table beside a std::map, over random changes.
#include <map>
#include <random>

#include "check.hpp"
#include "exact-orders.hpp"
#include "rig.hpp"

namespace exact_tests {

using namespace rig;

namespace {

// Orders 11 (6 lots) and 12 (4 lots) bid at 100, order 13 offers 8 at 105; an own bid of 5 at 100 that arrived at
// 1,020.
Rig behind_two() {
  EngineConfig config = plain_config();
  config.queue_family = static_cast<std::int32_t>(QueueFamily::exact);
  Rig rig(config);
  rig.row(RowKind::clear, {1'000, 1'001}, bid(0, 0), 0);
  rig.row(RowKind::snapshot_level, {1'000, 1'001}, bid(100, 6), 0, 11);
  rig.row(RowKind::snapshot_level, {1'000, 1'001}, bid(100, 10), 0, 12);
  rig.row(RowKind::snapshot_level, {1'000, 1'001}, ask(105, 8), Rows::is_last, 13);
  rig.flush();
  rig.stop_at(1'010);
  rig.place(1, bid(100, 5));
  return rig;
}

std::int32_t row(Rig& rig, RowKind kind, Times times, Line level, std::uint64_t order_id) {
  rig.row(kind, times, level, Rows::is_last, order_id);
  return rig.flush();
}

}  // namespace

TEST("exact: orders ahead and behind leave: only those ahead move the queue") {
  Rig rig = behind_two();
  row(rig, RowKind::depth, {1'021, 1'030}, bid(100, 13), 14);
  row(rig, RowKind::depth, {1'031, 1'032}, bid(100, 11), 14);
  row(rig, RowKind::depth, {1'033, 1'034}, bid(100, 5), 11);
  row(rig, RowKind::trade, {1'040, 1'041}, ask(100, 1), 14);
  rig.run(1'100);
  EQUAL(rig.events[0].queue_ahead_lots, 10);
  EQUAL(rig.last().queue_ahead_lots, 4);
  EQUAL(rig.last().lots, 1);
}

TEST("exact: a trade of an order ahead, of a hidden one with lots ahead, and of one behind: only the last fills") {
  Rig rig = behind_two();
  row(rig, RowKind::depth, {1'021, 1'030}, bid(100, 13), 14);
  row(rig, RowKind::trade, {1'040, 1'041}, ask(100, 6), 11);
  row(rig, RowKind::trade, {1'041, 1'042}, ask(100, 9), 0);
  rig.run(1'100);
  EQUAL(rig.events.size(), 1u);
  row(rig, RowKind::trade, {1'101, 1'102}, ask(100, 3), 14);
  rig.run(1'200);
  EQUAL(rig.filled(1, FillCause::print), 3);
}

TEST("exact: rows that name nobody, one who rests already, or one who is not there: refused, each with its code") {
  const auto code = [](RowKind kind, Line level, std::uint64_t order_id) {
    Rig rig = behind_two();
    return row(rig, kind, {1'021, 1'030}, level, order_id);
  };
  EQUAL(code(RowKind::depth, bid(100, 11), 0), -10);
  EQUAL(code(RowKind::depth, bid(100, 10), 0), Stop::rows_used);
  EQUAL(code(RowKind::depth, bid(100, 11), 12), -11);
  EQUAL(code(RowKind::depth, bid(100, 9), 14), -12);
  EQUAL(code(RowKind::depth, bid(100, 5), 12), -12);
  EQUAL(code(RowKind::depth, bid(100, 6), 12), Stop::rows_used);
  EQUAL(code(RowKind::depth, ask(105, 7), 12), -12);
  EQUAL(code(RowKind::trade, ask(100, 7), 11), -12);
  EQUAL(code(RowKind::trade, ask(100, 6), 11), Stop::rows_used);
  EQUAL(code(RowKind::trade, ask(100, 6), 0), Stop::rows_used);
}

TEST("exact: after a gap: nobody is known, trades name whom they like, and a snapshot begins anew") {
  Rig rig = behind_two();
  row(rig, RowKind::gap, {1'021, 1'030}, bid(0, 0), 0);
  EQUAL(row(rig, RowKind::trade, {1'031, 1'032}, ask(100, 9), 99), Stop::rows_used);
  rig.row(RowKind::clear, {1'033, 1'034}, bid(0, 0), 0);
  rig.row(RowKind::snapshot_level, {1'033, 1'034}, bid(100, 7), Rows::is_last, 11);
  EQUAL(rig.flush(), Stop::rows_used);
}

TEST("exact orders: random orders that come and go: as a map") {
  std::mt19937_64 random(1);
  ExactOrders orders;
  std::map<std::uint64_t, Lots> model;
  for (int step = 0; step < 50'000; ++step) {
    const std::uint64_t id = (1 + random() % 3'000) << (random() % 2 * 40);
    ExactOrder* found = orders.find(id);
    EQUAL(found == nullptr ? 0 : found->lots, model.contains(id) ? model[id] : 0);
    if (found == nullptr) {
      orders.add({id, 0, step + 1, 0, Side::bid});
      model[id] = step + 1;
    } else if (step % 3 != 0) {
      orders.remove(found);
      model.erase(id);
    }
    if (step == 30'000) {
      orders.clear();
      model.clear();
    }
  }
}

}  // namespace exact_tests
