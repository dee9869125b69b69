// Goal: real recordings are imported to the last digit: every book, trade and ticker.
// Method: the recordings beside the project, where they are; against a naive re-computation that shares no code,
// against the figures that their collection states, and read back from Parquet and from tapes.
import { expect, test } from "bun:test";
import { loadInstruments } from "../../src/adapters/binance/instruments-file.ts";
import { ParquetRowsWriter } from "../../src/adapters/parquet/rows-writer.ts";
import { fanOut } from "../../src/data/fan-out.ts";
import { readRecording, startRecording } from "../../src/data/import-recording.ts";
import { openTapes } from "../../src/data/open-tapes.ts";
import { readParquetData, selectParquet } from "../../src/data/parquet-data.ts";
import { qualityReport } from "../../src/data/quality-report.ts";
import { RowQuality } from "../../src/data/row-quality.ts";
import { eventFlag, eventKind } from "../../src/domain/event.ts";
import { naively } from "../helpers/naive-recording.ts";
import { projectRoot, sharedData } from "../helpers/needs.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const instruments = loadInstruments(`${projectRoot}/configs/instruments.yaml`);

interface Recording {
  readonly name: string;
  readonly files: readonly string[];
  readonly isFutures: boolean;
  readonly checksCount: number;
  readonly mismatchesCount: number;
}

/** Figures as the collection's own README states them. */
const recordings: readonly Recording[] = [
  {
    name: "Spot BTCUSDT, two days",
    files: ["spot_btcusdt_20240808.gz", "spot_btcusdt_20240809.gz"],
    ...{ isFutures: false, checksCount: 6493, mismatchesCount: 2 },
  },
  {
    name: "USD-M BTCUSDT",
    files: ["usdm_btcusdt_20240808.gz"],
    ...{ isFutures: true, checksCount: 6547, mismatchesCount: 0 },
  },
  {
    name: "COIN-M BTCUSD_PERP, two days",
    files: ["cm_btcusd_perp_20240808.gz", "cm_btcusd_perp_20240809.gz"],
    ...{ isFutures: true, checksCount: 44_772, mismatchesCount: 0 },
  },
  {
    name: "Spot NEXOUSDT, a whole day in microseconds",
    files: ["binance/spot_nexousdt_20240723.dat.gz", "binance/spot_nexousdt_20240724.dat.gz"],
    ...{ isFutures: false, checksCount: 68_180, mismatchesCount: 0 },
  },
];

for (const { name, files, isFutures, checksCount, mismatchesCount } of recordings) {
  const paths = files.map(sharedData).filter((path) => path !== undefined);
  const isMissing = paths.length < files.length;

  test.skipIf(isMissing)(
    `recordings: ${name}: the naive re-computation agrees to the last digit`,
    async () => {
      const naive = naively(paths, isFutures);
      const report = await importTo(new RowQuality(), [...paths].reverse());
      expect(report).toMatchObject({
        depthEventsCount: naive.depthEventsCount,
        appliedCount: naive.appliedCount,
        droppedCount: naive.depthEventsCount - naive.appliedCount,
        gapsCount: naive.brokenCount,
        crossedCount: naive.crossedCount,
        tickersCount: naive.tickersCount,
        tradesCount: naive.tradesCount,
        tradeIdGapsCount: naive.tradeIdGapsCount,
        tickerChecksCount: naive.tickerChecksCount,
        tickerMismatchesCount: naive.tickerMismatchesCount,
        finalBook: {
          updateId: naive.lastUpdateId,
          bidsCount: naive.bidsCount,
          asksCount: naive.asksCount,
          sha256: naive.sha256,
        },
      });
      expect(report.clockOffsetMs?.min).toBeCloseTo(naive.delayMinMs, 6);
      expect(report.clockOffsetMs?.max).toBeCloseTo(naive.delayMaxMs, 6);
      expect(report).toMatchObject({ tickerChecksCount: checksCount, tickerMismatchesCount: mismatchesCount });
      expect(report).toMatchObject({ gaps: [], resyncsCount: 0, duplicatesCount: 0, outOfOrderCount: 0, ok: true });
    },
    60_000,
  );

  test.skipIf(isMissing)(
    `recordings: ${name}: from Parquet the same report and the same tape as from the recording`,
    async () => {
      using folder = temporaryFolder();
      const raw = folder.of("raw");
      const fromRecording = await importTo(new RowQuality(), paths, raw);
      const [files = []] = await selectParquet([raw], { instruments });
      const data = readParquetData(files);
      const quality = new RowQuality();
      await data.read(quality);
      expect(qualityReport(data, quality, data.feed)).toEqual(fromRecording);
      const [tape] = await openTapes(paths, { instruments }, { folder: folder.of("a"), codeHash: "any" });
      const [tapeOfParquet] = await openTapes([raw], { instruments }, { folder: folder.of("b"), codeHash: "any" });
      expect(tapeOfParquet?.contentHash).toBe(tape!.contentHash);
      expect(tape?.rowsCount).toBe(fromRecording.rowsCount);
    },
    60_000,
  );
}

