/** `data seal`: what a recorder left unsealed, after a crash or a shortage, to Parquet. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { PartFolders } from "../adapters/segments/part-folders.ts";
import { InputError } from "../base/input-error.ts";
import { framesKind, recordingKind } from "../data/recorder/record-kinds.ts";
import { hasFlag, optionValue, parseArguments } from "./arguments.ts";
import { dataFolder } from "./folders.ts";
import { InterruptWatch } from "./interrupt.ts";
import { ProcessLock } from "./process-lock.ts";
import { framesFolder, type PartKind, type SealedFolder, sealFolder } from "./seal-folder.ts";
import { checkFolder } from "./write-whole.ts";

const help = `Usage: halfspread data seal DIR [OPTIONS]

Turns the parts that a recorder left in DIR into Parquet, and frames that it kept into gz recordings, as it would have done itself: every
whole record, up to where the recorder was killed. A part is removed once its files are on the disk; a damaged one is kept beside them, as
PART.damaged, and where it is damaged is told: what is whole behind that is taken, too, with a gap in the data. What has been sealed already is not there any more, so doing it again changes nothing.

  --out DIR          root of the Parquet partitions (default: the project's data/raw)
  --frames-out DIR   root of those with frames, where frames were kept (default: the project's data/frames)
  --json             what was sealed as one JSON document on stdout

Example:
  halfspread data seal data/recording/btcusdt --out data/raw`;

const options = { out: "value", "frames-out": "value", json: "flag", help: "flag" } as const;

/** @returns the exit code. @throws InputError */
export async function runDataSeal(args: string[]): Promise<number> {
  const parsed = parseArguments("data seal", args, options);
  if (hasFlag(parsed, "help")) {
    console.error(help);
    return 0;
  }
  const [folder, ...more] = parsed.positionals;
  if (folder === undefined || more.length > 0) throw new InputError("data seal", "expected one folder of a recorder");
  if (!existsSync(folder)) throw new InputError(folder, "there is no such folder; expected one of a recorder");
  for (const option of ["out", "frames-out"] as const) checkFolder(`--${option}`, optionValue(parsed, option));
  const root = optionValue(parsed, "out") ?? join(dataFolder, "raw");
  using _lock = new ProcessLock(recorderLock(folder), folder, "records or seals here");
  const framesRoot = optionValue(parsed, "frames-out") ?? join(dataFolder, "frames");
  const sealed = [
    ...sealAll(recordingKind, folder, root),
    ...(existsSync(framesFolder(folder)) ? sealAll(framesKind, framesFolder(folder), framesRoot) : []),
  ];
  const isWhole = sealed.every(({ aside }) => aside === undefined);
  if (hasFlag(parsed, "json")) console.log(JSON.stringify({ ok: isWhole, parts: sealed }));
  return isWhole ? 0 : 1;
}

/** Whose process records there, or seals. */
export function recorderLock(folder: string): string {
  return join(folder, "lock");
}

function sealAll(kind: PartKind, folder: string, root: string): SealedFolder[] {
  using interrupt = new InterruptWatch();
  const parts = new PartFolders(folder, kind);
  parts.tidy();
  return parts.names().map((name) => {
    interrupt.check();
    const sealed = sealFolder({ kind, folder, name, root });
    console.error(sealedText(sealed));
    return sealed;
  });
}

function sealedText({ kind, name, rowsCount, gapsCount, framesCount, files, damages, aside }: SealedFolder): string {
  const counts = kind === framesKind ? `${framesCount} frames` : `${rowsCount} rows, ${gapsCount} gaps`;
  const lines = [`${name}: ${counts}`, ...files.map((file) => `  written  ${file}`)];
  for (const { place, problem } of damages) lines.push(`  damaged  ${place}: ${problem}`);
  if (aside !== undefined) lines.push(`  kept     ${aside}`);
  return lines.join("\n");
}
