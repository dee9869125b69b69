/**
 * How many fills a second does a ledger take?
 *
 * Batches of a thousand, as an outbox delivers them, each when the one before has been taken; on disk before the answer
 * (SQLite: a sync each batch; Postgres: as it comes, so one too). Then in batches of one, as a calm session tells them.
 */
import type { LedgerRecord } from "../../src/domain/ledger-record.ts";
import type { Ledger } from "../../src/ports/ledger.ts";
import { type LedgerKind, ledgerKinds, numberedFills, opened } from "../helpers/ledger-kinds.ts";
import { type Bench, type BenchSize, besideAim, machineLine, spread } from "./bench.ts";

const batchCount = 1000;
const aims: Readonly<Record<string, number>> = { SQLite: 100_000, Postgres: 20_000 };

export const bench: Bench = {
  question: "How many fills a second does a ledger take?",
  async run(size: BenchSize): Promise<string[]> {
    const lines = [machineLine(), `workload: fills in batches of ${batchCount}, then one by one`];
    for (const kind of ledgerKinds) {
      if (kind.isMissing()) continue;
      lines.push(...(await measured(kind, size)));
      await kind.end();
    }
    return [...lines, "left out: making the records, the outbox's own log, and a server on another machine"];
  },
};

async function measured(kind: LedgerKind, size: BenchSize): Promise<string[]> {
  const [batchesCount, singlesCount] = size === "full" ? [200, 1000] : [3, 5];
  await using ledger = await opened(await kind.freshAddress());
  const records = numberedFills(0, batchesCount * batchCount + singlesCount);
  const batchSeconds = await written(ledger, records, 0, batchesCount, batchCount);
  const singleSeconds = await written(ledger, records, batchesCount * batchCount, singlesCount, 1);
  const { least, median, most } = spread(batchSeconds.map((seconds) => batchCount / seconds));
  const single = spread(singleSeconds.map((seconds) => seconds * 1e6));
  return [
    `${kind.name}: ${median.toFixed(0)} fills/s (${least.toFixed(0)} to ${most.toFixed(0)}; ${besideAim(median, aims[kind.name]!)}); one alone ${single.median.toFixed(0)} µs (worst ${single.most.toFixed(0)})`,
    `  read back: hash ${await hashOf(ledger)}`,
  ];
}

/** Seconds that each batch took. */
async function written(
  ledger: Ledger,
  records: readonly LedgerRecord[],
  startCount: number,
  batchesCount: number,
  eachCount: number,
): Promise<number[]> {
  const seconds: number[] = [];
  for (let done = 0; done < batchesCount; done++) {
    const fromCount = startCount + done * eachCount;
    const startedNs = Bun.nanoseconds();
    await ledger.write({ outboxId: "bench", fromCount, records: records.slice(fromCount, fromCount + eachCount) });
    seconds.push((Bun.nanoseconds() - startedNs) / 1e9);
  }
  return seconds;
}

async function hashOf(ledger: Ledger): Promise<string> {
  let hash = 0n;
  for (const { tradeId, price, venueUnixNs } of await ledger.fills({}))
    hash = Bun.hash.xxHash3(`${tradeId} ${price} ${venueUnixNs}`, hash);
  return hash.toString(16).padStart(16, "0");
}
