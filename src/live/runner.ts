/**
 * The loop around a session: what feed, gateway, operator and clock say becomes its inputs, one after the other, each
 * with a time later than the one before. It decides nothing about quotes; it sees to it that the session hears of
 * everything, is woken when something falls due, and ends in order.
 *
 *   start ─▶ running ── stop ─▶ stopping: quotes are pulled ─── nothing open ──▶ ended
 *                                    └── too long: cancel all ──▶ nothing open, or too long again ──▶ ended
 */
import { assert } from "../base/assert.ts";
import type { SessionHold } from "../core/risk/holds.ts";
import type { MarketRows } from "../domain/market-rows.ts";
import type { OperatorCommand } from "../domain/operator.ts";
import type { DurationNs, TimeNs } from "../domain/time.ts";
import type { Clock, TimerId } from "../ports/clock.ts";
import type { Gateway, GatewayListener, GatewayNote } from "../ports/gateway.ts";
import type { FeedListener, FeedNote, MarketFeed } from "../ports/market-feed.ts";
import { RowColumns } from "./row-columns.ts";
import type { Session, SessionMarket } from "./session.ts";
import type { SessionEvent } from "./session-input.ts";

/** Who hears of what is not for the session: logs and metrics. */
export interface RunnerListener {
  feed(marketIndex: number | undefined, note: FeedNote): void;
  gateway(note: GatewayNote): void;
  link(state: "up" | "down", why: string): void;
  clockOffset(offsetNs: DurationNs): void;
  /** Rows of a frame received at `receivedNs` have been taken in, which began at `startedNs`. */
  tookRows(marketIndex: number, receivedNs: TimeNs, startedNs: TimeNs): void;
  /** What fell due by itself has been taken in. */
  advanced(startedNs: TimeNs): void;
}

export interface RunnerParts {
  readonly clock: Clock;
  readonly session: Session;
  readonly feed: MarketFeed;
  /** Of real orders; undefined on paper. */
  readonly gateway: Gateway | undefined;
  /** Begins to write the journal through to the disk. */
  readonly syncJournal: () => void;
  readonly syncEveryNs: DurationNs;
  /** For quotes to be pulled and confirmed, and again for a cancel of all. */
  readonly stopWithinNs: DurationNs;
  readonly listener: RunnerListener;
}

/** How it ended: with nothing of ours open, or not, as far as is known. */
export type Ending = "clean" | "orders_open";

/** What cancels our orders when we hang. */
export interface Watching {
  /** Whether it takes us for alive. */
  readonly isWatching: boolean;
}

export class Runner implements FeedListener {
  /** Whether events of our orders arrive; on paper always. */
  isLinked: boolean;
  readonly #columns: readonly RowColumns[];
  #clockOffsetNs: DurationNs = 0;
  #wakeNs: TimeNs = Number.POSITIVE_INFINITY;
  #timer: TimerId | undefined;
  #syncTimer: TimerId | undefined;
  #ended: ((ending: Ending) => void) | undefined;
  #stopTimer: TimerId | undefined;
  #hasEnded = false;
  #watching: Watching | undefined;

  constructor(private readonly parts: RunnerParts) {
    this.isLinked = parts.gateway === undefined;
    this.#columns = parts.session.markets.map(() => new RowColumns());
  }

