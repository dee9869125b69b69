/**
 * Does memory grow with the length of the recording?
 *
 * The same backtest in a process of its own over a tape on disk, and over one ten times as long: peak resident set of
 * each.
 */
import { type Bench, type BenchSize, machineLine } from "./bench.ts";
import { replayWorkload } from "./workload.ts";

const child = `${import.meta.dir}/memory-child.ts`;

export const bench: Bench = {
  question: "Does the memory of a backtest grow with the length of the recording?",
  async run(size: BenchSize): Promise<string[]> {
    const tilesCount = size === "full" ? 5 : 1;
    const once = await peak(tilesCount);
    const tenTimes = await peak(10 * tilesCount);
    const ratio = tenTimes.peakRssBytes / once.peakRssBytes;
    return [
      machineLine(),
      ...[once, tenTimes].map(
        ({ eventsCount, peakRssBytes, runHash }) =>
          `${eventsCount} events: peak resident set ${(peakRssBytes / 2 ** 20).toFixed(1)} MiB, run hash ${runHash}`,
      ),
      `ten times as long: ${ratio.toFixed(3)} times the memory`,
      "left out: making the tapes (done before, elsewhere)",
    ];
  },
};

export interface ChildReport {
  readonly eventsCount: number;
  readonly peakRssBytes: number;
  readonly runHash: string;
}

async function peak(tilesCount: number): Promise<ChildReport> {
  await replayWorkload(tilesCount, []); // The tape is there before it is measured.
  const process_ = Bun.spawn([process.execPath, child, String(tilesCount)], { stdout: "pipe", stderr: "inherit" });
  return JSON.parse(await new Response(process_.stdout).text()) as ChildReport;
}
