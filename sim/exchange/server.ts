/**
 * The whole venue as its clients meet it: exchange, REST, market streams, WebSocket API, the market's own traders, and the faults put in on
 * purpose. It asks for nothing: it is told the time with each call, so the same object answers in process under a virtual clock and behind real
 * sockets. Same seed, same calls: same answers.
 */
import { assert } from "../../src/base/assert.ts";
import { Random } from "../../src/base/random.ts";
import { AgentMarket, type TradedSymbol } from "./agents/agent-market.ts";
import { Api } from "./api/api.ts";
import { ApiKeys, type Caller, type KeyKind } from "./api/api-keys.ts";
import { httpRefusal } from "./api/http-answer.ts";
import { type RateLimitOptions, RateLimits } from "./api/rate-limits.ts";
import { Exchange } from "./exchange.ts";
import type { ExchangeSymbol } from "./exchange-symbol.ts";
import type { SocketKind } from "./faults/fault.ts";
import { httpFaultAnswer } from "./faults/fault-answers.ts";
import { type FaultEffects, Faults } from "./faults/faults.ts";
import { MarketData } from "./market-data/market-data.ts";
import { RecordedMarket, recordedBooks, type SymbolRecording } from "./recorded/recorded-market.ts";
import { RestApi } from "./rest/rest-api.ts";
import { ServedSocket, type SocketKeeper } from "./served-socket.ts";
import { MarketStreams } from "./streams/market-streams.ts";
import {
  closeCode,
  type DroppablePeer,
  type HttpAnswer,
  type HttpRequest,
  type SocketSession,
  type Timed,
} from "./transport.ts";
import { WebSocketApi } from "./ws-api/web-socket-api.ts";

export interface ServerOptions {
  readonly startUs: number;
  readonly seed: number;
  readonly symbols: readonly ExchangeSymbol[];
  /** Symbols that agents trade, and from which price; none, and the books stay empty until somebody comes. */
  readonly agents?: readonly TradedSymbol[];
  /** Symbols whose market is a recording, which begins at `startUs`; agents trade none of them. */
  readonly recordings?: readonly SymbolRecording[];
  readonly accounts?: readonly AccountSpec[];
  readonly limits?: RateLimitOptions;
  /** Sockets open at a time, all addresses together. */
  readonly socketsMax?: number;
}

/** An account with one key to it. */
export interface AccountSpec {
  readonly apiKey: string;
  readonly kind: KeyKind;
  /** Of HMAC the shared secret; else the public key, as PEM. */
  readonly secret: string;
  readonly deposits: readonly { readonly asset: string; readonly units: bigint }[];
}

const socketsMaxUsual = 4096;

export class ExchangeServer implements Timed, Disposable, SocketKeeper, FaultEffects {
  readonly exchange: Exchange;
  readonly keys = new ApiKeys();
  readonly faults: Faults;
  readonly #limits: RateLimits;
  readonly #rest: RestApi;
  readonly #streams: MarketStreams;
  readonly #webSocketApi: WebSocketApi;
  /** At equal times in this order: streams end their periods before anybody trades. */
  readonly #timed: readonly Timed[];
  readonly #sockets = new Set<ServedSocket>();
  readonly #socketsMax: number;
  #nowUs: number;

