/**
 * The queue model in a configuration and in a report:
 *
 *   queue_model: conservative
 *   queue_model: proportional
 *   queue_model: log
 *   queue_model: { log: { variant: 2 } }
 *   queue_model: { power: { n: 2 } }
 *   queue_model: { power: { n: 2, variant: 3 } }
 */
import { z } from "zod";
import { type QueueModel, queueExponentMax } from "../src/ports/engine.ts";

const expected =
  "expected conservative, proportional, log, { log: { variant: 2 or 3 } }, { power: { n: 2 } } or { power: { n: 2, variant: 2 or 3 } }";
const expectedN = `expected a number above 0 and at most ${queueExponentMax}`;

const variant = z.literal([2, 3]);

/** What a file may say. Where no form fits, the fault is in the form, and all forms are named. */
export const queueModelSchema: z.ZodType<QueueModel> = z.union(
  [
    z.enum(["conservative", "proportional", "log"]),
    z.strictObject({ log: z.strictObject({ variant }) }),
    z.strictObject({
      power: z.strictObject({
        n: z.number().positive(expectedN).max(queueExponentMax, expectedN),
        variant: variant.optional(),
      }),
    }),
  ],
  { error: expected },
);

/** As reports name it, such as "power (n = 2, variant 3)". */
export function queueModelText(model: QueueModel): string {
  if (typeof model === "string") return model;
  if ("log" in model) return `log (variant ${model.log.variant})`;
  if ("calibrated" in model) return `calibrated (${model.calibrated.name})`;
  const { n, variant: ofPower } = model.power;
  return `power (n = ${n}${ofPower === undefined ? "" : `, variant ${ofPower}`})`;
}

/** The other end of a report's bracket: conservative beside a probable model, and proportional beside conservative. */
export function otherEndOf(model: QueueModel): QueueModel {
  return model === "conservative" ? "proportional" : "conservative";
}
