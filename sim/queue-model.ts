/**
 * The queue model in a configuration and in a report:
 *
 *   queue_model: conservative
 *   queue_model: proportional
 *   queue_model: exact                            # for data that name every order
 *   queue_model: log
 *   queue_model: { log: { variant: 2 } }
 *   queue_model: { power: { n: 2 } }
 *   queue_model: { power: { n: 2, variant: 3 } }
 *   queue_model: { calibrated: data/models/NAME.json }
 *
 * The file of a calibrated model is read where configurations are (`src/commands`), so that here, and in the hash of a
 * configuration, its name and its shares stand in its place.
 */
import { z } from "zod";
import { engineLimits, type QueueModel, queueExponentMax } from "../src/ports/engine.ts";

const expected =
  "expected conservative, proportional, log, exact, { log: { variant: 2 or 3 } }, { power: { n: 2 } } or { power: { n: 2, variant: 2 or 3 } }, { calibrated: FILE }";
const expectedN = `expected a number above 0 and at most ${queueExponentMax}`;

const variant = z.literal([2, 3]);
const share = z.number().min(0).max(1);

/** What a configuration may say. Where no form fits, the fault is in the form, and all forms are named. */
export const queueModelSchema: z.ZodType<QueueModel> = z.union(
  [
    z.enum(["conservative", "proportional", "log", "exact"]),
    z.strictObject({ log: z.strictObject({ variant }) }),
    z.strictObject({
      power: z.strictObject({
        n: z.number().positive(expectedN).max(queueExponentMax, expectedN),
        variant: variant.optional(),
      }),
    }),
    z.strictObject({
      calibrated: z.strictObject({
        name: z.string().min(1),
        shares: z.array(share).length(engineLimits.queueSharesCount),
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

/** What a report sets side by side: of one run, with different queue models. */
export interface Bracket<T> {
  readonly conservative: T;
  readonly probable: T;
  /** Where the data name every order: what the others guess. */
  readonly exact?: T;
}

/** The probable model is the one asked for, if that guesses at all. */
export function bracketOf(asked: QueueModel, hasOrderIds: boolean): Bracket<QueueModel> {
  const probable = asked === "conservative" || asked === "exact" ? "proportional" : asked;
  return { conservative: "conservative", probable, ...(hasOrderIds && { exact: "exact" }) };
}

export function mapBracket<T, U>({ conservative, probable, exact }: Bracket<T>, map: (of: T) => U): Bracket<U> {
  return {
    conservative: map(conservative),
    probable: map(probable),
    ...(exact !== undefined && { exact: map(exact) }),
  };
}
