/**
 * One instrument's part in the run hash: commands and fills in the order they happened, each record begun by what it is
 * and of which instrument, so that no two can be taken for each other.
 */
import type { RunHash } from "../src/base/run-hash.ts";
import type { Fill } from "../src/domain/fill.ts";
import type { OrderType } from "../src/domain/order-type.ts";
import { fillCauses } from "../src/domain/own-event.ts";
import type { Side } from "../src/domain/side.ts";
import type { TimeNs } from "../src/domain/time.ts";

const kind = { place: 1, cancel: 2, fill: 3, balance: 4, amend: 5, cancelAll: 6 } as const;

export class RunRecords {
  /** @param index of the instrument in the configuration. */
  constructor(
    private readonly hash: RunHash,
    private readonly index: number,
  ) {}

  place(
    nowNs: TimeNs,
    type: OrderType,
    side: Side,
    orderId: number,
    priceTicks: number,
    sizeLots: number,
    shownLots: number,
  ): void {
    const { hash } = this;
    this.#begin(kind.place, nowNs);
    hash.number(type);
    hash.number(side);
    hash.number(orderId);
    hash.number(priceTicks);
    hash.number(sizeLots);
    hash.number(shownLots);
  }

  amend(nowNs: TimeNs, orderId: number, priceTicks: number, sizeLots: number): void {
    const { hash } = this;
    this.#begin(kind.amend, nowNs);
    hash.number(orderId);
    hash.number(priceTicks);
    hash.number(sizeLots);
  }

  cancel(nowNs: TimeNs, orderId: number): void {
    this.#begin(kind.cancel, nowNs);
    this.hash.number(orderId);
  }

  cancelAll(nowNs: TimeNs): void {
    this.#begin(kind.cancelAll, nowNs);
  }

  fill(fill: Fill): void {
    const { hash } = this;
    this.#begin(kind.fill, fill.receivedNs);
    hash.number(fill.venueNs);
    hash.number(fill.orderId);
    hash.number(fill.side);
    hash.number(fill.priceTicks);
    hash.number(fill.sizeLots);
    hash.number(fillCauses.indexOf(fill.cause));
    hash.integer(fill.feeUnits);
  }

  #begin(recordKind: number, atNs: TimeNs): void {
    this.hash.number(recordKind);
    this.hash.number(this.index);
    this.hash.number(atNs);
  }
}

/** What an account holds when the run ends. */
export function hashBalances(hash: RunHash, balances: ReadonlyMap<string, bigint>): void {
  for (const [asset, units] of balances) {
    hash.number(kind.balance);
    hash.text(asset);
    hash.integer(units);
  }
}
