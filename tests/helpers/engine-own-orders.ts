/** Own orders at rest, as they follow from what was seen of them. */
import { type OrderType, orderType } from "../../src/domain/order-type.ts";
import { type OwnEvent, ownEventKind } from "../../src/domain/own-event.ts";
import { bid, type Side } from "../../src/domain/side.ts";
import type { Command } from "./engine-trace.ts";

export interface Resting {
  readonly orderId: number;
  readonly type: OrderType;
  readonly side: Side;
  readonly priceTicks: number;
  /** Its arrival, or that of the amend that made it enter afresh. */
  readonly enteredNs: number;
  /** The same, or the arrival of its newest slice. */
  readonly sinceNs: number;
  /** Whoever came to its place later has a larger number. */
  readonly place: number;
  /** The first message that found it in its place. */
  readonly fromIndex: number;
  readonly sizeLots: number;
  readonly leftLots: number;
  readonly sliceLots: number;
  /** 0 for an order that shows all. */
  readonly peakLots: number;
  /** Lots filled since it has this place. */
  readonly filledHereLots: number;
  /** Lots ahead as told when it took its place; undefined for a slice, of which nothing is told. */
  readonly toldAheadLots: number | undefined;
}

export function isBetter(side: Side, priceTicks: number, thanTicks: number): boolean {
  return side === bid ? priceTicks > thanTicks : priceTicks < thanTicks;
}

/** Whether a level of the other side is at or through a price of an order. */
export function isThrough(side: Side, levelTicks: number, priceTicks: number): boolean {
  return side === bid ? levelTicks <= priceTicks : levelTicks >= priceTicks;
}

const { accepted, filled, cancelled, expired, amended } = ownEventKind;

/** An arrival, and the first message after it. */
type Since = readonly [atNs: number, index: number];

export class OwnOrders {
  #resting: Resting[] = [];
  #placesCount = 0;

  /** By arrival. */
  get resting(): readonly Resting[] {
    return this.#resting;
  }

  find(orderId: number): Resting | undefined {
    return this.#resting.find((one) => one.orderId === orderId);
  }

  remove(orderId: number): void {
    this.#resting = this.#resting.filter((one) => one.orderId !== orderId);
  }

  settle(command: Command, arrivalNs: number, index: number, events: readonly OwnEvent[]): void {
    for (const { kind, orderId } of events) if (kind === cancelled) this.remove(orderId);
    const [answer, ...rest] = events;
    if (command.what === "place" && answer?.kind === accepted) {
      const { orderId, type, side, sizeLots, shownLots } = command;
      const order = { orderId, type, side, sizeLots, peakLots: shownLots };
      if (type === orderType.limit || type === orderType.postOnly) this.#enter(order, [arrivalNs, index], answer, rest);
    } else if (command.what === "amend" && answer?.kind === amended)
      this.#amend(command, [arrivalNs, index], answer, rest);
  }

  fill(orderId: number, lots: number): void {
    this.#change(orderId, (one) => ({
      ...one,
      leftLots: one.leftLots - lots,
      sliceLots: Math.max(one.sliceLots - lots, 0),
      filledHereLots: one.filledHereLots + lots,
    }));
    if (this.find(orderId)?.leftLots === 0) this.remove(orderId);
  }

  /** After a message: orders of which only hidden lots are left show the next, behind their fellows. */
  showNextSlices(raisedNs: number, fromIndex: number): void {
    for (const one of this.#resting.filter(({ sliceLots }) => sliceLots === 0)) {
      const fellows = this.#resting.filter(
        (each) => each !== one && each.side === one.side && each.priceTicks === one.priceTicks,
      );
      this.remove(one.orderId);
      this.#resting.push({
        ...one,
        sinceNs: Math.max(raisedNs, ...fellows.map(({ sinceNs }) => sinceNs)),
        place: ++this.#placesCount,
        fromIndex,
        sliceLots: Math.min(one.peakLots, one.leftLots),
        filledHereLots: 0,
        toldAheadLots: undefined,
      });
    }
  }

  #amend(command: Command & { what: "amend" }, since: Since, answer: OwnEvent, rest: readonly OwnEvent[]): void {
    const before = this.find(command.orderId)!;
    const { sizeLots } = command;
    if (command.priceTicks === before.priceTicks && sizeLots < before.sizeLots) {
      this.#change(command.orderId, (one) => {
        const leftLots = one.leftLots - (one.sizeLots - sizeLots);
        return { ...one, sizeLots, leftLots, sliceLots: Math.min(one.sliceLots, leftLots) };
      });
      return;
    }
    this.remove(command.orderId);
    this.#enter({ ...before, sizeLots }, since, answer, rest);
  }

  #enter(
    order: Pick<Resting, "orderId" | "type" | "side" | "sizeLots" | "peakLots">,
    [sinceNs, fromIndex]: Since,
    answer: OwnEvent,
    rest: readonly OwnEvent[],
  ): void {
    if (rest.some(({ kind }) => kind === expired)) return;
    const takenLots = rest.reduce((sum, { kind, lots }) => sum + (kind === filled ? lots : 0), 0);
    const leftLots = answer.remainingLots - takenLots;
    if (leftLots <= 0) return;
    this.#resting.push({
      ...order,
      priceTicks: answer.priceTicks,
      enteredNs: sinceNs,
      sinceNs,
      place: ++this.#placesCount,
      fromIndex,
      leftLots,
      sliceLots: order.peakLots === 0 ? leftLots : Math.min(order.peakLots, leftLots),
      filledHereLots: 0,
      toldAheadLots: answer.queueAheadLots,
    });
  }

  #change(orderId: number, change: (one: Resting) => Resting): void {
    this.#resting = this.#resting.map((one) => (one.orderId === orderId ? change(one) : one));
  }
}
