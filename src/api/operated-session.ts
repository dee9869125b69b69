/** What the HTTP interface needs of a running session: how it stands, and what an operator may tell it. */
import type { z } from "zod";
import type { Fill } from "../domain/fill.ts";
import type { OperatorCommand } from "../domain/operator.ts";
import type { SessionStatus } from "../ports/session-status.ts";

export interface OperatedSession {
  status(): SessionStatus;
  /** The latest, newest first, at most so many. */
  fills(countMax: number): readonly MarketFill[];
  /** As it was read; it holds no secrets. */
  readonly config: unknown;
  /** Of each market's strategy, in the order of the markets. */
  readonly parameterSchemas: readonly z.ZodType[];
  /** An input of the session like any other. */
  operate(command: OperatorCommand): OperatorAnswer;
}

export interface MarketFill {
  readonly marketIndex: number;
  readonly fill: Fill;
}

export type OperatorAnswer =
  | { readonly ok: true }
  /** `reason` is snake_case, `message` for people. */
  | { readonly ok: false; readonly reason: string; readonly message: string };
