// Goal: whatever plain value goes in comes out, to the bit.
// Method: any JSON, with bigints, maps, odd numbers and objects that look like the words for them put anywhere in it.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { exactJson, parseExactJson } from "../../../../src/live/journal/exact-json.ts";

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(null, true, "$map", Number.NaN, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
    fc.double(),
    fc.bigInt(),
    fc.string(),
    fc.array(tie("value"), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.oneof(fc.string(), fc.bigInt(), fc.nat()), tie("value")), { maxLength: 3 })
      .map((pairs) => new Map(pairs)),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom("$bigint", "$map", "$number", "$object", "$")), tie("value"), {
      maxKeys: 2,
      noNullPrototype: true,
    }),
  ),
}));

test("exact JSON: any plain value: comes back as it was, -0 and NaN too", () => {
  fc.assert(
    fc.property(value, (given) => {
      expect(parseExactJson(exactJson(given))).toStrictEqual(given);
    }),
    { numRuns: 1000 },
  );
});

test("exact JSON: the words that JSON has not: are written as documented", () => {
  const given = { a: 12n, b: new Map([["x", Number.NaN]]), c: { $map: 1 }, d: undefined };
  expect(exactJson(given)).toBe(
    '{"a":{"$bigint":"12"},"b":{"$map":[["x",{"$number":"NaN"}]]},"c":{"$object":[["$map",1]]}}',
  );
});
