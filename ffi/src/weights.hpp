// How much more counts what comes later: 2^(time / half_life), over a window of the longest half-life (rules, section
// 9).
//
// A product of three: from a table of coarse steps, from one of fine steps, and a short series for what is left. Nearly
// every message asks for four of them, and an exponential by itself would take longer than the rest of its sums.
#pragma once

#include <array>
#include <cstdint>

#include "layout.hpp"
#include "math.hpp"

namespace halfspread {

// One figure a half-life, the shortest first.
using Figures = std::array<double, half_lives_count>;

class Weights {
 public:
  static constexpr std::int64_t window_ns = 64'000'000'000;

  // Of all engines.
  static const Weights& shared() {
    static const Weights weights;
    return weights;
  }

  // From 0 to less than a window.
  void read(std::int64_t since_ns, Figures& to) const {
    const Figures& coarse = coarse_[static_cast<std::size_t>(since_ns / coarse_ns)];
    const Figures& fine = fine_[static_cast<std::size_t>(since_ns % coarse_ns / fine_ns)];
    const auto rest_ns = static_cast<double>(since_ns % fine_ns);
    for (std::size_t i = 0; i < half_lives_count; ++i) {
      const double y = rest_ns * growth[i];
      to[i] = coarse[i] * fine[i] * (1 + y * (1 + y * (0.5 + y * sixth)));
    }
  }

 private:
  static constexpr std::int64_t coarse_ns = 1 << 28;
  static constexpr std::int64_t fine_ns = 1 << 20;
  static constexpr double second_ns = 1e9;
  static constexpr double sixth = 1.0 / 6;
  // Of the logarithm, a nanosecond.
  static constexpr Figures growth{math::ln2 / second_ns, math::ln2 / (4 * second_ns), math::ln2 / (16 * second_ns),
                                  math::ln2 / (64 * second_ns)};
  static_assert(half_lives_seconds == std::array{1, 4, 16, 64});

  Weights() {
    fill(coarse_, coarse_ns);
    fill(fine_, fine_ns);
  }

  template <typename Table>
  static void fill(Table& table, std::int64_t step_ns) {
    for (std::size_t step = 0; step < table.size(); ++step)
      for (std::size_t i = 0; i < half_lives_count; ++i)
        table[step][i] = math::exponential(static_cast<double>(static_cast<std::int64_t>(step) * step_ns) * growth[i]);
  }

  std::array<Figures, window_ns / coarse_ns + 1> coarse_;
  std::array<Figures, coarse_ns / fine_ns> fine_;
};

}  // namespace halfspread
