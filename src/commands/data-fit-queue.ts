/** `data fit-queue`: from order-level recordings to a calibrated queue model, for data that show levels alone. */
import { join } from "node:path";
import { hashFiles } from "../adapters/arrow/hash-files.ts";
import { InputError } from "../base/input-error.ts";
import { CancelsAhead } from "../data/order-level/cancels-ahead.ts";
import { OrderCoverage } from "../data/order-level/order-coverage.ts";
import { orderFormatOf } from "../data/order-level/order-formats.ts";
import { type OrderRecordingStart, plainOrderRows, startOrderRecording } from "../data/order-level/order-recording.ts";
import { fitQueueShares, pseudoCancelsCount } from "../data/order-level/queue-shares.ts";
import { UncrossedCounts } from "../data/order-level/uncrossed-rows.ts";
import type { InstrumentSelection } from "../data/select-instrument.ts";
import { formatUnixNs, nsPerSecond, type TimeNs } from "../domain/time.ts";
import { openOrderBook } from "../engine/open-order-book.ts";
import { engineLimits } from "../ports/engine.ts";
import { hasFlag, optionValue, parseArguments } from "./arguments.ts";
import { dataFolder } from "./folders.ts";
import { instrumentOptions, instrumentsHelp, selectionOf } from "./instrument-options.ts";
import { InterruptWatch } from "./interrupt.ts";
import { Progress } from "./progress.ts";
import { type QueueModelFile, writeQueueModelFile } from "./queue-model-file.ts";
import { checkFile } from "./write-whole.ts";

const help = `Usage: halfspread data fit-queue RECORDING… [OPTIONS]

Fits the calibrated queue model: of the lots cancelled at a price, how many were ahead of an order, by its position in the queue. The recordings
name every order (Luno, Bitstamp, LOBSTER), and are of one instrument. What comes out is used by a configuration with
  queue_model: { calibrated: FILE }

  --out FILE            where the model goes (default: the project's data/models/NAME.json)
  --json                the model on stdout, too
${instrumentsHelp}

Example:
  halfspread data fit-queue luno.jsonl.gz --symbol XBTZAR`;

const options = { out: "value", json: "flag", help: "flag", ...instrumentOptions } as const;

/** @returns the exit code. @throws InputError */
export async function runDataFitQueue(args: string[]): Promise<number> {
  const parsed = parseArguments("data fit-queue", args, options);
  if (hasFlag(parsed, "help")) {
    console.error(help);
    return 0;
  }
  if (parsed.positionals.length === 0) throw new InputError("data fit-queue", "no files; expected RECORDING…");
  checkFile("--out", optionValue(parsed, "out"));
  const cancels = new CancelsAhead(engineLimits.queueSharesCount);
  const starts = await startAll(parsed.positionals, selectionOf(parsed));
  const parts: FittedPart[] = [];
  for (const start of starts) parts.push(await follow(start, cancels));
  const model = await modelOf(parts, cancels);
  const path = optionValue(parsed, "out") ?? join(dataFolder, "models", `${model.name}.json`);
  writeQueueModelFile(path, model);
  console.error(textOf(model, parts));
  console.error(`  written     ${path}`);
  if (hasFlag(parsed, "json")) console.log(JSON.stringify(model));
  return 0;
}

async function startAll(paths: readonly string[], selection: InstrumentSelection): Promise<OrderRecordingStart[]> {
  const starts: OrderRecordingStart[] = [];
  for (const path of paths) {
    const format = await orderFormatOf(path);
    if (format === undefined) throw new InputError(path, "names no orders; expected an order-level recording");
    const start = await startOrderRecording(path, format, selection);
    const [first = start] = starts;
    if (!Bun.deepEquals(start.instrument, first.instrument))
      throw new InputError(path, `is of ${format.venue}; expected ${first.instrument.venue}, as ${first.paths[0]}`);
    starts.push(start);
  }
  return starts;
}

