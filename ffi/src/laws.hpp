// The laws of the replay venue (rules, section 10), each named once where the rest of the engine can hold it against
// what it does.
//
// Own orders are rare beside rows, so that all of them are checked in every run. Two laws are kept where they can be
// broken: no lot of a level is given twice (Ladder::take), and own orders at rest never cross each other
// (OwnOrders::add).
#pragma once

#include "assert.hpp"
#include "own-events.hpp"
#include "own-order.hpp"

namespace halfspread::laws {

// Before a fill is taken off what the order has left.
inline void check_fill(const OwnOrder& order, FillCause cause, Lots lots, TimeNs venue_ns, bool is_book_valid) {
  check(is_book_valid, "nothing fills but against a valid book");
  check(lots > 0 && lots <= order.remaining(), "a fill has lots, and an order's fills never exceed its size");
  if (cause == FillCause::taker)
    check(order.type != OrderType::post_only, "a post-only order never takes");
  else
    check(order.entered_ns < venue_ns, "a maker fill is of a message made after the order's arrival");
}

// `before` is the own order in front of the one that is filled, at the same price, or nothing: it is passed over when
// it took its place only after the message was made, or (at the price of a print) has nothing but hidden lots.
inline void check_turn(const OwnOrder* before, bool is_hidden_passed, TimeNs venue_ns) {
  const bool is_passed =
      before == nullptr || before->arrival_ns >= venue_ns || (is_hidden_passed && before->is_hidden());
  check(is_passed, "own orders at a price are filled by arrival");
}

inline void check_print(Lots given, Lots printed) {
  check(given <= printed, "own fills on one print are together at most the print");
}

// `before` is what is ahead of the own order in front, at the same price.
inline void check_queue(Lots before, Lots ahead) {
  check(ahead >= before && ahead >= 0, "an order has no fewer lots ahead than the own order before it");
}

inline void check_shown(Lots ahead, Lots shown) {
  check(ahead <= shown, "no more lots are ahead than the level shows");
}

// Before an event of an order is told.
inline void check_story(const OwnOrder& order, OwnEventKind kind) {
  const bool is_answer = kind == OwnEventKind::accepted || kind == OwnEventKind::rejected ||
                         kind == OwnEventKind::cancel_rejected || kind == OwnEventKind::amend_rejected;
  check(is_answer || order.is_answered, "the answer to an order comes first");
  check(!order.has_ended, "nothing comes after the end of an order");
}

}  // namespace halfspread::laws
