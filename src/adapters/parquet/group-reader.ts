/**
 * One row group of a Parquet file, back to rows.
 *
 * Other programs may have written or changed the file, so what the rest of the project takes for granted is checked
 * here: known kinds, prices in int32, numbers that a double holds exactly, and times that do not run backwards.
 */
import { type AsyncBuffer, type FileMetaData, parquetScan } from "hyparquet";
import { type MarketRow, MarketRows, noId } from "../../domain/market-rows.ts";
import { ask, bid } from "../../domain/side.ts";
import { type ColumnName, kindNames } from "./columns.ts";

export interface GroupPlace {
  readonly file: AsyncBuffer;
  readonly footer: FileMetaData;
  readonly rowStart: number;
  readonly rowEnd: number;
  /** What the rows' times shall count from. */
  readonly epochUnixNs: bigint;
}

/** @throws Error in words when the group cannot be read, or holds what no market event is. */
export async function readGroup(place: GroupPlace): Promise<MarketRows> {
  const column = await columnReader(place);
  const rows = new MarketRows(place.rowEnd - place.rowStart);
  rows.count = rows.countMax;
  const fill = async (name: ColumnName, into: Float64Array | Int32Array, missing: number, epoch = 0n) =>
    fillNumbers((await column(name)) as ArrayLike<bigint | null | undefined>, into, missing, epoch, name);
  await fill("received_time_ns", rows.receivedNs, Number.NaN, place.epochUnixNs);
  await fill("venue_time_ns", rows.venueNs, Number.NaN, place.epochUnixNs);
  await fill("price_ticks", rows.priceTicks, 0);
  await fill("size_lots", rows.sizeLots, 0);
  await fill("size_dust", rows.sizeDust, 0);
  await fill("first_update_id", rows.firstUpdateId, noId);
  await fill("update_id", rows.updateId, noId);
  await fill("previous_update_id", rows.previousUpdateId, noId);
  await fill("trade_id", rows.tradeId, noId);
  fillNames(await column("kind"), await column("side"), await column("is_last"), rows);
  for (let at = 1; at < rows.count; at++)
    if (rows.receivedNs[at]! < rows.receivedNs[at - 1]!) throw new Error("received_time_ns runs backwards");
  return rows;
}

async function columnReader({ file, footer, rowStart, rowEnd }: GroupPlace) {
  const compressors = { ZSTD: (bytes: Uint8Array) => Bun.zstdDecompressSync(bytes as Uint8Array<ArrayBuffer>) };
  const scan = await parquetScan({ file, metadata: footer, rowStart, rowEnd, compressors });
  return (name: ColumnName) => scan.readColumn({ column: name, rowStart, rowEnd }) as Promise<ArrayLike<unknown>>;
}

function fillNumbers(
  values: ArrayLike<bigint | null | undefined>,
  into: Float64Array | Int32Array,
  missing: number,
  epoch: bigint,
  name: ColumnName,
): void {
  for (let at = 0; at < into.length; at++) {
    const value = values[at];
    const number = value === null || value === undefined ? missing : Number(value - epoch);
    into[at] = number;
    if (into[at] !== number && !Number.isNaN(number)) throw new Error(`${name} ${value} is beyond int32`);
    if (!Number.isSafeInteger(number) && !Number.isNaN(number)) throw new Error(`${name} ${value} is beyond 2^53`);
  }
}

function fillNames(
  kinds: ArrayLike<unknown>,
  sideNames: ArrayLike<unknown>,
  lasts: ArrayLike<unknown>,
  rows: MarketRows,
): void {
  for (let at = 0; at < rows.count; at++) {
    const kind = kindNames.indexOf(kinds[at] as (typeof kindNames)[number]);
    if (kind < 0) throw new Error(`no such kind: ${kinds[at]}`);
    rows.kind[at] = kind as MarketRow["kind"];
    rows.side[at] = sideNames[at] === "ask" || sideNames[at] === "sell" ? ask : bid;
    rows.isLast[at] = lasts[at] === true ? 1 : 0;
  }
}
