/**
 * Command lines: `node:util`'s parser, with faults as one clear line, and options that take several values
 * (`--data A B`, as shells expand a glob) besides the usual repeated ones.
 */
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { InputError } from "../base/input-error.ts";
import type { Engine } from "../ports/engine.ts";

export interface Arguments {
  /** Values by option name; flags have none. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly positionals: readonly string[];
}

/** What a command takes: options by name; `list` options take every value up to the next option. */
export type OptionKinds = Readonly<Record<string, "flag" | "value" | "list">>;

export function parseArguments(command: string, args: string[], kinds: OptionKinds): Arguments {
  const values = new Map<string, string[]>();
  const positionals: string[] = [];
  let list: string[] | undefined;
  for (const token of tokensOf(command, args, kinds)) {
    if (token.kind === "option") {
      const ofOption = values.get(token.name) ?? [];
      values.set(token.name, ofOption);
      if (token.value !== undefined) ofOption.push(token.value);
      list = kinds[token.name] === "list" ? ofOption : undefined;
    } else if (token.kind === "positional") (list ?? positionals).push(token.value);
  }
  return { values, positionals };
}

export function hasFlag(args: Arguments, name: string): boolean {
  return args.values.has(name);
}

/** The one value of an option, if given. The last wins, as everywhere. */
export function optionValue(args: Arguments, name: string): string | undefined {
  return args.values.get(name)?.at(-1);
}

export function optionValues(args: Arguments, name: string): readonly string[] {
  return args.values.get(name) ?? [];
}

/** A whole number of 0 or more. */
export function wholeOption(args: Arguments, name: string): number | undefined {
  const text = optionValue(args, name);
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new InputError(`--${name} ${text}`, "expected a whole number of 0 or more");
  return Number(text);
}

/** `--engine`; undefined where it is not given. */
export function engineOption(args: Arguments): Engine["kind"] | undefined {
  const kind = optionValue(args, "engine");
  if (kind === undefined || kind === "native" || kind === "reference") return kind;
  throw new InputError(`--engine ${kind}`, "expected native or reference");
}

function tokensOf(command: string, args: string[], kinds: OptionKinds) {
  const options: ParseArgsOptionsConfig = Object.fromEntries(
    Object.entries(kinds).map(([name, kind]) => [
      name,
      { type: kind === "flag" ? "boolean" : "string", multiple: true },
    ]),
  );
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true, tokens: true }).tokens;
  } catch (error) {
    const [problem] = (error as Error).message.split(/\. |\.?\n/);
    throw new InputError(command, `${problem}; \`halfspread ${command} --help\` shows what it takes`);
  }
}
