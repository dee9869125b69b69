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
#include "weights.hpp"

namespace halfspread {

class Sums {
 public:
  // Whether time counts.
  bool is_counting() const { return is_counting_; }

  // Time counts from now on.
  void start(TimeNs now_ns) {
    if (origin_ns_ == never) origin_ns_ = now_ns;
    set_now(now_ns);
    add(exposure_seconds, -1);
    is_counting_ = true;
  }

  void end(TimeNs now_ns) {
    set_now(now_ns);
    add(exposure_seconds, 1);
    is_counting_ = false;
  }

  // When what is added next has happened; no earlier than what was added before.
  void set_now(TimeNs now_ns) {
    if (now_ns == weighed_ns_) return;
    while (now_ns - origin_ns_ >= Weights::window_ns) [[unlikely]]
      move_origin();
    table_.read(now_ns - origin_ns_, weights_);
    weighed_ns_ = now_ns;
  }

  void add(std::size_t row, double value) {
    Figures& sum = scaled_[row];
    for (std::size_t i = 0; i < half_lives_count; ++i) sum[i] += weights_[i] * value;
  }

  // Writes each sum as of now.
  void publish(TimeNs now_ns, std::array<double, sums_count * half_lives_count>& sums) {
    if (origin_ns_ == never) return;
    set_now(now_ns);
    Figures fadings;
    for (std::size_t i = 0; i < half_lives_count; ++i) fadings[i] = 1 / weights_[i];
    double* to = sums.data();
    for (const Figures& sum : scaled_)
      for (std::size_t i = 0; i < half_lives_count; ++i) *to++ = sum[i] * fadings[i];
    for (std::size_t i = 0; i < half_lives_count; ++i)
      sums[i] = std::max(0.0, sums[i] + (is_counting_ ? 1 : 0)) * mean_life_seconds(i);
  }

 private:
  // Of a sum over a window, by half-life: 2^-(window / half_life).
  static constexpr Figures fading{1.0 / 0x1p64, 1.0 / 0x1p16, 1.0 / 0x1p4, 1.0 / 0x1p1};
  static_assert(exposure_seconds == 0, "time comes first among the sums");

  // What time itself sums up to in the end.
  static double mean_life_seconds(std::size_t half_life) { return half_lives_seconds[half_life] / math::ln2; }

  [[gnu::noinline]] void move_origin() {
    origin_ns_ += Weights::window_ns;
    for (Figures& sum : scaled_)
      for (std::size_t i = 0; i < half_lives_count; ++i) sum[i] *= fading[i];
  }

  const Weights& table_ = Weights::shared();
  // Of `exposure_seconds`: the weight of now, where time still counts, is yet to be added.
  std::array<Figures, sums_count> scaled_{};
  Figures weights_{};
  // What the weights are of; `never` for nothing.
  TimeNs weighed_ns_ = never;
  TimeNs origin_ns_ = never;
  bool is_counting_ = false;
};

}  // namespace halfspread