async function modelOf(parts: readonly FittedPart[], cancels: CancelsAhead): Promise<QueueModelFile> {
  const spans = parts.flatMap(spanOf).sort((a, b) => Number(a.firstUnixNs - b.firstUnixNs));
  checkApart(spans);
  const starts = parts.map(({ start }) => start);
  if (cancels.cancelsCount === 0)
    throw new InputError(starts[0]!.paths[0]!, "has no cancel in a queue of two orders or more; expected some");
  const { venue, market, symbol } = starts[0]!.instrument;
  const fitted = fitQueueShares(cancels.knots);
  const described = {
    shares: fitted.map(({ share }) => share),
    standardErrors: fitted.map(({ standardError }) => standardError),
    source: {
      ...{ venue, market, symbol },
      dataHash: await hashFiles(starts.flatMap(({ paths }) => paths)),
      firstTime: formatUnixNs(spans[0]!.firstUnixNs),
      lastTime: formatUnixNs(spans.at(-1)!.lastUnixNs),
      cancelsCount: cancels.cancelsCount,
      unseenCount: cancels.unseenCount,
      pseudoCancelsCount,
    },
  };
  const hash = new Bun.CryptoHasher("sha256").update(JSON.stringify(described)).digest("hex").slice(0, 8);
  return { model: "queue-cancels", version: 1, name: `${venue}-${symbol.toLowerCase()}-${hash}`, ...described };
}

/** A recording that was followed, and how much of it could be. */
interface FittedPart {
  readonly start: OrderRecordingStart;
  readonly counts: UncrossedCounts;
  readonly coverage: OrderCoverage;
}

interface Span {
  readonly path: string;
  readonly firstUnixNs: bigint;
  readonly lastUnixNs: bigint;
}

/** A cancel that is told twice would count twice, and promise half the error. @param spans by their beginnings. */
function checkApart(spans: readonly Span[]): void {
  for (const [at, { path, firstUnixNs }] of spans.entries()) {
    const before = spans[at - 1];
    if (before !== undefined && firstUnixNs < before.lastUnixNs)
      throw new InputError(path, `begins before ${before.path} ends; expected recordings that do not overlap`);
  }
}

/** From the first row to the last, when there are rows. */
function spanOf({ start, coverage }: FittedPart): Span[] {
  if (coverage.rowsCount === 0) return [];
  const unixNs = (timeNs: TimeNs) => start.midnightUnixNs + BigInt(timeNs + start.shiftNs);
  return [{ path: start.paths[0]!, firstUnixNs: unixNs(coverage.firstNs), lastUnixNs: unixNs(coverage.lastNs) }];
}

/** Adds the cancels of a recording. */
async function follow(start: OrderRecordingStart, cancels: CancelsAhead): Promise<FittedPart> {
  using book = openOrderBook();
  using interrupt = new InterruptWatch();
  const progress = new Progress("fit");
  const counts = new UncrossedCounts();
  const coverage = new OrderCoverage();
  const onProgress = (share: number) => {
    interrupt.check();
    progress.show(share);
  };
  try {
    for await (const rows of plainOrderRows(start, counts, onProgress, coverage)) cancels.follow(book, rows);
  } finally {
    progress.end();
  }
  return { start, counts, coverage };
}

/** Every fourth position: the file has all. */
function textOf({ name, shares, standardErrors, source }: QueueModelFile, parts: readonly FittedPart[]): string {
  const lines = shares.flatMap((share, at) => {
    if (at % 4 !== 0) return [];
    const position = at / (shares.length - 1);
    return [`  ${position.toFixed(3).padEnd(12)}${share.toFixed(3)} ± ${standardErrors[at]!.toFixed(3)}`];
  });
  return [
    `${name}: of the lots cancelled, the share ahead of an order at a position from the head (0) to the end (1) of its queue`,
    `  time        ${source.firstTime} to ${source.lastTime}`,
    ...parts.map(partText),
    `  cancels     ${source.cancelsCount} in queues of two orders or more, ${source.unseenCount} of orders alone`,
    "  position    share",
    ...lines,
  ].join("\n");
}

/** What of a recording is in the model, and a warning where a gap keeps some of it out. */
function partText({ start, counts, coverage }: FittedPart): string {
  const { rowsCount, gapsCount, coveredNs, spanNs } = coverage;
  const seconds = (durationNs: number) => (durationNs / nsPerSecond).toFixed(1);
  const lines = [
    `  data        ${start.paths[0]}`,
    `  used        ${rowsCount - counts.refusedCount} rows, ${seconds(coveredNs)} s`,
    `  skipped     ${counts.refusedCount} rows of no known order or in a gap, ${seconds(spanNs - coveredNs)} s`,
  ];
  const warning = `  warning     what lies between a gap and the next snapshot is not in the model; gaps: ${gapsCount}`;
  return [...lines, ...(gapsCount > 0 ? [warning] : [])].join("\n");
}
