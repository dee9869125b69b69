/**
 * A taker against the book (rules, section 4), and what a fill-or-kill order could have of it (rule 3.4).
 *
 * Matching may run out of room for reports in the middle. So it is a generator that yields before each thing that makes
 * one: whoever runs it goes on when there is room.
 */
import { opposite, type Side } from "../domain/side.ts";
import {
  type MatchReport,
  type MatchReportKind,
  matchReportKind,
  type SelfTrade,
  selfTrade,
} from "../ports/matcher.ts";
import { reaches } from "./reference-book.ts";
import { type LiveOrder, leftLotsOf, type MatcherLevel, type ReferenceMatcherBook } from "./reference-matcher-book.ts";

/** Yields whenever the next report is about to be made. */
export type Steps<Result> = Generator<undefined, Result, void>;
/** A report without its place in the batch. */
export type Happening = Omit<MatchReport, "operationIndex">;
export type Tell = (happening: Happening) => void;

export interface Taker {
  readonly orderId: number;
  readonly owner: number;
  readonly side: Side;
  /** The worst price that it takes; endless for a market order. */
  readonly limitTicks: number;
  readonly prevention: SelfTrade;
  leftLots: number;
  tradedLots: number;
}

/** Matches until the taker has nothing left or finds nobody more. True: self-trade prevention ended it. */
export function* match(taker: Taker, book: ReferenceMatcherBook, tell: Tell): Steps<boolean> {
  for (;;) {
    const level = book.best(opposite(taker.side));
    if (taker.leftLots === 0 || level === undefined || !reaches(taker.side, taker.limitTicks, level.priceTicks))
      return false;
    yield;
    const maker = level.queue[0]!;
    const makerLots = leftLotsOf(maker);
    const isPrevented = isPreventedBy(taker, maker);
    const lots = isPrevented ? prevent(taker, maker, book) : trade(taker, maker, book);
    const kind = isPrevented ? matchReportKind.prevented : matchReportKind.trade;
    tell({ ...happeningTo(maker, taker, kind, book), lots, makerLeftLots: makerLots - lots });
    if (isPrevented && (taker.leftLots === 0 || endsTaker(taker.prevention))) return true;
  }
}

/** A report of what befell `maker`: its level is as the book has it now. */
export function happeningTo(
  maker: LiveOrder,
  taker: Pick<Taker, "orderId" | "owner" | "side">,
  kind: MatchReportKind,
  book: ReferenceMatcherBook,
): Omit<Happening, "lots" | "makerLeftLots"> {
  return {
    kind,
    takerId: taker.orderId,
    makerId: maker.orderId,
    takerOwner: taker.owner,
    makerOwner: maker.owner,
    side: taker.side,
    priceTicks: maker.priceTicks,
    levelLots: book.shownLots(maker.side, maker.priceTicks),
  };
}

/** Whether the whole of a fill-or-kill order would trade. */
export function couldFill(taker: Taker, book: ReferenceMatcherBook): boolean {
  let lots = 0;
  for (const level of book.levels(opposite(taker.side))) {
    if (lots >= taker.leftLots || !reaches(taker.side, taker.limitTicks, level.priceTicks)) break;
    const own = level.queue.findIndex((maker) => isPreventedBy(taker, maker));
    if (own === -1 || taker.prevention === selfTrade.expireMaker) lots += lotsOfOthers(taker, level);
    else return lots + shownBefore(level, own) >= taker.leftLots;
  }
  return lots >= taker.leftLots;
}

function isPreventedBy(taker: Taker, maker: LiveOrder): boolean {
  return taker.prevention !== selfTrade.allow && taker.owner !== 0 && taker.owner === maker.owner;
}

function endsTaker(prevention: SelfTrade): boolean {
  return prevention === selfTrade.expireTaker || prevention === selfTrade.expireBoth;
}

/** Rule 4.1; returns the lots that the maker loses. */
function prevent(taker: Taker, maker: LiveOrder, book: ReferenceMatcherBook): number {
  if (taker.prevention === selfTrade.expireTaker) return 0;
  if (taker.prevention === selfTrade.decrement) return takeFrom(maker, taker, book);
  book.remove(maker);
  return leftLotsOf(maker);
}

/** Rule 4.2. */
function trade(taker: Taker, maker: LiveOrder, book: ReferenceMatcherBook): number {
  const lots = takeFrom(maker, taker, book);
  taker.tradedLots += lots;
  return lots;
}

/** Rules 4.3 and 4.4: both lose what the smaller of them offers. */
function takeFrom(maker: LiveOrder, taker: Taker, book: ReferenceMatcherBook): number {
  const lots = Math.min(taker.leftLots, maker.shownLots);
  taker.leftLots -= lots;
  maker.shownLots -= lots;
  if (leftLotsOf(maker) === 0) book.remove(maker);
  else if (maker.shownLots === 0) book.replenish(maker);
  return lots;
}

function lotsOfOthers(taker: Taker, { queue }: MatcherLevel): number {
  return queue.reduce((sum, maker) => sum + (isPreventedBy(taker, maker) ? 0 : leftLotsOf(maker)), 0);
}

/** Icebergs before an own order show the taker one part only: the next stands behind it. */
function shownBefore({ queue }: MatcherLevel, index: number): number {
  return queue.slice(0, index).reduce((sum, maker) => sum + maker.shownLots, 0);
}
