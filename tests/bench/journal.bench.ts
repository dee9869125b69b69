/**
 * What does it cost to journal an input before its effects leave?
 *
 * Inputs of eight rows, about what messages of a liquid symbol hold, written as a session writes them, into segments on
 * disk. First as fast as they go: the event loop turns every thousand inputs, so that the next segment can be made
 * ready, and with sync on the disk is asked again as soon as it has answered. Then at a live rate, five inputs each time
 * that a timer of 1 ms wakes the loop, each timed by itself, with a sync every 250 ms. Only the appending is timed.
 */
import { SegmentReader } from "../../src/adapters/segments/segment-reader.ts";
import { SegmentWriter } from "../../src/adapters/segments/segment-writer.ts";
import { wordsOf, writeInt64 } from "../../src/base/int64.ts";
import { LogHistogram } from "../../src/base/log-histogram.ts";
import { eventKind } from "../../src/domain/event.ts";
import { MarketRows, noId } from "../../src/domain/market-rows.ts";
import type { Side } from "../../src/domain/side.ts";
import { JournalWriter } from "../../src/live/journal/journal-writer.ts";
import { RowColumns } from "../../src/live/row-columns.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";
import { type Bench, type BenchSize, machineLine, spread, timed } from "./bench.ts";

const rowsCount = 8;
const turnInputs = 1000;
const aimNs = 1000;
const pacedInputs = 5;
/** Wakes between two syncs. */
const syncWakes = 250;

export const bench: Bench = {
  question: "What does it cost to journal an input before its effects leave?",
  async run(size: BenchSize): Promise<string[]> {
    const [floodCount, wakesCount] = size === "full" ? [1_000_000, 10_000] : [2000, 10];
    const lines = [machineLine(), `workload: inputs of ${rowsCount} rows`];
    for (const withSync of [false, true]) {
      lines.push(...(await flood(floodCount, withSync)));
      lines.push(...(await pace(wakesCount, withSync)));
    }
    return [...lines, "left out: making the rows, the session behind them, and the first segment"];
  },
};

async function flood(inputsCount: number, withSync: boolean): Promise<string[]> {
  using folder = temporaryFolder();
  const log = new SegmentWriter(folder.path, "journal");
  const inputs = new Inputs(new JournalWriter(log, { bench: "journal" }));
  const nsEach: number[] = [];
  for (let done = 0; done < inputsCount; done += turnInputs) {
    nsEach.push((timed(() => inputs.append(turnInputs)).seconds / turnInputs) * 1e9);
    if (withSync) log.sync();
    await new Promise((resolve) => setImmediate(resolve));
  }
  log.close();
  const { least, median, most } = spread(nsEach);
  const bytesEach = log.bytesCount / inputsCount;
  const reached = median <= aimNs ? "reached" : "NOT reached";
  return [
    `${inputsCount} inputs, sync ${onOff(withSync)}: ${median.toFixed(0)} ns an input (${least.toFixed(0)} to ${most.toFixed(0)}; aim ${aimNs}: ${reached}), ${bytesEach.toFixed(0)} bytes, ${((bytesEach / median) * 1e3).toFixed(0)} MB/s`,
    `  read back: hash ${readBack(folder.path)}`,
  ];
}

async function pace(wakesCount: number, withSync: boolean): Promise<string[]> {
  using folder = temporaryFolder();
  const log = new SegmentWriter(folder.path, "journal");
  const inputs = new Inputs(new JournalWriter(log, { bench: "journal" }));
  const histogram = new LogHistogram();
  for (let wake = 1; wake <= wakesCount; wake++) {
    inputs.appendTimed(pacedInputs, histogram);
    if (withSync && wake % syncWakes === 0) log.sync();
    await Bun.sleep(1);
  }
  log.close();
  const at = (share: number) => `${histogram.quantile(share).toFixed(0)}`;
  return [
    `  ${histogram.count} inputs at a live rate, the clock included: p50 ${at(0.5)}, p99 ${at(0.99)}, p99.9 ${at(0.999)}, worst ${histogram.max} ns`,
  ];
}

function onOff(isOn: boolean): string {
  return isOn ? "on" : "off";
}

/** The same inputs over and over, but for their times. */
class Inputs {
  #atNs = 0;
  readonly #rows = new MarketRows(rowsCount);
  readonly #columns = new RowColumns();
  readonly #receivedWords: Int32Array;

  constructor(private readonly journal: JournalWriter) {
    for (let at = 0; at < rowsCount; at++)
      this.#rows.append({
        kind: eventKind.depth,
        side: (at % 2) as Side,
        receivedNs: 0,
        venueNs: 0,
        priceTicks: 6_000_000 + at,
        sizeLots: 1000 + at,
        firstUpdateId: at,
        updateId: at,
        previousUpdateId: noId,
        tradeId: noId,
        isLast: at === rowsCount - 1,
      });
    this.#columns.fill(this.#rows, 0, 0);
    this.#receivedWords = wordsOf(this.#columns.receivedNs);
  }

  append(count: number): void {
    for (let done = 0; done < count; done++) this.journal.rows(this.#stamp(), 0, this.#columns);
  }

  appendTimed(count: number, histogram: LogHistogram): void {
    for (let done = 0; done < count; done++) {
      const atNs = this.#stamp();
      const startedNs = Bun.nanoseconds();
      this.journal.rows(atNs, 0, this.#columns);
      histogram.record(Bun.nanoseconds() - startedNs);
    }
  }

  #stamp(): number {
    this.#atNs += 1000;
    for (let at = 0; at < rowsCount; at++) writeInt64(this.#receivedWords, at, this.#atNs);
    return this.#atNs;
  }
}

function readBack(folder: string): string {
  let hash = 0n;
  for (const record of new SegmentReader(folder, "journal").records()) hash = Bun.hash.xxHash3(record, hash);
  return hash.toString(16).padStart(16, "0");
}
