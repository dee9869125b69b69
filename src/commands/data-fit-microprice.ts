/** `data fit-microprice`: from recordings to Stoikov's adjustments of the mid, by imbalance and spread. */
import { join } from "node:path";
import { fitMicroprice } from "../../sim/features/fit-microprice.ts";
import { MicropriceCounts } from "../../sim/features/microprice-counts.ts";
import { playFeatures } from "../../sim/features/play-features.ts";
import { InputError } from "../base/input-error.ts";
import type { MicropriceTable } from "../core/features/fitted-microprice.ts";
import { instrumentKey } from "../domain/instrument.ts";
import { openEngine } from "../engine/open-engine.ts";
import { change } from "../ports/engine.ts";
import { noSignals } from "../ports/market-signals.ts";
import type { Tape } from "../ports/tape.ts";
import { hasFlag, optionValue, parseArguments } from "./arguments.ts";
import { dataFolder } from "./folders.ts";
import { instrumentOptions, instrumentsHelp, selectionOf } from "./instrument-options.ts";
import { InterruptWatch } from "./interrupt.ts";
import { type MicropriceFile, micropriceFileOf, writeMicropriceFile } from "./microprice-file.ts";
import { Progress } from "./progress.ts";
import { readTapes } from "./read-tapes.ts";
import { checkFile } from "./write-whole.ts";

const help = `Usage: halfspread data fit-microprice DATA… [OPTIONS]

Fits Stoikov's microprice: what the market has gone on to add to the mid, by imbalance of the touch and spread. The data are of one instrument:
recordings, Parquet or tapes. What comes out is a column of
  halfspread data features DATA… --microprice FILE

  --out FILE            where it goes (default: the project's data/models/NAME.json)
  --json                the file on stdout, too
${instrumentsHelp}

Example:
  halfspread data fit-microprice data/raw --symbol BTCUSDT`;

const options = { out: "value", json: "flag", help: "flag", ...instrumentOptions } as const;

/** Fine enough for queues that are nearly gone, coarse enough to be met often. */
const states = { bucketsCount: 21, spreadsCount: 4 };
/** With fewer than ten a state most of the table would be of nothing seen. */
const movesMin = 10 * states.bucketsCount * states.spreadsCount;

/** @returns the exit code. @throws InputError */
export async function runDataFitMicroprice(args: string[]): Promise<number> {
  const parsed = parseArguments("data fit-microprice", args, options);
  if (hasFlag(parsed, "help")) {
    console.error(help);
    return 0;
  }
  if (parsed.positionals.length === 0) throw new InputError("data fit-microprice", "no data; expected DATA…");
  checkFile("--out", optionValue(parsed, "out"));
  const file = await fitOf(parsed.positionals, selectionOf(parsed));
  const path = optionValue(parsed, "out") ?? join(dataFolder, "models", `${file.name}.json`);
  writeMicropriceFile(path, file);
  console.error(`${textOf(file)}\n  written     ${path}`);
  if (hasFlag(parsed, "json")) console.log(JSON.stringify(file));
  return 0;
}

async function fitOf(paths: readonly string[], selection: ReturnType<typeof selectionOf>): Promise<MicropriceFile> {
  const tapes = await readTapes(paths, selection);
  try {
    const [first] = tapes;
    const other = tapes.find(({ instrument }) => instrumentKey(instrument) !== instrumentKey(first!.instrument));
    if (other !== undefined)
      throw new InputError(other.source, `is of ${instrumentKey(other.instrument)}; expected one instrument`);
    const counts = new MicropriceCounts(states);
    for (const tape of tapes) count(tape, counts);
    if (counts.movesCount < movesMin)
      throw new InputError(
        first!.source,
        `has ${counts.movesCount} changes of the touch; expected ${movesMin} or more`,
      );
    const dataHashes = tapes.map(({ contentHash }) => contentHash);
    const source = { instrument: instrumentKey(first!.instrument), dataHashes, movesCount: counts.movesCount };
    return micropriceFileOf(fitMicroprice(counts), source);
  } finally {
    for (const tape of tapes) tape[Symbol.dispose]();
  }
}

function count(tape: Tape, counts: MicropriceCounts): void {
  const progress = new Progress(`touches of ${instrumentKey(tape.instrument)}`);
  using interrupt = new InterruptWatch();
  const onProgress = (share: number) => {
    interrupt.check();
    progress.show(share);
  };
  const when = { changes: change.touchPrice | change.touchSize };
  counts.restart();
  try {
    playFeatures({
      ...{ tape, when, signals: noSignals, tellsTouch: false },
      ...{ openEngine: (configs) => openEngine(configs), sink: counts, onProgress },
    });
  } finally {
    progress.end();
  }
}

/** Every other bucket of the upper half: the file has all, and the lower half is its mirror. */
function textOf({ name, table, source }: MicropriceFile): string {
  const middle = (table.bucketsCount - 1) / 2;
  const shown = Array.from({ length: middle / 2 }, (_, at) => middle + 2 * (at + 1));
  const imbalances = shown.map((bucket) => (((bucket - middle) * 2) / table.bucketsCount).toFixed(2).padStart(8));
  const rows = Array.from({ length: table.spreadsCount }, (_, spread) => {
    const ticks = shown.map((bucket) => adjustmentText(table, spread, bucket));
    return `  ${`${spread + 1}${spread === table.spreadsCount - 1 ? " or more" : ""}`.padEnd(12)}${ticks.join("")}`;
  });
  return [
    `${name}: ticks added to the mid, by spread in ticks (down) and imbalance of the touch (across)`,
    `  moves       ${source.movesCount} changes of the touch`,
    `  spread      ${imbalances.join("").trimStart()}`,
    ...rows,
  ].join("\n");
}

function adjustmentText({ bucketsCount, adjustTicks }: MicropriceTable, spread: number, bucket: number): string {
  return adjustTicks[spread * bucketsCount + bucket]!.toFixed(2).padStart(8);
}
