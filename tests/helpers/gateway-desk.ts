/**
 * A gateway and the simulated exchange under one virtual clock, with what a client must do of its own: ask about what is
 * in doubt, and about what a list of open orders does not name. What it then knows is to be what the exchange knows.
 */
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { builtInSymbols } from "../../sim/exchange/built-in-symbols.ts";
import { fault } from "../../sim/exchange/faults/fault.ts";
import type { Account } from "../../sim/exchange/ledger.ts";
import { ExchangeServer, type ServerOptions } from "../../sim/exchange/server.ts";
import type { OneWayConfig } from "../../sim/latency-config.ts";
import { HostedExchange } from "../../sim/world/hosted-exchange.ts";
import type { NetworkFault } from "../../sim/world/network-faults.ts";
import { SimulatedNetwork } from "../../sim/world/simulated-network.ts";
import { SimulatedProcess } from "../../sim/world/simulated-process.ts";
import { VirtualClock } from "../../sim/world/virtual-clock.ts";
import { readExchangeInfo } from "../../src/adapters/binance/exchange-info.ts";
import { Credentials, type KeyKind } from "../../src/adapters/binance/gateway/credentials.ts";
import { BinanceGateway, type BinanceGatewayOptions } from "../../src/adapters/binance/gateway/gateway.ts";
import { decimal } from "../../src/base/decimal.ts";
import { Random } from "../../src/base/random.ts";
import type { Balances } from "../../src/domain/balances.ts";
import type { Instrument } from "../../src/domain/instrument.ts";
import type { OrderReport } from "../../src/domain/order-report.ts";
import { orderType } from "../../src/domain/order-type.ts";
import { ask, bid, type Side } from "../../src/domain/side.ts";
import { nsPerMs, nsPerSecond } from "../../src/domain/time.ts";
import type { GatewayListener, GatewayNote, OpenOrdersList } from "../../src/ports/gateway.ts";

const epochUnixNs = 1_699_920_000_000_000_000n;
const startNs = 10_000 * nsPerSecond;
export const hosts = { rest: "rest.exchange", wsApi: "ws.exchange" } as const;
export const gatewayUrls = { rest: `http://${hosts.rest}`, wsApi: `ws://${hosts.wsApi}/ws-api/v3` } as const;
export const deskKey = "KeyOfTheDesk0123456789";
const secretText = "SecretOfTheDesk9876543210";

const pairs: Record<"rsa" | "ed25519", { readonly publicKey: KeyObject; readonly privateKey: KeyObject }> = {
  rsa: generateKeyPairSync("rsa", { modulusLength: 2048 }),
  ed25519: generateKeyPairSync("ed25519"),
};
/** What must never be shown of a key. */
export function secretsOf(kind: KeyKind): string[] {
  if (kind === "hmac") return [deskKey, secretText];
  const pem = pairs[kind].privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  return [deskKey, ...pem.split("\n").filter((line) => line.length > 20 && !line.startsWith("-----"))];
}

export function credentialsOf(kind: KeyKind): Credentials {
  if (kind === "hmac") return new Credentials(deskKey, secretText);
  return new Credentials(deskKey, pairs[kind].privateKey.export({ type: "pkcs8", format: "pem" }).toString());
}

function publicOf(kind: KeyKind): string {
  return kind === "hmac" ? secretText : pairs[kind].publicKey.export({ type: "spki", format: "pem" }).toString();
}

export interface DeskOptions {
  readonly kind?: KeyKind;
  readonly entry?: "ws_api" | "rest";
  readonly faults?: readonly NetworkFault[];
  readonly server?: Partial<ServerOptions>;
  readonly gateway?: Partial<BinanceGatewayOptions>;
  /** Each way. */
  readonly latencyMs?: OneWayConfig;
  /** What the venue's clock shows more than ours. */
  readonly aheadMs?: number;
  readonly seed?: number;
}

/** What is known of an order, by reports alone. */
export interface KnownOrder {
  state: "sent" | "open" | "rejected" | "ended" | "unknown";
  readonly priceTicks: number;
  executedLots: number;
  readonly trades: Map<string, number>;
  reason: string;
}

