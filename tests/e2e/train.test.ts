// Goal: `train` as a user runs it: models that a configuration can name, a page that opens offline, equal bits in every
// process and with either engine; bad input in one line with exit 2 and nothing left behind.
// Method: processes of their own, over minutes of the synthetic market; what they write is read back.
import { afterAll, describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readModelFile } from "../../src/commands/model-files.ts";
import { modelFileName } from "../../src/core/models/model-text.ts";
import { nativeLibrary } from "../../src/engine/native-library.ts";
import { needs, projectRoot, sharedData } from "../helpers/needs.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

const quick = ["synthetic.minutes=2", "fill.network={units: 2, penalty: 10, steps_max: 5}", "folds.count=2"].concat(
  "folds.purge_ms=12000",
  "fill.horizon_ms=2000",
  "fill.edges_ms=[500, 2000]",
  "sampling={every_ms: 500, probes: 1, distances_ticks: [-20, 0, 5, 50]}",
  "inputs=[touch_imbalance, order_flow_1s]",
);

function train(name: string, ...args: string[]) {
  const out = folder.of(name);
  const command = [process.execPath, join(projectRoot, "src/cli.ts"), "train", "--out", join(out, "models")];
  const { exitCode, stdout, stderr } = Bun.spawnSync([...command, "--report", join(out, "page"), ...args], {
    cwd: folder.path,
    env: { ...process.env, NO_COLOR: "1" },
  });
  return { out, exitCode, stdout: stdout.toString(), stderr: stderr.toString() };
}

test("train: the synthetic market: seven models that read back, a page, a document, times of each step", () => {
  const { out, exitCode, stdout, stderr } = train("first", "--json", "--set", ...quick);
  expect([exitCode, stderr]).toEqual([0, expect.stringMatching(/^Time: reading data .* s in all$/m)]);
  const result = JSON.parse(stdout);
  const files = readdirSync(join(out, "models"));
  expect(files.toSorted()).toEqual(result.models.map(({ file }: { file: string }) => file).toSorted());
  const models = files.map((file) => readModelFile(join(out, "models", file)));
  for (const [at, model] of models.entries()) {
    expect(modelFileName(model)).toBe(files[at]!);
    expect(model.manifest).toMatchObject({ seed: 1, data: ["synthetic market, seed 1, 2 minutes"] });
    expect(model.manifest.command).toStartWith("halfspread train --out");
    expect(stderr).toContain(files[at]!);
  }
  expect(models.map(({ role }) => role).toSorted()).toEqual([
    "adverse",
    "adverse",
    "drift",
    "fill",
    "fill",
    "fill",
    "fill",
  ]);
  const { brier, brier_constant } = models.find(({ name }) => name === "fill-logistic-btcusdt")!.manifest.metrics;
  const scores = Object.fromEntries(result.fill.scores.map((one: { contender: string }) => [one.contender, one]));
  expect([brier, brier_constant]).toEqual([scores.logistic.brier.mean, scores.constant.brier.mean]);
  expect(result.counts.filled + result.counts.censored).toBe(
    models.find(({ role }) => role === "fill")!.manifest.rowsCount,
  );
  const page = readFileSync(result.reportPath, "utf8");
  expect(page).toContain("default-src &#39;none&#39;");
  expect(page).not.toMatch(/(?:src|href)="(?!data:,)/);
  for (const sentence of result.verdict) expect(stderr.replaceAll("\n", " ")).toContain(sentence);
});

test("train: again in another process, and with the reference engine: the same models and page, to the bit", () => {
  const isNativeMissing = needs("the native engine", nativeLibrary() !== undefined, 'build it with "bun ffi/build.ts"');
  const runs = [[], isNativeMissing ? [] : ["--engine", "reference"]].map((args, at) =>
    train(`run-${at}`, ...args, "--set", ...quick),
  );
  expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  const [names, others] = runs.map(({ out }) => readdirSync(join(out, "models")).toSorted());
  expect(others).toEqual(names!);
  const [page, other] = runs.map(({ out }) => readFileSync(join(out, "page/report.html"), "utf8"));
  expect(other).toBe(page!);
});

test("train: another seed: other models", () => {
  const [one, other] = [1, 2].map((seed) => {
    const { out } = train(`seed-${seed}`, "--seed", String(seed), "--set", ...quick);
    return readdirSync(join(out, "models")).toSorted();
  });
  expect(one).toHaveLength(7);
  for (const name of other!) expect(one).not.toContain(name);
});

test("train: a backtest on the very data of a model: it is said, and of no other data", () => {
  const models = join(train("seen", "--set", ...quick).out, "models");
  const fill = readdirSync(models).find((file) => file.startsWith("fill-logistic"))!;
  const model = ["--set", `models.fill=${join(models, fill)}`, "synthetic.minutes=2"];
  const seen = [1, 2].map((seed) => {
    const command = [
      process.execPath,
      join(projectRoot, "src/cli.ts"),
      "sim",
      join(projectRoot, "configs/synthetic-ev.yaml"),
    ];
    const args = [...model, "--seed", String(seed), "--json", "--out", folder.of(`sim-${seed}`)];
    const { stdout } = Bun.spawnSync([...command, ...args], { cwd: folder.path });
    return JSON.parse(stdout.toString()).models.map((one: { isFittedToTheseData: boolean }) => one.isFittedToTheseData);
  });
  expect(seen).toEqual([[true], [false]]);
});

describe("train: bad input: one line, exit 2, nothing written:", () => {
  const faults: [args: string[], line: string][] = [
    [["--set", "inputs=[no_such]"], "configs/train.yaml: inputs: no feature no_such that can be seen from both sides"],
    [["--set", "folds.purge_ms=10000"], "folds.purge_ms: expected more than 10000, over which labels look ahead"],
    [["--set", "fill.edges_ms=[100, 200]"], "fill.edges_ms: expected the last edge to be horizon_ms"],
    [["--set", "sampling.distances_ticks=[5, 1]"], "sampling.distances_ticks: expected distances that rise"],
    [["--set", "fill.network.layers=2"], "fill.network.layers: unknown key"],
    [["--set", "synthetic.minutes=1"], "is too short for its folds"],
    [["--set", ...quick, "sampling.distances_ticks=[90000]"], "fills none of"],
    [["--data", "nowhere.gz"], "nowhere.gz"],
    [["one.yaml", "two.gz"], "two.gz: expected one configuration"],
    [["--engine", "third"], "--engine third: expected native or reference"],
  ];
  test.each(faults)("%p", (args, line) => {
    const { out, exitCode, stdout, stderr } = train("bad", ...args);
    expect([exitCode, stdout, stderr.trimEnd().split("\n").length]).toEqual([2, "", 1]);
    expect(stderr).toContain(line);
    expect([existsSync(join(out, "models")), existsSync(join(out, "page"))]).toEqual([false, false]);
  });
});

const perpetual = sharedData("usdm_btcusdt_20240808.gz");
test.skipIf(perpetual === undefined)("train: data of another market than the configuration's: one line", () => {
  const { exitCode, stderr } = train("other", "--data", perpetual!);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining("holds BTCUSDT of usdm; expected spot")]);
});

