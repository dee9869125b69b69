// Goal: however many files data have, where they came from stays short, and no session or import goes unnamed.
// Method: files of imports, of a part, and of sessions with many parts.
import { expect, test } from "bun:test";
import { sourceText } from "../../../src/data/source-text.ts";

function partsOf(session: string, count: number) {
  return Array.from({ length: count }, (_, at) => {
    const part = `${session}-${String(at + 1).padStart(6, "0")}`;
    return { source: `binance live, recorded, binance-spot-BTCUSDT, part ${part}`, part };
  });
}

test("source: one part: is named", () => {
  const [one] = partsOf("00000abc", 1);
  expect(sourceText([one!])).toBe(one!.source);
  expect(sourceText([one!, one!])).toBe(one!.source);
});

test("source: many parts of a session: its name and their number", () => {
  const text = "binance live, recorded, binance-spot-BTCUSDT, session 00000abc, 300 parts";
  expect(sourceText(partsOf("00000abc", 300))).toBe(text);
});

test("source: two sessions and an import: each is named once", () => {
  const imported = { source: "a.gz" };
  const text = sourceText([imported, imported, ...partsOf("00000abc", 2), ...partsOf("00000abd", 3)]);
  expect(text.match(/a\.gz|session \w+, \d+ parts/g)).toEqual([
    "a.gz",
    "session 00000abc, 2 parts",
    "session 00000abd, 3 parts",
  ]);
});
