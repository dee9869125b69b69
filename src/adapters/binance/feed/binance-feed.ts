/**
 * The live market data of Binance, Spot or USD-M: symbols on few connections, each with a book kept in step.
 *
 *   sockets ─▶ StreamConnection ─▶ StreamLine ─▶ SymbolFeed ─▶ rows      one line a hundred symbols
 *   http ────▶ Snapshots ──────────────────────▶    │ gap
 *                  ▲───────────────────────────────┘
 *   http ────▶ ClockOffset
 *
 * What a session has to know is in the rows; notes are for people and metrics. It keeps within the venue's limits by
 * itself, but counts only its own requests: who shares its address has to leave it its share.
 */
import { assert } from "../../../base/assert.ts";
import { type Instrument, instrumentKey } from "../../../domain/instrument.ts";
import { nsPerMinute } from "../../../domain/time.ts";
import type { FrameSink } from "../../../ports/frame-sink.ts";
import type { FeedListener, MarketFeed } from "../../../ports/market-feed.ts";
import { ClockOffset } from "./clock-offset.ts";
import { type FeedOptions, feedDefaults } from "./feed-options.ts";
import { connectionLimits, type FeedUrls, type FeedVenue, feedVenue, type StreamGroup } from "./feed-venue.ts";
import type { FeedWorld, NoteFeed } from "./feed-world.ts";
import { NoteBursts } from "./note-bursts.ts";
import { SlidingBudget } from "./sliding-budget.ts";
import { Snapshots } from "./snapshots.ts";
import { StreamLine } from "./stream-line.ts";
import { StreamNames } from "./stream-names.ts";
import { SymbolFeed } from "./symbol-feed.ts";

export interface BinanceFeedParts extends FeedWorld {
  /** Of one market, each once; rows name them by their place here. */
  readonly instruments: readonly Instrument[];
  readonly urls: FeedUrls;
  readonly options?: Partial<FeedOptions>;
  /** Of what it receives, as it came. */
  readonly frames?: FrameSink | undefined;
}

export class BinanceFeed implements MarketFeed {
  readonly symbols: readonly SymbolFeed[];
  readonly #options: FeedOptions;
  readonly #venue: FeedVenue;
  readonly #lines: readonly StreamLine[];
  readonly #snapshots: Snapshots;
  readonly #clockOffset: ClockOffset;
  readonly #bursts: NoteBursts;
  #listener: FeedListener | undefined;

  constructor(private readonly parts: BinanceFeedParts) {
    const { clock, instruments, urls, options } = parts;
    this.#options = { ...feedDefaults, ...options };
    this.#venue = feedVenue(instruments, urls);
    this.#bursts = new NoteBursts(clock, this.#note);
    this.symbols = instruments.map((instrument, index) => this.#symbol(instrument, index));
    const { limitsShare, clockEveryNs } = this.#options;
    const weight = new SlidingBudget(this.#venue.weightPerMinuteMax * limitsShare, nsPerMinute);
    this.#snapshots = new Snapshots(parts, this.#venue, weight, this.symbols, this.#note);
    this.#clockOffset = new ClockOffset(parts, this.#venue, weight, clockEveryNs, (offsetNs) =>
      this.#listener?.clockOffset(offsetNs),
    );
    const { attemptsMax, attemptsMinutes } = connectionLimits;
    const attempts = new SlidingBudget(attemptsMax * limitsShare, attemptsMinutes * nsPerMinute);
    this.#lines = this.#venue.groups.flatMap((group) =>
      this.#shares().map((share) => this.#line(group, share, attempts)),
    );
  }

  start(listener: FeedListener): void {
    assert(this.#listener === undefined, "a feed is started once");
    this.#listener = listener;
    this.#clockOffset.start();
    for (const line of this.#lines) line.start();
  }

  stop(): void {
    for (const part of [...this.#lines, this.#snapshots, this.#clockOffset, this.#bursts]) part.stop();
  }

  readonly #note: NoteFeed = (marketIndex, event, detail, count = 1) => {
    this.#listener?.noted(marketIndex, { event, detail, count });
  };

  #symbol(instrument: Instrument, index: number): SymbolFeed {
    return new SymbolFeed(instrument, index, this.parts.clock.epochUnixNs, {
      rows: (marketIndex, rows) => this.#listener?.rows(marketIndex, rows),
      note: this.#note,
      frames: this.parts.frames,
      badFrame: (marketIndex, detail) => this.#bursts.badFrame(marketIndex, detail),
      wantSnapshot: (marketIndex) => this.#snapshots.want(marketIndex),
      dropSnapshot: (marketIndex) => this.#snapshots.drop(marketIndex),
    });
  }

  /** Symbols in parts that fit a connection. */
  #shares(): SymbolFeed[][] {
    const { symbolsPerConnectionMax: most } = this.#options;
    const sharesCount = Math.ceil(this.symbols.length / most);
    return Array.from({ length: sharesCount }, (_, share) => this.symbols.slice(share * most, (share + 1) * most));
  }

  #line(group: StreamGroup, symbols: readonly SymbolFeed[], attempts: SlidingBudget): StreamLine {
    const streams = symbols.flatMap((symbol) => group.kinds.map((kind) => ({ symbol, kind })));
    assert(streams.length <= connectionLimits.streamsMax, "streams fit their connection");
    const names = streams.map(({ symbol, kind }) => this.#venue.streamName(kind, symbol.instrument.symbol));
    const { messagesPerSecondMax } = this.#venue;
    const { answerTimeoutNs } = this.#options;
    return new StreamLine(
      {
        name: `${group.kinds.join(", ")} of ${symbols.map(({ instrument }) => instrumentKey(instrument)).join(", ")}`,
        plan: { url: group.url, streams: names, names: new StreamNames(names), messagesPerSecondMax, answerTimeoutNs },
        streams,
        attempts,
        options: this.#options,
        note: this.#note,
        badFrame: (detail) => this.#bursts.badFrame(undefined, detail),
      },
      this.parts,
    );
  }
}