const recordings = ["spot_btcusdt_20240808.gz", "spot_btcusdt_20240809.gz"].map((name) => sharedData(name));
test.skipIf(recordings.includes(undefined))(
  "train: eleven recorded minutes: every model judged beside its baselines",
  () => {
    const config = join(projectRoot, "configs/train-btcusdt.yaml");
    const data = recordings.filter((path) => path !== undefined);
    const { exitCode, stdout } = train("recorded", config, "--json", "--data", ...data);
    expect(exitCode).toBe(0);
    const { fill, adverse, drift, counts, data: from } = JSON.parse(stdout);
    expect(from.sources).toEqual(["spot_btcusdt_20240808.gz spot_btcusdt_20240809.gz"]);
    expect(counts.samples).toBeGreaterThan(2500);
    expect(fill.scores.map(({ contender }: { contender: string }) => contender)).toEqual([
      ...["constant", "distance", "logistic", "network", "hazard"],
    ]);
    const [constant, distance] = fill.scores;
    expect(distance.logLoss.mean).toBeLessThan(constant.logLoss.mean);
    const named = (scores: { contender: string }[]) => scores.map(({ contender }) => contender);
    expect([named(adverse.scores), named(drift.scores)]).toEqual([
      ["constant", "distance", "linear"],
      ["constant", "linear"],
    ]);
    // What is long known of the touch: its imbalance says where the mid goes within a second.
    const { mean, error } = drift.scores[1].overConstant;
    expect(mean).toBeGreaterThan(4 * error);
  },
);

test("train: --help: an example that names what is there", () => {
  const { exitCode, stderr } = train("help", "--help");
  expect([exitCode, stderr]).toEqual([0, expect.stringContaining("Example:")]);
  const [, named] = /train (configs\/\S+)/.exec(stderr) ?? [];
  expect(existsSync(join(projectRoot, named!))).toBe(true);
});
