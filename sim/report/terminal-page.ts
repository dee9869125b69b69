/** Text for a terminal: lines wrapped at its width. Styles are laid on last, so that they never count as columns. */
const labelWidth = 18;

export class TerminalPage {
  readonly #lines: string[] = [];

  constructor(
    private readonly width: number,
    private readonly color: boolean,
  ) {}

  title(text: string): void {
    for (const line of wrapped(text, this.width)) this.#lines.push(this.#styled(line, "1"));
  }

  /** Green or red by the sign of `units`. */
  paragraph(text: string, units: bigint): void {
    this.#lines.push("");
    const style = units > 0n ? "32" : units < 0n ? "31" : "39";
    for (const line of wrapped(text, this.width)) this.#lines.push(this.#styled(line, style));
  }

  section(name: string): void {
    this.#lines.push("");
    for (const line of wrapped(name, this.width)) this.#lines.push(this.#styled(line, "1"));
  }

  fact(label: string, value: string): void {
    const lines = wrapped(value, this.width - labelWidth - 2);
    lines.forEach((line, i) => {
      this.#lines.push(`  ${this.#styled((i === 0 ? label : "").padEnd(labelWidth), "2")}${line}`);
    });
  }

  /** The first column reads from the left, numbers from the right. */
  table(head: readonly string[], rows: readonly (readonly string[])[]): void {
    const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]!.length)));
    const line = (row: readonly string[]) =>
      row
        .map((cell, i) =>
          i === 0 ? cell.padEnd(Math.max(labelWidth, widths[0]!)) : `  ${cell.padStart(Math.max(8, widths[i]!))}`,
        )
        .join("");
    this.#lines.push(`  ${this.#styled(line(head), "2")}`);
    for (const row of rows) this.#lines.push(`  ${line(row)}`);
  }

  text(): string {
    return `${this.#lines.map((line) => line.trimEnd()).join("\n")}\n`;
  }

  #styled(text: string, code: string): string {
    return this.color ? `\x1b[${code}m${text}\x1b[0m` : text;
  }
}

/** Breaks at spaces, and inside a word only when it is longer than a line. */
function wrapped(text: string, width: number): string[] {
  if (text.length <= width) return [text];
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ").flatMap((whole) => chopped(whole, width))) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (longer.length <= width) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

function chopped(word: string, width: number): string[] {
  return word.match(new RegExp(`.{1,${width}}`, "gu")) ?? [""];
}
