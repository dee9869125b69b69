/**
 * How many takers' orders in a row were on one side, by now: above 0 for buys, below for sells, 0 before the first.
 * Prints of one side and one venue time are one order.
 *
 * Lillo, Farmer: The long memory of the efficient market (2004): signs of orders come in runs, as large orders are sent
 * in pieces. No sum that forgets holds the length of a run, so this one reads the columns.
 */
import { change } from "../../ports/engine.ts";
import type { MarketFlow } from "../../ports/market-signals.ts";
import { defineFlowFeature, type FlowReader } from "./feature.ts";

export const tradeRun = defineFlowFeature({
  name: "trade_run",
  unit: "orders",
  reads: change.trade,
  needs: { flow: true },
  mirror: "negative",
  start: () => new TradeRun(),
});

class TradeRun implements FlowReader {
  #length = 0;
  #venueNs = Number.NaN;

  take({ trades, tradesCount }: MarketFlow): void {
    for (let at = 0; at < tradesCount; at++) this.#add(Math.sign(trades.signedLots[at]!), trades.venueNs[at]!);
  }

  value(): number {
    return this.#length;
  }

  #add(sign: number, venueNs: number): void {
    const goesOn = Math.sign(this.#length) === sign;
    if (goesOn && venueNs === this.#venueNs) return;
    this.#length = goesOn ? this.#length + sign : sign;
    this.#venueNs = venueNs;
  }
}
