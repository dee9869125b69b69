/**
 * The columns of market events in Parquet, and the metadata of a file. Times and ids are raw: int64 as received; what
 * the venue did not give is null. Prices and sizes count ticks and lots of the instrument in the metadata.
 *
 * PLAIN pages under zstd: a reader gets them back as typed arrays, which no other encoding gives it.
 */
import type { ParquetType, SchemaElement } from "hyparquet";
import { z } from "zod";
import { feedFacts } from "../../domain/feed-facts.ts";
import { instrumentEntry } from "../../domain/instrument-entry.ts";

export const schemaVersion = 1;

const marketEventColumns = [
  { name: "received_time_ns", type: "INT64", isRequired: true },
  { name: "venue_time_ns", type: "INT64", isRequired: false },
  { name: "sequence", type: "INT64", isRequired: true },
  { name: "session_sequence", type: "INT64", isRequired: true },
  { name: "kind", type: "STRING", isRequired: true },
  { name: "side", type: "STRING", isRequired: false },
  { name: "price_ticks", type: "INT64", isRequired: true },
  { name: "size_lots", type: "INT64", isRequired: true },
  { name: "first_update_id", type: "INT64", isRequired: false },
  { name: "update_id", type: "INT64", isRequired: false },
  { name: "previous_update_id", type: "INT64", isRequired: false },
  { name: "trade_id", type: "INT64", isRequired: false },
  { name: "is_last", type: "BOOLEAN", isRequired: true },
  /** Of a size, beyond whole lots, in the last place that the venue prints; nearly always 0. */
  { name: "size_dust", type: "INT64", isRequired: true },
] as const;
export type ColumnName = (typeof marketEventColumns)[number]["name"];

export const kindNames = ["depth", "trade", "ticker", "snapshot_level", "gap", "clear"] as const;

export const parquetSchema: SchemaElement[] = [
  { name: "market_events", num_children: marketEventColumns.length, repetition_type: "REQUIRED" },
  ...marketEventColumns.map(({ name, type, isRequired }) => elementOf(name, type, isRequired)),
];

/** How the values of each column are stored. */
export const columnTypes = Object.fromEntries(
  marketEventColumns.map(({ name, type }) => [name, type === "STRING" ? "BYTE_ARRAY" : type]),
) as Record<ColumnName, ParquetType>;

/** Metadata of a file: one entry a key, values as JSON where they are not plain text. */
export const fileMetadata = z.object({
  schema_version: z.coerce.number().pipe(z.literal(schemaVersion)),
  venue: z.string(),
  market: z.string(),
  symbol: z.string(),
  tick_size: z.string(),
  lot_size: z.string(),
  instrument: jsonText(instrumentEntry),
  clock_offset_ns: z.coerce.number().pipe(z.int()),
  source: z.string(),
  first_sequence: z.coerce.number().pipe(z.int()),
  last_sequence: z.coerce.number().pipe(z.int()),
  feed: jsonText(feedFacts),
  /** Of a recorder: which part of which session this was, `SESSION-NUMBER`. */
  part: z.string().optional(),
  /** Rows that it begins with and that say again what is known: for who has not read what comes before. */
  opening_rows_count: z.coerce.number().pipe(z.int().nonnegative()).default(0),
  /** Of the bytes before the footer, and how many they are. */
  data_checksum: z.string().regex(/^[0-9a-f]{16}$/),
  data_bytes: z.coerce.number().pipe(z.int().positive()),
});
export type FileMetadata = z.output<typeof fileMetadata>;

function elementOf(name: ColumnName, type: "INT64" | "STRING" | "BOOLEAN", isRequired: boolean): SchemaElement {
  const repetition_type = isRequired ? "REQUIRED" : "OPTIONAL";
  if (type !== "STRING") return { name, type, repetition_type };
  return { name, type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type }, repetition_type };
}

function jsonText<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: "custom", message: "not JSON" });
        return z.NEVER;
      }
    })
    .pipe(schema);
}
