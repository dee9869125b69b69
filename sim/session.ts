/**
 * Opens a session from what it starts from: live and on paper, and again when its journal is replayed. The cores are
 * those of a backtest (`market-run.ts`); on paper the venue is the engine, with the queue and latency models of the
 * configuration.
 */
import { assert } from "../src/base/assert.ts";
import { RunHash } from "../src/base/run-hash.ts";
import type { KernelListener } from "../src/core/kernel-listener.ts";
import { TrackedVenue } from "../src/core/orders/tracked-venue.ts";
import { Account } from "../src/core/portfolio/account.ts";
import { findStrategy } from "../src/core/strategy/index.ts";
import type { Fill } from "../src/domain/fill.ts";
import { JournaledQueriedVenue, JournaledVenue } from "../src/live/journaled-venue.ts";
import { Session, type SessionListener } from "../src/live/session.ts";
import type { SessionJournal } from "../src/live/session-input.ts";
import type { Engine, EngineConfig } from "../src/ports/engine.ts";
import type { QueriedVenue } from "../src/ports/venue.ts";
import { curvesOf, settlementOf } from "./backtest.ts";
import { engineConfigOf } from "./backtest-config.ts";
import { booksOf } from "./book-risks.ts";
import { hedgedIndices, linkHedges } from "./hedges.ts";
import { type Connect, MarketRun, type MarketSetup } from "./market-run.ts";
import { hashBalances, RunRecords } from "./run-records.ts";
import type { SessionMarketSpec, SessionSpec } from "./session-spec.ts";
import type { TotalCurve } from "./statistics/total-curve.ts";

export interface SessionParts {
  readonly journal: SessionJournal;
  readonly openEngine: (configs: readonly EngineConfig[]) => Engine;
  /** Of real orders; none on paper. */
  readonly venues?: readonly QueriedVenue[];
  readonly onFill?: (fill: Fill, marketIndex: number) => void;
  readonly listener?: SessionListener;
  /** By market: told what its core tells. */
  readonly listeners?: readonly KernelListener[];
}

/** A session that has been opened, with what its result is made of. */
export interface OpenedSession extends Disposable {
  readonly spec: SessionSpec;
  readonly session: Session<MarketRun>;
  readonly engineKind: Engine["kind"];
  readonly setups: readonly MarketSetup[];
  readonly account: Account;
  /** Net P&L by settlement asset. */
  readonly curves: ReadonlyMap<string, TotalCurve>;
  /** Ends the run: nothing is told to it any more. @returns its hash. */
  end(): string;
}

export function openSession(spec: SessionSpec, parts: SessionParts): OpenedSession {
  const setups = spec.markets.map(setupOf);
  const engine = parts.openEngine(
    setups.map((of) => engineConfigOf(spec.config, of.config, of.strategy, spec.config.queueModel)),
  );
  const hash = new RunHash();
  const account = new Account(spec.balances);
  const curves = curvesOf(setups);
  const shared = { config: spec.config, epochUnixNs: spec.epochUnixNs, books: booksOf(spec.config.bookRisk, setups) };
  const markets = setups.map((setup, index) => {
    const curve = curves.get(settlementOf(setup.instrument))!;
    const listeners = {
      onFill: (fill: Fill) => parts.onFill?.(fill, index),
      onNet: (timeNs: number, netUnits: bigint) => curve.add(index, timeNs, netUnits),
      also: parts.listeners?.[index],
    };
    const records = new RunRecords(hash, index);
    return new MarketRun(
      setup,
      shared,
      engine.markets[index]!,
      account,
      records,
      listeners,
      connect(spec, parts, index),
    );
  });
  linkHedges(markets, hedgedIndices(setups, "instruments"));
  return {
    spec,
    session: new Session(engine, markets, parts.journal, parts.listener),
    engineKind: engine.kind,
    setups,
    account,
    curves,
    end: () => {
      for (const market of markets) market.end();
      hashBalances(hash, account.balances);
      return hash.hex();
    },
    [Symbol.dispose]: () => engine[Symbol.dispose](),
  };
}

function setupOf({ strategyName, ...of }: SessionMarketSpec): MarketSetup {
  const strategy = findStrategy(strategyName);
  assert(strategy !== undefined, "a session's strategy is known");
  return { ...of, strategy, balances: undefined };
}

function connect({ mode, ackTimeoutNs }: SessionSpec, { journal, venues }: SessionParts, index: number): Connect {
  return ({ view }, replay) => {
    if (mode === "paper") return { venue: new JournaledVenue(replay, view, index, journal), tracked: undefined };
    const queried = venues?.[index];
    assert(queried !== undefined, "real orders have a venue");
    const tracked = new TrackedVenue({
      venue: new JournaledQueriedVenue(queried, view, index, journal),
      market: view,
      timeouts: { ackNs: ackTimeoutNs },
    });
    return { venue: tracked, tracked };
  };
}
