/**
 * Writes the messages of a small world one after the other, and keeps what they show, so that all obey the rules of
 * rows.
 */
import fc from "fast-check";
import { ask, bid, type Side } from "../../src/domain/side.ts";
import { nsPerSecond } from "../../src/domain/time.ts";
import { type Level, type Message, type MessageKind, message } from "./engine-messages.ts";

export type Timing = "wild" | "marked" | "slow";

/** Messages of a marked stream at most, and the unit of its times. */
export const markedMax = 64;
export const stepsMax = 48;
/** Of a slow stream: no whole number of seconds, so that sums meet every part of a step. */
export const slowUnitNs = 700_000_001;
/** Bids and asks overlap, so that books cross now and then. */
export const lowestTicks: readonly [bid: number, ask: number] = [100, 103];
const pricesCount = 5;
const firstUnits = 6;

/** The message of a marked stream that a venue time belongs to. */
export function markedIndex(venueNs: number): number {
  return venueNs % markedMax;
}

export const anySide: fc.Arbitrary<Side> = fc.constantFrom(bid, ask);
export const priceIndexes = fc.integer({ min: 0, max: pricesCount - 1 });

/** When a message comes and what it says of its own age. */
export interface Pace {
  readonly pauseUnits: number;
  readonly lagUnits: number;
  readonly isTimed: boolean;
  readonly movesTouch: boolean;
}

export const paces: fc.Arbitrary<Pace> = fc.record({
  pauseUnits: fc.oneof(fc.constantFrom(0, 1), fc.integer({ min: 0, max: 6 })),
  lagUnits: fc.integer({ min: 0, max: 3 }),
  isTimed: fc.integer({ min: 0, max: 7 }).map((draw) => draw > 0),
  movesTouch: fc.boolean(),
});

export const atOnce: Pace = { pauseUnits: 0, lagUnits: 0, isTimed: true, movesTouch: true };

export class StreamWriter {
  readonly messages: Message[] = [];
  isValid = false;
  readonly #shown = new Map<string, number>();
  #units = 0;

  constructor(private readonly timing: Timing) {}

  /** Whether two more messages would be too many to be told apart. */
  get isFull(): boolean {
    return this.messages.length > markedMax - 2;
  }

  shownLots(side: Side, priceTicks: number): number {
    return this.#shown.get(`${side} ${priceTicks}`) ?? 0;
  }

  write(kind: MessageKind, levels: readonly Level[], pace: Pace): void {
    this.#units += pace.pauseUnits;
    this.messages.push(message(kind, this.#times(kind, pace), levels, pace.movesTouch));
    if (kind === "snapshot" || kind === "clear") this.#shown.clear();
    if (kind === "snapshot" || kind === "clear" || kind === "gap") this.isValid = kind === "snapshot";
    if (kind === "snapshot" || kind === "depth")
      for (const { side, priceTicks, sizeLots } of levels) this.#shown.set(`${side} ${priceTicks}`, sizeLots);
  }

  #times(kind: MessageKind, { lagUnits, isTimed }: Pace) {
    const index = this.messages.length;
    const venueUnits = this.#units - lagUnits;
    if (this.timing === "marked") {
      const receivedNs = nsPerSecond + (this.#units - firstUnits) * markedMax + markedMax - 1;
      const venueNs = nsPerSecond + (venueUnits - firstUnits) * markedMax + index;
      return kind === "ticker" ? { receivedNs } : { receivedNs, venueNs };
    }
    const unitNs = this.timing === "slow" ? slowUnitNs : 1;
    const startNs = nsPerSecond + firstUnits * (unitNs - 1);
    const receivedNs = startNs + (this.#units - firstUnits) * unitNs;
    return isTimed ? { receivedNs, venueNs: startNs + (venueUnits - firstUnits) * unitNs } : { receivedNs };
  }
}

/** A print against a level: its side is the aggressor's. */
export function printOf({ side, sizeLots, ...rest }: Level): Level {
  return { ...rest, side: side === bid ? ask : bid, sizeLots: Math.max(sizeLots, 1) };
}
