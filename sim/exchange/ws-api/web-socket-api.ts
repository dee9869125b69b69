/**
 * The WebSocket API: all that REST does, over one connection, and what happens to accounts as it happens. It opens sessions and keeps them
 * alive; what a session does is in session.ts. Source: Spot API, web-socket-api.md.
 */
import type { Api } from "../api/api.ts";
import { httpRefusal } from "../api/http-answer.ts";
import { type Refusal, requestRefusals } from "../errors.ts";
import { Heartbeats } from "../heartbeats.ts";
import { readTimeUnit } from "../time-unit.ts";
import type { HttpAnswer, PeerSocket, SocketSession, Timed } from "../transport.ts";
import { UserData } from "../user-data/user-data.ts";
import { ApiSession, type SessionOptions } from "./session.ts";

const connectWeight = 2;
const webSocketApiPath = "/ws-api/v3";

export class WebSocketApi implements Timed {
  readonly userData: UserData;
  readonly #heartbeats = new Heartbeats();
  readonly #sessions = new Set<ApiSession>();

  constructor(private readonly api: Api) {
    this.userData = new UserData(api.exchange);
  }

  get connectionsCount(): number {
    return this.#sessions.size;
  }

  get nextUs(): number {
    return Math.min(this.#heartbeats.nextUs, this.userData.nextUs);
  }

  advance(nowUs: number): void {
    this.userData.advance(nowUs);
    this.#heartbeats.advance(nowUs);
  }

  /** A session, or why there is none, to be answered in place of the upgrade. */
  open(nowUs: number, path: string, query: string, peer: PeerSocket): SocketSession | HttpAnswer {
    if (path !== webSocketApiPath && path !== `${webSocketApiPath}/`) return { status: 404, headers: [], body: "" };
    const options = readOptions(query);
    if ("code" in options) return httpRefusal(nowUs, options);
    const refusal = this.api.limits.admit(nowUs, peer.address, connectWeight);
    if (refusal !== undefined) return httpRefusal(nowUs, refusal);
    const ended = (ending: ApiSession) => this.#end(ending);
    const session = new ApiSession(nowUs, peer, this.api, this.userData, options, ended);
    session.heart = this.#heartbeats.start(nowUs, peer, () => session.closed());
    this.#sessions.add(session);
    return session;
  }

  /** Every session is told that the server is about to go. */
  announceShutdown(nowUs: number): void {
    for (const session of this.#sessions) session.announceShutdown(nowUs);
  }

  disconnectAll(code: number, reason: string): void {
    for (const session of this.#sessions) session.close(code, reason);
  }

  #end(session: ApiSession): void {
    this.#sessions.delete(session);
    if (session.heart !== undefined) this.#heartbeats.stop(session.heart);
  }
}

function readOptions(query: string): SessionOptions | Refusal {
  const parameters = new URLSearchParams(query);
  const unit = readTimeUnit(parameters.get("timeUnit") ?? "MILLISECOND");
  if (unit === undefined) return requestRefusals.badTimeUnit;
  const returned = parameters.get("returnRateLimits") ?? "true";
  if (returned !== "true" && returned !== "false") return requestRefusals.invalid("returnRateLimits");
  return { unit, returnRateLimits: returned === "true" };
}
