/**
 * Reads JSON as the venue's market streams do: the same texts accepted, the same message and place for what is refused, and numbers kept
 * as they were written. The venue's messages are those of Rust's serde_json (its error.rs and de.rs), which clients see and log.
 *
 * A place is a line and a column in bytes. An error at a byte not yet taken counts it ("peek"), one at a byte just taken does not.
 */

import { JsonNumber } from "../request-id.ts";

/** What is wrong and where. `isData`: well-formed, but not what was asked for. */
export class JsonError {
  readonly text: string;
  constructor(
    message: string,
    line: number,
    column: number,
    readonly isData: boolean,
  ) {
    this.text = `${message} at line ${line} column ${column}`;
  }
}

export type JsonValue = string | boolean | null | JsonNumber | JsonValue[] | JsonObject;

/** Of objects nothing is asked but that they are well-formed. */
export class JsonObject {}

const depthMax = 127;
const quote = 0x22;
const comma = 0x2c;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const noByte = -1;
const escapes = new Map(
  [...'"\\/bfnrt'].map((letter) => [letter.charCodeAt(0), JSON.parse(`"\\${letter}"`) as string]),
);
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class JsonReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#bytes = encoder.encode(text);
  }

  /** @throws JsonError, as every reading does. */
  value(): JsonValue {
    const byte = this.#nextByte();
    if (byte === quote) return this.string();
    if (byte === openBrace) return this.#object();
    if (byte === openBracket) return this.list(() => this.value());
    if (byte === 0x2d || isDigit(byte)) return this.#number();
    if (byte === 0x74) return this.#word("true", true);
    if (byte === 0x66) return this.#word("false", false);
    if (byte === 0x6e) return this.#word("null", null);
    throw this.#peeked(byte === noByte ? "EOF while parsing a value" : "expected value");
  }

  /** The first byte of the next value as a character; "" at the end. */
  peek(): string {
    const byte = this.#nextByte();
    return byte === noByte ? "" : String.fromCharCode(byte);
  }

  /** Reads an object; `field` reads the value of each name. */
  object(field: (name: string) => void): void {
    this.#enter();
    for (let isFirst = true; this.#hasName(isFirst); isFirst = false) {
      const name = this.string();
      this.#colon();
      field(name);
    }
    this.#leave();
  }

  list<Item>(item: () => Item): Item[] {
    this.#enter();
    const items: Item[] = [];
    while (this.#hasItem(items.length === 0)) items.push(item());
    this.#leave();
    return items;
  }

  string(): string {
    this.#at++;
    let text = "";
    let from = this.#at;
    for (;;) {
      const byte = this.#byte();
      if (byte === quote || byte === backslash) {
        text += decoder.decode(this.#bytes.subarray(from, this.#at++));
        if (byte === quote) return text;
        text += this.#escape();
        from = this.#at;
        continue;
      }
      if (byte === noByte) throw this.#taken("EOF while parsing a string");
      this.#at++;
      if (byte < 0x20) throw this.#taken("control character (\\u0000-\\u001F) found while parsing a string");
    }
  }

  /** Nothing but blanks may follow. */
  end(): void {
    if (this.#nextByte() !== noByte) throw this.#peeked("trailing characters");
  }

  /** Well-formed, but not what was asked for; the place is where reading has come to. */
  refuse(message: string): JsonError {
    return this.#error(message, this.#at, true);
  }
  /** Not a value that may stand here. */
  unexpected(): JsonError {
    return this.#peeked("expected value");
  }

  #object(): JsonObject {
    this.object(() => void this.value());
    return new JsonObject();
  }

  #enter(): void {
    if (++this.#depth > depthMax) throw this.#peeked("recursion limit exceeded");
    this.#at++;
  }
  #leave(): void {
    this.#at++;
    this.#depth--;
  }

  #hasName(isFirst: boolean): boolean {
    let byte = this.#nextByte();
    if (byte === closeBrace) return false;
    if (byte === noByte) throw this.#peeked("EOF while parsing an object");
    if (!isFirst) {
      if (byte !== comma) throw this.#peeked("expected `,` or `}`");
      this.#at++;
      byte = this.#nextByte();
      if (byte === closeBrace) throw this.#peeked("trailing comma");
      if (byte === noByte) throw this.#peeked("EOF while parsing a value");
    }
    if (byte !== quote) throw this.#peeked("key must be a string");
    return true;
  }

  #hasItem(isFirst: boolean): boolean {
    const byte = this.#nextByte();
    if (byte === closeBracket) return false;
    if (byte === noByte) throw this.#peeked("EOF while parsing a list");
    if (isFirst) return true;
    if (byte !== comma) throw this.#peeked("expected `,` or `]`");
    this.#at++;
    const next = this.#nextByte();
    if (next === closeBracket) throw this.#peeked("trailing comma");
    if (next === noByte) throw this.#peeked("EOF while parsing a value");
    return true;
  }

  #colon(): void {
    const byte = this.#nextByte();
    if (byte !== 0x3a) throw this.#peeked(byte === noByte ? "EOF while parsing an object" : "expected `:`");
    this.#at++;
  }

  #word<Value>(word: string, value: Value): Value {
    for (const letter of word) {
      const byte = this.#byte();
      if (byte === noByte) throw this.#taken("EOF while parsing a value");
      this.#at++;
      if (byte !== letter.charCodeAt(0)) throw this.#taken("expected ident");
    }
    return value;
  }

  #number(): JsonNumber {
    const from = this.#at;
    if (this.#byte() === 0x2d) this.#at++;
    this.#whole();
    if (this.#byte() === 0x2e) {
      this.#at++;
      if (!isDigit(this.#byte())) throw this.#peeked(this.#isEnd ? "EOF while parsing a value" : "invalid number");
      this.#digits();
    }
    if ((this.#byte() | 0x20) === 0x65) this.#exponent();
    const text = decoder.decode(this.#bytes.subarray(from, this.#at));
    if (!Number.isFinite(Number(text))) throw this.#taken("number out of range");
    return new JsonNumber(text);
  }

  #whole(): void {
    const byte = this.#byte();
    if (byte === noByte) throw this.#taken("EOF while parsing a value");
    this.#at++;
    if (!isDigit(byte)) throw this.#taken("invalid number");
    if (byte === 0x30 && isDigit(this.#byte())) throw this.#peeked("invalid number");
    this.#digits();
  }

  #exponent(): void {
    this.#at++;
    const sign = this.#byte();
    if (sign === 0x2b || sign === 0x2d) this.#at++;
    const byte = this.#byte();
    if (byte === noByte) throw this.#taken("EOF while parsing a value");
    this.#at++;
    if (!isDigit(byte)) throw this.#taken("invalid number");
    this.#digits();
  }

  #digits(): void {
    while (isDigit(this.#byte())) this.#at++;
  }

  #escape(): string {
    const letter = this.#byte();
    if (letter === noByte) throw this.#taken("EOF while parsing a string");
    this.#at++;
    if (letter === 0x75) return this.#codePoint();
    const text = escapes.get(letter);
    if (text === undefined) throw this.#taken("invalid escape");
    return text;
  }

  #codePoint(): string {
    const unit = this.#hex();
    if (unit >= 0xdc00 && unit <= 0xdfff) throw this.#taken("lone leading surrogate in hex escape");
    if (unit < 0xd800 || unit > 0xdbff) return String.fromCharCode(unit);
    for (const expected of [backslash, 0x75]) {
      if (this.#isEnd) throw this.#taken("EOF while parsing a string");
      if (this.#bytes[this.#at++] !== expected) throw this.#taken("unexpected end of hex escape");
    }
    const low = this.#hex();
    if (low < 0xdc00 || low > 0xdfff) throw this.#taken("lone leading surrogate in hex escape");
    return String.fromCharCode(unit, low);
  }

  #hex(): number {
    const from = this.#at;
    this.#at = Math.min(from + 4, this.#bytes.length);
    if (this.#at < from + 4) throw this.#taken("EOF while parsing a string");
    const digits = decoder.decode(this.#bytes.subarray(from, this.#at));
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw this.#taken("invalid escape");
    return Number.parseInt(digits, 16);
  }

  #byte(): number {
    return this.#bytes[this.#at] ?? noByte;
  }
  get #isEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }
  /** The next byte that is no blank. */
  #nextByte(): number {
    for (;;) {
      const byte = this.#byte();
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return byte;
      this.#at++;
    }
  }

  #peeked(message: string): JsonError {
    return this.#error(message, Math.min(this.#at + 1, this.#bytes.length), false);
  }
  #taken(message: string): JsonError {
    return this.#error(message, this.#at, false);
  }

  #error(message: string, bytesCount: number, isData: boolean): JsonError {
    const before = this.#bytes.subarray(0, bytesCount);
    const line = before.reduce((count, byte) => count + (byte === 0x0a ? 1 : 0), 1);
    return new JsonError(message, line, bytesCount - 1 - before.lastIndexOf(0x0a), isData);
  }
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
