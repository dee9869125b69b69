// Every operator new of the program, counted: what ran between two looks at the count has or has not allocated.
//
// All forms come down to malloc, so that the sanitizers still see what is allocated. They are defined in a unit of
// their own, where no compiler takes their malloc for one that a delete expression must not free.
#pragma once

#include <cstdint>

namespace flows {

extern std::uint64_t allocations_count;

}  // namespace flows
