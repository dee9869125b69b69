/** A command as it was given: what its kind does not need is 0, or of the first of its sort. */
import type { OrderType } from "../domain/order-type.ts";
import type { Side } from "../domain/side.ts";
import type { CommandLatency } from "../ports/engine.ts";
import type { commandKind } from "./layout.ts";

export interface Command {
  readonly kind: (typeof commandKind)[keyof typeof commandKind];
  readonly type: OrderType;
  readonly side: Side;
  readonly orderId: number;
  readonly priceTicks: number;
  readonly sizeLots: number;
  /** 0 for all. */
  readonly shownLots: number;
  readonly latency: CommandLatency;
}
