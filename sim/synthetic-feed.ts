/**
 * What the venue publishes of the synthetic market, as a receiver sees it: depth diffs on a grid of 100 ms with the
 * levels that changed, trades at once, a ticker at each change of the best bid or offer, and one snapshot at the start.
 *
 * One count of update ids runs through book changes; depth and tickers quote it, as at Binance. Venue times are whole
 * milliseconds and missing where Binance gives none (Spot tickers and snapshots). Each channel has its own delay, so a
 * print may arrive before or after the depth event that explains it; within a channel nothing overtakes.
 */
import type { Random } from "../src/base/random.ts";
import { type EventKind, eventKind } from "../src/domain/event.ts";
import type { Instrument } from "../src/domain/instrument.ts";
import { type MarketRow, MarketRows, noId, type RowSink } from "../src/domain/market-rows.ts";
import { ask, bid, type Side } from "../src/domain/side.ts";
import type { TimeNs } from "../src/domain/time.ts";
import { nsPerMs } from "../src/domain/time.ts";
import type { BookListener, SyntheticBook } from "./synthetic-book.ts";
import { FeedChannel } from "./synthetic-channel.ts";
import type { FeedParameters } from "./synthetic-parameters.ts";

const batchRows = 65_536;

export class SyntheticFeed implements BookListener {
  readonly #isSpot: boolean;
  readonly #channels: readonly FeedChannel[];
  readonly #trades: FeedChannel;
  readonly #depth: FeedChannel;
  readonly #tickers: FeedChannel;
  readonly #published: readonly PublishedSide[];
  readonly #batch = new MarketRows(batchRows);
  #nowNs: TimeNs;
  #updateId = 1_000_000;
  #publishedUpdateId = this.#updateId;
  #tradeId = 1;
  readonly #top = { bidTicks: 0, bidLots: 0, askTicks: 0, askLots: 0 };

  constructor(
    instrument: Instrument,
    readonly parameters: FeedParameters,
    random: Random,
    startNs: TimeNs,
    capacityTicks: number,
    readonly sink: RowSink,
  ) {
    this.#isSpot = instrument.market === "spot";
    this.#nowNs = startNs;
    const channel = (name: string, jitterMeanNs: number) =>
      new FeedChannel(parameters, jitterMeanNs, random.fork(name), startNs);
    this.#trades = channel("trades", parameters.tradeJitterMeanNs);
    this.#depth = channel("depth", parameters.depthJitterMeanNs);
    this.#tickers = channel("tickers", parameters.tickerJitterMeanNs);
    this.#channels = [this.#trades, this.#depth, this.#tickers];
    this.#published = [new PublishedSide(bid, capacityTicks), new PublishedSide(ask, capacityTicks)];
  }

  /** What the book tells from here on happens at `nowNs`. */
  setNow(nowNs: TimeNs): void {
    this.#nowNs = nowNs;
  }

  levelChanged(side: Side, priceTicks: number): void {
    this.#updateId++;
    this.#published[side]!.changed(priceTicks);
  }

