// Goal: after any end of a session its logs tell what it held, to the last digit: balances, positions, open orders.
// Method: sessions on paper, Spot and both kinds of futures, whose own snapshot is noted at every moment; both logs cut
// there, or torn on disk, and recovered. The cut journal is replayed, too: it must have come to the same.
import { describe, expect, test } from "bun:test";
import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { type RecoveredSession, recoverSession } from "../../sim/recover-session.ts";
import { replayJournal } from "../../sim/replay-journal.ts";
import type { SessionSpec } from "../../sim/session-spec.ts";
import { headerBytes, recordBytes } from "../../src/adapters/segments/segment-format.ts";
import { SegmentReader } from "../../src/adapters/segments/segment-reader.ts";
import { SegmentWriter } from "../../src/adapters/segments/segment-writer.ts";
import { Random } from "../../src/base/random.ts";
import type { Instrument } from "../../src/domain/instrument.ts";
import type { SessionSnapshot } from "../../src/live/session-snapshot.ts";
import { coinmBtcusdPerp, usdmBtcusdt } from "../helpers/instruments.ts";
import { paperSpec } from "../helpers/paper-session.ts";
import { clientOrderId, cutLog, type RecordedSession, recordSession } from "../helpers/recorded-session.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const spot = paperSpec();
const seconds = 30;
const specs: readonly SessionSpec[] = [spot, of(usdmBtcusdt), of(coinmBtcusdPerp)];

describe("recovery", () => {
  test.each(specs)("both logs cut at any moment: what the session held then: $markets.0.instrument.market", (spec) => {
    let fillsCount = 0;
    fc.assert(
      fc.property(
        fc.nat(),
        fc.constantFrom(0, 1, 20),
        fc.array(fc.nat(), { minLength: 30 }),
        (seed, chance, places) => {
          const session = recordSession(spec, seconds, Random.fromSeed(seed), chance);
          for (const place of places) {
            const moment = session.moments[place % session.moments.length]!;
            const recovered = recover(session, moment.journalCount, moment.outboxCount);
            expectHeld(recovered, moment.held, moment.isWhole);
            expect(recovered.lastNs).toBeLessThanOrEqual(moment.lastNs);
          }
          fillsCount += session.moments.filter(({ isWhole }) => !isWhole).length;
        },
      ),
      { numRuns: 5 },
    );
    expect(fillsCount).toBeGreaterThan(5);
  });

  test("a journal torn at any byte, with its outbox whole: the position after the last fill, and the tear is named", () => {
    const session = recordSession(spot, seconds, Random.fromSeed(1), 1);
    const last = session.moments.at(-1)!;
    using folder = temporaryFolder();
    write(folder.of("whole"), session, 1 << 22);
    const name = folder.of("whole/journal-000001.segment");
    const whole = readFileSync(name);
    const toFirstInput = headerBytes + recordBytes([...session.journal.records()][0]!.length);
    fc.assert(
      fc.property(fc.integer({ min: toFirstInput, max: whole.length - 1 }), (bytesCount) => {
        truncateSync(name, bytesCount);
        const journal = new SegmentReader(folder.of("whole"), "journal");
        const recovered = recoverSession(journal, session.outbox, clientOrderId);
        // What the venue told of balances behind the tear is lost with it.
        expectPositions(recovered, last.held);
        const { journalEnd } = recovered;
        if (journalEnd.kind === "damaged") expect(journalEnd.place).toStartWith(`${name}, byte `);
        else expect(journalEnd.kind).toBe("open"); // Cut between two records.
        writeFileSync(name, whole);
      }),
      { numRuns: 20 },
    );
  });

  test("a journal of many segments: as of one, from the newest alone", () => {
    const session = recordSession(spot, seconds, Random.fromSeed(2), 1);
    using folder = temporaryFolder();
    write(folder.path, session, 1 << 15);
    const reader = new SegmentReader(folder.path, "journal");
    const read: number[] = [];
    const watched = {
      ...{ place: folder.path, partsCount: reader.partsCount },
      records: (fromPart = 0, partsCount?: number) => {
        read.push(fromPart);
        return reader.records(fromPart, partsCount);
      },
      get end() {
        return reader.end;
      },
    };
    const recovered = recoverSession(watched, session.outbox, clientOrderId);
    const whole = recoverSession(session.journal, session.outbox, clientOrderId);
    expect(recovered).toEqual({ ...whole, journalEnd: { kind: "closed" } });
    expect(reader.partsCount).toBeGreaterThan(5);
    // The first is read for the header.
    expect(Math.min(...read.filter((part) => part > 0))).toBeGreaterThan(reader.partsCount - 4);
  });

  test("a replay of the journal cut at any moment: held the same at each snapshot", () => {
    const session = recordSession(spot, seconds, Random.fromSeed(4), 20);
    for (const moment of session.moments.filter(({ isWhole }) => isWhole).filter((_, at) => at % 150 === 0)) {
      const cut = cutLog(session.journal, moment.journalCount);
      const { difference, snapshotsCount } = replayJournal(cut).outcome;
      expect([difference, snapshotsCount > 0]).toEqual([undefined, moment.journalCount > 100]);
    }
  });

  test("no outbox, or a log that is no journal: the header's, and an InputError", () => {
    const session = recordSession(spot, 1, Random.fromSeed(4), 0);
    const recovered = recoverSession(cutLog(session.journal, 1), undefined, clientOrderId);
    expect(recovered).toMatchObject({ balances: spot.balances, snapshotNs: undefined, outboxEnd: undefined });
    expect(recovered.markets[0]).toMatchObject({ positionUnits: 0n, openOrders: [], pnl: undefined });
    expect(() => recoverSession(cutLog(session.journal, 0), undefined, clientOrderId)).toThrow(/has no whole header/);
  });
});

function of(instrument: Instrument): SessionSpec {
  const [market] = spot.markets;
  const funds = new Map([[instrument.settle.name, 10n ** 15n]]);
  return { ...spot, balances: funds, markets: [{ ...market!, instrument }] };
}

function recover({ journal, outbox }: RecordedSession, journalCount: number, outboxCount: number): RecoveredSession {
  return recoverSession(cutLog(journal, journalCount), cutLog(outbox, outboxCount), clientOrderId);
}

function expectHeld(recovered: RecoveredSession, held: SessionSnapshot, isWhole: boolean): void {
  expectBalances(recovered, held);
  if (!isWhole) return; // In the middle of an input, an order's fill is told before its state.
  const byId = (orders: readonly { orderId: number }[]) => orders.toSorted((a, b) => a.orderId - b.orderId);
  for (const [index, { openOrders }] of held.markets.entries())
    expect(byId(recovered.markets[index]!.openOrders)).toEqual(byId(openOrders));
}

function expectBalances(recovered: RecoveredSession, held: SessionSnapshot): void {
  expect(recovered.balances).toEqual(held.balances);
  expectPositions(recovered, held);
}

function expectPositions({ markets }: RecoveredSession, held: SessionSnapshot): void {
  const amounts = ({ positionUnits, entryUnits }: { positionUnits: bigint; entryUnits: bigint }) => [
    positionUnits,
    entryUnits,
  ];
  expect(markets.map(amounts)).toEqual(held.markets.map(amounts));
}

function write(folder: string, { journal }: RecordedSession, segmentBytes: number): void {
  const writer = new SegmentWriter(folder, "journal", segmentBytes);
  for (const record of journal.records()) writer.append(record);
  writer.close();
}
