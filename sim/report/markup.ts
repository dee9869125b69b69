/**
 * HTML that cannot be broken by what is put into it: every value in an `html` template is escaped, unless it is markup
 * itself. So escaping is what happens by default, and `trusted` is the one word to look for.
 */
export class Markup {
  constructor(readonly text: string) {}
}

type Value = Markup | string | number | readonly Markup[];

export function html(parts: TemplateStringsArray, ...values: Value[]): Markup {
  return new Markup(parts.map((part, i) => part + (i < values.length ? textOf(values[i]!) : "")).join(""));
}

/** For our own scripts and styles only. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

/** JSON for a script element: no `<` can end the element or start a comment. */
export function embeddedJson(value: unknown): Markup {
  return new Markup(JSON.stringify(value).replaceAll("<", "\\u003c"));
}

function textOf(value: Value): string {
  if (value instanceof Markup) return value.text;
  if (typeof value === "object") return value.map((markup) => markup.text).join("");
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
