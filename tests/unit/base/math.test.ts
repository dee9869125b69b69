// Goal: the project's own functions are right to their stated error, and have the same bits on every machine.
// Method: against the system's library (right to 1 ulp itself) over wide ranges; laws that need no library; pinned
// bits.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { exp, exp2, log, pow, tanh } from "../../../src/base/math.ts";

const finite = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const runs = { numRuns: 5000 };

test("math: exp over its whole range: within 2 ulp of the system's", () => {
  fc.assert(
    fc.property(fc.oneof(finite(-745, 709.7), finite(-1, 1)), (x) => expectUlps(exp(x), Math.exp(x), 2)),
    runs,
  );
});

test("math: exp2 over its whole range: within 2 ulp of the system's", () => {
  fc.assert(
    fc.property(finite(-1074, 1023.9), (x) => expectUlps(exp2(x), 2 ** x, 2)),
    runs,
  );
});

test("math: exp2 of a whole number: exact, subnormal results too", () => {
  let expected = Number.MIN_VALUE;
  for (let twos = -1074; twos <= 1023; twos++, expected *= 2) expect(exp2(twos)).toBe(expected);
});

test("math: log of every size of number: within 2 ulp of the system's", () => {
  const anySize = fc.tuple(finite(1, 2), fc.integer({ min: -1074, max: 1023 })).map(([m, twos]) => m * exp2(twos));
  fc.assert(
    fc.property(fc.oneof(anySize, finite(0.5, 2)), (x) => expectUlps(log(x), Math.log(x), 2)),
    runs,
  );
});

test("math: pow, wherever the result is finite: within 2 ulp of the system's", () => {
  const base = fc.oneof(finite(1e-300, 1e300), finite(0.5, 2), finite(0.999_999, 1.000_001));
  fc.assert(
    fc.property(base, finite(-700, 700), (x, result) => {
      const y = x === 1 ? result : result / Math.log(x);
      expectUlps(pow(x, y), x ** y, 2);
    }),
    runs,
  );
});

test("math: pow with a small whole exponent: within 1 ulp of the product where that is exact", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200_000 }), fc.integer({ min: 0, max: 3 }), (x, y) => {
      const product = BigInt(x) ** BigInt(y);
      fc.pre(product < 2n ** 53n);
      expectUlps(pow(x, y), Number(product), 1);
    }),
    runs,
  );
});

test("math: tanh: within 3 ulp of the system's, and odd", () => {
  fc.assert(
    fc.property(fc.oneof(finite(-25, 25), finite(-0.7, 0.7), finite(-1e-7, 1e-7)), (x) => {
      expectUlps(tanh(x), Math.tanh(x), 3);
      expect(tanh(-x)).toBe(-tanh(x));
    }),
    runs,
  );
});

test("math: exp, log, exp2 and tanh: do not fall where their argument rises by a hair", () => {
  fc.assert(
    fc.property(finite(-30, 30), finite(1e-9, 1e-3), (x, step) => {
      for (const rising of [exp, exp2, tanh]) expect(rising(x + step)).toBeGreaterThanOrEqual(rising(x));
      const size = Math.abs(x) + 1e-6;
      expect(log(size + step)).toBeGreaterThanOrEqual(log(size));
    }),
    runs,
  );
});

test("math: special values: as in C", () => {
  const { POSITIVE_INFINITY: infinity, NaN: nan } = Number;
  expect([exp(0), exp(infinity), exp(-infinity), exp(710), exp(-746), exp(nan)]).toEqual([
    1,
    infinity,
    0,
    infinity,
    0,
    nan,
  ]);
  expect([exp2(1024), exp2(-1076), exp2(infinity), exp2(-infinity), exp2(nan)]).toEqual([
    infinity,
    0,
    infinity,
    0,
    nan,
  ]);
  expect([log(1), log(0), log(-0), log(infinity), log(-1), log(nan)]).toEqual([
    0,
    -infinity,
    -infinity,
    infinity,
    nan,
    nan,
  ]);
  expect([pow(0, 2), pow(0, -2), pow(infinity, 2), pow(infinity, -2)]).toEqual([0, infinity, infinity, 0]);
  expect([pow(2, infinity), pow(2, -infinity), pow(0.5, infinity), pow(0.5, -infinity)]).toEqual([
    infinity,
    0,
    0,
    infinity,
  ]);
  expect([pow(nan, 0), pow(1, nan), pow(-1, 2), pow(nan, 1), pow(2, nan)]).toEqual([1, 1, nan, nan, nan]);
  expect([tanh(infinity), tanh(-infinity), tanh(nan), tanh(-0)]).toEqual([1, -1, nan, -0]);
});

test("math: pinned arguments: the same bits on every machine", () => {
  const results = [exp(1), exp(-0.5), exp(700.25), exp(-740), log(2), log(10), log(6e6), log(1.0000001)];
  results.push(exp2(0.5), exp2(-10.3), pow(1.0001, 12345.6), pow(2.5, -301.7), pow(10, 15), tanh(0.3), tanh(1.7));
  expect(results.map(hexBits)).toEqual([
    "4005bf0a8b14576a",
    "3fe368b2fc6f960a",
    "7f12fd8e4cbfa413",
    "0000000000000055",
    "3fe62e42fefa39ef",
    "40026bb1bbb55516",
    "402f36ec18d543a1",
    "3e7ad7f2847b6492",
    "3ff6a09e667f3bcc",
    "3f49fdf8bcce533a",
    "400b7e445de4bfe7",
    "27020df9a033fd6a",
    "430c6bf526340000",
    "3fd2a4dda7d914fa",
    "3fedeedf00d3e7f5",
  ]);
});

test("math: arguments of all sizes, and those where one way of reckoning gives way to another: the same bits", () => {
  // From a multiplicative generator, exact in doubles, so that the arguments are the same everywhere.
  let state = 1;
  const draw = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const seams = [708, 1e-300, 1e300, 0.625, 22, Math.SQRT2, Math.SQRT1_2, 2.2250738585072014e-308].flatMap((seam) =>
    [-1, 0, 1].map((ulps) => fromBits(bits(seam) + BigInt(ulps))),
  );
  const sizes = Array.from({ length: 3000 }, () => (draw() + 0.5) * exp2(Math.floor(draw() * 2040) - 1020));
  const usual = Array.from({ length: 3000 }, () => (draw() - 0.5) * 50);
  const results = [...seams, ...sizes, ...usual].flatMap((x) => [exp(x), exp(-x), log(Math.abs(x)), tanh(x), tanh(-x)]);
  const hash = new Bun.CryptoHasher("sha256").update(Float64Array.from(results)).digest("hex");
  expect(hash).toBe("208cebfd5eba3c125fe467976ef851f6718fd742e249d6a84af80638942a4e84");
});

function expectUlps(actual: number, expected: number, ulpsMax: number): void {
  const apart = bits(actual) - bits(expected);
  const ulps = apart < 0n ? -apart : apart;
  if (ulps > BigInt(ulpsMax)) expect({ actual, expected, ulps }).toEqual({ actual: expected, expected, ulps: 0n });
}

/** Bits as a number line: neighbours in value are neighbours here, across 0 too. */
function bits(value: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const raw = view.getBigInt64(0);
  return raw >= 0n ? raw : -(raw & 0x7fff_ffff_ffff_ffffn);
}

function fromBits(raw: bigint): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigInt64(0, raw);
  return view.getFloat64(0);
}

function hexBits(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0).toString(16).padStart(16, "0");
}
