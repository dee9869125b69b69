/**
 * A session on paper, told the synthetic market message by message and woken whenever it pleases, as a busy machine
 * would: what stands in the journal is a session's, without a venue or a clock.
 */
import packageJson from "../../package.json" with { type: "json" };
import { openSession } from "../../sim/session.ts";
import { headerOfSession } from "../../sim/session-header.ts";
import type { SessionSpec } from "../../sim/session-spec.ts";
import type { Random } from "../../src/base/random.ts";
import { readBacktestSetup } from "../../src/commands/backtest-setup.ts";
import { type MarketRow, MarketRows } from "../../src/domain/market-rows.ts";
import { midnightUnixNs } from "../../src/domain/time.ts";
import { openEngine } from "../../src/engine/open-engine.ts";
import { JournalWriter } from "../../src/live/journal/journal-writer.ts";
import { RowColumns } from "../../src/live/row-columns.ts";
import type { SessionEvent } from "../../src/live/session-input.ts";
import { snapshotOf } from "../../src/live/session-snapshot.ts";
import type { ByteLog } from "../../src/ports/byte-log.ts";
import { generateMessages, startUnixNs } from "./synthetic-rows.ts";

const naive = ["strategy.parameters.half_spread_ticks=20", "decide.every_ms=50"];

/** @param configPath by default the naive maker on the synthetic market. */
export function paperSpec(configPath?: string, settings: readonly string[] = naive): SessionSpec {
  const setup = readBacktestSetup({
    configPath,
    settings,
    data: undefined,
    strategyName: undefined,
    seed: 7,
    instrumentsPath: undefined,
  });
  const { seed, latency, queueModel, bookRisk } = setup.config;
  return {
    sessionId: "00000abc",
    mode: "paper",
    version: packageJson.version,
    configHash: setup.configHash,
    configText: setup.configText,
    epochUnixNs: midnightUnixNs(startUnixNs),
    startedNs: 0,
    config: { seed, latency, queueModel, ...(bookRisk !== undefined && { bookRisk }) },
    markets: setup.markets.map(({ config, instrument, strategy, parameters, feeTier }) => ({
      ...{ config, instrument, parameters, feeTier },
      strategyName: strategy.name,
      startPositionUnits: 0n,
    })),
    balances: setup.balances,
    ackTimeoutNs: 1_000_000_000,
  };
}

export interface PaperDay {
  readonly seconds: number;
  /** When the session is woken between messages, and at which of them it is told something else. */
  readonly random: Random;
  /** Told at random moments, each once, in this order. */
  readonly events: readonly SessionEvent[];
  /** Whether its process comes to write the end. */
  readonly isEnded: boolean;
}

/** Trades for so long. @returns the run's hash. */
export function tradeOnPaper(spec: SessionSpec, log: ByteLog, { seconds, random, events, isEnded }: PaperDay): string {
  const journal = new JournalWriter(log, headerOfSession(spec));
  using opened = openSession(spec, { journal, openEngine });
  const { session } = opened;
  const columns = new RowColumns();
  const left = [...events];
  for (const message of generateMessages({ seed: 3, seconds })) {
    if (message.length === 0) continue;
    const { receivedNs } = message[0]!;
    if (random.chance(1, 3) && session.nextNs < receivedNs) session.advance(session.nextNs);
    if (random.chance(1, 50)) journal.snapshot(session.lastNs, snapshotOf(session.markets));
    if (left.length > 0 && random.chance(1, 200)) session.event(session.lastNs + 1, left.shift()!);
    const atNs = Math.max(receivedNs, session.lastNs + 1);
    session.rows(atNs, 0, columns.fill(rowsOf(message), atNs, 0));
  }
  const hash = opened.end();
  if (!isEnded) return hash;
  journal.ended(session.lastNs, hash);
  log.close();
  return hash;
}

function rowsOf(message: readonly MarketRow[]): MarketRows {
  const rows = new MarketRows(message.length);
  for (const row of message) rows.append(row);
  return rows;
}
