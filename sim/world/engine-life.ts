/**
 * One life of the engine in the simulated world: a process that starts as `live` with real orders does, trades, and
 * ends in order or is killed. Whatever it knew is gone with it, but for what is on disk.
 */
import { BinanceFeed } from "../../src/adapters/binance/feed/binance-feed.ts";
import { ClientOrderIds } from "../../src/adapters/binance/gateway/client-order-ids.ts";
import type { Credentials } from "../../src/adapters/binance/gateway/credentials.ts";
import { BinanceGateway } from "../../src/adapters/binance/gateway/gateway.ts";
import { PatientRequests } from "../../src/adapters/binance/gateway/patient-requests.ts";
import { type SettledAccount, settleAccount } from "../../src/adapters/binance/gateway/settle-account.ts";
import type { Random } from "../../src/base/random.ts";
import type { Fill } from "../../src/domain/fill.ts";
import type { Instrument } from "../../src/domain/instrument.ts";
import type { OperatorCommand } from "../../src/domain/operator.ts";
import { type DurationNs, nsPerSecond, type TimeNs } from "../../src/domain/time.ts";
import { openEngine } from "../../src/engine/open-engine.ts";
import { exactJson } from "../../src/live/journal/exact-json.ts";
import { JournalWriter } from "../../src/live/journal/journal-writer.ts";
import { LedgerKeeper } from "../../src/live/ledger-keeper.ts";
import { startLiveMetrics } from "../../src/live/live-counts.ts";
import { MarketCounts } from "../../src/live/market-counts.ts";
import { type Ending, Runner } from "../../src/live/runner.ts";
import { type SessionSnapshot, snapshotOf } from "../../src/live/session-snapshot.ts";
import type { Engine } from "../../src/ports/engine.ts";
import { type OpenedSession, openSession } from "../session.ts";
import { headerOfSession } from "../session-header.ts";
import type { SessionMarketSpec, SessionSpec } from "../session-spec.ts";
import type { LiveDisk } from "./live-disk.ts";
import { MemoryLog } from "./memory-log.ts";
import type { SimulatedProcess } from "./simulated-process.ts";

/** What is traded and how, the same for all lives. */
export interface LivePlan {
  readonly config: SessionSpec["config"];
  readonly markets: readonly Omit<SessionMarketSpec, "feeTier" | "startPositionUnits">[];
  readonly ackTimeoutNs: DurationNs;
  readonly stopWithinNs: DurationNs;
  readonly orderEntry: "ws_api" | "rest";
  readonly engine?: Engine["kind"];
}

export interface LifeParts {
  readonly number: number;
  readonly machine: SimulatedProcess;
  readonly plan: LivePlan;
  readonly disk: LiveDisk;
  readonly credentials: Credentials;
  readonly urls: { readonly rest: string; readonly streams: string; readonly wsApi: string };
  readonly random: Random;
  /** A command stands in the journal, and has not left yet. */
  readonly commanded: () => void;
}

const prefix = "hs";
const snapshotEveryNs: DurationNs = 10 * nsPerSecond;
const text = new TextEncoder();

export class EngineLife {
  readonly log: MemoryLog;
  /** What its ledger is told. */
  readonly outbox: MemoryLog;
  /** When it was killed. */
  heldAtDeath: SessionSnapshot | undefined;
  /** Undefined until it has found its feet. */
  opened: OpenedSession | undefined;
  /** By event: how often feed and gateway noted it. */
  readonly notes = new Map<string, number>();
  readonly #ids: ClientOrderIds;
  #runner: Runner | undefined;
  #journal: JournalWriter | undefined;
  #keeper: LedgerKeeper | undefined;
  #nextSnapshotNs: TimeNs = 0;

  constructor(private readonly parts: LifeParts) {
    this.log = new MemoryLog(`life ${parts.number}`);
    this.outbox = new MemoryLog(`outbox of life ${parts.number}`);
    this.#ids = new ClientOrderIds(prefix, this.#sessionTag);
  }

  /** @throws InputError when the venue cannot be asked for what a start needs. */
  async start(): Promise<void> {
    const { machine, credentials, urls, disk, number } = this.parts;
    const { clock, network: http } = machine;
    const noted = ({ event }: { readonly event: string }) => this.#note(event);
    const venue = new PatientRequests({ clock, http, credentials, restUrl: urls.rest, noted });
    const settled = await settleAccount(venue, {
      symbols: this.#instruments.map(({ symbol }) => symbol),
      ids: this.#ids,
      mayHaveOrders: number > 1,
      knownTrades: disk.knownTrades,
    });
    disk.noteStart(settled);
    this.#trade(settled);
  }

  /** Before it trades nobody can tell it anything. */
  operate(command: OperatorCommand): void {
    if (!this.isDead) this.#runner?.operate(command);
  }

  stop(): Promise<Ending> | undefined {
    return this.#runner?.stop();
  }

  get isDead(): boolean {
    return this.parts.machine.isDead;
  }

  /** In the middle of whatever it does. */
  kill(): void {
    this.parts.machine.kill();
    this.log.abandon();
    this.outbox.abandon();
    if (this.opened !== undefined) this.heldAtDeath = snapshotOf(this.opened.session.markets);
  }

