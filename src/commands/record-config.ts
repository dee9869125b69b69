/** What a recorder is told: which instruments, where from, where to, and its bounds. */
import { z } from "zod";
import { markets } from "../domain/instrument.ts";
import { venueSchema } from "../live/live-config.ts";

const mebibyte = 1 << 20;

const recordSchema = z.strictObject({
  /** Names the folder of its parts; one recorder at a time. */
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/, "expected letters, digits and dashes"),
  /** Of what is not sealed yet; default data/recording. */
  folder: z.string().min(1).optional(),
  /** Root of the Parquet partitions; default data/raw. */
  out: z.string().min(1).optional(),
  /** The frames as they were received, too, in gz under `frames_out` (default data/frames), for `data import`. */
  keepFrames: z.boolean().default(false),
  framesOut: z.string().min(1).optional(),
  /** What a loss of power may cost; the death of the process alone costs nothing. */
  sync: z
    .strictObject({
      everyMs: z.number().min(1).max(60_000).default(250),
      bytes: z.int().min(4096).default(mebibyte),
    })
    .default({ everyMs: 250, bytes: mebibyte }),
  partBytesMax: z
    .int()
    .min(mebibyte)
    .default(256 * mebibyte),
  queueBytesMax: z
    .int()
    .min(4 * mebibyte)
    .default(64 * mebibyte),
  /** Where /health and /metrics are. */
  api: z
    .strictObject({
      host: z.string().min(1).default("127.0.0.1"),
      /** 0 for any that is free. */
      port: z.int().min(0).max(65_535).default(0),
    })
    .default({ host: "127.0.0.1", port: 0 }),
  /** Between two lines of how it stands. */
  statusMs: z.number().min(10).max(3_600_000).default(10_000),
  /** After a signal: how long a disk that does not answer is waited for. */
  stopWithinMs: z.number().min(100).max(600_000).default(30_000),
  /** Streams `ticks:SYMBOL` besides, at HALFSPREAD_REDIS_URL, each of about so many entries. */
  ticks: z.enum(["none", "redis"]).default("none"),
  ticksEntriesMax: z.int().min(1000).default(1_000_000),
  /** Days of these instruments that are older, or beyond so many bytes, are removed, the oldest first; never today. */
  retention: z
    .strictObject({
      days: z.int().min(1).optional(),
      bytes: z.int().min(mebibyte).optional(),
    })
    .default({}),
});
export type RecordSettings = z.output<typeof recordSchema>;

export const recordFileSchema = z
  .strictObject({
    venue: venueSchema.default({ environment: "production" }),
    instruments: z.array(z.strictObject({ market: z.enum(markets), symbol: z.string().min(1) })).min(1),
    record: recordSchema,
  })
  .refine(({ instruments }) => new Set(instruments.map((of) => JSON.stringify(of))).size === instruments.length, {
    path: ["instruments"],
    message: "one stands twice; expected each once",
  });
export type RecordConfig = z.output<typeof recordFileSchema>;