  /** @throws InputError for symbols, agents or accounts that cannot be. */
  constructor(options: ServerOptions) {
    const { startUs, seed, symbols, agents = [], recordings = [], accounts = [] } = options;
    const { limits, socketsMax = socketsMaxUsual } = options;
    this.#nowUs = startUs;
    this.#socketsMax = socketsMax;
    const books = recordedBooks(recordings);
    assert(!agents.some(({ symbol }) => books.has(symbol)), "a market is of agents or of a recording");
    this.exchange = new Exchange({ symbols, books });
    this.faults = new Faults(Random.fromSeed(seed).fork("faults"), this);
    const marketData = new MarketData(this.exchange);
    this.#limits = new RateLimits(limits);
    const api = new Api({ exchange: this.exchange, marketData, keys: this.keys, limits: this.#limits });
    this.#rest = new RestApi(api);
    this.#streams = new MarketStreams(this.exchange, marketData);
    this.#webSocketApi = new WebSocketApi(api);
    const market: Timed[] = [];
    if (recordings.length > 0) market.push(new RecordedMarket(this.exchange, { startUs, recordings, books }));
    if (agents.length > 0) market.push(new AgentMarket(this.exchange, { seed, startUs, symbols: agents }));
    this.#timed = [this.faults, this.#streams, this.#webSocketApi, ...market];
    for (const account of accounts) this.openAccount(account);
  }

  get nowUs(): number {
    return this.#nowUs;
  }
  get socketsCount(): number {
    return this.#sockets.size;
  }
  get nextUs(): number {
    let nextUs = Number.POSITIVE_INFINITY;
    for (const timed of this.#timed) nextUs = Math.min(nextUs, timed.nextUs);
    return nextUs;
  }

  /** @throws InputError for a key that is there, or is none. */
  openAccount({ apiKey, kind, secret, deposits }: AccountSpec): Caller {
    const account = this.exchange.openAccount();
    const caller = this.keys.add({ apiKey, kind, secret, account });
    for (const { asset, units } of deposits) this.exchange.deposit(this.#nowUs, account, asset, units);
    return caller;
  }

  /** Does everything that is due by then, in the order of its times. */
  advance(nowUs: number): void {
    assert(nowUs >= this.#nowUs, "time never goes back");
    for (let next = this.#earliest(); next.nextUs <= nowUs; next = this.#earliest()) {
      this.#nowUs = Math.max(this.#nowUs, next.nextUs);
      next.advance(this.#nowUs);
      this.exchange.settle();
    }
    this.#nowUs = nowUs;
  }

  /** Undefined for an answer that is lost: the connection is to end without one. */
  http(nowUs: number, request: HttpRequest): HttpAnswer | undefined {
    this.advance(nowUs);
    const fault = this.faults.isEmpty ? undefined : this.faults.ofRequest(nowUs, `${request.method} ${request.path}`);
    if (fault === undefined) return this.#answer(request);
    if (fault.kind === "maintenance") return httpFaultAnswer(nowUs, fault);
    if (fault.executed) this.#answer(request);
    return fault.kind === "refusal" ? httpFaultAnswer(nowUs, fault) : undefined;
  }

  /** A WebSocket; an HTTP answer where none can be opened. */
  open(nowUs: number, path: string, query: string, peer: DroppablePeer): SocketSession | HttpAnswer {
    this.advance(nowUs);
    const isFull = this.#sockets.size >= this.#socketsMax;
    if (isFull || this.faults.isShut(nowUs)) return { status: 503, headers: [], body: "" };
    const over = this.#limits.admitConnection(nowUs, peer.address);
    if (over !== undefined) return httpRefusal(nowUs, over);
    const kind: SocketKind = path.startsWith("/ws-api/") ? "ws_api" : "streams";
    const socket = new ServedSocket(kind, this, peer);
    const part = kind === "ws_api" ? this.#webSocketApi : this.#streams;
    const session = part.open(nowUs, path, query, socket);
    if ("status" in session) return session;
    socket.answeredBy(session);
    this.#sockets.add(socket);
    return socket;
  }

  settle(): void {
    this.exchange.settle();
  }

  ended(socket: ServedSocket): void {
    this.#sockets.delete(socket);
  }

  drop(kind: SocketKind | "all"): void {
    for (const socket of this.#sockets) if (kind === "all" || socket.kind === kind) socket.drop();
  }

  delayUserEvents(delayUs: number): void {
    this.#webSocketApi.userData.delayUs = delayUs;
  }

  /** Tells every socket that it will soon end. */
  announceShutdown(nowUs: number): void {
    this.#streams.announceShutdown(nowUs);
    this.#webSocketApi.announceShutdown(nowUs);
  }

  closeAll(): void {
    this.#streams.disconnectAll(closeCode.goingAway, "Server shutdown");
    this.#webSocketApi.disconnectAll(closeCode.goingAway, "Server shutdown");
  }

  [Symbol.dispose](): void {
    this.exchange[Symbol.dispose]();
  }

  #answer(request: HttpRequest): HttpAnswer {
    const answer = this.#rest.handle(this.#nowUs, request);
    this.exchange.settle();
    return answer;
  }

  #earliest(): Timed {
    let earliest = this.#timed[0]!;
    for (const timed of this.#timed) if (timed.nextUs < earliest.nextUs) earliest = timed;
    return earliest;
  }
}
