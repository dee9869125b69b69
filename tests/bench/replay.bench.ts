/**
 * How many rows a second does a backtest replay?
 *
 * The naive maker with its order manager, risk and portfolio; queue model, latencies and all laws on; one core. Reading
 * the tape from the page cache is in it. A row of the tape is a level change, a trade or one side of a ticker; an event
 * is a level change, a trade or a whole ticker. Rates are given in both, since others count in either.
 */
import { assert } from "../../src/base/assert.ts";
import { noSignals } from "../../src/ports/market-signals.ts";
import { type Bench, type BenchSize, besideAim, besideBound, machineLine, spread, timed } from "./bench.ts";
import { eventsOfTile, replay, replayWorkload } from "./workload.ts";

const cases = [
  { name: "every 100 ms", aim: 40, settings: ["decide.every_ms=100"] },
  { name: "every 10 ms", aim: 20, settings: ["decide.every_ms=10"] },
  { name: "every touch change", aim: 5, settings: ['decide={"on": ["touch_price"]}'] },
];

export const bench: Bench = {
  question: "How many rows a second does a backtest replay, naive maker, queue and latency on?",
  async run(size: BenchSize): Promise<string[]> {
    const [tilesCount, repeats] = size === "full" ? [Math.ceil(20_000_000 / eventsOfTile), 5] : [1, 1];
    const lines = [machineLine()];
    for (const { name, aim, settings } of cases) {
      const workload = await replayWorkload(tilesCount, settings);
      if (lines.length === 1) lines.push(`workload: ${workload.tapes[0]!.source}, conservative queue, 5 ms each way`);
      if (size === "full") replay(workload); // Warms the JIT and the page cache.
      const runs = Array.from({ length: repeats }, () => timed(() => replay(workload)));
      const { markets, runHash, engineKind } = runs[0]!.value;
      const { counts, venue, collector } = markets[0]!;
      const rates = spread(runs.map(({ seconds }) => counts.rowsCount / seconds / 1e6));
      const eventsRate = (rates.median * counts.eventsCount) / counts.rowsCount;
      const stops = counts.decisionsCount;
      lines.push(
        `deciding ${name}: ${rates.median.toFixed(1)} M rows/s (${rates.least.toFixed(1)} to ${rates.most.toFixed(1)}, ${repeats} runs), ${besideAim(rates.median, aim)}; ${eventsRate.toFixed(1)} M events/s, ${engineKind}`,
        `  ${counts.eventsCount} events in ${counts.rowsCount} rows, ${stops} decisions and ${counts.decisionsSkippedCount} skipped: ` +
          `${(counts.eventsCount / stops).toFixed(1)} events a decision; ${venue.ordersCount} orders, ${collector.fillsCount} fills`,
        `  run hash ${runHash}`,
      );
    }
    lines.push(await sumsLine(tilesCount, repeats));
    lines.push("left out: import, the other queue model of the bracket, reports");
    return lines;
  },
};

/**
 * What the sums for features add to a row. Nobody reads them, so the run is the same but for their cost. Runs with and
 * without them take turns, and the quickest of each are compared, by processor time: all else is the machine's.
 */
async function sumsLine(tilesCount: number, repeats: number): Promise<string> {
  const { name, settings } = cases[0]!;
  const workload = await replayWorkload(tilesCount, settings);
  const turns = Array.from({ length: repeats }, () => ({
    without: processorTimed(() => replay(workload)),
    withSums: processorTimed(() => replay(workload, { ...noSignals, sums: true })),
  }));
  const { without, withSums } = turns[0]!;
  assert(without.value.runHash === withSums.value.runHash, "what nobody reads changes nothing");
  const { rowsCount } = without.value.markets[0]!.counts;
  const leastNs = (seconds: readonly number[]) => (Math.min(...seconds) * 1e9) / rowsCount;
  const plainNs = leastNs(turns.map((turn) => turn.without.seconds));
  const addedNs = leastNs(turns.map((turn) => turn.withSums.seconds)) - plainNs;
  return (
    `sums for features, deciding ${name}: ${addedNs.toFixed(1)} ns a row more than ${plainNs.toFixed(1)} ns, ` +
    `processor time, the least of ${repeats} runs each in turn, ${besideBound(addedNs, 10)}`
  );
}

function processorTimed<T>(work: () => T): { seconds: number; value: T } {
  const before = process.cpuUsage();
  const value = work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (user + system) / 1e6, value };
}
