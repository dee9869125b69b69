/**
 * What a recording is, from its first lines: when it begins, which symbol it holds, and on which kind of market.
 *
 * The payloads tell, never the file's name: a depth event with `pu` is of a futures market and without one of Spot; so
 * is a bookTicker with and without `e`. Whether futures are USD-M or COIN-M shows in `ps` (the pair: COIN-M's differs
 * from the symbol), but newer USD-M payloads carry it too: where an instrument of that name is known, that decides.
 */
import { InputError } from "../../base/input-error.ts";
import type { Market } from "../../domain/instrument.ts";
import { parseObject } from "./decode.ts";
import { kindOf } from "./payload-kind.ts";
import { fileBytesCount, lineBlocks } from "./recording-file.ts";
import { readLineStart } from "./recording-line.ts";

export interface RecordingProbe {
  readonly path: string;
  /** Size of the file. */
  readonly bytesCount: number;
  readonly firstReceivedUnixNs: bigint;
  /** Undefined when no message among the first lines tells. */
  readonly symbol: string | undefined;
  readonly isFutures: boolean | undefined;
  /** For instruments that nobody knows yet. */
  readonly marketGuess: Market | undefined;
}

/** How far to look: a symbol that trades at all shows itself within this. */
const linesMax = 100_000;

/** @throws InputError as `lineBlocks`, or when the first line is not one of a recording. */
export async function probeRecording(path: string): Promise<RecordingProbe> {
  let firstReceivedUnixNs: bigint | undefined;
  let symbol: string | undefined;
  let linesCount = 0;
  const bytesCount = fileBytesCount(path);
  for await (const block of lineBlocks(path)) {
    for (const line of lines(block)) {
      if (++linesCount > linesMax) break;
      if (line.length === 0) continue;
      const start = readLineStart(line, 0, line.length);
      if (typeof start === "string") throw new InputError(`${path}:${linesCount}`, start);
      firstReceivedUnixNs ??= BigInt(start.unixSeconds) * 1_000_000_000n + BigInt(start.ns);
      const told = tells(line.toString("utf8", start.jsonAt));
      symbol ??= told.symbol;
      if (told.isFutures !== undefined)
        return {
          path,
          bytesCount,
          firstReceivedUnixNs,
          symbol,
          isFutures: told.isFutures,
          marketGuess: told.marketGuess,
        };
    }
    if (linesCount > linesMax) break;
  }
  if (firstReceivedUnixNs === undefined) throw new InputError(path, "holds no lines; expected a recording");
  return { path, bytesCount, firstReceivedUnixNs, symbol, isFutures: undefined, marketGuess: undefined };
}

type Told = { symbol?: string; isFutures?: boolean; marketGuess?: Market };

function tells(json: string): Told {
  const document = parseObject(json) ?? {};
  const payload = (parsedData(document) ?? document) as Record<string, unknown>;
  const symbol = payload.s ?? payload.symbol;
  if (typeof symbol !== "string") return {};
  const kind = kindOf(payload, document.stream);
  if (kind !== "depth" && kind !== "bookTicker") return { symbol };
  const isFutures = kind === "depth" ? payload.pu !== undefined : payload.e !== undefined;
  if (!isFutures) return { symbol, isFutures, marketGuess: "spot" };
  const isCoinMargined = payload.ps !== undefined && payload.ps !== symbol;
  return { symbol, isFutures, marketGuess: isCoinMargined ? "coinm" : "usdm" };
}

function parsedData(document: Record<string, unknown>): object | undefined {
  return typeof document.data === "object" && document.data !== null ? document.data : undefined;
}

function* lines(block: Buffer): Generator<Buffer> {
  for (let from = 0; from < block.length; ) {
    const found = block.indexOf(10, from);
    const to = found < 0 ? block.length : found;
    yield block.subarray(from, to);
    from = to + 1;
  }
}
