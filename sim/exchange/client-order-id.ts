/**
 * Client ids for orders, cancels and amends that came without one: 22 letters and digits, as the venue's own look.
 *
 * They follow from a counter and a salt (one a symbol and use), so that they are the same in every run, differ between symbols, need
 * no memory, and can be turned back into their counter when a client asks for one.
 */
import { assert } from "../../src/base/assert.ts";

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const tailLength = 9;
const tailsCount = 62n ** BigInt(tailLength);
/** Coprime with 62, so that it has an inverse: it spreads neighbouring counters over all tails. */
const spread = 7_046_029_254_386_353n;
const unspread = inverse(spread, tailsCount);

/** @param salt a uint32. */
export function generatedClientId(salt: number, counter: number): string {
  assert(Number.isSafeInteger(counter) && counter >= 0, "a counter is a whole number");
  const tail = (BigInt(counter) * spread + BigInt(salt) * 0x1_0000n) % tailsCount;
  let head = "";
  let state = mixed(salt ^ counter);
  for (let index = tailLength; index < 22; index++) {
    state = mixed(state + index);
    head += digits[(state >>> 8) % 62]!;
  }
  return head + tailText(tail);
}

/** The counter that `text` was generated from, or undefined when it was not generated with this salt. */
export function counterOfClientId(salt: number, text: string): number | undefined {
  if (text.length !== 22) return undefined;
  let tail = 0n;
  for (const letter of text.slice(-tailLength)) {
    const value = digits.indexOf(letter);
    if (value < 0) return undefined;
    tail = tail * 62n + BigInt(value);
  }
  const salted = (tail - BigInt(salt) * 0x1_0000n) % tailsCount;
  const counter = (((salted + tailsCount) % tailsCount) * unspread) % tailsCount;
  if (counter > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  return generatedClientId(salt, Number(counter)) === text ? Number(counter) : undefined;
}

/** A salt from a name: FNV-1a. */
export function saltOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index++) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

function tailText(tail: bigint): string {
  let text = "";
  for (let left = tail, index = 0; index < tailLength; index++, left /= 62n) text = digits[Number(left % 62n)]! + text;
  return text;
}

/** The finalizer of MurmurHash3: every bit of the input moves every bit of the output. */
function mixed(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** By the extended Euclidean algorithm. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [previous, rest, previousFactor, factor] = [modulus, value % modulus, 0n, 1n];
  while (rest !== 0n) {
    const quotient = previous / rest;
    [previous, rest] = [rest, previous - quotient * rest];
    [previousFactor, factor] = [factor, previousFactor - quotient * factor];
  }
  assert(previous === 1n, "the spread and the number of tails have no common divisor");
  return ((previousFactor % modulus) + modulus) % modulus;
}
