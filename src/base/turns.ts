/**
 * Sine and cosine of an angle that is given in turns: 1 is once round. As of `math.ts`, the bits are the same everywhere.
 *
 * In turns the way back into the eighth of a circle on either side of 0 is exact, as it never is in radians. There the
 * minimax polynomials of fdlibm (Sun Microsystems, 1993: k_sin.c, k_cos.c) are right to 1 ulp, and making radians of the
 * turns adds 1 more; the tests bound it at 3 against the system's library.
 */
import { assert } from "./assert.ts";

/** @param turns finite, of a size below 2^50. */
export function sineOfTurns(turns: number): number {
  return sineFrom(0, turns);
}

/** @param turns finite, of a size below 2^50. */
export function cosineOfTurns(turns: number): number {
  return sineFrom(1, turns);
}

/** Of the turns and so many quarters more. */
function sineFrom(quarters: 0 | 1, turns: number): number {
  assert(Math.abs(turns) < 2 ** 50, "an angle is finite, and fine enough to be one");
  const nearest = Math.sign(turns) * Math.round(Math.abs(turns) * 4); // Halves away from 0, so that sine is odd.
  const radians = (turns - nearest / 4) * fullCircle;
  const isCosine = (nearest + quarters) % 2 !== 0;
  const size = isCosine ? cosineNear0(radians) : sineNear0(radians);
  const quarter = (((nearest + quarters) % 4) + 4) % 4;
  return quarter < 2 ? size : -size;
}

const fullCircle = 2 * Math.PI;

const S1 = -0.16666666666666632;
const S2 = 0.00833333333332249;
const S3 = -0.0001984126982985795;
const S4 = 2.7557313707070068e-6;
const S5 = -2.5050760253406863e-8;
const S6 = 1.58969099521155e-10;

const C1 = 0.0416666666666666;
const C2 = -0.001388888888887411;
const C3 = 2.480158728947673e-5;
const C4 = -2.7557314351390663e-7;
const C5 = 2.087572321298175e-9;
const C6 = -1.1359647557788195e-11;

/** Up to an eighth of a circle either way. */
function sineNear0(x: number): number {
  const z = x * x;
  return x + x * z * (S1 + z * (S2 + z * (S3 + z * (S4 + z * (S5 + z * S6)))));
}

/** Up to an eighth of a circle either way. */
function cosineNear0(x: number): number {
  const z = x * x;
  const tail = z * z * (C1 + z * (C2 + z * (C3 + z * (C4 + z * (C5 + z * C6)))));
  const half = 0.5 * z;
  const high = 1 - half;
  return high + (1 - high - half + tail);
}
