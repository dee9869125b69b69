// Goal: the replay venue does what sections 4 to 7 of the rules (src/engine/README.md) say.
// Method: one small case a rule, worked by hand on `quoted()`: 10 bid at 100, 20 at 99, 8 offered at 105, 12 at 106.
// Commands leave at 1,010 and arrive at T = 1,020; a depth event of 1,021, received at 1,030, settles them.
#include "check.hpp"
#include "rig.hpp"

namespace venue_tests {

using namespace rig;

namespace {

EngineConfig proportional() {
  EngineConfig config = plain_config();
  config.queue_family = 1;
  return config;
}

// An order of 5 lots that rests at 100 behind 10.
Rig resting(EngineConfig config = plain_config()) {
  Rig rig = quoted(config);
  rig.place(1, bid(100, 5));
  rig.depth({1'021, 1'030}, {bid(99, 21)});
  rig.run(1'031);
  return rig;
}

}  // namespace

TEST("settling: a later venue time is received: answered then, as of the arrival, behind what is shown") {
  const Rig rig = resting();
  EQUAL(rig.events.size(), 1u);
  EQUAL(Rig::is(rig.last(), OwnEventKind::accepted), true);
  EQUAL(rig.last().seen_ns, 1'030);
  EQUAL(rig.last().venue_ns, 1'020);
  EQUAL(rig.last().remaining_lots, 5);
  EQUAL(rig.last().queue_ahead_lots, 10);
  EQUAL(rig.last().bid_ticks, 100);
  EQUAL(rig.last().ask_ticks, 105);
}

TEST("settling: nothing later is received: answered when the venue closes") {
  Rig rig = quoted();
  rig.place(1, bid(100, 5));
  rig.depth({1'020, 1'030}, {bid(99, 21)});
  rig.run(2'020);
  EQUAL(rig.events.size(), 0u);
  rig.run(2'021);
  EQUAL(rig.last().seen_ns, 2'020);
  EQUAL(rig.last().venue_ns, 1'020);
}

TEST("settling: the answer is on its way: seen no earlier than the response latency allows") {
  Rig rig = quoted();
  rig.place(1, bid(100, 5));
  rig.depth({1'021, 1'022}, {bid(99, 21)});
  rig.run(1'030);
  EQUAL(rig.events.size(), 0u);
  rig.run(1'031);
  EQUAL(rig.last().seen_ns, 1'030);
}

TEST("settling: a command sent later arrives first: settled first, and equal arrivals in the order sent") {
  Rig rig = quoted();
  rig.place(1, bid(101, 5), OrderType::post_only, 40, 300);
  rig.place(2, bid(101, 5), OrderType::post_only, 20, 10);
  rig.place(3, bid(101, 5), OrderType::post_only, 40, 10);
  rig.cancel(1, 39);
  rig.depth({1'051, 1'060}, {bid(99, 21)});
  rig.seller({1'070, 1'080}, 101, 6);
  rig.run(2'000);
  EQUAL(rig.events.size(), 6u);
  EQUAL(rig.events[0].order_id, 2);
  EQUAL(rig.events[0].venue_ns, 1'030);
  EQUAL(Rig::is(rig.events[1], OwnEventKind::cancel_rejected), true);
  EQUAL(rig.events[2].order_id, 3);
  EQUAL(rig.events[3].order_id, 2);
  EQUAL(rig.events[3].lots, 5);
  EQUAL(rig.events[4].order_id, 1);
  EQUAL(rig.events[4].seen_ns, 1'350);
  EQUAL(rig.events[5].lots, 1);
  EQUAL(rig.events[5].seen_ns, 1'370);
}

TEST("settling: cancels of a resting, a filled and a strange order: closed, and twice unknown") {
  Rig rig = resting();
  rig.stop_at(1'100);
  rig.cancel(1);
  rig.cancel(1);
  rig.cancel(7);
  rig.depth({1'111, 1'120}, {bid(99, 22)});
  rig.run(1'121);
  EQUAL(rig.events.size(), 4u);
  EQUAL(Rig::is(rig.events[1], OwnEventKind::cancelled), true);
  EQUAL(rig.events[1].price_ticks, 100);
  EQUAL(rig.events[1].remaining_lots, 0);
  for (const std::size_t i : {2u, 3u}) {
    EQUAL(Rig::is(rig.events[i], OwnEventKind::cancel_rejected), true);
    EQUAL(Rig::is(rig.events[i], RejectReason::unknown_order), true);
    EQUAL(rig.events[i].price_ticks, 0);
  }
}

TEST("settling: an id that rests, and an order too many: refused with the reason") {
  Rig rig = quoted();
  for (int i = 0; i < orders_max; ++i) {
    rig.place(i + 1, bid(50, 1));
    if (i % commands_max == commands_max - 1) rig.stop_at(1'010);
  }
  rig.place(3, bid(50, 1));
  rig.place(5'000, bid(50, 1));
  rig.depth({1'021, 1'030}, {bid(99, 21)});
  rig.run(1'031);
  EQUAL(rig.events.size(), orders_max + 2u);
  EQUAL(Rig::is(rig.events[orders_max], RejectReason::duplicate_order_id), true);
  EQUAL(Rig::is(rig.events[orders_max + 1u], RejectReason::orders_max_reached), true);
  EQUAL(rig.stops.back(), Stop::own_events);
  EQUAL(rig.stops[rig.stops.size() - 2], Stop::own_events);
}

TEST("post-only: at or through the book: refused; one tick short of it: accepted") {
  Rig rig = quoted();
  rig.place(1, bid(105, 1));
  rig.place(2, bid(104, 1));
  rig.place(3, ask(100, 1));
  rig.depth({1'021, 1'030}, {bid(99, 21)});
  rig.run(1'031);
  EQUAL(Rig::is(rig.events[0], RejectReason::would_cross), true);
  EQUAL(Rig::is(rig.events[1], OwnEventKind::accepted), true);
  EQUAL(rig.events[1].queue_ahead_lots, 0);
  EQUAL(Rig::is(rig.events[2], RejectReason::would_cross), true);
}

TEST("post-only: a ticker received by the arrival: judged by it too") {
  Rig rig = quoted();
  rig.place(1, bid(103, 1));
  rig.ticker(1'015, bid(101, 1), ask(103, 2));
  rig.depth({1'021, 1'030}, {bid(99, 21)});
  rig.run(1'031);
  EQUAL(Rig::is(rig.last(), RejectReason::would_cross), true);
}

TEST("post-only: tickers received after the arrival: judged by the one before them") {
  Rig rig = quoted();
  rig.place(1, bid(103, 1));
  rig.ticker(1'024, bid(101, 1), ask(103, 2));
  rig.ticker(1'025, bid(101, 1), ask(103, 1));
  rig.depth({1'021, 1'030}, {bid(99, 21)});
  rig.run(1'031);
  EQUAL(Rig::is(rig.last(), OwnEventKind::accepted), true);
}

TEST("taker: two orders through two levels: best first, each shown lot once, the rest rests") {
  Rig rig = quoted();
  rig.place(1, bid(106, 15), OrderType::limit);
  rig.place(2, bid(106, 10), OrderType::limit);
  rig.depth({1'021, 1'030}, {bid(99, 21)});
  rig.run(1'031);
  EQUAL(rig.events.size(), 5u);
  EQUAL(rig.events[0].remaining_lots, 15);
  EQUAL(rig.events[1].lots, 8);
  EQUAL(rig.events[1].price_ticks, 105);
  EQUAL(rig.events[2].lots, 7);
  EQUAL(rig.events[2].price_ticks, 106);
  EQUAL(rig.events[2].remaining_lots, 0);
  EQUAL(rig.events[2].seen_ns, 1'030);
  EQUAL(rig.events[4].lots, 5);
  EQUAL(rig.events[4].remaining_lots, 5);
  EQUAL(rig.filled(1, FillCause::taker) + rig.filled(2, FillCause::taker), 20);
}

TEST("shown lots: a level that a taker had, shrinking and growing: only growth can be had again") {
  Rig rig = quoted();
  rig.place(1, bid(105, 8), OrderType::limit);
  rig.depth({1'021, 1'030}, {ask(105, 3)});
  rig.depth({1'022, 1'031}, {ask(105, 5)});
  rig.stop_at(1'040);
  rig.place(2, bid(105, 9), OrderType::limit);
  rig.depth({1'051, 1'060}, {bid(99, 22)});
  rig.run(1'061);
  EQUAL(rig.filled(1, FillCause::taker), 8);
  EQUAL(rig.filled(2, FillCause::taker), 2);
}

TEST("queue: at the start: the level less prints that no depth event has told of yet") {
  Rig rig = quoted();
  rig.place(1, bid(100, 5));
  rig.seller({1'012, 1'015}, 100, 4);
  rig.depth({1'021, 1'030}, {bid(99, 21)});
  rig.run(1'031);
  EQUAL(rig.last().queue_ahead_lots, 6);
}

TEST("queue: prints at the price: first what is ahead, then own orders by arrival, never more than printed") {
  Rig rig = quoted();
  rig.place(1, bid(100, 5));
  rig.place(2, bid(100, 5));
  rig.depth({1'021, 1'030}, {bid(99, 21)});
  rig.seller({1'040, 1'041}, 100, 13);
  rig.run(1'060);
  EQUAL(rig.filled(1, FillCause::print), 3);
  EQUAL(rig.last().queue_ahead_lots, 10);
  EQUAL(rig.last().remaining_lots, 2);
  EQUAL(rig.last().seen_ns, 1'050);
  rig.seller({1'062, 1'063}, 100, 4);
  rig.run(1'080);
  EQUAL(rig.filled(1, FillCause::print), 5);
  EQUAL(rig.filled(2, FillCause::print), 2);
}

TEST("queue: conservative, the first depth event after the arrival shows more: behind all of it") {
  Rig rig = quoted();
  rig.place(1, bid(100, 5));
  rig.depth({1'021, 1'030}, {bid(100, 12)});
  rig.seller({1'040, 1'041}, 100, 13);
  rig.run(1'060);
  EQUAL(rig.last().lots, 1);
  EQUAL(rig.last().queue_ahead_lots, 12);
}

TEST("queue: proportional, lots leave unprinted: those ahead in proportion, rounded down") {
  Rig rig = resting(proportional());
  rig.depth({1'035, 1'036}, {bid(100, 30)});
  rig.depth({1'050, 1'051}, {bid(100, 23)});
  rig.seller({1'060, 1'061}, 100, 20);
  rig.run(1'080);
  EQUAL(rig.last().queue_ahead_lots, 8);
  EQUAL(rig.last().lots, 5);
}

TEST("queue: conservative, lots leave unprinted: no nearer, until fewer are shown than are ahead") {
  Rig rig = resting();
  rig.depth({1'035, 1'036}, {bid(100, 30)});
  rig.depth({1'050, 1'051}, {bid(100, 11)});
  rig.depth({1'052, 1'053}, {bid(100, 4)});
  rig.seller({1'060, 1'061}, 100, 5);
  rig.run(1'080);
  EQUAL(rig.last().queue_ahead_lots, 4);
  EQUAL(rig.last().lots, 1);
}

TEST("queue: a print and the decrease that tells of it, in either order: moved once") {
  for (const bool is_late : {false, true}) {
    Rig rig = resting(proportional());
    rig.depth({1'035, 1'036}, {bid(100, 30)});
    if (!is_late) rig.seller({1'045, 1'046}, 100, 6);
    rig.depth({1'050, 1'051}, {bid(100, 24)});
    if (is_late) rig.seller({1'045, 1'052}, 100, 6);
    rig.seller({1'060, 1'061}, 100, 5);
    rig.run(1'080);
    EQUAL(rig.last().queue_ahead_lots, 4);
    EQUAL(rig.last().lots, 1);
  }
}

TEST("queue: a depth event from before the arrival, known after it: the level is read again") {
  Rig rig = quoted();
  rig.place(1, bid(100, 5));
  rig.buyer({1'025, 1'030}, 105, 1);
  rig.depth({1'019, 1'032}, {bid(100, 7)});
  rig.seller({1'040, 1'041}, 100, 9);
  rig.run(1'060);
  EQUAL(rig.last().queue_ahead_lots, 7);
  EQUAL(rig.last().lots, 2);
}

TEST("fills: a print made before the arrival: shortens the queue, and fills nobody") {
  Rig rig = resting(proportional());
  rig.seller({1'025, 1'035}, 100, 10);
  rig.seller({1'020, 1'036}, 100, 50);
  rig.seller({1'019, 1'037}, 98, 50);
  rig.run(1'060);
  EQUAL(rig.events.size(), 1u);
}

TEST("fills: a print beyond own prices: best price first, nobody ahead, up to its size") {
  Rig rig = quoted();
  rig.place(1, bid(99, 4));
  rig.place(2, bid(100, 5));
  rig.depth({1'021, 1'030}, {ask(106, 13)});
  rig.seller({1'040, 1'055}, 98, 7);
  rig.run(1'060);
  EQUAL(rig.filled(2, FillCause::print_through), 5);
  EQUAL(rig.filled(1, FillCause::print_through), 2);
  EQUAL(rig.last().order_id, 1);
  EQUAL(rig.last().price_ticks, 99);
  EQUAL(rig.last().queue_ahead_lots, 20);
  EQUAL(rig.last().seen_ns, 1'055);
}

TEST("fills: the book moves through a quote: at its own price, each shown lot once") {
  Rig rig = resting();
  rig.depth({1'040, 1'041}, {ask(99, 3)});
  rig.depth({1'042, 1'043}, {ask(106, 1)});
  rig.depth({1'044, 1'045}, {ask(99, 4)});
  rig.run(1'060);
  EQUAL(rig.filled(1, FillCause::quote_through), 4);
  EQUAL(rig.last().price_ticks, 100);
  EQUAL(rig.last().remaining_lots, 1);
}

TEST("fills: a depth event from before the arrival shows the book through the quote: fills at the next newer one") {
  Rig rig = quoted();
  rig.place(1, bid(100, 5));
  rig.buyer({1'025, 1'030}, 105, 1);
  rig.depth({1'019, 1'032}, {ask(100, 3)});
  rig.run(1'050);
  EQUAL(rig.events.size(), 1u);
  rig.depth({1'040, 1'051}, {ask(106, 1)});
  rig.run(1'060);
  EQUAL(rig.filled(1, FillCause::quote_through), 3);
}

TEST("fills: a response on its way: what is seen of one order never runs backwards") {
  Rig rig = resting();
  rig.seller({1'060, 1'061}, 98, 1);
  rig.seller({1'050, 1'062}, 98, 1);
  rig.run(1'100);
  EQUAL(rig.events[1].seen_ns, 1'070);
  EQUAL(rig.events[2].seen_ns, 1'070);
  EQUAL(rig.events[2].venue_ns, 1'050);
}

TEST("gap: prints, then a snapshot through the quote: nothing fills, and the order is closed as unknown") {
  Rig rig = resting();
  rig.gap(1'040);
  EQUAL(rig.state().book_state, 2);
  EQUAL(rig.state().touch_bid_ticks, 0);
  rig.seller({1'050, 1'051}, 98, 50);
  EQUAL(rig.depth({1'052, 1'053}, {bid(100, 1)}), -7);
  rig = resting();
  rig.gap(1'040);
  rig.snapshot({1'060, 1'061}, {bid(98, 4), ask(100, 4)});
  rig.run(1'100);
  EQUAL(rig.events.size(), 2u);
  EQUAL(Rig::is(rig.last(), OwnEventKind::unknown), true);
  EQUAL(rig.last().seen_ns, 1'070);
  EQUAL(rig.last().remaining_lots, 0);
  EQUAL(rig.state().unknown_lots, 5);
}

TEST("gap: a snapshot that leaves the quote alone: behind all that is shown") {
  Rig rig = resting();
  rig.gap(1'040);
  rig.snapshot({1'060, 1'061}, {bid(100, 17), ask(101, 4)});
  rig.seller({1'059, 1'070}, 100, 30);
  rig.seller({1'071, 1'072}, 100, 18);
  rig.run(1'100);
  EQUAL(rig.last().queue_ahead_lots, 17);
  EQUAL(rig.last().lots, 1);
}

}  // namespace venue_tests
