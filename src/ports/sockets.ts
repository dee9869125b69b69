/** WebSockets to a venue. Pings are answered by whoever implements this. */
export interface Sockets {
  /** Begins to connect; `peer` hears of it later, never from within this call. */
  open(url: string, peer: SocketPeer): Socket;
}

export interface Socket {
  /** Sends a text frame. False when it is not open any more, or the other side has stopped reading: then it closes. */
  send(text: string): boolean;
  /** Ends it; `closed` is told later, unless it has been told already. */
  close(): void;
}

/** Who hears of a socket: `opened` at most once, then messages, `closed` exactly once and last. */
export interface SocketPeer {
  opened(): void;
  /** One frame, text as UTF-8. Lent: valid until it returns. */
  message(bytes: Buffer): void;
  closed(why: string): void;
}
