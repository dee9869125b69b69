/**
 * Binance Spot with real orders: commands of the venues become requests, and answers, events and lists become reports.
 *
 * Orders go by the WebSocket API or by REST; events come by the WebSocket API either way. While there is no connection,
 * cancels and queries go by REST and nothing is placed. Orders of others in the account are left alone: they are told
 * of, never touched.
 */

import { z } from "zod";
import type { Random } from "../../../base/random.ts";
import type { Balance } from "../../../domain/balances.ts";
import type { Instrument } from "../../../domain/instrument.ts";
import type { ForeignOrder, OpenReport, OrderReport } from "../../../domain/order-report.ts";
import { type DurationNs, nsPerSecond, type TimeNs } from "../../../domain/time.ts";
import { noVenueFilters, type VenueFilters } from "../../../domain/venue-filters.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { Gateway, GatewayListener, GatewayNote } from "../../../ports/gateway.ts";
import type { Http } from "../../../ports/http.ts";
import type { Sockets } from "../../../ports/sockets.ts";
import type { Answer } from "./answers.ts";
import { balancesAnswer, readPosition } from "./balances.ts";
import { BinanceVenue, type VenueHost } from "./binance-venue.ts";
import type { Channel } from "./channel.ts";
import { ClientOrderIds } from "./client-order-ids.ts";
import type { Credentials } from "./credentials.ts";
import { type Endpoint, endpoints } from "./endpoints.ts";
import { type ExecutionNames, readExecutionNames } from "./order-readers.ts";
import { executionReports, sizeOf } from "./order-reports.ts";
import { type RateLimit, usualRateLimits } from "./rate-budget.ts";
import { Requests } from "./requests.ts";
import type { Params } from "./signing.ts";
import { UserLink } from "./user-link.ts";

export interface BinanceGatewayOptions {
  readonly clock: Clock;
  readonly http: Http;
  readonly sockets: Sockets;
  readonly random: Random;
  readonly credentials: Credentials;
  /** Bases, such as https://api.binance.com and wss://ws-api.binance.com:443/ws-api/v3. */
  readonly urls: { readonly rest: string; readonly wsApi: string };
  readonly instruments: readonly Instrument[];
  /** By instrument, as exchangeInfo told; none are checked where it has not. */
  readonly filters?: readonly VenueFilters[] | undefined;
  readonly rateLimits?: readonly RateLimit[] | undefined;
  readonly orderEntry: "ws_api" | "rest";
  /** Ours in all sessions, and this session's alone: what client order ids begin with. */
  readonly prefix: string;
  readonly sessionTag: string;
}

/** Queries come in bursts: balances are asked for once behind them. */
const balancesDelayNs: DurationNs = nsPerSecond;

export class BinanceGateway implements Gateway, VenueHost {
  readonly venues: readonly BinanceVenue[];
  readonly ids: ClientOrderIds;
  readonly #requests: Requests;
  readonly #link: UserLink;
  #listener: GatewayListener | undefined;
  #asksBalances = false;
  #balancesAskedCount = 0;

  constructor(private readonly options: BinanceGatewayOptions) {
    const { clock, http, sockets, random, credentials, urls, instruments, filters } = options;
    const { rateLimits = usualRateLimits } = options;
    const noted = (note: GatewayNote) => this.#note(note);
    this.ids = new ClientOrderIds(options.prefix, options.sessionTag);
    this.#requests = new Requests({ clock, http, credentials, restUrl: urls.rest, rateLimits, noted });
    this.#link = new UserLink(
      { clock, sockets, random, url: urls.wsApi, requests: this.#requests },
      {
        recover: (channel) => this.#recover(options.orderEntry === "ws_api" ? channel : this.#requests.rest),
        event: (event) => this.#event(event),
        link: (state, why) => this.#listener?.link(state, why),
        noted,
      },
    );
    this.#requests.halted = () => this.#link.stop("the venue does not take the key");
    this.venues = instruments.map(
      (instrument, index) => new BinanceVenue(this, index, instrument, filters?.[index] ?? noVenueFilters),
    );
  }

  start(listener: GatewayListener): void {
    this.#listener = listener;
    this.#link.start();
  }

  stop(): void {
    this.#link.stop();
    this.#requests.stop();
  }

  /** By limit of the venue, such as `weight_1m`: the share that is used. */
  get limitShares(): ReadonlyMap<string, number> {
    return this.#requests.limitShares;
  }

