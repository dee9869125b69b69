/**
 * One WebSocket between a process and the exchange: two ends, and a way in each direction on which nothing overtakes
 * anything. What is sent before an end arrives before it; when the line is cut, what is under way is lost.
 *
 * It can be half open: each side believes that the other is there, until it has waited long enough.
 */
import { nsPerSecond, type TimeNs } from "../../src/domain/time.ts";
import type { Socket, SocketPeer } from "../../src/ports/sockets.ts";
import type { DroppablePeer, SocketSession } from "../exchange/transport.ts";
import type { Way } from "./network-weather.ts";
import type { Surroundings, Target } from "./surroundings.ts";

/** Who hears nothing of the other's end by then has ended alone. */
const closingNsMax = 2 * nsPerSecond;
/** Waits to arrive; beyond it the other side counts as not reading. */
const backlogLengthMax = 1 << 20;

export class SimulatedSocket implements Socket {
  readonly host: string;
  readonly #around: Surroundings;
  readonly #latestNs: Record<Way, TimeNs> = { toVenue: 0, fromVenue: 0 };
  readonly #served: ServedEnd;
  #peer: SocketPeer | undefined;
  #state: "opening" | "open" | "closing" | "closed" = "opening";
  /** Whether what is under way will arrive. */
  #carries = true;
  #backlogLength = 0;

  /** @param address of the process, as the exchange sees it. */
  constructor(around: Surroundings, target: Target, address: string, peer: SocketPeer) {
    this.host = target.host;
    this.#around = around;
    this.#peer = peer;
    this.#served = new ServedEnd(this, around, address);
    if (around.weather.isUnreachable(around.clock.nowNs(), target.host)) this.#refuse();
    else this.travel("toVenue", () => this.#knock(target));
  }

  /** As far as its own process knows. */
  get isClosed(): boolean {
    return this.#state === "closed";
  }

  send(text: string): boolean {
    if (this.#state !== "open") return false;
    this.#backlogLength += text.length;
    this.travel("toVenue", () => {
      this.#backlogLength -= text.length;
      this.#served.message(text);
    });
    if (this.#backlogLength <= backlogLengthMax) return true;
    this.#state = "closing";
    this.cut();
    return false;
  }

  close(): void {
    if (this.#state === "closing" || this.#state === "closed") return;
    this.#state = "closing";
    this.travel("toVenue", () => {
      this.#served.ended();
      this.travel("fromVenue", () => this.ended("closed by us"));
    });
    this.#later(closingNsMax, () => this.ended("closed by us"));
  }

  /** The line breaks: both sides hear of it, each in its time. */
  cut(): void {
    if (!this.#carries) return;
    this.#carries = false;
    const { clock, weather } = this.#around;
    const nowNs = clock.nowNs();
    clock.schedule(weather.arrivalNs(nowNs, "fromVenue", this.host), () => this.ended("connection lost"));
    clock.schedule(weather.arrivalNs(nowNs, "toVenue", this.host), () => this.#served.ended());
  }

  /** Carries nothing from now on, and tells nobody. */
  fallSilent(): void {
    this.#carries = false;
  }

  /** Its process is dead: it hears nothing any more, and its system closes the socket. */
  abandon(): void {
    this.#peer = undefined;
    this.#state = "closed";
    this.travel("toVenue", () => this.#served.ended());
  }

  /** Does it at the other end, behind all that went there before. */
  travel(way: Way, arrive: () => void): void {
    const { clock, weather } = this.#around;
    const arrivalNs = Math.max(this.#latestNs[way], weather.arrivalNs(clock.nowNs(), way, this.host));
    this.#latestNs[way] = arrivalNs;
    clock.schedule(arrivalNs, () => {
      if (this.#carries) arrive();
    });
  }

  received(text: string): void {
    if (this.#state !== "open") return;
    const bytes = Buffer.from(text);
    this.#peer?.message(bytes);
    // It was lent: whoever kept it shall notice.
    bytes.fill(0);
  }

  ended(why: string): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#peer?.closed(why);
  }

  #refuse(): void {
    this.#carries = false;
    const { clock, weather } = this.#around;
    const toldNs = weather.arrivalNs(clock.nowNs(), "fromVenue", this.host);
    clock.schedule(toldNs, () => this.ended("connection refused"));
  }

  #knock({ path, query }: Target): void {
    if (this.#state !== "opening") return;
    // Before it is asked: what it sends at once comes behind its answer.
    this.travel("fromVenue", () => this.#opened());
    this.#served.open(path, query);
  }

  #opened(): void {
    const { refusedWith } = this.#served;
    if (refusedWith !== undefined) this.ended(`refused with ${refusedWith}`);
    if (this.#state !== "opening") return;
    this.#state = "open";
    this.#peer?.opened();
  }

  #later(afterNs: number, what: () => void): void {
    const { clock } = this.#around;
    clock.schedule(clock.nowNs() + afterNs, what);
  }
}

/** The exchange's end. */
class ServedEnd implements DroppablePeer {
  /** The status of its answer, where it opens no socket. */
  refusedWith: number | undefined;
  #session: SocketSession | undefined;
  /** It has ended the socket, and waits to be told so. */
  #isEnding = false;

  constructor(
    private readonly socket: SimulatedSocket,
    private readonly around: Surroundings,
    readonly address: string,
  ) {}

  open(path: string, query: string): void {
    const { venue } = this.around;
    const opened = venue.call((nowUs) => venue.server.open(nowUs, path, query, this));
    if ("status" in opened) this.refusedWith = opened.status;
    else this.#session = opened;
  }

  message(text: string): void {
    if (!this.#isEnding) this.#tell((session, nowUs) => session.message(nowUs, text));
  }

  /** The socket is no more. */
  ended(): void {
    this.#isEnding = true;
    this.#tell((session, nowUs) => session.closed(nowUs));
    this.#session = undefined;
  }

  send(text: string): boolean {
    if (this.#isEnding) return false;
    this.socket.travel("fromVenue", () => this.socket.received(text));
    return true;
  }

  ping(payload: string): void {
    if (this.#isEnding) return;
    this.socket.travel("fromVenue", () => {
      if (this.socket.isClosed) return;
      this.socket.travel("toVenue", () => this.#tell((session, nowUs) => session.ponged(nowUs, payload)));
    });
  }

  close(code: number, reason: string): void {
    this.#end(`${code} ${reason}`, closingNsMax);
  }
  drop(): void {
    this.#end("connection lost", 0);
  }

  /** @param patienceNs after which it does not wait to hear of its end any longer. */
  #end(why: string, patienceNs: number): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.socket.travel("fromVenue", () => {
      this.socket.ended(why);
      this.socket.travel("toVenue", () => this.ended());
    });
    const { clock } = this.around;
    clock.schedule(clock.nowNs() + patienceNs, () => this.ended());
  }

  #tell(what: (session: SocketSession, nowUs: number) => void): void {
    const session = this.#session;
    if (session !== undefined) this.around.venue.call((nowUs) => what(session, nowUs));
  }
}
