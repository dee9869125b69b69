// Goal: each command moves each state as the table of src/core/operation.ts says, and the state is kept as one hold.
// Method: that table as data: every command in every state.
import { expect, test } from "bun:test";
import { type OperatingState, Operation, operatingStates, type TradingCommand } from "../../../src/core/operation.ts";
import { Holds } from "../../../src/core/risk/holds.ts";

const commands: Record<TradingCommand["kind"], TradingCommand> = {
  pause: { kind: "pause" },
  resume: { kind: "resume" },
  cancel_all: { kind: "cancel_all" },
  flatten: { kind: "flatten" },
  kill: { kind: "kill", reason: "a test" },
  reset_kill: { kind: "reset_kill" },
};
type Outcome = OperatingState | "refused killed" | "refused not_killed";

const table: Record<OperatingState, Record<TradingCommand["kind"], Outcome>> = {
  quoting: {
    pause: "paused",
    resume: "quoting",
    cancel_all: "paused",
    flatten: "flattening",
    kill: "killed",
    reset_kill: "refused not_killed",
  },
  paused: {
    pause: "paused",
    resume: "quoting",
    cancel_all: "paused",
    flatten: "flattening",
    kill: "killed",
    reset_kill: "refused not_killed",
  },
  flattening: {
    pause: "paused",
    resume: "quoting",
    cancel_all: "paused",
    flatten: "flattening",
    kill: "killed",
    reset_kill: "refused not_killed",
  },
  killed: {
    pause: "killed",
    resume: "refused killed",
    cancel_all: "killed",
    flatten: "refused killed",
    kill: "killed",
    reset_kill: "paused",
  },
};

const holdOf = { quoting: [], paused: ["operator_paused"], flattening: ["flattening"], killed: ["killed"] };

for (const state of operatingStates)
  test(`operation: every command while ${state}: the state of the table, one hold for it, cancels where they belong`, () => {
    for (const command of Object.values(commands)) {
      const { holds, operation } = inState(state);
      const refusal = operation.take(command);
      const outcome = table[state][command.kind];
      const isRefused = outcome.startsWith("refused");
      expect(refusal === undefined ? operation.state : `refused ${refusal}`).toBe(outcome);
      expect(operation.state).toBe(isRefused ? state : (outcome as OperatingState));
      expect(holds.list).toEqual(holdOf[operation.state] as typeof holds.list);
      const cancels = ["cancel_all", "flatten", "kill"].includes(command.kind) && !isRefused;
      expect([operation.takeCancelDue(), operation.takeCancelDue()]).toEqual([cancels, false]);
    }
  });

test("operation: from one hold to the next: there is no moment with none", () => {
  const least: number[] = [];
  const holds = new Holds(() => least.push(holds.list.length));
  const operation = new Operation(holds);
  for (const kind of ["pause", "flatten", "kill", "reset_kill"] as const) operation.take(commands[kind]);
  expect(Math.min(...least)).toBe(1);
});

test("operation: flat: paused", () => {
  const { operation } = inState("flattening");
  operation.endFlattening();
  expect(operation.state).toBe("paused");
});

function inState(state: OperatingState) {
  const holds = new Holds(() => {});
  const operation = new Operation(holds);
  const ways = { quoting: "resume", paused: "pause", flattening: "flatten", killed: "kill" } as const;
  operation.take(commands[ways[state]]);
  operation.takeCancelDue();
  return { holds, operation };
}
