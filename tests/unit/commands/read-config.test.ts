// Goal: what is wrong with a setting is one line that names it, and keys keep their spelling on the way in and out.
// Method: small files in a temporary folder; a round trip of keys as a property.
import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { z } from "zod";
import { InputError } from "../../../src/base/input-error.ts";
import { configsFolder } from "../../../src/commands/folders.ts";
import { checkConfig, readYaml, snakeKeys } from "../../../src/commands/read-config.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

const path = `${configsFolder}/synthetic-naive.yaml`;

test("settings: a value that is no YAML: bad input that names the setting", () => {
  for (const setting of ["seed=[1", "seed={", "seed='"]) {
    expect(() => readYaml(path, [setting])).toThrow(InputError);
    expect(() => readYaml(path, [setting])).toThrow(`--set ${setting}: not YAML`);
  }
});

test("settings: an alias that holds itself: bad input that names the setting; one that is used twice: none", () => {
  expect(() => readYaml(path, ["data=&a [*a]"])).toThrow("--set data=&a [*a]: has an alias that holds itself");
  expect(readYaml(path, ["latency={ place: &a { entry_ms: 1 }, cancel: *a }"])).toMatchObject({
    latency: { place: { entryMs: 1 }, cancel: { entryMs: 1 } },
  });
});

test("a key that stands twice, in a file or a setting, or in two spellings: bad input that names place and key", () => {
  using folder = temporaryFolder();
  const file = folder.of("a.yaml");
  const problemOf = (text: string) => {
    writeFileSync(file, text);
    return () => readYaml(file, []);
  };
  expect(problemOf("seed: 1\nfees: { tier: a, tier: b }\n")).toThrow(`${file}:2: the key tier stands twice`);
  expect(problemOf("every_ms: 1\neveryMs: 2\n")).toThrow(`${file}: the key everyMs stands twice, in two spellings`);
  const setting = "fees={ tier: a, tier: b }";
  expect(() => readYaml(path, [setting])).toThrow(`--set ${setting}:1: the key tier stands twice; expected it once`);
});

test("a key that is missing: told as missing, with what was expected", () => {
  const schema = z.strictObject({ balances: z.object({ BTC: z.string() }) });
  expect(() => checkConfig(schema, {}, "file.yaml")).toThrow("file.yaml: balances: is missing; expected object");
});

test("a choice that is missing: told as missing, with all choices", () => {
  const schema = z.strictObject({ fair: z.enum(["mid", "microprice"]) });
  expect(() => checkConfig(schema, {}, "a.yaml")).toThrow(
    'a.yaml: fair: is missing; expected one of "mid"|"microprice"',
  );
  expect(() => checkConfig(schema, { fair: "m" }, "a.yaml")).toThrow(
    'a.yaml: fair: expected one of "mid"|"microprice"',
  );
});

test.each([
  [z.string(), 1, "expected string, received number"],
  [z.int(), 0.5, "expected a whole number"],
  [z.number().positive(), 0, "expected number to be >0"],
  [z.number().max(5), 6, "expected number to be <=5"],
  [z.number({ error: "expected one or two" }), "x", "expected one or two"],
])("a value that is wrong (%#): told with what was expected, and no heading of another's", (schema, value, problem) => {
  expect(() => checkConfig(z.strictObject({ key: schema }), { key: value }, "a.yaml")).toThrow(
    `a.yaml: key: ${problem}`,
  );
});

test("settings: a path into what every object has: bad input, and nothing is changed", () => {
  for (const setting of ["__proto__.seed=7", "latency.__proto__.seed=7"])
    expect(() => readYaml(path, [setting])).toThrow(InputError);
  expect(({} as { seed?: number }).seed).toBeUndefined();
});

test("settings: a key below a plain value: takes its place, and what is then wrong is told by its name", () => {
  expect(readYaml(path, ["queue_model.power.n=2"])).toMatchObject({ queueModel: { power: { n: 2 } } });
  const schema = z.object({ seed: z.int() });
  expect(() => checkConfig(schema, readYaml(path, ["seed.a=1"]), "file.yaml")).toThrow("file.yaml: seed: ");
});

test("settings: the last one for a key: wins", () => {
  expect(
    readYaml(path, ["strategy.parameters.half_spread_ticks=7", "strategy.parameters.half_spread_ticks=9"]),
  ).toMatchObject({
    strategy: { parameters: { halfSpreadTicks: 9 } },
  });
});

test("keys: an asset whose name has digits: printed as it is", () => {
  expect(snakeKeys({ balances: { "1000SATS": "1", "1INCH": "2", BTC: "3" }, entryMs: 5 })).toEqual({
    balances: { "1000SATS": "1", "1INCH": "2", BTC: "3" },
    entry_ms: 5,
  });
});

test("keys: any asset: keeps its name", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Z0-9]{1,10}$/), (asset) => {
      expect(Object.keys(snakeKeys({ [asset]: 1 }) as object)).toEqual([asset]);
    }),
  );
});
