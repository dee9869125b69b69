/**
 * WebSockets by `ws`, which Bun replaces by its own. It answers pings itself. What it does not do is done here: a peer
 * that has stopped reading is given up, since what waits for it in memory is no longer true, and every ending comes to
 * an end, whether the other side plays its part or not.
 */
import { type RawData, WebSocket } from "ws";
import type { Socket, SocketPeer, Sockets } from "../../ports/sockets.ts";

/** Waits for a slow reader; beyond it the socket is given up. */
const backlogBytesMax = 1 << 20;
const frameBytesMax = 1 << 24;
const openingMsMax = 10_000;
/** Who does not answer the closing handshake by then is cut off. */
const closingMsMax = 2000;

export class WebSockets implements Sockets {
  open(url: string, peer: SocketPeer): Socket {
    return new OpenedSocket(url, peer);
  }
}

class OpenedSocket implements Socket {
  readonly #socket: WebSocket;
  #patience: ReturnType<typeof setTimeout>;
  #isEnding = false;
  /** What went wrong, if anything said so: the close that follows does not. */
  #problem = "";

  constructor(url: string, peer: SocketPeer) {
    const socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: frameBytesMax });
    this.#socket = socket;
    this.#patience = setTimeout(() => this.#giveUp("not opened in time"), openingMsMax);
    socket.on("open", () => {
      clearTimeout(this.#patience);
      if (!this.#isEnding) peer.opened();
    });
    socket.on("message", (data: RawData) => {
      if (!this.#isEnding) peer.message(data as Buffer);
    });
    socket.on("error", ({ message }) => {
      this.#problem ||= message;
    });
    // A turn later: ending a socket that is not open yet tells so at once.
    socket.on("close", (code, reason) => {
      clearTimeout(this.#patience);
      this.#isEnding = true;
      queueMicrotask(() => peer.closed(this.#problem || `${code} ${reason}`.trim()));
    });
  }

  send(text: string): boolean {
    if (this.#isEnding || this.#socket.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(text);
    if (this.#socket.bufferedAmount <= backlogBytesMax) return true;
    this.#giveUp("the other side has stopped reading");
    return false;
  }

  close(): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.#problem ||= "closed by us";
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => this.#socket.terminate(), closingMsMax);
    this.#socket.close();
  }

  #giveUp(problem: string): void {
    this.#isEnding = true;
    this.#problem ||= problem;
    this.#socket.terminate();
  }
}
