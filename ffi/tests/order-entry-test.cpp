// Goal: what the venue does with orders of every type, amends and cancels, and with icebergs (rules, section 4).
// Method: one small case a rule, worked by hand on `quoted()`: 10 bid at 100, 20 at 99, 8 offered at 105, 12 at 106.
// Commands leave at 1,010 and arrive at T = 1,020; a depth event of 1,021, received at 1,030, settles them.
#include "check.hpp"
#include "rig.hpp"

namespace order_entry_tests {

using namespace rig;

namespace {

void settle(Rig& rig) {
  rig.depth({1'021, 1'030}, {bid(99, 21)});
  rig.run(1'031);
}

// An order that rests at 100 behind 10, and a stop at 1,100: the next commands arrive at 1,110.
Rig resting(Line level, Lots shown = 0) {
  Rig rig = quoted();
  rig.iceberg(1, level, shown);
  settle(rig);
  rig.stop_at(1'100);
  return rig;
}

void settle_later(Rig& rig) {
  rig.depth({1'111, 1'120}, {bid(99, 22)});
  rig.run(1'121);
}

void expect(const OwnEvent& event, OwnEventKind kind, double lots, double remaining) {
  EQUAL(static_cast<int>(event.kind), static_cast<int>(kind));
  EQUAL(event.lots, lots);
  EQUAL(event.remaining_lots, remaining);
}

}  // namespace

TEST("types: more wanted than is there: IOC and market take it and the rest expires, FOK takes nothing") {
  Rig rig = quoted();
  rig.place(1, bid(105, 9), OrderType::fok);
  rig.place(2, bid(105, 9), OrderType::ioc);
  rig.place(3, bid(0, 13), OrderType::market);
  settle(rig);
  EQUAL(rig.events.size(), 8u);
  expect(rig.events[0], OwnEventKind::accepted, 0, 9);
  expect(rig.events[1], OwnEventKind::expired, 9, 0);
  expect(rig.events[3], OwnEventKind::filled, 8, 1);
  expect(rig.events[4], OwnEventKind::expired, 1, 0);
  EQUAL(rig.events[5].price_ticks, 0);
  EQUAL(rig.events[6].price_ticks, 106);
  expect(rig.events[7], OwnEventKind::expired, 1, 0);
  EQUAL(Rig::is(rig.events[7], RejectReason::none), true);
}

TEST("types: fill or kill of exactly what is there: all of it") {
  Rig rig = quoted();
  rig.place(1, bid(106, 20), OrderType::fok);
  settle(rig);
  EQUAL(rig.filled(1, FillCause::taker), 20);
}

TEST("takers: a ticker newer than the book: nothing better than it, and no more at it than it has") {
  Rig rig = quoted();
  rig.place(1, bid(106, 20), OrderType::ioc);
  rig.place(2, bid(106, 20), OrderType::ioc);
  rig.ticker(1'015, bid(100, 1), ask(106, 5));
  settle(rig);
  EQUAL(rig.filled(1, FillCause::taker), 5);
  EQUAL(rig.filled(2, FillCause::taker), 0);
}

TEST("takers: a ticker no newer than the book: the book alone tells") {
  Rig rig = quoted();
  rig.place(1, bid(106, 30), OrderType::ioc);
  rig.ticker(1'015, bid(100, 1), ask(106, 5));
  rig.depth({1'010, 1'016}, {bid(98, 1)});
  settle(rig);
  EQUAL(rig.filled(1, FillCause::taker), 20);
}

TEST("self trade: an own order of the other side: levels from its price on are out of reach, the rest does not rest") {
  Rig rig = quoted();
  rig.place(1, ask(106, 3));
  rig.place(2, bid(107, 30), OrderType::limit);
  rig.place(3, bid(106, 1));
  settle(rig);
  EQUAL(rig.filled(2, FillCause::taker), 8);
  expect(rig.events[3], OwnEventKind::expired, 22, 0);
  EQUAL(Rig::is(rig.events[3], RejectReason::self_trade), true);
  EQUAL(Rig::is(rig.events[4], RejectReason::would_cross), true);
}

TEST("amend: a smaller size at the same price: keeps its place") {
  Rig rig = resting(bid(100, 5));
  rig.amend(1, 100, 2);
  rig.place(2, bid(100, 5));
  settle_later(rig);
  rig.seller({1'150, 1'151}, 100, 13);
  rig.run(1'200);
  expect(rig.events[1], OwnEventKind::amended, 0, 2);
  EQUAL(rig.events[1].queue_ahead_lots, 10);
  EQUAL(rig.filled(1, FillCause::print), 2);
  EQUAL(rig.filled(2, FillCause::print), 1);
}

TEST("amend: a larger size: enters afresh behind own orders there") {
  Rig rig = resting(bid(100, 5));
  rig.place(2, bid(100, 5));
  rig.amend(1, 100, 7);
  settle_later(rig);
  rig.seller({1'150, 1'151}, 100, 16);
  rig.run(1'200);
  expect(rig.events[2], OwnEventKind::amended, 0, 7);
  EQUAL(rig.filled(2, FillCause::print), 5);
  EQUAL(rig.filled(1, FillCause::print), 1);
}

TEST("amend: through the book: takes what is there, and the rest rests at the new price") {
  Rig rig = resting(bid(100, 5));
  rig.amend(1, 105, 12);
  settle_later(rig);
  expect(rig.events[1], OwnEventKind::amended, 0, 12);
  expect(rig.events[2], OwnEventKind::filled, 8, 4);
  rig.stop_at(1'200);
  rig.cancel(1);
  rig.run(3'000);
  EQUAL(rig.last().price_ticks, 105);
}

TEST("amend: nobody, nothing new, what is filled already, a post-only order across: refused, and all is as it was") {
  Rig rig = quoted();
  rig.place(1, bid(100, 5));
  settle(rig);
  rig.seller({1'040, 1'041}, 100, 12);
  rig.stop_at(1'100);
  rig.amend(9, 100, 5);
  rig.amend(1, 100, 5);
  rig.amend(1, 100, 2);
  rig.amend(1, 105, 6);
  settle_later(rig);
  const RejectReason reasons[] = {RejectReason::unknown_order, RejectReason::no_change,
                                  RejectReason::size_already_filled, RejectReason::would_cross};
  for (std::size_t i = 0; i < 4; ++i) {
    expect(rig.events[2 + i], OwnEventKind::amend_rejected, 0, i == 0 ? 0 : 3);
    EQUAL(Rig::is(rig.events[2 + i], reasons[i]), true);
  }
}

TEST("cancel all: what rests, bids first and best price first; then nothing is left to cancel") {
  Rig rig = quoted();
  rig.place(1, ask(107, 1));
  rig.place(2, bid(98, 1));
  rig.place(3, bid(99, 1));
  rig.cancel_all();
  rig.cancel_all();
  settle(rig);
  EQUAL(rig.events[3].order_id, 3);
  EQUAL(rig.events[4].order_id, 2);
  EQUAL(rig.events[5].order_id, 1);
  EQUAL(Rig::is(rig.events[6], OwnEventKind::cancel_rejected), true);
  EQUAL(rig.events[6].order_id, 0);
}

TEST("icebergs: prints at the price: a slice at a time, the next behind all others; beyond the price: all of it") {
  Rig rig = quoted();
  rig.iceberg(1, bid(100, 9), 2);
  rig.place(2, bid(100, 3));
  settle(rig);
  rig.seller({1'040, 1'041}, 100, 14);
  EQUAL(rig.filled(1, FillCause::print), 0);
  rig.run(1'060);
  EQUAL(rig.filled(1, FillCause::print), 2);
  EQUAL(rig.filled(2, FillCause::print), 2);
  rig.seller({1'061, 1'062}, 100, 1);
  rig.seller({1'063, 1'064}, 99, 20);
  rig.run(1'100);
  EQUAL(rig.filled(2, FillCause::print), 3);
  EQUAL(rig.filled(1, FillCause::print), 2);
  EQUAL(rig.filled(1, FillCause::print_through), 7);
}

TEST("icebergs: amended down: hidden lots go first") {
  Rig rig = resting(bid(100, 9), 4);
  rig.amend(1, 100, 5);
  settle_later(rig);
  rig.seller({1'150, 1'151}, 100, 20);
  rig.run(1'200);
  EQUAL(rig.filled(1, FillCause::print), 4);
  rig.seller({1'210, 1'211}, 98, 20);
  rig.run(1'300);
  EQUAL(rig.filled(1, FillCause::print_through), 1);
}

}  // namespace order_entry_tests
