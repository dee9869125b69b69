/**
 * The fills of a live session as a log in its folder, each there before anything else is made of it: with those of the
 * sessions before, every trade of the account, once.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { SegmentReader } from "../adapters/segments/segment-reader.ts";
import { SegmentWriter } from "../adapters/segments/segment-writer.ts";
import type { Fill } from "../domain/fill.ts";
import type { Side } from "../domain/side.ts";
import type { TimeNs } from "../domain/time.ts";
import { exactJson, parseExactJson } from "../live/journal/exact-json.ts";

const kind = "fills";
const segmentBytes = 1 << 20;

/** A trade that was made while no session ran. */
export interface PastFill {
  readonly tradeId: string;
  readonly clientOrderId: string;
  readonly venueNs: TimeNs;
  readonly side: Side;
  readonly priceTicks: number;
  readonly lots: number;
  readonly maker: boolean;
  readonly fee: { readonly asset: string; readonly units: bigint | number; readonly places: number };
}

export type LiveFill =
  /** Of real orders, first: trades that were known of before, the last one of each symbol. */
  | { readonly kind: "start"; readonly lastTradeIds: ReadonlyMap<string, string> }
  /** Of an order of this session. */
  | { readonly kind: "own"; readonly symbol: string; readonly clientOrderId: string; readonly fill: Fill }
  /** Found at its start. */
  | { readonly kind: "past"; readonly symbol: string; readonly fill: PastFill };

export class LiveFills {
  readonly #log: SegmentWriter;
  readonly #text = new TextEncoder();

  constructor(sessionFolder: string) {
    this.#log = new SegmentWriter(join(sessionFolder, kind), kind, segmentBytes);
  }

  add(fill: LiveFill): void {
    this.#log.append(this.#text.encode(exactJson(fill)));
  }

  sync(): void {
    this.#log.sync();
  }

  close(): void {
    this.#log.close();
  }
}

/** As far as they are whole. @throws InputError for a folder without them. */
export function* readLiveFills(sessionFolder: string): Generator<LiveFill> {
  const text = new TextDecoder();
  for (const record of new SegmentReader(join(sessionFolder, kind), kind).records())
    yield parseExactJson(text.decode(record)) as LiveFill;
}

/**
 * The last trade of each symbol that the newest session with real orders knew of; undefined where there was none.
 *
 * @param sessionFolders the newest first.
 */
export function lastTradeIdsOf(sessionFolders: readonly string[]): ReadonlyMap<string, string> | undefined {
  for (const folder of sessionFolders) {
    const ids = lastTradeIdsIn(folder);
    if (ids !== undefined) return ids;
  }
  return undefined;
}

function lastTradeIdsIn(folder: string): ReadonlyMap<string, string> | undefined {
  if (!existsSync(join(folder, kind))) return undefined;
  let ids: Map<string, string> | undefined;
  for (const fill of readLiveFills(folder)) {
    if (fill.kind === "start") ids = new Map(fill.lastTradeIds);
    else if (ids !== undefined) ids.set(fill.symbol, later(ids.get(fill.symbol), fill.fill.tradeId));
  }
  return ids;
}

/** Of two trade ids, which pass 2^53. */
function later(a: string | undefined, b: string): string {
  return a !== undefined && BigInt(a) > BigInt(b) ? a : b;
}
