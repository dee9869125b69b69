/**
 * What operators have made of a market: one state, moved by their commands, and kept as a hold while it forbids quotes.
 *
 * | state      | pause, cancel_all | resume  | flatten    | kill   | reset_kill |
 * |------------|-------------------|---------|------------|--------|------------|
 * | quoting    | paused            | –       | flattening | killed | refused    |
 * | paused     | –                 | quoting | flattening | killed | refused    |
 * | flattening | paused            | quoting | –          | killed | refused    |
 * | killed     | –                 | refused | refused    | –      | paused     |
 *
 * Flattening ends in a pause by itself. `cancel_all`, `flatten` and `kill` also cancel what rests, in any state that
 * takes them.
 */
import type { OperatorCommand } from "../domain/operator.ts";
import type { Holds, OperatorHold } from "./risk/holds.ts";

export const operatingStates = ["quoting", "paused", "flattening", "killed"] as const;
export type OperatingState = (typeof operatingStates)[number];

/** Those that move the state; parameters are the strategy's. */
export type TradingCommand = Exclude<OperatorCommand, { kind: "parameters" }>;

/** Why a command changed nothing. */
export type OperatorRefusal = "killed" | "not_killed";

const holdOf: Record<Exclude<OperatingState, "quoting">, OperatorHold> = {
  paused: "operator_paused",
  flattening: "flattening",
  killed: "killed",
};

export class Operation {
  #state: OperatingState = "quoting";
  #isCancelDue = false;

  constructor(private readonly holds: Holds) {}

  get state(): OperatingState {
    return this.#state;
  }

  /** @returns why it is refused, or undefined when it was done, or was so already. */
  take(command: TradingCommand): OperatorRefusal | undefined {
    const { kind } = command;
    if (kind === "reset_kill") return this.#resetKill();
    if (this.#state === "killed" && (kind === "resume" || kind === "flatten")) return "killed";
    if (kind === "cancel_all" || kind === "flatten" || kind === "kill") this.#isCancelDue = true;
    if (this.#state !== "killed") this.#become(stateAfter[kind]);
    return undefined;
  }

  /** Flat, or as near to it as can be traded. */
  endFlattening(): void {
    this.#become("paused");
  }

  /** Whether everything that rests is to be cancelled at once; asked for once. */
  takeCancelDue(): boolean {
    const isDue = this.#isCancelDue;
    this.#isCancelDue = false;
    return isDue;
  }

  #resetKill(): OperatorRefusal | undefined {
    if (this.#state !== "killed") return "not_killed";
    this.#become("paused");
    return undefined;
  }

  /** The new hold goes on before the old one goes: between them nobody sees none. */
  #become(state: OperatingState): void {
    const before = this.#state;
    if (state === before) return;
    this.#state = state;
    if (state !== "quoting") this.holds.set(holdOf[state], true);
    if (before !== "quoting") this.holds.set(holdOf[before], false);
  }
}

const stateAfter: Record<Exclude<TradingCommand["kind"], "reset_kill">, OperatingState> = {
  pause: "paused",
  cancel_all: "paused",
  resume: "quoting",
  flatten: "flattening",
  kill: "killed",
};
