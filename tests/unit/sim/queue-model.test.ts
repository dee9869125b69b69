// Goal: a queue model reads well in a configuration and in a report, and a typo in it fails with the forms there are.
// Method: every form through the whole schema, as a file would give it; faults one by one.
import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { bracketOf, mapBracket, queueModelText } from "../../../sim/queue-model.ts";
import { readBacktestSetup } from "../../../src/commands/backtest-setup.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

function modelFile(change: object): object {
  return {
    ...{ model: "queue-cancels", version: 1, name: "luno-xbtzar-0", standardErrors: new Array(33).fill(0) },
    source: {
      ...{ venue: "luno", market: "spot", symbol: "XBTZAR", dataHash: "0".repeat(64), firstTime: "a", lastTime: "b" },
      ...{ cancelsCount: 1, unseenCount: 0, pseudoCancelsCount: 50 },
    },
    ...change,
  };
}

function setupWith(...settings: string[]) {
  return readBacktestSetup({
    configPath: undefined,
    settings,
    data: undefined,
    strategyName: undefined,
    seed: undefined,
    instrumentsPath: undefined,
  });
}

test("queue model: every form that a file may give: taken, named, and beside conservative in the bracket", () => {
  const forms = [
    ["proportional", "proportional"],
    ["log", "log"],
    ["{ log: { variant: 2 } }", "log (variant 2)"],
    ["{ power: { n: 2 } }", "power (n = 2)"],
    ["{ power: { n: 0.5, variant: 3 } }", "power (n = 0.5, variant 3)"],
  ] as const;
  for (const [yaml, text] of forms) {
    const { queueModel } = setupWith(`queue_model=${yaml}`).config;
    expect(queueModelText(queueModel)).toBe(text);
    expect(bracketOf(queueModel, false)).toEqual({ conservative: "conservative", probable: queueModel });
  }
});

test("queue model: conservative or exact asked for: proportional is the probable one; exact stands beside where data name orders", () => {
  expect(setupWith("queue_model=exact").config.queueModel).toBe("exact");
  const guesses = { conservative: "conservative", probable: "proportional" } as const;
  expect(bracketOf("conservative", false)).toEqual(guesses);
  expect(bracketOf("conservative", true)).toEqual({ ...guesses, exact: "exact" });
  expect(bracketOf("exact", true)).toEqual({ ...guesses, exact: "exact" });
  expect(mapBracket({ conservative: 1, probable: 2 }, String)).toEqual({ conservative: "1", probable: "2" });
});

test("queue model: a calibrated one: read from its file; the hash of the configuration is of its shares, not of its path", () => {
  using folder = temporaryFolder();
  const shares = Array.from({ length: 33 }, (_, at) => at / 32);
  const setupOf = (file: string, model: object) => {
    writeFileSync(folder.of(file), JSON.stringify(model));
    return setupWith(`queue_model={ calibrated: ${folder.of(file)} }`);
  };
  const first = setupOf("a.json", modelFile({ shares }));
  expect(first.config.queueModel).toEqual({ calibrated: { name: "luno-xbtzar-0", shares } });
  expect(queueModelText(first.config.queueModel)).toBe("calibrated (luno-xbtzar-0)");
  expect(setupWith(`queue_model.calibrated=${folder.of("a.json")}`).configHash).toBe(first.configHash);
  expect(setupOf("b.json", modelFile({ shares })).configHash).toBe(first.configHash);
  expect(setupOf("b.json", modelFile({ shares: shares.with(1, 0) })).configHash).not.toBe(first.configHash);
  expect(() => setupWith("queue_model={ calibrated: /nowhere.json }")).toThrow(
    "/nowhere.json: no such file; expected a model of data fit-queue",
  );
  expect(() => setupOf("b.json", modelFile({ shares: [0, 1] }))).toThrow("b.json: shares: ");
});

test("queue model: a typo, a missing or needless parameter: refused with the forms there are", () => {
  const faults = ["propotional", "power", "{ power: {} }", "{ power: { m: 2 } }", "{ power: { n: 2, variant: 4 } }"];
  for (const fault of [
    ...faults,
    "{ log: { n: 2 } }",
    "{ log: { variant: 1 } }",
    "{ power: { n: 1 }, log: { variant: 2 } }",
  ])
    expect(() => setupWith(`queue_model=${fault}`)).toThrow(/queue_model: expected conservative, proportional, log, /);
});

test("queue model: an exponent out of bounds: refused with the bounds", () => {
  for (const n of ["0", "-1", "10.1"])
    expect(() => setupWith(`queue_model={ power: { n: ${n} } }`)).toThrow(
      "queue_model.power.n: expected a number above 0 and at most 10",
    );
});
