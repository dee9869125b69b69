/**
 * Answers to the venue port, each with a market around it in which others act: a gateway at the exchange (in process or
 * on real sockets, orders by WebSocket or by REST) behind the venue that tracks its orders, and the replay venue of an
 * engine. What happened is told in the same words by all.
 */
import type { OrderKind } from "../../sim/exchange/symbol-entry.ts";
import { Credentials } from "../../src/adapters/binance/gateway/credentials.ts";
import { BinanceGateway, type BinanceGatewayOptions } from "../../src/adapters/binance/gateway/gateway.ts";
import { Random } from "../../src/base/random.ts";
import { TrackedVenue } from "../../src/core/orders/tracked-venue.ts";
import { type OwnEvent, type OwnEventKind, ownEventKind } from "../../src/domain/own-event.ts";
import { ask, bid, type Side } from "../../src/domain/side.ts";
import type { Venue } from "../../src/ports/venue.ts";
import { Desk, deskConfig, deskLatency } from "./engine-desk.ts";
import { type EngineUnderTest, enginesUnderTest } from "./engine-kinds.ts";
import { askLevel, bidLevel, message } from "./engine-messages.ts";
import { apiKey, secret } from "./exchange-desk.ts";
import { spotBtcusdt } from "./instruments.ts";
import { marketView } from "./own-events.ts";
import { type World, type WorldUnderTest, worldsUnderTest } from "./worlds.ts";

/** Others bid and ask this, so many lots each. */
export const others = { bidTicks: 5_999_900, askTicks: 6_000_100, lots: 1000 } as const;

export interface VenueBench extends AsyncDisposable {
  readonly venue: Venue;
  /** Somebody else buys or sells what rests at this price, at once. */
  take(side: Side, priceTicks: number, lots: number): void;
  /** What we are told of next: as many events as are asked for, all that come with them, in words. */
  told(count: number): Promise<string[]>;
}

export interface VenueUnderTest {
  readonly kind: string;
  readonly isMissing: boolean;
  open(): Promise<VenueBench>;
}

const entries: readonly BinanceGatewayOptions["orderEntry"][] = ["ws_api", "rest"];

export const venuesUnderTest: readonly VenueUnderTest[] = [
  ...worldsUnderTest.flatMap((world) => entries.map((entry) => gatewayVenue(world, entry))),
  ...enginesUnderTest.map(replayVenue),
];

function gatewayVenue({ kind, open }: WorldUnderTest, orderEntry: BinanceGatewayOptions["orderEntry"]): VenueUnderTest {
  const opened = async () => {
    const bench = new GatewayBench(open(), orderEntry);
    await bench.linked();
    return bench;
  };
  return { kind: `gateway by ${orderEntry}, ${kind} exchange`, isMissing: false, open: opened };
}

function replayVenue({ kind, isMissing, open }: EngineUnderTest): VenueUnderTest {
  return { kind: `replay venue, ${kind} engine`, isMissing, open: async () => new ReplayBench(open) };
}

class GatewayBench implements VenueBench {
  readonly venue: TrackedVenue;
  readonly #gateway: BinanceGateway;
  readonly #lines: string[] = [];
  readonly #takers;
  #isUp = false;

