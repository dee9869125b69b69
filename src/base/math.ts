/**
 * The only exp, log, pow and tanh of the project.
 *
 * The runtime hands `Math.exp` and its kin to the system's C library, whose last bits differ between versions and
 * machines; one such bit moves a quote and the run hash with it. Everything here is + - * / and exact scaling by powers
 * of two on IEEE doubles, each rounded once, so that the bits are the same everywhere (C++ included, with contraction
 * of multiply-adds off). `Math.sqrt`, `Math.abs`, `Math.floor` and `Math.round` are exact by definition and may be
 * used.
 *
 * Errors against the true value, in units in the last place (ulp), as the tests bound them against the system's
 * library, which itself errs by up to 1: exp, log, exp2 and pow 2 in all, tanh 3.
 *
 * Sources: argument reduction and minimax coefficients of exp and log: fdlibm (Sun Microsystems, 1993: e_exp.c,
 * e_log.c); tanh near 0: Cody and Waite's rational form with the coefficients of Cephes (S. Moshier); exact sums and
 * products: T. J. Dekker, "A floating-point technique for extending the available precision", 1971.
 */

/** e^x. Infinity from 709.79 up, 0 from -745.14 down; subnormal results are rounded once. */
export function exp(x: number): number {
  if (!(Math.abs(x) < 708)) return expOfSum(x, 0);
  const twos = Math.round(x / ln2); // The usual range again, in a body small enough to be compiled into its caller.
  return expOfRest(x - twos * ln2High, twos * ln2Low) * powersOfTwo[twos + 1022]!;
}

/** 2^x, exact for whole x. */
export function exp2(x: number): number {
  if (!(Math.abs(x) < 1100)) return expOfSum(x, 0);
  const whole = Math.round(x);
  const product = exactProduct(x - whole, ln2);
  return scale(expOfSum(product, productError + (x - whole) * ln2Error), whole);
}

/** Natural logarithm. NaN below 0, -Infinity at 0. */
export function log(x: number): number {
  if (!(x > 1e-300 && x < 1e300)) return logOfExtreme(x);
  asDouble[0] = x;
  let twos = (asWords[1]! >>> 20) - 1023;
  // Exact, and the bits need not be put together again in memory, which takes longer than the rest.
  let mantissa = x * powersOfTwo[1022 - twos]!;
  if (mantissa >= Math.SQRT2) {
    mantissa *= 0.5;
    twos += 1;
  }
  return logOfParts(mantissa, twos);
}

/** x^y for x >= 0 (NaN below). Special values as in C: x^0 and 1^y are 1 whatever the other is, NaN included. */
export function pow(x: number, y: number): number {
  if (y === 0 || x === 1) return 1;
  if (!(x >= 0) || Number.isNaN(y)) return Number.NaN;
  if (x === 0 || x === Number.POSITIVE_INFINITY) return (x === 0) === y > 0 ? 0 : Number.POSITIVE_INFINITY;
  const high = logHigh(x);
  const low = logError;
  // The result is then 0 or infinite whatever the digits, and so large a y would overflow in the exact product.
  if (Math.abs(y * high) > 800) return expOfSum(y * high, 0);
  const product = exactProduct(y, high);
  return expOfSum(product, productError + y * low);
}

/** Hyperbolic tangent. */
export function tanh(x: number): number {
  const size = Math.abs(x);
  if (size < 1e-9) return x; // Keeps -0.
  if (size < 0.625) {
    const z = x * x;
    const top = (T0 * z + T1) * z + T2;
    const bottom = ((z + U0) * z + U1) * z + U2;
    return x + x * z * (top / bottom);
  }
  if (!(size <= 22)) return size > 22 ? Math.sign(x) : Number.NaN; // The difference from 1 is below half an ulp.
  // e^(2 size): what is not negative and not large is rounded by cutting off.
  const twos = ((2 * size) / ln2 + 0.5) | 0;
  const grown = expOfRest(2 * size - twos * ln2High, twos * ln2Low) * powersOfTwo[twos + 1022]!;
  const result = 1 - 2 / (grown + 1);
  return x < 0 ? -result : result;
}

const ln2 = Math.LN2;
/** What that double lacks. */
const ln2Error = 2.3190468138462996e-17;
/** ln 2 in two parts: the first has 21 zero bits at its end, so that its product with any exponent is exact. */
const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;

const E1 = 0.16666666666666602;
const E2 = -0.0027777777777015593;
const E3 = 6.613756321437934e-5;
const E4 = -1.6533902205465252e-6;
const E5 = 4.1381367970572385e-8;

const L1 = 0.6666666666666735;
const L2 = 0.3999999999940942;
const L3 = 0.2857142874366239;
const L4 = 0.22222198432149784;
const L5 = 0.1818357216161805;
const L6 = 0.15313837699209373;
const L7 = 0.14798198605116586;

const T0 = -0.9643991794250523;
const T1 = -99.28772310019185;
const T2 = -1614.6876844170845;
const U0 = 112.81167849163293;
const U1 = 2235.4883906010045;
const U2 = 4844.063053251255;

/** e^(high + low), where `low` is at most a few ulp of `high`. */
function expOfSum(high: number, low: number): number {
  if (Number.isNaN(high)) return Number.NaN;
  if (high > 709.79) return Number.POSITIVE_INFINITY;
  if (high < -745.14) return 0;
  const twos = Math.round(high / ln2);
  const reducedHigh = high - twos * ln2High;
  const reducedLow = twos * ln2Low - low;
  return scale(expOfRest(reducedHigh, reducedLow), twos);
}

