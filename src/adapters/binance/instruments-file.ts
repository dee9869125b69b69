/**
 * Instruments from a file: `configs/instruments.yaml`, or an exchangeInfo answer (Spot, USD-M, COIN-M), told apart by
 * content.
 */
import { readFileSync } from "node:fs";
import { z } from "zod";
import { InputError } from "../../base/input-error.ts";
import { repeatedKey } from "../../base/repeated-key.ts";
import type { Instrument } from "../../domain/instrument.ts";
import { instrumentEntry, instrumentFromEntry } from "../../domain/instrument-entry.ts";
import { isExchangeInfo, readExchangeInfo } from "./exchange-info.ts";

const instrumentsFile = z.strictObject({ instruments: z.array(instrumentEntry).min(1) });

/** @throws InputError naming the file and the key. */
export function loadInstruments(path: string): Instrument[] {
  const document = parseDocument(path);
  if (isExchangeInfo(document)) return readExchangeInfo(document, path);
  const parsed = instrumentsFile.safeParse(document);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const key = issue?.path.join(".") ?? "";
    throw new InputError(key === "" ? path : `${path}: ${key}`, issue?.message ?? "expected a list of instruments");
  }
  const instruments = parsed.data.instruments.map((entry, at) => {
    const instrument = instrumentFromEntry(entry);
    if (typeof instrument === "string")
      throw new InputError(`${path}: instruments.${at} (${entry.symbol})`, instrument);
    return instrument;
  });
  refuseDoubles(instruments, path);
  return instruments;
}

function parseDocument(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new InputError(path, `cannot be read (${(error as NodeJS.ErrnoException).code}); expected instruments`);
  }
  let document: unknown;
  try {
    document = Bun.YAML.parse(text); // JSON is YAML.
  } catch (error) {
    throw new InputError(path, `is neither YAML nor JSON (${(error as Error).message.split("\n", 1)[0]})`);
  }
  if (!isByHand(text)) return document;
  const repeated = repeatedKey(text);
  if (repeated === undefined) return document;
  throw new InputError(`${path}:${repeated.line}`, `the key ${repeated.key} stands twice; expected it once`);
}

/** A venue's answer is JSON, megabytes of it, and no hand has been in it. */
function isByHand(text: string): boolean {
  return !text.trimStart().startsWith("{");
}

function refuseDoubles(instruments: readonly Instrument[], path: string): void {
  const seen = new Set<string>();
  for (const { venue, market, symbol } of instruments) {
    const name = `${venue} ${market} ${symbol}`;
    if (seen.has(name)) throw new InputError(path, `${name} is there twice; expected once`);
    seen.add(name);
  }
}
