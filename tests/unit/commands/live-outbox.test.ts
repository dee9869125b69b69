// Goal: what earlier sessions could not deliver reaches the ledger once, whatever it has of it already, and whatever
//   became of their files; what cannot be had is named.
// Method: outboxes on disk, damaged by hand and at random; a ledger that is a few maps.
import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { InputError } from "../../../src/base/input-error.ts";
import {
  deliverEarlier,
  newOutboxLog,
  noteDelivered,
  outboxIdOf,
  outboxLogOf,
  readOutbox,
} from "../../../src/commands/live-outbox.ts";
import type { LedgerRecord } from "../../../src/domain/ledger-record.ts";
import { exactJson } from "../../../src/live/journal/exact-json.ts";
import type { LedgerBatch } from "../../../src/ports/ledger.ts";
import { numberedFills } from "../../helpers/ledger-kinds.ts";
import { ModelLedger } from "../../helpers/model-ledger.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

interface Sessions extends Disposable {
  readonly of: readonly { readonly sessionId: string; readonly folder: string }[];
}

/** One a count of records, numbered through. */
function sessionsWith(...counts: readonly number[]): Sessions {
  const folder = temporaryFolder();
  let from = 0;
  const of = counts.map((count, index) => {
    const session = { sessionId: `s${index}`, folder: folder.of(`s${index}`) };
    mkdirSync(session.folder);
    writeOutbox(session.folder, numberedFills(from, count));
    from += count;
    return session;
  });
  return { of, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

function writeOutbox(folder: string, records: readonly LedgerRecord[]): void {
  const log = newOutboxLog(folder);
  for (const record of records) log.append(new TextEncoder().encode(exactJson(record)));
  log.close();
}

class CountingLedger extends ModelLedger {
  writesCount = 0;
  problem: Error | undefined;

  override async write(batch: LedgerBatch): Promise<void> {
    this.writesCount++;
    if (this.problem !== undefined) throw this.problem;
    await super.write(batch);
  }
}

async function deliver(ledger: ModelLedger, { of }: Sessions) {
  const problems: string[] = [];
  const count = await deliverEarlier(ledger, "desk", of, (problem) => problems.push(problem));
  return { count, problems };
}

test("earlier outboxes: a ledger that has nothing: gets all of them, in order, and is not told again", async () => {
  using sessions = sessionsWith(3, 0, 2500);
  const ledger = new CountingLedger();
  expect(await deliver(ledger, sessions)).toEqual({ count: 2503, problems: [] });
  expect((await ledger.fills({})).length).toBe(2503);
  expect(await ledger.deliveredCount(outboxIdOf("desk", "s2"))).toBe(2500);
  const another = new CountingLedger();
  expect(await deliver(another, sessions)).toEqual({ count: 0, problems: [] });
  expect(another.writesCount).toBe(0);
});

test("earlier outboxes: a ledger that has a part of one: gets the rest, from any record on", async () => {
  const cases = [
    [0, 3],
    [1, 3],
    [999, 3],
    [1000, 2],
    [1001, 2],
    [2100, 0],
  ] as const;
  for (const [hasCount, writesCount] of cases) {
    using sessions = sessionsWith(2100);
    const ledger = new CountingLedger();
    const outboxId = outboxIdOf("desk", "s0");
    await ledger.write({ outboxId, fromCount: 0, records: numberedFills(0, hasCount) });
    ledger.writesCount = 0;
    expect(await deliver(ledger, sessions)).toEqual({ count: 2100 - hasCount, problems: [] });
    expect(ledger.writesCount).toBe(writesCount);
    expect(await ledger.fills({})).toEqual(numberedFills(0, 2100) as never);
  }
});

test("earlier outboxes: one that is known to be delivered: is not read", async () => {
  using sessions = sessionsWith(2);
  noteDelivered(sessions.of[0]!.folder);
  expect(await deliver(new CountingLedger(), sessions)).toEqual({ count: 0, problems: [] });
});

test("earlier outboxes: a ledger that is away: says so, and what was not delivered is delivered later", async () => {
  using sessions = sessionsWith(2, 3);
  const ledger = new CountingLedger();
  ledger.problem = new Error("ledger: no answer");
  await expect(deliver(ledger, sessions)).rejects.toThrow("no answer");
  ledger.problem = undefined;
  expect(await deliver(ledger, sessions)).toEqual({ count: 5, problems: [] });
});

test("earlier outboxes: one that the ledger refuses: is named, and the others are delivered", async () => {
  using sessions = sessionsWith(2, 3);
  const ledger = new CountingLedger();
  const write = ledger.write.bind(ledger);
  ledger.write = async (batch) => {
    if (batch.outboxId === "desk/s0") throw new InputError("ledger x", "holds another");
    await write(batch);
  };
  expect(await deliver(ledger, sessions)).toEqual({ count: 3, problems: ["ledger x: holds another"] });
});

test("earlier outboxes: sessions that ended before they had a record, or an outbox: are passed over", async () => {
  using sessions = sessionsWith(1, 1, 1);
  const [none, empty] = sessions.of;
  rmSync(join(none!.folder, "outbox"), { recursive: true });
  for (const name of readdirSync(join(empty!.folder, "outbox"))) rmSync(join(empty!.folder, "outbox", name));
  expect(await deliver(new CountingLedger(), sessions)).toEqual({ count: 1, problems: [] });
  expect([outboxLogOf(none!.folder), outboxLogOf(empty!.folder)]).toEqual([undefined, undefined]);
  expect([...readOutbox(empty!.folder)]).toEqual([]);
});

test("earlier outboxes: any byte of one changed, or any end cut off: whole records arrive, the rest is named, once", async () => {
  const damage = fc.record({ at: fc.nat(), flip: fc.integer({ min: 1, max: 255 }), isCut: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(damage, async ({ at, flip, isCut }) => {
      using sessions = sessionsWith(40, 1);
      const { folder } = sessions.of[0]!;
      const path = join(folder, "outbox", "outbox-000001.segment");
      const bytes = readFileSync(path);
      const place = at % bytes.length;
      bytes[place]! ^= flip;
      writeFileSync(path, isCut ? bytes.subarray(0, place) : bytes);
      const ledger = new CountingLedger();
      const { count, problems } = await deliver(ledger, sessions);
      const kept = await ledger.deliveredCount("desk/s0");
      expect(count).toBe(kept + 1);
      const expected = [...numberedFills(0, kept), ...numberedFills(40, 1)];
      expect(await ledger.fills({})).toEqual(expected as never);
      // Cut between two records it is a log whose writer died there: nothing says that there was more.
      if (!isCut) expect(problems).toEqual([expect.stringContaining(folder)]);
      expect(problems.length).toBeLessThanOrEqual(1);
      if (existsSync(join(folder, "outbox", "delivered")))
        expect((await deliver(ledger, sessions)).problems).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
