/**
 * One connection to the WebSocket API: requests with their answers, matched by id, and the events in between. A request
 * without an answer in time is lost; so are all that wait when the connection ends.
 */
import { z } from "zod";
import { type DurationNs, nsPerSecond } from "../../../domain/time.ts";
import type { Clock, TimerId } from "../../../ports/clock.ts";
import type { Socket, SocketPeer, Sockets } from "../../../ports/sockets.ts";
import { isVenueTime } from "../venue-time.ts";
import { type Answer, readJson, toldCounts, type VenueError, venueError } from "./answers.ts";
import type { Channel, ChannelAnswer, Signing } from "./channel.ts";
import { type Endpoint, endpoints } from "./endpoints.ts";
import { type Params, signedParams } from "./signing.ts";

export interface SocketChannelPeer {
  opened(): void;
  /** An event of the user data stream, or of the connection. */
  event(event: unknown): void;
  /** A frame that is neither. */
  badFrame(why: string): void;
  /** An error that answers no request: the key was withdrawn. */
  failed(error: VenueError): void;
  /** Once, and last; requests that waited have been told to be lost. */
  closed(why: string): void;
}

interface Waiting {
  readonly resolve: (answer: ChannelAnswer) => void;
  readonly timerId: TimerId;
}

const answerFrame = z.object({
  id: z.union([z.number(), z.string(), z.null()]),
  status: z.number(),
  result: z.unknown().optional(),
  error: z.unknown().optional(),
  rateLimits: z.unknown().optional(),
});
const eventFrame = z.object({ event: z.looseObject({ e: z.string() }) });
const retryAt = z.object({ data: z.object({ retryAfter: z.number().refine(isVenueTime) }) });

const answerTimeoutNs: DurationNs = 5 * nsPerSecond;
/** These say who is meant, even where somebody has logged on. */
const signedAnew: ReadonlySet<string> = new Set([endpoints.logon.method, endpoints.subscribeSigned.method]);

export class SocketChannel implements Channel, SocketPeer {
  /** From now on requests need no signature of their own. */
  isLoggedOn = false;
  #isOpen = false;
  #lastId = 0;
  readonly #waiting = new Map<number, Waiting>();
  readonly #socket: Socket;

  constructor(
    sockets: Sockets,
    url: string,
    private readonly clock: Clock,
    private readonly signing: Signing,
    private readonly peer: SocketChannelPeer,
  ) {
    const joint = url.includes("?") ? "&" : "?";
    this.#socket = sockets.open(`${url}${joint}timeUnit=MICROSECOND&returnRateLimits=true`, this);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  ask(endpoint: Endpoint, params: Params): Promise<ChannelAnswer> {
    const id = ++this.#lastId;
    const frame = JSON.stringify({ id, method: endpoint.method, params: this.#paramsOf(endpoint, params) });
    if (!this.#isOpen || !this.#socket.send(frame)) return Promise.resolve(lost("not connected", true));
    return new Promise((resolve) => {
      const atNs = this.clock.nowNs() + answerTimeoutNs;
      const timerId = this.clock.schedule(atNs, () => this.#settle(id, lost("no answer in time", false)));
      this.#waiting.set(id, { resolve, timerId });
    });
  }

  close(): void {
    this.#socket.close();
  }

  opened(): void {
    this.#isOpen = true;
    this.peer.opened();
  }

  message(bytes: Buffer): void {
    const frame = readJson(bytes.toString("utf8"));
    // Most frames are events; a schema that does not fit costs several times as much as one that does.
    const event = isEvent(frame) ? eventFrame.safeParse(frame) : undefined;
    const answer = event?.success === true ? undefined : answerFrame.safeParse(frame);
    if (event?.success === true) this.peer.event(event.data.event);
    else if (answer?.success === true) this.#answered(answer.data);
    else this.peer.badFrame(frame === undefined ? "a frame that is no JSON" : "a frame that is no answer and no event");
  }

  closed(why: string): void {
    this.#isOpen = false;
    for (const id of [...this.#waiting.keys()]) this.#settle(id, lost("the connection ended", false));
    this.peer.closed(why);
  }

  #paramsOf({ isSigned, method }: Endpoint, params: Params): Params {
    if (!isSigned) return params;
    const { credentials, serverClock, recvWindowMs } = this.signing;
    const timed: Params = { ...params, recvWindow: recvWindowMs, timestamp: serverClock.timestampMs() };
    return this.isLoggedOn && !signedAnew.has(method) ? timed : signedParams(timed, credentials);
  }

  #answered({ id, status, result, error, rateLimits }: z.infer<typeof answerFrame>): void {
    const isDone = status >= 200 && status < 300;
    const answer: Answer = isDone
      ? { kind: "result", result }
      : { kind: "error", error: venueError(status, error, this.#retryAfterNs(error)) };
    if (typeof id === "number") this.#settle(id, { answer, told: toldCounts(rateLimits) });
    else if (answer.kind === "error") this.peer.failed(answer.error);
  }

  /** Here the venue names a time, and not how long it is until then. */
  #retryAfterNs(error: unknown): DurationNs | undefined {
    const parsed = retryAt.safeParse(error);
    if (!parsed.success) return undefined;
    const untilNs = this.signing.serverClock.ourNs(parsed.data.data.retryAfter);
    return Math.max(0, untilNs - this.clock.nowNs());
  }

  /** An answer after its time is nobody's any more. */
  #settle(id: number, answer: ChannelAnswer): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    this.clock.cancel(waiting.timerId);
    waiting.resolve(answer);
  }
}

function isEvent(frame: unknown): boolean {
  return typeof frame === "object" && frame !== null && "event" in frame;
}

function lost(why: string, neverArrived: boolean): ChannelAnswer {
  return { answer: { kind: "lost", why, neverArrived }, told: [] };
}
