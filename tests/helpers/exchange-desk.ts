/** The whole server in process, with one account, and what a client does with it: signed requests, sockets that keep what they are sent. */
import { createHmac } from "node:crypto";
import { builtInSymbols } from "../../sim/exchange/built-in-symbols.ts";
import type { Fault } from "../../sim/exchange/faults/fault.ts";
import { fault } from "../../sim/exchange/faults/fault.ts";
import { ExchangeServer, type ServerOptions } from "../../sim/exchange/server.ts";
import type { DroppablePeer, HttpAnswer, SocketSession } from "../../sim/exchange/transport.ts";
import { decimal } from "../../src/base/decimal.ts";

export const startUs = 1_700_000_000_000_000;
export const apiKey = "key";
export const secret = "secret";
export type Values = Readonly<Record<string, string | number>>;

/** Query of a request signed with HMAC. */
export function signedQuery(values: Values, nowUs: number): string {
  const query = new URLSearchParams({ ...values, timestamp: String(Math.floor(nowUs / 1000)) } as Record<
    string,
    string
  >);
  return `${query}&signature=${createHmac("sha256", secret).update(`${query}`).digest("hex")}`;
}

/** A request of the WebSocket API, signed with HMAC. */
export function signedFrame(id: number, method: string, values: Values, nowUs: number): string {
  const params: Values = { ...values, apiKey, timestamp: Math.floor(nowUs / 1000) };
  const payload = Object.keys(params)
    .sort()
    .map((name) => `${name}=${params[name]}`)
    .join("&");
  const signature = createHmac("sha256", secret).update(payload).digest("hex");
  return JSON.stringify({ id, method, params: { ...params, signature } });
}

export const restingBuy: Values = {
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "0.001",
  price: "50000",
};

export class ExchangeDesk implements Disposable {
  readonly server: ExchangeServer;
  nowUs = startUs;

  constructor(options: Partial<ServerOptions> = {}) {
    const deposits = ["BTC", "ETH", "USDT"].map((asset) => ({ asset, units: decimal("1000000", 8) }));
    const accounts = [{ apiKey, kind: "HMAC" as const, secret, deposits }];
    this.server = new ExchangeServer({ startUs, seed: 1, symbols: builtInSymbols(), accounts, ...options });
  }

  wait(seconds: number): void {
    this.nowUs += Math.round(seconds * 1e6);
    this.server.advance(this.nowUs);
  }

  /** As a file or the admin port would say it. */
  inject(document: Record<string, unknown>): number {
    const parsed: Fault = fault.parse(document);
    return this.server.faults.inject(this.nowUs, parsed).id;
  }

  ask(method: string, path: string, query = ""): HttpAnswer | undefined {
    const header = (name: string) => (name === "x-mbx-apikey" ? apiKey : undefined);
    return this.server.http(this.nowUs, { method, path, query, body: "", header, address: "192.0.2.1" });
  }
  signed(method: string, path: string, values: Values): HttpAnswer | undefined {
    return this.ask(method, path, signedQuery(values, this.nowUs));
  }

  get openOrdersCount(): number {
    const { status, body } = this.signed("GET", "/api/v3/openOrders", {})!;
    if (status !== 200) throw new Error(body);
    return JSON.parse(body).length;
  }

  open(path: string, query = ""): DeskSocket {
    return new DeskSocket(this, path, query);
  }

  [Symbol.dispose](): void {
    this.server[Symbol.dispose]();
  }
}

export class DeskSocket implements DroppablePeer {
  readonly address = "192.0.2.1";
  readonly frames: string[] = [];
  /** How it ended; undefined while it is open. */
  ending: string | undefined;
  readonly #session: SocketSession;

  /** @throws Error when it is answered instead. */
  constructor(
    readonly desk: ExchangeDesk,
    path: string,
    query: string,
  ) {
    const opened = desk.server.open(desk.nowUs, path, query, this);
    if ("status" in opened) throw new Error(`refused with ${opened.status}`);
    this.#session = opened;
  }

  // biome-ignore lint/suspicious/noExplicitAny: tests look into messages of any shape
  take(): any[] {
    return this.frames.splice(0).map((text) => JSON.parse(text));
  }
  say(text: string): void {
    this.#session.message(this.desk.nowUs, text);
  }
  /** As a transport does once it has ended. */
  tellClosed(): void {
    this.#session.closed(this.desk.nowUs);
  }

  send(text: string): boolean {
    this.frames.push(text);
    return true;
  }
  ping(payload: string): void {
    this.#session.ponged(this.desk.nowUs, payload);
  }
  close(code: number, reason: string): void {
    this.ending = `${code} ${reason}`;
  }
  drop(): void {
    this.ending = "dropped";
  }
}
