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
import { openEngine } from "../engine/open-engine.ts";
import type { JournalReader } from "../live/journal/journal-reader.ts";
import type { SessionEvent, SessionJournal } from "../live/session-input.ts";
import type { QueueModel } from "../ports/engine.ts";

/** A session that has come to its end. */
export interface EndedSession {
  readonly opened: OpenedSession;
  readonly runHash: string;
  /** Of each instrument. */
  readonly data: readonly DataFacts[];
}

/** @param journal of that session, closed. */
export function liveResult(ended: EndedSession, journal: JournalReader, context: RunContext): RunResult {
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
