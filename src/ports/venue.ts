/**
 * Where orders go. The core calls it and goes on: answers come back later, as own-order events in the input sequence.
 * The replay venue, the simulated exchange and a real one answer alike.
 */
import type { Side } from "../domain/side.ts";

export interface Venue {
  /** Sends a limit order. Ids are whole, positive, and never used twice; `postOnly` is refused rather than taking. */
  place(orderId: number, side: Side, priceTicks: number, sizeLots: number, postOnly: boolean): void;
  cancel(orderId: number): void;
}