export class GatewayDesk implements GatewayListener, Disposable {
  readonly clock = new VirtualClock(epochUnixNs, startNs);
  readonly server: ExchangeServer;
  readonly hosted: HostedExchange;
  readonly network: SimulatedNetwork;
  readonly process: SimulatedProcess;
  readonly gateway: BinanceGateway;
  readonly instrument: Instrument;
  /** Ours, as the exchange keeps it. */
  readonly account: Account;
  readonly random: Random;
  readonly orders = new Map<number, KnownOrder>();
  readonly reports: OrderReport[] = [];
  readonly links: string[] = [];
  readonly notes: GatewayNote[] = [];
  readonly lists: OpenOrdersList[] = [];
  readonly held = new Map<string, bigint>();
  balancesCount = 0;
  #lastId = 0;

  constructor(options: DeskOptions = {}) {
    const { kind = "hmac", entry = "ws_api", faults = [], latencyMs = 5, aheadMs = 0, seed = 1 } = options;
    this.random = Random.fromSeed(seed);
    const deposits = ["BTC", "USDT"].map((asset) => ({ asset, units: decimal("1000000", 8) }));
    const account = { apiKey: deskKey, kind: exchangeKind[kind], secret: publicOf(kind), deposits };
    const other = { apiKey: "other", kind: "HMAC" as const, secret: "other", deposits };
    this.server = new ExchangeServer({
      startUs: Number(epochUnixNs / 1000n) + (startNs + aheadMs * nsPerMs) / 1000,
      seed,
      symbols: builtInSymbols(),
      accounts: [account, other],
      ...options.server,
    });
    this.account = this.server.keys.find(deskKey)!.account;
    this.hosted = new HostedExchange(this.server, this.clock, aheadMs * nsPerMs);
    this.network = new SimulatedNetwork({
      clock: this.clock,
      venue: this.hosted,
      hosts: Object.values(hosts),
      latency: { toVenueMs: latencyMs, fromVenueMs: latencyMs },
      faults,
      random: this.random.fork("network"),
    });
    this.process = new SimulatedProcess(this.clock, this.network);
    this.instrument = instrumentOf(this.server);
    this.gateway = this.makeGateway(kind, entry, options.gateway);
  }

  makeGateway(kind: KeyKind, entry: "ws_api" | "rest", more: Partial<BinanceGatewayOptions> = {}): BinanceGateway {
    return new BinanceGateway({
      clock: this.process.clock,
      http: this.process.network,
      sockets: this.process.network,
      random: this.random.fork("gateway"),
      credentials: credentialsOf(kind),
      urls: gatewayUrls,
      instruments: [this.instrument],
      orderEntry: entry,
      prefix: "hs",
      sessionTag: "s1",
      ...more,
    });
  }

  get nowNs(): number {
    return this.clock.nowNs();
  }
  get isUp(): boolean {
    return this.links.at(-1)?.startsWith("up") ?? false;
  }

  start(): this {
    this.gateway.start(this);
    this.wait(2);
    return this;
  }

  wait(seconds: number): void {
    this.clock.advanceTo(this.nowNs + Math.round(seconds * nsPerSecond));
  }

  inject(document: Record<string, unknown>): number {
    return this.hosted.call((nowUs) => this.server.faults.inject(nowUs, fault.parse(document)).id);
  }
  heal(): void {
    for (const { id } of this.server.faults.all) this.hosted.call(() => this.server.faults.remove(id));
  }

  place(
    side: Side,
    priceTicks: number,
    sizeLots: number,
    type: keyof typeof orderType = "postOnly",
    shown = 0,
  ): number {
    const orderId = ++this.#lastId;
    this.orders.set(orderId, { state: "sent", priceTicks, executedLots: 0, trades: new Map(), reason: "" });
    this.gateway.venues[0]!.place(orderType[type], side, orderId, priceTicks, sizeLots, shown);
    return orderId;
  }
  cancel(orderId: number): void {
    this.gateway.venues[0]!.cancel(orderId);
  }
  /** As an order manager does it: the price stays. */
  amendTo(orderId: number, sizeLots: number): void {
    this.gateway.venues[0]!.amend(orderId, this.order(orderId).priceTicks, sizeLots);
  }
  order(orderId: number): KnownOrder {
    return this.orders.get(orderId)!;
  }

