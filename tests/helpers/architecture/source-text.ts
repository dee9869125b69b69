/**
 * Source text with its comments, and its strings if wanted, turned into spaces: rules that look for a word then find it
 * in code alone, and every position still gives the right line.
 *
 * A scanner of one pass rather than a parser: it knows comments, strings, templates (whose `${}` is code), regular
 * expressions, and C++'s digit separators and raw strings. That is all that could hide or feign a word.
 */

export interface SourceText {
  /** As written, comments blank. */
  readonly code: string;
  /** The same with the insides of strings and regular expressions blank too. */
  readonly words: string;
}

const closers: Record<string, string> = { "(": ")", "{": "}" };
/** A slash after one of these words starts a regular expression; after any other word it divides. */
const wordsBeforeRegex = /\b(?:return|typeof|case|in|of|do|else|void|delete|throw|new|await|yield)$/;

export function sourceText(text: string, language: "ts" | "cpp"): SourceText {
  const code = text.split("");
  const words = text.split("");
  const blank = (target: string[], from: number, until: number) => {
    for (let i = from; i < until; i++) if (target[i] !== "\n") target[i] = " ";
  };
  const blankString = (from: number, until: number) => blank(words, from + 1, until - 1);
  /** Open brackets of templates' `${`: on the matching `}` the template goes on. */
  const templateDepths: number[] = [];
  let depth = 0;
  let at = 0;

  while (at < text.length) {
    const char = text[at] as string;
    const start = at;
    if (text.startsWith("//", at)) {
      at = endOr(text, text.indexOf("\n", at));
      blank(code, start, at);
      blank(words, start, at);
    } else if (text.startsWith("/*", at)) {
      at = endOr(text, text.indexOf("*/", at + 2), 2);
      blank(code, start, at);
      blank(words, start, at);
    } else if (language === "cpp" && text.startsWith('R"', at)) {
      const tag = text.slice(at + 2, text.indexOf("(", at));
      at = endOr(text, text.indexOf(`)${tag}"`, at), tag.length + 2);
      blankString(start + 1, at);
    } else if (char === '"' || (char === "'" && !isDigitSeparator(text, at, language))) {
      at = endOfQuoted(text, at, char);
      blankString(start, at);
    } else if (language === "ts" && (char === "`" || (char === "}" && templateDepths.at(-1) === depth))) {
      if (char === "}") templateDepths.pop();
      at = endOfTemplatePart(text, at + 1);
      const opensCode = text.startsWith("${", at - 2);
      blank(words, start + 1, opensCode ? at - 2 : at - 1);
      if (opensCode) templateDepths.push(depth);
    } else if (language === "ts" && char === "/" && startsRegex(words, at)) {
      at = endOfRegex(text, at);
      blankString(start, at);
    } else {
      if (char in closers) depth++;
      else if (char === ")" || char === "}") depth--;
      at++;
    }
  }
  return { code: code.join(""), words: words.join("") };
}

export function lineAt(text: string, position: number): number {
  return text.slice(0, position).split("\n").length;
}

function endOr(text: string, found: number, extra = 0): number {
  return found === -1 ? text.length : found + extra;
}

function endOfQuoted(text: string, from: number, quote: string): number {
  let at = from + 1;
  while (at < text.length && text[at] !== quote && text[at] !== "\n") at += text[at] === "\\" ? 2 : 1;
  return Math.min(at + 1, text.length);
}

/** Just behind the closing backtick, or behind the `${` that opens code. */
function endOfTemplatePart(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== "`") {
    if (text.startsWith("${", at)) return at + 2;
    at += text[at] === "\\" ? 2 : 1;
  }
  return Math.min(at + 1, text.length);
}

function endOfRegex(text: string, from: number): number {
  let at = from + 1;
  let inClass = false;
  while (at < text.length && text[at] !== "\n" && (inClass || text[at] !== "/")) {
    if (text[at] === "[") inClass = true;
    if (text[at] === "]") inClass = false;
    at += text[at] === "\\" ? 2 : 1;
  }
  return Math.min(at + 1, text.length);
}

/** Whether the slash at `at` can only start an expression: nothing to divide stands before it. */
function startsRegex(words: readonly string[], at: number): boolean {
  const before = words
    .slice(Math.max(0, at - 40), at)
    .join("")
    .trimEnd();
  return before === "" || !/[\w$)\]}"'`]$/.test(before) || wordsBeforeRegex.test(before);
}

function isDigitSeparator(text: string, at: number, language: "ts" | "cpp"): boolean {
  return language === "cpp" && /[0-9a-fA-F]/.test(text[at - 1] ?? "") && /[0-9a-fA-F]/.test(text[at + 1] ?? "");
}
