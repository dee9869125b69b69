/**
 * Keeps one group of streams flowing: a connection, and when it has to be replaced (age, the server's going, silence) a
 * second one beside it, until that one has delivered every symbol. A connection that breaks is made again with growing
 * patience.
 *
 *            lost ┌────────────── backoff ◀──────────────┐
 *                 ▼                                      │ lost: its symbols have missed events
 *   ──▶ connecting ──▶ current ── replace ──▶ current and next ── next delivers all, or time is up ──▶ next is current
 *                         ▲                        │
 *                         └───────── next lost ────┘ tried again later
 */
import { type DurationNs, nsPerMs, nsPerSecond, type TimeNs } from "../../../domain/time.ts";
import type { TimerId } from "../../../ports/clock.ts";
import { backoffNs } from "../backoff.ts";
import type { FeedOptions } from "./feed-options.ts";
import type { FeedWorld, NoteFeed } from "./feed-world.ts";
import type { SlidingBudget } from "./sliding-budget.ts";
import { type ConnectionOwner, type ConnectionPlan, StreamConnection } from "./stream-connection.ts";
import { type LineStream, StreamWatch } from "./stream-watch.ts";
import type { SymbolFeed } from "./symbol-feed.ts";

export interface LineParts {
  /** For people. */
  readonly name: string;
  readonly plan: ConnectionPlan;
  /** Those of the plan, at the same places. */
  readonly streams: readonly LineStream[];
  /** Attempts to connect, of all lines together. */
  readonly attempts: SlidingBudget;
  readonly options: FeedOptions;
  readonly note: NoteFeed;
  readonly badFrame: (detail: string) => void;
}

type LineTimer = "connect" | "lifetime" | "overlap" | "watch";

const waitFirstNs: DurationNs = 250 * nsPerMs;
const waitMostNs: DurationNs = 30 * nsPerSecond;
/** A connection that lived so long was a good one: patience begins anew. */
const goodNs: DurationNs = 10 * nsPerSecond;
const lifetimeJitterShare = 20;

export class StreamLine implements ConnectionOwner {
  #current: StreamConnection | undefined;
  #next: StreamConnection | undefined;
  /** Symbols that `#next` has not delivered yet. */
  #awaited = new Set<SymbolFeed>();
  #failures = 0;
  #idLast = 0;
  readonly #timers = new Map<LineTimer, TimerId>();
  readonly #watch: StreamWatch;
  readonly #hasDepth: boolean;
  #isStopped = false;

  constructor(
    private readonly parts: LineParts,
    private readonly world: FeedWorld,
  ) {
    this.#hasDepth = parts.streams.some(({ kind }) => kind === "depth");
    this.#watch = new StreamWatch(parts.streams, parts.options, parts.note);
  }

  start(): void {
    this.#connect();
    this.#watchOn();
  }

