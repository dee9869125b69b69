// Assertions that stay on in production: a broken rule is a bug, and a bug stops the process before it costs money.
// Inside the library they are thrown, so that the border can turn them into a code that TypeScript reports.
#pragma once

#include <stdexcept>

namespace halfspread {

// Out of line and cold: a check then costs one compare and a branch never taken.
[[noreturn, gnu::cold, gnu::noinline]] inline void violated(const char* rule) { throw std::logic_error(rule); }

inline void check(bool holds, const char* rule) {
  if (!holds) [[unlikely]]
    violated(rule);
}

}  // namespace halfspread
