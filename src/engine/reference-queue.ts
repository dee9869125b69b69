/**
 * How an order moves up in its queue where a model has to say (rules, section 6, and the passing lots of section 7).
 *
 * Prints and depth events tell the same story twice, in either order. Pending prints keep a decrease from counting what
 * a print has moved already; queue moves keep a late print from counting what a decrease has moved already.
 */
import type { TimeNs } from "../domain/time.ts";
import { engineLimits } from "../ports/engine.ts";
import type { QueueRule } from "./queue-model.ts";
import type { OwnOrder } from "./reference-orders.ts";
import { cancelledAheadLots } from "./reference-queue-model.ts";

/** Where an order stands among the lots of others at its price. */
export interface QueuePosition {
  aheadLots: number;
  /** The depth time at which `aheadLots` was read from the level. */
  bookNs: TimeNs;
  /** Whether something was filled since the order took this place. */
  hasFilled: boolean;
  /** Whether a depth event newer than the order's arrival was received. */
  hasSeenNewerDepth: boolean;
  /** What depth events moved it by, oldest first. */
  readonly moves: QueueMove[];
  /** End of the latest move that was forgotten for want of room. */
  movesLostNs: TimeNs;
}

/** Over depth times later than `afterNs` and up to `untilNs`. */
export interface QueueMove {
  readonly afterNs: TimeNs;
  readonly untilNs: TimeNs;
  /** What prints have not yet accounted for. */
  lots: number;
}

/** Lots ahead as the level tells: those shown, less those printed but not yet gone, and never before an own order. */
export function aheadLotsOf(shownLots: number, pendingLots: number, aheadOfOrderBeforeLots: number): number {
  return Math.max(shownLots - pendingLots, aheadOfOrderBeforeLots, 0);
}

export function newPosition(aheadLots: number, bookNs: TimeNs): QueuePosition {
  return { aheadLots, bookNs, hasFilled: false, hasSeenNewerDepth: false, moves: [], movesLostNs: -(2 ** 53) };
}

/** The level is read anew: what moved the order before is part of it. */
export function readAgain(queue: QueuePosition, aheadLots: number, bookNs: TimeNs): void {
  queue.aheadLots = aheadLots;
  queue.bookNs = bookNs;
  queue.moves.length = 0;
}

/** One level of a depth event, at the price of own orders. */
export interface LevelChange {
  readonly oldLots: number;
  readonly newLots: number;
  readonly venueNs: TimeNs;
  /** Depth time before the event. */
  readonly depthNsBefore: TimeNs;
  /** Pending prints there, not later than the event. */
  readonly printedLots: number;
  /** Pending prints there, later than the event. */
  readonly printedLaterLots: number;
}

/** Moves the orders at a level, by arrival: none gets in front of the own order before it. */
export function moveByDepth(orders: readonly OwnOrder[], change: LevelChange, rule: QueueRule): void {
  let aheadOfOrderBeforeLots = 0;
  for (const { queue, arrivalNs } of orders) {
    const isNewer = change.venueNs > arrivalNs;
    if (!isNewer && !queue.hasFilled) {
      const aheadLots = aheadLotsOf(change.newLots, change.printedLaterLots, aheadOfOrderBeforeLots);
      readAgain(queue, aheadLots, Math.max(change.depthNsBefore, change.venueNs));
    } else {
      const leftLots = isNewer ? queue.aheadLots - cancelledAhead(queue, change, rule) : queue.aheadLots;
      moveTo(queue, Math.max(Math.min(leftLots, change.newLots), aheadOfOrderBeforeLots), change);
    }
    aheadOfOrderBeforeLots = queue.aheadLots;
  }
}

/** What a late print finds already moved, and takes off: lots that passed the order are counted once. */
export function takeMovedLots(queue: QueuePosition, printLots: number, venueNs: TimeNs): number {
  if (venueNs <= queue.bookNs || venueNs <= queue.movesLostNs) return printLots;
  const move = queue.moves.find(({ afterNs, untilNs }) => afterNs < venueNs && venueNs <= untilNs);
  if (move === undefined) return 0;
  const movedLots = Math.min(printLots, move.lots);
  move.lots -= movedLots;
  return movedLots;
}

/** Of the lots that left the level without a print, those that were ahead. */
function cancelledAhead(queue: QueuePosition, change: LevelChange, rule: QueueRule): number {
  const { oldLots, newLots, printedLots } = change;
  if (newLots >= oldLots) return 0;
  const explainedLots = Math.min(oldLots - newLots, printedLots);
  const baseLots = oldLots - explainedLots;
  return cancelledAheadLots(rule, baseLots - newLots, queue.aheadLots, baseLots);
}

function moveTo(queue: QueuePosition, aheadLots: number, { depthNsBefore, venueNs }: LevelChange): void {
  const lots = queue.aheadLots - aheadLots;
  queue.aheadLots = aheadLots;
  if (lots <= 0) return;
  queue.moves.push({ afterNs: depthNsBefore, untilNs: venueNs, lots });
  if (queue.moves.length <= engineLimits.queueMovesMax) return;
  const lost = queue.moves.shift()!;
  queue.movesLostNs = Math.max(queue.movesLostNs, lost.untilNs);
}
