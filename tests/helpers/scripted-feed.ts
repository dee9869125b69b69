/**
 * A live feed against a venue that says what the test tells it to, under a virtual clock: for what the simulated exchange
 * would never send. It confirms subscriptions, and sends a frame to every connection that asked for its stream.
 */
import { VirtualClock } from "../../sim/world/virtual-clock.ts";
import { BinanceFeed } from "../../src/adapters/binance/feed/binance-feed.ts";
import type { FeedOptions } from "../../src/adapters/binance/feed/feed-options.ts";
import type { FeedUrls } from "../../src/adapters/binance/feed/feed-venue.ts";
import { Random } from "../../src/base/random.ts";
import { eventKind } from "../../src/domain/event.ts";
import type { Instrument } from "../../src/domain/instrument.ts";
import type { MarketRows } from "../../src/domain/market-rows.ts";
import { nsPerMs, type TimeNs } from "../../src/domain/time.ts";
import type { HttpCall, HttpResult } from "../../src/ports/http.ts";
import type { FeedListener, FeedNote } from "../../src/ports/market-feed.ts";
import type { Socket, SocketPeer } from "../../src/ports/sockets.ts";
import { spotBtcusdt } from "./instruments.ts";
import { type LevelRow, rowAt } from "./market-rows.ts";

export const scriptEpochUnixNs = 1_700_006_400_000_000_000n;
export const scriptEpochMs = Number(scriptEpochUnixNs / 1_000_000n);

export interface ScriptOptions {
  readonly instruments?: readonly Instrument[];
  readonly urls?: Partial<FeedUrls>;
  readonly options?: Partial<FeedOptions>;
  /** A UTC midnight. */
  readonly epochUnixNs?: bigint;
  /** When the world begins. */
  readonly startNs?: TimeNs;
}

export class ScriptedFeed implements FeedListener {
  readonly clock: VirtualClock;
  readonly feed: BinanceFeed;
  readonly rowsSeen: LevelRow[] = [];
  readonly notes: (FeedNote & { readonly marketIndex: number | undefined })[] = [];
  readonly offsetsNs: number[] = [];
  readonly sockets: ScriptedSocket[] = [];
  readonly calls: { readonly atMs: number; readonly url: string }[] = [];
  /** Answers to GET depth; none, and it is never answered. */
  onDepth: (url: URL) => HttpResult | undefined = () => undefined;
  onTime: () => HttpResult = () =>
    answer({ serverTime: Number(this.clock.epochUnixNs / 1_000_000n) + Math.floor(this.nowMs) });
  /** Called with each batch, before the feed goes on. */
  onRows: (marketIndex: number, rows: MarketRows) => void = () => {};
  /** How long an answer takes, there and back. */
  tripMs = 2;
  /** Whether SUBSCRIBE is confirmed; connections are refused when not open. */
  confirms = true;
  accepts = true;

  constructor({
    instruments = [spotBtcusdt],
    urls = {},
    options = {},
    epochUnixNs = scriptEpochUnixNs,
    startNs = 0,
  }: ScriptOptions = {}) {
    this.clock = new VirtualClock(epochUnixNs, startNs);
    this.feed = new BinanceFeed({
      clock: this.clock,
      http: { send: (call) => this.#send(call) },
      sockets: { open: (url, peer) => this.#open(url, peer) },
      random: Random.fromSeed(1),
      instruments,
      urls: { rest: "https://rest.test", streams: "wss://streams.test", ...urls },
      options,
    });
    this.feed.start(this);
  }

  get nowMs(): number {
    return this.clock.nowNs() / nsPerMs;
  }
  /** The last one opened. */
  get socket(): ScriptedSocket {
    return this.sockets.at(-1)!;
  }

  pass(ms: number): this {
    this.clock.advanceTo(this.clock.nowNs() + Math.round(ms * nsPerMs));
    return this;
  }

  /** Sends to each open connection that asked for it. @param data printed unless it is text. */
  emit(stream: string, data: object | string, sockets: readonly ScriptedSocket[] = this.sockets): this {
    const text = `{"stream":"${stream}","data":${typeof data === "string" ? data : JSON.stringify(data)}}`;
    for (const socket of sockets) if (socket.isOpen && socket.streams.has(stream)) socket.say(text);
    return this;
  }

  /** Kinds of rows, a message as one word: `clear` stands for a whole snapshot. */
  get kinds(): string[] {
    const names = Object.fromEntries(Object.entries(eventKind).map(([name, kind]) => [kind, name]));
    return this.rowsSeen
      .filter(({ kind, isLast }) => (kind === eventKind.snapshotLevel ? false : kind === eventKind.clear || isLast))
      .map(({ kind }) => names[kind]!);
  }
  events(event: FeedNote["event"]): string[] {
    return this.notes.filter((note) => note.event === event).map(({ detail }) => detail);
  }

  rows(marketIndex: number, rows: MarketRows): void {
    for (let at = 0; at < rows.count; at++) this.rowsSeen.push(rowAt(rows, at));
    this.onRows(marketIndex, rows);
  }
  clockOffset(offsetNs: number): void {
    this.offsetsNs.push(offsetNs);
  }
  noted(marketIndex: number | undefined, note: FeedNote): void {
    this.notes.push({ ...note, marketIndex });
  }

  #send({ url }: HttpCall): Promise<HttpResult> {
    this.calls.push({ atMs: this.nowMs, url });
    const asked = new URL(url);
    return new Promise((settle) => {
      this.#later(this.tripMs / 2, () => {
        const result = asked.pathname.endsWith("/time") ? this.onTime() : this.onDepth(asked);
        if (result !== undefined) this.#later(this.tripMs / 2, () => settle(result));
      });
    });
  }

  #open(url: string, peer: SocketPeer): Socket {
    const socket = new ScriptedSocket(this, url, peer);
    this.sockets.push(socket);
    this.#later(1, () => (this.accepts ? socket.accept() : socket.end("refused")));
    return socket;
  }

  #later(ms: number, then: () => void): TimeNs {
    return this.clock.schedule(this.clock.nowNs() + ms * nsPerMs, then);
  }
}

export class ScriptedSocket implements Socket {
  readonly streams = new Set<string>();
  readonly sent: { readonly atMs: number; readonly text: string }[] = [];
  isOpen = false;
  #isOver = false;

  constructor(
    private readonly script: ScriptedFeed,
    readonly url: string,
    private readonly peer: SocketPeer,
  ) {}

  accept(): void {
    if (this.#isOver) return;
    this.isOpen = true;
    this.peer.opened();
  }
  send(text: string): boolean {
    if (!this.isOpen) return false;
    this.sent.push({ atMs: this.script.nowMs, text });
    const { params, id } = JSON.parse(text);
    for (const stream of params) this.streams.add(stream);
    if (this.script.confirms) this.say(JSON.stringify({ result: null, id }));
    return true;
  }
  close(): void {
    this.end("closed by us");
  }
  /** The other side ends it. */
  end(why: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.isOpen = false;
    this.peer.closed(why);
  }
  /** Sends as it stands. */
  say(text: string): void {
    const bytes = Buffer.from(text);
    this.peer.message(bytes);
    bytes.fill(0);
  }
}

/** As JSON. */
export function answer(
  body: object | string,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): HttpResult {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { kind: "answer", status, header: (name) => headers[name], body: text };
}
