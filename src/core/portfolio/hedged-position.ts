/**
 * What another market holds, in lots of the one that hedges it: the same amount of the base asset. Parts of lots count,
 * such as what fees in the base asset have left of a buy.
 *
 * For instruments that count the base asset. An inverse contract is an amount of the quote asset, so that its hedge would
 * change with the price.
 */
import { assert } from "../../base/assert.ts";
import { powerOfTen } from "../../base/decimal.ts";
import type { Instrument } from "../../domain/instrument.ts";
import { Valuation } from "../../domain/valuation.ts";
import type { Portfolio } from "./portfolio.ts";

export class HedgedPosition {
  readonly #unitsOfLot: number;

  /** @param instrument in whose lots it is counted. */
  constructor(
    private readonly hedged: Portfolio,
    instrument: Instrument,
  ) {
    const { base, inverse } = hedged.instrument;
    assert(base.name === instrument.base.name, "a hedge is of the same base asset");
    assert(!inverse && !instrument.inverse, "both count the base asset");
    const ownUnits = BigInt(new Valuation(instrument).quantity(1));
    this.#unitsOfLot = Number(ownUnits * powerOfTen(base.places)) / Number(powerOfTen(instrument.base.places));
  }

  get lots(): number {
    return Number(this.hedged.positionUnits) / this.#unitsOfLot;
  }
}
