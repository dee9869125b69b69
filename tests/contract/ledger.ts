/** The contract of the Ledger port: each record once, whatever is told again, by whom, and in whichever batches. */
import { afterAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { FillRecord, LedgerRecord, OrderRecord } from "../../src/domain/ledger-record.ts";
import type { Ledger } from "../../src/ports/ledger.ts";
import { accounts, fillRecord, ledgerRecord, sessionIds, symbols, timesUnixNs } from "../helpers/ledger-arbitraries.ts";
import { contents, type LedgerKind, numberedFill, numberedFills, opened } from "../helpers/ledger-kinds.ts";
import { ModelLedger } from "../helpers/model-ledger.ts";

const outboxIds = ["outbox-1", "outbox-2"] as const;

export function ledgerContract(kind: LedgerKind): void {
  const isMissing = kind.isMissing();
  afterAll(kind.end);

  describe.skipIf(isMissing)(`${kind.name} ledger`, () => {
    test("any outboxes, delivered in any overlapping batches, closed and opened between: holds what the model holds", async () => {
      const outboxes = fc.tuple(...outboxIds.map(() => fc.array(ledgerRecord, { minLength: 1, maxLength: 30 })));
      const run = fc.asyncProperty(
        outboxes,
        fc.commands([delivery, fc.constant(new Reopening())], { maxCommands: 12 }),
        async (told, commands) => {
          const address = await kind.freshAddress();
          const real: Real = { ledger: await opened(address), address };
          try {
            await fc.asyncModelRun(() => ({ model: { ledger: new ModelLedger(), told }, real }), commands);
          } finally {
            await real.ledger.close();
          }
        },
      );
      await fc.assert(run, { numRuns: 15 });
    }, 60_000);

    test("fills by session, account, symbol and time: those of the model, oldest first", async () => {
      await using ledger = await opened(await kind.freshAddress());
      const model = new ModelLedger();
      const records = fc.sample(fillRecord, 1000);
      for (const one of [ledger, model]) await one.write({ outboxId: "outbox-1", fromCount: 0, records });
      const optional = <T>(...values: readonly T[]) => fc.constantFrom(undefined, ...values);
      const filter = fc.record({
        sessionId: optional(...sessionIds, "another"),
        account: optional(...accounts),
        symbol: optional(...symbols),
        fromUnixNs: optional(...timesUnixNs),
        toUnixNs: optional(...timesUnixNs),
      });
      const run = fc.asyncProperty(filter, async (given) => {
        const wanted = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
        expect(await ledger.fills(wanted)).toEqual(await model.fills(wanted));
      });
      await fc.assert(run, { numRuns: 40 });
      expect((await ledger.fills({})).length).toBeGreaterThan(50);
    });

    test("two processes that deliver the same outbox at once: each fill once, and the outbox as far as it was told", async () => {
      const address = await kind.freshAddress();
      await using first = await opened(address);
      await using second = await opened(address);
      await Promise.all([deliver(first, 40, 7), deliver(second, 40, 11), deliver(first, 40, 13)]);
      await expectFills(first, 40);
      expect(await second.deliveredCount("outbox-1")).toBe(40);
    });

    test("two outboxes that tell the same at once, in opposite orders: both are taken, each record once, of an order the newest", async () => {
      const address = await kind.freshAddress();
      await using first = await opened(address);
      await using second = await opened(address);
      for (const fromCount of [0, 3000]) {
        const fills = numberedFills(fromCount, 1500);
        const records = [...fills, ...fills.map(orderOf)];
        await Promise.all([
          first.write({ outboxId: "outbox-1", fromCount, records }),
          second.write({ outboxId: "outbox-2", fromCount, records: records.toReversed() }),
        ]);
      }
      const tradeIds = (await first.fills({})).map(({ tradeId }) => Number(tradeId));
      expect(tradeIds).toEqual([0, 3000].flatMap((from) => Array.from({ length: 1500 }, (_, n) => from + n)));
      const orders = await second.orders("s1");
      expect(orders.map(({ clientOrderId, state }) => [clientOrderId, state])).toEqual(
        Array.from({ length: 10 }, (_, n) => [`hs${n}`, `after trade ${4490 + n}`]),
      );
    });

    test("an order told again: of one instant the later told counts, of an earlier one the newer stays", async () => {
      await using ledger = await opened(await kind.freshAddress());
      const orders = (states: [state: string, updatedUnixNs: bigint][]) =>
        states.map(([state, updatedUnixNs]) => ({ ...orderOf(numberedFill(1)), state, updatedUnixNs }));
      const tell = async (fromCount: number, ...states: [string, bigint][]) => {
        await ledger.write({ outboxId: "outbox-1", fromCount, records: orders(states) });
        return (await ledger.orders("s1")).map(({ state }) => state);
      };
      expect(await tell(0, ["open", 5n], ["filled", 5n])).toEqual(["filled"]);
      expect(await tell(2, ["closed", 5n])).toEqual(["closed"]);
      expect(await tell(3, ["late", 4n])).toEqual(["closed"]);
      expect(await tell(4, ["newer", 7n], ["old", 6n])).toEqual(["newer"]);
    });

    test("several who open a fresh one at once: all find its tables", async () => {
      const address = await kind.freshAddress();
      const ledgers = await Promise.all([1, 2, 3, 4].map(() => opened(address)));
      for (const ledger of ledgers) expect(await ledger.deliveredCount("outbox-1")).toBe(0);
      await Promise.all(ledgers.map((ledger) => ledger.close()));
    });

    test("a batch that leaves records out: is refused in words, and nothing of it is there", async () => {
      await using ledger = await opened(await kind.freshAddress());
      await ledger.write({ outboxId: "outbox-1", fromCount: 0, records: numberedFills(0, 2) });
      const late = ledger.write({ outboxId: "outbox-1", fromCount: 3, records: numberedFills(3, 1) });
      expect(await problemOf(late)).toMatch(
        /holds 2 records of outbox outbox-1, and 3 were delivered; expected the ledger that took them/,
      );
      await expectFills(ledger, 2);
    });

    const unkeepable: [field: string, record: LedgerRecord][] = [
      ["price", { ...numberedFill(1), price: "1e3" }],
      ["fee", { ...numberedFill(1), fee: "NaN" }],
      ["size", { ...numberedFill(1), size: "" }],
      ["cause", { ...numberedFill(1), cause: "a\0b" }],
      ["symbol", { ...numberedFill(1), symbol: "\ud800" }],
      ["venueUnixNs", { ...numberedFill(1), venueUnixNs: 2n ** 63n }],
      ["receivedUnixNs", { ...numberedFill(1), receivedUnixNs: -1n }],
    ];
    test.each(unkeepable)(
      "a %s that no database would keep: is refused by its name, with the whole batch",
      async (field, record) => {
        await using ledger = await opened(await kind.freshAddress());
        const written = ledger.write({ outboxId: "outbox-1", fromCount: 0, records: [numberedFill(0), record] });
        expect(await problemOf(written)).toContain(`: fill, ${field}: expected `);
        await expectFills(ledger, 0);
        expect(await ledger.deliveredCount("outbox-1")).toBe(0);
      },
    );

    test("closed: refuses what comes", async () => {
      const ledger = await opened(await kind.freshAddress());
      await ledger.close();
      expect(await problemOf(ledger.write({ outboxId: "outbox-1", fromCount: 0, records: [] }))).not.toBe("");
    });
  });
}

interface Model {
  readonly ledger: ModelLedger;
  /** What each outbox has to tell. */
  readonly told: readonly (readonly LedgerRecord[])[];
}

interface Real {
  ledger: Ledger;
  readonly address: string;
}

type Command = fc.AsyncCommand<Model, Real>;

/** Some records of an outbox, from anywhere on: delivered before, new, or too far. */
class Delivery implements Command {
  constructor(
    readonly outbox: number,
    readonly from: number,
    readonly count: number,
  ) {}
  check = () => true;

  async run(model: Model, real: Real): Promise<void> {
    const records = model.told[this.outbox]!.slice(this.from, this.from + this.count);
    const batch = { outboxId: outboxIds[this.outbox]!, fromCount: this.from, records };
    const [expected, found] = await Promise.allSettled([model.ledger.write(batch), real.ledger.write(batch)]);
    expect(found.status).toBe(expected.status);
    expect(await contents(real.ledger, outboxIds)).toEqual(await contents(model.ledger, outboxIds));
  }
  toString = () => `deliver ${this.count} of ${outboxIds[this.outbox]} from ${this.from}`;
}

class Reopening implements Command {
  check = () => true;

  async run(model: Model, real: Real): Promise<void> {
    await real.ledger.close();
    real.ledger = await opened(real.address);
    expect(await contents(real.ledger, outboxIds)).toEqual(await contents(model.ledger, outboxIds));
  }
  toString = () => "close and open";
}

const delivery = fc
  .tuple(fc.nat(outboxIds.length - 1), fc.oneof(fc.constant(0), fc.nat(20)), fc.nat(20))
  .map(([outbox, from, count]) => new Delivery(outbox, from, count));

/** One of ten orders, as it stands after a fill. */
function orderOf(record: LedgerRecord): OrderRecord {
  const { account, mode, venue, market, symbol, sessionId, side, price, size, tradeId, venueUnixNs } =
    record as FillRecord;
  return {
    ...{ kind: "order", account, mode, venue, market, symbol, sessionId, side, price, size, filled: size },
    clientOrderId: `hs${Number(tradeId) % 10}`,
    type: "post_only",
    state: `after trade ${tradeId}`,
    sentUnixNs: 1_700_000_000_000_000_000n,
    updatedUnixNs: venueUnixNs,
  };
}

/** In batches of a size, each from where it believes the ledger to be. */
async function deliver(ledger: Ledger, totalCount: number, batchCount: number): Promise<void> {
  for (let fromCount = 0; fromCount < totalCount; fromCount += batchCount) {
    const records = numberedFills(fromCount, Math.min(batchCount, totalCount - fromCount));
    await ledger.write({ outboxId: "outbox-1", fromCount, records });
  }
}

/** Not `rejects`: while that waits, no other thread is heard. */
function problemOf(promise: Promise<void>): Promise<string> {
  return promise.then(
    () => "",
    (error: Error) => error.message,
  );
}

async function expectFills(ledger: Ledger, count: number): Promise<void> {
  expect((await ledger.fills({})).map(({ tradeId }) => Number(tradeId))).toEqual(
    Array.from({ length: count }, (_, n) => n),
  );
}
