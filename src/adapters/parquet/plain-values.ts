/** The plain values of a column, as numbers or as places in a list of names. What does not fit is refused in words. */
import type { PlainColumnBytes } from "./plain-column.ts";

const wordSpan = 2 ** 32;

/**
 * Int64 values, less `offset`, which must all be whole numbers below 2^53; `missing` where there is none.
 * @param into as many as rows.
 */
export function fillInt64(
  { values, levels }: PlainColumnBytes,
  into: Float64Array,
  missing: number,
  offset = 0n,
): void {
  const words = new Int32Array(values.buffer, values.byteOffset, values.length >> 2);
  const offsetLow = Number(BigInt.asUintN(32, offset));
  const offsetHigh = Number(offset >> 32n);
  let word = 0;
  for (let at = 0; at < into.length; at++) {
    if (levels !== undefined && levels[at] === 0) {
      into[at] = missing;
      continue;
    }
    // Beyond the last value this is NaN, which no safe number is.
    const value = (words[word + 1]! - offsetHigh) * wordSpan + ((words[word]! >>> 0) - offsetLow);
    into[at] = value;
    word += 2;
    if (!(value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER))
      throw new Error(`row ${at} of the group is beyond 2^53`);
  }
}

/** Int64 values that are int32 in truth, one in every row. */
export function fillInt32({ values, levels }: PlainColumnBytes, into: Int32Array): void {
  const words = new Int32Array(values.buffer, values.byteOffset, values.length >> 2);
  if (levels !== undefined || words.length !== 2 * into.length) throw new Error("has no value in some rows");
  for (let at = 0; at < into.length; at++) {
    const value = words[2 * at]!;
    into[at] = value;
    if (words[2 * at + 1] !== value >> 31) throw new Error(`row ${at} of the group is beyond int32`);
  }
}

/** Bits, one in every row. */
export function fillBits({ values, levels }: PlainColumnBytes, into: Uint8Array): void {
  if (levels !== undefined || values.length !== Math.ceil(into.length / 8))
    throw new Error("has no value in some rows");
  for (let at = 0; at < into.length; at++) into[at] = (values[at >> 3]! >> (at & 7)) & 1;
}

/**
 * Names, as what each stands for; `missing` where there is none.
 * @param codes by name.
 */
export function fillNames(
  { values, levels }: PlainColumnBytes,
  into: Uint8Array,
  codes: Readonly<Record<string, number>>,
  missing: number | undefined,
): void {
  const known = Object.entries(codes).map(([name, code]) => ({ text: new TextEncoder().encode(name), code }));
  const lengths = new DataView(values.buffer, values.byteOffset, values.length);
  let from = 0;
  let { text, code } = known[0]!;
  for (let at = 0; at < into.length; at++) {
    if (levels !== undefined && levels[at] === 0) {
      if (missing === undefined) throw new Error(`row ${at} of the group has no name`);
      into[at] = missing;
      continue;
    }
    // PLAIN has a text's length in four bytes, and the text. The same name comes again and again.
    const length = from + 4 <= values.length ? lengths.getUint32(from, true) : 0;
    if (length !== text.length || !isAt(values, from + 4, text)) {
      const found = known.find((name) => name.text.length === length && isAt(values, from + 4, name.text));
      if (found === undefined) throw new Error(`row ${at} of the group is none of ${Object.keys(codes).join(", ")}`);
      ({ text, code } = found);
    }
    into[at] = code;
    from += 4 + length;
  }
}

function isAt(values: Uint8Array, from: number, text: Uint8Array): boolean {
  for (let at = 0; at < text.length; at++) if (values[from + at] !== text[at]) return false;
  return true;
}
