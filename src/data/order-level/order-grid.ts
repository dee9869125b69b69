/**
 * Prices and sizes of one instrument, from decimal text to whole ticks and lots, exactly; what is off the grid is
 * refused in words.
 */

import { DecimalGrid, notOnGrid } from "../../adapters/binance/decimal-grid.ts";
import { formatDecimalShort, powerOfTen } from "../../base/decimal.ts";
import type { Instrument } from "../../domain/instrument.ts";
import { bid, type Side } from "../../domain/side.ts";
import { BadLine } from "./read-order-rows.ts";

/** What a reader must know of an instrument; the caller's to give, never guessed from data. */
export type InstrumentGrid = Pick<Instrument, "tickUnits" | "lotUnits" | "pricePlaces" | "sizePlaces">;

export class OrderGrid {
  readonly #prices: DecimalGrid;
  readonly #sizes: DecimalGrid;

  constructor(private readonly grid: InstrumentGrid) {
    this.#prices = new DecimalGrid(grid.pricePlaces, grid.tickUnits);
    this.#sizes = new DecimalGrid(grid.sizePlaces, grid.lotUnits);
  }

  /** @throws BadLine when the text is no positive multiple of the tick below 2^31 ticks. */
  ticks(text: string): number {
    const ticks = exact(this.#prices, text);
    if (ticks > 0 && ticks < 2 ** 31) return ticks;
    const { tickUnits, pricePlaces } = this.grid;
    throw new BadLine(
      `the price ${text} is no multiple of the tick ${formatDecimalShort(tickUnits, pricePlaces)} from 1 to 2^31 ticks`,
    );
  }

  /**
   * As `ticks`, but a price between two ticks, at which hidden orders may trade, becomes the better one for the side
   * that was hit (bids: the upper): seen so the print has passed no order that it did not pass.
   */
  ticksOfHidden(text: string, side: Side): number {
    const ticks = this.#prices.parse(text);
    const rounded = side === bid && ticks !== notOnGrid && this.#prices.remainder > 0 ? ticks + 1 : ticks;
    if (rounded > 0 && rounded < 2 ** 31) return rounded;
    throw new BadLine(`the price ${text} is none from 1 to 2^31 ticks`);
  }

  /**
   * Zero is allowed: some venues say so what has gone. @throws BadLine when the text is no multiple of the lot below
   * 2^53 lots.
   */
  lots(text: string): number {
    const lots = exact(this.#sizes, text);
    if (lots !== notOnGrid) return lots;
    const { lotUnits, sizePlaces } = this.grid;
    throw new BadLine(
      `the size ${text} is no multiple of the lot ${formatDecimalShort(lotUnits, sizePlaces)} from 0 to 2^53 lots`,
    );
  }
}

/**
 * The same grid with prices written as a count of 10^-places, without a point; undefined when the tick is no whole
 * count.
 */
export function countedPrices(grid: InstrumentGrid, places: number): InstrumentGrid | undefined {
  const scaled = grid.tickUnits * powerOfTen(places);
  const divisor = powerOfTen(grid.pricePlaces);
  if (scaled % divisor !== 0n || scaled === 0n) return undefined;
  return { ...grid, tickUnits: scaled / divisor, pricePlaces: 0 };
}

function exact(grid: DecimalGrid, text: string): number {
  const steps = grid.parse(text);
  return steps !== notOnGrid && grid.remainder === 0 ? steps : notOnGrid;
}
