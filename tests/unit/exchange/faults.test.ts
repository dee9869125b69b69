// Goal: each kind of fault does what its description says to what a client sees, and nothing to what is true at the exchange.
// Method: the whole server in process; what a client is answered beside what a second question, without faults, shows to be so.
import { describe, expect, test } from "bun:test";
import { fault, faultsFile } from "../../../sim/exchange/faults/fault.ts";
import { ExchangeDesk, restingBuy, signedFrame, startUs } from "../../helpers/exchange-desk.ts";

const placeOrder = ["POST /api/v3/order", "order.place"];
const subscribe = (desk: ExchangeDesk) => signedFrame(1, "userDataStream.subscribe.signature", {}, desk.nowUs);

describe("faults: a refusal over REST:", () => {
  const cases = [
    { status: 403, executed: false, code: undefined },
    { status: 418, executed: false, code: -1003 },
    { status: 429, executed: false, code: -1003 },
    { status: 500, executed: false, code: -1000 },
    { status: 500, executed: true, code: -1001 },
    { status: 502, executed: true, code: -1006 },
    { status: 503, executed: false, code: -1008 },
    { status: 503, executed: true, code: -1007 },
    { status: 504, executed: true, code: -1007 },
  ];
  test.each(cases)(
    "$status, executed $executed: says $code, and the order is there or not",
    ({ status, executed, code }) => {
      using desk = new ExchangeDesk();
      const id = desk.inject({ kind: "refusal", status, executed, requests: placeOrder });
      const answer = desk.signed("POST", "/api/v3/order", restingBuy)!;
      expect(answer.status).toBe(status);
      if (code !== undefined) expect(JSON.parse(answer.body).code).toBe(code);
      else expect(answer.body).toStartWith("<html>");
      expect(desk.openOrdersCount).toBe(executed ? 1 : 0);
      expect(desk.server.faults.remove(id)).toBe(true);
      expect(desk.signed("POST", "/api/v3/order", restingBuy)!.status).toBe(200);
    },
  );

  test("429: says when to come back, as the WebSocket API does", () => {
    using desk = new ExchangeDesk();
    desk.inject({ kind: "refusal", status: 429, retryAfterSeconds: 7 });
    expect(new Map(desk.ask("GET", "/api/v3/ping")!.headers).get("Retry-After")).toBe("7");
    const socket = desk.open("/ws-api/v3");
    socket.say(JSON.stringify({ id: "a", method: "v3/ping" }));
    const serverTime = startUs / 1000;
    expect(socket.take()).toEqual([
      {
        id: "a",
        status: 429,
        error: { code: -1003, msg: expect.any(String), data: { serverTime, retryAfter: serverTime + 7000 } },
      },
    ]);
  });
});

test("faults: a refusal over the WebSocket API: the order is done, its events come, its answer is another", () => {
  using desk = new ExchangeDesk();
  const socket = desk.open("/ws-api/v3");
  socket.say(subscribe(desk));
  desk.inject({ kind: "refusal", status: 504, executed: true, requests: placeOrder });
  socket.take();
  socket.say(signedFrame(2, "order.place", restingBuy, desk.nowUs));
  const [execution, position, answer] = socket.take();
  expect([execution.event.e, position.event.e]).toEqual(["executionReport", "outboundAccountPosition"]);
  expect(answer).toMatchObject({ id: 2, status: 504, error: { code: -1007 } });
  expect(desk.openOrdersCount).toBe(1);
});

test("faults: a lost answer: nothing is said, and the order is there only if it was to be executed", () => {
  using desk = new ExchangeDesk();
  for (const executed of [false, true]) {
    const id = desk.inject({ kind: "lost_answer", executed, requests: placeOrder });
    expect(desk.signed("POST", "/api/v3/order", restingBuy)).toBeUndefined();
    const socket = desk.open("/ws-api/v3");
    socket.say(signedFrame(1, "order.place", restingBuy, desk.nowUs));
    expect(socket.take()).toEqual([]);
    expect(desk.openOrdersCount).toBe(executed ? 2 : 0);
    desk.server.faults.remove(id);
  }
});

