// Goal: a configuration names models by file; what takes effect is their content, checked against what is traded and by
// which strategy, before anything starts.
// Method: the shipped EV maker's configuration with models by hand in a temporary folder; one fault at a time.
import { describe, expect, test } from "bun:test";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { engineConfigOf } from "../../../sim/backtest-config.ts";
import { type BacktestSetup, readBacktestSetup } from "../../../src/commands/backtest-setup.ts";
import { configsFolder } from "../../../src/commands/folders.ts";
import { marketSpecs } from "../../../src/commands/live-start.ts";
import { writeModelFile } from "../../../src/commands/model-files.ts";
import type { UnsealedModel } from "../../../src/core/models/model-text.ts";
import { change } from "../../../src/ports/engine.ts";
import { spotBtcusdt } from "../../helpers/instruments.ts";
import { exampleModel } from "../../helpers/model-documents.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

const ev = join(configsFolder, "synthetic-ev.yaml");

function read(settings: string[], configPath: string | undefined = ev): BacktestSetup {
  const none = { data: undefined, strategyName: undefined, seed: undefined, instrumentsPath: undefined };
  return readBacktestSetup({ configPath, settings, ...none });
}

/** Of the example as the fill model, with changes; `FILE` in the problem. */
function problemOf(changes: Partial<UnsealedModel>, key = "models.fill", configPath: string | undefined = ev): string {
  using folder = temporaryFolder();
  const path = writeModelFile(folder.path, exampleModel(changes));
  try {
    read([`${key}=${path}`], configPath);
    return "";
  } catch (error) {
    return (error as Error).message.replace(path, "FILE").replace(/^.*\.yaml: /, "");
  }
}

describe("models of a configuration:", () => {
  test("named by file: the document in its place; the text names file and hash, and gives the same again", () => {
    using folder = temporaryFolder();
    const document = exampleModel();
    const path = writeModelFile(folder.path, document);
    const setup = read([`models.fill=${path}`]);
    expect(setup.config.instruments[0]!.models).toEqual({ fill: { file: path, hash: document.hash, document } });
    expect(setup.configText).toContain(document.hash);
    expect(setup.configText).not.toContain("weights");
    writeFileSync(folder.of("again.yaml"), setup.configText);
    const again = read([], folder.of("again.yaml"));
    expect([again.configText, again.configHash]).toEqual([setup.configText, setup.configHash]);
  });

  test("named by a pattern: the one file that it matches, under its own name; two or none are refused", () => {
    using folder = temporaryFolder();
    const path = writeModelFile(folder.path, exampleModel());
    const pattern = folder.of("*.json");
    expect(read([`models.fill="${pattern}"`]).config.instruments[0]!.models!.fill!.file).toBe(path);
    writeModelFile(folder.path, exampleModel({ horizonMs: 4000 }));
    expect(() => read([`models.fill="${pattern}"`])).toThrow(/models\.fill: .*\*\.json matches 2 files; expected one/);
    expect(() => read([`models.fill="${folder.of("no-*.json")}"`])).toThrow(/matches no file/);
  });

  test("the hash of a configuration: of what the models are, wherever they lie", () => {
    using folder = temporaryFolder();
    mkdirSync(folder.of("other"));
    const hashOf = (place: string, changes: Partial<UnsealedModel> = {}) =>
      read([`models.fill=${writeModelFile(folder.of(place), exampleModel(changes))}`]).configHash;
    const hash = hashOf("here");
    expect(hashOf("other")).toBe(hash);
    expect(hashOf("here", { horizonMs: 4000 })).not.toBe(hash);
    expect(read([]).configHash).not.toBe(hash);
  });

  test("a hash beside the file: that content and no other", () => {
    using folder = temporaryFolder();
    const path = writeModelFile(folder.path, exampleModel());
    const { hash } = exampleModel();
    expect(read([`models.fill={ file: ${path}, hash: ${hash} }`]).config.instruments[0]!.models!.fill!.hash).toBe(hash);
    const other = "0".repeat(64);
    expect(() => read([`models.fill={ file: ${path}, hash: "${other}" }`])).toThrow(
      `${ev}: models.fill.hash: is ${other}; ${path} has ${hash}, expected the same`,
    );
  });

  test("of one of many instruments: refused with its place in the list", () => {
    const two = join(configsFolder, "synthetic-two-naive.yaml");
    expect(problemOf({}, "instruments.0.models.fill", two)).toBe(
      "instruments.0.models.fill: naive-maker uses no such model; expected none",
    );
  });

  test("what models read: the engine keeps it, for both sides, and decides when it changes", () => {
    using folder = temporaryFolder();
    const input = { name: "bid_depletion_16s", transform: "none", mean: 0, scale: 1 } as const;
    const document = exampleModel({ inputs: [input], form: { kind: "logistic", weights: [1], bias: 0 } });
    const path = writeModelFile(folder.path, document);
    const engineConfig = (settings: string[]) => {
      const { config, markets } = read([...settings, "strategy.parameters.volatility_ticks=1"]);
      const plain = { ...markets[0]!.strategy, features: [], readsQueues: false };
      return engineConfigOf(config, markets[0]!.config, plain, config.queueModel);
    };
    const [without, withModel] = [engineConfig([]), engineConfig([`models.fill=${path}`])];
    expect(without.signals).not.toEqual(withModel.signals);
    expect([without.reads & change.time, withModel.reads & change.time]).toEqual([0, change.time]);
  });
});

