// Goal: a key that stands twice in one mapping is found, and nothing else is taken for one.
// Method: texts in each form of YAML; random documents written with and without a repeated key; the project's own
// files.
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { repeatedKey } from "../../../src/base/repeated-key.ts";
import { projectRoot } from "../../helpers/needs.ts";

describe("repeated key", () => {
  test.each<[string, string, { key: string; line: number }]>([
    ["in a block", "a: 1\nb: 2\na: 3\n", { key: "a", line: 1 }],
    ["deeper", "x:\n  - a: 1\n    b:\n      c: 1\n      c: 2\n", { key: "c", line: 4 }],
    ["in a flow", "x: { a: 1, b: [{ c: 1, c: 1 }] }", { key: "c", line: 1 }],
    ["quoted and not", "\"a b\": 1\n'c': 2\nc: 3\n", { key: "'c'", line: 2 }],
    ["as JSON", '{"a":1,"b":{"a":1,"a":2}}', { key: '"a"', line: 1 }],
    ["a mapping each", "a:\n  b: 1\n# more\na:\n  c: 2\n", { key: "a", line: 1 }],
    ["of several words", "one two: 1\none two: 2\n", { key: "two", line: 1 }],
    ["two merges, and a key twice", "x: &x { a: 1 }\ny:\n  <<: *x\n  b: 1\n  b: 2\n", { key: "b", line: 4 }],
  ])("repeated key: %s: found with its line", (_, text, expected) => {
    expect(repeatedKey(text)).toEqual(expected);
  });

  test.each([
    ["in two mappings", "a: { b: 1 }\nc: { b: 1 }\nd: [{ b: 1 }, { b: 2 }]\n"],
    ["in a comment", "a: 1 # a: 2\n# a: 3\n"],
    ["in a text", "a: \"a: 1, a: 2\"\nb: 'a: 1'\nc: it says b\n"],
    ["in a block of text", "a: |\n  b: 1\n  b: 2\nc: >\n  a: 1\n"],
    ["with a longer name", "a: 1\na_: 2\na__: 3\n__a: 4\n"],
    ["overriding what a merge brings", "x: &x { a: 1 }\ny:\n  <<: *x\n  a: 2\n"],
    ["an alias twice", "x: &x { a: 1 }\ny: *x\nz: *x\n"],
    ["times and addresses", "a: 12:30:00\nb: http://a:80/a\n"],
    ["nothing", ""],
  ])("repeated key: %s: none", (_, text) => {
    expect(repeatedKey(text)).toBeUndefined();
  });

  test("repeated key: any document with one key more, of a name that is there: found; without it: none", () => {
    const name = fc.stringMatching(/^[a-z][a-z_0-9]{0,5}$/);
    const names = fc.uniqueArray(name, { minLength: 1, maxLength: 6 });
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { depthSize: "small" },
        fc.integer(),
        fc.string(),
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(name, tie("tree"), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(names, tree, fc.nat(), fc.boolean(), (keys, value, pick, isFlow) => {
        const text = (all: readonly string[]) => {
          const lines = all.map((key, at) => `${key}: ${JSON.stringify(at === 0 ? value : at)}`);
          return isFlow ? `{ ${lines.join(", ")} }` : `${lines.join("\n")}\n`;
        };
        const again = keys[pick % keys.length]!;
        expect(repeatedKey(text(keys))).toBeUndefined();
        expect(repeatedKey(text([...keys, again]))?.key).toBe(again);
      }),
    );
  });

  test("repeated key: the project's own files: none", () => {
    for (const file of new Bun.Glob("configs/*.yaml").scanSync({ cwd: projectRoot }))
      expect([file, repeatedKey(readFileSync(`${projectRoot}/${file}`, "utf8"))]).toEqual([file, undefined]);
  });
});
