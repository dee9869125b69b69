/**
 * The columns of market events in Parquet, and the metadata of a file. Times and ids are raw: int64 as received; what the venue
 * did not give is null. Prices and sizes count ticks and lots of the instrument in the metadata.
 *
 * PLAIN pages under zstd: a reader gets them back as typed arrays, which no other encoding gives it.
 */
import type { SchemaElement } from "hyparquet";
import { z } from "zod";
import { feedFacts } from "../../domain/feed-facts.ts";
import { instrumentEntry } from "../../domain/instrument-entry.ts";

export const schemaVersion = 1;

export const numberColumns = [
  { name: "received_time_ns", isRequired: true },
  { name: "venue_time_ns", isRequired: false },
  { name: "sequence", isRequired: true },
  { name: "session_sequence", isRequired: true },
  { name: "price_ticks", isRequired: true },
  { name: "size_lots", isRequired: true },
  /** Beyond whole lots, in the last printed place of a size; nearly always 0. */
  { name: "size_dust", isRequired: true },
  { name: "first_update_id", isRequired: false },
  { name: "update_id", isRequired: false },
  { name: "previous_update_id", isRequired: false },
  { name: "trade_id", isRequired: false },
] as const;
export type NumberColumn = (typeof numberColumns)[number]["name"];

export const kindNames = ["depth", "trade", "ticker", "snapshot_level", "gap", "clear"] as const;

export const parquetSchema: SchemaElement[] = [
  { name: "market_events", num_children: numberColumns.length + 3, repetition_type: "REQUIRED" },
  ...numberColumns.map(({ name, isRequired }) => ({
    name,
    type: "INT64" as const,
    repetition_type: isRequired ? ("REQUIRED" as const) : ("OPTIONAL" as const),
  })),
  textColumn("kind", "REQUIRED"),
  textColumn("side", "OPTIONAL"),
  { name: "is_last", type: "BOOLEAN", repetition_type: "REQUIRED" },
];

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
});
export type FileMetadata = z.output<typeof fileMetadata>;

function textColumn(name: string, repetition: "REQUIRED" | "OPTIONAL"): SchemaElement {
  return {
    name,
    type: "BYTE_ARRAY",
    converted_type: "UTF8",
    logical_type: { type: "STRING" },
    repetition_type: repetition,
  };
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
