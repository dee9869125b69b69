/** Laws of queues: who stands ahead, how far, and what moves them. */
import { mayRest, type OrderType } from "../../src/domain/order-type.ts";
import { type OwnEvent, ownEventKind } from "../../src/domain/own-event.ts";
import { opposite } from "../../src/domain/side.ts";
import { byPriority, type History, holds, type MessageEvent, type Settlement, sumOf } from "./engine-history.ts";
import type { Law } from "./engine-laws.ts";
import { fillsOf } from "./engine-laws-fills.ts";
import { levelKey } from "./engine-moments.ts";
import type { Resting } from "./engine-own-orders.ts";

const { accepted, amended } = ownEventKind;

/** What all queues but exact ones obey: there a print may name whoever it likes. */
export const whoStandsAheadIsServedFirst: Law = (history) => {
  if (history.config.queueModel === "exact") return;
  for (const [index, { kind, levels }] of history.messages.entries()) {
    if (kind !== "trade") continue;
    let givenLots = 0;
    for (const { event } of byPriority(fillsOf(history, index))) {
      givenLots += event.lots;
      if (event.cause !== "print") continue;
      holds(givenLots + event.queueAheadLots <= levels[0]!.sizeLots, "lots ahead are served before ours");
    }
  }
};

export const ownAheadsNeverOvertake: Law = (history) => {
  for (const index of history.messages.keys()) {
    const fills = byPriority(fillsOf(history, index));
    for (const [at, { event, before }] of fills.entries()) {
      const next = fills[at + 1];
      if (next === undefined || next.before.priceTicks !== before.priceTicks || next.before.side !== before.side)
        continue;
      holds(event.queueAheadLots <= next.event.queueAheadLots, "nobody of ours has more ahead than who stands behind");
    }
  }
};

export const queueAheadIsWithinTheLevel: Law = (history) => {
  for (const { event, before, index } of history.fills) {
    // A depth event moves the queue before its quotes fill.
    const moment = history.moments[event.cause === "quote_through" ? index + 1 : index]!;
    const shownLots = moment.shown.get(levelKey(before.side, before.priceTicks)) ?? 0;
    holds(event.queueAheadLots >= 0 && event.queueAheadLots <= shownLots, "nobody stands behind more than is shown");
  }
};

/** What an order starts behind: the level shown, less prints there that no depth event has reached yet. */
export const queueAheadStartsAtTheLevel: Law = (history) => {
  for (const settlement of history.settlements) {
    const { index, events, others } = settlement;
    const [answer] = events;
    if (answer?.kind !== accepted && answer?.kind !== amended) continue;
    const moment = history.moments[index]!;
    const isQueued = moment.state === "valid" && mayRest(typeOf(settlement));
    const { side, priceTicks, queueAheadLots } = answer;
    const shownLots = isQueued ? (moment.shown.get(levelKey(side, priceTicks)) ?? 0) : 0;
    const printedLots = isQueued ? pendingLots(history, answer, index) : 0;
    const expectedLots = Math.max(shownLots - printedLots, 0);
    holds(queueAheadLots <= shownLots || moment.state !== "valid", "an order stands behind no more than is shown");
    if (keepsPlace(settlement)) continue;
    holds(queueAheadLots >= expectedLots, "an order starts behind all that is not known to be gone");
    const hasCompany = others.some((one) => one.side === side && one.priceTicks === priceTicks);
    holds(hasCompany || queueAheadLots === expectedLots, "an order alone starts behind what is not known to be gone");
  }
};

export const conservativeQueueMovesByPrintsAlone: Law = (history) => {
  if (history.config.queueModel !== "conservative") return;
  for (const { event, before, index } of history.fills) {
    // A depth event moves the queue before its quotes fill.
    const leastLots = leastAhead(history, before, event.cause === "quote_through" ? index + 1 : index);
    holds(event.queueAheadLots >= leastLots, "an order moves up no faster than prints and level allow");
  }
};

/**
 * Every queue as a list of all its orders, ours among them by their arrival: who is before the one that is hit is
 * filled.
 */