/** e^(high - low), at most sqrt(2) from 1 either way. */
function expOfRest(high: number, low: number): number {
  const r = high - low;
  const z = r * r;
  const c = r - z * (E1 + z * (E2 + z * (E3 + z * (E4 + z * E5))));
  return 1 - (low - (r * c) / (2 - c) - high);
}

/** 2^-1022 to 2^1023, by doubling: `**` is the C library's. */
const powersOfTwo = new Float64Array(2046);
powersOfTwo[0] = 2.2250738585072014e-308;
for (let at = 1; at < powersOfTwo.length; at++) powersOfTwo[at] = powersOfTwo[at - 1]! * 2;

/** value * 2^twos for a value near 1, rounded at most once. */
function scale(value: number, twos: number): number {
  if (twos >= -1021 && twos <= 1023) return value * powersOfTwo[twos + 1022]!;
  // Only the last of two products can leave the normal range, hence the only rounding.
  if (twos > 0) return value * powersOfTwo[Math.min(twos - 1023, 1023) + 1022]! * powersOfTwo[1023 + 1022]!;
  return value * powersOfTwo[Math.max(twos + 200, -1022) + 1022]! * powersOfTwo[-200 + 1022]!;
}

// Second results of the helpers below: a pair for each call would be an object for each call.
let exponent = 0;
let productError = 0;
let logError = 0;

const words = new ArrayBuffer(8);
const asDouble = new Float64Array(words);
/** Little-endian, as every machine that the runtime supports: the high word, with the exponent, is the second. */
const asWords = new Int32Array(words);

function logOfExtreme(x: number): number {
  if (x === 0) return Number.NEGATIVE_INFINITY;
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return x > 0 ? x : Number.NaN;
  const mantissa = splitExponent(x);
  return logOfParts(mantissa, exponent);
}

/** ln(mantissa * 2^twos) with the mantissa from sqrt(1/2) to sqrt(2). */
function logOfParts(mantissa: number, twos: number): number {
  const f = mantissa - 1;
  const s = f / (2 + f);
  const z = s * s;
  const halfSquare = 0.5 * f * f;
  const tail = z * (L1 + z * (L2 + z * (L3 + z * (L4 + z * (L5 + z * (L6 + z * L7))))));
  return twos * ln2High - (halfSquare - (s * (halfSquare + tail) + twos * ln2Low) - f);
}

/** x = mantissa * 2^exponent with the mantissa from sqrt(1/2) to sqrt(2); x is positive and finite. */
function splitExponent(x: number): number {
  const isSubnormal = x < 2.2250738585072014e-308;
  asDouble[0] = isSubnormal ? x * powersOfTwo[1022 + 54]! : x;
  const highWord = asWords[1]!;
  exponent = (highWord >>> 20) - 1023 - (isSubnormal ? 54 : 0);
  asWords[1] = (highWord & 0x000f_ffff) | 0x3ff0_0000;
  const mantissa = asDouble[0];
  if (mantissa < Math.SQRT2) return mantissa;
  exponent += 1;
  return mantissa / 2;
}

/** a * b rounded; what rounding lost is left in `productError`. Factors stay below 2^970. */
function exactProduct(a: number, b: number): number {
  const product = a * b;
  const aHigh = upperHalf(a);
  const bHigh = upperHalf(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  productError = aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
  return product;
}

/** The upper 26 bits of the significand. */
function upperHalf(value: number): number {
  const spread = value * 134_217_729;
  return spread - (spread - value);
}

const twoThirds = 0.6666666666666666;
const twoThirdsError = 3.700743415417188e-17;

/**
 * ln x to about 2^-65 of itself; the part below an ulp is left in `logError`. `pow` needs it, since y multiplies the
 * error.
 *
 * ln m = 2s + s^3 (2/3 + 2/5 s^2 + ...) with s = (m-1)/(m+1). s, its square and the 2/3 are carried in two doubles
 * each; the series from 2/5 on is below 2^-12 of the result and one double is enough.
 */
function logHigh(x: number): number {
  const m = splitExponent(x);
  const twos = exponent;
  const f = m - 1;
  const g = m + 1;
  const gError = m - (g - 1);
  const s = f / g;
  const back = exactProduct(s, g);
  const sError = (f - back - productError - s * gError) / g;

  const z = exactProduct(s, s);
  const zError = productError + 2 * s * sError;
  const series = z * seriesFromTwoFifths(z);
  const factor = twoThirds + series;
  const factorError = twoThirds - factor + series + twoThirdsError;
  const cube = exactProduct(s, z);
  const cubeError = productError + s * zError + sError * z;
  const tail = exactProduct(cube, factor);
  const tailError = productError + cube * factorError + cubeError * factor;

  const whole = twos * ln2High;
  // Largest first, each sum with what it lost: |whole| > |2s| > |tail|, or whole is 0.
  const first = whole + 2 * s;
  const firstError = whole === 0 ? 0 : whole - first + 2 * s;
  const second = first + tail;
  const secondError = first - second + tail;
  const rest = secondError + firstError + (tailError + 2 * sError) + twos * ln2Low;
  const high = second + rest;
  logError = second - high + rest;
  return high;
}

/** 2/5 + 2/7 z + 2/9 z^2 + ...: Taylor's, to z^11 since z is at most 0.0295. */
function seriesFromTwoFifths(z: number): number {
  let sum = 0;
  for (let odd = 27; odd >= 5; odd -= 2) sum = sum * z + 2 / odd;
  return sum;
}
