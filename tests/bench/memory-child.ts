/** One backtest in a process of its own, for `memory.bench.ts`: prints what it needed as JSON. */
import { peakRssBytes } from "../../src/commands/peak-memory.ts";
import type { ChildReport } from "./memory.bench.ts";
import { replay, replayWorkload } from "./workload.ts";

const { markets, runHash } = replay(await replayWorkload(Number(process.argv[2]), []));
const report: ChildReport = { eventsCount: markets[0]!.counts.eventsCount, peakRssBytes: peakRssBytes(), runHash };
process.stdout.write(JSON.stringify(report));
