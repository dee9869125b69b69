/**
 * A session on paper with both of its logs, and what it held at each moment: how many records each log had then, and the
 * snapshot of the session itself.
 */
import { openSession } from "../../sim/session.ts";
import { headerOfSession } from "../../sim/session-header.ts";
import type { SessionSpec } from "../../sim/session-spec.ts";
import { MemoryLog } from "../../sim/world/memory-log.ts";
import type { Random } from "../../src/base/random.ts";
import { MarketRows } from "../../src/domain/market-rows.ts";
import { openEngine } from "../../src/engine/open-engine.ts";
import { exactJson } from "../../src/live/journal/exact-json.ts";
import { JournalWriter } from "../../src/live/journal/journal-writer.ts";
import { LedgerKeeper } from "../../src/live/ledger-keeper.ts";
import { startLiveMetrics } from "../../src/live/live-counts.ts";
import { MarketCounts } from "../../src/live/market-counts.ts";
import { RowColumns } from "../../src/live/row-columns.ts";
import { type SessionSnapshot, snapshotOf } from "../../src/live/session-snapshot.ts";
import type { ByteLog } from "../../src/ports/byte-log.ts";
import { generateMessages } from "./synthetic-rows.ts";

/** Between two things that happen to the session. */
export interface Moment {
  readonly lastNs: number;
  readonly journalCount: number;
  readonly outboxCount: number;
  readonly held: SessionSnapshot;
  /** Whether all that its input led to has happened; else it is the moment after a fill. */
  readonly isWhole: boolean;
}

export interface RecordedSession {
  readonly journal: MemoryLog;
  readonly outbox: MemoryLog;
  readonly moments: readonly Moment[];
}

export function clientOrderId(marketIndex: number, orderId: number): string {
  return `paper-${marketIndex}-${orderId}`;
}

/** It is told of balances, too, now and then. @param snapshotChance of one after a message: never (0) to always (1), in hundredths. */
export function recordSession(
  spec: SessionSpec,
  seconds: number,
  random: Random,
  snapshotChance: number,
): RecordedSession {
  const [journal, outbox] = [new MemoryLog("journal"), new MemoryLog("outbox")];
  const counts = { journal: 0, outbox: 0 };
  const writer = new JournalWriter(counting(journal, counts, "journal"), headerOfSession(spec));
  const instruments = spec.markets.map(({ instrument }) => instrument);
  const kept = { ...spec, account: "main", instruments, clientOrderId };
  const told = counting(outbox, counts, "outbox");
  const keeper = new LedgerKeeper(kept, (record) => told.append(new TextEncoder().encode(exactJson(record))));
  keeper.started("somebody");
  const moments: Moment[] = [];
  const note = (isWhole: boolean) => {
    const held = snapshotOf(opened.session.markets);
    const { lastNs } = opened.session;
    moments.push({ lastNs, journalCount: counts.journal, outboxCount: counts.outbox, held, isWhole });
  };
  const metrics = startLiveMetrics(spec.markets.length);
  using opened = openSession(spec, {
    ...{ journal: writer, openEngine },
    onFill: (fill, index) => {
      keeper.filled(index, fill);
      note(false);
    },
    listeners: spec.markets.map(
      (_, index) =>
        new MarketCounts(metrics.markets[index]!, {
          ordered: (order, event) => keeper.ordered(index, order, event),
          ...{ filled() {}, rejected() {}, held() {}, closedUnknown() {}, sampled() {} },
        }),
    ),
  });
  const { session } = opened;
  const columns = new RowColumns();
  note(true);
  for (const message of generateMessages({ seed: 3, seconds })) {
    if (message.length === 0) continue;
    const { receivedNs } = message[0]!;
    if (random.chance(1, 3) && session.nextNs < receivedNs) {
      session.advance(session.nextNs);
      note(true);
    }
    if (random.chance(1, 200)) {
      const told = { units: 10n ** 14n + BigInt(random.int(0, 1000)), places: 8 };
      session.event(session.lastNs + 1, { kind: "balances", balances: new Map([["USDT", told]]) });
      note(true);
    }
    const rows = new MarketRows(message.length);
    for (const row of message) rows.append(row);
    const atNs = Math.max(receivedNs, session.lastNs + 1);
    session.rows(atNs, 0, columns.fill(rows, atNs, 0));
    note(true);
    if (!random.chance(snapshotChance, 100)) continue;
    writer.snapshot(session.lastNs, snapshotOf(session.markets));
    note(true);
  }
  return { journal, outbox, moments };
}

/** What a log had when it was cut there. */
export function cutLog(log: MemoryLog, count: number): MemoryLog {
  const cut = new MemoryLog(log.place);
  for (const record of [...log.records()].slice(0, count)) cut.append(record);
  return cut;
}

function counting<Name extends string>(log: ByteLog, counts: Record<Name, number>, name: Name): ByteLog {
  return {
    append: (record) => {
      log.append(record);
      counts[name]++;
    },
    sync() {},
    close: () => log.close(),
  };
}
