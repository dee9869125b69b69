/**
 * How many orders a second does the exchange take over real sockets?
 *
 * The command itself, in a process of its own, without limits. Eight connections, each with two accounts: one offers, the other takes, each waits for its
 * answer before the next. First REST with HMAC, then the WebSocket API, logged on with Ed25519. Meanwhile 16 subscribers read depth@100ms
 * and 4 bookTicker. Clients and subscribers run in this process, and share the machine with the exchange.
 */
import { createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ExchangeProcess } from "../helpers/exchange-process.ts";
import { openedSocket } from "../helpers/opened-socket.ts";
import { type Bench, machineLine } from "./bench.ts";

const connectionsCount = 8;
const depthSubscribersCount = 16;
const bookTickerSubscribersCount = 4;
const secret = "secret";
const order = { symbol: "BTCUSDT", type: "LIMIT", quantity: "0.00100", price: "50000.00", newOrderRespType: "RESULT" };
const offer = { ...order, side: "SELL", timeInForce: "GTC" };
const take = { ...order, side: "BUY", timeInForce: "IOC" };

type Trade = (connection: number, isTaker: boolean) => Promise<string>;

export const bench: Bench = {
  question: "How many orders a second does the exchange take over sockets, with subscribers?",
  async run(size): Promise<string[]> {
    const ordersCount = size === "full" ? 100_000 : 64;
    const folder = mkdtempSync(join(tmpdir(), "halfspread-bench-"));
    const keys = generateKeyPairSync("ed25519");
    try {
      await using exchange = await start(folder, keys.publicKey);
      const subscribers = await subscribeAll(exchange.ws);
      const rest = await measure(ordersCount, restTrade(exchange.rest));
      const sessions = await openSessions(exchange.ws, keys.privateKey);
      const sockets = await measure(ordersCount, sessions.trade);
      const { cpuSeconds } = await exchange.end("SIGTERM");
      const tally = JSON.stringify([rest.statuses, sockets.statuses]);
      const hash = Bun.hash.crc32(tally).toString(16).padStart(8, "0");
      return [
        machineLine(),
        `REST, HMAC:               ${(ordersCount / rest.seconds).toFixed(0)} orders/s`,
        `WebSocket API, logged on: ${(ordersCount / sockets.seconds).toFixed(0)} orders/s`,
        `  the exchange's own processor time, starting included: ${((cpuSeconds / ordersCount / 2) * 1e6).toFixed(0)} µs an order`,
        `  ${ordersCount} orders each, ${connectionsCount} connections; subscribers read ${subscribers.framesCount} frames`,
        `  statuses ${tally}, hash ${hash}`,
        "left out: starting the process, opening the sockets; limits",
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function start(folder: string, key: KeyObject): Promise<ExchangeProcess> {
  const pemPath = join(folder, "key.pem");
  writeFileSync(pemPath, key.export({ type: "spki", format: "pem" }));
  const accounts = Array.from({ length: connectionsCount }, (_, connection) =>
    [false, true].flatMap((isTaker) => [
      ...["--account", `hmac-${nameOf(connection, isTaker)}:${secret}:BTC=100000,USDT=1000000000`],
      ...["--account-ed25519", `ed-${nameOf(connection, isTaker)}:${pemPath}:BTC=100000,USDT=1000000000`],
    ]),
  ).flat();
  return ExchangeProcess.start("--market", "none", "--no-limits", "--symbols", "BTCUSDT", ...accounts);
}

function nameOf(connection: number, isTaker: boolean): string {
  return `${connection}-${isTaker ? "taker" : "maker"}`;
}

/** All connections at once, each offering and taking in turn. */
async function measure(ordersCount: number, trade: Trade) {
  const statuses: Record<string, number> = {};
  const startedNs = Bun.nanoseconds();
  const connect = async (connection: number) => {
    for (let count = 0; count < ordersCount / connectionsCount; count++) {
      const status = await trade(connection, count % 2 === 1);
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: connectionsCount }, (_, connection) => connect(connection)));
  return { seconds: (Bun.nanoseconds() - startedNs) / 1e9, statuses };
}

function restTrade(rest: string): Trade {
  const bodies = [offer, take].map((values) => new URLSearchParams(values).toString());
  return async (connection, isTaker) => {
    const payload = `${bodies[isTaker ? 1 : 0]}&timestamp=${Date.now()}`;
    const signature = createHmac("sha256", secret).update(payload).digest("hex");
    const headers = { "X-MBX-APIKEY": `hmac-${nameOf(connection, isTaker)}` };
    const url = `${rest}/api/v3/order?${payload}&signature=${signature}`;
    return statusOf((await (await fetch(url, { method: "POST", headers })).json()) as Answer);
  };
}

interface Answer {
  readonly status?: string;
  readonly msg?: string;
}

function statusOf({ status, msg }: Answer): string {
  return status ?? msg ?? "nothing";
}

async function openSessions(ws: string, key: KeyObject): Promise<{ trade: Trade }> {
  const open = async (connection: number, isTaker: boolean) => {
    const session = await Session.open(`${ws}/ws-api/v3?returnRateLimits=false`);
    await session.logon(`ed-${nameOf(connection, isTaker)}`, key);
    return session;
  };
  const sessions = await Promise.all(
    Array.from({ length: connectionsCount }, (_, connection) =>
      Promise.all([open(connection, false), open(connection, true)]),
    ),
  );
  return { trade: (connection, isTaker) => sessions[connection]![isTaker ? 1 : 0].place(isTaker ? take : offer) };
}

/** One request at a time. */
class Session {
  #answered: (text: string) => void = () => {};

  private constructor(private readonly socket: WebSocket) {
    socket.onmessage = ({ data }) => this.#answered(data);
  }

  static async open(url: string): Promise<Session> {
    return new Session(await openedSocket(url));
  }

  async logon(apiKey: string, key: KeyObject): Promise<void> {
    const timestamp = Date.now();
    const payload = Buffer.from(`apiKey=${apiKey}&timestamp=${timestamp}`);
    const signature = sign(null, payload, key).toString("base64");
    const text = await this.#ask({ id: 0, method: "session.logon", params: { apiKey, timestamp, signature } });
    if (JSON.parse(text).status !== 200) throw new Error(`not logged on: ${text}`);
  }

  async place(values: Record<string, string>): Promise<string> {
    const params = { ...values, timestamp: Date.now() };
    const { result, error } = JSON.parse(await this.#ask({ id: 1, method: "order.place", params }));
    return statusOf(result ?? error);
  }

  #ask(request: object): Promise<string> {
    return new Promise((resolve) => {
      this.#answered = resolve;
      this.socket.send(JSON.stringify(request));
    });
  }
}

async function subscribeAll(ws: string): Promise<{ framesCount: number }> {
  const counts = { framesCount: 0 };
  const streams = [
    ...Array<string>(depthSubscribersCount).fill("btcusdt@depth@100ms"),
    ...Array<string>(bookTickerSubscribersCount).fill("btcusdt@bookTicker"),
  ];
  const sockets = await Promise.all(streams.map((stream) => openedSocket(`${ws}/ws/${stream}`)));
  for (const socket of sockets) socket.onmessage = () => void counts.framesCount++;
  return counts;
}
