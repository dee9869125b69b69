// Goal: what is signed is what the venue verifies, on both interfaces and with every kind of key; and a key shows
// nothing of itself.
// Method: the documented example; node's own verification of what was sent, for any values; every way of printing.
import { describe, expect, test } from "bun:test";
import { createHmac, generateKeyPairSync, type KeyObject, verify } from "node:crypto";
import { inspect } from "node:util";
import fc from "fast-check";
import { Credentials } from "../../../../../src/adapters/binance/gateway/credentials.ts";
import { queryOf, signedParams, signedQuery } from "../../../../../src/adapters/binance/gateway/signing.ts";

const pem = (key: KeyObject) => key.export({ type: "pkcs8", format: "pem" }).toString();
const pairs = { rsa: generateKeyPairSync("rsa", { modulusLength: 2048 }), ed25519: generateKeyPairSync("ed25519") };
const keys = {
  hmac: new Credentials("key", "shared secret"),
  rsa: new Credentials("key", pem(pairs.rsa.privateKey)),
  ed25519: new Credentials("key", pem(pairs.ed25519.privateKey)),
};
const params = fc.dictionary(
  fc.constantFrom("symbol", "side", "price", "note", "quantity"),
  fc.oneof(fc.string({ unit: "binary" }), fc.nat(), fc.constantFrom("a b!'()~*", "ß+/=&%", "这是测试币456")),
);

test("signing: the venue's own HMAC example: gives the signature that it prints", () => {
  const credentials = new Credentials(
    "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsW0MuIgwCIPy6utIco14y7Ju91duEh8A",
    "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j",
  );
  const order = {
    ...{ symbol: "LTCBTC", side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "1", price: "0.1" },
    ...{ recvWindow: 5000, timestamp: 1499827319559 },
  };
  expect(signedQuery(order, credentials)).toBe(
    `${queryOf(order)}&signature=c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71`,
  );
});

describe.each(["hmac", "rsa", "ed25519"] as const)("signing: with a key of kind %s:", (kind) => {
  const isSigned = (payload: string, signature: string) =>
    kind === "hmac"
      ? createHmac("sha256", "shared secret").update(payload).digest("hex") === signature
      : verify(
          kind === "rsa" ? "sha256" : null,
          Buffer.from(payload),
          pairs[kind].publicKey,
          Buffer.from(signature, "base64"),
        );

  test("any query: is signed as it is sent, and has no letter that a client would write anew", () => {
    fc.assert(
      fc.property(params, (values) => {
        fc.pre(Object.values(values).every((value) => String(value).isWellFormed()));
        const sent = signedQuery({ ...values, timestamp: 1 }, keys[kind]);
        const [payload = "", signature = ""] = sent.split("&signature=");
        expect(isSigned(payload, decodeURIComponent(signature))).toBe(true);
        expect(decodeURIComponent(payload)).toBe(
          Object.entries({ ...values, timestamp: 1 })
            .map(([name, value]) => `${name}=${value}`)
            .join("&"),
        );
        expect(sent).toMatch(/^[\w\-.!~*'()%=&]*$/);
      }),
    );
  });

  test("any frame: is signed by name, key included, as text that is not encoded", () => {
    fc.assert(
      fc.property(params, (values) => {
        fc.pre(Object.values(values).every((value) => String(value).isWellFormed()));
        const { signature, ...sent } = signedParams({ ...values, timestamp: 1 }, keys[kind]);
        expect(sent).toEqual({ ...values, timestamp: 1, apiKey: "key" });
        const names = Object.keys(sent).sort();
        const payload = names.map((name) => `${name}=${sent[name]}`).join("&");
        expect(isSigned(payload, String(signature))).toBe(true);
      }),
    );
  });
});

test("credentials: their kind: is told by the secret", () => {
  expect(Object.values(keys).map(({ kind }) => kind)).toEqual(["hmac", "rsa", "ed25519"]);
});

test("credentials: printed in any way: neither key nor secret is seen", () => {
  const credentials = new Credentials("TheApiKey", "TheSecret");
  const seen = [
    `${credentials}`,
    JSON.stringify({ credentials }),
    inspect(credentials, { depth: 9, showHidden: true }),
    Bun.inspect({ deep: [credentials] }),
    Object.keys(credentials).join(),
  ].join("\n");
  expect(seen).not.toContain("TheApiKey");
  expect(seen).not.toContain("TheSecret");
});

test("credentials: a text that quotes a request: is shown without key, secret and signature", () => {
  const credentials = new Credentials("TheApiKey", "TheSecret");
  const query = signedQuery({ symbol: "A" }, credentials);
  const frame = JSON.stringify(signedParams({ symbol: "A" }, credentials));
  const shown = credentials.hide(`TheApiKey TheSecret ${query} ${frame}`);
  for (const hidden of [
    "TheApiKey",
    "TheSecret",
    credentials.sign("symbol=A"),
    credentials.sign("apiKey=TheApiKey&symbol=A"),
  ])
    expect(shown).not.toContain(hidden);
  expect(shown).toContain("symbol=A");
});

describe("credentials: refused, without a word of them:", () => {
  test.each([
    ["a key with other letters", "not a key!", "secret"],
    ["an empty secret", "key", "  "],
    ["a broken PEM", "key", "-----BEGIN PRIVATE KEY-----\nabcdefgh\n-----END PRIVATE KEY-----"],
    ["a key of another kind", "key", pem(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey)],
  ])("%s", (_, apiKey, secret) => {
    let message = "";
    try {
      new Credentials(apiKey, secret);
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain("InputError: API ");
    expect(message).not.toContain("abcdefgh");
    expect(message).not.toContain("not a key!");
  });
});