const spot = sharedData("spot_btcusdt_20240808.gz");

test.skipIf(spot === undefined)(
  "recordings: a tape of Spot: venue times are corrected, and follow the rules of the engine",
  async () => {
    using folder = temporaryFolder();
    const [tape] = await openTapes([spot!], { instruments }, { folder: folder.path, codeHash: "any" });
    let receivedNs = 0n;
    let timedCount = 0;
    let touchesCount = 0;
    let earliestNs = 2n ** 62n;
    for (const columns of tape!.chunks(10_000))
      for (let at = 0; at < columns.rowsCount; at++) {
        const flags = columns.flags[at]!;
        expect(columns.receivedNs[at]! >= receivedNs).toBe(true);
        receivedNs = columns.receivedNs[at]!;
        expect(columns.venueNs[at]! <= receivedNs).toBe(true);
        const hasTime = (flags & eventFlag.noVenueTime) === 0;
        expect(hasTime).toBe(
          (flags & eventFlag.kindMask) === eventKind.depth || (flags & eventFlag.kindMask) === eventKind.trade,
        );
        if ((flags & eventFlag.movesTouch) !== 0) touchesCount++;
        if (!hasTime) continue;
        timedCount++;
        const delayNs = receivedNs - columns.venueNs[at]!;
        if (delayNs < earliestNs) earliestNs = delayNs;
      }
    expect(timedCount).toBeGreaterThan(100_000);
    expect(touchesCount).toBeGreaterThan(100_000);
    // Trades carry the time that they happened, a moment before they were sent: the fastest message took that long, or
    // no time.
    expect(earliestNs < 1_000_000n).toBe(true);
  },
);

test.skipIf(spot === undefined)(
  "recordings: a tape asked for again: the cached one, and built again when it is damaged",
  async () => {
    using folder = temporaryFolder();
    const [first] = await openTapes([spot!], { instruments }, { folder: folder.path, codeHash: "any" });
    const [again] = await openTapes([spot!], { instruments }, { folder: folder.path, codeHash: "any" });
    expect(again?.contentHash).toBe(first!.contentHash);
    const [manifest = ""] = [...new Bun.Glob("**/tape.json").scanSync(folder.path)];
    await Bun.write(folder.of(manifest), "{}");
    const [rebuilt] = await openTapes([spot!], { instruments }, { folder: folder.path, codeHash: "any" });
    expect(rebuilt?.contentHash).toBe(first!.contentHash);
    expect([...new Bun.Glob("*").scanSync({ cwd: folder.path, onlyFiles: false })].length).toBe(1);
  },
);

async function importTo(quality: RowQuality, paths: readonly string[], raw?: string) {
  const start = await startRecording(paths, { instruments });
  const source = start.paths.join(" ");
  const writer = raw === undefined ? undefined : new ParquetRowsWriter(raw, start.instrument, start.midnightUnixNs);
  const facts = await readRecording(start, writer === undefined ? quality : fanOut(quality, writer));
  writer?.seal({ clockOffsetNs: facts.clockOffsetNs, source, feed: facts.feed });
  return qualityReport({ ...facts, source }, quality, facts.feed);
}
