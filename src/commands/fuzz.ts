/** `fuzz`: the battery of properties on one strategy, for as long as wanted; what fails is written down for `sim`. */
import { randomInt } from "node:crypto";
import { join, resolve } from "node:path";
import { failureText } from "../../sim/fuzz/failure-text.ts";
import { type FuzzFailure, fuzzStrategy } from "../../sim/fuzz/fuzz-strategy.ts";
import { propertiesNamed, type StrategyProperty, strategyProperties } from "../../sim/fuzz/properties.ts";
import { InputError } from "../base/input-error.ts";
import { findStrategy, strategies } from "../core/strategy/index.ts";
import type { StrategyDefinition } from "../core/strategy/strategy.ts";
import {
  type Arguments,
  engineOption,
  hasFlag,
  optionValue,
  optionValues,
  parseArguments,
  wholeOption,
} from "./arguments.ts";
import { dataFolder } from "./folders.ts";
import { simCommandOf, writeFailingCase } from "./fuzz-case-files.ts";
import { Progress } from "./progress.ts";
import { shellText } from "./shell-text.ts";
import { isStrategyFile, readStrategyFile } from "./strategy-file.ts";
import { tryFolder } from "./write-whole.ts";

const runsDefault = 300;
/** Cases of a property before the next one has its turn, where time is the bound. */
const runsOfRound = 100;
const seedsCount = 2 ** 31;

const help = `Usage: halfspread fuzz --strategy NAME [OPTIONS]

Looks for a market in which a strategy does what none may do: each property is tried on drawn parameters, positions and market histories. The first case
that fails is made as small as it goes, printed, and written down with its market, so that \`sim\` does the same again.

  --strategy NAME      one of the registered; or a FILE.ts with one of your own
  --runs N             cases of each property (default ${runsDefault})
  --minutes M          instead of a number of cases: until so much time has gone by
  --seed N             equal seeds draw equal cases
  --property NAME...   some of ${strategyProperties.map(({ name }) => name).join(", ")}
  --path PATH          with --seed and one --property: the very case that a failure named
  --engine KIND        native or reference (default: reference, which starts at once)
  --out DIR            where a failing case goes
  --json               what came of it as one JSON document on stdout

Example:
  halfspread fuzz --strategy naive-maker --minutes 5`;

export async function runFuzz(args: string[]): Promise<number> {
  const given = parseArguments("fuzz", args, {
    help: "flag",
    strategy: "value",
    runs: "value",
    minutes: "value",
    seed: "value",
    property: "list",
    path: "value",
    engine: "value",
    out: "value",
    json: "flag",
  });
  if (hasFlag(given, "help")) {
    console.error(help);
    return 0;
  }
  const plan = await readPlan(given);
  const { casesCount, failure } = search(plan);
  const { name } = plan.strategy;
  if (failure === undefined) {
    console.error(`${name}: ${casesCount} cases, seed ${plan.seed}: all properties hold`);
    if (hasFlag(given, "json")) console.log(JSON.stringify({ ok: true, strategy: name, seed: plan.seed, casesCount }));
    return 0;
  }
  tell(plan, failure, casesCount, hasFlag(given, "json"));
  return 1;
}

interface FuzzPlan {
  readonly strategy: StrategyDefinition;
  /** As the command line has it. */
  readonly strategyOption: string;
  readonly seed: number;
  readonly runs: number;
  readonly minutes: number | undefined;
  readonly path: string | undefined;
  readonly properties: readonly StrategyProperty[];
  readonly engineKind: "native" | "reference";
  readonly folder: string;
}

async function readPlan(given: Arguments): Promise<FuzzPlan> {
  if (given.positionals.length > 0)
    throw new InputError(
      "fuzz",
      `${given.positionals[0]}: expected options alone; \`halfspread fuzz --help\` has them`,
    );
  const strategyOption = optionValue(given, "strategy");
  if (strategyOption === undefined)
    throw new InputError("fuzz", "expected --strategy NAME, one of the registered or a FILE.ts of your own");
  const strategy = await readStrategy(strategyOption);
  const properties = propertiesNamed(optionValues(given, "property"), "--property");
  const path = readPath(given, properties);
  const folder = resolve(optionValue(given, "out") ?? join(dataFolder, "processed/fuzz", strategy.name));
  tryFolder("--out", folder);
  return {
    ...{ strategy, strategyOption, properties, path, folder },
    seed: readSeed(given),
    runs: readRuns(given),
    minutes: readMinutes(given),
    engineKind: engineOption(given) ?? "reference",
  };
}

