/**
 * Prints whose lots the depth stream has yet to show as gone. They stand between a level as shown and the level as it
 * is.
 */
import type { Side } from "../domain/side.ts";
import type { TimeNs } from "../domain/time.ts";
import { engineLimits } from "../ports/engine.ts";

interface Print {
  /** Of the orders that it filled, not of the aggressor. */
  readonly side: Side;
  readonly priceTicks: number;
  readonly venueNs: TimeNs;
  readonly lots: number;
}

export class PendingPrints {
  #prints: Print[] = [];

  add(print: Print): void {
    this.#prints.push(print);
    if (this.#prints.length > engineLimits.pendingPrintsMax) this.#prints.shift();
  }

  /** Lots printed at a level, later than `afterNs`. */
  lotsAfter(side: Side, priceTicks: number, afterNs: TimeNs): number {
    return this.#lots(side, priceTicks, (print) => print.venueNs > afterNs);
  }

  /** Lots printed at a level, up to `untilNs`. */
  lotsUntil(side: Side, priceTicks: number, untilNs: TimeNs): number {
    return this.#lots(side, priceTicks, (print) => print.venueNs <= untilNs);
  }

  forgetUntil(untilNs: TimeNs): void {
    if (this.#prints.length > 0) this.#prints = this.#prints.filter((print) => print.venueNs > untilNs);
  }

  clear(): void {
    this.#prints.length = 0;
  }

  #lots(side: Side, priceTicks: number, counts: (print: Print) => boolean): number {
    let lots = 0;
    for (const print of this.#prints)
      if (print.side === side && print.priceTicks === priceTicks && counts(print)) lots += print.lots;
    return lots;
  }
}
