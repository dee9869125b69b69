/**
 * One WebSocket of Bun's as the exchange sees it. What the exchange does to it happens at the end of the event loop's turn: frames leave together,
 * one call of the system for all instead of one each, and a socket's end is told as anything else is, never in the middle of something.
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

/** The sockets that something waits to be sent to. */
const waiting: SocketPeer[] = [];

export class SocketPeer implements DroppablePeer {
  #socket: ServerWebSocket<SocketData> | undefined;
  readonly #frames: string[] = [];
  #isEnding = false;

  constructor(readonly address: string) {}

  opened(socket: ServerWebSocket<SocketData>): void {
    this.#socket = socket;
    this.flush();
  }

  send(text: string): boolean {
    if (this.#isEnding) return false;
    if (this.#frames.push(text) === 1) wait(this);
    return true;
  }

  ping(payload: string): void {
    this.flush();
    if (!this.#isEnding) this.#socket?.ping(payload);
  }

  close(code: number, reason: string): void {
    this.flush();
    this.#end((socket) => {
      const timer = setTimeout(() => socket.terminate(), closingMsMax);
      timer.unref();
      socket.close(code, reason);
    });
  }

  drop(): void {
    this.#end((socket) => socket.terminate());
  }

  /** Bun keeps what the network does not take, up to a limit, and then drops it: that must not pass for sent. */
  flush(): void {
    const socket = this.#socket;
    if (socket === undefined || this.#isEnding || this.#frames.length === 0) return;
    socket.cork(() => {
      for (const text of this.#frames)
        if (socket.send(text, text.length >= compressedLengthMin) === 0) return this.drop();
    });
    this.#frames.length = 0;
  }

  #end(how: (socket: ServerWebSocket<SocketData>) => void): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    queueMicrotask(() => {
      if (this.#socket !== undefined) how(this.#socket);
    });
  }
}

function wait(peer: SocketPeer): void {
  if (waiting.push(peer) === 1) setImmediate(flushAll);
}

function flushAll(): void {
  for (const peer of waiting.splice(0)) peer.flush();
}
