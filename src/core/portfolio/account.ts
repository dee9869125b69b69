/**
 * What an account holds, by asset, and what open orders lock of it: one account for all instruments that trade from it,
 * so that two of them never spend the same balance.
 *
 *   free = units - locked        an order is placed when its cost is free, and holds that until it is filled or gone
 */
import { assert } from "../../base/assert.ts";
import { add, subtract, type Whole, whole } from "../../base/whole.ts";

export class Account {
  readonly #holdings = new Map<string, Holding>();

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
