// Goal: rules see code and only code: no word hides in, or is feigned by, a comment, a string or a regular expression.
// Method: each way of hiding, written out; and positions stay as they were.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { lineAt, type sourceText as scan, sourceText } from "../../helpers/architecture/source-text.ts";

const squeeze = (text: string) => text.replace(/ +/g, " ").trim();
const words = (text: string, language: Parameters<typeof scan>[1] = "ts") => squeeze(sourceText(text, language).words);

test("source text: comments: blank, in a line and over several", () => {
  expect(words("a; // Date\nb; /* Date\n Date */ c;")).toBe("a; \nb; \n c;");
});

test("source text: strings: their insides blank, the code around them stays", () => {
  expect(words(`f("Date"); g('Da\\'te'); h`)).toBe(`f(" "); g(' '); h`);
});

test("source text: comment marks in a string: the code behind them stays", () => {
  expect(words(`const url = "http://x"; Date;`)).toBe(`const url = " "; Date;`);
});

test("source text: templates: text blank, code inside stays, nested too", () => {
  expect(words(`\`Date \${now({ a: \`Date \${b}\` })} Date\` + c`)).toBe(`\` \${now({ a: \` \${b}\` })} \` + c`);
});

test("source text: a regular expression with quotes and slashes: blank, and code goes on behind it", () => {
  expect(words(`x = /["'/]\\/Date/.test(y); z = "s"; Date`)).toBe(`x = / /.test(y); z = " "; Date`);
});

test("source text: division: no regular expression begins", () => {
  expect(words(`a = (b + c) / d; e = f[0] / "g"; Date / 2`)).toBe(`a = (b + c) / d; e = f[0] / " "; Date / 2`);
});

test("source text: C++: digit separators are no strings, raw strings are", () => {
  expect(words(`n = 1'000'000; exp(x); s = R"(exp("y"))"; c = 'e';`, "cpp")).toBe(
    `n = 1'000'000; exp(x); s = R" "; c = ' ';`,
  );
});

test("source text: strings that hold imports: kept as code, blank as words", () => {
  const { code, words: only } = sourceText(`import "./a.ts"; // "./b.ts"`, "ts");
  expect([squeeze(code), squeeze(only)]).toEqual([`import "./a.ts";`, `import " ";`]);
});

test("source text: any text at all: as long as before, with its lines where they were", () => {
  const piece = fc.constantFrom("/", "*", '"', "'", "`", "$", "}", "{", "\\", "\n", "a", " ", "1'0", 'R"(', ")");
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 30 }),
      fc.constantFrom("ts" as const, "cpp" as const),
      (parts, language) => {
        const text = parts.join("");
        const { code, words: only } = sourceText(text, language);
        expect([code.length, only.length]).toEqual([text.length, text.length]);
        expect(lineAt(only, only.length)).toBe(lineAt(text, text.length));
      },
    ),
  );
});
