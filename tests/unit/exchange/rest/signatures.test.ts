// Goal: only who owns a key is heard, in time, whatever the kind of key and wherever clients put their parameters.
// Method: signatures made by node's own cryptography over the text as sent; each way real clients send it; each edge of the timing
// rules from both sides.
import { describe, expect, test } from "bun:test";
import { keyKinds } from "../../../../sim/exchange/api/api-keys.ts";
import { builtInSymbols } from "../../../../sim/exchange/built-in-symbols.ts";
import { type RawRequest, RestClient, type RestTrader } from "../../../helpers/exchange-rest-client.ts";

const badSignature = { code: -1022, msg: "Signature for this request is not valid." };
const order = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.1&price=50000";

function send(client: RestClient, { apiKey }: RestTrader, request: Partial<RawRequest>) {
  return client.send({ method: "POST", path: "/order", headers: { "x-mbx-apikey": apiKey }, ...request });
}

function open(kind: (typeof keyKinds)[number] = "HMAC") {
  const client = new RestClient(builtInSymbols());
  const trader = client.trader("key", kind);
  const timestamp = `timestamp=${client.nowUs / 1000}`;
  const sign = (payload: string) => `signature=${encodeURIComponent(trader.sign(payload))}`;
  return { client, trader, timestamp, sign };
}

describe.each([...keyKinds])("signatures: %s:", (kind) => {
  test("everything in the query: taken", () => {
    const { client, trader, timestamp, sign } = open(kind);
    const payload = `${order}&${timestamp}`;
    expect(send(client, trader, { query: `${payload}&${sign(payload)}` }).status).toBe(200);
  });

  test("everything in the body: taken", () => {
    const { client, trader, timestamp, sign } = open(kind);
    const payload = `${order}&${timestamp}`;
    expect(send(client, trader, { body: `${payload}&${sign(payload)}` }).status).toBe(200);
  });

  test("query and body, the signature in either: joined without anything between", () => {
    const { client, trader, timestamp, sign } = open(kind);
    const signature = sign(`${order}${timestamp}`);
    expect(send(client, trader, { query: order, body: `${timestamp}&${signature}` }).status).toBe(200);
    expect(send(client, trader, { query: `${order}&${signature}`, body: timestamp }).status).toBe(200);
  });

  test("the signature first or in the middle: left out of what was signed", () => {
    const { client, trader, timestamp, sign } = open(kind);
    const signature = sign(`${timestamp}&${order}`);
    expect(send(client, trader, { query: `${signature}&${timestamp}&${order}` }).status).toBe(200);
    expect(send(client, trader, { query: `${timestamp}&${signature}&${order}` }).status).toBe(200);
  });

  test("one character of what was signed changed: refused", () => {
    const { client, trader, timestamp, sign } = open(kind);
    const payload = `${order}&${timestamp}`;
    const changed = payload.replace("price=50000", "price=50001");
    const answer = send(client, trader, { query: `${changed}&${sign(payload)}` });
    expect([answer.status, answer.body]).toEqual([400, badSignature]);
  });

  test("another order of parameters than signed: refused", () => {
    const { client, trader, timestamp, sign } = open(kind);
    const answer = send(client, trader, { query: `${timestamp}&${order}&${sign(`${order}&${timestamp}`)}` });
    expect(answer.body).toEqual(badSignature);
  });

  test("text that is no signature: refused", () => {
    const { client, trader, timestamp } = open(kind);
    for (const text of ["x", "AAAA", "%00", "=", "a".repeat(5000), "%F0%9F%98%80"])
      expect(send(client, trader, { query: `${order}&${timestamp}&signature=${text}` }).body).toEqual(badSignature);
  });
});

test("signatures: percent-encoded text: signed as sent, not as it reads", () => {
  const { client, trader, timestamp, sign } = open();
  const encoded = `symbol=%42TCUSDT&${timestamp}`;
  const asSent = { method: "GET", path: "/openOrders", query: `${encoded}&${sign(encoded)}` };
  expect(send(client, trader, asSent).status).toBe(200);
  const decoded = `symbol=BTCUSDT&${timestamp}`;
  expect(send(client, trader, { ...asSent, query: `${encoded}&${sign(decoded)}` }).body).toEqual(badSignature);
});

test("signatures: letter case: HMAC's does not matter, the others' does", () => {
  for (const kind of keyKinds) {
    const { client, trader, timestamp } = open(kind);
    const signature = encodeURIComponent(trader.sign(timestamp).toUpperCase());
    const query = `${timestamp}&signature=${signature}`;
    expect(send(client, trader, { method: "GET", path: "/account", query }).status).toBe(kind === "HMAC" ? 200 : 400);
  }
});

test("signatures: a GET with a body: the body is not looked at", () => {
  const { client, trader, timestamp, sign } = open();
  const query = `${timestamp}&${sign(timestamp)}`;
  expect(send(client, trader, { method: "GET", path: "/account", query, body: "a=1&a=2" }).status).toBe(200);
});

