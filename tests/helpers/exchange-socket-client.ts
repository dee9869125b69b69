/** A client of the WebSocket API in process: it signs as the documentation says, with node's own cryptography, and keeps what it is sent. */
import { Api } from "../../sim/exchange/api/api.ts";
import { ApiKeys, type KeyKind } from "../../sim/exchange/api/api-keys.ts";
import { type RateLimitOptions, RateLimits } from "../../sim/exchange/api/rate-limits.ts";
import { Exchange } from "../../sim/exchange/exchange.ts";
import type { ExchangeSymbol } from "../../sim/exchange/exchange-symbol.ts";
import type { Account, AccountOptions } from "../../sim/exchange/ledger.ts";
import { MarketData } from "../../sim/exchange/market-data/market-data.ts";
import type { PeerSocket, SocketSession } from "../../sim/exchange/transport.ts";
import { WebSocketApi } from "../../sim/exchange/ws-api/web-socket-api.ts";
import { decimal } from "../../src/base/decimal.ts";
import { secretOf, signerOf } from "./exchange-signing.ts";
import { testSymbol, whole } from "./exchange-symbols.ts";

export type Message = Record<string, unknown>;
export type Params = Record<string, string | number | boolean | null | readonly string[]>;

export const startUs = 1_700_000_000_000_000;
export const startMs = startUs / 1000;

/** Who owns a key, and signs with it. */
export interface Trader {
  readonly account: Account;
  readonly apiKey: string;
  readonly signature: (payload: string) => string;
}

/** A venue with one symbol of whole prices and sizes, a connection that is not told of limits, and a trader. */
export function openVenue(limits: RateLimitOptions = {}) {
  const venue = new SocketVenue(testSymbol(whole), limits);
  return { venue, client: venue.connect("returnRateLimits=false"), trader: venue.trader("own") };
}

/** It rests there while nobody sells. */
export const limitOrder = {
  symbol: "ABCXYZ",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "5",
  price: "10",
};

export class SocketVenue implements Disposable {
  readonly exchange: Exchange;
  readonly api: Api;
  readonly webSocketApi: WebSocketApi;
  nowUs = startUs;

  constructor(symbol: ExchangeSymbol, limits: RateLimitOptions = {}) {
    this.exchange = new Exchange({ symbols: [symbol] });
    const marketData = new MarketData(this.exchange);
    this.api = new Api({ exchange: this.exchange, marketData, keys: new ApiKeys(), limits: new RateLimits(limits) });
    this.webSocketApi = new WebSocketApi(this.api);
  }

  /** An account with a key of that kind, rich unless it is said what it owns. */
  trader(
    apiKey: string,
    kind: KeyKind = "ED25519",
    { base, quote } = { base: "1000", quote: "1000000" },
    options: AccountOptions = {},
  ): Trader {
    const account = this.exchange.openAccount(options);
    const { symbol } = this.exchange.markets[0]!;
    this.exchange.deposit(this.nowUs, account, symbol.baseAsset, decimal(base, 8));
    this.exchange.deposit(this.nowUs, account, symbol.quoteAsset, decimal(quote, 8));
    this.api.keys.add({ apiKey, kind, secret: secretOf(kind, apiKey), account });
    return { account, apiKey, signature: signerOf(kind, apiKey) };
  }

  connect(query = "", address = "10.0.0.1"): SocketClient {
    return new SocketClient(this, query, address);
  }

  /** Lets time pass; everything due happens at its own time. */
  wait(us: number): void {
    const untilUs = this.nowUs + us;
    for (let nextUs = this.webSocketApi.nextUs; nextUs <= untilUs; nextUs = this.webSocketApi.nextUs) {
      this.nowUs = nextUs;
      this.webSocketApi.advance(nextUs);
    }
    this.nowUs = untilUs;
  }

  [Symbol.dispose](): void {
    this.exchange[Symbol.dispose]();
  }
}

export class SocketClient implements PeerSocket {
  /** As they came. */
  readonly frames: string[] = [];
  readonly pings: string[] = [];
  closedWith: string | undefined;
  /** Reads as fast as it is sent to. */
  isReading = true;
  answersPings = true;
  readonly #session: SocketSession;
  #id = 0;

  constructor(
    readonly venue: SocketVenue,
    query: string,
    readonly address: string,
  ) {
    const opened = venue.webSocketApi.open(venue.nowUs, "/ws-api/v3", query, this);
    if ("status" in opened) throw new Error(`not opened: ${opened.status} ${opened.body}`);
    this.#session = opened;
  }

  /** Parsed, all since the last look. */
  take(): Message[] {
    return this.frames.splice(0).map((frame) => JSON.parse(frame));
  }
  /** Events since the last look, without their wrapping. */
  takeEvents(): Message[] {
    return this.take().map(({ event }) => event as Message);
  }

  /** Sends a frame; what comes is kept to be taken. */
  say(frame: string): void {
    this.#session.message(this.venue.nowUs, frame);
  }
  raw(frame: string): Message[] {
    this.say(frame);
    return this.take();
  }

  /** Sends a request; returns its answer. Events that came with it are dropped. */
  ask(method: string, params: Params = {}): Message {
    const id = ++this.#id;
    const answers = this.raw(JSON.stringify({ id, method, params }));
    const answer = answers.find((message) => message.id === id);
    if (answer === undefined) throw new Error(`no answer among ${JSON.stringify(answers)}`);
    return answer;
  }

  /** The same with key, timestamp and signature. */
  askAs(trader: Trader, method: string, params: Params = {}): Message {
    return this.ask(method, signed(trader, this.venue.nowUs, params));
  }

  /** The result of what must go well. */
  result(method: string, params: Params = {}): Message {
    return resultOf(this.ask(method, params));
  }
  resultAs(trader: Trader, method: string, params: Params = {}): Message {
    return resultOf(this.askAs(trader, method, params));
  }

  leave(): void {
    this.#session.closed(this.venue.nowUs);
  }
  pong(payload: string): void {
    this.#session.ponged(this.venue.nowUs, payload);
  }

  send(text: string): boolean {
    if (this.isReading) this.frames.push(text);
    return this.isReading;
  }
  ping(payload: string): void {
    this.pings.push(payload);
    if (this.answersPings) this.pong(payload);
  }
  close(code: number, reason: string): void {
    this.closedWith = `${code} ${reason}`;
  }
}

/** Adds key, timestamp and signature: of every parameter by name, neither escaped nor quoted. */
export function signed(trader: Trader, nowUs: number, params: Params): Params {
  const all: Params = { timestamp: Math.floor(nowUs / 1000), ...params, apiKey: trader.apiKey };
  const names = Object.keys(all).sort();
  const payload = names.map((name) => `${name}=${all[name]}`).join("&");
  return { ...all, signature: trader.signature(payload) };
}

function resultOf(answer: Message): Message {
  if (answer.status !== 200) throw new Error(`refused: ${JSON.stringify(answer)}`);
  return answer.result as Message;
}
