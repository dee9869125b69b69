/**
 * Market data out of Redis, as a recorder in another process told it: the MarketFeed port on the streams that
 * `tick-stream.ts` writes.
 *
 * It reads as a consumer group, so that Redis shows how far it is behind, but knows its place by itself: after an outage
 * it goes on behind the last entry that it took. Messages of several instruments come in the order in which the recorder
 * received them, as far as Redis had them when it was asked.
 */
import type { Redis } from "ioredis";
import { assert } from "../../base/assert.ts";
import { type Instrument, instrumentKey } from "../../domain/instrument.ts";
import { bookKey, ticksStream } from "../../domain/state-keys.ts";
import { type DurationNs, nsPerSecond } from "../../domain/time.ts";
import type { Clock, TimerId } from "../../ports/clock.ts";
import type { FeedListener, FeedNote, MarketFeed } from "../../ports/market-feed.ts";
import { connectRedis } from "./redis-connection.ts";
import { parseStreamId } from "./stream-id.ts";
import { parseTick, type Tick } from "./tick-entry.ts";
import { TickedMarket } from "./ticked-market.ts";

export interface RedisFeedParts {
  readonly url: string;
  readonly clock: Clock;
  /** Rows name them by their place here. */
  readonly instruments: readonly Instrument[];
  /** Names the group of this reader, and of no other that runs. */
  readonly group: string;
}

const consumer = "feed";
const entriesMax = 1000;
/** A read that finds nothing comes back after that. */
const blockMs = 1000;
const retryNs: DurationNs = nsPerSecond;
const beginning = "0-0";

type Entry = readonly [id: string, flat: readonly string[]];

/** A message that was read and not yet told. */
interface Read extends Place {
  readonly market: FollowedMarket;
  readonly id: string;
  readonly tick: Tick | undefined;
}

/** What messages of several streams are ordered by. */
type Place = Pick<Tick, "receivedUnixNs" | "sessionSequence">;

interface FollowedMarket {
  readonly stream: string;
  readonly bookKey: string;
  readonly name: string;
  readonly ticked: TickedMarket;
  /** Whether it was looked for since the last hole. */
  wasSought: boolean;
  /** What the last message read is ordered by. */
  readonly latest: { -readonly [Key in keyof Place]: Place[Key] };
}

export class RedisFeed implements MarketFeed {
  #redis: Redis | undefined;
  #listener: FeedListener | undefined;
  #markets: readonly FollowedMarket[] = [];
  #clockOffsetNs: DurationNs | undefined;
  /** Later than what another stream may still have. */
  #held: Read[] = [];
  #retryTimer: TimerId | undefined;
  #isStopped = false;
  /** And that was told. */
  #isDown = false;

  constructor(private readonly parts: RedisFeedParts) {}

