/**
 * Latency in a configuration. One way is a number, or a model of one; `place`, `amend` and `cancel` replace what holds
 * for all commands:
 *
 *   latency:
 *     entry_ms: 5
 *     response_ms: { log_normal: { median: 5, sigma: 0.4, min: 2, max: 200 } }
 *     cancel: { entry_ms: { quantiles: [[0, 2], [0.5, 4], [0.99, 30], [1, 120]] } }
 *     load: { per_message_us: 10, per_command_us: 100 }
 *     decision_us: 100
 *
 * All figures below a key in `_ms` are milliseconds.
 */
import { z } from "zod";

const msMax = 60_000;
const ms = z.number().nonnegative().max(msMax);

const logNormal = z
  .strictObject({ median: z.number().positive().max(msMax), sigma: z.number().positive().max(5), min: ms, max: ms })
  .refine(({ min, median, max }) => min <= median && median <= max, "expected min, median and max in that order");

/** Pairs of a share and the latency that it does not exceed. */
const quantiles = z
  .array(z.tuple([z.number().min(0).max(1), ms]))
  .min(2)
  .refine(
    (pairs) => pairs[0]?.[0] === 0 && pairs.at(-1)?.[0] === 1, // Asked of an empty list, too.
    "expected the first of share 0 and the last of share 1",
  )
  .refine(
    (pairs) => pairs.every((pair, at) => at === 0 || rises(pairs[at - 1]!, pair)),
    "expected shares that rise, and latencies that do not fall",
  );

/** Pairs of a UTC time and the latency measured there. */
const recorded = z
  .array(z.tuple([z.iso.datetime('expected a time such as "2024-08-08T23:54:13.500Z"'), ms]))
  .min(1)
  .refine(
    (pairs) => pairs.every(([time], at) => at === 0 || Date.parse(pairs[at - 1]![0]) < Date.parse(time)),
    "expected times that rise",
  );

const oneWay = z.union(
  [ms, z.strictObject({ logNormal }), z.strictObject({ quantiles }), z.strictObject({ recorded })],
  {
    error: `expected milliseconds from 0 to ${msMax}, { log_normal: ... }, { quantiles: ... } or { recorded: ... }`,
  },
);

const ofAction = z
  .strictObject({ entryMs: oneWay, responseMs: oneWay })
  .partial()
  .refine(
    (own) => own.entryMs !== undefined || own.responseMs !== undefined,
    "expected entry_ms, response_ms, or both",
  );

export const latencySchema = z.strictObject({
  /** From us to the venue's matching, and from its answer to us. */
  entryMs: oneWay,
  responseMs: oneWay,
  /** From the stop at which we decide to the command's leaving. */
  decisionUs: z.number().nonnegative().max(1_000_000),
  /** An order is settled this long after its arrival, if nothing later was received before. */
  venueCloseMs: z.number().positive().max(60_000).default(10),
  /** A ticker without venue time counts as made this long before it was received. */
  tickerMs: z.number().nonnegative().max(60_000).default(5),
  /** Of one kind of command, where it differs. */
  place: ofAction.optional(),
  amend: ofAction.optional(),
  cancel: ofAction.optional(),
  /** On top of every entry: for each message received in the last 100 ms, and for each own command not yet answered. */
  load: z
    .strictObject({
      perMessageUs: z.number().nonnegative().max(1000),
      perCommandUs: z.number().nonnegative().max(100_000),
    })
    .optional(),
});

export type LatencyConfig = z.output<typeof latencySchema>;
export type OneWayConfig = z.output<typeof oneWay>;
export type LoadConfig = NonNullable<LatencyConfig["load"]>;

function rises([shareBefore, msBefore]: [number, number], [share, latencyMs]: [number, number]): boolean {
  return share > shareBefore && latencyMs >= msBefore;
}
