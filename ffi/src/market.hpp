// What the venue has shown us: the depth book, the ticker, and the touch made of whichever of them is newer.
#pragma once

#include <array>

#include "ladder.hpp"
#include "numbers.hpp"
#include "touch-history.hpp"

namespace halfspread {

enum class BookState : std::int32_t { none = 0, valid = 1, gapped = 2 };

// A price and its lots; an empty side is 0 and 0.
struct Quote {
  Ticks price_ticks = 0;
  Lots lots = 0;
};

// By side.
using Quotes = std::array<Quote, 2>;

// Best bid and ask as the venue's stream of them has it.
struct Ticker {
  Quotes quotes{};
  TimeNs venue_ns = long_ago;
};

struct Market {
  std::array<Ladder, 2> sides;
  BookState state = BookState::none;
  // Venue time of the newest depth applied.
  TimeNs depth_ns = long_ago;
  Ticker ticker{};
  Quotes touch{};
  // All there were, this one included, as far as they are kept.
  TouchHistory touches;

  Ladder& side(Side of) { return sides[index_of(of)]; }
  const Ladder& side(Side of) const { return sides[index_of(of)]; }

  bool is_valid() const { return state == BookState::valid; }

  Quote best(Side of) const {
    const Ladder& ladder = side(of);
    return ladder.best() == no_rank ? Quote{} : Quote{price_of(of, ladder.best()), ladder.best_shown()};
  }

  // Best levels of the depth book; nothing while it is not known to be right.
  Quotes best_levels() const { return is_valid() ? Quotes{best(Side::bid), best(Side::ask)} : Quotes{}; }

  // Whether a level of a side is shown at a rank before this one.
  bool shows_before(Side of, Rank end) const { return side(of).best() < end; }

  void clear() {
    for (Ladder& ladder : sides) ladder.clear();
    state = BookState::none;
  }
};

}  // namespace halfspread