test("signatures: a parameter in query and body: the query's counts", () => {
  const { client, trader, timestamp, sign } = open();
  const query = `${order}&${timestamp}`;
  const answer = send(client, trader, { query, body: `price=40000&${sign(`${query}price=40000`)}` });
  expect(answer.body.price).toBe("50000.00000000");
});

describe("API keys:", () => {
  const query = "timestamp=1699750800000&signature=00";
  const answer = (headers: Record<string, string>, prepare: (client: RestClient) => void = () => {}) => {
    using client = new RestClient(builtInSymbols());
    client.trader("key");
    prepare(client);
    const { status, body } = client.send({ method: "GET", path: "/account", query, headers });
    return [status, body.code, body.msg];
  };

  test("none, or text that is none: its format is invalid", () => {
    expect(answer({})).toEqual([401, -2014, "API-key format invalid."]);
    expect(answer({ "x-mbx-apikey": "a b" })).toEqual([401, -2014, "API-key format invalid."]);
  });

  test("unknown, or revoked: rejected", () => {
    const rejected = [401, -2015, "Invalid API-key, IP, or permissions for action."];
    expect(answer({ "x-mbx-apikey": "other" })).toEqual(rejected);
    expect(answer({ "x-mbx-apikey": "key" }, (client) => client.api.keys.revoke("key"))).toEqual(rejected);
  });

  test("one that may not trade: reads, but does not order", () => {
    using client = new RestClient(builtInSymbols());
    const trader = client.trader("key");
    const account = client.exchange.account(1)!;
    client.api.keys.add({ apiKey: "reader", kind: "HMAC", secret: "secret of key", account, canTrade: false });
    const reader = { ...trader, apiKey: "reader" };
    expect(client.signed(reader, "GET", "/account").status).toBe(200);
    expect(client.limit(reader, "BUY", "0.1", "50000").body.code).toBe(-2015);
  });

  test("no signature, no timestamp: mandatory", () => {
    using client = new RestClient(builtInSymbols());
    client.trader("key");
    const headers = { "x-mbx-apikey": "key" };
    const none = client.send({ method: "GET", path: "/account", headers });
    const unsigned = client.send({ method: "GET", path: "/account", query: "timestamp=1699750800000", headers });
    const missing = (name: string) => `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`;
    expect([none.body, unsigned.body]).toEqual([
      { code: -1102, msg: missing("timestamp") },
      { code: -1102, msg: missing("signature") },
    ]);
  });
});

describe("timing:", () => {
  const early = "Timestamp for this request was 1000ms ahead of the server's time.";
  const late = "Timestamp for this request is outside of the recvWindow.";
  const invalid = "Data sent for parameter 'timestamp' is not valid.";
  const edges: [what: string, offsetMs: number, recvWindow: string | undefined, message: string | undefined][] = [
    ["now", 0, undefined, undefined],
    ["999 ms ahead", 999, undefined, undefined],
    ["1,000 ms ahead", 1000, undefined, early],
    ["10,000 ms ahead", 10_000, undefined, early],
    ["10,001 ms ahead", 10_001, undefined, invalid],
    ["5,000 ms old", -5000, undefined, undefined],
    ["5,001 ms old", -5001, undefined, late],
    ["60,000 ms old, the longest window", -60_000, "60000", undefined],
    ["1 ms old, no window", -1, "0", late],
    ["2 ms old, a window of 1.999 ms", -2, "1.999", late],
    ["2 ms old, a window of 2.000 ms", -2, "2.000", undefined],
  ];
  test.each(edges)("%s", (_, offsetMs, recvWindow, message) => {
    const { client, trader, sign } = open();
    const window = recvWindow === undefined ? "" : `&recvWindow=${recvWindow}`;
    const payload = `timestamp=${client.nowUs / 1000 + offsetMs}${window}`;
    const answer = send(client, trader, { method: "GET", path: "/account", query: `${payload}&${sign(payload)}` });
    expect(answer.body.msg).toBe(message);
  });

  test("microseconds: taken as such", () => {
    const { client, trader, sign } = open();
    for (const [timestamp, status] of [
      [client.nowUs - 5_000_000, 200],
      [client.nowUs - 5_000_001, 400],
    ]) {
      const payload = `timestamp=${timestamp}`;
      const answer = send(client, trader, { method: "GET", path: "/account", query: `${payload}&${sign(payload)}` });
      expect(answer.status).toBe(status!);
    }
  });

  test("a time before there was a venue: no timestamp", () => {
    const { client, trader, sign } = open();
    const payload = "timestamp=1483228799999";
    const answer = send(client, trader, { method: "GET", path: "/account", query: `${payload}&${sign(payload)}` });
    expect(answer.body).toEqual({ code: -1130, msg: invalid });
  });
});