test("faults: named requests: only these are struck, with a star for the rest of a name", () => {
  using desk = new ExchangeDesk();
  desk.inject({ kind: "refusal", status: 500, requests: ["GET /api/v3/ti*"] });
  const statuses = ["time", "ticker/price", "ping"].map((path) => desk.ask("GET", `/api/v3/${path}`)!.status);
  expect(statuses).toEqual([500, 500, 200]);
});

test("faults: a dose: no more than so many, only within the time, and with the chance that was said", () => {
  using desk = new ExchangeDesk();
  const struck = (count: number) =>
    Array.from({ length: count }, () => desk.ask("GET", "/api/v3/ping")!.status).filter((status) => status === 500)
      .length;
  desk.inject({ kind: "refusal", status: 500, timesMax: 2, fromSeconds: 1, forSeconds: 1 });
  expect(struck(3)).toBe(0);
  desk.wait(1);
  expect(struck(3)).toBe(2);
  desk.wait(1);
  expect(desk.server.faults.all).toEqual([]);
  desk.inject({ kind: "refusal", status: 500, chance: 0.25 });
  const quarter = struck(1000);
  expect(quarter).toBeGreaterThan(200);
  expect(quarter).toBeLessThan(300);
});

test("faults: chance: the same seed strikes the same requests", () => {
  const runs = [1, 2].map(() => {
    using desk = new ExchangeDesk({ seed: 9 });
    desk.inject({ kind: "refusal", status: 500, chance: 0.5 });
    return Array.from({ length: 64 }, () => desk.ask("GET", "/api/v3/ping")!.status);
  });
  expect(runs[0]).toEqual(runs[1]!);
});

test("faults: a refusal over the WebSocket API: the id as it was written, beyond what a number holds", () => {
  using desk = new ExchangeDesk();
  desk.inject({ kind: "refusal", status: 429, retryAfterSeconds: 10, requests: ["ping"] });
  const socket = desk.open("/ws-api/v3");
  const texts = ['{"id":9223372036854775807,"method":"v3/ping"}', '{"id":[1],"method":"ping"}'].map((text) => {
    socket.say(text);
    return socket.frames.at(-1);
  });
  const serverTime = startUs / 1000;
  expect(texts[0]).toStartWith('{"id":9223372036854775807,"status":429,"error":{"code":-1003,"msg":"Too much');
  expect(texts[0]).toEndWith(`"data":{"serverTime":${serverTime},"retryAfter":${serverTime + 10_000}}}}`);
  expect(JSON.parse(texts[1]!)).toMatchObject({ id: null, status: 400, error: { code: -1135 } });
});

test("faults: a disconnect: sockets of that kind are lost, again and again", () => {
  using desk = new ExchangeDesk();
  const streams = desk.open("/ws/btcusdt@trade");
  const api = desk.open("/ws-api/v3");
  desk.inject({ kind: "disconnect", sockets: "streams", fromSeconds: 5, everySeconds: 5 });
  desk.wait(4.9);
  expect(streams.ending).toBeUndefined();
  desk.wait(0.1);
  expect([streams.ending, api.ending]).toEqual(["dropped", undefined]);
  streams.tellClosed();
  const next = desk.open("/ws/btcusdt@trade");
  desk.wait(5);
  expect(next.ending).toBe("dropped");
});

test("faults: a gap: depth updates are missing, the next ones go on as if nothing had been", () => {
  using desk = new ExchangeDesk();
  const socket = desk.open("/stream", "streams=btcusdt@depth@100ms/btcusdt@bookTicker");
  const seen = () => {
    desk.signed("POST", "/api/v3/order", { ...restingBuy, price: String(50_000 + (desk.nowUs % 1000)) });
    desk.wait(0.1001);
    return socket.take().map(({ stream, data }) => [stream, data.U ?? data.u]);
  };
  expect(seen()).toEqual([
    ["btcusdt@bookTicker", 1],
    ["btcusdt@depth@100ms", 1],
  ]);
  const id = desk.inject({ kind: "gap", events: ["depthUpdate"] });
  expect(seen()).toEqual([["btcusdt@bookTicker", 2]]);
  desk.server.faults.remove(id);
  expect(seen()).toEqual([
    ["btcusdt@bookTicker", 3],
    ["btcusdt@depth@100ms", 3],
  ]);
});

