/**
 * The engine: local books, replay venue, and the loop that runs over columns of events until somebody has to decide.
 *
 * The boundary is coarse and numeric, because it is crossed into C++: rows go in by the thousand, and out comes a
 * reason to stop, with everything a decision reads in memory that both sides share. Nothing here is called once an
 * event. Two answers exist: the native engine and the reference engine, equal to the bit (`src/engine/README.md` has
 * the rules).
 */
import type { EventColumns } from "../domain/event.ts";
import type { OrderType } from "../domain/order-type.ts";
import type { OwnEvent } from "../domain/own-event.ts";
import type { Side } from "../domain/side.ts";
import { type DurationNs, nsPerDay, type TimeNs } from "../domain/time.ts";
import type { DepthLevels, MarketFlow, MarketSignals, SignalNeeds } from "./market-signals.ts";

/** What may have changed since the last decision; also what a strategy declares that it reads or decides on. */
export const change = {
  touchPrice: 1,
  touchSize: 2,
  trade: 4,
  own: 8,
  bookState: 16,
  /** A depth or snapshot message came. */
  depth: 32,
  /** Only to be read: time itself, for what decays. A grid decision is then never skipped. */
  time: 64,
} as const;

/**
 * Why `run` stopped: a mask, to be handled in this order. `rowsUsed` comes alone, and so does `flow`: the columns of
 * `MarketView.flow` are full and are to be read, perhaps in the middle of a message.
 */
export const stop = { rowsUsed: 1, flow: 16, own: 2, timer: 4, decision: 8 } as const;

/**
 * Whose lots were cancelled, when a level shrinks without a print: `conservative` none that were ahead of us,
 * `proportional` as many as their share, and the others a share that f weighs, f(x) = x^n or ln(1 + x), in three ways,
 * or that was measured (`src/engine/README.md`, section 6). n is above 0 and at most `queueExponentMax`. `exact` needs
 * no guess: the rows name the orders.
 */
export type QueueModel =
  | "conservative"
  | "proportional"
  | "exact"
  | "log"
  | { readonly log: { readonly variant: 2 | 3 } }
  | { readonly power: { readonly n: number; readonly variant?: 2 | 3 | undefined } }
  | { readonly calibrated: QueueShares };

/** Measured shares of cancelled lots that were ahead, by position in the queue. */
export interface QueueShares {
  /** Which measurement, as reports name it. */
  readonly name: string;
  /** `queueSharesCount` of them, each from 0 to 1, at even positions from the head of the queue (0) to its end (1). */
  readonly shares: readonly number[];
}

/** Up to here no power of a size leaves the doubles, sums of two included. */
export const queueExponentMax = 10;

export const bookStates = ["none", "valid", "gapped"] as const;
export type BookState = (typeof bookStates)[number];

export interface EngineConfig {
  /** An order is settled this long after it arrived, if nothing later from the venue has been received before. */
  readonly venueCloseNs: DurationNs;
  /** A ticker without venue time counts as made this long before it was received. */
  readonly tickerLatencyNs: DurationNs;
  /** From the stop to the commands' leaving. */
  readonly decisionTimeNs: DurationNs;
  readonly queueModel: QueueModel;
  /** Decide on this grid; 0 for none. It counts from the first whole second after the first event. */
  readonly decideEveryNs: DurationNs;
  /** Decide when one of these has changed (mask of `change`). */
  readonly decideOn: number;
  /** A grid decision is skipped when none of these has changed since the last decision (mask of `change`). */
  readonly reads: number;
  /** What is kept for features. */
  readonly signals: SignalNeeds;
}

/**
 * How long one command travels: whole, at most `latencyMaxNs` each way. Given with it, so that the engine knows no
 * chance.
 */
export interface CommandLatency {
  /** From leaving us to reaching the venue. A command may so overtake an earlier one. */
  readonly entryNs: DurationNs;
  /** From the venue's answer to our seeing it; of an order, also from its fills to our seeing them. */
  readonly responseNs: DurationNs;
}

export const latencyMaxNs: DurationNs = nsPerDay;

/** The market as of `nowNs`. A side that is empty or not known has 0 lots and 0 ticks. */
export interface MarketView {
  readonly nowNs: TimeNs;
  /** When the newest message was received. */
  readonly receivedNs: TimeNs;
  readonly bookState: BookState;
  /**
   * The touch: best bid and ask of whichever of depth book and ticker is newer by update id; empty unless the book is
   * valid.
   */
  readonly touchBidTicks: number;
  readonly touchBidLots: number;
  readonly touchAskTicks: number;
  readonly touchAskLots: number;
  /** Best levels of the depth book alone. */
  readonly bookBidTicks: number;
  readonly bookBidLots: number;
  readonly bookAskTicks: number;
  readonly bookAskLots: number;
  /** Mask of `change`, since the last decision. */
  readonly changed: number;
  readonly signals: MarketSignals;
  readonly depth: DepthLevels;
  readonly flow: MarketFlow;
}

