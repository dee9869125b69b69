// Whole numbers of the engine, and the two sides in one coordinate.
//
// A rank counts ticks from the best conceivable price of its side, so that lower is better on both sides and every
// walk, comparison and search is written once. Ranks of bids are mirrored: 2^31 - 1 - price.
#pragma once

#include <cstdint>
#include <limits>

namespace halfspread {

using TimeNs = std::int64_t;
using Lots = std::int64_t;
using Ticks = std::int32_t;
using Rank = std::uint32_t;

inline constexpr TimeNs never = std::numeric_limits<TimeNs>::max();
// Earlier than every time of a run, and still a whole number as a double.
inline constexpr TimeNs long_ago = -(std::int64_t{1} << 53);
inline constexpr std::int64_t whole_end = std::int64_t{1} << 53;

// Worse than every price.
inline constexpr Rank no_rank = std::numeric_limits<Rank>::max();

enum class Side : std::uint8_t { bid = 0, ask = 1 };

constexpr Side opposite(Side side) { return side == Side::bid ? Side::ask : Side::bid; }
constexpr unsigned index_of(Side side) { return static_cast<unsigned>(side); }

constexpr Rank rank_of(Side side, Ticks price_ticks) {
  return static_cast<Rank>(price_ticks) ^ (side == Side::bid ? 0x7fff'ffffu : 0u);
}

constexpr Ticks price_of(Side side, Rank rank) {
  return static_cast<Ticks>(rank ^ (side == Side::bid ? 0x7fff'ffffu : 0u));
}

// Whole doubles below 2^53 in magnitude as they are; what lies beyond, infinities among it, becomes an end of time.
constexpr TimeNs time_of(double ns) {
  if (!(ns < static_cast<double>(whole_end))) return never;
  return ns <= static_cast<double>(long_ago) ? long_ago : static_cast<TimeNs>(ns);
}

}  // namespace halfspread
