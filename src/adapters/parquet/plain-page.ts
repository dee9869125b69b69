/**
 * The values of one column and one row group, kept as the bytes that Parquet's PLAIN encoding has for them. The library
 * that writes the rest of a file takes each value as an object of its own, which costs more than everything else in an
 * import together.
 */
import { assert } from "../../base/assert.ts";

export interface PlainPage {
  readonly rowsCount: number;
  readonly nullsCount: number;
  /** The values, nulls left out. */
  readonly bytes: Uint8Array;
  /** By row, 1 where there is a value; undefined for a column without nulls. */
  readonly levels: Uint8Array | undefined;
  /** Least and largest value, where the page keeps them and there is one. */
  readonly range: { readonly min: bigint; readonly max: bigint } | undefined;
  clear(): void;
}

const wordSpan = 2 ** 32;

/** Whole numbers as int64, moved by a number beyond 2^53. */
export class Int64Page implements PlainPage {
  rowsCount = 0;
  #valuesCount = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  readonly #words: Int32Array;
  readonly #levels: Uint8Array | undefined;
  readonly #offsetLow: number;
  readonly #offsetHigh: number;

  /** @param offset added to every value. */
  constructor(
    rowsMax: number,
    hasNulls: boolean,
    private readonly offset = 0n,
  ) {
    this.#words = new Int32Array(2 * rowsMax);
    this.#levels = hasNulls ? new Uint8Array(rowsMax) : undefined;
    this.#offsetLow = Number(BigInt.asUintN(32, offset));
    this.#offsetHigh = Number(offset >> 32n);
  }

  /** Appends `values[from, to)`, whole numbers; what is below `least`, or NaN, is null. */
  add(values: Float64Array | Int32Array, from: number, to: number, least = Number.NEGATIVE_INFINITY): void {
    const levels = this.#levels;
    let row = this.rowsCount;
    let count = this.#valuesCount;
    for (let at = from; at < to; at++) {
      const value = values[at]!;
      const isThere = value >= least;
      if (levels !== undefined) levels[row++] = isThere ? 1 : 0;
      if (isThere) this.#put(count++, value);
    }
    const nullsCount = to - from - (count - this.#valuesCount);
    assert(levels !== undefined || nullsCount === 0, "a column without nulls has a value in every row");
    this.#valuesCount = count;
    this.rowsCount += to - from;
  }

  /** Appends `count` whole numbers that follow one another. */
  addRun(first: number, count: number): void {
    assert(this.#levels === undefined, "a run is of a column without nulls");
    for (let at = 0; at < count; at++) this.#put(this.#valuesCount + at, first + at);
    this.#valuesCount += count;
    this.rowsCount += count;
  }

  #put(at: number, value: number): void {
    const high = value >= 0 && value < wordSpan ? 0 : Math.floor(value / wordSpan);
    const low = value - high * wordSpan + this.#offsetLow;
    this.#words[2 * at] = low;
    this.#words[2 * at + 1] = this.#offsetHigh + high + (low >= wordSpan ? 1 : 0);
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  get nullsCount(): number {
    return this.rowsCount - this.#valuesCount;
  }

  get bytes(): Uint8Array {
    return new Uint8Array(this.#words.buffer, 0, 8 * this.#valuesCount);
  }

  get levels(): Uint8Array | undefined {
    return this.#levels?.subarray(0, this.rowsCount);
  }

  get range(): { min: bigint; max: bigint } | undefined {
    if (this.#valuesCount === 0) return undefined;
    return { min: this.offset + BigInt(this.#min), max: this.offset + BigInt(this.#max) };
  }

  clear(): void {
    this.rowsCount = 0;
    this.#valuesCount = 0;
    this.#min = Number.POSITIVE_INFINITY;
    this.#max = Number.NEGATIVE_INFINITY;
  }
}

/** Texts out of a few: each with its length before it. */
export class TextPage implements PlainPage {
  rowsCount = 0;
  nullsCount = 0;
  readonly range = undefined;
  #bytesCount = 0;
  readonly #texts: readonly Uint8Array[];
  readonly #bytes: Uint8Array;
  readonly #levels: Uint8Array | undefined;

  constructor(rowsMax: number, hasNulls: boolean, texts: readonly string[]) {
    this.#texts = texts.map(lengthAndText);
    this.#bytes = new Uint8Array(rowsMax * Math.max(...this.#texts.map(({ length }) => length)));
    this.#levels = hasNulls ? new Uint8Array(rowsMax) : undefined;
  }

  /** @param index of the text; undefined for null. */
  add(index: number | undefined): void {
    const text = index === undefined ? undefined : this.#texts[index];
    assert(
      text !== undefined || (index === undefined && this.#levels !== undefined),
      "a text is one of the few, or null",
    );
    if (this.#levels !== undefined) this.#levels[this.rowsCount] = text === undefined ? 0 : 1;
    this.rowsCount++;
    if (text === undefined) this.nullsCount++;
    else for (let at = 0; at < text.length; at++) this.#bytes[this.#bytesCount++] = text[at]!;
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#bytesCount);
  }

  get levels(): Uint8Array | undefined {
    return this.#levels?.subarray(0, this.rowsCount);
  }

  clear(): void {
    this.rowsCount = 0;
    this.nullsCount = 0;
    this.#bytesCount = 0;
  }
}

/** Booleans, a bit each, the first lowest. */
export class BooleanPage implements PlainPage {
  rowsCount = 0;
  readonly nullsCount = 0;
  readonly levels = undefined;
  readonly range = undefined;
  readonly #bytes: Uint8Array;

  constructor(rowsMax: number) {
    this.#bytes = new Uint8Array(Math.ceil(rowsMax / 8));
  }

  add(isSet: boolean): void {
    if (isSet) this.#bytes[this.rowsCount >> 3]! |= 1 << (this.rowsCount & 7);
    this.rowsCount++;
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, Math.ceil(this.rowsCount / 8));
  }

  clear(): void {
    this.#bytes.fill(0);
    this.rowsCount = 0;
  }
}

function lengthAndText(text: string): Uint8Array {
  const encoded = new TextEncoder().encode(text);
  const bytes = new Uint8Array(4 + encoded.length);
  new DataView(bytes.buffer).setUint32(0, encoded.length, true);
  bytes.set(encoded, 4);
  return bytes;
}