describe("models of a configuration refused:", () => {
  const cases: [what: string, changes: Partial<UnsealedModel>, problem: string][] = [
    [
      "of another instrument",
      { instrument: { key: "ETHUSDT", tick: "0.01", lot: "0.00001" } },
      "models.fill: FILE: instrument.key: is ETHUSDT; expected BTCUSDT, as it is traded",
    ],
    [
      "of other ticks",
      { instrument: { key: "BTCUSDT", tick: "0.1", lot: "0.00001" } },
      "models.fill: FILE: instrument.tick: is 0.1; expected 0.01000000, as it is traded",
    ],
    [
      "of other lots",
      { instrument: { key: "BTCUSDT", tick: "0.01", lot: "0.001" } },
      "models.fill: FILE: instrument.lot: is 0.001; expected 0.00001000, as it is traded",
    ],
    [
      "of another role",
      { role: "adverse", form: { kind: "linear", weights: [1, 2, 3, 4], bias: 0 } },
      "models.fill: FILE: role: is adverse; expected fill",
    ],
  ];
  test.each(cases)("%s", (_, changes, problem) => {
    expect(problemOf(changes)).toBe(problem);
  });

  test("decimals printed with more zeros, or fewer: the same instrument", () => {
    expect(problemOf({ instrument: { key: "BTCUSDT", tick: "0.01", lot: "0.000010000000" } })).toBe("");
  });

  test("a strategy that uses none: said with its name", () => {
    expect(problemOf({}, "models.fill", join(configsFolder, "synthetic-naive.yaml"))).toBe(
      "models.fill: naive-maker uses no such model; expected none",
    );
  });

  test("a file that is damaged or not there: said with its path and key", () => {
    using folder = temporaryFolder();
    const path = writeModelFile(folder.path, exampleModel());
    writeFileSync(path, '{ "schema": 7 }');
    expect(() => read([`models.fill=${path}`])).toThrow(`${path}: schema: expected a model document of schema 1`);
    rmSync(path);
    expect(() => read([`models.fill=${path}`])).toThrow(`${path}: no such file; expected a model of train`);
  });

  test("no file's name, an unknown role: said with the forms there are", () => {
    const expected = "expected a file of train, or { file: FILE, hash: SHA256 }";
    for (const value of ["5", "[a]", "''", "true"])
      expect(() => read([`models.fill=${value}`])).toThrow(`${ev}: models.fill: ${expected}`);
    expect(() => read(["models=x.json"])).toThrow(`${ev}: models: `);
    expect(() => read(["models.fill={}"])).toThrow(`${ev}: models.fill.file: is missing; expected string`);
    expect(() => read(["models.fills=x.json"])).toThrow(`${ev}: models.fills: unknown key`);
  });

  test("the venue's ticks are others today: a live session does not start", () => {
    using folder = temporaryFolder();
    const setup = read([`models.fill=${writeModelFile(folder.path, exampleModel())}`]);
    expect(marketSpecs(setup, [spotBtcusdt])).toHaveLength(1);
    expect(() => marketSpecs(setup, [{ ...spotBtcusdt, tickUnits: spotBtcusdt.tickUnits * 10n }])).toThrow(
      /^models\.fill: .*: instrument\.tick: is 0\.01000000; expected 0\.10000000, as it is traded$/,
    );
  });
});
