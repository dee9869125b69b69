/** What an operator may tell a running engine. Each is an input of the core like any other. */
import { z } from "zod";

export const operatorCommand = z.discriminatedUnion("kind", [
  /** Pulls quotes; nothing is placed until `resume`. */
  z.strictObject({ kind: z.literal("pause") }),
  z.strictObject({ kind: z.literal("resume") }),
  /** Everything of ours that rests is cancelled at once, and quoting pauses. */
  z.strictObject({ kind: z.literal("cancel_all") }),
  /** The same, and the position is then taken to its reference, or to what is too small to trade. Ends in a pause. */
  z.strictObject({ kind: z.literal("flatten") }),
  /** `cancel_all`, latched: nothing is placed until `reset_kill`, restarts included. */
  z.strictObject({ kind: z.literal("kill"), reason: z.string().min(1).max(200) }),
  /** Takes the latch away and leaves quoting paused. */
  z.strictObject({ kind: z.literal("reset_kill") }),
  /** New parameters of one strategy, checked by its own schema. */
  z.strictObject({ kind: z.literal("parameters"), market: z.int().nonnegative(), parameters: z.unknown() }),
]);
export type OperatorCommand = z.infer<typeof operatorCommand>;
