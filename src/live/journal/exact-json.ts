/**
 * JSON that loses nothing of what a session is told: bigints, `Map`s, and numbers that JSON has no word for.
 *
 *   12n        {"$bigint":"12"}            NaN, Infinity, -0     {"$number":"NaN"}
 *   Map        {"$map":[[key,value],…]}    {"$…": value}         {"$object":[[key,value],…]}
 *
 * The last is an object that would else be taken for one of these. Values are plain: objects, lists, `Map`s and what is
 * in them; a field that is undefined is left out.
 */
export function exactJson(value: unknown): string {
  return JSON.stringify(value, (_key, each) => worded(each));
}

/** What `exactJson` was given. @throws Error for text that is no JSON. */
export function parseExactJson(text: string): unknown {
  return JSON.parse(text, (_key, each) => meant(each));
}

type Plain = Readonly<Record<string, unknown>>;

function worded(value: unknown): unknown {
  if (typeof value === "bigint") return { $bigint: value.toString() };
  if (typeof value === "number") return wordedNumber(value);
  if (value instanceof Map) return { $map: [...value] };
  return wordOf(value) === undefined ? value : { $object: Object.entries(value as Plain) };
}

function wordedNumber(value: number): unknown {
  if (Object.is(value, -0)) return { $number: "-0" };
  return Number.isFinite(value) ? value : { $number: String(value) };
}

function meant(value: unknown): unknown {
  const word = wordOf(value);
  if (word === undefined) return value;
  const inner = (value as Plain)[word];
  if (word === "$bigint") return BigInt(inner as string);
  if (word === "$number") return Number(inner);
  if (word === "$map") return new Map(inner as [unknown, unknown][]);
  return Object.fromEntries(inner as [string, unknown][]);
}

/** The one key of an object that has one, if it begins with a dollar. */
function wordOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const [key, second] = Object.keys(value);
  return key?.startsWith("$") && second === undefined ? key : undefined;
}
