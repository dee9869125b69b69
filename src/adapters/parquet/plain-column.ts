/**
 * One column of one row group, as `column-chunk.ts` writes it: a single page of plain values under zstd. Read straight
 * from its bytes, since the library makes a bigint or a string of each value, which takes five times as long as all else
 * of a tape together. What is in any other form, another program wrote, and is refused.
 */
import type { ColumnChunk } from "hyparquet";
import { readRleBitPackedHybrid } from "hyparquet/src/encoding.js";
import { deserializeTCompactProtocol } from "hyparquet/src/thrift.js";

export interface PlainColumnBytes {
  /** Of the values alone, nulls left out. Starts where any typed array may. */
  readonly values: Uint8Array;
  /** By row, 1 where there is a value; undefined where each row has one. */
  readonly levels: Uint8Array | undefined;
}

/** Numbers of fields and of enumerations in the page headers of the format (parquet.thrift). */
const field = { pageType: 1, unpackedBytes: 2, packedBytes: 3, dataPageV2: 8 } as const;
const pageField = { valuesCount: 1, nullsCount: 2, encoding: 4, levelBytes: 5, repetitionBytes: 6 } as const;
const dataPageV2 = 3;
const plainEncoding = 0;

/**
 * @param file all of the file up to the chunk's end, or a part of it that begins at `fileFrom`.
 * @throws Error in words when the chunk is in another form, or not whole.
 */
export function readPlainColumn(
  file: Uint8Array,
  fileFrom: number,
  { meta_data: meta }: ColumnChunk,
  rowsCount: number,
): PlainColumnBytes {
  if (meta?.codec !== "ZSTD") throw new Error(`is packed by ${meta?.codec}; expected ZSTD`);
  const from = Number(meta.data_page_offset) - fileFrom;
  const to = from + Number(meta.total_compressed_size);
  if (from < 0 || to > file.length) throw new Error("lies outside of the file");
  const reader = { view: new DataView(file.buffer, file.byteOffset + from, to - from), offset: 0 };
  const header = deserializeTCompactProtocol(reader);
  const page = header[`field_${field.dataPageV2}`];
  const isPlain =
    page?.[`field_${pageField.encoding}`] === plainEncoding && !page[`field_${pageField.repetitionBytes}`];
  if (header[`field_${field.pageType}`] !== dataPageV2 || !isPlain)
    throw new Error("is not in one page of plain values");
  if (page[`field_${pageField.valuesCount}`] !== rowsCount)
    throw new Error(`has other rows than its group's ${rowsCount}`);
  const levelBytes: number = page[`field_${pageField.levelBytes}`];
  const packed = file.subarray(
    from + reader.offset + levelBytes,
    from + reader.offset + header[`field_${field.packedBytes}`],
  );
  const unpacked = Bun.zstdDecompressSync(packed as Uint8Array<ArrayBuffer>);
  const levels = levelBytes === 0 ? undefined : new Uint8Array(rowsCount);
  if (levels !== undefined) readRleBitPackedHybrid(reader, 1, levels as never, levelBytes);
  return { values: unpacked.byteOffset % 8 === 0 ? unpacked : Uint8Array.from(unpacked), levels };
}
