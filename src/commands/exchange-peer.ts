/**
 * One WebSocket of Bun's as the exchange sees it. What it does to the socket happens after the call that asked for it: the exchange is told of
 * a socket's end as of anything else, and never in the middle of something.
 */
import type { ServerWebSocket } from "bun";
import type { DroppablePeer, SocketSession } from "../../sim/exchange/transport.ts";

export interface SocketData {
  readonly peer: SocketPeer;
  readonly session: SocketSession;
}

/** Shorter frames cost more to compress than they save. */
const compressedLengthMin = 512;
/** Who does not answer the closing handshake by then is cut off. */
const closingMsMax = 2000;

export class SocketPeer implements DroppablePeer {
  #socket: ServerWebSocket<SocketData> | undefined;
  /** Sent before the handshake was over. */
  readonly #early: string[] = [];
  #isEnding = false;

  constructor(readonly address: string) {}

  opened(socket: ServerWebSocket<SocketData>): void {
    this.#socket = socket;
    for (const text of this.#early) this.send(text);
    this.#early.length = 0;
  }

  /** Bun keeps what the network does not take, up to a limit, and then drops it: that must not pass for sent. */
  send(text: string): boolean {
    if (this.#isEnding) return false;
    if (this.#socket === undefined) return this.#early.push(text) > 0;
    if (this.#socket.send(text, text.length >= compressedLengthMin) !== 0) return true;
    this.drop();
    return false;
  }

  ping(payload: string): void {
    if (!this.#isEnding) this.#socket?.ping(payload);
  }

  close(code: number, reason: string): void {
    this.#end((socket) => {
      const timer = setTimeout(() => socket.terminate(), closingMsMax);
      timer.unref();
      socket.close(code, reason);
    });
  }

  drop(): void {
    this.#end((socket) => socket.terminate());
  }

  #end(how: (socket: ServerWebSocket<SocketData>) => void): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    queueMicrotask(() => {
      if (this.#socket !== undefined) how(this.#socket);
    });
  }
}
