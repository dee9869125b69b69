/**
 * A venue that streams as many messages a second as it is told, in a process of its own: to each connection that
 * subscribes, its symbols by turns (`tests/bench/live-market.ts`). Ids go on from one connection to the next, so that a
 * recorder that was away can tell how much it missed.
 *
 *   bun flood-venue-child.ts '{"symbols":["BTCUSDT","ETHUSDT"],"ratePerSecond":20000}'     prints {"port":N}
 */
import type { ServerWebSocket } from "bun";
import { LiveMarket } from "../bench/live-market.ts";

const { symbols, ratePerSecond } = JSON.parse(process.argv[2]!) as { symbols: string[]; ratePerSecond: number };
const markets = new Map(symbols.map((symbol) => [symbol, new LiveMarket(symbol)]));
const inTurn = [...markets.values()];
/** In one turn of the event loop. */
const burstMax = 64;
/** What one who stopped reading is owed at most, before the rate waits for it. */
const owedBytesMax = 4 << 20;

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch(request, self) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/api/v3/time") return Response.json({ serverTime: unixUs() });
    if (pathname === "/api/v3/exchangeInfo") return Response.json({ symbols: symbols.map(symbolInfo) });
    if (pathname === "/api/v3/depth") return new Response(markets.get(searchParams.get("symbol")!)!.snapshot());
    return self.upgrade(request) ? undefined : new Response("", { status: 404 });
  },
  websocket: {
    perMessageDeflate: false,
    message(socket, text) {
      socket.send(JSON.stringify({ result: null, id: JSON.parse(text as string).id }));
      stream(socket);
    },
  },
});
process.stdout.write(`${JSON.stringify({ port: server.port })}\n`);

function stream(socket: ServerWebSocket<undefined>): void {
  const startNs = Bun.nanoseconds();
  let sentCount = 0;
  const turn = () => {
    if (socket.readyState !== WebSocket.OPEN) return;
    const dueCount = ((Bun.nanoseconds() - startNs) * ratePerSecond) / 1e9;
    for (let burst = 0; burst < burstMax && sentCount < dueCount; burst++)
      if (socket.getBufferedAmount() < owedBytesMax)
        socket.send(inTurn[sentCount++ % inTurn.length]!.next(unixUs()).text);
    setImmediate(turn);
  };
  turn();
}

function unixUs(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000);
}

function symbolInfo(symbol: string) {
  return {
    ...{ symbol, baseAsset: symbol.slice(0, -4), quoteAsset: symbol.slice(-4) },
    ...{ baseAssetPrecision: 8, quotePrecision: 8, quoteAssetPrecision: 8 },
    filters: [
      { filterType: "PRICE_FILTER", tickSize: "0.01000000" },
      { filterType: "LOT_SIZE", stepSize: "0.00001000", minQty: "0.00001000" },
      { filterType: "NOTIONAL", minNotional: "5.00000000" },
    ],
  };
}
