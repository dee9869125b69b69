/** What a session with real orders says when it ends and does not know all of its orders to be gone. */
import type { SessionStatus } from "../ports/session-status.ts";
import type { LiveWatchdog } from "./live-watchdog.ts";

export interface OrdersLeft {
  /** By what the venue calls them, with a space between; empty where only an answer is missing. */
  readonly clientOrderIds: string;
  readonly watchdog: string;
}

export function ordersLeft({ markets }: SessionStatus, { pid, isWatching }: Watching): OrdersLeft {
  const ids = markets.flatMap(({ orders }) => orders.map(({ clientOrderId }) => clientOrderId));
  const watchdog = isWatching
    ? `process ${pid} goes on and cancels what is open until nothing is; its word is in watchdog.jsonl`
    : "gone: cancel them at the venue, or start again";
  return { clientOrderIds: ids.join(" "), watchdog };
}

type Watching = Pick<LiveWatchdog, "pid" | "isWatching">;

/** The same for a terminal, in one line. */
export function leftText({ clientOrderIds, watchdog }: OrdersLeft): string {
  const which = clientOrderIds === "" ? "" : `: ${clientOrderIds}`;
  return `Orders may still be open${which}. Watchdog: ${watchdog}`;
}
