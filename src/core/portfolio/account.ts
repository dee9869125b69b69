/**
 * What an account holds, by asset, and what open orders lock of it: one account for all instruments that trade from it,
 * so that two of them never spend the same balance.
 *
 *   free = units - locked        an order is placed when its cost is free, and holds that until it is filled or gone
 */
import { assert } from "../../base/assert.ts";
import { add, rescale, subtract, type Whole, whole } from "../../base/whole.ts";
import type { Balances } from "../../domain/balances.ts";
import { type Asset, assetPlacesUsual } from "../../domain/instrument.ts";

/** What an asset's balance was here, and what the venue says it is, in 10^-places. */
export interface BalanceDifference {
  readonly asset: string;
  readonly places: number;
  readonly oursUnits: bigint;
  readonly venuesUnits: bigint;
}

export class Account {
  readonly #holdings = new Map<string, Holding>();
  readonly #places = new Map<string, number>();

  /** @param balances at the start, by asset, in its smallest unit. */
  constructor(balances: ReadonlyMap<string, bigint>) {
    for (const [asset, units] of balances) this.#holdings.set(asset, new Holding(whole(units)));
  }

  /** Of one asset, always the same one; empty where the account began without. */
  holding(asset: string): Holding {
    const known = this.#holdings.get(asset);
    if (known !== undefined) return known;
    const holding = new Holding(0);
    this.#holdings.set(asset, holding);
    return holding;
  }

  /** Says what the smallest unit of an asset is here. */
  count({ name, places }: Asset): void {
    this.#places.set(name, places);
  }

  /** Balances of an asset count 10^-places of it. */
  placesOf(asset: string): number {
    return this.#places.get(asset) ?? assetPlacesUsual;
  }

  /**
   * Takes over what the venue says is held, free and locked together; assets that it does not name stay as they are.
   * Positions and P&L do not move: what came or went without a trade of ours (a deposit, funding, somebody else's order)
   * earned nothing. A trade that is in these balances and told only later counts twice until they are told again.
   *
   * @returns what differed, in the order told.
   */
  adopt(balances: Balances): BalanceDifference[] {
    const differences: BalanceDifference[] = [];
    for (const [asset, told] of balances) {
      const holding = this.holding(asset);
      const places = this.placesOf(asset);
      const oursUnits = BigInt(holding.units);
      const venuesUnits = BigInt(rescale(whole(told.units), told.places, places));
      holding.move(whole(venuesUnits - oursUnits));
      if (oursUnits !== venuesUnits) differences.push({ asset, places, oursUnits, venuesUnits });
    }
    return differences;
  }

  /** By asset, in its smallest unit: those it began with first, then in the order they were asked for. */
  get balances(): ReadonlyMap<string, bigint> {
    return new Map([...this.#holdings].map(([asset, { units }]) => [asset, BigInt(units)]));
  }
}

export class Holding {
  #units: Whole;
  #lockedUnits: Whole = 0;

  constructor(units: Whole) {
    this.#units = units;
  }

  get units(): Whole {
    return this.#units;
  }
  get lockedUnits(): Whole {
    return this.#lockedUnits;
  }
  get freeUnits(): Whole {
    return subtract(this.#units, this.#lockedUnits);
  }

  /** What is received (above 0) or paid. */
  move(units: Whole): void {
    this.#units = add(this.#units, units);
  }

  /** What open orders hold more (above 0), or less. */
  lock(units: Whole): void {
    this.#lockedUnits = add(this.#lockedUnits, units);
    assert(this.#lockedUnits >= 0, "locks add up");
  }
}
