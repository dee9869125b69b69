/**
 * One connection to the market streams: what it listens to and how, and the rules that end it. Nothing a peer sends is an error of ours:
 * it is answered, or the connection is closed.
 *
 * Source: Binance Spot, WebSocket streams: limits, properties. Close codes and reasons as clients of the venue log them.
 */
import type { Heart, Heartbeats } from "../heartbeats.ts";
import { secondUs, type TimeUnit } from "../time-unit.ts";
import { closeCode, frameLengthMax, type PeerSocket, type SocketSession } from "../transport.ts";
import type { Subscriber } from "./channel.ts";
import { type Control, ControlError, readControl } from "./control-message.ts";

const streamsMax = 1024;
const messagesMax = 5;
const messagesPeriodUs = secondUs;

/** Where the streams come from. */
export interface StreamSource {
  readonly heartbeats: Heartbeats;
  subscribe(nowUs: number, name: string, connection: Connection): void;
  unsubscribe(name: string, connection: Connection): void;
  /** Told once. */
  ended(connection: Connection): void;
}

export interface ConnectionOptions {
  readonly isCombined: boolean;
  readonly unit: TimeUnit;
}

export class Connection implements SocketSession, Subscriber {
  readonly unit: TimeUnit;
  /** In the order in which they were asked for; names that no stream has are kept too. */
  readonly streams = new Set<string>();
  readonly #heart: Heart;
  #isCombined: boolean;
  #isOpen = true;
  /** When the last messages came, the oldest at `#oldest`. */
  readonly #messagesUs = new Float64Array(messagesMax).fill(Number.NEGATIVE_INFINITY);
  #oldest = 0;

  constructor(
    nowUs: number,
    readonly peer: PeerSocket,
    readonly source: StreamSource,
    { isCombined, unit }: ConnectionOptions,
  ) {
    this.#isCombined = isCombined;
    this.unit = unit;
    this.#heart = source.heartbeats.start(nowUs, peer, () => this.#end());
  }

  get isCombined(): boolean {
    return this.#isCombined;
  }

  message(nowUs: number, text: string): void {
    if (!this.#admit(nowUs)) return;
    if (text.length > frameLengthMax) this.close(closeCode.messageTooBig, "Message too big");
    else this.#obey(nowUs, text);
  }

  pinged(nowUs: number): void {
    this.#admit(nowUs);
  }
  ponged(nowUs: number, payload: string): void {
    if (this.#admit(nowUs)) this.#heart.ponged(payload);
  }
  closed(): void {
    this.#end();
  }

  /** @returns whether all of them are subscribed to now; none of them when they would be too many. */
  subscribe(nowUs: number, names: readonly string[]): boolean {
    const added = new Set(names).difference(this.streams);
    if (this.streams.size + added.size > streamsMax) return false;
    for (const name of added) {
      this.streams.add(name);
      this.source.subscribe(nowUs, name, this);
    }
    return true;
  }

  /** A peer that reads too slowly is disconnected: a stream with a hole would be worse than none. */
  send(text: string): void {
    if (this.#isOpen && !this.peer.send(text)) this.close(closeCode.policyViolation, "Reads too slowly");
  }

  close(code: number, reason: string): void {
    if (this.#end()) this.peer.close(code, reason);
  }

  #obey(nowUs: number, text: string): void {
    const control = readControl(text);
    const refused = control instanceof ControlError ? control : this.#do(nowUs, control);
    if (refused === undefined) return;
    this.send(refused.text);
    if (refused.isFatal) this.close(closeCode.policyViolation, "Invalid request");
  }

  #do(nowUs: number, control: Control): ControlError | undefined {
    const { method, id } = control;
    if (method === "SUBSCRIBE" && !this.subscribe(nowUs, control.streams))
      return new ControlError(4, "Too many subscriptions", id);
    if (method === "UNSUBSCRIBE") this.#unsubscribe(control.streams);
    if (method === "SET_PROPERTY") this.#isCombined = control.isCombined;
    this.#answer(this.#resultOf(method), id);
    return undefined;
  }

  #resultOf(method: Control["method"]): null | boolean | readonly string[] {
    if (method === "LIST_SUBSCRIPTIONS") return [...this.streams];
    return method === "GET_PROPERTY" ? this.#isCombined : null;
  }

  #unsubscribe(names: readonly string[]): void {
    for (const name of names) if (this.streams.delete(name)) this.source.unsubscribe(name, this);
  }

  #answer(result: null | boolean | readonly string[], id: string): void {
    this.send(`{"result":${JSON.stringify(result)},"id":${id}}`);
  }

  /** Whether the connection may go on: messages, pings and pongs count alike. */
  #admit(nowUs: number): boolean {
    if (!this.#isOpen) return false;
    if (nowUs - this.#messagesUs[this.#oldest]! < messagesPeriodUs) {
      this.close(closeCode.policyViolation, "Too many requests");
      return false;
    }
    this.#messagesUs[this.#oldest] = nowUs;
    this.#oldest = (this.#oldest + 1) % messagesMax;
    return true;
  }

  #end(): boolean {
    if (!this.#isOpen) return false;
    this.#isOpen = false;
    for (const name of this.streams) this.source.unsubscribe(name, this);
    this.streams.clear();
    this.source.heartbeats.stop(this.#heart);
    this.source.ended(this);
    return true;
  }
}
