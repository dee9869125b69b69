// A test runner in one page: named tests that register themselves, and checks that say what was expected of what.
//
// A failed check ends its test and the run's exit code; nothing is downloaded and nothing needs linking.
#pragma once

#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace checks {

struct Test {
  const char* name;
  void (*body)();
};

inline std::vector<Test>& tests() {
  static std::vector<Test> all;
  return all;
}

struct Registration {
  Registration(const char* name, void (*body)()) { tests().push_back({name, body}); }
};

template <typename Left, typename Right>
void equal(const Left& found, const Right& expected, const char* what, int line) {
  if (found == expected) return;
  std::ostringstream message;
  message << "line " << line << ": " << what << " is " << found << ", expected " << expected;
  throw std::runtime_error(message.str());
}

template <typename Body>
void throws(Body body, const char* what, int line) {
  try {
    body();
  } catch (const std::logic_error&) {
    return;
  }
  throw std::runtime_error("line " + std::to_string(line) + ": " + what + " is let through");
}

}  // namespace checks

#define CHECK_JOIN_(a, b) a##b
#define CHECK_JOIN(a, b) CHECK_JOIN_(a, b)
#define TEST(name)                                                                                  \
  static void CHECK_JOIN(test_, __LINE__)();                                                        \
  static const checks::Registration CHECK_JOIN(registered_, __LINE__)(name, CHECK_JOIN(test_, __LINE__)); \
  static void CHECK_JOIN(test_, __LINE__)()
#define EQUAL(found, expected) checks::equal((found), (expected), #found, __LINE__)
#define THROWS(statement) checks::throws([&] { statement; }, #statement, __LINE__)
