// Goal: time, stops, changes, messages and errors as in sections 1 to 3 and 8 of the rules (src/engine/README.md).
// Method: one small case a rule, worked by hand; times in single nanoseconds, but for the grid of decisions.
#include "check.hpp"
#include "rig.hpp"

namespace engine_tests {

using namespace rig;

namespace {

constexpr TimeNs second_ns = 1'000'000'000;

EngineConfig deciding(TimeNs every_ns, std::int32_t on, std::int32_t reads) {
  EngineConfig config = plain_config();
  config.decide_every_ns = static_cast<double>(every_ns);
  config.decide_on = on;
  config.reads = reads;
  return config;
}

const std::vector<Line> book = {bid(100, 10), ask(105, 8)};

}  // namespace

TEST("grid: first message inside a second: the next whole second, and every step in which something was read") {
  Rig rig(deciding(second_ns, 0, Change::touch_price));
  rig.snapshot({1, 5 * second_ns}, book);
  rig.run(6 * second_ns);
  EQUAL(rig.stops.size(), 0u);
  rig.run(9 * second_ns);
  EQUAL(rig.stops.size(), 1u);
  EQUAL(rig.stops[0], Stop::decision);
  EQUAL(rig.state().decisions_count, 1);
  EQUAL(rig.state().decisions_skipped_count, 2);
  EQUAL(rig.state().now_ns, static_cast<double>(8 * second_ns));
}

TEST("grid: changes: kept until the decision, gone after it") {
  Rig rig(deciding(second_ns, 0, 31));
  rig.snapshot({1, 1}, book);
  rig.buyer({2, 2}, 105, 1);
  constexpr std::int32_t opened = Change::touch_price | Change::touch_size | Change::book_state | Change::depth;
  EQUAL(rig.state().changed, opened | Change::trade);
  rig.run(second_ns + 1);
  EQUAL(rig.state().changed, 0);
  rig.depth({3, second_ns + 2}, {bid(100, 11)});
  EQUAL(rig.state().changed, Change::touch_size | Change::depth);
}

TEST("decisions: a change that calls and the grid at one time: one decision, nothing skipped") {
  Rig rig(deciding(second_ns, Change::trade, Change::touch_price));
  rig.snapshot({1, 1}, book);
  rig.run(second_ns + 1);
  rig.buyer({2, 2 * second_ns}, 105, 1);
  rig.run(2 * second_ns + 1);
  EQUAL(rig.stops.size(), 2u);
  EQUAL(rig.state().decisions_count, 2);
  EQUAL(rig.state().decisions_skipped_count, 0);
}

TEST("stops: own event, deadline and decision at one time: one stop, after the message of that time") {
  Rig rig(deciding(0, Change::own, 31));
  rig.snapshot({1'000, 1'001}, book);
  rig.stop_at(1'010);
  rig.place(1, bid(100, 5));
  rig.memory->state.deadline_ns = 1'030;
  rig.depth({1'021, 1'030}, {bid(99, 1)});
  rig.run(1'031);
  EQUAL(rig.stops.back(), Stop::own_events | Stop::timer | Stop::decision);
  EQUAL(rig.state().deadline_ns, std::numeric_limits<double>::infinity());
}

TEST("stops: a deadline that has passed: now, not then") {
  Rig rig = quoted();
  rig.stop_at(3);
  EQUAL(rig.state().now_ns, 1'010);
}

TEST("told: nothing of our own to see: a stop for own events with none, the message of that time seen, spent by it") {
  Rig rig(deciding(0, Change::own, 31));
  rig.snapshot({1'000, 1'001}, book);
  rig.memory->state.told_ns = 1'030;
  rig.depth({1'021, 1'030}, {bid(99, 1)});
  EQUAL(rig.run(1'030), Stop::rows_used);
  EQUAL(rig.stops.size(), 0u);
  rig.run(2'000);
  EQUAL(rig.stops.size(), 1u);
  EQUAL(rig.stops[0], Stop::own_events | Stop::decision);
  EQUAL(rig.events.size(), 0u);
  EQUAL(rig.state().messages_count, 2);
  EQUAL(rig.state().now_ns, 1'030);
  EQUAL(rig.state().told_ns, std::numeric_limits<double>::infinity());
}

TEST("told: a time that has passed: now, with what is seen by then") {
  Rig rig = quoted();
  rig.place(1, bid(100, 5));
  rig.depth({1'021, 1'030}, {bid(99, 1)});
  rig.stop_at(1'040);
  rig.memory->state.told_ns = 3;
  rig.run(1'041);
  EQUAL(rig.stops.back(), int{Stop::own_events});
  EQUAL(rig.state().now_ns, 1'040);
  EQUAL(rig.state().own_events_count, 0);
}

TEST("next: settlement, answer, what was told, deadline, grid: each the first in its turn") {
  Rig rig = quoted(deciding(second_ns, 0, 0));
  rig.place(1, bid(100, 5));
  rig.memory->state.told_ns = 2'040;
  rig.memory->state.deadline_ns = 2'050;
  rig.run(0);
  for (const TimeNs next_ns : {TimeNs{2'020}, TimeNs{2'040}, TimeNs{2'050}, second_ns, 2 * second_ns}) {
    EQUAL(rig.engine->next_ns(), next_ns);
    EQUAL(rig.engine->run(next_ns), Stop::rows_used);
    rig.run(next_ns + 1);
  }
  EQUAL(rig.stops.size(), 4u);
}

TEST("next: nothing is due, or a message is cut: never") {
  Rig rig = quoted();
  rig.run(0);
  EQUAL(rig.engine->next_ns(), never);
  rig.memory->state.deadline_ns = 1'500;
  rig.row(RowKind::depth, {1'011, 1'011}, bid(99, 1), 0);
  rig.flush();
  EQUAL(rig.engine->next_ns(), never);
  rig.row(RowKind::depth, {1'011, 1'011}, bid(98, 1), Rows::is_last);
  rig.flush();
  EQUAL(rig.engine->next_ns(), 1'500);
}

TEST("stops: in the middle of a message: nothing but more of its rows") {
  Rig rig(deciding(0, 31, 31));
  rig.row(RowKind::clear, {1, 1}, bid(0, 0), Rows::moves_touch);
  rig.row(RowKind::snapshot_level, {1, 1}, bid(100, 1), Rows::moves_touch);
  rig.flush();
  rig.memory->state.deadline_ns = 5;
  EQUAL(rig.run(100), Stop::rows_used);
  EQUAL(rig.stops.size(), 0u);
  EQUAL(rig.state().messages_count, 0);
  rig.row(RowKind::snapshot_level, {1, 1}, ask(105, 1), Rows::moves_touch | Rows::is_last);
  rig.flush();
  rig.run(100);
  EQUAL(rig.stops.size(), 2u);
  EQUAL(rig.stops[0], Stop::decision);
  EQUAL(rig.stops[1], Stop::timer);
  EQUAL(rig.state().touch_ask_ticks, 105);
}

TEST("time: late and missing venue times: counted; a ticker's is made up and never counts") {
  Rig rig = quoted();
  rig.depth({990, 1'020}, {bid(99, 1)});
  rig.message(RowKind::trade, {0, 1'021}, {bid(105, 1)}, Rows::no_venue_time);
  rig.ticker(1'022, bid(100, 1), ask(105, 1));
  rig.ticker(1'023, bid(100, 1), ask(105, 1));
  EQUAL(rig.state().venue_times_late_count, 1);
  EQUAL(rig.state().venue_times_missing_count, 1);
  EQUAL(rig.state().messages_count, 5);
  EQUAL(rig.state().events_count, 4);
  EQUAL(rig.state().trades_count, 1);
  EQUAL(rig.state().rows_count, 11);
}

TEST("touch: messages that are newer by update id move it, others leave it, and a book that is not valid has none") {
  Rig rig = quoted();
  rig.ticker(1'020, bid(101, 3), ask(104, 0));
  EQUAL(rig.state().touch_bid_ticks, 101);
  EQUAL(rig.state().touch_ask_ticks, 0);
  EQUAL(rig.state().book_bid_ticks, 100);
  rig.message(RowKind::depth, {1'021, 1'022}, {bid(102, 1)}, 0);
  EQUAL(rig.state().touch_bid_ticks, 101);
  EQUAL(rig.state().book_bid_ticks, 102);
  rig.depth({1'022, 1'023}, {bid(102, 2)});
  EQUAL(rig.state().touch_bid_lots, 2);
  EQUAL(rig.state().touch_ask_ticks, 105);
  rig.message(RowKind::clear, {1'023, 1'024}, {bid(0, 0)});
  EQUAL(rig.state().touch_bid_ticks, 0);
  EQUAL(rig.state().book_bid_lots, 0);
  EQUAL(rig.state().book_state, 0);
}

TEST("errors: each rule of the rows: its own code, and the row is named") {
  EQUAL(quoted().depth({1'000, 1'000}, {bid(1, 1)}), -1);
  EQUAL(quoted().depth({1'011, 1'011}, {bid(0, 1)}), -3);
  EQUAL(quoted().ticker(1'011, bid(-1, 1), ask(5, 1)), -3);
  EQUAL(quoted().ticker(1'011, bid(-1, 0), ask(5, 1)), Stop::rows_used);
  EQUAL(quoted().depth({1'011, 1'011}, {bid(1, -1)}), -4);
  EQUAL(quoted().depth({1'011, 1'011}, {bid(1, whole_end)}), -4);
  EQUAL(quoted().depth({1'011, 1'011}, {bid(1, whole_end - 1)}), Stop::rows_used);
  EQUAL(quoted().buyer({1'011, 1'011}, 105, 0), -5);
  EQUAL(quoted().message(static_cast<RowKind>(6), {1'011, 1'011}, {bid(1, 1)}), -6);
  EQUAL(Rig().depth({1, 1}, {bid(1, 1)}), -7);
  EQUAL(quoted().message(RowKind::snapshot_level, {1'011, 1'011}, {bid(1, 1)}), -8);
  Rig rig = quoted();
  rig.row(RowKind::depth, {1'011, 1'011}, bid(1, 1), 0);
  rig.row(RowKind::trade, {1'011, 1'011}, bid(1, 1), Rows::is_last);
  EQUAL(rig.flush(), -9);
  EQUAL(rig.state().rows_count, 6);
}

TEST("errors: times that differ inside a message, its chunks cut or not: refused") {
  for (const bool is_cut : {false, true}) {
    Rig rig = quoted();
    rig.row(RowKind::depth, {1'011, 1'011}, bid(1, 1), 0);
    if (is_cut) rig.flush();
    rig.row(RowKind::depth, {1'010, 1'011}, bid(2, 1), Rows::is_last);
    EQUAL(rig.flush(), -2);
  }
}

TEST("push: rows that are not used up: a bug, and said to be one") {
  Rig rig = quoted();
  rig.row(RowKind::depth, {1'011, 1'011}, bid(0, 1), Rows::is_last);
  rig.flush();
  THROWS(rig.flush());
}

}  // namespace engine_tests
