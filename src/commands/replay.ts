/** `replay`: a live session told again out of its journal, and what it sends compared with what it sent. */
import { join } from "node:path";
import { replayJournal } from "../../sim/replay-journal.ts";
import type { SessionSpec } from "../../sim/session-spec.ts";
import { SegmentReader } from "../adapters/segments/segment-reader.ts";
import { InputError } from "../base/input-error.ts";
import { formatUnixNs } from "../domain/time.ts";
import { journalKind } from "../live/journal/journal-format.ts";
import type { ReplayDifference, ReplayOutcome } from "../live/journal/replay-session.ts";
import type { SessionCommand } from "../live/session-input.ts";
import { hasFlag, parseArguments } from "./arguments.ts";

const help = `Usage: halfspread replay DIR [OPTIONS]

Tells the live session whose folder DIR is what its journal says it was told, and compares each command with the one it sent, and what it held
now and then. Ends with 1 where one differs, and names the first. A journal whose end is torn is replayed as far as it goes.

  --json    the outcome as one JSON document on stdout

Example:
  halfspread replay data/live/btcusdt/mh2q8k3d`;

/** @returns the exit code. @throws InputError */
export async function runReplay(args: string[]): Promise<number> {
  const given = parseArguments("replay", args, { json: "flag", help: "flag" });
  if (hasFlag(given, "help")) {
    console.error(help);
    return 0;
  }
  const [folder, ...surplus] = given.positionals;
  if (folder === undefined || surplus.length > 0) throw new InputError("replay", "expected the folder of one session");
  const { spec, outcome } = replayJournal(new SegmentReader(join(folder, journalKind), journalKind));
  console.error(textOf(outcome, spec));
  if (hasFlag(given, "json")) console.log(jsonOf(outcome, spec));
  return outcome.difference === undefined ? 0 : 1;
}

function textOf(outcome: ReplayOutcome, spec: SessionSpec): string {
  const { inputsCount, rowsCount, commandsCount, snapshotsCount, lastNs, runHash, commandsHash } = outcome;
  const upTo = formatUnixNs(spec.epochUnixNs + BigInt(lastNs));
  return [
    `session ${spec.sessionId} (${spec.mode}, version ${spec.version}), up to ${upTo}`,
    `  inputs      ${inputsCount}, with ${rowsCount} rows`,
    `  commands    ${commandsCount} the same, hash ${commandsHash}`,
    `  snapshots   ${snapshotsCount} the same`,
    ...(runHash === undefined ? [] : [`  run hash    ${runHash}`]),
    ...endLines(outcome),
    ...(outcome.difference === undefined ? [] : differenceLines(outcome.difference, spec)),
  ].join("\n");
}

/** Times count from the epoch; what there is not is null. */
function jsonOf(outcome: ReplayOutcome, { sessionId, mode, version, epochUnixNs }: SessionSpec): string {
  const { runHash = null, end = null, difference = null } = outcome;
  const session = { sessionId, mode, version, epochUnixNs: epochUnixNs.toString() };
  return JSON.stringify({ ...session, ...outcome, runHash, end, difference });
}

function endLines({ end, unrecordedCount }: ReplayOutcome): string[] {
  if (end === undefined || end.kind === "closed") return [];
  const why = end.kind === "open" ? "its writer did not close it" : `${end.place}: ${end.problem}`;
  const surplus = unrecordedCount === 0 ? "" : `; ${unrecordedCount} commands may have left after it`;
  return [`  journal     replayed as far as it goes: ${why}${surplus}`];
}

function differenceLines(difference: ReplayDifference, { epochUnixNs }: SessionSpec): string[] {
  if (difference.kind === "run_hash")
    return [
      "  DIFFERENT   the run's hash, though all commands are the same",
      `    recorded  ${difference.recorded}`,
      `    replayed  ${difference.replayed}`,
    ];
  if (difference.kind === "snapshot")
    return [
      `  DIFFERENT   what was held at ${formatUnixNs(epochUnixNs + BigInt(difference.atNs))}`,
      `    recorded  ${difference.recorded}`,
      `    replayed  ${difference.replayed}`,
    ];
  const { index, recorded, replayed } = difference;
  const atNs = (recorded ?? replayed)!.atNs;
  return [
    `  DIFFERENT   command ${index}, at ${formatUnixNs(epochUnixNs + BigInt(atNs))}`,
    `    recorded  ${commandText(recorded)}`,
    `    replayed  ${commandText(replayed)}`,
  ];
}

function commandText(command: SessionCommand | undefined): string {
  if (command === undefined) return "none";
  const { kind, ...fields } = command;
  return [kind, ...Object.entries(fields).map(([name, value]) => `${name} ${value}`)].join(", ");
}
