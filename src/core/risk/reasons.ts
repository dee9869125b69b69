/** Why risk pulled, trimmed, refused or moved quotes, as vetoes, metrics and reports name it: the gravest first. */
import { modelFaults } from "../models/model.ts";
import { holdReasons } from "./holds.ts";
import { marketFaults } from "./market-faults.ts";

export const riskReasons = [
  ...holdReasons,
  ...marketFaults,
  ...modelFaults,
  "loss_rate",
  "volatility_halt",
  "order_latency",
  "feed_latency",
  "position_bound",
  "notional_bound",
  "book_gross_bound",
  "book_net_bound",
  "order_size",
  "no_reference",
  "price_collar",
  "fat_finger_price",
  "fat_finger_size",
  "price_band",
  "own_order_in_the_way",
  "orders_open",
  "message_rate",
  "order_to_trade",
  "position_soft",
  "notional_soft",
  "inventory_band",
] as const;
export type RiskReason = (typeof riskReasons)[number];

/** Keeps the gravest of several vetoes. What is not risk's own (filters, funds) is graver than nothing at all. */
export class GravestVeto {
  #reason: string | undefined;
  #rank = Number.POSITIVE_INFINITY;

  get reason(): string | undefined {
    return this.#reason;
  }

  note(reason: string): void {
    const rank = ranks.get(reason) ?? riskReasons.length;
    if (rank >= this.#rank) return;
    this.#reason = reason;
    this.#rank = rank;
  }

  clear(): void {
    this.#reason = undefined;
    this.#rank = Number.POSITIVE_INFINITY;
  }
}

const ranks: ReadonlyMap<string, number> = new Map(riskReasons.map((reason, rank) => [reason, rank]));
