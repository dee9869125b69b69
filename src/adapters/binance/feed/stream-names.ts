/**
 * Which stream a frame is of, by the name in its envelope, without a string of it: a table by a hash of its bytes, since
 * one connection has hundreds of streams and tens of thousands of frames a second.
 */
import { assert } from "../../../base/assert.ts";

export const noStream = -1;

const start = Buffer.from('{"stream":"');
const quote = 34;
const nameLengthMax = 64;

export class StreamNames {
  readonly #names: readonly Buffer[];
  /** Places of names, one more than they are; 0 is free. */
  readonly #places: Int32Array;

  constructor(names: readonly string[]) {
    this.#names = names.map((name) => Buffer.from(name));
    let placesCount = 8;
    while (placesCount < 4 * names.length) placesCount *= 2;
    this.#places = new Int32Array(placesCount);
    for (const [at, name] of this.#names.entries()) {
      assert(name.length < nameLengthMax, "the name of a stream is short");
      const place = this.#placeOf(name, 0, name.length);
      assert(this.#places[place] === 0, "names of streams differ");
      this.#places[place] = at + 1;
    }
  }

  /** The index of the name, or `noStream`. */
  find(frame: Buffer): number {
    for (let at = 0; at < start.length; at++) if (frame[at] !== start[at]) return noStream;
    const to = nameEnd(frame);
    if (to === noStream) return noStream;
    return this.#places[this.#placeOf(frame, start.length, to)]! - 1;
  }

  /** Where the name is, or the free place where it would be. */
  #placeOf(bytes: Uint8Array, from: number, to: number): number {
    const mask = this.#places.length - 1;
    let place = hashOf(bytes, from, to) & mask;
    for (let at = this.#places[place]!; at !== 0; at = this.#places[place]!) {
      if (isSame(this.#names[at - 1]!, bytes, from, to)) return place;
      place = (place + 1) & mask;
    }
    return place;
  }
}

function nameEnd(frame: Uint8Array): number {
  const most = Math.min(frame.length, start.length + nameLengthMax);
  for (let at = start.length; at < most; at++) if (frame[at] === quote) return at;
  return noStream;
}

/** FNV-1a, with its high bits folded into the low ones. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return hash ^ (hash >>> 15);
}

function isSame(name: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (name.length !== to - from) return false;
  for (let at = 0; at < name.length; at++) if (name[at] !== bytes[from + at]) return false;
  return true;
}