  start(): void {
    const { feed, gateway } = this.parts;
    this.#syncLater();
    if (gateway !== undefined) {
      this.#event({ kind: "hold", reason: "venue_down" });
      gateway.start(this.#gatewayListener);
    }
    feed.start(this);
  }

  /** From now on nothing is placed unless it watches. */
  watchedBy(watching: Watching): void {
    this.#watching = watching;
  }

  operate(command: OperatorCommand): void {
    this.#event({ kind: "operator", command });
  }

  hold(reason: SessionHold): void {
    this.#event({ kind: "hold", reason });
  }

  release(reason: SessionHold): void {
    this.#event({ kind: "release", reason });
  }

  /** Pulls all quotes, waits until that is confirmed, and ends the connections. */
  stop(): Promise<Ending> {
    assert(this.#ended === undefined, "a runner is stopped once");
    const { clock, stopWithinNs } = this.parts;
    return new Promise((resolve) => {
      this.#ended = resolve;
      this.#stopTimer = clock.schedule(clock.nowNs() + stopWithinNs, () => this.#cancelAll());
      this.hold("stopping");
    });
  }

  /** Ends as it stands: what the session believes can no longer be relied on. */
  abandon(): void {
    this.#end("orders_open");
  }

  /** Cancels all at once and does not wait for the answers. */
  stopNow(): void {
    if (!this.#hasEnded) this.#event({ kind: "operator", command: { kind: "cancel_all" } });
    this.#end("orders_open");
  }

  rows(marketIndex: number, rows: MarketRows): void {
    if (this.#hasEnded || rows.count === 0) return;
    this.#holdUnwatched();
    const startedNs = this.parts.clock.nowNs();
    const receivedNs = rows.receivedNs[0]!;
    const atNs = this.#stamp(receivedNs);
    const columns = this.#columns[marketIndex]!.fill(rows, atNs, this.#clockOffsetNs);
    this.parts.session.rows(atNs, marketIndex, columns);
    this.parts.listener.tookRows(marketIndex, receivedNs, startedNs);
    this.#goOn();
  }

  clockOffset(offsetNs: DurationNs): void {
    this.#clockOffsetNs = offsetNs;
    this.parts.listener.clockOffset(offsetNs);
    this.#event({ kind: "clock_offset", offsetNs });
  }

  noted(marketIndex: number | undefined, note: FeedNote): void {
    this.parts.listener.feed(marketIndex, note);
  }

  readonly #gatewayListener: GatewayListener = {
    report: (marketIndex, report) => this.#event({ kind: "report", marketIndex, report }),
    openOrders: (marketIndex, list) => this.#event({ kind: "open_orders", marketIndex, list }),
    balances: (balances) => this.#event({ kind: "balances", balances }),
    link: (state, why) => {
      this.isLinked = state === "up";
      this.parts.listener.link(state, why);
      this.#event({ kind: this.isLinked ? "release" : "hold", reason: "venue_down" });
    },
    noted: (note) => this.parts.listener.gateway(note),
  };

  /** After a hang our orders are gone, what comes in first is old, and nobody watches any more. */
  #holdUnwatched(): void {
    if (this.#watching === undefined || this.#watching.isWatching) return;
    this.#watching = undefined;
    this.hold("watchdog_gone");
  }

  #event(event: SessionEvent): void {
    if (this.#hasEnded) return;
    this.#holdUnwatched();
    this.parts.session.event(this.#stamp(this.parts.clock.nowNs()), event);
    this.#goOn();
  }

  /** Inputs follow each other even where the clock does not tell them apart. */
  #stamp(nowNs: TimeNs): TimeNs {
    return Math.max(nowNs, this.parts.session.lastNs + 1);
  }

  #goOn(): void {
    const { session, gateway } = this.parts;
    const isOver = this.#ended !== undefined && !hasOpenOrders(session.markets) && gateway?.isSettled !== false;
    if (isOver) this.#end("clean");
    else this.#arm();
  }

  /** A timer that comes too early does no harm; so it is moved only when it would come too late. */
  #arm(): void {
    const { clock, session } = this.parts;
    const { nextNs } = session;
    if (nextNs >= this.#wakeNs) return;
    if (this.#timer !== undefined) clock.cancel(this.#timer);
    this.#wakeNs = nextNs;
    this.#timer = clock.schedule(Math.max(nextNs, clock.nowNs()), this.#wake);
  }

  readonly #wake = (): void => {
    this.#timer = undefined;
    this.#wakeNs = Number.POSITIVE_INFINITY;
    if (this.#hasEnded) return;
    this.#holdUnwatched();
    const startedNs = this.parts.clock.nowNs();
    this.parts.session.advance(startedNs);
    this.parts.listener.advanced(startedNs);
    this.#goOn();
  };

  #cancelAll(): void {
    const { clock, stopWithinNs } = this.parts;
    this.#stopTimer = clock.schedule(clock.nowNs() + stopWithinNs, () => this.#end("orders_open"));
    this.operate({ kind: "cancel_all" });
  }

  #syncLater(): void {
    const { clock, syncJournal, syncEveryNs } = this.parts;
    this.#syncTimer = clock.schedule(clock.nowNs() + syncEveryNs, () => {
      syncJournal();
      this.#syncLater();
    });
  }

  #end(ending: Ending): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    const { clock, feed, gateway } = this.parts;
    for (const timer of [this.#timer, this.#syncTimer, this.#stopTimer]) if (timer !== undefined) clock.cancel(timer);
    feed.stop();
    gateway?.stop();
    this.#ended?.(ending);
  }
}

function hasOpenOrders(markets: readonly SessionMarket[]): boolean {
  return markets.some(({ orders, tracked }) => orders.open.length > 0 || (tracked?.openCount ?? 0) > 0);
}
