// Exponential, natural logarithm and power, mirrored from src/base/math.ts operation by operation, so that both sides
// have the same bits. The sources of the method and its error bounds stand there; the system's library has other last
// bits on other machines.
//
// Only + - * / on doubles, each rounded once (the build keeps multiply-adds apart), and exact scaling by powers of two.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace halfspread::math {

inline constexpr double ln2 = 0.6931471805599453;

namespace detail {

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();
inline constexpr double smallest_normal = 2.2250738585072014e-308;

inline constexpr double sqrt2 = 1.4142135623730951;
// ln 2 in two parts: the first has 21 zero bits at its end, so that its product with any exponent is exact.
inline constexpr double ln2_high = 0.6931471803691238;
inline constexpr double ln2_low = 1.9082149292705877e-10;

inline constexpr double e1 = 0.16666666666666602;
inline constexpr double e2 = -0.0027777777777015593;
inline constexpr double e3 = 6.613756321437934e-5;
inline constexpr double e4 = -1.6533902205465252e-6;
inline constexpr double e5 = 4.1381367970572385e-8;

inline constexpr double l1 = 0.6666666666666735;
inline constexpr double l2 = 0.3999999999940942;
inline constexpr double l3 = 0.2857142874366239;
inline constexpr double l4 = 0.22222198432149784;
inline constexpr double l5 = 0.1818357216161805;
inline constexpr double l6 = 0.15313837699209373;
inline constexpr double l7 = 0.14798198605116586;

inline constexpr double two_thirds = 0.6666666666666666;
inline constexpr double two_thirds_error = 3.700743415417188e-17;

// A value in two doubles: rounded, and what rounding lost.
struct Pair {
  double high;
  double low;
};

// x = mantissa * 2^exponent, the mantissa from sqrt(1/2) to sqrt(2).
struct Split {
  double mantissa;
  double exponent;
};

// 2^twos, from -1022 to 1023.
inline double power_of_two(int twos) { return std::bit_cast<double>(static_cast<std::uint64_t>(twos + 1023) << 52); }

// Halves go up, as JavaScript rounds.
inline double rounded(double x) {
  const double below = std::floor(x);
  return x - below >= 0.5 ? below + 1 : below;
}

// value * 2^twos for a value near 1, rounded at most once.
inline double scale(double value, int twos) {
  if (twos >= -1021 && twos <= 1023) return value * power_of_two(twos);
  // Only the last of two products can leave the normal range, hence the only rounding.
  if (twos > 0) return value * power_of_two(std::min(twos - 1023, 1023)) * power_of_two(1023);
  return value * power_of_two(std::max(twos + 200, -1022)) * power_of_two(-200);
}

// e^(high + low), where `low` is at most a few ulp of `high`.
inline double exponential(double high, double low) {
  if (high != high) return nan;
  if (high > 709.79) return infinity;
  if (high < -745.14) return 0;
  const double twos = rounded(high / ln2);
  const double reduced_high = high - twos * ln2_high;
  const double reduced_low = twos * ln2_low - low;
  const double r = reduced_high - reduced_low;
  const double z = r * r;
  const double c = r - z * (e1 + z * (e2 + z * (e3 + z * (e4 + z * e5))));
  return scale(1 - (reduced_low - (r * c) / (2 - c) - reduced_high), static_cast<int>(twos));
}

// Of a positive, finite x.
inline Split split(double x) {
  const bool is_subnormal = x < smallest_normal;
  const auto bits = std::bit_cast<std::uint64_t>(is_subnormal ? x * power_of_two(54) : x);
  const double exponent = static_cast<double>(static_cast<int>(bits >> 52) - 1023 - (is_subnormal ? 54 : 0));
  const auto mantissa = std::bit_cast<double>((bits & 0x000f'ffff'ffff'ffff) | 0x3ff0'0000'0000'0000);
  if (mantissa < sqrt2) return {mantissa, exponent};
  return {mantissa / 2, exponent + 1};
}

// The upper 26 bits of the significand.
inline double upper_half(double value) {
  const double spread = value * 134'217'729;
  return spread - (spread - value);
}

// a * b. Factors stay below 2^970.
inline Pair exact_product(double a, double b) {
  const double product = a * b;
  const double a_high = upper_half(a);
  const double b_high = upper_half(b);
  const double a_low = a - a_high;
  const double b_low = b - b_high;
  return {product, a_low * b_low - (product - a_high * b_high - a_low * b_high - a_high * b_low)};
}

// 2/5 + 2/7 z + 2/9 z^2 + ..., to z^11.
inline double series_from_two_fifths(double z) {
  double sum = 0;
  for (int odd = 27; odd >= 5; odd -= 2) sum = sum * z + 2.0 / odd;
  return sum;
}

// ln x to about 2^-65 of itself: a power multiplies the error.
inline Pair long_ln(double x) {
  const auto [m, twos] = split(x);
  const double f = m - 1;
  const double g = m + 1;
  const double g_error = m - (g - 1);
  const double s = f / g;
  const Pair back = exact_product(s, g);
  const double s_error = (f - back.high - back.low - s * g_error) / g;

  const Pair square = exact_product(s, s);
  const double z = square.high;
  const double z_error = square.low + 2 * s * s_error;
  const double series = z * series_from_two_fifths(z);
  const double factor = two_thirds + series;
  const double factor_error = two_thirds - factor + series + two_thirds_error;
  const Pair cube = exact_product(s, z);
  const double cube_error = cube.low + s * z_error + s_error * z;
  const Pair tail = exact_product(cube.high, factor);
  const double tail_error = tail.low + cube.high * factor_error + cube_error * factor;

  const double whole = twos * ln2_high;
  const double first = whole + 2 * s;
  const double first_error = whole == 0 ? 0 : whole - first + 2 * s;
  const double second = first + tail.high;
  const double second_error = first - second + tail.high;
  const double rest = second_error + first_error + (tail_error + 2 * s_error) + twos * ln2_low;
  const double high = second + rest;
  return {high, second - high + rest};
}

}  // namespace detail

// e^x. Infinity from 709.79 up, 0 from -745.14 down; subnormal results are rounded once.
inline double exponential(double x) { return detail::exponential(x, 0); }

// Natural logarithm. NaN below 0, minus infinity at 0.
inline double ln(double x) {
  using namespace detail;
  if (x == 0) return -infinity;
  if (!(x > 0) || x == infinity) return x > 0 ? x : nan;
  const auto [mantissa, exponent] = split(x);
  const double f = mantissa - 1;
  const double s = f / (2 + f);
  const double z = s * s;
  const double half_square = 0.5 * f * f;
  const double tail = z * (l1 + z * (l2 + z * (l3 + z * (l4 + z * (l5 + z * (l6 + z * l7))))));
  return exponent * ln2_high - (half_square - (s * (half_square + tail) + exponent * ln2_low) - f);
}

// x^y for x >= 0 (NaN below). Special values as in C: x^0 and 1^y are 1 whatever the other is, NaN included.
inline double power(double x, double y) {
  using namespace detail;
  if (y == 0 || x == 1) return 1;
  if (!(x >= 0) || y != y) return nan;
  if (x == 0 || x == infinity) return (x == 0) == (y > 0) ? 0 : infinity;
  const Pair ln_x = long_ln(x);
  // The result is then 0 or infinite whatever the digits, and so large a y would overflow in the exact product.
  if (std::abs(y * ln_x.high) > 800) return exponential(y * ln_x.high, 0);
  const Pair product = exact_product(y, ln_x.high);
  return exponential(product.high, product.low + y * ln_x.low);
}

}  // namespace halfspread::math
