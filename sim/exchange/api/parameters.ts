/**
 * The parameters of one request, by name, as text: from a query, a form or the WebSocket API's JSON. Readers check them as the venue
 * does; the first that fails is kept in `refusal`, so that an operation reads all it needs in a row and asks once whether it could.
 *
 * A reader whose parameter is missing or wrong returns undefined; nobody uses the value when there is a refusal.
 */
import { assert } from "../../../src/base/assert.ts";
import { parseDecimal } from "../../../src/base/decimal.ts";
import { type Refusal, requestRefusals } from "../errors.ts";
import { assetPlaces } from "../symbol-entry.ts";

/** The legal ranges, as the venue prints them, and what they mean. */
const decimalRange = "^([0-9]{1,20})(\\.[0-9]{1,20})?$";
const windowRange = "^([0-9]{1,20})(\\.[0-9]{1,3})?$";
const wholeRange = "^[0-9]{1,20}$";
const clientIdRange = "^[a-zA-Z0-9-_]{1,36}$";
const symbolRange = "^[\\w\\-._&&[^a-z]]{1,50}$";
const symbolsRange = '^\\[("[\\w\\-._&&[^a-z]]{1,50}"(,"[\\w\\-._&&[^a-z]]{1,50}"){0,}){0,1}\\]$';

const decimalPattern = /^[0-9]{1,20}(?:\.[0-9]{1,20})?$/;
const windowPattern = /^[0-9]{1,20}(?:\.[0-9]{1,3})?$/;
const wholePattern = /^[0-9]{1,20}$/;
const clientIdPattern = /^[a-zA-Z0-9\-_]{1,36}$/;
// Letters of any script but lower-case ones: names of symbols need not be ASCII.
const symbolPattern = /^(?:(?!\p{Ll})[\p{L}\p{N}\-._]){1,50}$/u;
const symbolsPattern = /^\[(?:"(?:(?!\p{Ll})[\p{L}\p{N}\-._]){1,50}"(?:,"(?:(?!\p{Ll})[\p{L}\p{N}\-._]){1,50}")*)?\]$/u;

const longMax = 2n ** 63n - 1n;
const intMax = 2n ** 31n - 1n;
/** Times from here on are microseconds; before, milliseconds. */
const microsecondsFrom = 100_000_000_000_000n;

export class Parameters {
  #refusal: Refusal | undefined;
  #combination: () => void = () => {};

  constructor(readonly sent: ReadonlyMap<string, string>) {}

  /** What the first reader that failed says. */
  get refusal(): Refusal | undefined {
    return this.#refusal;
  }

  /** Keeps the first. */
  refuse(refusal: Refusal): undefined {
    this.#refusal ??= refusal;
    return undefined;
  }

  /** Has `check` refuse parameters that do not go together, once each by itself is known to be good and none is left over. */
  combine(check: () => void): void {
    this.#combination = check;
  }

  /** What is wrong with parameters taken together, or undefined. */
  checkCombination(): Refusal | undefined {
    this.#combination();
    return this.#refusal;
  }

  has(name: string): boolean {
    return this.sent.has(name);
  }

  /** As sent; undefined, and a refusal, when it is there but empty. */
  text(name: string): string | undefined {
    const text = this.sent.get(name);
    return text === "" ? this.refuse(requestRefusals.empty(name)) : text;
  }

  /** As sent; a refusal when it is not there or empty. */
  required(name: string): string {
    const text = this.sent.get(name);
    if (text !== undefined && text !== "") return text;
    this.refuse(requestRefusals.missing(name));
    return "";
  }

  symbol(): string {
    const text = this.required("symbol");
    return this.#matched("symbol", text, symbolPattern, symbolRange) ?? "";
  }

  /** Names of a JSON list, none twice. */
  symbols(): readonly string[] | undefined {
    const text = this.#matched("symbols", this.text("symbols"), symbolsPattern, symbolsRange);
    if (text === undefined) return undefined;
    const names: string[] = JSON.parse(text);
    return new Set(names).size === names.length ? names : this.refuse(requestRefusals.symbolTwice);
  }

  clientOrderId(name: string): string | undefined {
    return this.#matched(name, this.text(name), clientIdPattern, clientIdRange);
  }

  /** A plain decimal with no more places than money has. */
  decimal(name: string): string | undefined {
    const text = this.#matched(name, this.text(name), decimalPattern, decimalRange);
    if (text === undefined) return undefined;
    return parseDecimal(text, assetPlaces) === undefined ? this.refuse(requestRefusals.tooPrecise(name)) : text;
  }

  /** A LONG. Ids beyond 2^53 are rounded: no order has one. */
  long(name: string): number | undefined {
    const units = this.#whole(name, this.text(name), longMax);
    return units === undefined ? undefined : Number(units);
  }

  requiredLong(name: string): number {
    this.required(name);
    return this.long(name) ?? 0;
  }

  int(name: string): number | undefined {
    const units = this.#whole(name, this.text(name), intMax);
    return units === undefined ? undefined : Number(units);
  }

  /** How many items a list may have: `countMax` when more are asked for; live answers show that 0 is as if malformed. */
  limit(countUsual: number, countMax: number): number {
    const count = this.int("limit") ?? countUsual;
    if (count === 0) this.refuse(requestRefusals.missing("limit"));
    return Math.min(count, countMax);
  }

  /** A time that came as milliseconds or microseconds, in microseconds. */
  timeUs(name: string): number | undefined {
    const units = this.#whole(name, this.text(name), longMax);
    if (units === undefined) return undefined;
    return units < microsecondsFrom ? Number(units) * 1000 : Number(units);
  }

  /** `recvWindow`: milliseconds with up to three places, in microseconds. */
  windowUs(name: string): number | undefined {
    const text = this.#matched(name, this.text(name), windowPattern, windowRange);
    return text === undefined ? undefined : Number(parseDecimal(text, 3));
  }

  boolean(name: string): boolean | undefined {
    const text = this.text(name)?.toLowerCase();
    if (text === undefined) return undefined;
    if (text !== "true" && text !== "false") return this.refuse(requestRefusals.invalid(name));
    return text === "true";
  }

  /** One of some words. @param refusal what another word is refused with, if not -1130. */
  oneOf<Word extends string>(name: string, words: readonly Word[], refusal?: Refusal): Word | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const word = words.find((known) => known === text);
    return word ?? this.refuse(refusal ?? requestRefusals.invalid(name));
  }

  /** As `oneOf`, of a parameter that must be there. */
  requiredOneOf<Word extends string>(name: string, words: readonly Word[], refusal?: Refusal): Word {
    this.required(name);
    const [first] = words;
    assert(first !== undefined, "there are words to choose from");
    return this.oneOf(name, words, refusal) ?? first;
  }

  /** Refuses those that are there but do not go with the others. */
  notRequired(...names: readonly string[]): void {
    for (const name of names) if (this.has(name)) this.refuse(requestRefusals.notRequired(name));
  }

  #matched(name: string, text: string | undefined, pattern: RegExp, range: string): string | undefined {
    if (text === undefined || text === "") return undefined;
    return pattern.test(text) ? text : this.refuse(requestRefusals.illegalIn(name, range));
  }

  #whole(name: string, text: string | undefined, unitsMax: bigint): bigint | undefined {
    const digits = this.#matched(name, text, wholePattern, wholeRange);
    if (digits === undefined) return undefined;
    const units = BigInt(digits);
    return units > unitsMax ? this.refuse(requestRefusals.overflow(name)) : units;
  }
}
