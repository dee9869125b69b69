/**
 * The exchange on real sockets: Bun's HTTP and WebSocket server in front of it. It turns requests and frames into the exchange's plain values and
 * back, and bounds what a client can hold: sizes of headers, bodies and frames, what waits for a slow reader, and how long half a request may take.
 *
 * Bun hands out URLs as the WHATWG standard writes them: of what may stand in a query unescaped only an apostrophe is changed (to %27), so a
 * signature over one is not recognised. No parameter of the exchange has any.
 */
import type { Server } from "bun";
import type { HttpAnswer, HttpRequest } from "../../sim/exchange/transport.ts";
import type { ExchangeDriver } from "./exchange-driver.ts";
import { type SocketData, SocketPeer } from "./exchange-peer.ts";

const bodyBytesMax = 1 << 20;
const frameBytesMax = 1 << 18;
/** Waits for a slow reader; beyond it he is cut off. */
const backlogBytesMax = 1 << 22;
/** Without a byte from either side; Bun closes a connection whose headers do not come as soon. */
const idleSeconds = 30;
/** More than the exchange gives a pong: it judges by pongs, and this is for sockets that it has closed. */
const socketIdleSeconds = 120;

/** @param port 0 for any. */
export function openDoor(driver: ExchangeDriver, port: number): Server<SocketData> {
  return Bun.serve<SocketData>({
    hostname: "127.0.0.1",
    port,
    development: false,
    // Outside development Bun shares a port with whoever has it already.
    reusePort: false,
    maxRequestBodySize: bodyBytesMax,
    idleTimeout: idleSeconds,
    fetch: (request, server) => answer(driver, request, server),
    error: () => new Response(null, { status: 500 }),
    websocket: {
      perMessageDeflate: true,
      maxPayloadLength: frameBytesMax,
      backpressureLimit: backlogBytesMax,
      idleTimeout: socketIdleSeconds,
      sendPings: false,
      open: (socket) => socket.data.peer.opened(socket),
      message: ({ data: { session } }, message) =>
        void driver.call((nowUs) => session.message(nowUs, typeof message === "string" ? message : message.toString())),
      ping: ({ data: { session } }) => void driver.call((nowUs) => session.pinged(nowUs)),
      pong: ({ data: { session } }, payload) => void driver.call((nowUs) => session.ponged(nowUs, payload.toString())),
      close: ({ data: { session } }) => void driver.call((nowUs) => session.closed(nowUs)),
    },
  });
}

class SentRequest implements HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly header: (name: string) => string | undefined;

  constructor(
    { method, url, headers }: Request,
    readonly address: string,
    readonly body: string,
  ) {
    this.method = method;
    const target = targetOf(url);
    this.path = target.path;
    this.query = target.query;
    this.header = (name) => headers.get(name) ?? undefined;
  }
}

function answer(
  driver: ExchangeDriver,
  request: Request,
  server: Server<SocketData>,
): Response | Promise<Response> | undefined {
  const address = server.requestIP(request)?.address ?? "";
  if (request.headers.get("upgrade")?.toLowerCase() === "websocket") return upgrade(driver, request, server, address);
  const reply = (body: string) => {
    const sent = new SentRequest(request, address, body);
    return responseOf(driver.call((nowUs) => driver.server.http(nowUs, sent)));
  };
  const hasBody = (request.headers.get("content-length") ?? "0") !== "0" || request.headers.has("transfer-encoding");
  // A body that never comes whole was no request.
  return hasBody ? request.text().then(reply, () => responseOf(undefined)) : reply("");
}

function upgrade(
  driver: ExchangeDriver,
  request: Request,
  server: Server<SocketData>,
  address: string,
): Response | undefined {
  const { path, query } = targetOf(request.url);
  const peer = new SocketPeer(address);
  const session = driver.call((nowUs) => driver.server.open(nowUs, path, query, peer));
  if (session === undefined || "status" in session) return responseOf(session);
  if (server.upgrade(request, { data: { peer, session } })) return undefined;
  driver.call((nowUs) => session.closed(nowUs));
  return new Response(null, { status: 400 });
}

/** What is not to be answered ends the connection instead. */
function responseOf(answered: HttpAnswer | undefined): Response {
  if (answered === undefined) return new Response(new ReadableStream({ pull: (stream) => stream.error(undefined) }));
  const { status, headers, body } = answered;
  return new Response(body, { status, headers: headers as [string, string][] });
}

/** Path and query as sent. A request without a Host has a URL without an origin. */
function targetOf(url: string): { path: string; query: string } {
  const start = url.startsWith("/") ? 0 : url.indexOf("/", url.indexOf("//") + 2);
  const fragment = url.indexOf("#", start);
  const target = url.slice(start, fragment === -1 ? undefined : fragment);
  const mark = target.indexOf("?");
  return mark === -1 ? { path: target, query: "" } : { path: target.slice(0, mark), query: target.slice(mark + 1) };
}
