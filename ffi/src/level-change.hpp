// One level of a book before and after a row.
#pragma once

#include "numbers.hpp"

namespace halfspread {

struct LevelChange {
  Side side;
  Rank rank;
  Lots before;
  Lots after;
  TimeNs venue_ns;
};

}  // namespace halfspread
