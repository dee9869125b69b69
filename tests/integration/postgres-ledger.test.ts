// Goal: whatever becomes of a Postgres, or of the way to it, a write ends, and each fill is in the ledger once.
// Method: a real server that is killed, stopped in its tracks and started again, and a wire that is cut behind a commit;
// who writes tells each batch again until it is taken, as an outbox does.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { openLedger } from "../../src/adapters/ledger/open-ledger.ts";
import { InputError } from "../../src/base/input-error.ts";
import type { Ledger } from "../../src/ports/ledger.ts";
import { numberedFills } from "../helpers/ledger-kinds.ts";
import { eventually } from "../helpers/patient.ts";
import { CuttingProxy } from "../helpers/servers/cutting-proxy.ts";
import { needsOwnPostgres, OwnPostgres } from "../helpers/servers/postgres.ts";

const outboxId = "outbox-1";
/** Short, so that what hangs is known to hang. */
const answerWithinMs = 1000;
/** Or what the client throws for it, which ends its thread. */
const lostWire = /CONNECTION_CLOSED|socket\.write/;

describe.skipIf(needsOwnPostgres())("Postgres ledger", () => {
  let server: OwnPostgres;
  beforeAll(async () => {
    server = await OwnPostgres.start();
  }, 60_000);
  afterAll(() => server[Symbol.asyncDispose]());

  test("the wire cut behind a commit: the write fails although it was done, and told again it is done once", async () => {
    using proxy = new CuttingProxy(server.port);
    const url = await server.freshUrl();
    await using direct = await opened(url);
    await using ledger = await opened(url.replace(`:${server.port}/`, `:${proxy.port}/`));
    for (let fromCount = 0; fromCount < 50; fromCount += 10) {
      proxy.cutAt = "COMMIT";
      const batch = { outboxId, fromCount, records: numberedFills(fromCount, 10) };
      expect(await problemOf(ledger.write(batch))).toMatch(lostWire);
      expect(await direct.deliveredCount(outboxId)).toBe(fromCount + 10);
      await patiently(() => ledger.write(batch));
    }
    expect(proxy.cutsCount).toBe(5);
    await expectFills(direct, 50);
  }, 60_000);

  test("the wire cut before a commit: nothing is there, and told again it is", async () => {
    using proxy = new CuttingProxy(server.port);
    const url = await server.freshUrl();
    await using direct = await opened(url);
    await using ledger = await opened(url.replace(`:${server.port}/`, `:${proxy.port}/`));
    proxy.cutAt = "INSERT 0 7"; // The answer to the fills themselves.
    const batch = { outboxId, fromCount: 0, records: numberedFills(0, 7) };
    expect(await problemOf(ledger.write(batch))).toMatch(lostWire);
    expect(await direct.deliveredCount(outboxId)).toBe(0);
    await expectFills(direct, 0);
    await patiently(() => ledger.write(batch));
    await expectFills(direct, 7);
  }, 60_000);

  test("the server killed amid writes, and started again: all are there once, by the ledger that was open before", async () => {
    await using ledger = await opened(await server.freshUrl());
    let isOver = false;
    const writing = writeUntil(ledger, () => isOver);
    for (let round = 0; round < 3; round++) {
      const beforeCount = writing.takenCount;
      await eventually(() => writing.takenCount > beforeCount + 30);
      await server.kill();
      const killedCount = writing.failedCount;
      await eventually(() => writing.failedCount > killedCount + 2);
      await server.start();
    }
    const afterCount = writing.takenCount;
    await eventually(() => writing.takenCount > afterCount + 30);
    isOver = true;
    await writing.done;
    await expectFills(ledger, writing.takenCount);
  }, 120_000);

  test("the server stopped in its tracks: a write fails, and when the server goes on all are there once", async () => {
    await using ledger = await opened(await server.freshUrl());
    let isOver = false;
    const writing = writeUntil(ledger, () => isOver);
    for (let round = 0; round < 3; round++) {
      const beforeCount = writing.takenCount;
      await eventually(() => writing.takenCount > beforeCount + 30);
      server.pause();
      const failedCount = writing.failedCount;
      await eventually(() => writing.failedCount > failedCount);
      server.resume();
    }
    const afterCount = writing.takenCount;
    await eventually(() => writing.takenCount > afterCount + 30);
    isOver = true;
    await writing.done;
    await expectFills(ledger, writing.takenCount);
  }, 120_000);

  test("a transaction that nobody waits for any more: is ended by the server, and its outbox goes on", async () => {
    const url = await server.freshUrl();
    await using ledger = await opened(url);
    await ledger.write({ outboxId, fromCount: 0, records: numberedFills(0, 1) });
    using proxy = new CuttingProxy(server.port);
    await using lost = await opened(url.replace(`:${server.port}/`, `:${proxy.port}/`));
    proxy.holdAt = "SELECT 1"; // It has taken the outbox's row, and will not hear of it.
    const given = lost.write({ outboxId, fromCount: 1, records: numberedFills(1, 1) });
    expect(await problemOf(given)).toContain("no answer within");
    await patiently(() => ledger.write({ outboxId, fromCount: 1, records: numberedFills(1, 1) }));
    await expectFills(ledger, 2);
  }, 60_000);

  test("a server that is away, or refuses: a start says where and why, without the password", async () => {
    const port = server.port;
    const away = `postgres://someone:secret@127.0.0.1:1/${"x"}?password=secret`;
    const unknown = `postgres://postgres:secret@127.0.0.1:${port}/nowhere`;
    for (const [url, reason] of [
      [away, "ECONNREFUSED"],
      [unknown, 'database "nowhere" does not exist'],
    ] as const) {
      const error = await openLedger(url).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(InputError);
      expect(String(error)).toContain(reason);
      expect(String(error)).toContain("ledger postgres://127.0.0.1:");
      expect(String(error)).not.toContain("secret");
    }
  });
});

async function opened(url: string): Promise<Ledger & AsyncDisposable> {
  const ledger = await openLedger(url, answerWithinMs);
  return Object.assign(ledger, { [Symbol.asyncDispose]: () => ledger.close() });
}

interface Writing {
  /** Batches of one fill each. */
  takenCount: number;
  failedCount: number;
  done: Promise<void>;
}

/** One after the other, each until it is taken. */
function writeUntil(ledger: Ledger, isOver: () => boolean): Writing {
  const writing: Writing = { takenCount: 0, failedCount: 0, done: Promise.resolve() };
  const go = async () => {
    while (!isOver()) {
      const batch = { outboxId, fromCount: writing.takenCount, records: numberedFills(writing.takenCount, 1) };
      if ((await problemOf(ledger.write(batch))) === "") writing.takenCount++;
      else writing.failedCount++;
    }
  };
  writing.done = go();
  return writing;
}

function patiently(write: () => Promise<void>): Promise<boolean> {
  return eventually(async () => (await problemOf(write())) === "");
}

function problemOf(promise: Promise<void>): Promise<string> {
  return promise.then(
    () => "",
    (error: Error) => error.message,
  );
}

async function expectFills(ledger: Ledger, count: number): Promise<void> {
  const found = (await ledger.fills({})).map(({ tradeId }) => Number(tradeId));
  expect(found).toEqual(Array.from({ length: count }, (_, n) => n));
}