  /** Another account's order, at once. */
  others(side: Side, priceTicks: number, sizeLots: number, timeInForce: "GTC" | "IOC" = "GTC"): void {
    const market = this.server.exchange.market("BTCUSDT")!;
    this.hosted.call((nowUs) => {
      this.server.exchange.place(nowUs, this.server.keys.find("other")!.account, market, {
        ...{ side, kind: "LIMIT", timeInForce, priceTicks, sizeLots, icebergLots: 0, stopTicks: 0, trailingBips: 0 },
        ...{ quoteUnits: undefined, clientOrderId: undefined, prevention: undefined },
      });
      this.server.settle();
    });
  }

  /** What the exchange has of our orders, by our ids. */
  get truth(): Map<number, { readonly status: string; readonly executedLots: number }> {
    const market = this.server.exchange.market("BTCUSDT")!;
    const all = market.desk(this.account).allOrders();
    return new Map(
      all.flatMap((order) => {
        const owner = this.gateway.ids.read(order.clientOrderId);
        return owner.kind === "own" ? [[owner.orderId, order] as const] : [];
      }),
    );
  }

  report(_marketIndex: number, report: OrderReport): void {
    this.reports.push(report);
    const order = this.orders.get(report.orderId)!;
    const isOver = order.state === "rejected" || order.state === "ended";
    if (report.kind === "trade") order.trades.set(report.tradeId, report.lots);
    else if (report.kind === "accepted" && order.state === "sent") order.state = "open";
    else if (report.kind === "rejected" && !isOver) Object.assign(order, { state: "rejected", reason: report.reason });
    else if (report.kind === "ended")
      Object.assign(order, { state: "ended", executedLots: report.executedLots, reason: report.how });
    else if (report.kind === "open" && !isOver) Object.assign(order, { state: "open" });
    else if (report.kind === "in_doubt" && report.action === "place" && order.state === "sent") order.state = "unknown";
    if (["in_doubt", "refused", "absent", "unanswered"].includes(report.kind)) this.#askLater(report.orderId);
    const traded = [...order.trades.values()].reduce((sum, lots) => sum + lots, 0);
    const isTold = report.kind === "ended" || report.kind === "open";
    if (isTold && traded < report.executedLots) this.#askLater(report.orderId);
  }
  openOrders(_marketIndex: number, list: OpenOrdersList): void {
    this.lists.push(list);
    for (const open of list.ours) this.report(0, open);
    const listed = new Set(list.ours.map(({ orderId }) => orderId));
    for (const [orderId, { state }] of this.orders)
      if (!listed.has(orderId) && state !== "rejected" && state !== "ended") this.#askLater(orderId);
  }
  balances(balances: Balances): void {
    this.balancesCount++;
    for (const [asset, { units }] of balances) this.held.set(asset, units);
  }
  link(state: "up" | "down", why: string): void {
    this.links.push(`${state} ${why}`.trim());
  }
  noted(note: GatewayNote): void {
    this.notes.push(note);
  }

  [Symbol.dispose](): void {
    this.gateway.stop();
    this.server[Symbol.dispose]();
  }

  /** Absence is believed after so long. */
  #askLater(orderId: number): void {
    const order = this.order(orderId);
    const sentNs = this.nowNs;
    this.clock.schedule(this.nowNs + 700 * nsPerMs, () => {
      if (order.state === "rejected" || (order.state === "ended" && isWhole(order))) return;
      const isGone = this.reports.filter((one) => one.orderId === orderId && one.kind === "absent").length > 20;
      if (isGone && sentNs > 0 && order.state !== "open") order.state = "rejected";
      else this.gateway.venues[0]!.query(orderId);
    });
  }
}

function isWhole({ executedLots, trades }: KnownOrder): boolean {
  return [...trades.values()].reduce((sum, lots) => sum + lots, 0) >= executedLots;
}

const exchangeKind = { hmac: "HMAC", rsa: "RSA", ed25519: "ED25519" } as const;

function instrumentOf(server: ExchangeServer): Instrument {
  const header = () => undefined;
  const request = { method: "GET", path: "/api/v3/exchangeInfo", query: "", body: "", header, address: "test" };
  const { body } = server.http(server.nowUs, request)!;
  return readExchangeInfo(JSON.parse(body), "a test").find(({ symbol }) => symbol === "BTCUSDT")!;
}

export { ask, bid };