  get placeRefusal(): "venue_down" | "unauthorised" | undefined {
    if (this.#requests.isHalted) return "unauthorised";
    return this.#link.isUp ? undefined : "venue_down";
  }

  ask(endpoint: Endpoint, params: Params): Promise<Answer> {
    return this.#requests.ask(endpoint, params, this.#channel);
  }

  readonly ourNs = (venueTime: number): TimeNs => this.#requests.serverClock.ourNs(venueTime);

  report(marketIndex: number, report: OrderReport): void {
    this.#listener?.report(marketIndex, report);
  }

  unreadable(what: string): void {
    this.#note({ event: "bad_frame", detail: `${what} cannot be read` });
  }

  foundTrades(): void {
    if (this.#asksBalances) return;
    this.#asksBalances = true;
    const { clock } = this.options;
    clock.schedule(clock.nowNs() + balancesDelayNs, () => {
      this.#asksBalances = false;
      void this.#askBalances();
    });
  }

  get isSettled(): boolean {
    return !this.#asksBalances && this.#balancesAskedCount === 0;
  }

  async #askBalances(): Promise<void> {
    this.#balancesAskedCount++;
    const isTold = await this.#tellBalances(this.#channel());
    this.#balancesAskedCount--;
    // Without a connection they are asked for when it is there again.
    if (!isTold && this.#link.isUp) this.foundTrades();
  }

  /** What is asked while there is no connection goes by REST: cancels above all. */
  readonly #channel = (): Channel => {
    const { rest } = this.#requests;
    return this.options.orderEntry === "ws_api" ? (this.#link.channel ?? rest) : rest;
  };

  /** The whole truth anew: what is open, and what the account holds. False when it cannot be had now. */
  async #recover(channel: Channel): Promise<boolean> {
    const lists = this.venues.map((venue, index) => this.#tellOpenOrders(venue, index, channel));
    const asked = [...lists, this.#tellBalances(channel)];
    return (await Promise.all(asked)).every(Boolean);
  }

  async #tellOpenOrders(venue: BinanceVenue, marketIndex: number, channel: Channel): Promise<boolean> {
    const askedNs = this.options.clock.nowNs();
    const { symbol } = venue.instrument;
    const answer = await this.#requests.ask(endpoints.openOrders, { symbol }, () => channel);
    if (answer.kind !== "result") return false;
    const orders = z.array(venue.payloads.order).safeParse(answer.result);
    if (!orders.success) {
      this.unreadable(`the list of open orders of ${symbol}`);
      return false;
    }
    const ours: OpenReport[] = [];
    const foreign: ForeignOrder[] = [];
    for (const order of orders.data) {
      const orderId = this.#ownOrderId(marketIndex, order.orderId, [order.clientOrderId]);
      const [sizeLots, executedLots] = [sizeOf(order), order.executedQty];
      const { clientOrderId, side, price: priceTicks } = order;
      if (orderId !== undefined) {
        const venueNs = order.updateTime === undefined ? Number.NaN : this.ourNs(order.updateTime);
        ours.push({ kind: "open", orderId, venueNs, sizeLots, executedLots });
        venue.foundOpen(orderId, order);
      } else foreign.push({ clientOrderId, side, priceTicks, remainingLots: sizeLots - executedLots });
    }
    this.#listener?.openOrders(marketIndex, { askedNs, ours, foreign });
    return true;
  }

  async #tellBalances(channel: Channel): Promise<boolean> {
    const answer = await this.#requests.ask(endpoints.account, { omitZeroBalances: "true" }, () => channel);
    if (answer.kind !== "result") return false;
    const balances = balancesAnswer.safeParse(answer.result);
    if (balances.success) this.#listener?.balances(new Map([...this.#nothing, ...balances.data]));
    else this.unreadable("the account");
    return balances.success;
  }

  /** Assets of which nothing is held are not named; those that we trade are told all the same. */
  get #nothing(): [asset: string, Balance][] {
    const assets = this.options.instruments.flatMap(({ base, quote }) => [base, quote]);
    return assets.map(({ name, places }) => [name, { units: 0n, places }]);
  }

  /** Kinds that we do not know of are let pass. */
  #event(event: { readonly e: string }): void {
    if (event.e === "executionReport") this.#execution(event);
    else if (event.e === "outboundAccountPosition") {
      const balances = readPosition(event);
      if (balances === undefined) this.unreadable("an account position");
      else this.#listener?.balances(balances);
    }
  }

  #execution(event: unknown): void {
    const named = readExecutionNames(event);
    if (named === undefined) this.unreadable("an execution report");
    else this.#executionOf(named, event);
  }

  #executionOf(named: ExecutionNames, event: unknown): void {
    const marketIndex = this.venues.findIndex(({ instrument }) => instrument.symbol === named.s);
    const venue = this.venues[marketIndex];
    // A cancel has an id of its own, and then the order's is the original one.
    const orderId = this.#ownOrderId(marketIndex, named.i, [named.C ?? "", named.c]);
    if (venue === undefined || orderId === undefined) {
      this.#note({ event: "foreign_event", detail: `an order at ${named.s}: ${named.X}` });
      return;
    }
    venue.venueIds.learn(orderId, named.i);
    const execution = venue.readers.execution(event);
    if (execution === undefined) this.unreadable("an execution report");
    else {
      if (execution.x === "REPLACED") venue.named(orderId, execution.c);
      for (const report of executionReports(orderId, execution, this.ourNs)) venue.tell(report);
    }
  }

  /** By our own id for it, or, where somebody else has given it another, by the venue's. */
  #ownOrderId(marketIndex: number, venueOrderId: string | undefined, names: readonly string[]): number | undefined {
    const owner = names.map((name) => this.ids.read(name)).find((one) => one.kind === "own");
    if (owner?.kind === "own") return owner.marketIndex === marketIndex ? owner.orderId : undefined;
    return venueOrderId === undefined ? undefined : this.venues[marketIndex]?.venueIds.find(venueOrderId);
  }

  #note(note: GatewayNote): void {
    this.#listener?.noted(note);
  }
}
