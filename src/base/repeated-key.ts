/**
 * Keys that stand twice in one mapping of a YAML text. The parser lets the last one win; in a configuration that is a
 * mistake which nobody sees.
 *
 * The parser itself is asked, so that its view of quotes, comments, blocks and flows is the one that counts: a key that
 * gets a name of its own leaves as many keys as before, unless it hid another or was hidden; then there is one more.
 * Merge keys (`<<`) have names of their own throughout, since what they bring may be overridden. Explicit keys (`? key`)
 * are not looked at.
 */

/** Where a key may end: quoted or plain, a colon behind it. Inside texts and comments a new name does no harm. */
const keys = /"(?:[^"\\\n]|\\.)*"(?=\s*:)|'(?:[^'\n]|'')*'(?=\s*:)|[^\s,[\]{}"':#]+(?=[ \t]*:(?:\s|$))/g;

/** The first key that stands twice as it is written, and its line from 1. @param text is YAML without a cycle. */
export function repeatedKey(text: string): { key: string; line: number } | undefined {
  const places = [...text.matchAll(keys)];
  const named = (isNamed: (match: RegExpExecArray) => boolean) =>
    keysCount(text, places, (match) => match[0] === "<<" || isNamed(match));
  const count = named(() => false);
  if (named(() => true) === count) return undefined;
  const repeated = places.find((place) => named((match) => match === place) > count);
  if (repeated === undefined) return undefined;
  return { key: repeated[0], line: text.slice(0, repeated.index).split("\n").length };
}

/** With names of their own for some keys; NaN when that is no YAML any more, as with an alias for a key. */
function keysCount(
  text: string,
  places: readonly RegExpExecArray[],
  isNamed: (match: RegExpExecArray) => boolean,
): number {
  let mark = "_";
  while (text.includes(mark)) mark += "_";
  let renamed = "";
  let from = 0;
  for (const [at, place] of places.entries()) {
    if (!isNamed(place)) continue;
    const to = place.index + place[0].length - (/["']$/.test(place[0]) ? 1 : 0);
    renamed += `${text.slice(from, to)}${mark}${at}`;
    from = to;
  }
  try {
    return countOf(Bun.YAML.parse(renamed + text.slice(from)));
  } catch {
    return Number.NaN;
  }
}

/** Keys at all depths. */
function countOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce((sum: number, item) => sum + countOf(item), own);
}
