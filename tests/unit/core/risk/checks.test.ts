// Goal: the table of checks is whole, and the documentation has it as it is: every reason that risk can give stands in
// one row, and nowhere is a check that the other does not know.
// Method: the table as data against the README, the first comment of risk.ts and the list of reasons.
import { expect, test } from "bun:test";
import { join } from "node:path";
import { checks } from "../../../../src/core/risk/checks.ts";
import { holdReasons } from "../../../../src/core/risk/holds.ts";
import { GravestVeto, riskReasons } from "../../../../src/core/risk/reasons.ts";

const folder = join(import.meta.dir, "../../../../src/core/risk");

test("checks: every reason stands in one row, and each name is one's own", () => {
  const reasons = checks.flatMap((check) => check.reasons);
  expect(reasons.toSorted()).toEqual([...riskReasons].toSorted());
  expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length);
});

test("checks: holds are those that there are", () => {
  const held = checks.filter(({ kind }) => kind === "hold").flatMap(({ reasons }) => reasons);
  expect(held.toSorted()).toEqual([...holdReasons].toSorted());
});

test("checks: the README: has this table, row by row", async () => {
  const text = await Bun.file(join(folder, "README.md")).text();
  const rows = checks.map(({ name, kind, reasons, key, looksAt }) => {
    const named = reasons.map((reason) => `\`${reason}\``).join(", ");
    return `| ${name} | ${kind} | ${named} | ${key === "" ? "always" : `\`${key}\``} | ${looksAt} |`;
  });
  const head = ["| check | kind | reasons | configuration | looks at |", "|---|---|---|---|---|"];
  expect(text.split("\n").filter((line) => line.startsWith("|"))).toEqual([...head, ...rows]);
});

test("checks: the first comment of risk.ts: names each of them", async () => {
  const source = await Bun.file(join(folder, "risk.ts")).text();
  const comment = source.slice(0, source.indexOf("*/")).replaceAll(/\s+\*?\s*/g, " ");
  const words = ({ name }: { name: string }) => name.split(" ").every((word) => comment.includes(word));
  expect(checks.filter((check) => !words(check))).toEqual([]);
});

test("vetoes: any order of noting: the gravest is kept, and what is not risk's own is the least", () => {
  const veto = new GravestVeto();
  expect(veto.reason).toBeUndefined();
  const noted = ["insufficient_funds", "inventory_band", "price_band", "message_rate", "position_bound", "no_book"];
  const kept = noted.map((reason) => {
    veto.note(reason);
    return veto.reason;
  });
  const [funds, band, priceBand, , bound, book] = noted;
  expect(kept).toEqual([funds, band, priceBand, priceBand, bound, book]);
  veto.clear();
  veto.note("notional_below_minimum");
  expect(veto.reason).toBe("notional_below_minimum");
});
