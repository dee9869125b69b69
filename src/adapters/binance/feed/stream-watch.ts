/**
 * Whether a line's streams still speak: a symbol of which nothing comes any more, and a kind of stream that was confirmed
 * and has never said anything, as the venue does with a stream asked for in the wrong place. Either is a reason to
 * replace the connection; since a quiet market looks the same, with growing patience.
 */
import { type DurationNs, nsPerHour, nsPerSecond, type TimeNs } from "../../../domain/time.ts";
import type { FeedOptions } from "./feed-options.ts";
import { type StreamKind, streamKinds } from "./feed-venue.ts";
import type { NoteFeed } from "./feed-world.ts";
import type { SymbolFeed } from "./symbol-feed.ts";

/** One stream of a line. */
export interface LineStream {
  readonly symbol: SymbolFeed;
  readonly kind: StreamKind;
}

const waitMostNs: DurationNs = nsPerHour;

export class StreamWatch {
  readonly #symbols: ReadonlySet<SymbolFeed>;
  readonly #kinds: readonly StreamKind[];
  /** By stream, one bit a kind. */
  readonly #kindBits: Uint8Array;
  #connectionId = -1;
  #subscribedNs: TimeNs = Number.POSITIVE_INFINITY;
  #kindsHeard = 0;
  readonly #stale = new Set<SymbolFeed>();
  readonly #silent = new Set<StreamKind>();
  #waitNs: DurationNs;
  #notBeforeNs: TimeNs = Number.NEGATIVE_INFINITY;
  #calmSinceNs: TimeNs | undefined;

  constructor(
    streams: readonly LineStream[],
    private readonly options: FeedOptions,
    private readonly note: NoteFeed,
  ) {
    this.#symbols = new Set(streams.map(({ symbol }) => symbol));
    this.#kinds = streamKinds.filter((kind) => streams.some((stream) => stream.kind === kind));
    this.#kindBits = Uint8Array.from(streams, ({ kind }) => bitOf(kind));
    this.#waitNs = options.staleNs;
  }

  /** From now on this connection is watched. */
  subscribed(connectionId: number, nowNs: TimeNs): void {
    this.#connectionId = connectionId;
    this.#subscribedNs = nowNs;
    this.#kindsHeard = 0;
    this.#silent.clear();
  }

  heard(connectionId: number, stream: number): void {
    if (connectionId === this.#connectionId) this.#kindsHeard |= this.#kindBits[stream]!;
  }

  /** Why the connection should be replaced, or undefined. */
  look(nowNs: TimeNs): string | undefined {
    const why = this.#silence(nowNs) ?? this.#staleness(nowNs);
    if (why === undefined) this.#calm(nowNs);
    else this.#calmSinceNs = undefined;
    if (why === undefined || nowNs < this.#notBeforeNs) return undefined;
    this.#notBeforeNs = nowNs + this.#waitNs;
    this.#waitNs = Math.min(waitMostNs, 2 * this.#waitNs);
    return why;
  }

  /** After as long a calm as its patience has become it begins anew: one message an hour is no calm. */
  #calm(nowNs: TimeNs): void {
    this.#calmSinceNs ??= nowNs;
    if (nowNs - this.#calmSinceNs < this.#waitNs) return;
    this.#waitNs = this.options.staleNs;
    this.#notBeforeNs = Number.NEGATIVE_INFINITY;
  }

  #silence(nowNs: TimeNs): string | undefined {
    if (nowNs - this.#subscribedNs <= this.options.silentNs) return undefined;
    const silent = this.#kinds.filter((kind) => (this.#kindsHeard & bitOf(kind)) === 0);
    for (const kind of silent) {
      if (this.#silent.has(kind)) continue;
      this.#silent.add(kind);
      this.note(undefined, "silent", `streams of kind ${kind} are subscribed to and have never said anything`);
    }
    return silent.length === 0 ? undefined : `nothing of ${silent.join(", ")}`;
  }

  #staleness(nowNs: TimeNs): string | undefined {
    let why: string | undefined;
    for (const symbol of this.#symbols) {
      const quietNs = nowNs - Math.max(symbol.heardNs, this.#subscribedNs);
      if (quietNs <= this.options.staleNs) {
        this.#stale.delete(symbol);
        continue;
      }
      why ??= `nothing of ${symbol.name}`;
      if (this.#stale.has(symbol)) continue;
      this.#stale.add(symbol);
      this.note(symbol.marketIndex, "stale", `nothing for ${Math.round(quietNs / nsPerSecond)} s`);
    }
    return why;
  }
}

function bitOf(kind: StreamKind): number {
  return 1 << streamKinds.indexOf(kind);
}
