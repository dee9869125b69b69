/** A session on paper as `live --paper` runs it, against the exchange in process and under a virtual clock. */
import type { TradedSymbol } from "../../sim/exchange/agents/agent-market.ts";
import { builtInSymbols } from "../../sim/exchange/built-in-symbols.ts";
import type { SymbolRecording } from "../../sim/exchange/recorded/recorded-market.ts";
import { ExchangeServer } from "../../sim/exchange/server.ts";
import { type OpenedSession, openSession } from "../../sim/session.ts";
import { headerOfSession } from "../../sim/session-header.ts";
import type { SessionSpec } from "../../sim/session-spec.ts";
import { HostedExchange } from "../../sim/world/hosted-exchange.ts";
import { MemoryLog } from "../../sim/world/memory-log.ts";
import type { NetworkFault } from "../../sim/world/network-faults.ts";
import type { NetworkLatency } from "../../sim/world/network-weather.ts";
import { SimulatedNetwork } from "../../sim/world/simulated-network.ts";
import { VirtualClock } from "../../sim/world/virtual-clock.ts";
import { BinanceFeed } from "../../src/adapters/binance/feed/binance-feed.ts";
import { Random } from "../../src/base/random.ts";
import type { BacktestSetup } from "../../src/commands/backtest-setup.ts";
import { type DurationNs, midnightUnixNs, nsPerSecond, type TimeNs } from "../../src/domain/time.ts";
import { openEngine } from "../../src/engine/open-engine.ts";
import { JournalWriter } from "../../src/live/journal/journal-writer.ts";
import { Runner } from "../../src/live/runner.ts";
import type { SessionJournal } from "../../src/live/session-input.ts";
import type { FeedNote } from "../../src/ports/market-feed.ts";
import type { MarketFill } from "./setup-runs.ts";

export const paperHost = "venue.test";

export interface PaperWorldOptions {
  readonly seed?: number;
  /** A whole microsecond. */
  readonly startUnixNs: bigint;
  readonly setup: BacktestSetup;
  readonly agents?: readonly TradedSymbol[];
  readonly recordings?: readonly SymbolRecording[];
  readonly latency: NetworkLatency;
  readonly faults?: readonly NetworkFault[];
}

export class PaperWorld implements Disposable {
  readonly log = new MemoryLog("paper");
  readonly fills: MarketFill[] = [];
  readonly notes = new Map<FeedNote["event"], number>();
  readonly spec: SessionSpec;
  readonly opened: OpenedSession;
  readonly startNs: TimeNs;
  readonly #clock: VirtualClock;
  readonly #server: ExchangeServer;
  readonly #journal: JournalWriter;
  readonly #runner: Runner;
  #lastRowsNs: TimeNs = -1;

  constructor({ seed = 1, startUnixNs, setup, agents = [], recordings = [], latency, faults = [] }: PaperWorldOptions) {
    const epochUnixNs = midnightUnixNs(startUnixNs);
    this.startNs = Number(startUnixNs - epochUnixNs);
    this.#clock = new VirtualClock(epochUnixNs, this.startNs);
    const startUs = Number(startUnixNs / 1000n);
    this.#server = new ExchangeServer({ startUs, seed, symbols: builtInSymbols(), agents, recordings });
    const random = Random.fromSeed(seed);
    const network = new SimulatedNetwork({
      ...{ clock: this.#clock, venue: new HostedExchange(this.#server, this.#clock), hosts: [paperHost], latency },
      faults: faults.map((fault) => ({ ...fault, atNs: fault.atNs + this.startNs })),
      random: random.fork("network"),
    }).join("192.0.2.1");
    this.spec = paperSpecOf(setup, epochUnixNs, this.startNs);
    this.#journal = new JournalWriter(this.log, headerOfSession(this.spec));
    this.opened = openSession(this.spec, {
      journal: this.#heard(this.#journal),
      openEngine,
      onFill: (fill, marketIndex) => this.fills.push({ ...fill, marketIndex }),
    });
    this.#runner = new Runner({
      ...{ clock: this.#clock, session: this.opened.session, gateway: undefined },
      feed: new BinanceFeed({
        ...{ clock: this.#clock, http: network, sockets: network, random: random.fork("feed") },
        instruments: this.spec.markets.map(({ instrument }) => instrument),
        urls: { rest: `https://${paperHost}`, streams: `wss://${paperHost}` },
      }),
      syncJournal: () => {},
      syncEveryNs: nsPerSecond,
      stopWithinNs: nsPerSecond,
      listener: {
        feed: (_, { event, count }) => this.notes.set(event, (this.notes.get(event) ?? 0) + count),
        gateway() {},
        link() {},
        clockOffset() {},
        tookRows() {},
        advanced() {},
      },
    });
  }

  /**
   * Trades for so long, and then to the next message, with which a tape of what it was told ends: nothing else has
   * happened by then. @returns the hash of the run.
   */
  run(forNs: DurationNs): string {
    this.#runner.start();
    const clock = this.#clock;
    clock.advanceTo(this.startNs + forNs);
    while (this.opened.session.lastNs !== this.#lastRowsNs) clock.advanceTo(clock.nextNs);
    const hash = this.opened.end();
    this.#journal.ended(this.opened.session.lastNs, hash);
    this.log.close();
    return hash;
  }

  [Symbol.dispose](): void {
    this.opened[Symbol.dispose]();
    this.#server[Symbol.dispose]();
  }

  #heard(journal: SessionJournal): SessionJournal {
    return {
      rows: (atNs, marketIndex, columns) => {
        this.#lastRowsNs = atNs;
        journal.rows(atNs, marketIndex, columns);
      },
      event: (atNs, event) => journal.event(atNs, event),
      command: (command) => journal.command(command),
    };
  }
}

export function paperSpecOf(
  { config, markets, balances }: BacktestSetup,
  epochUnixNs: bigint,
  startedNs: TimeNs,
): SessionSpec {
  const { seed, latency, queueModel } = config;
  return {
    ...{ sessionId: "00000abc", mode: "paper", version: "0", configHash: "none", configText: "" },
    ...{ epochUnixNs, startedNs, balances, ackTimeoutNs: nsPerSecond },
    config: { seed, latency, queueModel },
    markets: markets.map(({ config: of, instrument, strategy, parameters, feeTier }) => ({
      ...{ config: of, instrument, strategyName: strategy.name, parameters, feeTier, startPositionUnits: 0n },
    })),
  };
}