export interface EngineCounts {
  /** Rows of the tape read. */
  readonly rowsCount: number;
  /** Level changes, trades and tickers: a ticker is one event and two rows. */
  readonly eventsCount: number;
  readonly messagesCount: number;
  readonly tradesCount: number;
  readonly decisionsCount: number;
  /** Grid decisions at which nothing had changed. */
  readonly decisionsSkippedCount: number;
  /** Venue times that ran backwards against the largest seen. */
  readonly venueTimesLateCount: number;
  readonly venueTimesMissingCount: number;
  /** Lots of own orders closed as unknown. */
  readonly unknownLots: number;
}

/** One engine for all instruments of a run: their markets share one time. */
export interface Engine extends Disposable {
  readonly kind: "native" | "reference";
  /** In the order of the configurations. */
  readonly markets: readonly EngineMarket[];
  /** Which of them the last `run` stopped at. */
  readonly stoppedAt: number;
  /**
   * After `rowsUsed`: when the next thing happens that needs no more rows (a settlement, own events, what was told, a
   * deadline, a decision, even one that will be skipped), or a message that was pushed already. Infinity for none, and
   * in the middle of a message. A horizon up to here lets nothing happen, one beyond it does. What is given after that
   * `run` counts from the next one on.
   */
  readonly nextNs: TimeNs;

  /**
   * Runs to the next stop, which is of one market (`stoppedAt`), and says why (mask of `stop`). Commands given since
   * the last call leave first.
   * `rowsUsed`: that market needs rows, or to be told that there are no more.
   * @param horizonNs while a market waits for rows, or all have ended, time may move to just before this: no later row
   *   will be older. A batch passes 0 until all have ended.
   * @throws RowError when rows break the rules of `EventColumns`.
   */
  run(horizonNs: TimeNs): number;
}

/** One instrument: its book as recorded, and our orders there. */
export interface EngineMarket {
  readonly view: MarketView;
  readonly counts: EngineCounts;

  /**
   * Hands over the next rows, times moved by `offsetNs`. The last ones must be used up, whether `rowsUsed` has come for
   * them or not. The columns are borrowed until then. With exact queues they name orders.
   */
  push(columns: EventColumns, offsetNs: DurationNs): void;
  /** Says that no more rows will come; the last ones are used up, and end a message. */
  end(): void;

  /** Own-order events of this stop, in the order we see them. */
  readonly ownEventsCount: number;
  /** The n-th of them, lent until the next call. */
  ownEvent(index: number): OwnEvent;

  /**
   * Something comes from outside the rows at this time: an answer of another venue, an operator. `run` stops there with
   * `own`, as for an own event seen then, though there may be none; a time that has passed is now. One tell is pending
   * at a time, the earlier of two; it is spent by one stop.
   */
  tell(atNs: TimeNs): void;

  /** `run` stops with `timer` when time reaches this; Infinity for never. It is spent by one stop. */
  setDeadline(atNs: TimeNs): void;

  /**
   * Sends an order. Ids are whole, positive, below 2^53, never used twice in a market; price (0 for a market order) and
   * size are positive. `shownLots` is 0 for all, or, for an order that may rest, up to its size.
   */
  place(
    type: OrderType,
    side: Side,
    orderId: number,
    priceTicks: number,
    sizeLots: number,
    shownLots: number,
    latency: CommandLatency,
  ): void;
  /** The order shall have this price, and this size in all, what is filled included. */
  amend(orderId: number, priceTicks: number, sizeLots: number, latency: CommandLatency): void;
  cancel(orderId: number, latency: CommandLatency): void;
  /** Closes whatever rests in this market when it arrives. */
  cancelAll(latency: CommandLatency): void;
}

/** Named limits, the same in both engines. Reaching one is a refusal or an assertion, never a surprise. */
export const engineLimits = {
  /** Orders resting or on their way; one more is rejected by the venue. */
  ordersMax: 1024,
  /** Commands between two calls of `run`. */
  commandsMax: 256,
  /** Own events handed over at one stop; the rest follow at the same time in the next. */
  ownEventsMax: 1024,
  /** Prints remembered until a depth event explains them; the oldest is forgotten first. */
  pendingPrintsMax: 4096,
  /** Queue moves remembered for late prints, for each order; the oldest is forgotten first. */
  queueMovesMax: 8,
  /** Touches remembered for own events told late; the oldest is forgotten first. */
  touchesKeptMax: 64,
  /** Positions at which a calibrated model has a share. */
  queueSharesCount: 33,
  /** Levels a side that a view shows. */
  depthLevelsMax: 20,
  /** Trades, and touches, kept from stop to stop; with that many of either the engine stops (`stop.flow`). */
  flowMax: 512,
  /** Markets of one engine. */
  marketsMax: 64,
} as const;
