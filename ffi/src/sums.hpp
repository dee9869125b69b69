// Sums that forget: what was added a half-life ago counts half (rules, section 9).
//
// Added is not x but x 2^((t - origin) / half_life), and what has been added so is divided by the weight of now when it
// is read: nothing has to fade meanwhile. The origin moves on by whole windows of the longest half-life, which halves
// the sums a whole number of times and so rounds nothing.
#pragma once

#include <algorithm>
#include <array>

#include "layout.hpp"
#include "math.hpp"
#include "numbers.hpp"

namespace halfspread {

class Sums {
 public:
  // One figure a half-life, the shortest first.
  using Figures = std::array<double, half_lives_count>;

  // Whether time counts.
  bool is_counting() const { return is_counting_; }

  void start(TimeNs at_ns) {
    if (origin_ns_ == never) origin_ns_ = at_ns;
    add(exposure_seconds, -1, at_ns);
    is_counting_ = true;
  }

  void end(TimeNs at_ns) {
    add(exposure_seconds, 1, at_ns);
    is_counting_ = false;
  }

  void add(std::size_t row, double value, TimeNs at_ns) {
    if (at_ns != weighed_ns_) weigh(at_ns);
    Figures& sum = scaled_[row];
    for (std::size_t i = 0; i < half_lives_count; ++i) sum[i] += weights_[i] * value;
  }

  // Writes each sum as of now.
  void publish(TimeNs now_ns, std::array<double, sums_count * half_lives_count>& sums) {
    if (origin_ns_ == never) return;
    const Figures fadings = powers(math::exp(since_origin(now_ns) * -growth));
    double* to = sums.data();
    for (const Figures& sum : scaled_)
      for (std::size_t i = 0; i < half_lives_count; ++i) *to++ = sum[i] * fadings[i];
    for (std::size_t i = 0; i < half_lives_count; ++i)
      sums[i] = std::max(0.0, sums[i] + (is_counting_ ? 1 : 0)) * mean_life_seconds(i);
  }

 private:
  static constexpr TimeNs window_ns = 64'000'000'000;
  static constexpr double growth = math::ln2 / static_cast<double>(window_ns);
  // Of a sum over a window, by half-life: 2^-(window / half_life).
  static constexpr Figures fading{1.0 / 0x1p64, 1.0 / 0x1p16, 1.0 / 0x1p4, 1.0 / 0x1p1};
  static_assert(exposure_seconds == 0, "time comes first among the sums");

  // What time itself sums up to in the end.
  static double mean_life_seconds(std::size_t half_life) { return half_lives_seconds[half_life] / math::ln2; }

  void weigh(TimeNs at_ns) {
    weights_ = powers(math::exp(since_origin(at_ns) * growth));
    weighed_ns_ = at_ns;
  }

  // Moves the origin to the last whole window.
  double since_origin(TimeNs at_ns) {
    while (at_ns - origin_ns_ >= window_ns) [[unlikely]]
      move_origin();
    return static_cast<double>(at_ns - origin_ns_);
  }

  [[gnu::noinline]] void move_origin() {
    origin_ns_ += window_ns;
    weighed_ns_ = never;
    for (Figures& sum : scaled_)
      for (std::size_t i = 0; i < half_lives_count; ++i) sum[i] *= fading[i];
  }

  // Of the longest half-life, its 4th power for the next shorter one, and so on.
  static Figures powers(double longest) {
    const double third = fourth(longest);
    const double second = fourth(third);
    return {fourth(second), second, third, longest};
  }

  static double fourth(double x) {
    const double square = x * x;
    return square * square;
  }

  // Of `exposure_seconds`: the weight of now, where time still counts, is yet to be added.
  std::array<Figures, sums_count> scaled_{};
  Figures weights_{};
  // What the weights are of; `never` for nothing.
  TimeNs weighed_ns_ = never;
  TimeNs origin_ns_ = never;
  bool is_counting_ = false;
};

}  // namespace halfspread
