// Goal: sockets hold against a server that does not play by the rules.
// Method: servers of Bun's made for one thing each, on real sockets; what every socket does is tests/contract.
import { expect, test } from "bun:test";
import type { Socket as TcpSocket } from "bun";
import { WebSockets } from "../../../../src/adapters/world/web-sockets.ts";
import { eventually } from "../../../helpers/patient.ts";

test("web sockets: a ping: is answered with its payload", async () => {
  const pongs: string[] = [];
  using server = serve({
    open: (socket) => void socket.ping("20"),
    pong: (_, payload) => void pongs.push(payload.toString()),
  });
  const peer = new Heard(server.port!);
  await eventually(() => pongs.length > 0);
  expect(pongs).toEqual(["20"]);
  peer.socket.close();
});

test("web sockets: text beyond ASCII, both ways: UTF-8", async () => {
  using server = serve({ message: (socket, text) => void socket.send(`${text}€`) });
  const peer = new Heard(server.port!);
  await eventually(() => peer.isOpen);
  peer.socket.send("é😀");
  await eventually(() => peer.messages.length > 0);
  expect(peer.messages).toEqual(["é😀€"]);
  peer.socket.close();
});

test("web sockets: a server that has stopped reading: send says so, and the socket ends", async () => {
  using server = muteServer();
  const peer = new Heard(server.port);
  await eventually(() => peer.isOpen);
  const frame = "x".repeat(1 << 18);
  const taken = await eventually(() => (peer.socket.send(frame) ? undefined : "no longer"));
  expect(taken).toBe("no longer");
  expect(peer.socket.send("more")).toBe(false);
  await eventually(() => peer.endings.length > 0);
  expect(peer.endings).toEqual(["the other side has stopped reading"]);
});

test("web sockets: a server that does not answer the closing handshake: it ends all the same, once", async () => {
  using server = muteServer();
  const peer = new Heard(server.port);
  await eventually(() => peer.isOpen);
  peer.socket.close();
  await eventually(() => peer.endings.length > 0);
  expect(peer.endings).toEqual(["closed by us"]);
});

class Heard {
  readonly messages: string[] = [];
  readonly endings: string[] = [];
  isOpen = false;
  readonly socket;

  constructor(port: number) {
    this.socket = new WebSockets().open(`ws://127.0.0.1:${port}/`, {
      opened: () => {
        this.isOpen = true;
      },
      message: (bytes) => void this.messages.push(bytes.toString()),
      closed: (why) => void this.endings.push(why),
    });
  }
}

function serve(websocket: Partial<Bun.WebSocketHandler<undefined>>) {
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: (request, upgrading) => (upgrading.upgrade(request) ? undefined : new Response(null, { status: 400 })),
    websocket: { message: () => {}, ...websocket },
  });
  return { port: server.port, [Symbol.dispose]: () => void server.stop(true) };
}

/** Accepts a WebSocket, and reads nothing any more. */
function muteServer() {
  const server = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: accept } });
  return { port: server.port, [Symbol.dispose]: () => server.stop(true) };
}

/** Source of the answer: RFC 6455, 4.2.2. */
function accept(socket: TcpSocket, request: Buffer): void {
  const key = /^sec-websocket-key: (.*)\r$/im.exec(request.toString())?.[1];
  const answer = new Bun.CryptoHasher("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${answer}\r\n\r\n`,
  );
  socket.flush();
  socket.pause();
}
