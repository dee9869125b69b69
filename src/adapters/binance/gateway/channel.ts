/** A way to the venue, REST or a connection to the WebSocket API, and what both need. */
import type { Answer } from "./answers.ts";
import type { Credentials } from "./credentials.ts";
import type { Endpoint } from "./endpoints.ts";
import type { ToldCount } from "./rate-budget.ts";
import type { ServerClock } from "./server-clock.ts";
import type { Params } from "./signing.ts";

export interface Channel {
  /** Sends before it returns. Never rejects. */
  ask(endpoint: Endpoint, params: Params): Promise<ChannelAnswer>;
}

/** An answer with what it told of the limits. */
export interface ChannelAnswer {
  readonly answer: Answer;
  readonly told: readonly ToldCount[];
}

export interface Signing {
  readonly credentials: Credentials;
  readonly serverClock: ServerClock;
}