test("faults: a gap: answers to control messages come all the same", () => {
  using desk = new ExchangeDesk();
  const socket = desk.open("/ws");
  desk.inject({ kind: "gap" });
  socket.say(JSON.stringify({ method: "SUBSCRIBE", params: ["btcusdt@bookTicker", "btcusdt@depth5@100ms"], id: 1 }));
  desk.signed("POST", "/api/v3/order", restingBuy);
  desk.wait(1);
  expect(socket.take()).toEqual([{ result: null, id: 1 }]);
});

test("faults: delayed user events: they come late and in order; answers do not wait", () => {
  using desk = new ExchangeDesk();
  const socket = desk.open("/ws-api/v3");
  socket.say(subscribe(desk));
  desk.inject({ kind: "delayed_user_events", delayMs: 500, forSeconds: 10 });
  desk.wait(0);
  socket.take();
  socket.say(signedFrame(2, "order.place", restingBuy, desk.nowUs));
  expect(socket.take()).toMatchObject([{ id: 2, status: 200 }]);
  desk.wait(0.499);
  expect(socket.take()).toEqual([]);
  desk.wait(0.001);
  expect(socket.take().map(({ event }) => event.e)).toEqual(["executionReport", "outboundAccountPosition"]);
  desk.wait(10);
  socket.say(signedFrame(3, "order.place", restingBuy, desk.nowUs));
  expect(socket.take()).toHaveLength(3);
});

test("faults: maintenance: announced, then sockets end and requests are refused, then all is as it was", () => {
  using desk = new ExchangeDesk();
  const [streams, api] = [desk.open("/ws/btcusdt@trade"), desk.open("/ws-api/v3")];
  desk.signed("POST", "/api/v3/order", restingBuy);
  desk.inject({ kind: "maintenance", fromSeconds: 1, warningSeconds: 2, forSeconds: 60 });
  desk.wait(1);
  expect(streams.take()).toEqual([{ e: "serverShutdown", E: startUs / 1000 + 1000 }]);
  expect(api.take()).toEqual([{ event: { e: "serverShutdown", E: startUs / 1000 + 1000 } }]);
  expect(desk.ask("GET", "/api/v3/ping")!.status).toBe(200);
  desk.wait(2);
  for (const socket of [streams, api]) expect(socket.ending).toStartWith("1001 ");
  expect(JSON.parse(desk.ask("GET", "/api/v3/ping")!.body).code).toBe(-1016);
  expect(() => desk.open("/ws")).toThrow("refused with 503");
  desk.wait(58);
  expect(desk.openOrdersCount).toBe(1);
  desk.open("/ws");
});

describe("faults: descriptions that are refused:", () => {
  const documents = [
    { kind: "flood" },
    { kind: "refusal", status: 404 },
    { kind: "refusal", status: 429, executed: true },
    { kind: "refusal", status: 500, chance: 0 },
    { kind: "refusal", status: 500, chance: 1.1 },
    { kind: "refusal", status: 500, request: ["GET /"] },
    { kind: "lost_answer", requests: [] },
    { kind: "disconnect", sockets: "rest" },
    { kind: "delayed_user_events" },
    { kind: "maintenance", fromSeconds: -1 },
  ];
  test.each(documents)("%j", (document) => {
    expect(fault.safeParse(document).success).toBe(false);
  });

  test("a file without a list of faults", () => {
    expect(faultsFile.safeParse({}).success).toBe(false);
    expect(faultsFile.safeParse({ faults: [{ kind: "maintenance" }] }).success).toBe(true);
  });
});
