// Goal: who goes on from a session is told how it ended, and of every log that is not whole.
// Method: each way of ending, with each log whole or damaged.
import { expect, test } from "bun:test";
import type { RecoveredSession } from "../../../sim/recover-session.ts";
import { lastWords } from "../../../src/commands/live-earlier.ts";

const damaged = (of: string) => ({ kind: "damaged", place: `${of}/1.segment, byte 64`, problem: "is cut" }) as const;
const open = { kind: "open" } as const;

function how(ending: Pick<RecoveredSession, "runHash" | "journalEnd" | "outboxEnd">): unknown {
  const spec = { sessionId: "s1", epochUnixNs: 0n } as RecoveredSession["spec"];
  return lastWords({ ...ending, spec, lastNs: 1, snapshotNs: undefined, balances: new Map(), markets: [] }).how;
}

test("last words: how it ended, and where a log is damaged, either of them", () => {
  const whole = { journalEnd: open, outboxEnd: open };
  expect(how({ ...whole, runHash: "f00d" })).toBe("ended in order");
  expect(how({ ...whole, runHash: undefined })).toBe("did not end in order");
  expect(how({ runHash: undefined, journalEnd: open, outboxEnd: undefined })).toBe("did not end in order");
  expect(how({ runHash: undefined, journalEnd: damaged("journal"), outboxEnd: damaged("outbox") })).toBe(
    "did not end in order: journal/1.segment, byte 64: is cut: outbox/1.segment, byte 64: is cut",
  );
  expect(how({ ...whole, runHash: "f00d", outboxEnd: damaged("outbox") })).toBe(
    "ended in order: outbox/1.segment, byte 64: is cut",
  );
});
