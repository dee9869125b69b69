// What a taker can have of the opposite side (rules, section 4: within reach).
//
// The book may be up to 100 ms old. What it shows and a newer ticker does not is gone; and nothing is reached at or
// beyond an own order of that side, with which the taker would trade.
#pragma once

#include <algorithm>

#include "market.hpp"
#include "own-orders.hpp"

namespace halfspread {

class Reach {
 public:
  // The ticker is the newest that had been received when the taker arrived.
  Reach(const Market& market, const OwnOrders& orders, const OwnOrder& taker, const Ticker& ticker)
      : side_(opposite(taker.side)),
        levels_(market.side(side_)),
        end_(std::min(taker.reach_end(), orders.best(side_))) {
    const Quote& quote = ticker.quotes[index_of(side_)];
    if (ticker.venue_ns <= market.depth_ns || quote.lots == 0) return;
    ticker_rank_ = rank_of(side_, quote.price_ticks);
    ticker_lots_ = quote.lots;
  }

  // The best level within reach that has lots for a taker, from `rank` on; `no_rank` for none.
  Rank first_from(Rank rank) const {
    while (rank < end_ && lots_at(rank) == 0) rank = levels_.next(rank);
    return rank < end_ ? rank : no_rank;
  }
  Rank first() const { return first_from(levels_.best()); }
  Rank next(Rank rank) const { return first_from(levels_.next(rank)); }

  // Lots of a level that a taker can have.
  Lots lots_at(Rank rank) const {
    const Lots available = levels_.available(rank);
    if (rank > ticker_rank_) return available;
    if (rank < ticker_rank_) return 0;
    return std::clamp(ticker_lots_ - levels_.taken(rank), Lots{0}, available);
  }

  // Whether there are as many lots in all.
  bool has(Lots lots) const {
    for (Rank rank = first(); rank != no_rank && lots > 0; rank = next(rank)) lots -= lots_at(rank);
    return lots <= 0;
  }

 private:
  const Side side_;
  const Ladder& levels_;
  // The first rank out of reach.
  const Rank end_;
  // The best level as a ticker newer than the book has it; without one, a bound that bounds nothing.
  Rank ticker_rank_ = 0;
  Lots ticker_lots_ = whole_end;
};

}  // namespace halfspread
