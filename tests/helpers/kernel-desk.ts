/** A kernel in a market that is set by hand, with a venue that only writes down what it is sent. */
import { FeatureReaders } from "../../src/core/features/feature-readers.ts";
import { Kernel } from "../../src/core/kernel.ts";
import type { Decision, Sample } from "../../src/core/kernel-listener.ts";
import type { ModelFault } from "../../src/core/models/model.ts";
import { OrderManager } from "../../src/core/orders/order-manager.ts";
import { Account } from "../../src/core/portfolio/account.ts";
import { Portfolio } from "../../src/core/portfolio/portfolio.ts";
import type { RiskLimits } from "../../src/core/risk/limits.ts";
import { Risk } from "../../src/core/risk/risk.ts";
import type { Decide } from "../../src/core/strategy/strategy.ts";
import type { Instrument } from "../../src/domain/instrument.ts";
import { type OrderType, orderType } from "../../src/domain/order-type.ts";
import { type OwnEvent, ownEventKind } from "../../src/domain/own-event.ts";
import { bid, type Side } from "../../src/domain/side.ts";
import { nsPerMs } from "../../src/domain/time.ts";
import type { MarketView } from "../../src/ports/engine.ts";
import type { Venue } from "../../src/ports/venue.ts";
import { usdmBtcusdt } from "./instruments.ts";
import { marketView, ownEvent, reasonsListener } from "./own-events.ts";

export const deskStaleNs = 500 * nsPerMs;

export interface KernelDeskOptions {
  readonly limits?: Partial<RiskLimits>;
  readonly instrument?: Instrument;
  /** From the reference. */
  readonly startLots?: number;
  readonly balances?: Readonly<Record<string, bigint>>;
  /** By default one bid is wanted, always. */
  readonly decide?: Decide;
  /** Where orders go, besides being written down. */
  readonly venue?: Venue;
  /** As the view shows it. */
  readonly hedgedLots?: () => number;
}

/** What is always wanted: one lot bid at this price. */
export const deskBidTicks = 98;

const futures: Instrument = { ...usdmBtcusdt, notionalUnitsMin: 0n };

export class KernelDesk {
  readonly samples: Sample[] = [];
  readonly reasons: string[];
  /** Holds put on and lifted, in order: `+killed`, `-killed`. */
  readonly held: string[] = [];
  readonly kernel: Kernel;
  readonly orders: OrderManager;
  readonly portfolio: Portfolio;
  readonly market = { ...marketView() };
  readonly risk: Risk;
  /** Of each decision, its veto. */
  readonly vetoes: (string | undefined)[] = [];
  /** What models answer wrongly in the next decision. */
  modelFault: ModelFault | undefined;
  readonly #sent: string[] = [];

  constructor(options: KernelDeskOptions = {}) {
    const { limits, instrument = futures, startLots = 0, balances = {}, decide, venue = this.#venue() } = options;
    const noting = reasonsListener();
    this.reasons = noting.reasons;
    const listener = {
      ...noting,
      sampled: (sample: Sample) => this.samples.push(sample),
      decided: ({ veto }: Decision) => this.vetoes.push(veto),
      held: (reason: string, isOn: boolean) => this.held.push(`${isOn ? "+" : "-"}${reason}`),
    };
    const account = new Account(new Map(Object.entries(balances)));
    const lotUnits = BigInt(new Portfolio(instrument, noFees, account).valuation.quantity(1));
    this.portfolio = new Portfolio(instrument, noFees, account, BigInt(startLots) * lotUnits);
    this.risk = new Risk(
      { positionLotsMax: 10, priceBandTicks: 1000, staleAfterNs: deskStaleNs, ...limits },
      { market: this.market, portfolio: this.portfolio },
    );
    this.orders = new OrderManager(instrument, this.risk.told(venue), this.risk, this.portfolio, listener);
    this.kernel = new Kernel({
      market: this.market,
      start: decide === undefined ? wantsOneBid : () => decide,
      parameters: deskBidTicks,
      risk: this.risk,
      orders: this.orders,
      portfolio: this.portfolio,
      readers: new FeatureReaders(),
      models: { models: {}, takeFault: () => this.modelFault },
      listener,
      hedgedLots: options.hedgedLots,
    });
  }

  step(reasons: number, changes: Partial<MarketView> = {}, ...events: OwnEvent[]): number {
    this.change(changes);
    return this.kernel.step(reasons, { ownEventsCount: events.length, ownEvent: (at) => events[at]! });
  }

  change(changes: Partial<MarketView>): void {
    Object.assign(this.market, changes);
  }

  /** A message is received now, and the book is good. */
  freshen(nowNs: number): void {
    this.change({ ...marketView(), nowNs, receivedNs: nowNs });
  }

  /** What was sent since the last time. */
  takeSent(): string[] {
    return this.#sent.splice(0);
  }

  #venue() {
    const sent = this.#sent;
    return {
      place: (type: OrderType, side: Side, orderId: number, priceTicks: number, sizeLots: number) => {
        const kind = type === orderType.ioc ? "take" : "place";
        sent.push(`${kind} ${orderId} ${side === bid ? "bid" : "ask"} ${sizeLots} at ${priceTicks}`);
      },
      amend: (orderId: number) => sent.push(`amend ${orderId}`),
      cancel: (orderId: number) => sent.push(`cancel ${orderId}`),
      cancelAll: () => sent.push("cancel all"),
    };
  }
}

export function accepted(orderId: number): OwnEvent {
  return ownEvent({ kind: ownEventKind.accepted, orderId, remainingLots: 1 });
}

export function cancelled(orderId: number): OwnEvent {
  return ownEvent({ kind: ownEventKind.cancelled, orderId });
}

/** An order that takes is answered, filled for so many lots at a price, and its rest expires. */
export function taken(orderId: number, side: Side, lots: number, priceTicks: number, restLots: number): OwnEvent[] {
  const of = { orderId, side, priceTicks };
  const events = [ownEvent({ ...of, kind: ownEventKind.accepted, remainingLots: lots + restLots })];
  if (lots > 0)
    events.push(ownEvent({ ...of, kind: ownEventKind.filled, lots, remainingLots: restLots, cause: "taker" }));
  if (restLots > 0) events.push(ownEvent({ ...of, kind: ownEventKind.expired, lots: restLots }));
  return events;
}

const noFees = { name: "none", makerRate: 0n, takerRate: 0n };

const wantsOneBid = (priceTicks: unknown): Decide => {
  return (_, quotes) => quotes.want(bid, priceTicks as number, 1);
};