  traded(priceTicks: number, sizeLots: number, aggressor: Side): void {
    const times = this.#timesOn(this.#trades);
    this.#trades.push({
      ...blankRow,
      ...times,
      kind: eventKind.trade,
      side: aggressor,
      priceTicks,
      sizeLots,
      tradeId: this.#tradeId++,
      isLast: true,
    });
  }

  /** The whole book, received at once: the first message of all. */
  publishSnapshot(book: SyntheticBook): void {
    const rows: MarketRow[] = [this.#snapshotRow(eventKind.clear, bid, 0, 0)];
    for (const side of [bid, ask] as const) {
      for (const priceTicks of book.sideOf(side).levels()) {
        const sizeLots = book.sideOf(side).lotsAt(priceTicks);
        rows.push(this.#snapshotRow(eventKind.snapshotLevel, side, priceTicks, sizeLots));
      }
      this.#published[side]!.takeChanges(book.sideOf(side), () => {});
    }
    rows.forEach((row, at) => {
      this.#hand({ ...row, isLast: at === rows.length - 1 });
    });
    this.#publishedUpdateId = this.#updateId;
  }

  /** The ticker, if best price or size changed since the last. */
  publishTicker(book: SyntheticBook): void {
    const top = this.#top;
    const bidTicks = book.bids.bestTicks;
    const askTicks = book.asks.bestTicks;
    const bidLots = bidTicks === 0 ? 0 : book.bids.lotsAt(bidTicks);
    const askLots = askTicks === 0 ? 0 : book.asks.lotsAt(askTicks);
    const isSameBid = bidTicks === top.bidTicks && bidLots === top.bidLots;
    if (isSameBid && askTicks === top.askTicks && askLots === top.askLots) return;
    Object.assign(top, { bidTicks, bidLots, askTicks, askLots });
    const shared = { ...blankRow, ...this.#timesOn(this.#tickers), kind: eventKind.ticker, updateId: this.#updateId };
    if (this.#isSpot) shared.venueNs = Number.NaN;
    this.#tickers.push({ ...shared, side: bid, priceTicks: bidTicks, sizeLots: bidLots });
    this.#tickers.push({ ...shared, side: ask, priceTicks: askTicks, sizeLots: askLots, isLast: true });
  }

  /** The levels that differ from what was last published, bids from the best down, then asks from the best up. */
  publishDepth(book: SyntheticBook): void {
    const previousUpdateId = this.#publishedUpdateId;
    const shared = {
      ...blankRow,
      kind: eventKind.depth,
      firstUpdateId: previousUpdateId + 1,
      updateId: this.#updateId,
      previousUpdateId: this.#isSpot ? noId : previousUpdateId,
    };
    const levels: { side: Side; priceTicks: number; sizeLots: number }[] = [];
    for (const side of [bid, ask] as const)
      this.#published[side]!.takeChanges(book.sideOf(side), (priceTicks, sizeLots) => {
        levels.push({ side, priceTicks, sizeLots });
      });
    if (levels.length === 0) return;
    const times = this.#timesOn(this.#depth);
    levels.forEach((level, at) => {
      this.#depth.push({ ...shared, ...times, ...level, isLast: at === levels.length - 1 });
    });
    this.#publishedUpdateId = this.#updateId;
  }

  /** Hands on what is received by now; nothing said later can come before that. */
  deliver(): void {
    this.#deliverUntil(this.#nowNs + this.parameters.latencyFloorNs);
  }

  /** Hands on all that is still on its way. */
  end(): void {
    this.#deliverUntil(Number.POSITIVE_INFINITY);
    if (this.#batch.count > 0) this.sink.rows(this.#batch);
    this.sink.end();
  }

  #deliverUntil(untilNs: TimeNs): void {
    for (;;) {
      // Whole messages at a time: rows of one share their received time, and at a tie the channel named first goes on.
      let next = this.#trades;
      for (const channel of this.#channels) if (channel.headReceivedNs < next.headReceivedNs) next = channel;
      if (next.isEmpty || next.headReceivedNs > untilNs) return;
      this.#hand(next.shift());
    }
  }

  #hand(row: MarketRow): void {
    this.#batch.append(row);
    if (!this.#batch.isFull) return;
    this.sink.rows(this.#batch);
    this.#batch.clear();
  }

  #timesOn(channel: FeedChannel): { venueNs: TimeNs; receivedNs: TimeNs } {
    return { venueNs: Math.floor(this.#nowNs / nsPerMs) * nsPerMs, receivedNs: channel.receivedNs(this.#nowNs) };
  }

  #snapshotRow(kind: EventKind, side: Side, priceTicks: number, sizeLots: number): MarketRow {
    const venueNs = this.#isSpot ? Number.NaN : Math.floor(this.#nowNs / nsPerMs) * nsPerMs;
    return {
      ...blankRow,
      kind,
      side,
      priceTicks,
      sizeLots,
      venueNs,
      receivedNs: this.#nowNs,
      updateId: this.#updateId,
    };
  }
}

const blankRow = {
  side: bid as Side,
  firstUpdateId: noId,
  updateId: noId,
  previousUpdateId: noId,
  tradeId: noId,
  isLast: false,
};

/** What receivers believe about one side, and where it may have gone wrong since. */
class PublishedSide {
  readonly #mask: number;
  readonly #lots: Float64Array;
  #changedTicks: number[] = [];

  constructor(
    readonly side: Side,
    capacityTicks: number,
  ) {
    this.#mask = capacityTicks - 1;
    this.#lots = new Float64Array(capacityTicks);
  }

  changed(priceTicks: number): void {
    this.#changedTicks.push(priceTicks);
  }

  /** Gives each level that really differs, best first, and takes it as published. */
  takeChanges(
    book: { lotsAt(priceTicks: number): number },
    give: (priceTicks: number, sizeLots: number) => void,
  ): void {
    const prices = Int32Array.from(this.#changedTicks).sort();
    if (this.side === bid) prices.reverse();
    for (const priceTicks of prices) {
      const lots = book.lotsAt(priceTicks);
      // A price that changed twice stands here twice; the second time nothing differs.
      if (lots === this.#lots[priceTicks & this.#mask]) continue;
      this.#lots[priceTicks & this.#mask] = lots;
      give(priceTicks, lots);
    }
    this.#changedTicks = [];
  }
}
