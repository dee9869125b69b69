/**
 * How long does it take to open a tape, and does that depend on its length?
 *
 * A tape of a million rows and one of 23 million, on disk and in the page cache. Opening reads the description; what
 * the rows hold is checked batch by batch as they are first read, so that is timed beside reading them again.
 */
import { openTapeFolder } from "../../src/adapters/arrow/tape-reader.ts";
import { TapeWriter } from "../../src/adapters/arrow/tape-writer.ts";
import { eventKind } from "../../src/domain/event.ts";
import { MarketRows } from "../../src/domain/market-rows.ts";
import type { Tape } from "../../src/ports/tape.ts";
import { spotBtcusdt } from "../helpers/instruments.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";
import { type Bench, type BenchSize, machineLine, spread, timed } from "./bench.ts";

const midnightUnixNs = 1_723_075_200_000_000_000n;
/** Rows at a time, as the runner of backtests takes them. */
const chunkRows = 65_536;

export const bench: Bench = {
  question: "How long does it take to open a tape, and does that depend on its length?",
  async run(size: BenchSize): Promise<string[]> {
    const [lengths, repeats] = size === "full" ? [[1_000_000, 23_000_000], 21] : [[1_000, 10_000], 3];
    const lines = [machineLine()];
    for (const rowsCount of lengths) lines.push(...measure(rowsCount, repeats));
    lines.push(
      "left out: a cold page cache, making the tape, and the hash of the recording by which the cache finds it",
    );
    return lines;
  },
};

function measure(rowsCount: number, repeats: number): string[] {
  using folder = temporaryFolder();
  const path = folder.of("tape");
  writeTape(path, rowsCount);
  const opened = Array.from({ length: repeats }, () => timed(() => openTapeFolder(path)!));
  const tape = opened[0]!.value;
  const ms = spread(opened.map(({ seconds }) => seconds * 1e3));
  const first = timed(() => readAll(tape)).seconds;
  const again = timed(() => readAll(tape)).seconds;
  const nsPerRow = (seconds: number) => `${((seconds / rowsCount) * 1e9).toFixed(2)} ns a row`;
  return [
    `${rowsCount} rows: opened in ${ms.median.toFixed(2)} ms (${ms.least.toFixed(2)} to ${ms.most.toFixed(2)}, ${repeats} times)`,
    `  read through, a value of each page: ${nsPerRow(first)} the first time, with checksums; ${nsPerRow(again)} again`,
    `  content hash ${tape.contentHash}`,
  ];
}

function writeTape(path: string, rowsCount: number): void {
  const writer = new TapeWriter(path, spotBtcusdt, midnightUnixNs);
  const rows = new MarketRows(Math.min(8192, rowsCount));
  rows.kind.fill(eventKind.depth);
  for (let done = 0; done < rowsCount; done += rows.count) {
    rows.count = Math.min(rows.countMax, rowsCount - done);
    for (let at = 0; at < rows.count; at++) {
      rows.receivedNs[at] = (done + at) * 1000;
      rows.venueNs[at] = (done + at) * 1000 - 500;
      rows.priceTicks[at] = 6_000_000 + ((done + at) % 977);
      rows.sizeLots[at] = (done + at) % 1009;
    }
    writer.rows(rows);
  }
  writer.end();
  writer.seal({ clockOffsetNs: 0, source: "made up", problems: [], bookValidNs: 0 });
}

const valuesOfPage = 1024;

/** A value of every page: what the engine has to wait for before it can read. */
function readAll(tape: Tape): number {
  let sum = 0;
  for (const { rowsCount, priceTicks, flags } of tape.chunks(chunkRows))
    for (let at = 0; at < rowsCount; at += valuesOfPage) sum += priceTicks[at]! + flags[at]!;
  return sum;
}
