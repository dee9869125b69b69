/**
 * One socket as the server keeps it: it stands between the peer and the part that answers it, passes everything on, and is where faults strike.
 * Without faults it costs one call a message.
 */
import { assert } from "../../src/base/assert.ts";
import type { SocketKind } from "./faults/fault.ts";
import { frameFaultAnswer } from "./faults/fault-answers.ts";
import type { Faults } from "./faults/faults.ts";
import type { DroppablePeer, PeerSocket, SocketSession } from "./transport.ts";
import { BadRequest, readRequest } from "./ws-api/request.ts";

/** What sockets need of the server. */
export interface SocketKeeper {
  readonly nowUs: number;
  readonly faults: Faults;
  /** Does all that is due before something comes in. */
  advance(nowUs: number): void;
  /** After it: what it left to be done. */
  settle(): void;
  ended(socket: ServedSocket): void;
}

export class ServedSocket implements PeerSocket, SocketSession {
  #session: SocketSession | undefined;
  /** Answers to the request at hand do not leave. */
  #isMute = false;
  #isOpen = true;

  constructor(
    readonly kind: SocketKind,
    private readonly keeper: SocketKeeper,
    private readonly peer: DroppablePeer,
  ) {}

  get address(): string {
    return this.peer.address;
  }

  answeredBy(session: SocketSession): void {
    assert(this.#session === undefined, "one part answers a socket");
    this.#session = session;
  }

  send(text: string): boolean {
    const { faults, nowUs } = this.keeper;
    if (this.#isMute && isAnswer(text)) return true;
    if (this.kind === "streams" && !faults.isEmpty && faults.leavesOut(nowUs, text)) return true;
    return this.peer.send(text);
  }
  ping(payload: string): void {
    this.peer.ping(payload);
  }
  close(code: number, reason: string): void {
    this.peer.close(code, reason);
  }
  drop(): void {
    this.peer.drop();
  }

  message(nowUs: number, text: string): void {
    if (!this.#begin(nowUs)) return;
    if (this.kind === "ws_api" && !this.keeper.faults.isEmpty) this.#faultyRequest(nowUs, text);
    else this.#session?.message(nowUs, text);
    this.keeper.settle();
  }
  pinged(nowUs: number): void {
    if (this.#begin(nowUs)) this.#session?.pinged(nowUs);
  }
  ponged(nowUs: number, payload: string): void {
    if (this.#begin(nowUs)) this.#session?.ponged(nowUs, payload);
  }
  closed(nowUs: number): void {
    if (!this.#begin(nowUs)) return;
    this.#isOpen = false;
    this.#session?.closed(nowUs);
    this.keeper.ended(this);
  }

  /** Whether there is still somebody to hear it: what is due before it may end the socket. */
  #begin(nowUs: number): boolean {
    if (this.#isOpen) this.keeper.advance(nowUs);
    return this.#isOpen;
  }

  #faultyRequest(nowUs: number, text: string): void {
    const request = readRequest(text);
    // No fault strikes what is no request.
    const fault = request instanceof BadRequest ? undefined : this.keeper.faults.ofRequest(nowUs, request.method);
    const isDone = fault === undefined || (fault.kind !== "maintenance" && fault.executed);
    this.#isMute = fault !== undefined;
    if (isDone) this.#session?.message(nowUs, text);
    this.#isMute = false;
    if (fault !== undefined && fault.kind !== "lost_answer") this.peer.send(frameFaultAnswer(nowUs, fault, request.id));
  }
}

/** Answers name their request; events do not. */
function isAnswer(text: string): boolean {
  return text.startsWith('{"id":');
}
