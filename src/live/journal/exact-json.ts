/**
 * JSON that loses nothing of what a session is told: bigints, `Map`s, and numbers that JSON has no word for.
 *
 *   12n        {"$bigint":"12"}            NaN, Infinity, -0     {"$number":"NaN"}
 *   Map        {"$map":[[key,value],…]}    {"$…": value}         {"$object":[[key,value],…]}
 *
 * The last is an object that would else be taken for one of these. Values are plain: objects, lists, `Map`s and what is
 * in them; a field that is undefined is left out.
 *
 * It is printed by hand: a session prints what it is told before it does anything about it, and `JSON.stringify` takes
 * several times as long with a function to ask.
 */
export function exactJson(value: unknown): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "number":
      return numberJson(value);
    case "bigint":
      return `{"$bigint":"${value}"}`;
    case "boolean":
      return value ? "true" : "false";
    case "object":
      return objectJson(value);
    default:
      // In a list undefined is null; as a field it is left out before.
      return "null";
  }
}

/** What `exactJson` was given. @throws Error for text that is no JSON. */
export function parseExactJson(text: string): unknown {
  return JSON.parse(text, (_key, each) => meant(each));
}

type Plain = Readonly<Record<string, unknown>>;

function numberJson(value: number): string {
  if (Number.isFinite(value) && !Object.is(value, -0)) return String(value);
  return `{"$number":"${Object.is(value, -0) ? "-0" : value}"}`;
}

function objectJson(value: object | null): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return listJson(value);
  if (value instanceof Map) return `{"$map":${listJson([...value])}}`;
  return fieldsJson(value as Plain, Object.keys(value));
}

function listJson(list: readonly unknown[]): string {
  let json = "[";
  for (let at = 0; at < list.length; at++) json += at === 0 ? exactJson(list[at]) : `,${exactJson(list[at])}`;
  return `${json}]`;
}

function fieldsJson(fields: Plain, keys: readonly string[]): string {
  if (isWord(keys)) return `{"$object":${listJson(Object.entries(fields))}}`;
  let json = "";
  for (const key of keys) {
    const value = fields[key];
    if (value !== undefined) json += `${json === "" ? "" : ","}${JSON.stringify(key)}:${exactJson(value)}`;
  }
  return `{${json}}`;
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
  const keys = Object.keys(value);
  return isWord(keys) ? keys[0] : undefined;
}

function isWord(keys: readonly string[]): boolean {
  return keys.length === 1 && keys[0]!.startsWith("$");
}
