/**
 * API keys: whose they are, what they may do, and whether a signature is theirs. All three kinds the venue has; verifying is a function
 * of its arguments, so it may run here, and at once.
 */
import { createHmac, createPublicKey, type KeyObject, verify } from "node:crypto";
import { InputError } from "../../../src/base/input-error.ts";
import type { Account } from "../ledger.ts";

export const keyKinds = ["HMAC", "ED25519", "RSA"] as const;
export type KeyKind = (typeof keyKinds)[number];

export interface KeyOptions {
  readonly apiKey: string;
  readonly kind: KeyKind;
  /** Of HMAC the shared secret; else the public key, as PEM. */
  readonly secret: string;
  readonly account: Account;
  /** May place and cancel; if not said, it may. A key may always read what its account owns. */
  readonly canTrade?: boolean;
}

/** Who stands behind a request: a key, and the account it speaks for. */
export class Caller {
  readonly apiKey: string;
  readonly kind: KeyKind;
  readonly account: Account;
  readonly canTrade: boolean;
  /** A key that was withdrawn; sessions that logged on with it look here. */
  isRevoked = false;
  readonly #secret: string;
  readonly #publicKey: KeyObject | undefined;

  /** @throws InputError for a public key that is none, or of another kind. */
  constructor({ apiKey, kind, secret, account, canTrade = true }: KeyOptions) {
    this.apiKey = apiKey;
    this.kind = kind;
    this.account = account;
    this.canTrade = canTrade;
    this.#secret = secret;
    this.#publicKey = kind === "HMAC" ? undefined : publicKeyOf(apiKey, kind, secret);
  }

  /** Whether `signature` is of these bytes: hex in any case for HMAC, base64 for the others. */
  hasSigned(payload: string, signature: string): boolean {
    if (this.#publicKey === undefined)
      return createHmac("sha256", this.#secret).update(payload, "utf8").digest("hex") === signature.toLowerCase();
    // Base64 has one text for a signature; a decoder takes others for it, too.
    const signed = Buffer.from(signature, "base64");
    if (signed.toString("base64") !== signature) return false;
    return verify(this.kind === "RSA" ? "sha256" : null, Buffer.from(payload, "utf8"), this.#publicKey, signed);
  }
}

export class ApiKeys {
  readonly #callers = new Map<string, Caller>();

  /** @throws InputError for a key there already, one without a legal name, or a public key that is none. */
  add(options: KeyOptions): Caller {
    if (!isKeyFormat(options.apiKey))
      throw new InputError(`API key ${options.apiKey}`, "not a key; expected 1 to 128 letters, digits, - and _");
    if (this.#callers.has(options.apiKey))
      throw new InputError(`API key ${options.apiKey}`, "there twice; expected once");
    const caller = new Caller(options);
    this.#callers.set(options.apiKey, caller);
    return caller;
  }

  /** Whose key it is; undefined for one unknown or revoked. */
  find(apiKey: string): Caller | undefined {
    return this.#callers.get(apiKey);
  }

  /** Nobody calls with it again. Returns whether there was one. */
  revoke(apiKey: string): boolean {
    const caller = this.#callers.get(apiKey);
    if (caller !== undefined) caller.isRevoked = true;
    return this.#callers.delete(apiKey);
  }
}

/** What can be an API key at all; others are refused with -2014. */
export function isKeyFormat(text: string): boolean {
  return /^[a-zA-Z0-9\-_]{1,128}$/.test(text);
}

function publicKeyOf(apiKey: string, kind: KeyKind, pem: string): KeyObject {
  const place = `API key ${apiKey}`;
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch {
    throw new InputError(place, `a public key that cannot be read; expected the PEM of an ${kind} key`);
  }
  const found = key.asymmetricKeyType?.toUpperCase();
  if (found !== kind) throw new InputError(place, `a public key of kind ${found}; expected ${kind}`);
  return key;
}
