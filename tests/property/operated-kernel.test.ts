// Goal: whatever the market does and whatever operators and the session say, nothing is placed while it is forbidden,
// flattening only reduces, and in the end each state is what it claims: quoting quotes, flattening ends flat, and all
// else leaves nothing working.
// Method: random markets with gaps and crossed books through the engine as the venue, random commands between messages,
// against a model of what is allowed; then a good market long enough for anything to come to rest.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { FeatureReaders } from "../../src/core/features/feature-readers.ts";
import { Kernel } from "../../src/core/kernel.ts";
import type { TradingCommand } from "../../src/core/operation.ts";
import { OrderManager } from "../../src/core/orders/order-manager.ts";
import { Account } from "../../src/core/portfolio/account.ts";
import { Portfolio } from "../../src/core/portfolio/portfolio.ts";
import { type SessionHold, sessionHolds } from "../../src/core/risk/holds.ts";
import { Risk } from "../../src/core/risk/risk.ts";
import type { Decide } from "../../src/core/strategy/strategy.ts";
import { type OrderType, orderType } from "../../src/domain/order-type.ts";
import { ask, bid, type Side, sign } from "../../src/domain/side.ts";
import { nsPerMs, nsPerSecond } from "../../src/domain/time.ts";
import { openEngine } from "../../src/engine/open-engine.ts";
import { change, type EngineConfig, type EngineMarket, stop } from "../../src/ports/engine.ts";
import { noSignals } from "../../src/ports/market-signals.ts";
import type { Venue } from "../../src/ports/venue.ts";
import { propertyRuns } from "../helpers/engine-kinds.ts";
import { levelStreams } from "../helpers/engine-level-streams.ts";
import { askLevel, bidLevel, columnsOf, type Message, message, rowsOf } from "../helpers/engine-messages.ts";
import { usdmBtcusdt } from "../helpers/instruments.ts";
import { reasonsListener } from "../helpers/own-events.ts";

const instrument = { ...usdmBtcusdt, notionalUnitsMin: 0n };
const positionLotsMax = 6;
const unitNs = 30 * nsPerMs;

const config: EngineConfig = {
  venueCloseNs: 2 * nsPerMs,
  tickerLatencyNs: nsPerMs,
  decisionTimeNs: 0,
  queueModel: "proportional",
  decideEveryNs: 50 * nsPerMs,
  decideOn: change.bookState,
  reads: change.touchPrice | change.touchSize | change.own | change.bookState,
  signals: noSignals,
};

type Said =
  | { readonly operator: TradingCommand }
  | { readonly parameters: number }
  | { readonly hold: SessionHold }
  | { readonly release: SessionHold };

const operator = fc
  .constantFrom<TradingCommand["kind"]>(
    "pause",
    "resume",
    "resume",
    "cancel_all",
    "flatten",
    "flatten",
    "kill",
    "reset_kill",
  )
  .map((kind): Said => ({ operator: kind === "kill" ? { kind, reason: "drawn" } : { kind } }));
const said = fc.oneof(
  { weight: 6, arbitrary: operator },
  { weight: 1, arbitrary: fc.nat(3).map((parameters): Said => ({ parameters })) },
  { weight: 1, arbitrary: fc.constantFrom(...sessionHolds).map((hold): Said => ({ hold })) },
  { weight: 2, arbitrary: fc.constantFrom(...sessionHolds).map((release): Said => ({ release })) },
);
const inputs = fc.array(fc.record({ afterNs: fc.integer({ min: 1, max: 8 * unitNs }), said }), { maxLength: 12 });
const startLots = fc.integer({ min: -9, max: 9 });

test("kernel: any market and any commands: nothing forbidden is placed, and it comes to rest as it says", () => {
  const ends: Record<string, number> = {};
  fc.assert(
    fc.property(levelStreams("wild"), inputs, startLots, (messages, orders, lots) => {
      using world = new World(lots);
      world.play(messages.map(slowed), orders);
      world.comeToRest();
      const end = world.expectAtRest();
      ends[end] = (ends[end] ?? 0) + 1;
    }),
    propertyRuns(150),
  );
  for (const end of ["quoting", "paused", "killed", "held", "flattened"]) expect(ends[end]).toBeGreaterThan(0);
}, 60_000);

