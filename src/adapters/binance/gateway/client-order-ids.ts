/**
 * Client order ids: whose an order is, in 36 letters. `prefix-session-market-order`: the prefix is the user's, the
 * session's tag is never used again, so that no id ever is; order ids are in base 36, where 2^53 has 11 letters.
 */
import { assert } from "../../../base/assert.ts";
import { InputError } from "../../../base/input-error.ts";

/** `own`: of this session. `sibling`: of another session with this prefix. */
export type ClientOrderIdOwner =
  | { readonly kind: "own"; readonly marketIndex: number; readonly orderId: number }
  | { readonly kind: "sibling" }
  | { readonly kind: "foreign" };

const radix = 36;
const marketDigitsMax = 2;
const marketsMax = radix * radix;
const orderDigitsMax = 11;
const lengthMax = 36;
const partsLengthMax = lengthMax - marketDigitsMax - orderDigitsMax - 3;
const foreign: ClientOrderIdOwner = { kind: "foreign" };
const sibling: ClientOrderIdOwner = { kind: "sibling" };

export class ClientOrderIds {
  /** @throws InputError for parts that the venue would not take, or that could not be told apart again. */
  constructor(
    private readonly prefix: string,
    private readonly sessionTag: string,
  ) {
    for (const [name, part] of Object.entries({ prefix, sessionTag }))
      if (!/^[a-zA-Z0-9_]+$/.test(part))
        throw new InputError(
          name,
          `${JSON.stringify(part)} cannot be part of an order id; expected letters, digits, _`,
        );
    if (prefix.length + sessionTag.length > partsLengthMax)
      throw new InputError(
        "prefix, sessionTag",
        `too long for an order id; expected ${partsLengthMax} letters together`,
      );
  }

  make(marketIndex: number, orderId: number): string {
    assert(Number.isSafeInteger(orderId) && orderId > 0, "an order id is whole and positive");
    assert(marketIndex >= 0 && marketIndex < marketsMax, "a market's number has two digits");
    return `${this.prefix}-${this.sessionTag}-${marketIndex.toString(radix)}-${orderId.toString(radix)}`;
  }

  read(clientOrderId: string): ClientOrderIdOwner {
    const [prefix, sessionTag, market, order, ...more] = clientOrderId.split("-");
    if (prefix !== this.prefix || market === undefined || order === undefined || more.length > 0) return foreign;
    if (sessionTag !== this.sessionTag) return sibling;
    const marketIndex = Number.parseInt(market, radix);
    const orderId = Number.parseInt(order, radix);
    // Numbers are read leniently; only what we would have written is ours.
    const isOurs = Number.isSafeInteger(orderId) && orderId > 0 && marketIndex >= 0 && marketIndex < marketsMax;
    return isOurs && this.make(marketIndex, orderId) === clientOrderId
      ? { kind: "own", marketIndex, orderId }
      : sibling;
  }
}
