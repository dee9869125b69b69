/**
 * The hot state of a live session, for other programs to look at: in Redis where the configuration says so. It is
 * written at a pace, of what has changed; nothing of the session waits for it.
 */
import type { SessionSpec } from "../../sim/session-spec.ts";
import { MemoryState } from "../adapters/embedded/memory-state.ts";
import type { Instrument } from "../domain/instrument.ts";
import type { LedgerRecord } from "../domain/ledger-record.ts";
import { type DurationNs, nsPerMs } from "../domain/time.ts";
import { StateWriter } from "../live/state-writer.ts";
import type { TimerId } from "../ports/clock.ts";
import type { FeedListener, MarketFeed } from "../ports/market-feed.ts";
import type { SessionStatus } from "../ports/session-status.ts";
import type { StateStore } from "../ports/state-store.ts";
import { redisUrl } from "./live-feed.ts";
import { storesOf } from "./live-ledger.ts";
import type { LiveStart } from "./live-open.ts";

const writeEveryNs: DurationNs = 100 * nsPerMs;

/** A store, and who hears that it went away: what it held may have gone with it. */
export interface OpenedState {
  readonly store: StateStore;
  lost: () => void;
}

export class LiveState implements AsyncDisposable {
  readonly writer: StateWriter;
  readonly #store: StateStore;
  readonly #instruments: readonly Instrument[];
  #status: (() => SessionStatus) | undefined;
  #timer: TimerId | undefined;

  constructor(
    private readonly start: LiveStart,
    opened: OpenedState,
    { mode, epochUnixNs, markets }: SessionSpec,
  ) {
    const instruments = markets.map(({ instrument }) => instrument);
    const { store } = opened;
    this.#store = store;
    this.#instruments = instruments;
    // A recorder before us shows the books; and nobody reads them out of our memory.
    const writesBooks = start.feed === "binance" && !(store instanceof MemoryState);
    this.writer = new StateWriter({ store, mode, epochUnixNs, instruments, writesBooks });
    this.writer.begin();
    opened.lost = () => this.writer.forget();
  }

  /** From now on how the session stands is shown. */
  show(status: () => SessionStatus): void {
    const { clock } = this.start.world;
    this.#status = status;
    this.writer.write(status());
    this.#timer = clock.schedule(clock.nowNs() + writeEveryNs, () => this.show(status));
  }

  /** A record for the ledger: fills are shown, too. */
  readonly told = (record: LedgerRecord): void => {
    if (record.kind !== "fill") return;
    const isOf = ({ market, symbol }: Instrument) => market === record.market && symbol === record.symbol;
    this.writer.filled(this.#instruments.find(isOf)!, record);
  };

  /** The same feed, whose books are shown as well, after the session has had its rows. */
  shown(feed: MarketFeed): MarketFeed {
    return {
      start: (listener) => feed.start(new ShowingListener(listener, this.writer)),
      stop: () => feed.stop(),
    };
  }

  /** What it came to is shown last, with nothing open. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { world, logging } = this.start;
    if (this.#timer !== undefined) world.clock.cancel(this.#timer);
    if (this.#status !== undefined) this.writer.write(this.#status());
    this.writer.end();
    await this.#store.close();
    const { queuedCount } = this.#store.status;
    if (queuedCount > 0) logging.log.warn("state_left_behind", { queuedCount });
  }
}

/** @throws InputError for Redis without an address. */
export async function openLiveState(start: LiveStart): Promise<OpenedState> {
  if (storesOf(start.setup.config).state === "memory") return { store: new MemoryState(), lost: () => {} };
  const url = redisUrl("stores.state: redis");
  const { RedisState } = await import("../adapters/redis/redis-state.ts");
  const { log } = start.logging;
  const store = new RedisState({
    ...{ url, clock: start.world.clock },
    noted: (event, detail) => {
      log[event === "state_up" ? "info" : "warn"](event, { detail });
      if (event === "state_down") opened.lost();
    },
  });
  const opened: OpenedState = { store, lost: () => {} };
  return opened;
}

class ShowingListener implements FeedListener {
  constructor(
    private readonly listener: FeedListener,
    private readonly writer: StateWriter,
  ) {}

  rows(...told: Parameters<FeedListener["rows"]>): void {
    this.listener.rows(...told);
    this.writer.rows(...told);
  }

  clockOffset(...told: Parameters<FeedListener["clockOffset"]>): void {
    this.listener.clockOffset(...told);
  }

  noted(...told: Parameters<FeedListener["noted"]>): void {
    this.listener.noted(...told);
  }
}