export const exactQueuesAreFirstInFirstOut: Law = (history) => {
  if (history.config.queueModel !== "exact") return;
  const queues = new Queues();
  for (const [index, one] of history.messages.entries()) {
    const { resting, state } = history.moments[index]!;
    for (const settlement of history.settlements.filter((each) => each.index === index)) {
      const [answer] = settlement.events;
      const sinceNs = keepsPlace(settlement) ? settlement.before!.sinceNs : settlement.arrivalNs;
      if ((answer?.kind === accepted || answer?.kind === amended) && state === "valid" && mayRest(typeOf(settlement)))
        holds(answer.queueAheadLots === queues.aheadLots(answer, sinceNs), "an order starts behind all there are");
    }
    const fills = byPriority(fillsOf(history, index));
    if (one.kind === "trade" && state === "valid") {
      const { side, priceTicks, sizeLots, orderId } = one.levels[0]!;
      const throughLots = sumOf(fills, ({ event }) => (event.cause === "print_through" ? event.lots : 0));
      const ours = resting.filter((each) => each.side === opposite(side) && each.priceTicks === priceTicks);
      const expected = queues.filledBy(ours, orderId ?? 0, sizeLots - throughLots, one.venueNs!);
      holds(String(printsOf(fills)) === String(expected), "a print fills ours that stand before the order it hit");
    }
    const apply = () => queues.apply(one.kind, one.levels, one.venueNs ?? 0);
    if (one.kind === "depth") apply();
    for (const { event, before } of fills)
      holds(event.queueAheadLots === queues.aheadLots(before, before.sinceNs), "ahead is what stands ahead");
    if (one.kind !== "depth") apply();
  }
};

/** Whether it is an amend to a smaller size, which moves nothing. */
function keepsPlace({ command, before }: Settlement): boolean {
  return command.what === "amend" && command.priceTicks === before?.priceTicks && command.sizeLots < before.sizeLots;
}

/** Of the order that is placed or amended. */
function typeOf({ command, before }: Settlement): OrderType {
  return command.what === "place" ? command.type : before!.type;
}

interface Queued {
  readonly orderId: number;
  readonly joinedNs: number;
  lots: number;
}

/** Other people's orders, by level. */
class Queues {
  readonly #queues = new Map<string, Queued[]>();

  apply(kind: string, levels: History["messages"][number]["levels"], venueNs: number): void {
    if (kind === "clear" || kind === "gap" || kind === "snapshot") this.#queues.clear();
    if (kind !== "depth" && kind !== "snapshot") return;
    for (const { side, priceTicks, sizeLots, orderId } of levels) {
      const queue = this.#at(side, priceTicks);
      const changeLots = sizeLots - sumOf(queue, ({ lots }) => lots);
      const there = queue.find((each) => each.orderId === orderId);
      const joinedNs = kind === "snapshot" ? Number.NEGATIVE_INFINITY : venueNs;
      if (there !== undefined) there.lots += changeLots;
      else queue.push({ orderId: orderId!, joinedNs, lots: changeLots });
      this.#queues.set(
        levelKey(side, priceTicks),
        queue.filter(({ lots }) => lots > 0),
      );
    }
  }

  aheadLots({ side, priceTicks }: Pick<Resting, "side" | "priceTicks">, sinceNs: number): number {
    return sumOf(this.#at(side, priceTicks), ({ joinedNs, lots }) => (joinedNs <= sinceNs ? lots : 0));
  }

  /** Own orders at the price of a print (by arrival) that hit `hitId`, 0 for a hidden one: ids, lots and lots ahead. */
  filledBy(ours: readonly Resting[], hitId: number, printedLots: number, venueNs: number): number[][] {
    const [first] = ours;
    if (first === undefined) return [];
    const others = this.#at(first.side, first.priceTicks).map((one) => ({
      atNs: one.joinedNs,
      isOurs: 0,
      place: 0,
      one,
    }));
    const mine = ours.map((one) => ({ atNs: one.sinceNs, isOurs: 1, place: one.place, one }));
    const queue = [...others, ...mine].sort(
      (a, b) => compare(a.atNs, b.atNs) || a.isOurs - b.isOurs || a.place - b.place,
    );
    const filled: number[][] = [];
    let leftLots = printedLots;
    for (const { one, isOurs } of queue) {
      if (isOurs === 0 && (hitId === 0 || one.orderId === hitId)) break;
      if (!("sliceLots" in one) || one.sinceNs >= venueNs || leftLots === 0) continue;
      const lots = Math.min(one.sliceLots, leftLots);
      filled.push([one.orderId, lots, this.aheadLots(one, one.sinceNs)]);
      leftLots -= lots;
    }
    return filled;
  }

  #at(side: number, priceTicks: number): Queued[] {
    return this.#queues.get(`${side} ${priceTicks}`) ?? [];
  }
}

