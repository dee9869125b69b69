/**
 * Who owns what. An account has a balance an asset, free and locked; nothing moves but by the few methods here, and none lets either
 * become negative. What commissions take is kept too, so that all of it can be added up: balances + commissions = deposits.
 */
import { assert } from "../../src/base/assert.ts";
import { Commission, type CommissionRates, standardCommission } from "./commission.ts";

/** One asset of one account, in 10^-8. */
export class Balance {
  freeUnits = 0n;
  lockedUnits = 0n;

  constructor(readonly asset: string) {}

  receive(units: bigint): void {
    this.freeUnits += units;
  }

  spend(units: bigint): void {
    this.freeUnits -= units;
    assert(this.freeUnits >= 0n, "nobody spends more than is free");
  }

  lock(units: bigint): void {
    this.lockedUnits += units;
    this.freeUnits -= units;
    assert(this.freeUnits >= 0n, "no more is locked than was free");
  }

  unlock(units: bigint): void {
    assert(units >= 0n, "what an order needs only becomes less");
    this.lockedUnits -= units;
    this.freeUnits += units;
    assert(this.lockedUnits >= 0n, "no more is unlocked than was locked");
  }

  /** Locks `units` instead of `lockedNow`; the difference comes out of what is free, or goes back to it. */
  relock(lockedNow: bigint, units: bigint): void {
    if (lockedNow === 0n) this.lock(units);
    else this.unlock(lockedNow - units);
  }
}

export interface AccountOptions {
  readonly commission?: CommissionRates;
  /** Accounts of one group do not trade with each other either; -1 for none. */
  readonly tradeGroupId?: number;
  readonly permissions?: readonly string[];
  /** Closed orders, trades, amendments remembered a symbol; agents that never ask need none. */
  readonly historyMax?: number;
}

export class Account {
  readonly balances = new Map<string, Balance>();
  readonly commission: Commission;
  readonly tradeGroupId: number;
  readonly permissions: readonly string[];
  readonly historyMax: number;
  /** When a balance of it may last have changed. */
  updatedUs = 0;

  /** @param accountId from 1, in the order of opening. */
  constructor(
    readonly accountId: number,
    options: AccountOptions = {},
  ) {
    this.commission = new Commission(options.commission ?? standardCommission);
    this.tradeGroupId = options.tradeGroupId ?? -1;
    this.permissions = options.permissions ?? ["SPOT"];
    this.historyMax = options.historyMax ?? 100_000;
    assert(
      this.tradeGroupId === -1 || ownerOfGroup(this.tradeGroupId) > groupsFrom,
      "a trade group is a number from 0",
    );
  }

  /** Of whom the matcher takes its orders to be: accounts of one group are one owner to it. */
  get owner(): number {
    return this.tradeGroupId === -1 ? this.accountId : ownerOfGroup(this.tradeGroupId);
  }

  balance(asset: string): Balance {
    let balance = this.balances.get(asset);
    if (balance === undefined) {
      balance = new Balance(asset);
      this.balances.set(asset, balance);
    }
    return balance;
  }
}

/** Owners are uint32: the lower half are accounts, the upper half groups. */
const groupsFrom = 2 ** 31;

function ownerOfGroup(tradeGroupId: number): number {
  const owner = groupsFrom + 1 + tradeGroupId;
  assert(owner >>> 0 === owner, "a trade group fits an owner");
  return owner;
}

/** What came in and what commissions took, an asset. */
export class Treasury {
  readonly #depositsUnits = new Map<string, bigint>();
  readonly #commissions = new Map<string, Balance>();

  deposited(asset: string, units: bigint): void {
    this.#depositsUnits.set(asset, (this.#depositsUnits.get(asset) ?? 0n) + units);
  }

  depositsUnits(asset: string): bigint {
    return this.#depositsUnits.get(asset) ?? 0n;
  }

  /** Where commissions in an asset go. */
  commissions(asset: string): Balance {
    let balance = this.#commissions.get(asset);
    if (balance === undefined) {
      balance = new Balance(asset);
      this.#commissions.set(asset, balance);
    }
    return balance;
  }

  /** Every unit of every asset is somewhere. O(accounts x assets). */
  assertConserved(accounts: Iterable<Account>): void {
    const heldUnits = new Map<string, bigint>();
    for (const { balances } of accounts)
      for (const { asset, freeUnits, lockedUnits } of balances.values())
        heldUnits.set(asset, (heldUnits.get(asset) ?? 0n) + freeUnits + lockedUnits);
    for (const asset of new Set([...heldUnits.keys(), ...this.#depositsUnits.keys(), ...this.#commissions.keys()]))
      assert(
        (heldUnits.get(asset) ?? 0n) + this.commissions(asset).freeUnits === this.depositsUnits(asset),
        "balances and commissions add up to the deposits",
      );
  }
}
