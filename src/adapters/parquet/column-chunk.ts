/**
 * Column chunks of one PLAIN page under zstd, written into a file that hyparquet-writer makes: its header and footer,
 * our bytes in between (`plain-page.ts` says why). What comes out is what the library writes itself, byte for byte.
 */
import { constants, zstdCompressSync } from "node:zlib";
import type { ColumnChunk, ParquetType } from "hyparquet";
import { ByteWriter, type ParquetWriter, type Writer } from "hyparquet-writer";
import { writePageHeader } from "hyparquet-writer/src/datapage.js";
import { writeRleBitPackedHybrid } from "hyparquet-writer/src/encoding.js";
import { assert } from "../../base/assert.ts";
import type { PlainPage } from "./plain-page.ts";

export interface PlainColumn {
  readonly name: string;
  readonly type: ParquetType;
  readonly page: PlainPage;
  /** The file says its least and largest value. */
  readonly isSearched: boolean;
}

/** Appends a row group. @param columns all of the schema's, in its order, of as many rows. */
export function writeRowGroup(file: ParquetWriter, columns: readonly PlainColumn[]): void {
  const rowsCount = columns[0]?.page.rowsCount;
  assert(rowsCount !== undefined && rowsCount > 0, "a row group holds rows");
  assert(
    columns.every(({ page }) => page.rowsCount === rowsCount),
    "the columns of a row group are as long as one another",
  );
  const startsAt = file.writer.offset;
  // A page may stand for several columns.
  const packedPages = new Map<PlainPage, PackedPage>();
  for (const { page } of columns) if (!packedPages.has(page)) packedPages.set(page, pack(page));
  const chunks = columns.map((column) => writeChunk(file.writer, column, packedPages.get(column.page)!));
  const bytesOf = (chunk: ColumnChunk) => chunk.meta_data?.total_uncompressed_size ?? 0n;
  file.num_rows += BigInt(rowsCount);
  file.row_groups.push({
    columns: chunks,
    total_byte_size: chunks.reduce((sum, chunk) => sum + bytesOf(chunk), 0n),
    num_rows: BigInt(rowsCount),
    total_compressed_size: BigInt(file.writer.offset - startsAt),
  });
}

/** A page as it goes into the file. */
interface PackedPage {
  readonly levels: Uint8Array;
  readonly packed: Uint8Array;
}

function pack(page: PlainPage): PackedPage {
  return { levels: levelBytes(page), packed: zstdCompressSync(page.bytes, { params: zstdParams }) };
}

function writeChunk(
  writer: Writer,
  { name, type, page, isSearched }: PlainColumn,
  { levels, packed }: PackedPage,
): ColumnChunk {
  const startsAt = writer.offset;
  writePageHeader(writer, {
    type: "DATA_PAGE_V2",
    uncompressed_page_size: levels.length + page.bytes.length,
    compressed_page_size: levels.length + packed.length,
    data_page_header_v2: {
      num_values: page.rowsCount,
      num_nulls: page.nullsCount,
      num_rows: page.rowsCount,
      encoding: "PLAIN",
      definition_levels_byte_length: levels.length,
      repetition_levels_byte_length: 0,
      is_compressed: true,
    },
  });
  const headerBytes = writer.offset - startsAt;
  writer.appendBytes(levels);
  writer.appendBytes(packed);
  return {
    meta_data: {
      type,
      encodings: ["PLAIN"],
      path_in_schema: [name],
      codec: "ZSTD",
      num_values: BigInt(page.rowsCount),
      total_compressed_size: BigInt(writer.offset - startsAt),
      total_uncompressed_size: BigInt(headerBytes + levels.length + page.bytes.length),
      data_page_offset: BigInt(startsAt),
      ...(isSearched ? searchedBy(page) : {}),
    },
    file_offset: BigInt(startsAt),
  };
}

/** Runs and bits, as the format wants them; never compressed. */
function levelBytes({ levels }: PlainPage): Uint8Array {
  const bytes = new ByteWriter();
  if (levels !== undefined) writeRleBitPackedHybrid(bytes, levels, 1);
  return bytes.getBytes();
}

function searchedBy({
  range,
  nullsCount,
}: PlainPage): Pick<NonNullable<ColumnChunk["meta_data"]>, "statistics" | "encoding_stats"> {
  return {
    statistics: {
      ...(range === undefined ? {} : { min_value: range.min, max_value: range.max }),
      null_count: BigInt(nullsCount),
    },
    encoding_stats: [{ page_type: "DATA_PAGE_V2", encoding: "PLAIN", count: 1 }],
  };
}

/**
 * With a checksum, so that every reader of zstd finds bits that changed. Higher levels take half as long again, for one
 * byte in a hundred.
 */
const zstdParams = { [constants.ZSTD_c_checksumFlag]: 1, [constants.ZSTD_c_compressionLevel]: 1 };
