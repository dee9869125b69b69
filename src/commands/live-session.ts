/**
 * Wires a live session: feed, gateway, cores, journal, metrics, HTTP interface, log. What it starts from has been found
 * out before (`live-start.ts`, `live-real.ts`).
 */
import { type OpenedSession, openSession } from "../../sim/session.ts";
import type { SessionSpec } from "../../sim/session-spec.ts";
import type { BinanceGateway } from "../adapters/binance/gateway/gateway.ts";
import { LiveMetricsText } from "../adapters/metrics/live-metrics.ts";
import { LoopLag } from "../adapters/metrics/loop-lag.ts";
import type { Random } from "../base/random.ts";
import { isRiskStop } from "../core/risk/holds.ts";
import type { Fill } from "../domain/fill.ts";
import { instrumentKey } from "../domain/instrument.ts";
import { type DurationNs, nsPerMs, nsPerSecond, type TimeNs } from "../domain/time.ts";
import { openEngine } from "../engine/open-engine.ts";
import { CountedJournal } from "../live/counted-journal.ts";
import type { LedgerKeeper } from "../live/ledger-keeper.ts";
import type { LiveConfig } from "../live/live-config.ts";
import { startLiveMetrics } from "../live/live-counts.ts";
import { LiveMeter } from "../live/live-meter.ts";
import { pnlOf } from "../live/live-status.ts";
import type { Log } from "../live/log.ts";
import { MarketCounts } from "../live/market-counts.ts";
import type { Outbox } from "../live/outbox.ts";
import { Runner, type RunnerListener } from "../live/runner.ts";
import type { SessionListener } from "../live/session.ts";
import type { Clock } from "../ports/clock.ts";
import type { Http } from "../ports/http.ts";
import { count, type LiveMetrics } from "../ports/live-metrics.ts";
import type { MarketFeed } from "../ports/market-feed.ts";
import type { Sockets } from "../ports/sockets.ts";
import { LiveEngine } from "./live-engine.ts";
import type { LiveFolder } from "./live-folder.ts";
import { LiveJournal } from "./live-journal.ts";
import { balanceWords, feedLevel, fillWords, gatewayLevel, reconciliationWords } from "./live-words.ts";

export interface LiveWorld {
  readonly clock: Clock;
  readonly http: Http;
  readonly sockets: Sockets;
  readonly random: Random;
}

export interface LiveParts extends LiveWorld {
  readonly live: LiveConfig;
  readonly spec: SessionSpec;
  readonly feed: MarketFeed;
  /** Of real orders; undefined on paper. */
  readonly gateway: BinanceGateway | undefined;
  /** What an order is called outside of us. */
  readonly clientOrderId: (marketIndex: number, orderId: number) => string;
  readonly folder: LiveFolder;
  readonly sessionFolder: string;
  readonly outbox: Outbox;
  readonly keeper: LedgerKeeper;
  readonly log: Log;
  /** What was logged reaches the disk. */
  readonly flushLog: () => void;
}

/** The ledger has a point of P&L this often. */
const pnlEveryNs: DurationNs = 10 * nsPerSecond;

export class LiveSession implements Disposable {
  readonly opened: OpenedSession;
  readonly engine: LiveEngine;
  readonly runner: Runner;
  readonly metrics: LiveMetrics;
  readonly metricsText: LiveMetricsText;
  readonly #journal: LiveJournal;
  readonly #loopLag: LoopLag;
  /** The last sample of all is kept, whenever it comes. */
  #isEnding = false;

