/** A client of the market streams in process: it keeps what it is sent, and reads as slowly as it is told to. */
import type { MarketStreams } from "../../sim/exchange/streams/market-streams.ts";
import type { PeerSocket, SocketSession } from "../../sim/exchange/transport.ts";

export class StreamClient implements PeerSocket {
  readonly address = "192.0.2.1";
  readonly frames: string[] = [];
  readonly pings: string[] = [];
  /** Code and reason. */
  closing: string | undefined;
  /** Told of each frame. */
  onFrame: (text: string) => void = () => {};
  /** How many frames it takes before it is too slow. */
  framesMax = Number.POSITIVE_INFINITY;
  readonly #session: SocketSession;
  #nextId = 1;

  /** @param url path and query. @throws Error when there is no such path. */
  constructor(
    readonly streams: MarketStreams,
    nowUs: number,
    url: string,
  ) {
    const [path = "", query = ""] = url.split("?");
    const session = streams.open(nowUs, path, query, this);
    if ("status" in session) throw new Error(`refused with ${session.status}`);
    this.#session = session;
  }

  send(text: string): boolean {
    if (this.frames.length >= this.framesMax) return false;
    this.frames.push(text);
    this.onFrame(text);
    return true;
  }
  ping(payload: string): void {
    this.pings.push(payload);
  }
  close(code: number, reason: string): void {
    this.closing = `${code} ${reason}`;
  }

  /** Frames since it was last looked at. */
  take(): string[] {
    return this.frames.splice(0);
  }
  /** The same, parsed. */
  takeEvents(): Record<string, unknown>[] {
    return this.take().map((text) => JSON.parse(text));
  }

  say(nowUs: number, text: string): void {
    this.#session.message(nowUs, text);
  }
  ask(nowUs: number, method: string, params: unknown[]): void {
    this.say(nowUs, JSON.stringify({ method, params, id: this.#nextId++ }));
  }
  pinged(nowUs: number): void {
    this.#session.pinged(nowUs);
  }
  pong(nowUs: number, payload: string): void {
    this.#session.ponged(nowUs, payload);
  }
  leave(nowUs: number): void {
    this.#session.closed(nowUs);
  }
}
