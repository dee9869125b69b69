/**
 * The venue of the live benchmarks, in a process of its own: streams at a fixed rate, a snapshot for who asks, and the
 * WebSocket API, which takes each order at once and notes when its bytes came.
 *
 * A message is due at its place in the rate, whatever became of those before it; what an order took counts from there.
 * The process never sleeps, so that its own waking is no part of a figure.
 */
import type { ServerWebSocket } from "bun";
import { LogHistogram } from "../../src/base/log-histogram.ts";
import { firstBidTicks, LiveMarket } from "./live-market.ts";
import { type Latency, type LivePlan, latencyOf, messagesCountOf, type VenueReport } from "./live-plan.ts";

const plan = JSON.parse(process.argv[2]!) as LivePlan;
const markets = plan.symbols.map((symbol) => new LiveMarket(symbol));
const bySymbol = new Map(markets.map((market, at) => [market.symbol, at]));
const warmupCount = plan.warmupSeconds * plan.ratePerSecond;
const messagesCount = messagesCountOf(plan);
const everyNs = 1e9 / plan.ratePerSecond;
/** In one turn; behind that, orders are looked for. */
const burstMax = 32;
/** Messages from one look at what waits in the socket to the next. */
const backlogEvery = 100;

/** By market and rise: when the message that told it was due, and when it was sent; NaN for those of the warm-up. */
const dueNs: number[][] = markets.map(() => []);
const sentNs: number[][] = markets.map(() => []);
const [fromDue, fromSent, lateness] = [new LogHistogram(), new LogHistogram(), new LogHistogram()];
const counts: Record<string, number> = {};
let venueOrderId = 0;
let backlogBytesMax = 0;

interface Peer {
  readonly path: string;
}

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch(request, self) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/api/v3/time") return Response.json({ serverTime: unixUs() });
    if (pathname === "/api/v3/depth")
      return new Response(markets[bySymbol.get(searchParams.get("symbol")!)!]!.snapshot());
    return self.upgrade(request, { data: { path: pathname } }) ? undefined : new Response("", { status: 404 });
  },
  websocket: {
    data: {} as Peer,
    perMessageDeflate: false,
    // Beyond it Bun drops messages.
    backpressureLimit: 1 << 28,
    message(socket, text) {
      const arrivedNs = Bun.nanoseconds();
      const request = JSON.parse(text as string) as Request_;
      if (socket.data.path === "/ws-api/v3") answer(socket, request, arrivedNs);
      else subscribe(socket, request);
    },
  },
});
console.log(JSON.stringify({ port: server.port }));

interface Request_ {
  readonly id: number;
  readonly method: string;
  readonly params: Readonly<Record<string, string>>;
}

function subscribe(socket: ServerWebSocket<Peer>, { id }: Request_): void {
  socket.send(JSON.stringify({ result: null, id }));
  const startNs = Bun.nanoseconds() + 1e9;
  let nextAt = 0;
  const turn = () => {
    const nowNs = Bun.nanoseconds();
    for (let burst = 0; burst < burstMax && nextAt < messagesCount && startNs + nextAt * everyNs <= nowNs; burst++)
      tell(socket, nextAt, startNs + nextAt++ * everyNs);
    if (nextAt < messagesCount) setImmediate(turn);
    else setTimeout(report, 1000);
  };
  setImmediate(turn);
}

function tell(socket: ServerWebSocket<Peer>, at: number, atNs: number): void {
  const index = at % markets.length;
  const market = markets[index]!;
  const { text, isRise } = market.next(unixUs());
  const isCounted = at >= warmupCount;
  const nowNs = Bun.nanoseconds();
  if (isRise) {
    dueNs[index]![market.bidTicks - firstBidTicks] = isCounted ? atNs : Number.NaN;
    sentNs[index]![market.bidTicks - firstBidTicks] = nowNs;
  }
  if (isCounted) lateness.record(Math.round(Math.max(0, nowNs - atNs)));
  if (socket.send(text) === 0) throw new Error("the engine has stopped reading");
  if (isCounted && at % backlogEvery === 0) backlogBytesMax = Math.max(backlogBytesMax, socket.getBufferedAmount());
}

function answer(socket: ServerWebSocket<Peer>, { id, method, params }: Request_, arrivedNs: number): void {
  counts[method] = (counts[method] ?? 0) + 1;
  if (method === "order.place") notePlaced(params, arrivedNs);
  socket.send(JSON.stringify({ id, status: 200, result: resultOf(method, params) }));
  if (method === "order.place") tellOrder(socket, params, "NEW", params.newClientOrderId!, "");
  if (method === "order.cancel") tellOrder(socket, params, "CANCELED", "x", params.origClientOrderId!);
}

function notePlaced({ symbol, side, price }: Request_["params"], arrivedNs: number): void {
  const index = bySymbol.get(symbol!)!;
  const ticks = Math.round(Number(price) * 100);
  const rise =
    ticks -
    (side === "BUY" ? markets[index]!.bidTicks : markets[index]!.askTicks) +
    markets[index]!.bidTicks -
    firstBidTicks;
  const fromNs = dueNs[index]![rise];
  if (fromNs === undefined || Number.isNaN(fromNs)) return;
  fromDue.record(Math.round(arrivedNs - fromNs));
  fromSent.record(Math.round(arrivedNs - sentNs[index]![rise]!));
}

function resultOf(method: string, params: Request_["params"]): unknown {
  if (method === "time") return { serverTime: unixUs() };
  if (method === "openOrders.status") return [];
  if (method === "account.status") return { balances };
  const order = { symbol: params.symbol, orderId: ++venueOrderId, transactTime: unixUs(), executedQty: "0.00000000" };
  if (method === "order.place")
    return {
      ...order,
      ...params,
      clientOrderId: params.newClientOrderId,
      origQty: params.quantity,
      status: "NEW",
      fills: [],
    };
  if (method === "order.cancel") return { ...order, ...params, status: "CANCELED" };
  return {};
}

const balances = ["BTC", "USDT"].map((asset) => ({ asset, free: "1000000.00000000", locked: "0.00000000" }));

/** As it comes by the user data stream, and what the account then holds. */
function tellOrder(
  socket: ServerWebSocket<Peer>,
  { symbol, side, quantity, price }: Request_["params"],
  status: string,
  clientOrderId: string,
  original: string,
): void {
  const T = unixUs();
  const order = { s: symbol, c: clientOrderId, S: side, o: "LIMIT_MAKER", f: "GTC", C: original, i: venueOrderId };
  const sizes = { q: quantity ?? "0.01000000", p: price ?? "0.00000000", l: "0.00000000", z: "0.00000000" };
  const trade = { L: "0.00000000", n: "0", N: null, t: -1, m: false, w: true, O: T, W: T };
  const event = { e: "executionReport", E: T, ...order, ...sizes, x: status, X: status, r: "NONE", T, ...trade };
  socket.send(JSON.stringify({ subscriptionId: 0, event }));
  const held = balances.map(({ asset, free, locked }) => ({ a: asset, f: free, l: locked }));
  socket.send(JSON.stringify({ subscriptionId: 0, event: { e: "outboundAccountPosition", E: T, u: T, B: held } }));
}

function unixUs(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000);
}

function report(): void {
  const latencies: Record<"fromDue" | "fromSent" | "lateness", Latency> = {
    fromDue: latencyOf(fromDue),
    fromSent: latencyOf(fromSent),
    lateness: latencyOf(lateness),
  };
  const document: VenueReport = { ...latencies, backlogBytesMax, counts };
  console.log(JSON.stringify(document));
}
