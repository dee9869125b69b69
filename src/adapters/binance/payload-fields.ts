/**
 * The fields of one JSON object in the form in which Binance sends its streams, read straight from bytes: no white
 * space, no escapes, keys of one or two letters that come once, whole numbers, levels as pairs on the grid, bids before
 * asks. Anything else is refused without a reason: it may be good JSON all the same.
 *
 * Values lie under the letter of their key until the object ends, since only all of them together tell what the message
 * is.
 */
import { type DecimalGrid, notOnGrid } from "./decimal-grid.ts";
import { LevelPairs, notRead } from "./level-pairs.ts";
import type { BinanceMessage } from "./message.ts";

/** What came under a key. `prices` and `sizes` are texts as well, already on their grid. */
export const shape = { none: 0, number: 1, text: 2, price: 3, size: 4, levels: 5, yes: 6, no: 7 } as const;

/** Letters, and where the values of two-letter keys are: `pu`, and those that nobody reads. */
export const key = {
  ...{ previous: 1, other: 2, A: 65, B: 66, E: 69, T: 84, U: 85, X: 88, a: 97, b: 98, e: 101, m: 109, p: 112, q: 113 },
  ...{ s: 115, t: 116, u: 117 },
} as const;

/** The place that is none: what was read is not in the plain form. */
export const notPlain = -1;

export const quote = 34;
export const closeBrace = 125;
const comma = 44;
const zero = 48;
const colon = 58;
const openBracket = 91;
const backslash = 92;
const closeBracket = 93;
const openBrace = 123;

const digitsMax = 16;
const lettersCount = 128;
const [letterP, letterU, letterT, letterF] = [112, 117, 116, 102];
const yesText = Buffer.from("true");
const noText = Buffer.from("false");

export class PayloadFields {
  /** By key. */
  readonly shapes = new Uint8Array(lettersCount);
  readonly #shapeWords = new Int32Array(this.shapes.buffer);
  /** Numbers, ticks and lots by key. */
  readonly values = new Float64Array(lettersCount);
  /** Where texts begin and end, by key. */
  readonly from = new Int32Array(lettersCount);
  readonly to = new Int32Array(lettersCount);

  /** Over the bytes that were read last: an import has many payloads in one block. */
  #words: DataView = new DataView(new ArrayBuffer(0));
  #wordsOf: Uint8Array | undefined;

  readonly #pairs: LevelPairs | undefined;

  constructor(
    private readonly prices: DecimalGrid,
    private readonly sizes: DecimalGrid,
  ) {
    this.#pairs = LevelPairs.of(prices, sizes);
  }

  /** Reads the object that begins at `at`; levels go into `message`. Returns the place behind it, or `notPlain`. */
  read(bytes: Uint8Array, at: number, message: BinanceMessage): number {
    // A loop, since a call of the platform that has not run for a while takes a microsecond or two.
    for (let at = 0; at < this.#shapeWords.length; at++) this.#shapeWords[at] = 0;
    if (bytes[at] !== openBrace) return notPlain;
    for (let next = at; ; ) {
      next = this.#field(bytes, next + 1, message);
      if (next === notPlain) return notPlain;
      if (bytes[next] === closeBrace) return next + 1;
      if (bytes[next] !== comma) return notPlain;
    }
  }

  #view(bytes: Uint8Array): void {
    this.#wordsOf = bytes;
    this.#words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  #field(bytes: Uint8Array, at: number, message: BinanceMessage): number {
    const first = bytes[at + 1]!;
    if (bytes[at] !== quote || !isLetter(first)) return notPlain;
    if (bytes[at + 2] === quote && bytes[at + 3] === colon) return this.#value(bytes, at + 4, first, message);
    const second = bytes[at + 2]!;
    if (!isLetter(second) || bytes[at + 3] !== quote || bytes[at + 4] !== colon) return notPlain;
    const letter = first === letterP && second === letterU ? key.previous : key.other;
    return this.#value(bytes, at + 5, letter, message);
  }

