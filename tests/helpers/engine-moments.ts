/** The market as it stands between messages, and which of its lots own orders have had. */
import type { OwnEvent } from "../../src/domain/own-event.ts";
import { ask, bid, opposite, type Side } from "../../src/domain/side.ts";
import type { BookState, EngineConfig } from "../../src/ports/engine.ts";
import type { Level, Message } from "./engine-messages.ts";
import { isBetter, isThrough, type Resting } from "./engine-own-orders.ts";

/** The market just before a message. */
export interface Moment {
  readonly state: BookState;
  /** Shown lots by `levelKey`; levels of no lots are left out. */
  readonly shown: ReadonlyMap<string, number>;
  /** Lots not taken yet, likewise. */
  readonly available: ReadonlyMap<string, number>;
  /** Largest venue time of the snapshots and depth events so far. */
  readonly depthNs: number;
  /** Largest venue time so far. */
  readonly raisedNs: number;
  /** First message since the last gap or clear. */
  readonly sinceIndex: number;
  /** Best prices of whichever of book and ticker is newer; 0 where there is none. */
  readonly touch: readonly [bidTicks: number, askTicks: number];
  /** Own orders at rest, by arrival. */
  readonly resting: readonly Resting[];
}

export function levelKey(side: Side, priceTicks: number): string {
  return `${side} ${priceTicks}`;
}

/** The levels of a side at or through a price of an order on the other, best first. */
export function levelsThrough(
  levels: ReadonlyMap<string, number>,
  orderSide: Side,
  priceTicks: number,
): { readonly priceTicks: number; readonly lots: number }[] {
  const side = opposite(orderSide);
  return [...levels]
    .map(([key, lots]) => ({ side: Number(key.split(" ")[0]), priceTicks: Number(key.split(" ")[1]), lots }))
    .filter((one) => one.side === side && isThrough(orderSide, one.priceTicks, priceTicks))
    .sort((a, b) => (isBetter(side, a.priceTicks, b.priceTicks) ? -1 : 1));
}

/** 0 lots at 0 for an empty side. */
export function bestLevel(levels: ReadonlyMap<string, number>, side: Side) {
  return (
    levelsThrough(levels, opposite(side), side === bid ? 0 : Number.POSITIVE_INFINITY)[0] ?? { priceTicks: 0, lots: 0 }
  );
}

/** Venue time as corrected: a ticker's is that of its receipt less the ticker latency. */
export function venueNsOf({ venueNs, receivedNs }: Message, config: EngineConfig): number {
  return venueNs ?? receivedNs - config.tickerLatencyNs;
}

export class MovingMoment {
  #state: BookState = "none";
  readonly #shown = new Map<string, number>();
  readonly #taken = new Map<string, number>();
  #depthNs = Number.NEGATIVE_INFINITY;
  #raisedNs = Number.NEGATIVE_INFINITY;
  #sinceIndex = 0;
  #touch: readonly [bidTicks: number, askTicks: number] = [0, 0];

  get raisedNs(): number {
    return this.#raisedNs;
  }

  copy(resting: readonly Resting[]): Moment {
    return {
      state: this.#state,
      shown: new Map(this.#shown),
      available: this.available(),
      depthNs: this.#depthNs,
      raisedNs: this.#raisedNs,
      sinceIndex: this.#sinceIndex,
      touch: this.#touch,
      resting: [...resting],
    };
  }

  available(): ReadonlyMap<string, number> {
    return new Map([...this.#shown].map(([key, lots]) => [key, lots - (this.#taken.get(key) ?? 0)]));
  }

  /** All of a message but what it fills. */
  apply(one: Message, config: EngineConfig, index: number): void {
    const { kind, levels } = one;
    this.#raisedNs = Math.max(this.#raisedNs, venueNsOf(one, config));
    if (kind !== "trade" && kind !== "ticker") this.#applyToBook(one, index);
    if (this.#state !== "valid") this.#touch = [0, 0];
    else if (one.movesTouch && kind === "ticker") this.#touch = [bestOf(levels, bid), bestOf(levels, ask)];
    else if (one.movesTouch && (kind === "depth" || kind === "snapshot"))
      this.#touch = [bestLevel(this.#shown, bid).priceTicks, bestLevel(this.#shown, ask).priceTicks];
  }

  take(key: string, lots: number): void {
    this.#taken.set(key, (this.#taken.get(key) ?? 0) + lots);
  }

  /** A quote filled through tells its own price: what it had came from the best levels first. */
  takeThrough({ side, lots }: OwnEvent, priceTicks: number): void {
    let leftLots = lots;
    for (const level of levelsThrough(this.available(), side, priceTicks)) {
      const takenLots = Math.min(leftLots, level.lots);
      this.take(levelKey(opposite(side), level.priceTicks), takenLots);
      leftLots -= takenLots;
    }
  }

  #applyToBook({ kind, levels, venueNs }: Message, index: number): void {
    if (kind !== "depth") this.#sinceIndex = index;
    if (kind === "clear" || kind === "snapshot") {
      this.#shown.clear();
      this.#taken.clear();
    }
    if (kind !== "depth") this.#state = kind === "gap" ? "gapped" : kind === "clear" ? "none" : "valid";
    for (const level of levels) this.#set(level);
    if (kind === "depth" || kind === "snapshot") this.#depthNs = Math.max(this.#depthNs, venueNs!);
  }

  #set({ side, priceTicks, sizeLots }: Level): void {
    const key = levelKey(side, priceTicks);
    this.#taken.set(key, Math.min(this.#taken.get(key) ?? 0, sizeLots));
    if (sizeLots === 0) this.#shown.delete(key);
    else this.#shown.set(key, sizeLots);
  }
}

function bestOf(levels: readonly Level[], side: Side): number {
  return levels.find((level) => level.side === side && level.sizeLots > 0)?.priceTicks ?? 0;
}
