// Goal: each law of the replay venue (rules, section 10) stops a run that breaks it.
// Method: each check is told of the last case that keeps its law, and of the first that breaks it.
#include "check.hpp"
#include "laws.hpp"
#include "own-orders.hpp"

#include <memory>

namespace laws_tests {

using namespace halfspread;

namespace {

// A bid of 5 lots at 100 that arrived at 20 and has been accepted.
OwnOrder resting() {
  OwnOrder order;
  order.price_ticks = 100;
  order.rank = rank_of(Side::bid, 100);
  order.size = 5;
  order.slice = 5;
  order.entered_ns = 20;
  order.arrival_ns = 20;
  order.is_answered = true;
  return order;
}

}  // namespace

TEST("laws: fills: against no valid book, of nothing, of more than is left, or before the arrival: bugs") {
  const OwnOrder order = resting();
  laws::check_fill(order, FillCause::print, 5, 21, true);
  THROWS(laws::check_fill(order, FillCause::print, 5, 21, false));
  THROWS(laws::check_fill(order, FillCause::print, 0, 21, true));
  THROWS(laws::check_fill(order, FillCause::print, 6, 21, true));
  THROWS(laws::check_fill(order, FillCause::print, 5, 20, true));
}

TEST("laws: takers: a limit order takes on arrival, a post-only order never") {
  OwnOrder order = resting();
  laws::check_fill(order, FillCause::taker, 5, 20, true);
  order.type = OrderType::post_only;
  THROWS(laws::check_fill(order, FillCause::taker, 5, 20, true));
}

TEST("laws: turns: nobody is passed over but who came later, or at the price has nothing but hidden lots") {
  OwnOrder before = resting();
  laws::check_turn(nullptr, false, 21);
  laws::check_turn(&before, false, 20);
  THROWS(laws::check_turn(&before, true, 21));
  before.slice = 0;
  laws::check_turn(&before, true, 21);
  THROWS(laws::check_turn(&before, false, 21));
}

TEST("laws: lots: more given than printed, fewer ahead than ahead of the order before, more than shown: bugs") {
  laws::check_print(7, 7);
  THROWS(laws::check_print(8, 7));
  laws::check_queue(3, 3);
  THROWS(laws::check_queue(3, 2));
  THROWS(laws::check_queue(-1, -1));
  laws::check_shown(4, 4);
  THROWS(laws::check_shown(5, 4));
}

TEST("laws: what is told: nothing before the answer, nothing after the end") {
  OwnOrder order = resting();
  laws::check_story(order, OwnEventKind::filled);
  order.is_answered = false;
  laws::check_story(order, OwnEventKind::accepted);
  THROWS(laws::check_story(order, OwnEventKind::filled));
  order.has_ended = true;
  THROWS(laws::check_story(order, OwnEventKind::accepted));
}

TEST("laws: own orders that would trade with each other: never at rest together") {
  const auto orders = std::make_unique<OwnOrders>();
  orders->add(resting());
  OwnOrder offer = resting();
  offer.side = Side::ask;
  offer.rank = rank_of(Side::ask, 100);
  THROWS(orders->add(offer));
  offer.price_ticks = 101;
  offer.rank = rank_of(Side::ask, 101);
  orders->add(offer);
}

}  // namespace laws_tests
