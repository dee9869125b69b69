/** An order of an account as the engine of a recording has it, and what the engine tells of it. */
import { assert } from "../../../src/base/assert.ts";
import type { OwnEvent } from "../../../src/domain/own-event.ts";
import type { Side } from "../../../src/domain/side.ts";

export interface RestingOrder {
  /** At the exchange. */
  readonly orderId: number;
  /** At the engine. */
  readonly engineId: number;
  readonly side: Side;
  readonly priceTicks: number;
  sizeLots: number;
  leftLots: number;
}

/** An own event of the engine, kept; `order` is undefined while it has not come to rest. */
export interface Happening extends Pick<OwnEvent, "kind" | "priceTicks" | "lots" | "cause" | "reason"> {
  readonly order: RestingOrder | undefined;
  readonly leftLots: number;
}

export function copyOf(event: OwnEvent, resting: ReadonlyMap<number, RestingOrder>): Happening {
  const { kind, priceTicks, lots, cause, reason, remainingLots, orderId } = event;
  assert(lots >= 0 && remainingLots >= 0, "lots are counted");
  return { kind, priceTicks, lots, cause, reason, leftLots: remainingLots, order: resting.get(orderId) };
}