  constructor(
    readonly world: World,
    orderEntry: BinanceGatewayOptions["orderEntry"],
  ) {
    const { clock, http, sockets, hosts, server } = world;
    this.#takers = server.exchange.openAccount();
    world.call((nowUs) => {
      for (const asset of ["BTC", "USDT"]) server.exchange.deposit(nowUs, this.#takers, asset, 10n ** 15n);
      return true;
    });
    this.#act("LIMIT", bid, others.bidTicks, others.lots);
    this.#act("LIMIT", ask, others.askTicks, others.lots);
    this.#gateway = new BinanceGateway({
      ...{ clock, http, sockets, orderEntry, instruments: [spotBtcusdt], prefix: "t", sessionTag: "1" },
      random: Random.fromSeed(1),
      credentials: new Credentials(apiKey, secret),
      urls: { rest: `http://${hosts.venue}`, wsApi: `ws://${hosts.venue}/ws-api/v3` },
    });
    const market = Object.defineProperty(marketView(), "nowNs", { get: () => clock.nowNs() });
    this.venue = new TrackedVenue({ venue: this.#gateway.venues[0]!, market });
    this.#gateway.start({
      report: (_, report) => this.venue.report(report),
      openOrders: (_, list) => void this.venue.openOrders(list),
      balances: () => {},
      link: (state) => {
        this.#isUp = state === "up";
      },
      noted: () => {},
    });
  }

  linked(): Promise<boolean> {
    return this.world.until(() => this.#isUp);
  }

  take(side: Side, priceTicks: number, lots: number): void {
    this.#act("LIMIT", side, priceTicks, lots, "IOC");
  }

  async told(count: number): Promise<string[]> {
    await this.world.until(() => this.#heard().length >= count);
    return this.#lines.splice(0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#gateway.stop();
    await this.world[Symbol.asyncDispose]();
  }

  #heard(): readonly string[] {
    this.venue.advance();
    for (let index = 0; index < this.venue.ownEventsCount; index++)
      this.#lines.push(inWords(this.venue.ownEvent(index)));
    this.venue.clear();
    return this.#lines;
  }

  #act(kind: OrderKind, side: Side, priceTicks: number, sizeLots: number, timeInForce: "GTC" | "IOC" = "GTC"): void {
    const { exchange } = this.world.server;
    const request = { kind, side, priceTicks, sizeLots, timeInForce };
    this.world.call((nowUs) => exchange.place(nowUs, this.#takers, exchange.market("BTCUSDT")!, request));
    this.world.call(() => {
      this.world.server.settle();
      return true;
    });
  }
}

/** A print is received soon enough to be told before what arrived after it; then everything is settled. */
const printDelayNs = 100;
const settledNs = 10_000;

class ReplayBench implements VenueBench {
  readonly venue: Venue;
  readonly #desk: Desk;
  #nowNs = 1_000_000_000;

  constructor(open: EngineUnderTest["open"]) {
    this.#desk = new Desk(open(deskConfig));
    const levels = [bidLevel(others.bidTicks, others.lots), askLevel(others.askTicks, others.lots)];
    this.#desk.receive(message("snapshot", { receivedNs: this.#nowNs, venueNs: this.#nowNs }, levels));
    const { market } = this.#desk;
    const now = (act: () => void) => this.#desk.at(++this.#nowNs, act);
    this.venue = {
      place: (...order) => now(() => market.place(...order, deskLatency)),
      amend: (...order) => now(() => market.amend(...order, deskLatency)),
      cancel: (orderId) => now(() => market.cancel(orderId, deskLatency)),
      cancelAll: () => now(() => market.cancelAll(deskLatency)),
    };
  }

  /** Made before a command that has just left arrives. */
  take(side: Side, priceTicks: number, lots: number): void {
    const venueNs = this.#nowNs + 1;
    this.#nowNs += printDelayNs;
    const level = side === bid ? bidLevel(priceTicks, lots) : askLevel(priceTicks, lots);
    this.#desk.receive(message("trade", { receivedNs: this.#nowNs, venueNs }, [level]));
  }

  async told(): Promise<string[]> {
    this.#nowNs += settledNs;
    this.#desk.passUntil(this.#nowNs);
    return this.#desk.events.splice(0).map(inWords);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#desk[Symbol.dispose]();
  }
}

const kindNames = Object.fromEntries(Object.entries(ownEventKind).map(([name, kind]) => [kind, name])) as Record<
  OwnEventKind,
  string
>;

/** Such as "filled 7: 300 at 6000000, 200 left, taker". */
function inWords({ kind, orderId, lots, priceTicks, remainingLots, cause, reason }: OwnEvent): string {
  const what = `${kindNames[kind]} ${orderId}`;
  if (kind === ownEventKind.filled)
    return `${what}: ${lots} at ${priceTicks}, ${remainingLots} left${cause === "taker" ? ", taker" : ""}`;
  if (kind === ownEventKind.rejected) return `${what}: ${reason}`;
  if (kind === ownEventKind.expired) return `${what}: ${lots}`;
  return `${what}: ${remainingLots} left`;
}
