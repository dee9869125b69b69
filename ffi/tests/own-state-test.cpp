// Goal: what is kept of ourselves (resting orders, events on their way, moves, pending prints) keeps its order and its
// bounds.
// Method: hand-worked corners of each container, at its limit and beyond.
#include <memory>

#include "check.hpp"
#include "layout.hpp"
#include "own-events.hpp"
#include "own-orders.hpp"
#include "pending-prints.hpp"

namespace own_state_tests {

using namespace halfspread;

namespace {

OwnOrder order_at(std::int64_t order_id, Side side, Ticks price_ticks) {
  OwnOrder order;
  order.order_id = order_id;
  order.side = side;
  order.price_ticks = price_ticks;
  order.rank = rank_of(side, price_ticks);
  order.size = 1;
  return order;
}

}  // namespace

TEST("ranks: better prices of either side: lower ranks, and back") {
  EQUAL(rank_of(Side::bid, 101) < rank_of(Side::bid, 100), true);
  EQUAL(rank_of(Side::ask, 100) < rank_of(Side::ask, 101), true);
  EQUAL(price_of(Side::bid, rank_of(Side::bid, 2'147'483'647)), 2'147'483'647);
  EQUAL(price_of(Side::ask, rank_of(Side::ask, 1)), 1);
}

TEST("own orders: several prices and arrivals: best price first, then by arrival") {
  const auto orders = std::make_unique<OwnOrders>();
  for (const auto& [order_id, price] : {std::pair{1, 100}, {2, 102}, {3, 100}, {4, 101}})
    orders->add(order_at(order_id, Side::bid, price));
  const OwnOrders::List& bids = orders->of(Side::bid);
  EQUAL(bids[0]->order_id, 2);
  EQUAL(bids[1]->order_id, 4);
  EQUAL(bids[2]->order_id, 1);
  EQUAL(bids[3]->order_id, 3);
  EQUAL(orders->last_at(Side::bid, rank_of(Side::bid, 100))->order_id, 3);
  EQUAL(orders->last_at(Side::bid, rank_of(Side::bid, 99)) == nullptr, true);
  EQUAL(orders->may_rest_at(Side::bid, rank_of(Side::bid, 101)), true);
  EQUAL(orders->may_rest_at(Side::bid, rank_of(Side::bid, 99)), false);
  EQUAL(orders->may_rest_at(Side::ask, rank_of(Side::ask, 101)), false);
  orders->remove(orders->find(2));
  EQUAL(orders->best(Side::bid), rank_of(Side::bid, 101));
  EQUAL(orders->find(2) == nullptr, true);
}

TEST("own orders: as many as there may be: full, one more is a bug, and room again after one leaves") {
  const auto orders = std::make_unique<OwnOrders>();
  for (int i = 1; i <= orders_max; ++i)
    orders->add(order_at(i, i % 2 == 0 ? Side::bid : Side::ask, i % 2 == 0 ? 1 + i % 7 : 8 + i % 7));
  EQUAL(orders->is_full(), true);
  THROWS(orders->add(order_at(5'000, Side::bid, 3)));
  orders->remove(orders->find(17));
  orders->add(order_at(5'000, Side::bid, 3));
  EQUAL(orders->is_full(), true);
}

TEST("own events: seen at equal and unequal times: by time, then as they came to be, no more than asked for") {
  OwnEvents events;
  EQUAL(events.earliest_ns(), never);
  for (const auto& [order_id, seen_ns] : {std::pair{1, 30}, {2, 10}, {3, 20}, {4, 10}, {5, 40}}) {
    OwnEvent event{};
    event.order_id = order_id;
    events.add(seen_ns, event);
  }
  OwnEvent out[8];
  EQUAL(events.earliest_ns(), 10);
  EQUAL(events.take(30, out, 3), 3);
  EQUAL(out[0].order_id, 2);
  EQUAL(out[1].order_id, 4);
  EQUAL(out[2].order_id, 3);
  EQUAL(events.take(30, out, 3), 1);
  EQUAL(out[0].order_id, 1);
  EQUAL(events.take(39, out, 3), 0);
  EQUAL(events.earliest_ns(), 40);
}

TEST("queue moves: one more than are kept: the oldest is lost, and all prints up to its end count as moved") {
  QueueMoves moves;
  for (int i = 0; i <= queue_moves_max; ++i) moves.add({10 * i, 10 * i + 10, 5});
  EQUAL(moves.account_for(10, 7), 7);
  EQUAL(moves.account_for(11, 3), 3);
  EQUAL(moves.account_for(20, 3), 2);
  EQUAL(moves.account_for(15, 3), 0);
  EQUAL(moves.account_for(1'000, 3), 0);
  moves.clear();
  EQUAL(moves.account_for(25, 3), 0);
  EQUAL(moves.account_for(10, 7), 7);
}

TEST("pending prints: explained, later, elsewhere, beyond the limit: counted where they belong") {
  const auto prints = std::make_unique<PendingPrints>();
  prints->add({10, 3, 50, Side::bid});
  prints->add({20, 4, 50, Side::bid});
  prints->add({15, 5, 50, Side::ask});
  EQUAL(prints->lots_until(Side::bid, 50, never), 7);
  EQUAL(prints->lots_until(Side::bid, 50, 10), 3);
  EQUAL(prints->lots_after(Side::bid, 50, 10), 4);
  prints->forget_until(15);
  EQUAL(prints->lots_until(Side::bid, 50, never), 4);
  EQUAL(prints->lots_until(Side::ask, 50, never), 0);
  for (int i = 0; i < pending_prints_max; ++i) prints->add({30, 1, 60, Side::bid});
  EQUAL(prints->lots_until(Side::bid, 50, never), 0);
  EQUAL(prints->lots_until(Side::bid, 60, never), pending_prints_max);
  prints->clear();
  EQUAL(prints->lots_until(Side::bid, 60, never), 0);
}

TEST("layout: as text: regions in order, limits at the end") {
  const std::string text = layout::text();
  EQUAL(text.starts_with("EngineConfig:64 venue_close_ns:f64@0 ticker_latency_ns:f64@8"), true);
  EQUAL(text.ends_with("queue_shares_count=33 depth_levels_max=20 flow_max=512 markets_max=64"), true);
}

}  // namespace own_state_tests
