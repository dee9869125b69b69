/**
 * An API key and what signs with it: HMAC-SHA256, RSA (PKCS#1 v1.5, SHA-256) or Ed25519, told apart by the secret.
 *
 * The secret never leaves the object, and neither secret nor key is shown by printing, inspecting or serialising it:
 * what is logged by mistake says nothing. Source: Binance Spot API, "Request security".
 */
import { createHmac, createPrivateKey, type KeyObject, sign } from "node:crypto";
import { assert } from "../../../base/assert.ts";
import { InputError } from "../../../base/input-error.ts";

export type KeyKind = "hmac" | "rsa" | "ed25519";

const hidden = "[hidden]";
const inspected = Symbol.for("nodejs.util.inspect.custom");
/** Signatures, wherever a text quotes one: of a query, or of a frame. */
const quotedSignature = /(signature["']?\s*[=:]\s*["']?)[\w+/%=-]+/gi;

export class Credentials {
  readonly kind: KeyKind;
  readonly #apiKey: string;
  readonly #secret: string;
  readonly #privateKey: KeyObject | undefined;

  /**
   * @param secret the shared secret of an HMAC key, or the private key as PEM.
   * @throws InputError for what can be no key; it quotes nothing of it.
   */
  constructor(apiKey: string, secret: string) {
    if (!/^[\w-]{1,128}$/.test(apiKey))
      throw new InputError("API key", "not a key; expected 1 to 128 letters, digits, - and _");
    if (secret.trim() === "")
      throw new InputError("API secret", "is empty; expected a secret, or a private key as PEM");
    this.#apiKey = apiKey;
    this.#secret = secret.trim();
    this.#privateKey = this.#secret.startsWith("-----BEGIN") ? privateKeyOf(this.#secret) : undefined;
    this.kind = this.#privateKey === undefined ? "hmac" : (this.#privateKey.asymmetricKeyType as KeyKind);
  }

  /** For the header or parameter that names it; nothing else may show it. */
  get apiKey(): string {
    return this.#apiKey;
  }

  /** Of these bytes: hex for HMAC, base64 for the others. */
  sign(payload: string): string {
    if (this.#privateKey === undefined) return createHmac("sha256", this.#secret).update(payload, "utf8").digest("hex");
    const algorithm = this.kind === "rsa" ? "sha256" : null;
    return sign(algorithm, Buffer.from(payload, "utf8"), this.#privateKey).toString("base64");
  }

  /** A text of the venue's or of the network's as it may be shown to people. */
  hide(text: string): string {
    return text
      .replaceAll(this.#apiKey, hidden)
      .replaceAll(this.#secret, hidden)
      .replace(quotedSignature, `$1${hidden}`);
  }

  toString(): string {
    return `Credentials(${this.kind}, ${hidden})`;
  }
  toJSON(): string {
    return this.toString();
  }
  [inspected](): string {
    return this.toString();
  }
}

function privateKeyOf(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw new InputError("API secret", "a private key that cannot be read; expected unencrypted PEM (PKCS#8)");
  }
  const kind = key.asymmetricKeyType;
  if (kind !== "rsa" && kind !== "ed25519")
    throw new InputError("API secret", `a private key of kind ${kind}; expected rsa or ed25519`);
  assert(key.type === "private", "what signs is a private key");
  return key;
}
