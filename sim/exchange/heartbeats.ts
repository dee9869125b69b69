/**
 * How long a WebSocket lives: a ping every 20 s, its end when one has not been answered for a minute, and after 24 hours whatever it answers.
 * The same for market streams and WebSocket API. Source: Spot API, general information of both.
 *
 * All sockets beat at the same pace, and a minute and a day are whole numbers of beats; so those that wait for theirs stand in the order of
 * its time, and a thousand idle sockets cost nothing.
 */

import { dayUs, minuteUs, secondUs } from "./time-unit.ts";
import { closeCode, type PeerSocket, type Timed } from "./transport.ts";

const beatUs = 20 * secondUs;
const pongWithinUs = minuteUs;
const lifeUs = dayUs;

export class Heartbeats implements Timed {
  /** In the order of their next beats, but for those that fell behind when the process stood still: these may be a little late. */
  readonly #hearts = new Set<Heart>();

  get nextUs(): number {
    for (const { dueUs } of this.#hearts) return dueUs;
    return Number.POSITIVE_INFINITY;
  }

  /** @param end is told that the socket was closed here; not when it ends otherwise. */
  start(nowUs: number, peer: PeerSocket, end: () => void): Heart {
    const heart = new Heart(nowUs, peer, end);
    this.#hearts.add(heart);
    return heart;
  }

  stop(heart: Heart): void {
    this.#hearts.delete(heart);
  }

  advance(nowUs: number): void {
    for (const heart of this.#hearts) {
      if (heart.dueUs > nowUs) return;
      this.#hearts.delete(heart);
      if (heart.beat(nowUs)) this.#hearts.add(heart);
    }
  }
}

/** One socket's. */
export class Heart {
  dueUs: number;
  readonly #endUs: number;
  /** Pings without their pong, the oldest first. */
  readonly #unanswered: { readonly payload: string; readonly sentUs: number }[] = [];

  constructor(
    nowUs: number,
    private readonly peer: PeerSocket,
    private readonly end: () => void,
  ) {
    this.dueUs = nowUs + beatUs;
    this.#endUs = nowUs + lifeUs;
  }

  /** Answers a ping, and those before it, if it copies one; else it is unsolicited and means nothing. */
  ponged(payload: string): void {
    const index = this.#unanswered.findIndex((ping) => ping.payload === payload);
    this.#unanswered.splice(0, index + 1);
  }

  /** Returns whether it goes on. */
  beat(nowUs: number): boolean {
    const oldest = this.#unanswered[0];
    const isSilent = oldest !== undefined && nowUs - oldest.sentUs >= pongWithinUs;
    if (isSilent || nowUs >= this.#endUs) {
      this.peer.close(closeCode.policyViolation, isSilent ? "Pong timeout" : "Connection is 24 hours old");
      this.end();
      return false;
    }
    const payload = String(Math.floor(this.dueUs / 1000));
    this.#unanswered.push({ payload, sentUs: nowUs });
    this.dueUs = this.dueUs + beatUs > nowUs ? this.dueUs + beatUs : nowUs + beatUs;
    this.peer.ping(payload);
    return true;
  }
}
