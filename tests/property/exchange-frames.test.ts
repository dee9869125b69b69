// Goal: nothing that a client can send to the WebSocket API breaks it: each frame is answered once as the venue answers, or ends its connection, and
// what was refused changed nothing.
// Method: good frames of every method, cut, doubled, and sprinkled with other text, values of wrong kinds, and text of any sort, from several
// connections that come and go; before and after each: everything that a command could change.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { operations } from "../../sim/exchange/api/operations.ts";
import { propertyRuns } from "../helpers/engine-kinds.ts";
import { digestOf } from "../helpers/exchange-digest.ts";
import { type Message, type Params, SocketVenue, signed } from "../helpers/exchange-socket-client.ts";
import { coarse, testSymbol } from "../helpers/exchange-symbols.ts";

const noLimits = { weightMax: 1e9, requestsMax: 1e9, ordersPer10SecondsMax: 1e9, ordersPerDayMax: 1e9 };
const methods = [
  ...Object.values(operations).map(({ method }) => method),
  ...["session.logon", "session.status", "session.logout", "session.subscriptions", "userDataStream.subscribe"],
  ...["userDataStream.subscribe.signature", "userDataStream.unsubscribe", "userDataStream.start", "nothing"],
];

const order = fc.record({
  symbol: fc.constant("ABCXYZ"),
  side: fc.constantFrom("BUY", "SELL"),
  type: fc.constant("LIMIT"),
  timeInForce: fc.constantFrom("GTC", "IOC"),
  quantity: fc.constantFrom("0.00001", "0.00003"),
  price: fc.constantFrom("0.99", "1.00", "1.01"),
});
const orderId = fc.integer({ min: 1, max: 6 });

/** Most of them are taken. */
const goodRequests: fc.Arbitrary<[string, Params]> = fc.oneof(
  fc.tuple(fc.constant("order.place"), order),
  fc.tuple(fc.constantFrom("order.cancel", "order.status"), fc.record({ symbol: fc.constant("ABCXYZ"), orderId })),
  fc.tuple(
    fc.constant("order.cancelReplace"),
    fc
      .tuple(order, orderId)
      .map(([params, id]) => ({ ...params, cancelReplaceMode: "ALLOW_FAILURE", cancelOrderId: id })),
  ),
  fc.tuple(
    fc.constantFrom("session.logon", "userDataStream.subscribe.signature", "account.status"),
    fc.constant<Params>({}),
  ),
);

const anyValue = fc.oneof(
  fc.constantFrom<unknown>(
    "ABCXYZ",
    "BUY",
    "LIMIT",
    "GTC",
    "1",
    "",
    null,
    true,
    -1,
    1e300,
    0.1,
    [],
    {},
    ["ABCXYZ"],
    [[]],
  ),
  fc.string({ unit: "binary", maxLength: 5 }),
);
const names = ["symbol", "side", "price", "limit", "orderId", "timestamp", "apiKey", "signature", "returnRateLimits"];
const anyRequests: fc.Arbitrary<[string, Params]> = fc.tuple(
  fc.constantFrom(...methods),
  fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.constantFrom("__proto__", "toString", "x")), anyValue, {
    maxKeys: 4,
  }) as fc.Arbitrary<Params>,
);

const harm = fc.record({
  at: fc.nat(250),
  length: fc.nat(8),
  text: fc.constantFrom("", ",", '"', "{", "}", "[", "1", "e9", "null", "\\u0000", "é", '"id":2,', "\n"),
});

const frames = fc.array(
  fc.record({
    request: fc.oneof({ weight: 2, arbitrary: goodRequests }, { weight: 1, arbitrary: anyRequests }),
    harm: fc.option(harm, { nil: undefined, freq: 1 }),
    client: fc.nat(1),
    trader: fc.nat(1),
    isSigned: fc.nat(4).map((number) => number > 0),
    waitUs: fc.nat(3_000_000),
  }),
  { minLength: 10, maxLength: 30 },
);

test("ws-api: any frames: answered once, as the venue does; refused ones change nothing", () => {
  const seen = { taken: 0, refused: 0 };
  fc.assert(
    fc.property(frames, (drawn) => {
      using venue = new SocketVenue(testSymbol(coarse), noLimits);
      const traders = [venue.trader("one"), venue.trader("two", "HMAC")];
      for (const { account } of traders) venue.exchange.market("ABCXYZ")!.desk(account);
      const clients = [venue.connect(), venue.connect("timeUnit=MICROSECOND")];
      for (const one of drawn) {
        venue.wait(one.waitUs);
        const [method, params] = one.request;
        const all = one.isSigned ? signed(traders[one.trader]!, venue.nowUs, params) : params;
        const good = JSON.stringify({ id: 7, method, params: all });
        const frame = one.harm === undefined ? good : harmed(good, one.harm);
        const before = digestOf(venue.exchange);
        const answer = answerAmong(clients[one.client]!.raw(frame));
        clients[1 - one.client]!.take();
        if (answer.status === 200) seen.taken++;
        else {
          seen.refused++;
          expectRefusal(answer);
          if ((answer.error as Message).data === undefined) expect(digestOf(venue.exchange)).toEqual(before);
        }
        venue.exchange.assertConserved();
      }
      for (const client of clients) client.leave();
      expect(venue.webSocketApi.connectionsCount).toBe(0);
    }),
    propertyRuns(60),
  );
  expect(seen.taken).toBeGreaterThan(seen.refused / 3);
});

test("ws-api: text of any sort: answered as what is no request", () => {
  using venue = new SocketVenue(testSymbol(coarse), noLimits);
  const client = venue.connect();
  const before = digestOf(venue.exchange);
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.json(),
    fc.nat(30_000).map((depth) => "[".repeat(depth)),
    fc.nat(5000).map((depth) => `{"id":1,"method":"ping","params":{"x":${"[".repeat(depth)}${"]".repeat(depth)}}}`),
  );
  fc.assert(
    fc.property(text, (frame) => {
      expectRefusal(answerAmong(client.raw(frame)));
    }),
    propertyRuns(300),
  );
  expect(digestOf(venue.exchange)).toEqual(before);
});

test("ws-api: open with any query: a session or an HTTP answer", () => {
  using venue = new SocketVenue(testSymbol(coarse), noLimits);
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.webQueryParameters()), (query) => {
      const peer = { address: "10.0.0.2", send: () => true, ping: () => {}, close: () => {} };
      const opened = venue.webSocketApi.open(venue.nowUs, "/ws-api/v3", query, peer);
      if ("status" in opened) expect(opened.status).toBe(400);
      else opened.closed(venue.nowUs);
      expect(venue.webSocketApi.connectionsCount).toBe(0);
    }),
    propertyRuns(200),
  );
});

function harmed(frame: string, { at, length, text }: { at: number; length: number; text: string }): string {
  return frame.slice(0, at) + text + frame.slice(at + length);
}

/** What is no event; there is one. */
function answerAmong(messages: readonly Message[]): Message {
  const answers = messages.filter(({ event }) => event === undefined);
  expect(answers.length).toBe(1);
  return answers[0]!;
}

function expectRefusal({ id, status, error }: Message): void {
  expect(id === null || ["number", "string"].includes(typeof id)).toBe(true);
  expect([400, 401, 409, 429]).toContain(status as number);
  const { code, msg } = error as Message;
  expect([Number.isInteger(code), (code as number) < 0, typeof msg]).toEqual([true, true, "string"]);
}
