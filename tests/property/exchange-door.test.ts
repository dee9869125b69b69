// Goal: no bytes on a socket stop the exchange, change what it holds, or leave anything behind.
// Method: requests and frames as clients send them, mutated byte by byte and cut off anywhere, on raw sockets; the state before and after.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { connect } from "node:net";
import fc from "fast-check";
import { restingBuy, signedQuery } from "../helpers/exchange-desk.ts";
import { OpenExchange } from "../helpers/exchange-door.ts";
import { eventually } from "../helpers/patient.ts";

let exchange: OpenExchange;
beforeAll(() => {
  exchange = new OpenExchange();
});
afterAll(async () => {
  await exchange[Symbol.asyncDispose]();
  expect(exchange.failures).toEqual([]);
});

const key = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
const upgrade = (path: string) =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${key}\r\n\r\n`;
const query = signedQuery(restingBuy, 1_700_000_000_000_000);
const head = "Host: x\r\nX-MBX-APIKEY: key";
const requests = [
  `GET /api/v3/depth?symbol=BTCUSDT&limit=5 HTTP/1.1\r\n${head}\r\n\r\n`,
  `POST /api/v3/order?${query} HTTP/1.1\r\n${head}\r\nContent-Length: 0\r\n\r\n`,
  `POST /api/v3/order HTTP/1.1\r\n${head}\r\nContent-Length: ${query.length}\r\n\r\n${query}`,
  `POST /api/v3/order HTTP/1.1\r\n${head}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nside=\r\n0\r\n\r\n`,
  upgrade("/ws/btcusdt@trade"),
  upgrade("/stream?streams=btcusdt@depth"),
  upgrade("/ws-api/v3"),
];
const frames = [
  JSON.stringify({ method: "SUBSCRIBE", params: ["btcusdt@depth"], id: 1 }),
  JSON.stringify({ id: "a", method: "order.place", params: restingBuy }),
  JSON.stringify({ id: null, method: "session.logon", params: { apiKey: "key", signature: "x", timestamp: 1 } }),
];

/** Bytes to put at places of the text, and where it ends. */
const mutation = fc.record({
  bytes: fc.array(fc.tuple(fc.nat(400), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }),
  end: fc.option(fc.nat(400), { nil: undefined, freq: 3 }),
});

function mutated(text: string, { bytes, end }: { bytes: [number, number][]; end: number | undefined }): Buffer {
  const buffer = Buffer.from(text, "latin1");
  for (const [at, byte] of bytes) buffer[at % buffer.length] = byte;
  return buffer.subarray(0, end);
}

function masked(payload: Buffer, opcode: number): Buffer {
  const length =
    payload.length < 126 ? [payload.length | 0x80] : [126 | 0x80, payload.length >> 8, payload.length & 0xff];
  return Buffer.concat([Buffer.from([0x80 | opcode, ...length, 0, 0, 0, 0]), payload]);
}

/** Sends, waits until there is an answer or none will come, and goes. */
function send(chunks: readonly Buffer[]): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(exchange.port, "127.0.0.1", () => {
      for (const chunk of chunks) socket.write(chunk);
      socket.end();
    });
    socket.on("data", () => {});
    socket.on("error", () => {});
    socket.on("close", () => resolve());
  });
}

const bookHash = () => exchange.server.exchange.market("BTCUSDT")!.matcher.stateHash();

test("exchange door: mutated requests: nothing changes, nothing stays", async () => {
  const before = bookHash();
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom(...requests), mutation), { maxLength: 8 }), async (sent) => {
      await Promise.all(sent.map(([text, how]) => send([mutated(text, how)])));
      expect((await fetch(`${exchange.rest}/api/v3/ping`)).status).toBe(200);
      expect(bookHash()).toBe(before);
      await eventually(() => exchange.server.socketsCount === 0);
    }),
    { numRuns: 40 },
  );
});

test("exchange door: mutated frames: nothing changes, nothing stays", async () => {
  const before = bookHash();
  const frame = fc.tuple(fc.constantFrom(...frames), mutation, fc.constantFrom(0, 1, 1, 1, 2, 8, 9, 10, 11));
  const path = fc.constantFrom("/ws", "/stream", "/ws-api/v3");
  await fc.assert(
    fc.asyncProperty(path, fc.array(frame, { maxLength: 8 }), async (to, sent) => {
      const chunks = sent.map(([text, how, opcode]) => masked(mutated(text, how), opcode));
      await send([Buffer.from(upgrade(to)), ...chunks]);
      expect((await fetch(`${exchange.rest}/api/v3/ping`)).status).toBe(200);
      expect(bookHash()).toBe(before);
      await eventually(() => exchange.server.socketsCount === 0);
    }),
    { numRuns: 60 },
  );
});