  #value(bytes: Uint8Array, at: number, letter: number, message: BinanceMessage): number {
    if (this.shapes[letter] !== shape.none && letter !== key.other) return notPlain;
    switch (bytes[at]) {
      case quote:
        return this.#text(bytes, at + 1, letter);
      case openBracket:
        return this.#levels(bytes, at, letter, message);
      case letterT:
        return this.#word(bytes, at, letter, yesText, shape.yes);
      case letterF:
        return this.#word(bytes, at, letter, noText, shape.no);
      default:
        return this.#number(bytes, at, letter);
    }
  }

  #text(bytes: Uint8Array, at: number, letter: number): number {
    switch (letter) {
      case key.p:
      case key.b:
      case key.a:
        return this.#decimal(bytes, at, letter, this.prices, shape.price);
      case key.q:
      case key.B:
      case key.A:
        return this.#decimal(bytes, at, letter, this.sizes, shape.size);
    }
    const end = textEnd(bytes, at);
    this.shapes[letter] = shape.text;
    this.from[letter] = at;
    this.to[letter] = end;
    return end === notPlain ? notPlain : end + 1;
  }

  #decimal(bytes: Uint8Array, at: number, letter: number, grid: DecimalGrid, kind: number): number {
    const steps = grid.read(bytes, at);
    if (steps === notOnGrid || bytes[grid.end] !== quote) return notPlain;
    this.shapes[letter] = kind;
    this.values[letter] = steps;
    return grid.end + 1;
  }

  #word(bytes: Uint8Array, at: number, letter: number, word: Uint8Array, kind: number): number {
    if (!startsWith(bytes, at, word)) return notPlain;
    this.shapes[letter] = kind;
    return at + word.length;
  }

  #number(bytes: Uint8Array, from: number, letter: number): number {
    let value = 0;
    let at = from;
    for (let digit = bytes[at]! - zero; digit >= 0 && digit <= 9; digit = bytes[++at]! - zero)
      value = value * 10 + digit;
    const digitsCount = at - from;
    const isPlain = digitsCount === 1 || (digitsCount > 0 && digitsCount <= digitsMax && bytes[from] !== zero);
    if (!isPlain || !Number.isSafeInteger(value)) return notPlain;
    this.shapes[letter] = shape.number;
    this.values[letter] = value;
    return at;
  }

  /** Bids are counted as they end, so asks have to follow them. */
  #levels(bytes: Uint8Array, from: number, letter: number, message: BinanceMessage): number {
    const isBids = letter === key.b;
    if (!isBids && (letter !== key.a || this.shapes[key.b] !== shape.levels)) return notPlain;
    this.shapes[letter] = shape.levels;
    if (bytes[from + 1] === closeBracket) return from + 2;
    // Other messages do without: of bytes that come alone it costs more than it saves them.
    if (bytes !== this.#wordsOf) this.#view(bytes);
    let at = from;
    do {
      at = this.#level(bytes, at + 1, message);
      if (at === notPlain) return notPlain;
    } while (bytes[at] === comma);
    if (isBids) message.bidsCount = message.levelsCount;
    return bytes[at] === closeBracket ? at + 1 : notPlain;
  }

  #level(bytes: Uint8Array, at: number, message: BinanceMessage): number {
    const pairs = this.#pairs;
    const next = pairs === undefined ? notRead : pairs.read(bytes, at, this.#words);
    if (pairs === undefined || next === notRead || !isPrice(pairs.priceTicks))
      return this.#anyLevel(bytes, at, message);
    message.addLevel(pairs.priceTicks, pairs.sizeLots, 0);
    return next;
  }

  /** `["price","size"]` */
  #anyLevel(bytes: Uint8Array, at: number, message: BinanceMessage): number {
    if (bytes[at] !== openBracket || bytes[at + 1] !== quote) return notPlain;
    const priceTicks = this.prices.read(bytes, at + 2);
    const middle = this.prices.end;
    if (!isPrice(priceTicks)) return notPlain;
    if (bytes[middle] !== quote || bytes[middle + 1] !== comma || bytes[middle + 2] !== quote) return notPlain;
    const sizeLots = this.sizes.read(bytes, middle + 3);
    const { end } = this.sizes;
    if (sizeLots === notOnGrid || bytes[end] !== quote || bytes[end + 1] !== closeBracket) return notPlain;
    message.addLevel(priceTicks, sizeLots, 0);
    return end + 2;
  }
}

export function isPrice(ticks: number): boolean {
  return ticks > 0 && ticks < 2 ** 31;
}

/** Where the plain ASCII text ends that begins at `from`: the place of its quote, or `notPlain`. */
export function textEnd(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === quote) return at;
    if (byte < 32 || byte > 126 || byte === backslash) return notPlain;
  }
  return notPlain;
}

export function startsWith(bytes: Uint8Array, from: number, start: Uint8Array): boolean {
  for (let at = 0; at < start.length; at++) if (bytes[from + at] !== start[at]) return false;
  return true;
}

function isLetter(byte: number): boolean {
  const lower = byte | 32;
  return lower >= 97 && lower <= 122;
}