class World implements Disposable {
  readonly #engine = openEngine([config], "reference");
  readonly #market: EngineMarket = this.#engine.markets[0]!;
  readonly #portfolio: Portfolio;
  readonly #orders: OrderManager;
  readonly #kernel: Kernel;
  readonly #allowed = new Allowed();
  #toldNs = 0;
  #told: Said | undefined;
  #nowNs = 0;
  #flattenedCount = 0;

  constructor(startLots: number) {
    const fees = { name: "none", makerRate: 0n, takerRate: 0n };
    // A lot of 0.001 BTC in 10^-8.
    this.#portfolio = new Portfolio(instrument, fees, new Account(new Map()), BigInt(startLots) * 100_000n);
    const risk = new Risk(
      { positionLotsMax, priceBandTicks: 50, staleAfterNs: nsPerSecond, flattenTicksMax: 3 },
      { market: this.#market.view, portfolio: this.#portfolio },
    );
    const listener = reasonsListener();
    this.#orders = new OrderManager(instrument, this.#venue(), risk, this.#portfolio, listener);
    this.#kernel = new Kernel({
      market: this.#market.view,
      start: quotesBehind,
      parameters: 0,
      risk,
      orders: this.#orders,
      portfolio: this.#portfolio,
      readers: new FeatureReaders(),
      models: { models: {}, takeFault: () => undefined },
      listener,
    });
  }

  /** In the order of their times; what is said goes before a message of the same time. */
  play(messages: readonly Message[], orders: readonly { readonly afterNs: number; readonly said: Said }[]): void {
    let atNs = nsPerSecond - 4 * unitNs;
    const due = orders.map(({ afterNs, said: what }) => {
      atNs += afterNs;
      return { atNs, what };
    });
    for (const one of messages) {
      for (; due.length > 0 && due[0]!.atNs <= one.receivedNs; due.shift()) this.#say(due[0]!.atNs, due[0]!.what);
      this.#receive(one);
    }
    for (const { atNs: lateNs, what } of due) this.#say(lateNs, what);
  }

  /** A deep book and its ticker, anew every tenth of a second, for five seconds. */
  comeToRest(): void {
    for (let i = 0; i < 50; i++) {
      const atNs = this.#nowNs + 100 * nsPerMs;
      const touch = [bidLevel(100, 50 + (i % 2)), askLevel(103, 50)];
      const times = { receivedNs: atNs, venueNs: atNs };
      this.#receive(message("ticker", times, touch));
      this.#receive(message("snapshot", times, [...touch, bidLevel(99, 500), askLevel(104, 500)]));
    }
  }

  /** @returns what it came to. */
  expectAtRest(): string {
    const { state, holds } = this.#kernel;
    expect(state === "flattening" && holds.length === 1).toBe(false);
    expect(new Set<string>(holds)).toEqual(this.#allowed.holds(state));
    if (holds.length > 0) expect(this.#orders.open).toEqual([]);
    else expect(this.#orders.open.length).toBeGreaterThan(0);
    if (this.#flattenedCount > 0 && state === "paused") return "flattened";
    return state === "quoting" && holds.length > 0 ? "held" : state;
  }

  [Symbol.dispose](): void {
    this.#engine[Symbol.dispose]();
  }

  #say(atNs: number, what: Said): void {
    this.#run(atNs);
    this.#toldNs = Math.max(atNs, this.#nowNs + 1);
    this.#told = what;
    this.#market.tell(this.#toldNs);
    this.#run(this.#toldNs + 1);
    expect(this.#told).toBeUndefined();
  }

  #receive(one: Message): void {
    const receivedNs = Math.max(one.receivedNs, this.#nowNs);
    this.#run(receivedNs);
    this.#market.push(columnsOf(rowsOf([{ ...one, receivedNs }])), 0);
    this.#run(receivedNs + 1);
  }

  #run(horizonNs: number): void {
    for (let reasons = this.#engine.run(horizonNs); reasons !== stop.rowsUsed; reasons = this.#engine.run(horizonNs))
      this.#step(reasons);
    this.#nowNs = Math.max(this.#nowNs, horizonNs - 1);
  }

  #step(reasons: number): void {
    const { nowNs } = this.#market.view;
    if (this.#told !== undefined && nowNs === this.#toldNs) this.#tell(this.#told);
    const before = this.#kernel.state;
    this.#market.setDeadline(this.#kernel.step(reasons, this.#market));
    if (before !== "flattening" || this.#kernel.state === "flattening") return;
    expect([this.#kernel.state, this.#portfolio.positionLots, this.#orders.open.length]).toEqual(["paused", 0, 0]);
    this.#flattenedCount++;
  }

  #tell(what: Said): void {
    this.#told = undefined;
    this.#allowed.tell(what, this.#kernel.state);
    if ("operator" in what) this.#kernel.operate(what.operator);
    else if ("hold" in what) this.#kernel.hold(what.hold);
    else if ("release" in what) this.#kernel.release(what.release);
    else this.#kernel.operate({ kind: "parameters", market: 0, parameters: what.parameters });
  }

  #venue(): Venue {
    const latency = { entryNs: 5 * nsPerMs, responseNs: 5 * nsPerMs };
    return {
      place: (type, side, orderId, priceTicks, sizeLots, shownLots) => {
        this.#expectAllowed(type, side, priceTicks, sizeLots);
        this.#market.place(type, side, orderId, priceTicks, sizeLots, shownLots, latency);
      },
      amend: (orderId, priceTicks, sizeLots) => this.#market.amend(orderId, priceTicks, sizeLots, latency),
      cancel: (orderId) => this.#market.cancel(orderId, latency),
      cancelAll: () => this.#market.cancelAll(latency),
    };
  }

  #expectAllowed(type: OrderType, side: Side, priceTicks: number, sizeLots: number): void {
    const { positionLots } = this.#portfolio;
    const { view } = this.#market;
    expect(view.bookState).toBe("valid");
    if (type === orderType.postOnly) {
      expect([...this.#allowed.holds(this.#kernel.state)]).toEqual([]);
      const worstLots = sign(side) * positionLots + this.#openLots(side);
      expect(worstLots).toBeLessThanOrEqual(positionLotsMax);
      return;
    }
    expect<number>(type).toBe(orderType.ioc);
    expect([...this.#allowed.holds(this.#kernel.state)]).toEqual(["flattening"]);
    expect<number>(sign(side)).toBe(-Math.sign(positionLots));
    expect(sizeLots).toBe(Math.min(positionLotsMax, Math.abs(positionLots)));
    expect(this.#openLots(bid) + this.#openLots(ask)).toBe(sizeLots); // Itself alone.
    expect(priceTicks).toBe(side === bid ? view.touchAskTicks + 3 : view.touchBidTicks - 3);
  }

  #openLots(side: Side): number {
    return this.#orders.open.reduce((sum, order) => sum + (order.side === side ? order.remainingLots : 0), 0);
  }
}

/** What the commands so far allow, by their meaning alone. */
class Allowed {
  readonly #session = new Set<SessionHold>();
  #isKilled = false;
  #isPaused = false;
  #isFlattening = false;

  /** @param state that the kernel claims: whether flattening has ended is its own to find. */
  holds(state: string): Set<string> {
    const isFlattening = this.#isFlattening && state === "flattening";
    const isPaused = this.#isPaused || (this.#isFlattening && !isFlattening);
    const own = this.#isKilled ? ["killed"] : isFlattening ? ["flattening"] : isPaused ? ["operator_paused"] : [];
    return new Set([...own, ...this.#session]);
  }

  tell(what: Said, state: string): void {
    if ("hold" in what) this.#session.add(what.hold);
    else if ("release" in what) this.#session.delete(what.release);
    else if ("operator" in what) this.#operate(what.operator.kind, state);
  }

  #operate(kind: TradingCommand["kind"], state: string): void {
    const hasEnded = this.#isFlattening && state !== "flattening";
    if (kind === "reset_kill" && this.#isKilled) {
      this.#isKilled = false;
      this.#isPaused = true;
    }
    if (kind === "reset_kill" || this.#isKilled) return;
    if (kind === "kill") this.#isKilled = true;
    this.#isPaused = kind === "pause" || kind === "cancel_all" || (hasEnded && kind !== "resume");
    this.#isFlattening = kind === "flatten";
  }
}

/** Two lots a side, so far behind the touch. */
function quotesBehind(behindTicks: unknown): Decide {
  return ({ market }, quotes) => {
    quotes.want(bid, market.touchBidTicks - (behindTicks as number), 2);
    quotes.want(ask, market.touchAskTicks + (behindTicks as number), 2);
  };
}

function slowed(one: Message): Message {
  const slow = (timeNs: number) => nsPerSecond + (timeNs - nsPerSecond) * unitNs;
  return {
    ...one,
    receivedNs: slow(one.receivedNs),
    venueNs: one.venueNs === undefined ? undefined : slow(one.venueNs),
  };
}
