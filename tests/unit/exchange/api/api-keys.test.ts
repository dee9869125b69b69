// Goal: keys that cannot be are refused when they are added, each with what was expected instead.
// Method: each kind of bad key; what a withdrawn key still is.
import { expect, test } from "bun:test";
import { generateKeyPairSync } from "node:crypto";
import { ApiKeys, isKeyFormat } from "../../../../sim/exchange/api/api-keys.ts";
import { Account } from "../../../../sim/exchange/ledger.ts";
import { InputError } from "../../../../src/base/input-error.ts";

const account = new Account(1);
const hmac = { apiKey: "one", kind: "HMAC", secret: "s", account } as const;

test("API keys: one that is there already: refused", () => {
  const keys = new ApiKeys();
  keys.add(hmac);
  expect(() => keys.add(hmac)).toThrow(new InputError("API key one", "there twice; expected once"));
});

test("API keys: a name with other characters, or none: refused", () => {
  for (const apiKey of ["", "a b", "a".repeat(129), "ключ"])
    expect(() => new ApiKeys().add({ ...hmac, apiKey })).toThrow(InputError);
  expect(isKeyFormat("a".repeat(128))).toBe(true);
});

test("API keys: a public key that is none, or of another kind: refused", () => {
  const pem = generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "pem" }).toString();
  const add = (kind: "RSA" | "ED25519", secret: string) => () => new ApiKeys().add({ ...hmac, kind, secret });
  expect(add("ED25519", pem)).not.toThrow();
  expect(add("RSA", pem)).toThrow("API key one: a public key of kind ED25519; expected RSA");
  expect(add("ED25519", "nothing")).toThrow("a public key that cannot be read; expected the PEM of an ED25519 key");
});

test("API keys: one revoked: not found again, and its caller knows", () => {
  const keys = new ApiKeys();
  const caller = keys.add(hmac);
  expect([keys.find("one"), keys.revoke("one"), keys.revoke("one")]).toEqual([caller, true, false]);
  expect([keys.find("one"), caller.isRevoked]).toEqual([undefined, true]);
});