/** Infinities are equal to themselves. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function printsOf(fills: readonly MessageEvent[]): number[][] {
  return fills
    .filter(({ event }) => event.cause === "print")
    .map(({ event }) => [event.orderId, event.lots, event.queueAheadLots]);
}

/** Lots printed against a side at a price that no depth event has reached when message `index` comes. */
function pendingLots(history: History, at: Pick<OwnEvent, "side" | "priceTicks">, index: number): number {
  const { sinceIndex, depthNs } = history.moments[index]!;
  if (history.config.queueModel === "exact") return 0;
  return printedBetween(history, at, sinceIndex, index, depthNs);
}

/** Lots printed against orders at a price, in messages from `from` to before `until`, later than a venue time. */
function printedBetween(
  history: History,
  at: Pick<OwnEvent, "side" | "priceTicks">,
  from: number,
  until: number,
  afterNs: number,
): number {
  return sumOf(history.messages.slice(from, until), ({ kind, levels, venueNs }) => {
    const [print] = levels;
    const isThere = kind === "trade" && print!.side === opposite(at.side) && print!.priceTicks === at.priceTicks;
    return isThere && venueNs! > afterNs ? print!.sizeLots : 0;
  });
}

/**
 * A bound from below of the lots ahead when message `until` comes, in the conservative model: every print at the price
 * that is newer than the level as last read counts in full, and own orders before it count for nothing.
 */
function leastAhead(history: History, one: Resting, until: number): number {
  const { side, priceTicks, sinceNs, fromIndex } = one;
  const { depthNs, state, shown } = history.moments[fromIndex]!;
  const key = levelKey(side, priceTicks);
  const startLots = Math.max((shown.get(key) ?? 0) - pendingLots(history, one, fromIndex), 0);
  let leastLots = one.toldAheadLots ?? (state === "valid" ? startLots : 0);
  let readNs = depthNs;
  let isNewerSeen = state !== "valid";
  for (let index = fromIndex; index < until; index++) {
    const { kind, levels, venueNs } = history.messages[index]!;
    const after = history.moments[index + 1]!;
    const shownLots = after.shown.get(key) ?? 0;
    const isThere = levels.some((level) => level.side === side && level.priceTicks === priceTicks);
    const isUntouched = history.fills.every((fill) => fill.before.place !== one.place || fill.index >= index);
    if (kind === "trade") leastLots -= printedBetween(history, one, index, index + 1, readNs);
    if (kind === "depth" && isThere && venueNs! <= sinceNs && isUntouched) {
      leastLots = shownLots - printedBetween(history, one, after.sinceIndex, index, venueNs!);
      readNs = after.depthNs;
    } else if (kind === "depth" && isThere) leastLots = Math.min(leastLots, shownLots);
    const isFirstNewer = kind === "depth" && venueNs! > sinceNs && !isNewerSeen;
    if (kind === "snapshot" || (isFirstNewer && isUntouched)) {
      leastLots = Math.max(shownLots, kind === "snapshot" ? 0 : leastLots);
      readNs = kind === "snapshot" ? after.depthNs : venueNs!;
    }
    isNewerSeen ||= isFirstNewer || kind === "snapshot";
    leastLots = Math.max(leastLots, 0);
  }
  return leastLots;
}
