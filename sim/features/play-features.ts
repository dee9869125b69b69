/**
 * A tape through the engine of a backtest, with nobody trading: at each row's time the market as a strategy would see it
 * then, and what was traded since the row before. Nothing of a row knows what was received after its time.
 */
import { assert } from "../../src/base/assert.ts";
import { InputError } from "../../src/base/input-error.ts";
import type { EventColumns } from "../../src/domain/event.ts";
import { type DurationNs, nsPerSecond, type TimeNs } from "../../src/domain/time.ts";
import { RowError } from "../../src/engine/replay-errors.ts";
import {
  change,
  type Engine,
  type EngineConfig,
  type EngineMarket,
  type MarketView,
  stop,
} from "../../src/ports/engine.ts";
import type { MarketFlow, SignalNeeds } from "../../src/ports/market-signals.ts";
import type { Tape } from "../../src/ports/tape.ts";

/** On a grid, which begins as a backtest's does; or after each message that changes one of these (mask of `change`). */
export type RowsWhen = { readonly everyNs: DurationNs } | { readonly changes: number };

export interface FeatureSink {
  /** The engine has stopped: what came since the last stop, before anything is made of it. */
  flow(flow: MarketFlow): void;
  /** The touch has another price, or the book another state, as of the view's time. Told before that time's row. */
  touch(view: MarketView): void;
  /** Lots that buyers and sellers have taken since the row before. */
  row(view: MarketView, buyLots: number, sellLots: number): void;
}

export interface FeaturePlay {
  readonly tape: Tape;
  readonly when: RowsWhen;
  /** What the engine keeps for the features of the rows; flow it keeps anyway, for what was traded. */
  readonly signals: SignalNeeds;
  /** Whether the sink is told of the touch between rows, too. */
  readonly tellsTouch: boolean;
  readonly openEngine: (configs: readonly EngineConfig[]) => Engine;
  readonly sink: FeatureSink;
  /** Told the share of rows done, from time to time. */
  readonly onProgress: (share: number) => void;
}

const chunkRows = 262_144;
const touchMask = change.touchPrice | change.bookState;

/** To the last message of the tape. Times are from its midnight. @throws InputError for rows that break the rules. */
export function playFeatures(play: FeaturePlay): void {
  const { tape, when, signals, tellsTouch } = play;
  const decideOn = ("changes" in when ? when.changes : 0) | (tellsTouch ? touchMask : 0);
  using engine = play.openEngine([
    { ...noOrders, decideEveryNs: 0, decideOn, reads: 0, signals: { ...signals, flow: true } },
  ]);
  try {
    new FeatureRun(engine, play).run();
  } catch (error) {
    throw error instanceof RowError ? new InputError(tape.source, error.message) : error;
  }
}

/** Nobody sends any: what would become of them does not matter. */
const noOrders = { venueCloseNs: 0, tickerLatencyNs: 0, decisionTimeNs: 0, queueModel: "conservative" } as const;

/** From stop to stop. */
class FeatureRun {
  readonly #market: EngineMarket;
  readonly #chunks: Iterator<EventColumns>;
  readonly #changes: number;
  readonly #everyNs: DurationNs | undefined;
  #gridNs: TimeNs;
  #rowsDoneCount = 0;
  /** Since the row before. */
  #buyLots = 0;
  #sellLots = 0;
  #isEnded = false;

  constructor(
    private readonly engine: Engine,
    private readonly play: FeaturePlay,
  ) {
    const { tape, when } = play;
    this.#market = engine.markets[0]!;
    this.#chunks = tape.chunks(chunkRows)[Symbol.iterator]();
    this.#changes = "changes" in when ? when.changes : 0;
    this.#everyNs = "everyNs" in when ? when.everyNs : undefined;
    this.#gridNs = (Math.floor(tape.firstReceivedNs / nsPerSecond) + 1) * nsPerSecond;
    if (this.#everyNs !== undefined) this.#market.setDeadline(this.#gridNs);
  }

  run(): void {
    const { lastReceivedNs } = this.play.tape;
    for (;;) {
      const reasons = this.engine.run(this.#isEnded ? lastReceivedNs + 1 : 0);
      if (reasons !== stop.rowsUsed) this.#step(reasons);
      else if (this.#isEnded) return;
      else this.#pushNext();
    }
  }

  #step(reasons: number): void {
    const { view } = this.#market;
    this.#addTraded(view.flow);
    this.play.sink.flow(view.flow);
    const changed = (reasons & stop.decision) === 0 ? 0 : view.changed;
    if (this.play.tellsTouch && (changed & touchMask) !== 0) this.play.sink.touch(view);
    const isOnGrid = (reasons & stop.timer) !== 0;
    if (isOnGrid || (changed & this.#changes) !== 0) this.#row(view);
    if (isOnGrid) this.#market.setDeadline(this.#nextOnGrid(view.nowNs));
  }

  #row(view: MarketView): void {
    this.play.sink.row(view, this.#buyLots, this.#sellLots);
    this.#buyLots = 0;
    this.#sellLots = 0;
  }

  #addTraded({ trades, tradesCount }: MarketFlow): void {
    for (let at = 0; at < tradesCount; at++) {
      const lots = trades.signedLots[at]!;
      if (lots > 0) this.#buyLots += lots;
      else this.#sellLots -= lots;
    }
  }

  #nextOnGrid(nowNs: TimeNs): TimeNs {
    assert(this.#everyNs !== undefined && nowNs === this.#gridNs, "the engine stops where the grid is");
    this.#gridNs += this.#everyNs;
    return this.#gridNs;
  }

  #pushNext(): void {
    const next = this.#chunks.next();
    if (next.done === true) {
      this.#isEnded = true;
      this.#market.end();
      return;
    }
    this.#market.push(next.value, 0);
    this.#rowsDoneCount += next.value.rowsCount;
    this.play.onProgress(this.#rowsDoneCount / this.play.tape.rowsCount);
  }
}
