/**
 * The report of a live session: the same as a backtest's. Beside what happened stands what the replay venue makes of the
 * same market with each queue model: the journal's rows are played again, on paper.
 */
import type { BacktestRun } from "../../sim/backtest.ts";
import type { RunContext } from "../../sim/compose-result.ts";
import type { DataFacts } from "../../sim/data-facts.ts";
import { bracketOf, mapBracket, queueModelText } from "../../sim/queue-model.ts";
import { composeRunResult, type RunResult } from "../../sim/run-result.ts";
import { type OpenedSession, openSession } from "../../sim/session.ts";
import type { SessionSpec } from "../../sim/session-spec.ts";
import { SegmentReader } from "../adapters/segments/segment-reader.ts";
import { openEngine } from "../engine/open-engine.ts";
import { journalKind } from "../live/journal/journal-format.ts";
import { JournalReader } from "../live/journal/journal-reader.ts";
import type { SessionEvent, SessionJournal } from "../live/session-input.ts";
import type { QueueModel } from "../ports/engine.ts";
import { journalFolder } from "./live-journal.ts";
import type { LiveStart } from "./live-open.ts";
import type { LiveSession } from "./live-session.ts";
import { peakRssBytes } from "./peak-memory.ts";
import { terminalText, writeReports } from "./sim-reports.ts";

/** What is known of a session only once it has ended. */
export interface SessionEnd {
  readonly runHash: string;
  /** It lasted so long. */
  readonly replaySeconds: number;
}

/** Writes the report into the session's folder, says it to people, and gives it as a JSON document. */
export function reportLive(session: LiveSession, start: LiveStart, { runHash, replaySeconds }: SessionEnd): string {
  const { setup, sessionFolder, sessionId } = start;
  const { opened } = session;
  const data = opened.spec.markets.map((_, index) => dataFacts(session, index, sessionId));
  const journal = new JournalReader(new SegmentReader(journalFolder(sessionFolder), journalKind));
  const result = liveResult({ opened, runHash, data }, journal, {
    kind: opened.spec.mode,
    configHash: setup.configHash,
    configText: setup.configText,
    version: opened.spec.version,
    replaySeconds,
    peakRssBytes: peakRssBytes(),
  });
  const { reportPath, json } = writeReports(result, sessionFolder);
  const color = process.stderr.isTTY === true && process.env.NO_COLOR === undefined;
  process.stderr.write(terminalText(result, { color, width: Math.min(100, process.stderr.columns ?? 100) }));
  process.stderr.write(`\nReport: ${reportPath}\n`);
  return json;
}

/** A session that has come to its end. */
interface EndedSession {
  readonly opened: OpenedSession;
  readonly runHash: string;
  /** Of each instrument. */
  readonly data: readonly DataFacts[];
}

/** @param journal of that session, closed. */
function liveResult(ended: EndedSession, journal: JournalReader, context: RunContext): RunResult {
  const { spec, setups } = ended.opened;
  const asked = spec.config.queueModel;
  const run = runOf(ended, spec.mode === "paper" ? queueModelText(asked) : "real orders");
  const bracket = mapBracket(bracketOf(asked, false), (model) =>
    spec.mode === "paper" && model === asked ? run : playedOnPaper(ended, journal, model),
  );
  return composeRunResult({ config: spec.config, markets: setups }, run, bracket, context);
}

function runOf({ opened, runHash, data }: EndedSession, queueModel: string): BacktestRun {
  const { spec, session, engineKind, account, curves } = opened;
  return {
    runHash,
    queueModel,
    engineKind,
    epochUnixNs: spec.epochUnixNs,
    markets: session.markets,
    data,
    balances: account.balances,
    totals: new Map([...curves].map(([settlement, curve]) => [settlement, curve.summary()])),
  };
}

/** What the core would have done and got there, with that queue model and the latencies of the configuration. */
function playedOnPaper({ opened, data }: EndedSession, journal: JournalReader, queueModel: QueueModel): BacktestRun {
  const spec: SessionSpec = { ...opened.spec, mode: "paper", config: { ...opened.spec.config, queueModel } };
  using played = openSession(spec, { journal: nowhere, openEngine: (configs) => openEngine(configs) });
  let lastNs = 0;
  for (const entry of journal.entries()) {
    lastNs = Math.max(lastNs, entry.atNs);
    if (entry.kind !== "input") continue;
    const { input, atNs } = entry;
    if (input.kind === "rows") played.session.rows(atNs, input.marketIndex, input.columns);
    else if (isOfPaper(input)) played.session.event(atNs, input);
  }
  played.session.advance(lastNs);
  return runOf({ opened: played, runHash: played.end(), data }, queueModelText(queueModel));
}

/** What a real venue told is not told to the replay venue; what operators said is. */
function isOfPaper({ kind }: SessionEvent): boolean {
  return kind === "operator" || kind === "clock_offset";
}

const nowhere: SessionJournal = { rows() {}, event() {}, command() {} };

function dataFacts({ opened, metrics }: LiveSession, index: number, sessionId: string): DataFacts {
  const { spec, session } = opened;
  const { feedNotes } = metrics.markets[index]!;
  const problems = (["gap", "bad_frame", "stale", "silent", "ticker_mismatch"] as const).flatMap((event) => {
    const times = feedNotes.get(event) ?? 0;
    return times === 0 ? [] : [`${event.replace("_", " ")}: ${times}`];
  });
  return {
    dataSource: `the live feed of session ${sessionId}`,
    dataHash: sessionId,
    dataProblems: problems,
    bookValidShare: session.markets[index]!.collector.bookValidShare,
    firstReceivedNs: spec.startedNs,
    lastReceivedNs: session.lastNs,
  };
}
