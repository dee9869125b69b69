/**
 * What stands between the exchange and whoever talks to it: requests and sockets as plain values, so that the same code answers in
 * process under the virtual clock and behind real sockets. Times are Unix microseconds, told with each call.
 */

/** An HTTP request as it came: nothing decoded, since signatures are over the bytes. */
export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE" | (string & {});
  /** Without the query. */
  readonly path: string;
  /** What follows the question mark, as sent. */
  readonly query: string;
  /** As sent; empty for none. */
  readonly body: string;
  /** A header by its name in lower case; undefined when it was not sent. */
  readonly header: (name: string) => string | undefined;
  /** Who asks: limits of weight count by it. */
  readonly address: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** Longer frames are not read: they end the connection. */
export const frameLengthMax = 65_536;
/** With which the exchange ends a WebSocket. Source: RFC 6455, 7.4.1; which of them when, as clients of the venue log it. */
export const closeCode = { goingAway: 1001, policyViolation: 1008, messageTooBig: 1009 } as const;

/** One end of a WebSocket: what the exchange may do with it. */
export interface PeerSocket {
  readonly address: string;
  /** Sends a text frame. False when the peer reads too slowly: it is then to be closed, never silently skipped. */
  send(text: string): boolean;
  ping(payload: string): void;
  close(code: number, reason: string): void;
}

/** As a transport hands it to the server: it can also be lost. */
export interface DroppablePeer extends PeerSocket {
  /** Ends it without the closing handshake, as a broken line does. Sends nothing more; `closed` is still told. */
  drop(): void;
}

/** The other end: what the transport tells of a socket. */
export interface SocketSession {
  message(nowUs: number, text: string): void;
  /** The transport answers pings itself; they count as messages. */
  pinged(nowUs: number): void;
  ponged(nowUs: number, payload: string): void;
  closed(nowUs: number): void;
}

/** Something that does things by itself as time goes by: stream windows, pings, agents. */
export interface Timed {
  /** When it next wants to act; Infinity for never. */
  readonly nextUs: number;
  /** Acts on all that is due by then, in order of time. */
  advance(nowUs: number): void;
}