  /** Its end in order. @returns the hash of its run. */
  end(): string {
    const { opened, log } = this;
    if (opened === undefined) return "";
    this.#snapshot();
    const hash = opened.end();
    this.#journal?.ended(opened.session.lastNs, hash);
    log.close();
    return hash;
  }

  readonly clientOrderId = (marketIndex: number, orderId: number): string => this.#ids.make(marketIndex, orderId);

  get #instruments(): readonly Instrument[] {
    return this.parts.plan.markets.map(({ instrument }) => instrument);
  }

  get #sessionTag(): string {
    return `s${this.parts.number}`;
  }

  #trade(settled: SettledAccount): void {
    const { machine, plan, urls, random } = this.parts;
    const { clock, network } = machine;
    const gateway = this.#gateway(settled);
    const spec = this.#spec(settled);
    const journal = new JournalWriter(this.log, headerOfSession(spec));
    this.#journal = journal;
    this.#keeper = this.#openKeeper(spec);
    this.opened = openSession(spec, {
      journal: {
        rows: (atNs, index, columns) => journal.rows(atNs, index, columns),
        event: (atNs, event) => journal.event(atNs, event),
        command: (command) => {
          journal.command(command);
          this.parts.commanded();
        },
      },
      openEngine: (configs) => openEngine(configs, plan.engine),
      venues: gateway.venues,
      onFill: (fill, index) => this.#filled(fill, index),
      listeners: this.#listeners(),
    });
    const feed = new BinanceFeed({
      ...{ clock, http: network, sockets: network, random: random.fork("feed"), urls },
      instruments: this.#instruments,
    });
    this.#runner = new Runner({
      ...{ clock, session: this.opened.session, feed, gateway },
      syncJournal: () => {
        if (clock.nowNs() >= this.#nextSnapshotNs) this.#snapshot();
        this.log.sync();
      },
      syncEveryNs: nsPerSecond,
      stopWithinNs: plan.stopWithinNs,
      listener: {
        feed: (_, { event }) => this.#note(`feed ${event}`),
        gateway: ({ event }) => this.#note(`gateway ${event}`),
        link: (state) => this.#note(`link ${state}`),
        clockOffset() {},
        tookRows() {},
        advanced() {},
      },
    });
    this.#runner.start();
  }

  #gateway({ filters, rateLimits }: SettledAccount): BinanceGateway {
    const { machine, plan, credentials, urls, random } = this.parts;
    return new BinanceGateway({
      ...{ clock: machine.clock, http: machine.network, sockets: machine.network, credentials, prefix },
      ...{ random: random.fork("gateway"), urls, orderEntry: plan.orderEntry, sessionTag: this.#sessionTag },
      ...{ instruments: this.#instruments, filters, rateLimits },
    });
  }

  #spec({ balances, feeTiers }: SettledAccount): SessionSpec {
    const { plan, number, disk, machine } = this.parts;
    const { config, ackTimeoutNs } = plan;
    return {
      ...{ sessionId: `life-${number}`, mode: "real", version: "simulated", configHash: "simulated", configText: "" },
      ...{ epochUnixNs: machine.clock.epochUnixNs, startedNs: machine.clock.nowNs(), config, ackTimeoutNs },
      markets: plan.markets.map((market, index) => ({
        ...market,
        feeTier: feeTiers[index]!,
        startPositionUnits: disk.beyondReference(balances, market.instrument.base.name),
      })),
      balances,
    };
  }

  #openKeeper(spec: SessionSpec): LedgerKeeper {
    const { clientOrderId } = this;
    const kept = { ...spec, account: "main", instruments: this.#instruments, clientOrderId };
    return new LedgerKeeper(kept, (record) => this.outbox.append(text.encode(exactJson(record))));
  }

  #listeners(): MarketCounts[] {
    const { markets } = startLiveMetrics(this.#instruments.length);
    const silent = { filled() {}, rejected() {}, held() {}, closedUnknown() {}, sampled() {} };
    return markets.map(
      (metrics, index) =>
        new MarketCounts(metrics, {
          ...silent,
          ordered: (order, event) => this.#keeper!.ordered(index, order, event),
        }),
    );
  }

  #filled(fill: Fill, at: number): void {
    if (this.isDead) return;
    this.#keeper!.filled(at, fill);
    const { tradeId, orderId, side, priceTicks, sizeLots: lots, maker, feeUnits, feeAsset } = fill;
    const { symbol } = this.#instruments[at]!;
    const clientOrderId = this.#ids.make(at, orderId);
    const fee = { asset: feeAsset, units: BigInt(feeUnits) };
    this.parts.disk.filled({ symbol, tradeId, clientOrderId, side, priceTicks, lots, maker, fee });
  }

  #snapshot(): void {
    const { session } = this.opened!;
    this.#journal!.snapshot(session.lastNs, snapshotOf(session.markets));
    this.#nextSnapshotNs = this.parts.machine.clock.nowNs() + snapshotEveryNs;
  }

  #note(event: string): void {
    this.notes.set(event, (this.notes.get(event) ?? 0) + 1);
  }
}
