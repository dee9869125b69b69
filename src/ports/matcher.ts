/**
 * The matching engine: one instrument's orders in price-time priority, exact to the lot.
 *
 * Operations go in by the batch and answers come out by the batch, in memory that both sides share, because the border
 * to C++ is cheap only when it is crossed seldom. Each operation has one result; whatever befell other orders on the
 * way (trades, self-trades prevented, orders that left their level) is a report. Together they name every level that
 * changed, with the lots it shows now, so that depth diffs need no second look at the book.
 * Two answers exist: the native matcher and the reference matcher, equal to the bit (`src/engine/matching.md` has the
 * rules).
 */
import type { OrderType } from "../domain/order-type.ts";
import type { Side } from "../domain/side.ts";

/**
 * What happens instead of a trade between two orders of one owner; the taker's mode decides. As Binance defines them.
 */
export const selfTrade = { allow: 0, expireTaker: 1, expireMaker: 2, expireBoth: 3, decrement: 4 } as const;
export type SelfTrade = (typeof selfTrade)[keyof typeof selfTrade];

/** What became of the operation. */
export const outcome = {
  /** Nothing changed; `refusal` says why. */
  refused: 0,
  /** The order rests with `leftLots` after trading `tradedLots`. */
  rested: 1,
  /** All of it traded. */
  filled: 2,
  /** What did not trade, `leftLots`, has expired for want of an order to trade with. */
  expired: 3,
  /** Self-trade prevention ended it: `leftLots` expired (0 after a decrement to nothing). */
  prevented: 4,
  /** It was cancelled with `leftLots` left; after `cancelAll` the reports tell of each order. */
  cancelled: 5,
  /** Amended down to `leftLots`: the order kept its place in the queue. */
  reduced: 6,
} as const;
export type Outcome = (typeof outcome)[keyof typeof outcome];

/**
 * Why an operation was refused, in the order in which it is looked at. Position is the number in shared memory; 0 is no
 * refusal.
 */
export const matcherRefusals = [
  "",
  "bad_kind",
  "bad_id",
  "bad_owner",
  "bad_size",
  "bad_price",
  "bad_shown_size",
  "unknown_order",
  "duplicate_order_id",
  "no_change",
  "orders_max_reached",
  "would_cross",
  "level_full",
] as const;
export type MatcherRefusal = (typeof matcherRefusals)[number];

export const matchReportKind = {
  /** Two orders traded `lots`. */
  trade: 0,
  /** They would have, but have one owner: the maker lost `lots`. */
  prevented: 1,
  /**
   * The order (as maker) left its level with `lots`: by `cancelAll`, or by an amend that goes to the back of a queue.
   */
  left: 2,
} as const;
export type MatchReportKind = (typeof matchReportKind)[keyof typeof matchReportKind];

/** The answer to one operation. The matcher lends one instance and refills it: copy what is to be kept. */
export interface MatchResult {
  readonly outcome: Outcome;
  readonly refusal: MatcherRefusal;
  /** Lots this operation traded as the taker. */
  readonly tradedLots: number;
  readonly leftLots: number;
  /** Where the order rests or rested (`rested`, `cancelled` by id, `reduced`); else 0. */
  readonly priceTicks: number;
  readonly side: Side;
  /** Lots shown at (`side`, `priceTicks`) after the operation; 0 where `priceTicks` is. */
  readonly levelLots: number;
}

/** One thing that befell a resting order. Lent, as results are. */
export interface MatchReport {
  readonly kind: MatchReportKind;
  /** Index of the operation that caused it. */
  readonly operationIndex: number;
  readonly takerId: number;
  readonly makerId: number;
  readonly takerOwner: number;
  readonly makerOwner: number;
  /** The taker's side, the opposite of the maker's; of the order itself for `left`. */
  readonly side: Side;
  /** The maker's price: that of the trade. */
  readonly priceTicks: number;
  readonly lots: number;
  /** What the maker still has, hidden lots included; 0 when it is closed. */
  readonly makerLeftLots: number;
  /** Lots shown at the maker's level now, a replenished part included. */
  readonly levelLots: number;
}

export interface Matcher extends Disposable {
  readonly kind: "native" | "reference";

  /**
   * Adds an order to the batch. Ids are whole, positive, below 2^53, and unique among live orders of all owners. An
   * owner is a uint32; 0 is nobody, whose orders are never self-trades. `shownLots` below `sizeLots` makes an iceberg
   * of an order that may rest; 0 shows all. What is out of range is refused by the matcher, not here.
   */
  place(
    type: OrderType,
    side: Side,
    orderId: number,
    owner: number,
    priceTicks: number,
    sizeLots: number,
    shownLots: number,
    prevention: SelfTrade,
  ): void;
  /**
   * `sizeLots` is what the order shall have left from now on. `type` is limit or post-only, for an amend that enters
   * afresh.
   */
  amend(type: OrderType, orderId: number, priceTicks: number, sizeLots: number, prevention: SelfTrade): void;
  cancel(orderId: number): void;
  cancelAll(owner: number): void;

  /**
   * Executes the batch in order. True: every operation has its result, and the next one added begins a new batch.
   * False: there is no room for more reports; read those of this call and call again, whereupon the operation under way
   * goes on.
   */
  run(): boolean;

  /** Operations of the batch that have their result. */
  readonly resultsCount: number;
  result(index: number): MatchResult;
  /** Reports of the last call of `run`, in the order in which things happened. */
  readonly reportsCount: number;
  report(index: number): MatchReport;

  /** Live orders, after the last `run`. */
  readonly ordersCount: number;
  /** The best levels after the last `run`; 0 ticks and 0 lots for an empty side. */
  readonly bestBidTicks: number;
  readonly bestBidLots: number;
  readonly bestAskTicks: number;
  readonly bestAskLots: number;

  /**
   * Reads the best levels of a side, at most `levelsCountMax` (and `matcherLimits.levelsMax`); returns how many there
   * are.
   */
  readLevels(side: Side, levelsCountMax: number): number;
  /** Of the levels last read, best first. */
  levelTicks(index: number): number;
  levelLots(index: number): number;

  /** What a live order has left, hidden lots included; 0 if there is no such order. */
  leftLots(orderId: number): number;
  /** A uint32 over every live order in priority, both sides (section 9 of the rules). */
  stateHash(): number;
}

/**
 * Named limits, the same in both matchers. How many orders may live is said when a matcher is made, at most
 * `ordersMax`.
 */
export const matcherLimits = {
  ordersMax: 2 ** 20,
  /** Operations in one batch. */
  operationsMax: 1024,
  /** Reports of one call of `run`. */
  reportsMax: 4096,
  /** Levels of one side read at once. */
  levelsMax: 5000,
  /** An iceberg's whole size is at most this many times what it shows. */
  icebergPartsMax: 1000,
} as const;
