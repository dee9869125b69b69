/**
 * One connection to the WebSocket API: requests with their answers, matched by id, and the events in between. A request
 * without an answer in time is lost; so are all that wait when the connection ends.
 */
import { z } from "zod";
import { type DurationNs, nsPerSecond, type TimeNs } from "../../../domain/time.ts";
import type { Clock, TimerId } from "../../../ports/clock.ts";
import type { Socket, SocketPeer, Sockets } from "../../../ports/sockets.ts";
import { isVenueTime } from "../venue-time.ts";
import { type Answer, readJson, toldCounts, type VenueError, venueError } from "./answers.ts";
import type { Channel, ChannelAnswer, Signing } from "./channel.ts";
import { type Endpoint, endpoints } from "./endpoints.ts";
import { isFields, isNumber, isText } from "./json-fields.ts";
import { type Params, recvWindowMs, signedParams } from "./signing.ts";

export interface SocketChannelPeer {
  opened(): void;
  /** An event of the user data stream, or of the connection. */
  event(event: { readonly e: string }): void;
  /** A frame that is neither. */
  badFrame(why: string): void;
  /** An error that answers no request: the key was withdrawn. */
  failed(error: VenueError): void;
  /** Once, and last; requests that waited have been told to be lost. */
  closed(why: string): void;
}

interface Waiting {
  readonly resolve: (answer: ChannelAnswer) => void;
  readonly untilNs: TimeNs;
}

interface AnswerFrame {
  /** Null where the venue could not read which request it answers. */
  readonly id: number | string | null;
  readonly status: number;
  readonly result?: unknown;
  readonly error?: unknown;
  readonly rateLimits?: unknown;
}

const retryAt = z.object({ data: z.object({ retryAfter: z.number().refine(isVenueTime) }) });

const answerTimeoutNs: DurationNs = 5 * nsPerSecond;
/** These say who is meant, even where somebody has logged on. */
const signedAnew: ReadonlySet<string> = new Set([endpoints.logon.method, endpoints.subscribeSigned.method]);

export class SocketChannel implements Channel, SocketPeer {
  /** From now on requests need no signature of their own. */
  isLoggedOn = false;
  #isOpen = false;
  #lastId = 0;
  /** In the order asked, which is the order in which their time is up: one timer serves all. */
  readonly #waiting = new Map<number, Waiting>();
  #deadline: TimerId | undefined;
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
    if (!this.#isOpen || !this.#socket.send(this.#textOf(id, endpoint, params)))
      return Promise.resolve(lost("not connected", true));
    return new Promise((resolve) => {
      const untilNs = this.clock.nowNs() + answerTimeoutNs;
      this.#waiting.set(id, { resolve, untilNs });
      this.#deadline ??= this.clock.schedule(untilNs, this.#lose);
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
    if (isEventFrame(frame)) this.peer.event(frame.event);
    else if (isAnswerFrame(frame)) this.#answered(frame);
    else this.peer.badFrame(frame === undefined ? "a frame that is no JSON" : "a frame that is no answer and no event");
  }

  closed(why: string): void {
    this.#isOpen = false;
    for (const id of [...this.#waiting.keys()]) this.#settle(id, lost("the connection ended", false));
    if (this.#deadline !== undefined) this.clock.cancel(this.#deadline);
    this.peer.closed(why);
  }

  #textOf(id: number, { isSigned, method }: Endpoint, params: Params): string {
    if (!isSigned) return requestText(id, method, fieldsText(params));
    const { credentials, serverClock } = this.signing;
    const timestamp = serverClock.timestampMs();
    if (!this.isLoggedOn || signedAnew.has(method)) {
      const timed: Params = { ...params, recvWindow: recvWindowMs, timestamp };
      return requestText(id, method, fieldsText(signedParams(timed, credentials)));
    }
    return requestText(id, method, `${fieldsText(params)}"recvWindow":${recvWindowMs},"timestamp":${timestamp},`);
  }

  #answered({ id, status, result, error, rateLimits }: AnswerFrame): void {
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
    waiting.resolve(answer);
  }

  /** Those whose time is up; the timer goes on to the next, which may have been asked since it was set. */
  readonly #lose = (): void => {
    const nowNs = this.clock.nowNs();
    this.#deadline = undefined;
    for (const [id, { untilNs }] of this.#waiting) {
      if (untilNs > nowNs) {
        this.#deadline = this.clock.schedule(untilNs, this.#lose);
        return;
      }
      this.#settle(id, lost("no answer in time", false));
    }
  };
}

/** @param fields each with a comma behind it. */
function requestText(id: number, method: string, fields: string): string {
  return `{"id":${id},"method":"${method}","params":{${fields.slice(0, -1)}}}`;
}

/**
 * The fields of a JSON object, each with a comma behind it. By hand, since what has not run for a while is what an order
 * waits for: `JSON.stringify` then takes some microseconds more than this does. Names are the venue's.
 */
function fieldsText(params: Params): string {
  let text = "";
  for (const name in params) {
    const value = params[name]!;
    text += typeof value === "number" ? `"${name}":${value},` : `"${name}":${quoted(value)},`;
  }
  return text;
}

function quoted(text: string): string {
  for (let at = 0; at < text.length; at++) if (!isPlain(text.charCodeAt(at))) return JSON.stringify(text);
  return `"${text}"`;
}

/** Printed ASCII, and neither quote nor backslash. */
function isPlain(code: number): boolean {
  return code >= 32 && code < 127 && code !== 34 && code !== 92;
}

function isEventFrame(frame: unknown): frame is { readonly event: { readonly e: string } } {
  return isFields(frame) && isFields(frame.event) && isText(frame.event.e);
}

function isAnswerFrame(frame: unknown): frame is AnswerFrame {
  if (!isFields(frame)) return false;
  const { id, status } = frame;
  return (id === null || isNumber(id) || isText(id)) && isNumber(status);
}

function lost(why: string, neverArrived: boolean): ChannelAnswer {
  return { answer: { kind: "lost", why, neverArrived }, told: [] };
}
