/**
 * The whole system in one thread, under a virtual clock: exchange, its traders, the network, and the engine as it runs
 * live, with everything that can go wrong going wrong, the engine killed now and then. A day takes a minute, and the
 * same seed gives the same day.
 *
 *   begin ── bad weather: faults of network and venue, kills ──▶ three quarters ── calm ──▶ stopped in order, and checked
 *
 * After the calm quarter nothing may be left of the bad ones: exchange and engine agree to the last digit.
 */
import { Credentials } from "../../src/adapters/binance/gateway/credentials.ts";
import { assert } from "../../src/base/assert.ts";
import { InputError } from "../../src/base/input-error.ts";
import { Random } from "../../src/base/random.ts";
import { type DurationNs, midnightUnixNs, nsPerSecond, type TimeNs } from "../../src/domain/time.ts";
import type { SessionSnapshot } from "../../src/live/session-snapshot.ts";
import type { TradedSymbol } from "../exchange/agents/agent-market.ts";
import { builtInSymbols } from "../exchange/built-in-symbols.ts";
import { ExchangeServer } from "../exchange/server.ts";
import { recoverSession } from "../recover-session.ts";
import { replayJournal } from "../replay-journal.ts";
import { type BadDay, liveHosts as hosts, type Kill } from "./bad-day.ts";
import { EngineLife, type LivePlan } from "./engine-life.ts";
import { HostedExchange } from "./hosted-exchange.ts";
import { LiveDisk } from "./live-disk.ts";
import type { NetworkLatency } from "./network-weather.ts";
import { ObservedAccount } from "./observed-account.ts";
import { SimulatedNetwork } from "./simulated-network.ts";
import { SimulatedProcess } from "./simulated-process.ts";
import { VirtualClock } from "./virtual-clock.ts";

export interface LiveWorldOptions {
  readonly seed: number;
  readonly startUnixNs: bigint;
  readonly forNs: DurationNs;
  readonly plan: LivePlan;
  readonly agents: readonly TradedSymbol[];
  readonly deposits: readonly { readonly asset: string; readonly units: bigint }[];
  readonly latency: NetworkLatency;
  /** The venue's clock less ours. */
  readonly venueAheadNs?: DurationNs;
  readonly badDay: BadDay;
}

const apiKey = "simulated";
const secret = "of the simulated world alone";
/** From the end of one process to the start of the next. */
const restartNs = nsPerSecond;

/** What came of it. Equal for equal options. */
export interface LiveWorldOutcome {
  /** What should not be, in words; none. */
  readonly problems: readonly string[];
  readonly livesCount: number;
  readonly ordersCount: number;
  /** Of them in the calm quarter. */
  readonly calmOrdersCount: number;
  readonly tradesCount: number;
  /** Of them found by a later life than the one that made them. */
  readonly tradesFoundCount: number;
  /** Over all that the exchange did for the account, and the runs that came to an end in order. */
  readonly hash: string;
  readonly notes: ReadonlyMap<string, number>;
}

/** @throws AssertionError for a bug, wherever it is. */
export function runLiveWorld(options: LiveWorldOptions): LiveWorldOutcome {
  using world = new LiveWorld(options);
  return world.run();
}

class LiveWorld implements Disposable {
  readonly #clock: VirtualClock;
  readonly #server: ExchangeServer;
  readonly #network: SimulatedNetwork;
  readonly #account: ObservedAccount;
  readonly #startNs: TimeNs;
  readonly #disk = new LiveDisk();
  readonly #lives: EngineLife[] = [];
  readonly #problems: string[] = [];
  #diesInCommand = false;

