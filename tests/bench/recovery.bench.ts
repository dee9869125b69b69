/**
 * How long until what a session held is known again, after its process was killed?
 *
 * A session on paper trades ten million inputs, the same minutes of the synthetic market over and over, with a snapshot
 * every ten seconds of it, and is left as a kill leaves it. Its journal and outbox are then recovered; beside it stands
 * what a replay of the whole journal takes, and both must come to the same.
 */
import { recoverSession } from "../../sim/recover-session.ts";
import { replayJournal } from "../../sim/replay-journal.ts";
import { type OpenedSession, openSession } from "../../sim/session.ts";
import { headerOfSession } from "../../sim/session-header.ts";
import { SegmentReader } from "../../src/adapters/segments/segment-reader.ts";
import { SegmentWriter } from "../../src/adapters/segments/segment-writer.ts";
import { type MarketRow, MarketRows } from "../../src/domain/market-rows.ts";
import { nsPerSecond } from "../../src/domain/time.ts";
import { openEngine } from "../../src/engine/open-engine.ts";
import { exactJson } from "../../src/live/journal/exact-json.ts";
import { JournalWriter } from "../../src/live/journal/journal-writer.ts";
import { LedgerKeeper } from "../../src/live/ledger-keeper.ts";
import { startLiveMetrics } from "../../src/live/live-counts.ts";
import { MarketCounts } from "../../src/live/market-counts.ts";
import { RowColumns } from "../../src/live/row-columns.ts";
import { snapshotOf } from "../../src/live/session-snapshot.ts";
import { paperSpec } from "../helpers/paper-session.ts";
import { clientOrderId } from "../helpers/recorded-session.ts";
import { generateMessages } from "../helpers/synthetic-rows.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";
import { type Bench, type BenchSize, besideBound, machineLine, timed } from "./bench.ts";

const aimSeconds = 10;
const snapshotEveryNs = 10 * nsPerSecond;
const spec = paperSpec();

export const bench: Bench = {
  question: "How long until what a session held is known again, after its process was killed?",
  async run(size: BenchSize): Promise<string[]> {
    const [inputsCount, seconds] = size === "full" ? [10_000_000, 300] : [2000, 10];
    using folder = temporaryFolder();
    const written = await trade(folder.path, inputsCount, seconds);
    const logs = () => [new SegmentReader(folder.path, "journal"), new SegmentReader(folder.path, "outbox")] as const;
    const recovery = timed(() => recoverSession(...logs(), clientOrderId));
    const { balances, snapshotNs, lastNs } = recovery.value;
    const held = exactJson(balances);
    const replay = timed(() => replayJournal(logs()[0]));
    const { outcome } = replay.value;
    const isSame = held === written.balances && outcome.difference === undefined;
    return [
      machineLine(),
      `workload: ${outcome.inputsCount} inputs, ${outcome.rowsCount} rows, ${outcome.commandsCount} commands, ${outcome.snapshotsCount} snapshots, ${(written.bytesCount / 1e6).toFixed(0)} MB of journal`,
      `recovery: ${recovery.seconds.toFixed(3)} s (${besideBound(recovery.seconds, aimSeconds)}), of ${((lastNs - snapshotNs!) / 1e9).toFixed(1)} s since the last snapshot`,
      `replay of all of it: ${replay.seconds.toFixed(1)} s, ${(outcome.inputsCount / replay.seconds / 1e6).toFixed(2)} million inputs/s`,
      `both come to what the session held: ${isSame ? "yes" : "NO"}, hash ${Bun.hash.xxHash3(held).toString(16).padStart(16, "0")}`,
      "left out: a cold disk; what the start of a session asks the venue",
    ];
  },
};

/** @returns what it held at the end, as a snapshot words it. */
async function trade(folder: string, inputsCount: number, seconds: number) {
  const [journalLog, outboxLog] = [new SegmentWriter(folder, "journal"), new SegmentWriter(folder, "outbox", 1 << 20)];
  const journal = new JournalWriter(journalLog, headerOfSession(spec));
  using opened = openTrading(journal, outboxLog);
  const tiles = tilesOf(seconds);
  let nextSnapshotNs = 0;
  for (let done = 0; done < inputsCount; done++) {
    tiles.tell(opened.session, done);
    const { lastNs, markets } = opened.session;
    if (lastNs >= nextSnapshotNs) {
      journal.snapshot(lastNs, snapshotOf(markets));
      nextSnapshotNs = lastNs + snapshotEveryNs;
    }
    // Segments are made ready in the background.
    if (done % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const balances = exactJson(opened.account.balances);
  const { bytesCount } = journalLog;
  for (const log of [journalLog, outboxLog]) log.close();
  return { balances, bytesCount };
}

function openTrading(journal: JournalWriter, outbox: SegmentWriter): OpenedSession {
  const instruments = spec.markets.map(({ instrument }) => instrument);
  const text = new TextEncoder();
  const kept = { ...spec, account: "bench", instruments, clientOrderId };
  const keeper = new LedgerKeeper(kept, (record) => outbox.append(text.encode(exactJson(record))));
  const metrics = startLiveMetrics(1);
  return openSession(spec, {
    ...{ journal, openEngine },
    onFill: (fill, index) => keeper.filled(index, fill),
    listeners: [
      new MarketCounts(metrics.markets[0]!, {
        ordered: (order, event) => keeper.ordered(0, order, event),
        ...{ filled() {}, rejected() {}, held() {}, closedUnknown() {}, sampled() {} },
      }),
    ],
  });
}

/** The same messages again and again, each time later; a tile begins with a snapshot of the book. */
function tilesOf(seconds: number) {
  const messages = generateMessages({ seed: 3, seconds }).filter(({ length }) => length > 0);
  const firstNs = messages[0]![0]!.receivedNs;
  const tileNs = messages.at(-1)![0]!.receivedNs - firstNs + nsPerSecond;
  const columns = new RowColumns();
  const rows = new MarketRows(Math.max(...messages.map(({ length }) => length)));
  const tell = (session: OpenedSession["session"], count: number) => {
    const laterNs = Math.floor(count / messages.length) * tileNs;
    fill(rows, messages[count % messages.length]!, laterNs);
    const atNs = Math.max(rows.receivedNs[0]!, session.lastNs + 1);
    session.rows(atNs, 0, columns.fill(rows, atNs, 0));
  };
  return { tell };
}

function fill(rows: MarketRows, message: readonly MarketRow[], laterNs: number): void {
  rows.clear();
  for (const row of message)
    rows.append({ ...row, receivedNs: row.receivedNs + laterNs, venueNs: row.venueNs + laterNs });
}
