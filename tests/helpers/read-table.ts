/** A Parquet file of the project's own as rows, by another library than wrote its pages. */
import { type AsyncBuffer, parquetReadObjects } from "hyparquet";

export function readTable(file: AsyncBuffer): Promise<Record<string, unknown>[]> {
  const compressors = { ZSTD: (bytes: Uint8Array) => Bun.zstdDecompressSync(bytes as Uint8Array<ArrayBuffer>) };
  return parquetReadObjects({ file, compressors });
}