  constructor(private readonly options: LiveWorldOptions) {
    const { seed, startUnixNs, agents, deposits, latency, venueAheadNs = 0, badDay } = options;
    const epochUnixNs = midnightUnixNs(startUnixNs);
    this.#startNs = Number(startUnixNs - epochUnixNs);
    this.#clock = new VirtualClock(epochUnixNs, this.#startNs);
    const startUs = Number((startUnixNs + BigInt(venueAheadNs)) / 1000n);
    this.#server = new ExchangeServer({
      ...{ startUs, seed, agents, symbols: builtInSymbols() },
    });
    const { account } = this.#server.openAccount({ apiKey, kind: "HMAC", secret, deposits });
    const venue = new HostedExchange(this.#server, this.#clock, venueAheadNs);
    this.#account = new ObservedAccount(this.#server.exchange, account);
    this.#network = new SimulatedNetwork({
      ...{ clock: this.#clock, venue, latency, hosts: Object.values(hosts), faults: badDay.network },
      random: Random.fromSeed(seed).fork("network"),
    });
    for (const { atNs, fault } of badDay.venue)
      this.#clock.schedule(atNs, () => void venue.call((nowUs) => this.#server.faults.inject(nowUs, fault)));
    for (const { atNs, command } of badDay.operator)
      this.#clock.schedule(atNs, () => this.#lives.at(-1)?.operate(command));
    for (const { atNs, when } of badDay.kills) this.#clock.schedule(atNs, () => this.#strike(when));
  }

  run(): LiveWorldOutcome {
    const { forNs, plan } = this.options;
    this.#begin();
    this.#clock.advanceTo(this.#startNs + Math.floor((forNs * 3) / 4));
    this.#diesInCommand = false;
    this.#life.operate({ kind: "resume" });
    const calmFromCount = this.#account.placed.size;
    this.#clock.advanceTo(this.#startNs + forNs);
    this.#stop();
    this.#clock.advanceTo(this.#clock.nowNs() + 2 * plan.stopWithinNs + nsPerSecond);
    this.#check();
    return this.#outcome(this.#account.placed.size - calmFromCount);
  }

  [Symbol.dispose](): void {
    for (const { opened } of this.#lives) opened?.[Symbol.dispose]();
    this.#server[Symbol.dispose]();
  }

  get #life(): EngineLife {
    const life = this.#lives.at(-1);
    assert(life !== undefined, "somebody has lived");
    return life;
  }

  #begin(): void {
    const number = this.#lives.length + 1;
    const life: EngineLife = new EngineLife({
      ...{ number, plan: this.options.plan, disk: this.#disk },
      machine: new SimulatedProcess(this.#clock, this.#network),
      credentials: new Credentials(apiKey, secret),
      urls: {
        rest: `http://${hosts.rest}`,
        streams: `ws://${hosts.streams}`,
        wsApi: `ws://${hosts.wsApi}/ws-api/v3`,
      },
      random: Random.fromSeed(this.options.seed).fork(`life ${number}`),
      commanded: () => {
        if (this.#diesInCommand && life === this.#life) this.#kill();
      },
    });
    this.#lives.push(life);
    life.start().catch((error: unknown) => this.#failed(life, error));
  }

  /** A start that the venue does not let happen is tried again, as whoever keeps the process running would. */
  #failed(life: EngineLife, error: unknown): void {
    if (!(error instanceof InputError)) this.#problems.push(`life ${this.#lives.indexOf(life) + 1}: ${error}`);
    assert(life === this.#life, "one engine lives at a time");
    this.#kill();
  }

  #strike(when: Kill["when"]): void {
    if (when === "between") this.#kill();
    else this.#diesInCommand = true;
  }

  #kill(): void {
    if (this.#life.isDead) return;
    this.#diesInCommand = false;
    this.#life.kill();
    this.#clock.schedule(this.#clock.nowNs() + restartNs, () => this.#begin());
  }

  #stop(): void {
    const stopped = this.#life.stop();
    if (stopped === undefined) this.#problems.push("the engine did not get to trading in the calm");
    void stopped?.then((ending) => {
      if (ending !== "clean") this.#problems.push(`the engine's end: ${ending}`);
    });
  }

  #check(): void {
    const { opened } = this.#life;
    const account = this.#account;
    for (const id of account.open) this.#problems.push(`left open at the exchange: ${id}`);
    for (const [id, count] of account.placed) if (count > 1) this.#problems.push(`placed ${count} times: ${id}`);
    for (const trade of this.#disk.tradesRepeated) this.#problems.push(`told twice: ${trade}`);
    const traded = new Set(account.trades);
    for (const trade of traded) if (!this.#disk.trades.has(trade)) this.#problems.push(`never told: ${trade}`);
    for (const trade of this.#disk.trades) if (!traded.has(trade)) this.#problems.push(`never happened: ${trade}`);
    for (const [asset, units] of opened?.account.balances ?? [])
      if (units !== account.units(asset))
        this.#problems.push(`${asset}: ${units} here, ${account.units(asset)} at the exchange`);
    for (const market of opened?.session.markets ?? []) this.#checkPosition(market);
  }

  #checkPosition({ portfolio, orders }: { portfolio: PortfolioOf; orders: { open: readonly unknown[] } }): void {
    const { base, lotUnits } = portfolio.instrument;
    const beyond = this.#account.units(base.name) - this.#disk.referenceUnits(base.name);
    const lots = Number(beyond / lotUnits);
    if (lots !== portfolio.positionLots)
      this.#problems.push(`position: ${portfolio.positionLots} lots here, ${lots} at the exchange`);
    if (orders.open.length > 0) this.#problems.push(`${orders.open.length} orders open in the engine`);
  }

  #checkJournal(life: EngineLife): void {
    const { opened, log } = life;
    if (opened === undefined) return;
    const { outcome, held } = replayJournal(log);
    const { difference } = outcome;
    if (difference !== undefined) this.#problems.push(`${log.place} replayed: ${Bun.inspect(difference)}`);
    this.#checkRecovery(life, held);
  }

  /** What it held when it was killed; or, where that was within an input, what all of the input comes to. */
  #checkRecovery({ log, outbox, clientOrderId, heldAtDeath }: EngineLife, replayed: SessionSnapshot): void {
    const recovered = holdingsText(recoverSession(log, outbox, clientOrderId));
    const expected = [replayed, heldAtDeath ?? replayed].map(holdingsText);
    if (!expected.includes(recovered))
      this.#problems.push(`${log.place} recovered: ${recovered}; expected ${expected.join(" or ")}`);
  }

  #outcome(calmOrdersCount: number): LiveWorldOutcome {
    const account = this.#account;
    const hash = new Bun.CryptoHasher("sha256").update(account.hash).update(this.#life.end());
    for (const life of this.#lives) this.#checkJournal(life);
    const notes = new Map<string, number>();
    for (const life of this.#lives)
      for (const [event, count] of life.notes) notes.set(event, (notes.get(event) ?? 0) + count);
    return {
      problems: this.#problems,
      livesCount: this.#lives.length,
      ordersCount: account.placed.size,
      calmOrdersCount,
      tradesCount: account.trades.length,
      tradesFoundCount: this.#disk.tradesFoundCount,
      hash: hash.digest("hex").slice(0, 16),
      notes,
    };
  }
}

function holdingsText({ balances, markets }: Pick<SessionSnapshot, "balances"> & HeldMarkets): string {
  const assets = [...balances].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [...assets, ...markets.map(({ positionUnits }) => positionUnits)].join(" ");
}

interface HeldMarkets {
  readonly markets: readonly { readonly positionUnits: bigint }[];
}

interface PortfolioOf {
  readonly instrument: { readonly base: { readonly name: string }; readonly lotUnits: bigint };
  readonly positionLots: number;
}
