/**
 * How many operations a second does the matcher execute?
 *
 * One instrument, one core. Natively: operations that lie ready in memory, in batches of 64, with every result and
 * report written. Through the port: TypeScript writes each operation and reads each outcome and trade, a batch a call.
 */

import { matcherRegions, operationLayout } from "../../src/engine/matcher-layout.ts";
import { MatcherMemory } from "../../src/engine/matcher-memory.ts";
import { nativeLibrary } from "../../src/engine/native-library.ts";
import { NativeMatcher } from "../../src/engine/native-matcher.ts";
import { matchReportKind } from "../../src/ports/matcher.ts";
import { type Bench, type BenchSize, besideAim, machineLine, spread, timed } from "./bench.ts";
import { type Flow, type FlowShape, give, ordersMaxOf, prepareFlow } from "./matching-flow.ts";

const usual = { addsPercent: 55, cancelsPercent: 35, sweepLevels: 0 };
/** Million operations a second natively; through FFI three quarters of it are the aim, in batches of `aimedBatch`. */
const cases: { name: string; aim: number; shape: FlowShape }[] = [
  { name: "1,000 live orders", aim: 40, shape: { ...usual, liveCount: 1000, depthTicks: 20 } },
  { name: "10,000 live orders", aim: 30, shape: { ...usual, liveCount: 10_000, depthTicks: 100 } },
  { name: "100,000 live orders, deep", aim: 25, shape: { ...usual, liveCount: 100_000, depthTicks: 2000 } },
  {
    name: "sweeps of 14 levels",
    aim: 20,
    shape: { liveCount: 1000, depthTicks: 400, addsPercent: 76, cancelsPercent: 20, sweepLevels: 14 },
  },
];
const batches = [1, 8, 64, 1024];
const aimedBatch = 64;

export const bench: Bench = {
  question: "How many operations a second does the matcher execute, natively and through FFI?",
  async run(size: BenchSize): Promise<string[]> {
    const lines = [machineLine()];
    if (nativeLibrary() === undefined) return [...lines, "not measured: the native matcher is not built"];
    const [operationsCount, repeats] = size === "full" ? [1_000_000, 5] : [2000, 1];
    for (const each of cases) lines.push(...measure(each, operationsCount, repeats));
    lines.push("left out: drawing the flow, filling the book, making the matcher");
    return lines;
  },
};

/** What one pass over the flow leaves behind, the same for every way of passing. */
interface Pass {
  readonly seconds: number;
  readonly tradesCount: number;
  readonly stateHash: number;
}

function measure({ name, aim, shape }: (typeof cases)[number], operationsCount: number, repeats: number): string[] {
  const flow = prepareFlow(shape, operationsCount);
  const operations = encode(flow);
  const native = Array.from({ length: repeats }, () => passNatively(shape, flow, operations));
  const lines = [`${name}, natively: ${rate(native, operationsCount, aim)}`];
  for (const batch of batches) {
    const passes = Array.from({ length: repeats }, () => passThroughPort(shape, flow, batch));
    lines.push(
      `  batches of ${batch} through FFI: ${rate(passes, operationsCount, batch === aimedBatch ? 0.75 * aim : undefined)}`,
    );
    if (passes[0]!.stateHash !== native[0]!.stateHash) throw new Error("batches lead to different books");
    if (batch === batches[0])
      lines[0] += `; ${(passes[0]!.tradesCount / operationsCount).toFixed(2)} trades an operation`;
  }
  lines.push(`  state hash ${native[0]!.stateHash.toString(16).padStart(8, "0")}`);
  return lines;
}

function rate(passes: readonly Pass[], operationsCount: number, aim?: number): string {
  const { least, median, most } = spread(passes.map(({ seconds }) => operationsCount / seconds / 1e6));
  return `${median.toFixed(1)} M operations/s (${least.toFixed(1)} to ${most.toFixed(1)}, ${passes.length} runs)${aim === undefined ? "" : `, ${besideAim(median, aim)}`}`;
}

function passNatively(shape: FlowShape, flow: Flow, operations: Uint8Array): Pass {
  using matcher = new NativeMatcher(ordersMaxOf(shape));
  const fillingBytes = flow.fillingCount * operationLayout.bytes;
  matcher.runThrough(operations, flow.fillingCount);
  const measured = operations.subarray(fillingBytes);
  const { seconds, value } = timed(() => matcher.runThrough(measured, flow.operationsCount - flow.fillingCount));
  return { seconds, tradesCount: value, stateHash: matcher.stateHash() };
}

function passThroughPort(shape: FlowShape, flow: Flow, batch: number): Pass {
  using matcher = new NativeMatcher(ordersMaxOf(shape));
  execute(matcher, flow, 0, flow.fillingCount, batch);
  const { seconds, value } = timed(() => execute(matcher, flow, flow.fillingCount, flow.operationsCount, batch));
  return { seconds, tradesCount: value, stateHash: matcher.stateHash() };
}

/** Returns how many trades there were; they and all outcomes are read, and must add up. */
function execute(matcher: NativeMatcher, flow: Flow, from: number, end: number, batch: number): number {
  let tradesCount = 0;
  let tradedLots = 0;
  for (let start = from; start < end; start += batch) {
    const stopAt = Math.min(start + batch, end);
    for (let index = start; index < stopAt; index++) give(matcher, flow, index);
    for (let isDone = false; !isDone; ) {
      isDone = matcher.run();
      const reportsCount = matcher.reportsCount;
      for (let index = 0; index < reportsCount; index++) {
        const report = matcher.report(index);
        if (report.kind !== matchReportKind.trade) continue;
        tradesCount++;
        tradedLots += report.lots;
      }
    }
    const resultsCount = matcher.resultsCount;
    for (let index = 0; index < resultsCount; index++) tradedLots -= matcher.result(index).tradedLots;
  }
  if (tradedLots !== 0) throw new Error("trades and results do not add up");
  return tradesCount;
}

/** The flow as it lies in shared memory, operation after operation. */
function encode(flow: Flow): Uint8Array {
  const memory = new MatcherMemory();
  const bytes = new Uint8Array(new ArrayBuffer(flow.operationsCount * operationLayout.bytes));
  const written = new Uint8Array(memory.buffer, matcherRegions.operations, operationLayout.bytes);
  for (let index = 0; index < flow.operationsCount; index++) {
    give(memory, flow, index);
    bytes.set(written, index * operationLayout.bytes);
    memory.hasRun(true);
  }
  return bytes;
}
