/**
 * Where time comes from, and what wakes us. Only event loops hold one: the time is read once a step and handed down.
 */
import type { TimeNs } from "../domain/time.ts";

export interface Clock {
  /** A UTC midnight; times of the run count from it. */
  readonly epochUnixNs: bigint;
  /** Never goes back. */
  nowNs(): TimeNs;
  /** Calls `wake` once, no earlier than `atNs`, never from within this call. Equal deadlines fire in the order set. */
  schedule(atNs: TimeNs, wake: () => void): TimerId;
  /** Of a timer that has fired already: nothing. */
  cancel(timerId: TimerId): void;
}

export type TimerId = number;
