// Goal: the server does what is due in the order of time, whoever calls it and however often, and keeps no more sockets than it may.
// Method: one market of agents advanced in other pieces, with the same requests at the same times; sockets opened until none is taken.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { ExchangeDesk, restingBuy, startUs } from "../../helpers/exchange-desk.ts";

const agents = [
  { symbol: "BTCUSDT", startPriceTicks: 6_000_000 },
  { symbol: "ETHUSDT", startPriceTicks: 250_000 },
];
const streams = "streams=btcusdt@depth@100ms/btcusdt@trade/ethusdt@bookTicker/!miniTicker@arr";

/** What a client sees of three seconds of market. @param stepsMs how time is cut. */
function seen(seed: number, stepsMs: readonly number[]): string[] {
  using desk = new ExchangeDesk({ seed, agents });
  const socket = desk.open("/stream", streams);
  for (const stepMs of stepsMs) desk.wait(stepMs / 1000);
  desk.wait((startUs + 1_000_000 - desk.nowUs) / 1e6);
  const placed = desk.signed("POST", "/api/v3/order", { ...restingBuy, price: "61000", newClientOrderId: "mine" })!;
  desk.wait(2);
  return [...socket.frames, placed.body, desk.ask("GET", "/api/v3/depth", "symbol=BTCUSDT")!.body];
}

test("server: time in pieces of any size: the same frames and answers, to the byte", () => {
  const whole = seen(3, []);
  expect(whole.length).toBeGreaterThan(50);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 3 }), (stepsMs) => {
      expect(seen(3, stepsMs)).toEqual(whole);
    }),
    { numRuns: 5 },
  );
  expect(seen(4, [])).not.toEqual(whole);
});

test("server: an order of ours: takes what agents offer, and the streams show it", () => {
  using desk = new ExchangeDesk({ agents });
  const socket = desk.open("/ws/btcusdt@trade");
  desk.wait(1);
  socket.take();
  const order = JSON.parse(
    desk.signed("POST", "/api/v3/order", { symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.5" })!.body,
  );
  expect(order.status).toBe("FILLED");
  const shown = socket.take().map(({ t, p, q }) => ({ price: p, qty: q, tradeId: t }));
  expect(shown).toEqual(
    order.fills.map(({ price, qty, tradeId }: Record<string, unknown>) => ({ price, qty, tradeId })),
  );
  desk.server.exchange.assertConserved();
});

test("server: two things due at the same time: faults come before streams", () => {
  using desk = new ExchangeDesk();
  const socket = desk.open("/ws/btcusdt@depth@100ms");
  desk.signed("POST", "/api/v3/order", restingBuy);
  desk.inject({ kind: "maintenance", fromSeconds: 0.1, warningSeconds: 1 });
  desk.wait(0.1);
  expect(socket.take().map(({ e }) => e)).toEqual(["serverShutdown", "depthUpdate"]);
});

test("server: sockets: no more than it may keep, and one more when one has gone", () => {
  using desk = new ExchangeDesk({ socketsMax: 2 });
  const first = desk.open("/ws");
  desk.open("/ws-api/v3");
  expect(() => desk.open("/ws")).toThrow("refused with 503");
  first.tellClosed();
  first.tellClosed();
  desk.open("/ws");
  expect(desk.server.socketsCount).toBe(2);
});

test("server: attempts to connect: 300 in five minutes of the clock, then 429 until they are over", () => {
  using desk = new ExchangeDesk({ startUs: Date.UTC(2026, 0) * 1000 });
  desk.nowUs = Date.UTC(2026, 0) * 1000;
  for (let count = 0; count < 300; count++) desk.open("/ws").tellClosed();
  expect(() => desk.open("/ws-api/v3")).toThrow("refused with 429");
  desk.wait(299.9);
  expect(() => desk.open("/ws")).toThrow("refused with 429");
  desk.wait(0.1);
  desk.open("/ws");
});

test("server: a path that has no socket: is not found, and none is kept", () => {
  using desk = new ExchangeDesk();
  for (const path of ["/", "/api/v3/ping", "/ws-api/v2", "/wsx"])
    expect(() => desk.open(path)).toThrow("refused with 404");
  expect(desk.server.socketsCount).toBe(0);
});

test("server: closing all: every socket is told why", () => {
  using desk = new ExchangeDesk();
  const sockets = [desk.open("/ws"), desk.open("/stream", "streams=btcusdt@trade"), desk.open("/ws-api/v3")];
  desk.server.closeAll();
  for (const socket of sockets) expect(socket.ending).toBe("1001 Server shutdown");
});
