/**
 * The project's own small sample of what it writes, `data/sample`: a minute of the synthetic market as events and
 * features, and what the naive maker did there. `bun tests/helpers/sample-data.ts` writes it anew.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { generateSyntheticMarket } from "../../sim/synthetic-market.ts";
import { ParquetRowsWriter } from "../../src/adapters/parquet/rows-writer.ts";
import { eventKind } from "../../src/domain/event.ts";
import { type FeedFacts, feedFacts } from "../../src/domain/feed-facts.ts";
import type { MarketRows, RowSink } from "../../src/domain/market-rows.ts";
import { nsPerMinute } from "../../src/domain/time.ts";
import { spotBtcusdt } from "./instruments.ts";
import { projectRoot } from "./needs.ts";

export const sampleFolder = join(projectRoot, "data/sample");

/** Writes all of it into a folder, by the project's own commands where there is one. */
export async function writeSample(folder: string): Promise<void> {
  writeEvents(join(folder, "raw"));
  await halfspread("data", "features", join(folder, "raw"), "--labels", "1s", "--out", join(folder, "features"));
  const tables = ["--fills", join(folder, "run/fills.parquet"), "--pnl", join(folder, "run/pnl.parquet")];
  await halfspread(
    "sim",
    "configs/btcusdt-naive.yaml",
    "--data",
    join(folder, "raw"),
    ...tables,
    "--out",
    `${folder}.run`,
  );
  rmSync(`${folder}.run`, { recursive: true });
}

/** 2024-01-01T00:00:00Z, as the market of `sim` without data. */
const startUnixNs = 1_704_067_200_000_000_000n;

function writeEvents(root: string): void {
  const writer = new ParquetRowsWriter(root, spotBtcusdt, startUnixNs);
  const counts = new MessageCounts(writer);
  const market = { instrument: spotBtcusdt, seed: 7, startUnixNs, durationNs: nsPerMinute, startPriceTicks: 6_000_000 };
  generateSyntheticMarket(market, counts);
  writer.seal({ clockOffsetNs: 0, source: "synthetic market, seed 7, 1 minute", feed: counts.facts });
}

/** What whoever receives this market would know of it: nothing is ever lost. */
class MessageCounts implements RowSink {
  readonly #counts = new Map<number, number>();

  constructor(private readonly out: RowSink) {}

  rows(batch: MarketRows): void {
    for (let at = 0; at < batch.count; at++)
      if (batch.isLast[at] === 1) this.#counts.set(batch.kind[at]!, this.#of(batch.kind[at]!) + 1);
    this.out.rows(batch);
  }

  end(): void {
    this.out.end();
  }

  get facts(): FeedFacts {
    return feedFacts.parse({
      depth_events_count: this.#of(eventKind.depth),
      trades_count: this.#of(eventKind.trade),
      tickers_count: this.#of(eventKind.ticker),
      snapshots_count: this.#of(eventKind.snapshotLevel),
      applied_count: this.#of(eventKind.depth),
      ...{ ignored_count: 0, dropped_count: 0, overlaps_count: 0, duplicates_count: 0, out_of_order_count: 0 },
      clock_delay_ms: null,
    });
  }

  #of(kind: number): number {
    return this.#counts.get(kind) ?? 0;
  }
}

async function halfspread(...args: string[]): Promise<void> {
  const child = Bun.spawn([process.execPath, "src/cli.ts", ...args], {
    cwd: projectRoot,
    stdout: "ignore",
    stderr: "pipe",
  });
  if ((await child.exited) !== 0) throw new Error(await child.stderr.text());
}

if (import.meta.main) {
  rmSync(sampleFolder, { recursive: true, force: true });
  await writeSample(sampleFolder);
}
