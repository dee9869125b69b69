// Goal: a queue model reads well in a configuration and in a report, and a typo in it fails with the forms there are.
// Method: every form through the whole schema, as a file would give it; faults one by one.
import { expect, test } from "bun:test";
import { otherEndOf, queueModelText } from "../../../sim/queue-model.ts";
import { readBacktestSetup } from "../../../src/commands/backtest-setup.ts";

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
    expect(otherEndOf(queueModel)).toBe("conservative");
  }
  expect(otherEndOf("conservative")).toBe("proportional");
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
