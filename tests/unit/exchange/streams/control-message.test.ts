// Goal: control messages are understood, and wrong ones refused in the documented words.
// Method: the table of errors of the documentation, row by row; ids of every JSON type; mutated messages, which must never throw.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ControlError, readControl } from "../../../../sim/exchange/streams/control-message.ts";
import { propertyRuns } from "../../../helpers/engine-kinds.ts";

function refusal(text: string): string {
  const control = readControl(text);
  if (!(control instanceof ControlError)) throw new Error("taken");
  return control.text;
}

const error = (code: number, msg: string, id?: unknown) =>
  JSON.stringify({ error: { code, msg }, ...(id === undefined ? {} : { id }) });

const variants = "expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY`";
const documented: [text: string, answer: string][] = [
  ['{"method":"GET_PROPERTY","params":["split"],"id":5}', error(0, "Unknown property", 5)],
  ['{"method":"SET_PROPERTY","params":["combined",1],"id":5}', error(1, "Invalid value type: expected Boolean", 5)],
  ['{"method":"SET_PROPERTY","params":["combined"],"id":5}', error(1, "Invalid value type: expected Boolean", 5)],
  ['{"method":"GET_PROPERTY","params":[1],"id":"a"}', error(2, "Invalid request: property name must be a string", "a")],
  ['{"method":"GET_PROPERTY","id":"a"}', error(2, "Invalid request: property name must be a string", "a")],
  ['{"method":"SUBSCRIBE","params":[]}', error(2, "Invalid request: request ID must be an unsigned integer")],
  ['{"method":"SUBSCRIBE","id":1.5}', error(2, "Invalid request: request ID must be an unsigned integer")],
  ['{"method":"SUBSCRIBE","id":[1]}', error(2, "Invalid request: request ID must be an unsigned integer")],
  [
    '{"method": "SUBSCRIBE_TO_IT","id":1}',
    error(2, `Invalid request: unknown variant \`SUBSCRIBE_TO_IT\`, ${variants} at line 1 column 28`),
  ],
  ['{"method":"LIST_SUBSCRIPTIONS","params":["a"],"id":null}', error(2, "Invalid request: too many parameters", null)],
  ['{"method":"GET_PROPERTY","params":["combined",1],"id":1}', error(2, "Invalid request: too many parameters", 1)],
  ['{"params":["btcusdt@trade"],"id":1}', error(2, "Invalid request: missing field `method` at line 1 column 35")],
  ['{"method":"GET_PROPERTY","id":1} 2', error(3, "Invalid JSON: trailing characters at line 1 column 34")],
  ["subscribe", error(3, "Invalid JSON: expected value at line 1 column 1")],
  [
    '{"method":"SUBSCRIBE","params":["btcusdt@trade",],"id":1}',
    error(3, "Invalid JSON: trailing comma at line 1 column 49"),
  ],
  ['{"method":"SUBSCRIBE","params":["@@@#"],"id":1}', error(2, "Invalid request: invalid stream", 1)],
  ['{"method":"SUBSCRIBE","params":[7],"id":1}', error(2, "Invalid request: invalid stream", 1)],
  [
    '{"method":"SUBSCRIBE","params":"btcusdt@trade","id":1}',
    error(2, 'Invalid request: invalid type: string "btcusdt@trade", expected a sequence at line 1 column 46'),
  ],
  ['{"id":1,"id":2}', error(2, "Invalid request: duplicate field `id` at line 1 column 13")],
  ["7", error(2, "Invalid request: invalid type: integer `7`, expected struct Request at line 1 column 1")],
];

for (const [text, answer] of documented)
  test(`control message: ${text}: ${answer}`, () => {
    expect(refusal(text)).toBe(answer);
  });

test("control message: a name of 128 characters: taken; a longer one: no stream has it", () => {
  const subscribe = (length: number) => `{"method":"SUBSCRIBE","params":["${"a".repeat(length)}"],"id":1}`;
  expect(readControl(subscribe(128))).toMatchObject({ method: "SUBSCRIBE" });
  expect(refusal(subscribe(129))).toBe(error(2, "Invalid request: invalid stream", 1));
});

describe("control message: ids:", () => {
  const taken = ["0", "-5", "9223372036854775807", "-9223372036854775808", '"a1"', "null", `"${"f".repeat(36)}"`];
  for (const id of [...taken, '"b3c1a2d4-0000-4000-8000-00000000000a"'])
    test(`${id}: echoed as written`, () => {
      expect(readControl(`{"method":"LIST_SUBSCRIPTIONS","id":${id}}`)).toEqual({ method: "LIST_SUBSCRIPTIONS", id });
    });

  for (const id of ["9223372036854775808", "1e3", "-0", '""', `"${"f".repeat(37)}"`, '"a b"', "true", "{}"])
    test(`${id}: refused`, () => {
      expect(refusal(`{"method":"LIST_SUBSCRIPTIONS","id":${id}}`)).toContain("request ID must be");
    });
});

const messages = fc.record(
  {
    method: fc.oneof(
      fc.constantFrom("SUBSCRIBE", "UNSUBSCRIBE", "LIST_SUBSCRIPTIONS", "SET_PROPERTY", "GET_PROPERTY"),
      fc.jsonValue(),
    ),
    params: fc.oneof(
      fc.array(fc.oneof(fc.constantFrom("combined", true, "btcusdt@trade"), fc.jsonValue())),
      fc.jsonValue(),
    ),
    id: fc.oneof(fc.integer(), fc.jsonValue()),
    extra: fc.jsonValue(),
  },
  { requiredKeys: [] },
);

test("control message: anything, whole or cut: a request or a refusal, in JSON, never an exception", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        messages.map((message) => JSON.stringify(message)),
        fc.string(),
      ),
      fc.nat(),
      (text, at) => {
        for (const part of [text, text.slice(0, at % (text.length + 1)), text.slice(at % (text.length + 1))]) {
          const control = readControl(part);
          if (control instanceof ControlError) expect(Object.keys(JSON.parse(control.text))).toContain("error");
          else JSON.parse(control.id);
        }
      },
    ),
    propertyRuns(300),
  );
});
