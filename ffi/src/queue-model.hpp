// How many of the lots that left a level without a print were in front of an own order (rules, section 6).
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "layout.hpp"
#include "math.hpp"
#include "numbers.hpp"

namespace halfspread {

// Numbered as `queueFamilies` of src/engine/queue-model.ts.
enum class QueueFamily : std::int32_t {
  conservative = 0,
  proportional = 1,
  power = 2,
  log = 3,
  calibrated = 4,
  exact = 5,
};

// Sizes stay below 2^53, so that powers up to this, and sums of two of them, stay within the doubles.
inline constexpr double queue_exponent_max = 10;

struct QueueModel {
  QueueFamily family = QueueFamily::conservative;
  // 1 to 3, of the power and log families.
  std::int32_t variant = 1;
  // Of the power family.
  double exponent = 1;
  // Of the calibrated family: shares of cancelled lots that were ahead, at even positions from the head of a queue to
  // its end.
  std::array<double, queue_shares_count> shares{};

  // Whether rows name the orders, so that nothing need be guessed.
  bool is_exact() const { return family == QueueFamily::exact; }
  // Whether anything but prints and the level shown moves an order.
  bool moves_by_cancels() const { return family != QueueFamily::conservative; }

  // Of `cancelled` lots of a level of `base`, with `ahead` in front of the order: whole lots, rounded down against us.
  // In doubles, as TypeScript reckons: the same bits, whatever the sizes.
  Lots cancelled_ahead(Lots cancelled, Lots ahead, Lots base) const {
    if (cancelled == 0 || !moves_by_cancels()) return 0;
    const auto whole = static_cast<double>(base);
    const auto front = static_cast<double>(std::min(ahead, base));
    const auto gone = static_cast<double>(cancelled);
    const double from_front =
        family == QueueFamily::proportional ? gone * front / whole : share_ahead(front, whole - front) * gone;
    return std::min(static_cast<Lots>(std::floor(from_front)), ahead);
  }

 private:
  double share_ahead(double front, double back) const {
    if (family == QueueFamily::calibrated) return measured_share(front / (front + back));
    switch (variant) {
      case 1:
        return weight(front) / (weight(front) + weight(back));
      case 2:
        return 1 - weight(back) / weight(front + back);
      default:
        return weight(front / (front + back));
    }
  }

  // Linear between the positions measured.
  double measured_share(double position) const {
    const double x = position * (queue_shares_count - 1);
    const double whole = std::min(std::floor(x), static_cast<double>(queue_shares_count - 2));
    const auto i = static_cast<std::size_t>(whole);
    return shares[i] + (shares[i + 1] - shares[i]) * (x - whole);
  }

  // f of the rules.
  double weight(double x) const { return family == QueueFamily::power ? math::power(x, exponent) : math::ln(1 + x); }
};

}  // namespace halfspread
