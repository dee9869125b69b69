/**
 * A recorder's end and a trader's end of a tick stream, over a real Redis: rows go in here, and what the feed tells is
 * kept. The market is synthetic; the clock moves when it is told to, so all of it is received "now".
 */

import type { Redis } from "ioredis";
import { VirtualClock } from "../../sim/world/virtual-clock.ts";
import { RedisFeed } from "../../src/adapters/redis/redis-feed.ts";
import { RedisState } from "../../src/adapters/redis/redis-state.ts";
import { TickStream } from "../../src/adapters/redis/tick-stream.ts";
import { WallClock } from "../../src/adapters/world/wall-clock.ts";
import type { Instrument } from "../../src/domain/instrument.ts";
import { type MarketRow, MarketRows } from "../../src/domain/market-rows.ts";
import { RecordedBook } from "../../src/domain/recorded-book.ts";
import { ticksStream } from "../../src/domain/state-keys.ts";
import { midnightUnixNs, type TimeNs } from "../../src/domain/time.ts";
import type { FeedListener, FeedNote } from "../../src/ports/market-feed.ts";
import { rowAt } from "./market-rows.ts";
import { eventually } from "./patient.ts";
import { asked } from "./servers/redis.ts";
import { startUnixNs } from "./synthetic-rows.ts";

const group = "test";

/** One call of the listener, or of the recorder. */
export interface Told {
  readonly marketIndex: number;
  readonly rows: readonly ReturnType<typeof rowAt>[];
}

export const deskEpochUnixNs = midnightUnixNs(startUnixNs);

export class TickRecorder implements AsyncDisposable {
  readonly clock = new VirtualClock(deskEpochUnixNs, 0);
  readonly store: RedisState;
  readonly stream: TickStream;
  readonly told: Told[] = [];
  readonly books: readonly RecordedBook[];
  readonly #sequences: number[];
  #sessionSequence = 0;

  constructor(url: string, instruments: readonly Instrument[], { entriesMax = 100_000, waitingMax = 50_000 } = {}) {
    // The store waits and retries by the world's own time.
    const limits = { streamEntriesMax: entriesMax, waitingEntriesMax: waitingMax };
    this.store = new RedisState({ url, clock: new WallClock(), noted: () => {}, ...limits });
    this.stream = new TickStream({ clock: this.clock, store: this.store, instruments });
    this.books = instruments.map(() => new RecordedBook());
    this.#sequences = instruments.map(() => 0);
  }

  /** As a feed would tell it: whole messages, received at once. */
  record(rows: readonly MarketRow[], marketIndex = 0, isOpening = false): void {
    const batch = rowsOf(rows);
    const place = {
      marketIndex,
      sequence: this.#sequences[marketIndex]!,
      sessionSequence: this.#sessionSequence,
      isOpening,
    };
    this.stream.rows(batch, place);
    this.books[marketIndex]!.apply(batch);
    this.skip(rows.length, marketIndex);
    this.clock.advanceTo(Math.max(this.clock.nowNs(), rows[0]!.receivedNs));
    if (!isOpening) this.told.push({ marketIndex, rows: plain(batch) });
  }

  /** Rows that never came to the stream. */
  skip(rowsCount: number, marketIndex = 0): void {
    this.#sequences[marketIndex]! += rowsCount;
    this.#sessionSequence += rowsCount;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stream.close();
    await this.store.close();
  }
}

export class TickReader implements FeedListener, Disposable {
  readonly told: Told[] = [];
  readonly notes: (FeedNote & { readonly marketIndex: number | undefined })[] = [];
  readonly offsetsNs: number[] = [];
  readonly books: readonly RecordedBook[];
  readonly #feed: RedisFeed;

  private constructor(url: string, instruments: readonly Instrument[], startedNs: TimeNs) {
    this.books = instruments.map(() => new RecordedBook());
    this.#feed = new RedisFeed({ url, clock: new VirtualClock(deskEpochUnixNs, startedNs), instruments, group });
    this.#feed.start(this);
  }

  /** Once it follows all streams. @param startedNs when it began. */
  static async open(url: string, instruments: readonly Instrument[], startedNs = 0): Promise<TickReader> {
    const reader = new TickReader(url, instruments, startedNs);
    await followed(url, instruments);
    return reader;
  }

  /** Of a server that is not there. */
  static ofNobody(url: string, instruments: readonly Instrument[]): TickReader {
    return new TickReader(url, instruments, 0);
  }

  rows(marketIndex: number, rows: MarketRows): void {
    this.told.push({ marketIndex, rows: plain(rows) });
    this.books[marketIndex]!.apply(rows);
  }
  clockOffset(offsetNs: number): void {
    this.offsetsNs.push(offsetNs);
  }
  noted(marketIndex: number | undefined, note: FeedNote): void {
    this.notes.push({ ...note, marketIndex });
  }

  events(event: FeedNote["event"]): string[] {
    return this.notes.filter((note) => note.event === event).map(({ detail }) => detail);
  }

  async until(isMeant: () => boolean): Promise<void> {
    await eventually(isMeant, 2);
  }

  [Symbol.dispose](): void {
    this.#feed.stop();
  }
}

/** Once somebody follows the streams of all of them. */
export async function followed(url: string, instruments: readonly Instrument[]): Promise<void> {
  const streams = instruments.map(ticksStream);
  await asked(url, (redis) => eventually(() => areFollowed(redis, streams), 2));
}

async function areFollowed(redis: Redis, streams: readonly string[]): Promise<boolean> {
  const found = await Promise.all(
    streams.map(async (stream) => {
      if ((await redis.exists(stream)) === 0) return false;
      return ((await redis.xinfo("GROUPS", stream)) as unknown[]).length > 0;
    }),
  );
  return found.every(Boolean);
}

/** All levels, best first. */
export function levelsOf({ levels, isValid }: RecordedBook): unknown {
  const side = (of: typeof levels.bids) =>
    Array.from({ length: of.count }, (_, rank) => [of.priceTicks(rank), of.sizeLots(rank), of.sizeDust(rank)]);
  return { isValid, bids: side(levels.bids), asks: side(levels.asks) };
}

export function rowsOf(rows: readonly MarketRow[]): MarketRows {
  const batch = new MarketRows(rows.length);
  for (const row of rows) batch.append(row);
  return batch;
}

function plain(rows: MarketRows): ReturnType<typeof rowAt>[] {
  return Array.from({ length: rows.count }, (_, at) => rowAt(rows, at));
}
