/**
 * Named streams of pseudo-random numbers.
 *
 * Each use forks its own stream by name (`random.fork("latency")`), so that one more draw in one place moves no other
 * place: the run hash then changes only where behaviour did. Integers only; probabilities are `chance(1, 20)`.
 *
 * Generator: sfc32 (C. Doty-Humphrey, PractRand), 128 bits of state, 32-bit integer arithmetic alone, hence the same on
 * every machine. Seeds of streams come from an FNV-1a hash of the path of names.
 */
import { assert } from "./assert.ts";

export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  private constructor(readonly path: string) {
    this.#a = hash32(path, 0x811c9dc5);
    this.#b = hash32(path, 0x01000193);
    this.#c = hash32(path, 0x9e3779b9);
    for (let warmUp = 0; warmUp < 15; warmUp++) this.uint32();
  }

  static fromSeed(seed: number): Random {
    assert(Number.isSafeInteger(seed), "a seed is a whole number");
    return new Random(String(seed));
  }

  /** An independent stream. Forking draws nothing from this one: the name alone decides. */
  fork(name: string): Random {
    return new Random(`${this.path}/${name}`);
  }

  uint32(): number {
    const mixed = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + mixed) | 0;
    return mixed >>> 0;
  }

  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number {
    assert(Number.isSafeInteger(min) && Number.isSafeInteger(max) && min <= max, "a range is whole and not empty");
    const span = max - min + 1;
    assert(span <= 2 ** 53, "a range fits the exact whole numbers");
    // 53 bits scaled down: the bias is at most span / 2^53.
    return min + Math.floor(this.unit() * span);
  }

  /** True `hits` times in `outOf`. */
  chance(hits: number, outOf: number): boolean {
    return this.int(1, outOf) <= hits;
  }

  /** A multiple of 2^-53 in [0, 1). */
  unit(): number {
    return ((this.uint32() >>> 5) * 67_108_864 + (this.uint32() >>> 6)) / 9_007_199_254_740_992;
  }

  pick<T>(items: readonly T[]): T {
    assert(items.length > 0, "something to pick from");
    return items[this.int(0, items.length - 1)] as T;
  }
}

/** FNV-1a over UTF-16 code units, with a final avalanche (murmur3's) so that near names part fully. */
function hash32(text: string, start: number): number {
  let hash = start | 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