  start(listener: FeedListener): void {
    assert(this.#listener === undefined, "a feed is started once");
    this.#listener = listener;
    const { url, clock, instruments } = this.parts;
    const startedNs = clock.nowNs();
    this.#markets = instruments.map((instrument, index) => ({
      ...{ stream: ticksStream(instrument), bookKey: bookKey(instrument), name: instrumentKey(instrument) },
      wasSought: false,
      latest: { receivedUnixNs: 0n, sessionSequence: 0 },
      ticked: new TickedMarket({
        ...{ instrument, epochUnixNs: clock.epochUnixNs, startedNs },
        rows: (rows) => listener.rows(index, rows),
        clockOffset: (offsetNs) => this.#offset(offsetNs),
        noted: (event, detail) => this.#note(index, event, detail),
      }),
    }));
    this.#redis = connectRedis({ url, name: "halfspread-feed" });
    this.#redis.on("ready", () => this.#follow());
    // Also of a server that never answered: no command has failed then.
    this.#redis.on("error", ({ message }) => this.#noteDown(message));
    this.#redis.on("close", () => this.#noteDown("the connection was closed"));
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#retryTimer !== undefined) this.parts.clock.cancel(this.#retryTimer);
    this.#redis?.disconnect();
  }

  #note(index: number | undefined, event: FeedNote["event"], detail: string): void {
    this.#listener!.noted(index, { event, detail, count: 1 });
  }

  /** Once, until there is a connection again. */
  #noteDown(why: string): void {
    if (this.#isDown || this.#isStopped) return;
    this.#isDown = true;
    this.#note(undefined, "disconnected", why);
  }

  #offset(offsetNs: DurationNs): void {
    if (offsetNs === this.#clockOffsetNs) return;
    this.#clockOffsetNs = offsetNs;
    this.#listener!.clockOffset(offsetNs);
  }

  /** Until the connection ends; the next one goes on. */
  async #follow(): Promise<void> {
    const redis = this.#redis!;
    if (this.#retryTimer !== undefined) this.parts.clock.cancel(this.#retryTimer);
    this.#isDown = false;
    this.#note(undefined, "connected", this.#markets.map(({ stream }) => stream).join(", "));
    this.#held = [];
    try {
      for (const market of this.#markets) await this.#join(redis, market);
      while (!this.#isStopped) await this.#readOnce(redis);
    } catch (error) {
      this.#failed(redis, error as Error);
    }
  }

  /** A connection that ended comes back by itself; a server that refuses is asked again later. */
  #failed(redis: Redis, { message }: Error): void {
    if (this.#isStopped || redis.status !== "ready") return;
    this.#noteDown(message);
    const { clock } = this.parts;
    this.#retryTimer = clock.schedule(clock.nowNs() + retryNs, () => this.#follow());
  }

  /** Finds the book, if it is not known, and lets the group go on behind what was taken. */
  async #join(redis: Redis, market: FollowedMarket): Promise<void> {
    const { stream, ticked } = market;
    if (!ticked.isKnown) await this.#seek(redis, market);
    const { group } = this.parts;
    const isThere = await hasGroup(redis, stream, group);
    if (isThere) await redis.xgroup("SETID", stream, group, ticked.lastId);
    else await redis.xgroup("CREATE", stream, group, ticked.lastId, "MKSTREAM");
  }

  /** Reads from the newest book in the stream, or from its beginning, up to its end. */
  async #seek(redis: Redis, market: FollowedMarket): Promise<void> {
    const { stream, ticked } = market;
    market.wasSought = true;
    ticked.rewind();
    let from = await bookId(redis, market);
    for (;;) {
      const entries: Entry[] = await redis.xrange(stream, from, "+", "COUNT", entriesMax);
      for (const [id, flat] of entries) ticked.take(id, parseTick(flat));
      if (entries.length < entriesMax || this.#isStopped) return;
      from = `(${entries.at(-1)![0]}`;
    }
  }

  async #readOnce(redis: Redis): Promise<void> {
    // A read that had to wait is answered with one stream alone: what the others have is asked for before any is told.
    const mayBePartial = this.#held.length === 0 && this.#markets.length > 1;
    const answer = (await this.#read(redis)) ?? [];
    if (this.#isStopped) return;
    const found = (answer as [string, Entry[]][]).map(([stream, entries]) => this.#readsOf(stream, entries));
    if (mayBePartial) this.#held = found.flat();
    else this.#tell(found);
    const lost = this.#markets.find(({ ticked, wasSought }) => !ticked.isKnown && !wasSought);
    if (lost === undefined) return;
    this.#held = this.#held.filter(({ market }) => market !== lost);
    await this.#join(redis, lost);
  }

  #read(redis: Redis): Promise<unknown> {
    const streams = this.#markets.map(({ stream }) => stream);
    const places = [...streams, ...streams.map(() => ">")];
    const { group } = this.parts;
    if (this.#held.length > 0)
      return redis.xreadgroup("GROUP", group, consumer, "COUNT", entriesMax, "NOACK", "STREAMS", ...places);
    const block = ["BLOCK", blockMs] as const;
    return redis.xreadgroup("GROUP", group, consumer, "COUNT", entriesMax, ...block, "NOACK", "STREAMS", ...places);
  }

  /** In the recorder's order, up to where one of the streams may have more. */
  #tell(found: readonly (readonly Read[])[]): void {
    const ends = found.filter(({ length }) => length === entriesMax).map((of) => of.at(-1)!);
    const reads = [...this.#held, ...found.flat()].toSorted(byReceived);
    this.#held = reads.filter((read) => ends.some((end) => byReceived(end, read) < 0));
    for (const { market, id, tick } of reads.slice(0, reads.length - this.#held.length)) {
      const wasKnown = market.ticked.isKnown;
      market.ticked.take(id, tick);
      if (wasKnown && !market.ticked.isKnown) market.wasSought = false;
    }
  }

  #readsOf(stream: string, entries: readonly Entry[]): Read[] {
    const market = this.#markets.find((of) => of.stream === stream)!;
    const { latest } = market;
    return entries.map(([id, flat]) => {
      const tick = parseTick(flat);
      // A stream stays in its own order: what cannot be read, or a clock that was set back, moves nothing.
      if (tick !== undefined && byReceived(tick, latest) > 0) {
        latest.receivedUnixNs = tick.receivedUnixNs;
        latest.sessionSequence = tick.sessionSequence;
      }
      return { market, id, tick, ...latest };
    });
  }
}

function byReceived(one: Place, other: Place): number {
  if (one.receivedUnixNs !== other.receivedUnixNs) return one.receivedUnixNs < other.receivedUnixNs ? -1 : 1;
  return one.sessionSequence - other.sessionSequence;
}

async function hasGroup(redis: Redis, stream: string, group: string): Promise<boolean> {
  if ((await redis.exists(stream)) === 0) return false;
  const groups = (await redis.xinfo("GROUPS", stream)) as unknown[][];
  return groups.some((of) => of[of.indexOf("name") + 1] === group);
}

/** Of the newest entry that has a whole book; where the hash does not know, the stream's beginning. */
async function bookId(redis: Redis, { bookKey: key, stream }: FollowedMarket): Promise<string> {
  const entry = await redis.hget(key, "book_entry");
  const [newest] = await redis.xrevrange(stream, "+", "-", "COUNT", 1);
  if (entry === null || !/^\d+$/.test(entry) || newest === undefined) return beginning;
  const id = `${parseStreamId(newest[0]).ms}-${entry}`;
  const [found] = await redis.xrange(stream, id, id);
  const tick = found === undefined ? undefined : parseTick(found[1]);
  return tick?.kind === "book" || tick?.kind === "snapshot" ? id : beginning;
}
