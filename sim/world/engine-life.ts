/**
 * One life of the engine in the simulated world: a process that starts as `live` with real orders does, trades, and
 * ends in order or is killed. Whatever it knew is gone with it, but for what is on disk.
 */
import { BinanceFeed } from "../../src/adapters/binance/feed/binance-feed.ts";
import { fetchBalances, fetchTerms } from "../../src/adapters/binance/gateway/account-start.ts";
import type { Balances } from "../../src/adapters/binance/gateway/balances.ts";
import type { Credentials } from "../../src/adapters/binance/gateway/credentials.ts";
import { BinanceGateway } from "../../src/adapters/binance/gateway/gateway.ts";
import { cancelLeftovers, underWayNs } from "../../src/adapters/binance/gateway/leftovers.ts";
import { fetchTradesSince } from "../../src/adapters/binance/gateway/past-trades.ts";
import { PatientRequests } from "../../src/adapters/binance/gateway/patient-requests.ts";
import type { Random } from "../../src/base/random.ts";
import type { Fill } from "../../src/domain/fill.ts";
import type { Instrument } from "../../src/domain/instrument.ts";
import type { OperatorCommand } from "../../src/domain/operator.ts";
import { type DurationNs, nsPerSecond } from "../../src/domain/time.ts";
import { openEngine } from "../../src/engine/open-engine.ts";
import { JournalWriter } from "../../src/live/journal/journal-writer.ts";
import { type Ending, Runner } from "../../src/live/runner.ts";
import { snapshotOf } from "../../src/live/session-snapshot.ts";
import type { Engine } from "../../src/ports/engine.ts";
import { type OpenedSession, openSession } from "../session.ts";
import { headerOfSession } from "../session-header.ts";
import type { SessionMarketSpec, SessionSpec } from "../session-spec.ts";
import { type LiveDisk, unitsOf } from "./live-disk.ts";
import { MemoryLog } from "./memory-log.ts";
import type { SimulatedProcess } from "./simulated-process.ts";
import { tradeInWords } from "./trade-words.ts";

/** What is traded and how, the same for all lives. */
export interface LivePlan {
  readonly config: SessionSpec["config"];
  readonly markets: readonly Omit<SessionMarketSpec, "startPositionUnits">[];
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

export class EngineLife {
  readonly log: MemoryLog;
  /** Undefined until it has found its feet. */
  opened: OpenedSession | undefined;
  /** By event: how often feed and gateway noted it. */
  readonly notes = new Map<string, number>();
  readonly #gateway: BinanceGateway;
  #runner: Runner | undefined;
  #journal: JournalWriter | undefined;

  constructor(private readonly parts: LifeParts) {
    const { machine, plan, credentials, urls, random, number } = parts;
    this.log = new MemoryLog(`life ${number}`);
    this.#gateway = new BinanceGateway({
      ...{ clock: machine.clock, http: machine.network, sockets: machine.network, credentials, prefix },
      ...{ random: random.fork("gateway"), urls, orderEntry: plan.orderEntry, sessionTag: `s${number}` },
      instruments: this.#instruments,
    });
  }

  /** @throws InputError when the venue cannot be asked for what a start needs. */
  async start(): Promise<void> {
    const { clock, network } = this.parts.machine;
    const noted = ({ event }: { readonly event: string }) => this.#note(event);
    const { credentials, urls, disk } = this.parts;
    const venue = new PatientRequests({ clock, http: network, credentials, restUrl: urls.rest, noted });
    await fetchTerms(
      venue,
      this.#instruments.map(({ symbol }) => symbol),
    );
    const arriveNs = this.parts.number === 1 ? 0 : underWayNs;
    await cancelLeftovers(venue, this.#gateway.ids, this.#instruments, "all", arriveNs);
    for (const instrument of this.#instruments) {
      const { symbol } = instrument;
      const trades = await fetchTradesSince(venue, instrument, disk.lastTradeId(symbol));
      for (const trade of trades) disk.found(symbol, trade);
    }
    const balances = await fetchBalances(venue);
    disk.reference ??= balances;
    this.#trade(balances);
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

  get #instruments(): readonly Instrument[] {
    return this.parts.plan.markets.map(({ instrument }) => instrument);
  }

  #trade(balances: Balances): void {
    const { machine, plan, urls, random } = this.parts;
    const { clock, network } = machine;
    const spec = this.#spec(balances);
    const journal = new JournalWriter(this.log, headerOfSession(spec));
    this.#journal = journal;
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
      venues: this.#gateway.venues,
      onFill: (fill, index) => this.#filled(fill, index),
    });
    const feed = new BinanceFeed({
      ...{ clock, http: network, sockets: network, random: random.fork("feed"), urls },
      instruments: this.#instruments,
    });
    this.#runner = new Runner({
      ...{ clock, session: this.opened.session, feed, gateway: this.#gateway },
      syncJournal: () => {
        this.#snapshot();
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

  #spec(balances: Balances): SessionSpec {
    const { plan, number, disk, machine } = this.parts;
    const { config, ackTimeoutNs } = plan;
    return {
      ...{ sessionId: `life-${number}`, mode: "real", version: "simulated", configHash: "simulated", configText: "" },
      ...{ epochUnixNs: machine.clock.epochUnixNs, startedNs: machine.clock.nowNs(), config, ackTimeoutNs },
      markets: plan.markets.map((market) => ({
        ...market,
        startPositionUnits: disk.beyondReference(balances, market.instrument.base.name),
      })),
      balances: new Map([...balances.keys()].map((asset) => [asset, unitsOf(balances, asset)])),
    };
  }

  #filled({ tradeId, orderId, side, priceTicks, sizeLots: lots, maker, feeUnits, feeAsset }: Fill, at: number): void {
    if (this.isDead) return;
    const { symbol } = this.#instruments[at]!;
    const clientOrderId = this.#gateway.ids.make(at, orderId);
    const fee = { asset: feeAsset, units: BigInt(feeUnits) };
    this.parts.disk.filled(tradeInWords({ symbol, tradeId, clientOrderId, side, priceTicks, lots, maker, fee }));
  }

  #snapshot(): void {
    const { session } = this.opened!;
    this.#journal!.snapshot(session.lastNs, snapshotOf(session.markets));
  }

  #note(event: string): void {
    this.notes.set(event, (this.notes.get(event) ?? 0) + 1);
  }
}
