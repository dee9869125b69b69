// Runs every registered test and says how it went: a line for each failure, one line at the end.
#include <cstdio>
#include <exception>

#include "check.hpp"

int main() {
  int failed = 0;
  for (const checks::Test& test : checks::tests()) {
    try {
      test.body();
    } catch (const std::exception& error) {
      ++failed;
      std::fprintf(stderr, "FAILED %s: %s\n", test.name, error.what());
    }
  }
  std::printf("%zu passed, %d failed\n", checks::tests().size() - static_cast<std::size_t>(failed), failed);
  return failed == 0 && !checks::tests().empty() ? 0 : 1;
}
