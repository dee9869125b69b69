/**
 * One connection to market streams: opened, subscribed in batches no faster than the venue reads, and then frames, each
 * told with its stream and the time at which it came. It ends once, and tells why; after `close` it tells nothing.
 */
import type { DurationNs, TimeNs } from "../../../domain/time.ts";
import { nsPerSecond } from "../../../domain/time.ts";
import type { TimerId } from "../../../ports/clock.ts";
import type { Socket, SocketPeer } from "../../../ports/sockets.ts";
import { readControlFrame } from "./control-frame.ts";
import type { FeedWorld } from "./feed-world.ts";
import { noStream, type StreamNames } from "./stream-names.ts";

export interface ConnectionPlan {
  readonly url: string;
  readonly streams: readonly string[];
  /** Of `streams`. */
  readonly names: StreamNames;
  readonly messagesPerSecondMax: number;
  /** For opening, and for each confirmation. */
  readonly answerTimeoutNs: DurationNs;
}

/** Whom a connection tells. */
export interface ConnectionOwner {
  /** Every stream is subscribed to. */
  subscribed(connection: StreamConnection): void;
  /** @param stream its place in the plan. @param bytes lent. */
  frame(connection: StreamConnection, stream: number, bytes: Buffer, nowNs: TimeNs): void;
  /** A frame that says nothing we know of. */
  badFrame(connection: StreamConnection, what: "no JSON object" | "of no stream asked for, and no answer"): void;
  shutdown(connection: StreamConnection): void;
  ended(connection: StreamConnection, why: string): void;
}

/** A name has some twenty bytes, so a message stays small beside what servers read. */
const streamsPerMessage = 150;

export class StreamConnection implements SocketPeer {
  /** When the last subscription was confirmed; Infinity until then. */
  subscribedNs: TimeNs = Number.POSITIVE_INFINITY;
  readonly #socket: Socket;
  readonly #timers: { send?: TimerId; answer?: TimerId } = {};
  #streamsSent = 0;
  #messagesSent = 0;
  readonly #unconfirmed = new Set<number>();
  #isOver = false;

  /** @param id larger for later ones. */
  constructor(
    readonly id: number,
    private readonly plan: ConnectionPlan,
    private readonly world: FeedWorld,
    private readonly owner: ConnectionOwner,
  ) {
    this.#await("did not open in time");
    this.#socket = world.sockets.open(plan.url, this);
  }

  get isSubscribed(): boolean {
    return this.subscribedNs !== Number.POSITIVE_INFINITY;
  }

  /** Ends it without a word. */
  close(): void {
    if (this.#isOver) return;
    this.#finish();
    this.#socket.close();
  }

  /** Ends it as if the line were broken. */
  giveUp(why: string): void {
    if (this.#isOver) return;
    this.close();
    this.owner.ended(this, why);
  }

  opened(): void {
    if (!this.#isOver) this.#subscribe();
  }

  message(bytes: Buffer): void {
    if (this.#isOver) return;
    const nowNs = this.world.clock.nowNs();
    const stream = this.plan.names.find(bytes);
    if (stream === noStream) this.#control(bytes, nowNs);
    else this.owner.frame(this, stream, bytes, nowNs);
  }

  closed(why: string): void {
    if (this.#isOver) return;
    this.#finish();
    this.owner.ended(this, why);
  }

  #subscribe(): void {
    const params = this.plan.streams.slice(this.#streamsSent, this.#streamsSent + streamsPerMessage);
    const id = ++this.#messagesSent;
    this.#streamsSent += params.length;
    this.#unconfirmed.add(id);
    this.#await("did not confirm a subscription in time");
    if (!this.#socket.send(JSON.stringify({ method: "SUBSCRIBE", params, id }))) return;
    if (this.#streamsSent === this.plan.streams.length) return;
    // Pongs count as messages, too: one a second is left to them.
    const waitNs = Math.ceil(nsPerSecond / (this.plan.messagesPerSecondMax - 1));
    this.#timers.send = this.world.clock.schedule(this.world.clock.nowNs() + waitNs, () => this.#subscribe());
  }

  #control(bytes: Buffer, nowNs: TimeNs): void {
    const frame = readControlFrame(bytes.toString());
    if (frame.kind === "confirmed") this.#confirmed(frame.id, nowNs);
    else if (frame.kind === "refused") this.giveUp(`refused a subscription: ${frame.detail}`);
    else if (frame.kind === "shutdown") this.owner.shutdown(this);
    else if (frame.kind === "bad") this.owner.badFrame(this, "no JSON object");
    else {
      const stream = frame.kind === "stream" ? this.plan.streams.indexOf(frame.name) : noStream;
      if (stream === noStream) this.owner.badFrame(this, "of no stream asked for, and no answer");
      else this.owner.frame(this, stream, bytes, nowNs);
    }
  }

  #confirmed(id: number, nowNs: TimeNs): void {
    this.#unconfirmed.delete(id);
    if (this.#unconfirmed.size > 0 || this.#streamsSent < this.plan.streams.length) return;
    this.#stopAwaiting();
    this.subscribedNs = nowNs;
    this.owner.subscribed(this);
  }

  #await(why: string): void {
    this.#stopAwaiting();
    const atNs = this.world.clock.nowNs() + this.plan.answerTimeoutNs;
    this.#timers.answer = this.world.clock.schedule(atNs, () => this.giveUp(why));
  }

  #stopAwaiting(): void {
    if (this.#timers.answer !== undefined) this.world.clock.cancel(this.#timers.answer);
  }

  #finish(): void {
    this.#isOver = true;
    this.#stopAwaiting();
    if (this.#timers.send !== undefined) this.world.clock.cancel(this.#timers.send);
  }
}
