// Goal: control messages are read as the venue reads them: the same texts taken, and the words and places that clients see in its errors.
// Method: messages that the venue was seen to send, and those of serde_json's own test suite; a property against JSON.parse, which
// differs only where a number is too large or half of a surrogate pair stands alone.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { JsonNumber } from "../../../../sim/exchange/request-id.ts";
import { JsonError, JsonReader, type JsonValue } from "../../../../sim/exchange/streams/json-reader.ts";
import { propertyRuns } from "../../../helpers/engine-kinds.ts";

function read(text: string): JsonValue | JsonError {
  const reader = new JsonReader(text);
  try {
    const value = reader.value();
    reader.end();
    return value;
  } catch (error) {
    if (error instanceof JsonError) return error;
    throw error;
  }
}

const refused: [text: string, words: string][] = [
  ["", "EOF while parsing a value at line 1 column 0"],
  ["hello", "expected value at line 1 column 1"],
  ["[\n1,\n2\n    x]", "expected `,` or `]` at line 4 column 5"],
  ['{"a', "EOF while parsing a string at line 1 column 3"],
  ["n", "EOF while parsing a value at line 1 column 1"],
  ["nul", "EOF while parsing a value at line 1 column 3"],
  ["nulla", "trailing characters at line 1 column 5"],
  ["truz", "expected ident at line 1 column 4"],
  [".", "expected value at line 1 column 1"],
  ["-", "EOF while parsing a value at line 1 column 1"],
  ["00", "invalid number at line 1 column 2"],
  ["0x80", "trailing characters at line 1 column 2"],
  ["10e", "EOF while parsing a value at line 1 column 3"],
  ["1.", "EOF while parsing a value at line 1 column 2"],
  ["1.a", "invalid number at line 1 column 3"],
  ["1e1000", "number out of range at line 1 column 6"],
  ['"\\a"', "invalid escape at line 1 column 3"],
  ['"\\ud83c\\uFFFF"', "lone leading surrogate in hex escape at line 1 column 13"],
  ["[", "EOF while parsing a list at line 1 column 1"],
  ["[1", "EOF while parsing a list at line 1 column 2"],
  ["[1,", "EOF while parsing a value at line 1 column 3"],
  ["[1,]", "trailing comma at line 1 column 4"],
  ["[1 2]", "expected `,` or `]` at line 1 column 4"],
  ["{", "EOF while parsing an object at line 1 column 1"],
  ["{1", "key must be a string at line 1 column 2"],
  ['{"a"', "EOF while parsing an object at line 1 column 4"],
  ['{"a" 1', "expected `:` at line 1 column 6"],
  ['{"a":1', "EOF while parsing an object at line 1 column 6"],
  ['{"a":1 1', "expected `,` or `}` at line 1 column 8"],
  ['{"a":1,', "EOF while parsing a value at line 1 column 7"],
  ['{"a":1,}', "trailing comma at line 1 column 8"],
];

for (const [text, words] of refused)
  test(`stream JSON: ${JSON.stringify(text)}: ${words}`, () => {
    const error = read(text);
    if (!(error instanceof JsonError)) throw new Error("taken");
    expect(error.text).toBe(words);
  });

test("stream JSON: nested 127 deep: taken; deeper: refused, however deep", () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  expect(read(nested(127))).toBeArray();
  for (const depth of [128, 30_000])
    expect(read(nested(depth))).toMatchObject({ text: "recursion limit exceeded at line 1 column 128" });
});

test("stream JSON: many lists beside each other: not nested", () => {
  expect(read(`[${"[{}],".repeat(200)}[]]`)).toBeArray();
});

test("stream JSON: a number beyond doubles: kept as written", () => {
  expect(read(" 9007199254740993 ")).toEqual(new JsonNumber("9007199254740993"));
});

/** JSON with something cut, doubled or put in between. */
const mutated = fc
  .tuple(
    fc.json({ stringUnit: "binary" }),
    fc.nat(),
    fc.nat(6),
    fc.constantFrom("", ",", '"', "\\", "\\u12", "]", "}", "0", "\n", "é"),
  )
  .map(([text, at, cut, put]) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + put + text.slice(place + cut);
  });

test("stream JSON: any text: taken when JSON.parse takes it, and the same", () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), mutated), (text) => {
      fc.pre(!/\\ud/i.test(text));
      const value = read(text);
      let parsed: unknown;
      try {
        parsed = JSON.parse(text);
      } catch {
        expect(value).toBeInstanceOf(JsonError);
        return;
      }
      if (value instanceof JsonError) expect(value.text).toStartWith("number out of range");
      else expect(plainOf(value)).toEqual(plainOf(parsed));
    }),
    propertyRuns(500),
  );
});

/** As the reader and JSON.parse both have it: of objects only that they are some, of strings what UTF-8 holds. */
function plainOf(value: unknown): unknown {
  if (value instanceof JsonNumber) return Number(value.text);
  if (typeof value === "string") return value.toWellFormed();
  if (Array.isArray(value)) return value.map(plainOf);
  return typeof value === "object" && value !== null ? {} : value;
}