  stop(): void {
    this.#isStopped = true;
    for (const timer of this.#timers.values()) this.world.clock.cancel(timer);
    this.#current?.close();
    this.#next?.close();
  }

  subscribed(connection: StreamConnection): void {
    const { parts } = this;
    parts.note(undefined, "connected", `${parts.name}: ${parts.streams.length} streams`);
    this.#watch.subscribed(connection.id, this.world.clock.nowNs());
    if (connection === this.#current) this.#liveFor(connection);
  }

  frame(connection: StreamConnection, stream: number, bytes: Buffer, nowNs: TimeNs): void {
    const { symbol, kind } = this.parts.streams[stream]!;
    this.#watch.heard(connection.id, stream);
    symbol.frame(connection.id, kind, bytes, nowNs);
    if (this.#next !== undefined) this.#noticeDelivery(this.#next, connection, symbol);
  }

  badFrame(_connection: StreamConnection, what: string): void {
    this.parts.badFrame(`${this.parts.name}: a frame is ${what}`);
  }

  shutdown(connection: StreamConnection): void {
    if (connection === this.#next) connection.giveUp("the server is about to go");
    else this.#replace("the server is about to go");
  }

  ended(connection: StreamConnection, why: string): void {
    const { parts, world } = this;
    parts.note(undefined, "disconnected", `${parts.name}: ${why}`);
    const wasGood = world.clock.nowNs() - connection.subscribedNs > goodNs;
    this.#failures = wasGood ? 0 : this.#failures + 1;
    if (connection === this.#next) this.#nextEnded(connection);
    else this.#currentEnded(connection);
  }

  #nextEnded(connection: StreamConnection): void {
    this.#next = undefined;
    this.#cancel("overlap");
    // The book of a symbol may be read from it already.
    if (this.#hasDepth) this.#lost(connection);
    this.#later("connect", this.#patienceNs(), () => this.#replace("trying again"));
  }

  #currentEnded(connection: StreamConnection): void {
    this.#current = undefined;
    this.#cancel("lifetime");
    // Prints that never came were not missed; of a book's events the ids tell.
    if (this.#hasDepth || connection.isSubscribed) this.#lost(connection);
    if (this.#next === undefined) this.#later("connect", this.#patienceNs(), () => this.#connect());
    else this.#finishOverlap();
  }

  #lost(connection: StreamConnection): void {
    const nowNs = this.world.clock.nowNs();
    for (const symbol of new Set(this.parts.streams.map((stream) => stream.symbol)))
      symbol.lost(connection.id, this.#hasDepth, nowNs);
  }

  #connect(): void {
    const waitNs = this.parts.attempts.waitNs(this.world.clock.nowNs(), 1);
    if (waitNs > 0) this.#later("connect", waitNs, () => this.#connect());
    else this.#current = this.#open();
  }

  /** Opens a second connection, to take the place of the first. */
  #replace(why: string): void {
    if (this.#next !== undefined || this.#current === undefined) return;
    const waitNs = this.parts.attempts.waitNs(this.world.clock.nowNs(), 1);
    if (waitNs > 0) this.#later("connect", waitNs, () => this.#replace(why));
    else this.#openNext(why);
  }

  #openNext(why: string): void {
    this.#cancel("connect");
    this.parts.note(undefined, "reconnecting", `${this.parts.name}: ${why}`);
    this.#awaited = new Set(this.parts.streams.map((stream) => stream.symbol));
    this.#next = this.#open();
    this.#later("overlap", this.parts.options.overlapMaxNs, () => this.#finishOverlap());
  }

  #open(): StreamConnection {
    this.parts.attempts.spend(this.world.clock.nowNs(), 1);
    return new StreamConnection(++this.#idLast, this.parts.plan, this.world, this);
  }

  #noticeDelivery(next: StreamConnection, from: StreamConnection, symbol: SymbolFeed): void {
    const isDelivered = this.#hasDepth ? symbol.isReadFrom(next.id) : from === next;
    if (!isDelivered || !this.#awaited.delete(symbol) || this.#awaited.size > 0) return;
    this.#later("overlap", this.parts.options.lingerNs, () => this.#finishOverlap());
  }

  #finishOverlap(): void {
    const [old, next] = [this.#current, this.#next];
    if (next === undefined) return;
    this.#cancel("overlap");
    this.#current = next;
    this.#next = undefined;
    this.parts.note(undefined, "overlap", `${this.parts.name}: ${this.#awaited.size} symbols still to come`);
    this.#liveFor(next);
    if (old === undefined) return;
    old.close();
    const nowNs = this.world.clock.nowNs();
    for (const symbol of this.#awaited) symbol.retired(old.id, nowNs);
  }

  #liveFor(connection: StreamConnection): void {
    const { lifetimeNs } = this.parts.options;
    const shorterNs = this.world.random.int(0, Math.floor(lifetimeNs / lifetimeJitterShare));
    const ageNs = Math.max(0, this.world.clock.nowNs() - connection.subscribedNs);
    this.#later("lifetime", Math.max(0, lifetimeNs - shorterNs - ageNs), () => this.#replace("it is old"));
  }

  #patienceNs(): DurationNs {
    return backoffNs(this.world.random, Math.max(0, this.#failures - 1), waitFirstNs, waitMostNs);
  }

  #watchOn(): void {
    this.#later("watch", nsPerSecond, () => {
      this.#look();
      this.#watchOn();
    });
  }

  #look(): void {
    if (this.#current?.isSubscribed !== true || this.#next !== undefined) return;
    const why = this.#watch.look(this.world.clock.nowNs());
    if (why !== undefined) this.#replace(why);
  }

  #later(what: LineTimer, waitNs: DurationNs, then: () => void): void {
    if (this.#isStopped) return;
    this.#cancel(what);
    const atNs = this.world.clock.nowNs() + waitNs;
    this.#timers.set(what, this.world.clock.schedule(atNs, then));
  }

  #cancel(what: LineTimer): void {
    const timer = this.#timers.get(what);
    if (timer !== undefined) this.world.clock.cancel(timer);
  }
}