async function readStrategy(option: string): Promise<StrategyDefinition> {
  if (isStrategyFile(option)) return readStrategyFile(option);
  const strategy = findStrategy(option);
  if (strategy !== undefined) return strategy;
  const names = strategies.map(({ name }) => name).join(", ");
  throw new InputError(`--strategy ${option}`, `no such strategy; there is ${names}, or a FILE.ts of your own`);
}

function readPath(given: Arguments, properties: readonly StrategyProperty[]): string | undefined {
  const path = optionValue(given, "path");
  if (path === undefined) return undefined;
  if (!/^\d+(?::\d+)*$/.test(path)) throw new InputError(`--path ${path}`, "expected numbers with colons between");
  if (properties.length === 1 && given.values.has("seed")) return path;
  throw new InputError(`--path ${path}`, "expected --seed and one --property beside it, as the failure named them");
}

function readSeed(given: Arguments): number {
  const seed = wholeOption(given, "seed") ?? randomInt(seedsCount);
  if (seed < seedsCount) return seed;
  throw new InputError(`--seed ${seed}`, `expected a number below ${seedsCount}`);
}

function readRuns(given: Arguments): number {
  const runs = wholeOption(given, "runs") ?? runsDefault;
  if (runs >= 1) return runs;
  throw new InputError("--runs 0", "expected 1 or more");
}

function readMinutes(given: Arguments): number | undefined {
  const text = optionValue(given, "minutes");
  if (text === undefined) return undefined;
  if (/^\d+(?:\.\d+)?$/.test(text) && Number(text) > 0) return Number(text);
  throw new InputError(`--minutes ${text}`, "expected minutes above 0");
}

/** Round after round, each with the next seed, until the time is over; or one round. */
function search(plan: FuzzPlan): { readonly casesCount: number; readonly failure: FuzzFailure | undefined } {
  const { strategy, minutes, path, engineKind } = plan;
  const properties = plan.properties.map(({ name }) => name);
  const runs = minutes === undefined ? plan.runs : runsOfRound;
  const startedMs = performance.now();
  const timeShare = () => (performance.now() - startedMs) / ((minutes ?? 0) * 60_000);
  const progress = new Progress(`fuzzing ${strategy.name}`);
  let casesCount = 0;
  const onCase = () => {
    casesCount++;
    progress.show(Math.min(1, minutes === undefined ? casesCount / (runs * properties.length) : timeShare()));
  };
  try {
    for (let seed = plan.seed; ; seed = (seed + 1) % seedsCount) {
      const failure = fuzzStrategy(strategy, { runs, seed, path, properties, engineKind, onCase });
      if (failure !== undefined || minutes === undefined || timeShare() >= 1) return { casesCount, failure };
    }
  } finally {
    progress.end();
  }
}

/** How to have it again, and how to look at it: also at the other positions that were compared. */
function tell(plan: FuzzPlan, failure: FuzzFailure, casesCount: number, isJson: boolean): void {
  const { strategy, strategyOption, folder } = plan;
  const { property, seed, path, problem } = failure;
  writeFailingCase(folder, failure, strategy.name);
  const again = shellText([
    ...["bun", "run", "fuzz", "--strategy", strategyOption, "--property", property.name],
    ...["--seed", String(seed), "--path", path],
  ]);
  const sim = simCommandOf(folder, isStrategyFile(strategyOption) ? strategyOption : undefined);
  const others = failure.case.otherPositionsLots.map((lots) => ` --set start_position_lots=${lots}`);
  console.error(failureText(strategy.name, failure));
  console.error(`\nAgain:   ${again}\nIn sim:  ${sim}`);
  if (others.length > 0) console.error(`         and from another position: …${others.join(", …")}`);
  if (!isJson) return;
  const told = { property: property.name, problem, seed, path, folder, parameters: failure.case.parameters };
  console.log(JSON.stringify({ ok: false, strategy: strategy.name, casesCount, failure: told, again, sim }));
}
