/** Who else is told what is recorded: nobody, or a Redis, whose client is loaded only then. */
import type { Instrument } from "../domain/instrument.ts";
import type { Log } from "../live/log.ts";
import type { Clock } from "../ports/clock.ts";
import type { StoreStatus } from "../ports/state-store.ts";
import type { TickSink } from "../ports/tick-sink.ts";
import { redisUrl } from "./live-feed.ts";

export interface RecordTicks {
  readonly sink: TickSink;
  readonly status: StoreStatus;
  /** Tells what is left, in the time that the store allows itself. */
  close(): Promise<void>;
}

/** @param entriesMax that a stream keeps, about. @throws InputError without an address. */
export async function openTicks(
  clock: Clock,
  instruments: readonly Instrument[],
  entriesMax: number,
  log: Log,
): Promise<RecordTicks> {
  const url = redisUrl("record.ticks: redis");
  const { RedisState } = await import("../adapters/redis/redis-state.ts");
  const { TickStream } = await import("../adapters/redis/tick-stream.ts");
  const noted = (event: string, detail: string) => log[event === "state_up" ? "info" : "warn"](event, { detail });
  const store = new RedisState({ url, clock, streamEntriesMax: entriesMax, noted });
  const sink = new TickStream({ clock, store, instruments });
  return {
    sink,
    get status() {
      return store.status;
    },
    close: async () => {
      sink.close();
      await store.close();
    },
  };
}
