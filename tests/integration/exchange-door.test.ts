// Goal: whatever a client does to its sockets, it gets the venue's answer or is cut off, and nobody else notices.
// Method: the exchange's door opened in process; fetch and WebSocket for what clients do, bytes on raw sockets for what none would.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { connect, type Socket } from "node:net";
import { apiKey, restingBuy, secret, signedQuery } from "../helpers/exchange-desk.ts";
import { OpenExchange } from "../helpers/exchange-door.ts";
import { openedSocket } from "../helpers/opened-socket.ts";
import { eventually } from "../helpers/patient.ts";

describe("exchange door:", () => {
  let exchange: OpenExchange;
  beforeAll(() => {
    exchange = new OpenExchange();
  });
  afterAll(async () => {
    await exchange[Symbol.asyncDispose]();
    expect(exchange.failures).toEqual([]);
  });
  const socketsCount = () => exchange.server.socketsCount;
  const isWell = async () => (await fetch(`${exchange.rest}/api/v3/ping`)).status === 200;

  test("compression: permessage-deflate is agreed on, and frames come whole through it", async () => {
    const socket = await openedSocket(`${exchange.ws}/ws-api/v3`);
    expect(socket.extensions).toContain("permessage-deflate");
    const reply = new Promise<string>((resolve) => (socket.onmessage = ({ data }) => resolve(data)));
    socket.send(JSON.stringify({ id: 1, method: "exchangeInfo" }));
    expect(JSON.parse(await reply).result.symbols).toHaveLength(2);
    socket.close();
  });

  test("a body in a form, signed over its bytes: is taken", async () => {
    const body = signedQuery({ ...restingBuy }, Date.now() * 1000);
    const headers = { "X-MBX-APIKEY": apiKey, "Content-Type": "application/x-www-form-urlencoded" };
    const answer = await fetch(`${exchange.rest}/api/v3/order`, { method: "POST", headers, body });
    expect(await answer.json()).toMatchObject({ status: "NEW" });
  });

  test("half of query and half of body, percent-encoded as it pleases the client: is taken", async () => {
    const payload = signedQuery({ ...restingBuy, newClientOrderId: "a-b_c" }, Date.now() * 1000);
    const plain = payload.slice(0, payload.indexOf("&signature"));
    const query = plain.replace("a-b_c", "a%2db%5Fc");
    const at = query.indexOf("&price");
    const signature = new Bun.CryptoHasher("sha256", secret)
      .update(query.slice(0, at) + query.slice(at + 1))
      .digest("hex");
    const answer = await fetch(`${exchange.rest}/api/v3/order?${query.slice(0, at)}`, {
      method: "POST",
      headers: { "X-MBX-APIKEY": apiKey },
      body: `${query.slice(at + 1)}&signature=${signature}`,
    });
    expect(await answer.json()).toMatchObject({ clientOrderId: "a-b_c" });
  });

  const refusals: [what: string, request: string, answer: string][] = [
    ["no HTTP", "hello\r\n\r\n", "HTTP/1.1 400"],
    ["headers too long", `GET / HTTP/1.1\r\nHost: x\r\nA: ${"a".repeat(20_000)}\r\n\r\n`, "HTTP/1.1 431"],
    ["a path too long", `GET /${"a".repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, "HTTP/1.1 431"],
    ["a body too large", "POST /api/v3/order HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n", "HTTP/1.1 413"],
    ["an unknown path", "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 404"],
    ["an upgrade where none is", "GET /api/v3/ping HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n\r\n", "HTTP/1.1 404"],
    ["an upgrade without a key", "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n\r\n", "HTTP/1.1 400"],
  ];
  test.each(refusals)("%s: is refused, and the exchange goes on", async (_, request, answer) => {
    const before = socketsCount();
    const { socket, text } = await raw(exchange.port, request);
    await eventually(() => text().includes("\r\n"));
    expect(text()).toStartWith(answer);
    socket.destroy();
    expect(await isWell()).toBe(true);
    expect(socketsCount()).toBe(before);
  });

  test("half a request, then gone: nothing is kept", async () => {
    const { socket } = await raw(
      exchange.port,
      "POST /api/v3/order HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nsymb",
    );
    socket.destroy();
    expect(await isWell()).toBe(true);
  });

  test("a frame too long: its socket ends, no other does", async () => {
    const [socket, other] = await Promise.all([openedSocket(`${exchange.ws}/ws`), openedSocket(`${exchange.ws}/ws`)]);
    const closed = new Promise<CloseEvent>((resolve) => (socket.onclose = resolve));
    socket.send("a".repeat(300_000));
    expect((await closed).code).toBe(1009);
    expect(other.readyState).toBe(WebSocket.OPEN);
    other.close();
  });

  test("bytes that are no frame: the socket ends", async () => {
    const { socket, text } = await raw(exchange.port, upgradeTo("/ws"));
    await eventually(() => text().includes("\r\n\r\n"));
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]));
    await closed;
    await eventually(() => socketsCount() === 0);
  });

  test("a client that vanishes: its socket is forgotten", async () => {
    const { socket, text } = await raw(exchange.port, upgradeTo("/stream?streams=btcusdt@trade"));
    await eventually(() => text().includes("\r\n\r\n"));
    expect(socketsCount()).toBe(1);
    socket.destroy();
    await eventually(() => socketsCount() === 0);
  });

  // Answers are of some kilobytes: more in all than the kernel and the exchange together keep for one socket.
  const questionsCount = 8000;
  const question = JSON.stringify({ id: 1, method: "exchangeInfo" });

  test("a client that asks a lot and reads: gets every answer", async () => {
    const socket = await openedSocket(`${exchange.ws}/ws-api/v3`);
    let answersCount = 0;
    socket.onmessage = () => void answersCount++;
    for (let askedCount = 0; askedCount < questionsCount; ) {
      for (let count = 0; count < 400; count++, askedCount++) socket.send(question);
      await eventually(() => answersCount === askedCount);
    }
    expect(socketsCount()).toBe(1);
    socket.close();
    await eventually(() => socketsCount() === 0);
  });

  test("a client that asks as much and does not read: is cut off", async () => {
    const { socket, text } = await raw(exchange.port, upgradeTo("/ws-api/v3"));
    await eventually(() => text().includes("\r\n\r\n"));
    socket.pause();
    for (let count = 0; count < questionsCount; count++) socket.write(maskedFrame(question));
    await eventually(() => socketsCount() === 0);
    expect(await isWell()).toBe(true);
    socket.destroy();
  });
});

/** A connection on which bytes are written as they are. */
async function raw(port: number, request: string): Promise<{ socket: Socket; text: () => string }> {
  const socket = connect(port, "127.0.0.1");
  let text = "";
  socket.on("data", (bytes) => {
    text += bytes.toString("latin1");
  });
  socket.on("error", () => {});
  await new Promise((resolve) => socket.once("connect", resolve));
  socket.write(request);
  return { socket, text: () => text };
}

function upgradeTo(path: string): string {
  const key = "dGhlIHNhbXBsZSBub25jZQ==";
  return `GET ${path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`;
}

/** A short text frame, masked with zeros. */
function maskedFrame(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
}
