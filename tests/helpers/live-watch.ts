/** Whoever looks at a live session from outside while it runs: its metrics, and its book in Redis. */

import { askEveryMs, type LiveProcess } from "./live-process.ts";
import { eventually } from "./patient.ts";
import { asked } from "./servers/redis.ts";

/** The bucket in which the slowest of a histogram of one series is: no one took longer. */
export async function slowestSeconds(live: LiveProcess, family: string): Promise<number> {
  const text = await metricsOf(live);
  const buckets = [...text.matchAll(new RegExp(`^${family}_bucket\\{.*le="([^"]+)".*\\} (\\d+)$`, "gm"))];
  const [, , all] = buckets.at(-1)!;
  return Number(buckets.find(([, , count]) => count === all)![1]!.replace("+Inf", "Infinity"));
}

/** Of one series without labels. */
export async function gauge(live: LiveProcess, family: string): Promise<number> {
  return Number(new RegExp(`^${family} (.*)$`, "m").exec(await metricsOf(live))![1]);
}

async function metricsOf(live: LiveProcess): Promise<string> {
  return await (await fetch(`${await live.ready}/metrics`)).text();
}

/** Reads the book of a session again and again, as another program would, and keeps what is wrong with it. */
export class BookWatch implements AsyncDisposable {
  readonly faults: string[] = [];
  booksCount = 0;
  /** When the session received what it showed last, in Unix milliseconds. */
  receivedMs = 0;
  #isOver = false;
  #lastUpdateId = 0;
  readonly #done: Promise<void>;

  constructor(
    private readonly url: string,
    private readonly key: string,
  ) {
    this.#done = this.#watch();
  }

  /** Once it has been shown a book of that time or later. */
  async shown(sinceMs: number): Promise<void> {
    await eventually(() => this.receivedMs >= sinceMs, askEveryMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    await this.#done;
  }

  async #watch(): Promise<void> {
    while (!this.#isOver) {
      // It may be away.
      const fields = await asked(this.url, (redis) => redis.hgetall(this.key)).catch(() => undefined);
      if (fields?.state === "valid") this.#judge(fields);
      await Bun.sleep(askEveryMs);
    }
  }

  #judge({ bids = "", asks = "", update_id, received_time_ns }: Record<string, string>): void {
    this.booksCount++;
    this.receivedMs = Number(received_time_ns) / 1e6;
    const [falling, rising] = [pricesIn(bids), pricesIn(asks)];
    const upwards = [...falling.toReversed(), ...rising];
    const isOrdered = upwards.every((price, at) => at === 0 || price > upwards[at - 1]!);
    if (!isOrdered || falling.length === 0 || rising.length === 0) this.faults.push(`${bids} ${asks}`);
    if (Number(update_id) < this.#lastUpdateId) this.faults.push(`${update_id} after ${this.#lastUpdateId}`);
    this.#lastUpdateId = Number(update_id);
  }
}

function pricesIn(levels: string): number[] {
  return (JSON.parse(levels) as [string, string][]).map(([price]) => Number(price));
}
