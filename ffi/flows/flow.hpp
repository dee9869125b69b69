// What every flow is made with: draws that are the same on every machine, and a hash over what was answered.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>

namespace flows {

// What must hold for a flow to prove anything.
inline void law(bool holds, const char* rule) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", rule);
  std::abort();
}

// As printf wants it, whatever a 64-bit number is called on this machine.
constexpr unsigned long long wide(std::uint64_t number) { return number; }

// SplitMix64 (Steele, Lea and Flood 2014). The distributions of the standard library differ between its makers; so does
// the order in which arguments are evaluated, so that no call may draw twice in its arguments.
class Draws {
 public:
  explicit Draws(std::uint64_t seed) : state_(seed) {}

  std::uint64_t below(std::uint64_t end) { return next() % end; }
  // Whole, from `least` to `most`.
  std::int64_t within(std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(most - least) + 1));
  }
  bool chance(std::uint64_t of) { return below(of) == 0; }

  template <typename Value>
  Value pick(std::initializer_list<Value> values) {
    return values.begin()[below(values.size())];
  }

 private:
  std::uint64_t next() {
    std::uint64_t word = state_ += 0x9e37'79b9'7f4a'7c15u;
    word = (word ^ word >> 30) * 0xbf58'476d'1ce4'e5b9u;
    word = (word ^ word >> 27) * 0x94d0'49bb'1331'11ebu;
    return word ^ word >> 31;
  }

  std::uint64_t state_;
};

// FNV-1a over words, folded after each so that high bits reach low ones.
class Hash {
 public:
  void add(std::uint64_t word) {
    value_ = (value_ ^ word) * 0x100'0000'01b3u;
    value_ ^= value_ >> 29;
  }
  void add(double number) { add(std::bit_cast<std::uint64_t>(number)); }

  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0xcbf2'9ce4'8422'2325u;
};

}  // namespace flows
