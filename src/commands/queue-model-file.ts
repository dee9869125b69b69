/**
 * A fitted queue model on disk: JSON that says what the shares are, and from which data they come. Written whole, read
 * back checked.
 */
import { z } from "zod";
import { markets, venues } from "../domain/instrument.ts";
import { engineLimits } from "../ports/engine.ts";
import { readJson } from "./read-file.ts";
import { writeWhole } from "./write-whole.ts";

const share = z.number().min(0).max(1);
const count = z.int().nonnegative();

const queueModelFile = z.strictObject({
  model: z.literal("queue-cancels"),
  version: z.literal(1),
  /** Of whose queues, and a hash of shares and source. */
  name: z.string().min(1),
  /** Of cancelled lots, those that were ahead: at even positions from the head of the queue to its end. */
  shares: z
    .array(share)
    .length(engineLimits.queueSharesCount)
    .refine(
      (shares) => shares.every((value, at) => at === 0 || value >= shares[at - 1]!),
      "expected shares that never fall",
    ),
  /** Of the shares before pooling, one standard error each. */
  standardErrors: z.array(z.number().nonnegative()).length(engineLimits.queueSharesCount),
  source: z.strictObject({
    venue: z.enum(venues),
    market: z.enum(markets),
    symbol: z.string().min(1),
    /** sha256 over the recordings' bytes. */
    dataHash: z.string().regex(/^[0-9a-f]{64}$/),
    firstTime: z.string(),
    lastTime: z.string(),
    /** Cancels that somebody between two orders could see; those of an order alone at its price. */
    cancelsCount: count,
    unseenCount: count,
    pseudoCancelsCount: z.number().nonnegative(),
  }),
});
export type QueueModelFile = z.infer<typeof queueModelFile>;

/** @throws InputError, one line: what is wrong with the file and where. */
export function readQueueModelFile(path: string): QueueModelFile {
  return readJson(path, queueModelFile, "a model of data fit-queue");
}

/** A configuration with what a calibrated model's file says in the place of its path. */
export function withQueueModel(document: object): object {
  const path = (document as { queueModel?: { calibrated?: unknown } }).queueModel?.calibrated;
  if (typeof path !== "string") return document;
  const { name, shares } = readQueueModelFile(path);
  return { ...document, queueModel: { calibrated: { name, shares } } };
}

export function writeQueueModelFile(path: string, model: QueueModelFile): void {
  writeWhole(path, `${JSON.stringify(model, undefined, 2)}\n`);
}
