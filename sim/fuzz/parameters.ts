/**
 * Parameters of a strategy, drawn from its own schema: numbers within their bounds and of the sizes that people write,
 * every choice, options given and left out; and of what comes out, only what the schema takes.
 *
 * The schema is read as JSON Schema, which zod gives of itself, so that this knows nothing of zod's inside.
 */
import fc from "fast-check";
import { z } from "zod";
import { InputError } from "../../src/base/input-error.ts";
import { Violation } from "./violation.ts";

/** As a configuration gives them: before the schema has read them. */
export type ParametersArbitrary = fc.Arbitrary<unknown>;

/** @throws InputError for a schema of which it cannot draw, or nearly nothing that its own checks take. */
export function parametersOf(schema: z.ZodType, name: string): ParametersArbitrary {
  const place = `parameters of ${name}`;
  const form = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;
  const drawn = valuesOf(form, place);
  const isTaken = (value: unknown) => takes(schema, value, place);
  const takenCount = fc.sample(drawn, { numRuns: triesCount, seed: 1 }).filter(isTaken).length;
  if (takenCount < triesCount / 50)
    throw new InputError(
      place,
      "what is drawn from the schema hardly ever passes its own checks; expected an arbitrary",
    );
  return drawn.filter(isTaken);
}

/** Bad parameters are refused, with a reason: a schema that throws would end a run in the middle. */
function takes(schema: z.ZodType, value: unknown, place: string): boolean {
  try {
    return schema.safeParse(value).success;
  } catch (cause) {
    throw new Violation(`${place}: the schema throws at ${JSON.stringify(value)}: ${(cause as Error).message}`, {
      cause,
    });
  }
}

const triesCount = 200;

interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** @param key that it stands under. */
function valuesOf(form: JsonSchema, place: string, key = ""): fc.Arbitrary<unknown> {
  const choices = form.anyOf ?? form.oneOf;
  if (choices !== undefined) return fc.oneof(...choices.map((choice) => valuesOf(choice, place, key)));
  if (form.enum !== undefined) return fc.constantFrom(...form.enum);
  if ("const" in form) return fc.constant(form.const);
  switch (form.type) {
    case "integer":
      return wholeNumbers(form, key.endsWith("Max") ? ofBounds : ofSizes);
    case "number":
      return numbers(form);
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array":
      return lists(form, place);
    case "object":
      return records(form, place);
    default:
      throw new InputError(place, `nothing can be drawn of the schema ${JSON.stringify(form)}; expected an arbitrary`);
  }
}

/** What is not required is left out at times, and first of all when it is shrunk. */
function records({ properties = {}, required = [] }: JsonSchema, place: string): fc.Arbitrary<unknown> {
  const fields = Object.entries(properties).map(
    ([key, form]) => [key, valuesOf(form, `${place}: ${key}`, key)] as const,
  );
  return fc.record(Object.fromEntries(fields), { requiredKeys: [...required], noNullPrototype: true });
}

function lists(form: JsonSchema, place: string): fc.Arbitrary<unknown> {
  if (form.prefixItems !== undefined) return fc.tuple(...form.prefixItems.map((item) => valuesOf(item, place)));
  const minLength = form.minItems ?? 0;
  const maxLength = Math.min(form.maxItems ?? minLength + 4, minLength + 4);
  return fc.array(valuesOf(form.items ?? {}, place), { minLength, maxLength });
}

/** How often small, middling and large: where bounds were as small as what they bound, little would happen. */
const ofSizes = [3, 2, 1] as const;
const ofBounds = [1, 4, 1] as const;

function wholeNumbers(form: JsonSchema, weights: readonly [number, number, number]): fc.Arbitrary<number> {
  const [least, most] = boundsOf(form);
  const min = least === form.exclusiveMinimum ? Math.floor(least) + 1 : Math.ceil(least);
  const max = most === form.exclusiveMaximum ? Math.ceil(most) - 1 : Math.floor(most);
  const from = Number.isFinite(min) ? min : Math.min(0, max);
  const upTo = (count: number) => fc.integer({ min: from, max: Math.min(from + count, max) });
  const some = fc.oneof(
    { weight: weights[0], arbitrary: upTo(10) },
    { weight: weights[1], arbitrary: upTo(300) },
    { weight: weights[2], arbitrary: upTo(100_000) },
  );
  return Number.isFinite(min)
    ? some
    : fc.tuple(some, fc.boolean()).map(([value, isBelow]) => (isBelow ? -value : value));
}

/** Decimals with few places, as people write them. */
function numbers(form: JsonSchema): fc.Arbitrary<number> {
  const [least, most] = boundsOf(form);
  const isBelowBounded = Number.isFinite(least);
  const hundredths = fc.integer({ min: 0, max: 100 }).map((share) => share / 100);
  const within = Number.isFinite(most) && isBelowBounded && most - least <= 1000;
  const away = fc.oneof(
    fc.integer({ min: 0, max: 40 }).map((quarters) => quarters / 4),
    hundredths,
    fc.integer({ min: 0, max: 500 }),
    fc.integer({ min: 1, max: 20 }).map((thousandths) => thousandths / 1000),
  );
  const values = within
    ? hundredths.map((share) => least + (most - least) * share)
    : fc
        .tuple(away, fc.boolean())
        .map(([value, isBelow]) => (isBelowBounded ? least + value : isBelow ? -value : value));
  return values.map((value) => Number(value.toFixed(6)));
}

/** Bounds so far out that nobody means them are none. */
function boundsOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): [number, number] {
  const least = minimum ?? exclusiveMinimum ?? Number.NEGATIVE_INFINITY;
  const most = maximum ?? exclusiveMaximum ?? Number.POSITIVE_INFINITY;
  const isMeant = (bound: number) => Math.abs(bound) < Number.MAX_SAFE_INTEGER;
  return [isMeant(least) ? least : Number.NEGATIVE_INFINITY, isMeant(most) ? most : Number.POSITIVE_INFINITY];
}