  constructor(private readonly parts: LiveParts) {
    const { spec, sessionFolder, clock, gateway, folder, clientOrderId } = parts;
    this.metrics = startLiveMetrics(spec.markets.length);
    this.#journal = new LiveJournal(sessionFolder, spec, clock, this.metrics.journal);
    const journal = new CountedJournal(this.#journal.records, this.metrics);
    const meter = new LiveMeter(clock, this.metrics, journal);
    const counts = spec.markets.map((_, index) => this.#counts(index));
    this.opened = openSession(spec, {
      journal,
      openEngine: (configs) => openEngine(configs),
      ...(gateway !== undefined && { venues: gateway.venues }),
      listeners: counts,
      onFill: (fill, index) => this.#filled(fill, index),
      listener: this.#sessionListener(meter),
    });
    this.engine = new LiveEngine({ clock, folder, opened: this.opened, counts, clientOrderId });
    this.runner = this.#openRunner(meter);
    this.metricsText = new LiveMetricsText({
      counts: this.metrics,
      status: () => this.engine.status(),
      build: { version: spec.version, mode: spec.mode },
    });
    this.#loopLag = new LoopLag(clock, this.metrics.loopLag);
  }

  /** After the runner has ended: closes the journal. @returns the hash of the run. */
  end(): string {
    const { session } = this.opened;
    this.#journal.snapshot(session);
    this.#isEnding = true;
    const runHash = this.opened.end();
    this.#journal.end(session.lastNs, runHash);
    return runHash;
  }

  [Symbol.dispose](): void {
    this.#loopLag[Symbol.dispose]();
    this.opened[Symbol.dispose]();
  }

  #counts(index: number): MarketCounts {
    const { spec, log, keeper } = this.parts;
    const { instrument } = spec.markets[index]!;
    const symbol = instrumentKey(instrument);
    return new MarketCounts(this.metrics.markets[index]!, {
      ordered: (order, event) => keeper.ordered(index, order, event),
      filled: (fill) => log.each("fill", fillWords(instrument, fill)),
      rejected: ({ orderId }, reason) => log.warn("rejected", { symbol, orderId, reason }),
      closedUnknown: ({ orderId }) => log.warn("closed_unknown", { symbol, orderId }),
      sampled: ({ nowNs, midHalfTicks }) => this.#keepPnl(index, nowNs, midHalfTicks),
      held: (reason, isOn) => {
        log.info(`${isOn ? "held" : "released"}_${reason}`, { symbol });
        if (isOn && isRiskStop(reason)) this.engine.riskStopped(reason, symbol);
      },
    });
  }

  #filled(fill: Fill, index: number): void {
    this.parts.keeper.filled(index, fill);
    this.engine.filled(fill, index);
  }

  #keepPnl(index: number, nowNs: TimeNs, midHalfTicks: number): void {
    if (nowNs % pnlEveryNs !== 0 && !this.#isEnding) return;
    const market = this.opened.session.markets[index]!;
    const pnl = pnlOf(market);
    if (pnl !== undefined) this.parts.keeper.pnl(index, market.portfolio.positionLots, midHalfTicks, pnl, nowNs);
  }

  #sessionListener(meter: LiveMeter): SessionListener {
    const { spec, log } = this.parts;
    return {
      stepped: (index, reasons) => meter.stepped(index, reasons),
      reconciled: (index, found) => {
        this.engine.listed(index, found.foreign);
        const words = reconciliationWords(spec.markets[index]!.instrument, found);
        if (words !== undefined) log.warn("reconciled", words);
      },
      adopted: (differences) => log.warn("balance_adopted", balanceWords(differences)),
    };
  }

  #openRunner(meter: LiveMeter): Runner {
    const { clock, live, feed, gateway, flushLog, outbox } = this.parts;
    const { session } = this.opened;
    return new Runner({
      ...{ clock, session, feed, gateway },
      syncJournal: () => {
        this.#journal.sync(session);
        outbox.sync();
        this.#noteMachine();
        flushLog();
      },
      syncEveryNs: Math.round(live.journal.syncMs * nsPerMs),
      stopWithinNs: Math.round(live.stopWithinMs * nsPerMs),
      listener: this.#runnerListener(meter),
    });
  }

  #runnerListener(meter: LiveMeter): RunnerListener {
    const { log, spec } = this.parts;
    const { markets } = this.metrics;
    return {
      feed: (index, note) => {
        const { event, detail, count: eventsCount } = note;
        for (const of of index === undefined ? markets : [markets[index]!]) count(of.feedNotes, event, eventsCount);
        const symbol = index === undefined ? {} : { symbol: instrumentKey(spec.markets[index]!.instrument) };
        log[feedLevel(note)](`feed_${event}`, { ...symbol, detail, eventsCount });
      },
      gateway: (note) => log[gatewayLevel(note)](`gateway_${note.event}`, { detail: note.detail }),
      link: (state, why) => log[state === "up" ? "info" : "warn"](`link_${state}`, { why }),
      clockOffset: (offsetNs) => log.info("clock_offset", { offsetMs: offsetNs / nsPerMs }),
      tookRows: (index, receivedNs, startedNs) => meter.tookRows(index, receivedNs, startedNs),
      advanced: (startedNs) => meter.advanced(startedNs),
    };
  }

  /** What is looked at now and then, instead of counted as it happens. */
  #noteMachine(): void {
    const { rateLimits, outbox } = this.metrics;
    const { waitingCount, lagNs } = this.parts.outbox;
    Object.assign(outbox, { waitingCount, lagNs });
    for (const [name, share] of this.parts.gateway?.limitShares ?? []) rateLimits.set(name, share);
  }
}
