/** Keys of the three kinds, and signatures with them by node's own cryptography: what clients of the exchange sign with. */
import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import type { KeyKind } from "../../sim/exchange/api/api-keys.ts";

const keyPairs = {
  ED25519: generateKeyPairSync("ed25519"),
  RSA: generateKeyPairSync("rsa", { modulusLength: 2048 }),
};

/** What the exchange is given of a key: the shared secret of HMAC, else the public half, as PEM. */
export function secretOf(kind: KeyKind, apiKey: string): string {
  if (kind === "HMAC") return `secret of ${apiKey}`;
  return keyPairs[kind].publicKey.export({ type: "spki", format: "pem" }).toString();
}

export function signerOf(kind: KeyKind, apiKey: string): (payload: string) => string {
  if (kind === "HMAC") return (payload) => createHmac("sha256", secretOf(kind, apiKey)).update(payload).digest("hex");
  const algorithm = kind === "RSA" ? "sha256" : null;
  return (payload) => sign(algorithm, Buffer.from(payload), keyPairs[kind].privateKey).toString("base64");
}
