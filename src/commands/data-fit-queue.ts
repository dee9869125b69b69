/** `data fit-queue`: from order-level recordings to a calibrated queue model, for data that show levels alone. */
import { join } from "node:path";
import { hashFiles } from "../adapters/arrow/hash-files.ts";
import { InputError } from "../base/input-error.ts";
import { CancelsAhead } from "../data/order-level/cancels-ahead.ts";
import { orderFormatOf } from "../data/order-level/order-formats.ts";
import { type OrderRecordingStart, plainOrderRows, startOrderRecording } from "../data/order-level/order-recording.ts";
import { fitQueueShares, pseudoCancelsCount } from "../data/order-level/queue-shares.ts";
import type { InstrumentSelection } from "../data/select-instrument.ts";
import { OrderRowReader } from "../domain/order-rows.ts";
import { formatUnixNs } from "../domain/time.ts";
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
  const starts = await startAll(parsed.positionals, selectionOf(parsed));
  const model = await fitModel(starts);
  const path = optionValue(parsed, "out") ?? join(dataFolder, "models", `${model.name}.json`);
  writeQueueModelFile(path, model);
  console.error(textOf(model));
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

async function fitModel(starts: readonly OrderRecordingStart[]): Promise<QueueModelFile> {
  const cancels = new CancelsAhead(engineLimits.queueSharesCount);
  const spans: Span[] = [];
  for (const start of starts) spans.push(...(await follow(start, cancels)));
  spans.sort((a, b) => Number(a.firstUnixNs - b.firstUnixNs));
  checkApart(spans);
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

/** @returns the first and the last received time, when there are rows. */
async function follow(start: OrderRecordingStart, cancels: CancelsAhead): Promise<Span[]> {
  using book = openOrderBook();
  using interrupt = new InterruptWatch();
  const progress = new Progress("fit");
  const times: number[] = [];
  const onProgress = (share: number) => {
    interrupt.check();
    progress.show(share);
  };
  try {
    for await (const rows of plainOrderRows(start, undefined, onProgress)) {
      cancels.follow(book, rows);
      if (rows.rowsCount === 0) continue;
      const row = new OrderRowReader(rows);
      times[0] ??= row.at(0).receivedNs;
      times[1] = row.at(rows.rowsCount - 1).receivedNs;
    }
  } finally {
    progress.end();
  }
  const [firstUnixNs, lastUnixNs] = times.map((timeNs) => start.midnightUnixNs + BigInt(timeNs + start.shiftNs));
  return firstUnixNs === undefined ? [] : [{ path: start.paths[0]!, firstUnixNs, lastUnixNs: lastUnixNs! }];
}

/** Every fourth position: the file has all. */
function textOf({ name, shares, standardErrors, source }: QueueModelFile): string {
  const lines = shares.flatMap((share, at) => {
    if (at % 4 !== 0) return [];
    const position = at / (shares.length - 1);
    return [`  ${position.toFixed(3).padEnd(12)}${share.toFixed(3)} ± ${standardErrors[at]!.toFixed(3)}`];
  });
  return [
    `${name}: of the lots cancelled, the share ahead of an order at a position from the head (0) to the end (1) of its queue`,
    `  time        ${source.firstTime} to ${source.lastTime}`,
    `  cancels     ${source.cancelsCount} in queues of two orders or more, ${source.unseenCount} of orders alone`,
    "  position    share",
    ...lines,
  ].join("\n");
}
