// Goal: a missing need is told and skipped on a person's machine, and fails in CI.
// Method: the three cases, with CI given as an argument.
import { expect, spyOn, test } from "bun:test";
import { needs, sharedData } from "../../helpers/needs.ts";

test("needs: present: not skipped, in CI or not", () => {
  expect([needs("a compiler", true, "install g++", false), needs("a compiler", true, "install g++", true)]).toEqual([
    false,
    false,
  ]);
});

test("needs: missing on a person's machine: skipped, with the reason and the remedy on stderr", () => {
  const written = spyOn(process.stderr, "write").mockImplementation(() => true);
  try {
    expect(needs("a compiler", false, "install g++", false)).toBe(true);
    expect(written.mock.calls).toEqual([["skipping: needs a compiler, which is not here: install g++\n"]]);
  } finally {
    written.mockRestore();
  }
});

test("needs: missing in CI: an error", () => {
  expect(() => needs("a compiler", false, "install g++", true)).toThrow(
    "a test needs a compiler, which is not here: install g++",
  );
});

test("shared data: a file that is not there: undefined", () => {
  expect(sharedData("no-such-recording.gz")).toBeUndefined();
});
