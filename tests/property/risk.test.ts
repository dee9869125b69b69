// Goal: whatever a strategy wants, whatever the market does and however the venue answers, hard limits hold with all
// that is open filled; nothing is placed after a stop; widening never makes a quote keener; what is beyond a limit only
// reduces; bands narrow only after the way back.
// Method: a kernel with all hard limits and a model venue that fills, refuses and delays as it likes; each order is
// judged when it leaves. Rolling figures and bands against plain definitions over the whole history.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { BookRisk } from "../../src/core/risk/book-risk.ts";
import type { RiskLimits } from "../../src/core/risk/limits.ts";
import { RollingCount, RollingMax } from "../../src/core/risk/rolling.ts";
import { InventoryBands } from "../../src/core/risk/shapers.ts";
import { type OrderType, orderType } from "../../src/domain/order-type.ts";
import { ask, bid, type Side, sides, sign } from "../../src/domain/side.ts";
import { nsPerMs, nsPerSecond } from "../../src/domain/time.ts";
import { stop } from "../../src/ports/engine.ts";
import { KernelDesk } from "../helpers/kernel-desk.ts";
import { ModelVenue } from "../helpers/model-venue.ts";
import { riskDesk, tickLotUnits } from "../helpers/risk-desk.ts";

const hard = {
  positionLotsMax: 12,
  notionalUnitsMax: 1000 * tickLotUnits,
  priceBandTicks: 30,
  staleAfterNs: nsPerSecond,
  orderLotsMax: 3,
  ordersOpenMax: 5,
  messageRate: { countMax: 12, windowNs: 400 * nsPerMs },
  priceCollar: { ticksMax: 25, reference: "depth_mid" },
  fatFinger: { ticksMax: 20, sizeMultipleMax: 2 },
  positionSoft: { from: 4, stepsCount: 3, widenTicks: 1, skewTicks: 2 },
  drawdown: { sessionUnitsMax: 100 * tickLotUnits },
} as const satisfies RiskLimits;

const ladder = fc.uniqueArray(
  fc.record({ fromMidTicks: fc.integer({ min: -4, max: 40 }), sizeLots: fc.integer({ min: 1, max: 25 }) }),
  { selector: ({ fromMidTicks }) => fromMidTicks, maxLength: 4 },
);
const mostly = fc.nat(7).map((drawn) => drawn > 0);
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("want" as const), bids: ladder, asks: ladder }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("answer" as const), index: fc.nat(7), choice: fc.nat(11) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("market" as const),
      afterMs: fc.integer({ min: 1, max: 1200 }),
      isFresh: mostly,
      midTicks: fc.integer({ min: 85, max: 115 }),
      hasBid: mostly,
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "reset" as const }) },
);

test("risk: any wants, market and answers: each order that leaves is within every hard limit", () => {
  let placedCount = 0;
  let stoppedCount = 0;
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 20, maxLength: 120 }),
      fc.integer({ min: -15, max: 15 }),
      (steps, startLots) => {
        const desk = new Desk(startLots);
        for (const next of steps) desk.take(next);
        placedCount += desk.placedCount;
        stoppedCount += desk.stoppedCount;
      },
    ),
    { numRuns: 300 },
  );
  expect(placedCount).toBeGreaterThan(300);
  expect(stoppedCount).toBeGreaterThan(0);
});

type Step = typeof step extends fc.Arbitrary<infer Of> ? Of : never;

class Desk {
  placedCount = 0;
  stoppedCount = 0;
  readonly #venue = new JudgingVenue((side, priceTicks, sizeLots) => this.#judge(side, priceTicks, sizeLots));
  readonly #sentNs: number[] = [];
  readonly #desk: KernelDesk;
  #wanted: Extract<Step, { kind: "want" }> = { kind: "want", bids: [], asks: [] };

  constructor(startLots: number) {
    this.#venue.onCommand = () => this.#sentNs.push(this.#desk.market.nowNs);
    this.#desk = new KernelDesk({
      ...{ limits: hard, startLots, venue: this.#venue },
      decide: ({ market }, quotes) => {
        const mid = Math.floor((market.touchBidTicks + market.touchAskTicks) / 2);
        for (const { fromMidTicks, sizeLots } of this.#wanted.bids) quotes.want(bid, mid - fromMidTicks, sizeLots);
        for (const { fromMidTicks, sizeLots } of this.#wanted.asks) quotes.want(ask, mid + 5 + fromMidTicks, sizeLots);
      },
    });
  }

  take(next: Step): void {
    const { kernel, market } = this.#desk;
    if (next.kind === "want") {
      this.#wanted = next;
      this.#desk.step(stop.decision);
    } else if (next.kind === "answer") {
      const event = this.#venue.advance(next.index, next.choice);
      const told = event && { ...event, seenNs: market.nowNs, bidTicks: 0, askTicks: 0 };
      this.#desk.step(stop.own, {}, ...(told === undefined ? [] : [told]));
    } else if (next.kind === "reset") {
      kernel.operate({ kind: "reset_kill" });
      kernel.operate({ kind: "resume" });
      this.#desk.step(stop.own);
    } else this.#move(next);
    if (this.#desk.risk.stop !== undefined) this.stoppedCount++;
  }

  #move({ afterMs, isFresh, midTicks, hasBid }: Extract<Step, { kind: "market" }>): void {
    const { market } = this.#desk;
    const nowNs = market.nowNs + afterMs * nsPerMs;
    const [bidTicks, askTicks] = [midTicks - 2, midTicks + 3];
    this.#desk.step(stop.timer, {
      ...{ nowNs, receivedNs: isFresh ? nowNs : market.receivedNs },
      ...{ touchBidTicks: hasBid ? bidTicks : 0, touchBidLots: hasBid ? 10 : 0, touchAskTicks: askTicks },
      ...{ bookBidTicks: bidTicks, bookAskTicks: askTicks },
    });
  }

  /** Before it counts as open. */
  #judge(side: Side, priceTicks: number, sizeLots: number): void {
    this.placedCount++;
    const { market, portfolio, orders, kernel } = this.#desk;
    const { nowNs } = market;
    expect(kernel.holds).toEqual([]);
    expect(this.#desk.risk.stop).toBeUndefined();
    expect(nowNs - market.receivedNs).toBeLessThan(hard.staleAfterNs);

    // The order manager counts it before it sends it.
    const openLots = orders.open.reduce((sum, order) => sum + (order.side === side ? order.remainingLots : 0), 0);
    const worstLots = sign(side) * portfolio.positionLots + openLots;
    const midTicks = (market.touchBidTicks + market.touchAskTicks) / 2;
    expect(worstLots).toBeLessThanOrEqual(hard.positionLotsMax);
    expect(worstLots * midTicks * tickLotUnits).toBeLessThanOrEqual(hard.notionalUnitsMax);
    expect(orders.open.length).toBeLessThanOrEqual(hard.ordersOpenMax);
    expect(sizeLots).toBeLessThanOrEqual(hard.orderLotsMax);

    expect(Math.abs(priceTicks - midTicks)).toBeLessThanOrEqual(hard.priceBandTicks);
    const depthMid = (market.bookBidTicks + market.bookAskTicks) / 2;
    expect(Math.abs(priceTicks - depthMid)).toBeLessThanOrEqual(hard.priceCollar.ticksMax);
    const touchTicks = side === bid ? market.touchBidTicks : market.touchAskTicks;
    expect(Math.abs(priceTicks - touchTicks)).toBeLessThanOrEqual(hard.fatFinger.ticksMax);
    const { countMax, windowNs } = hard.messageRate;
    expect(this.#sentNs.filter((sentNs) => sentNs > nowNs - windowNs).length).toBeLessThan(countMax);
  }
}

/** Judges each order as it leaves, and closes what rests when all is cancelled. */
class JudgingVenue extends ModelVenue {
  onCommand = () => {};

  constructor(private readonly judge: (side: Side, priceTicks: number, sizeLots: number) => void) {
    super();
  }

  override place(type: OrderType, side: Side, orderId: number, priceTicks: number, sizeLots: number): void {
    this.judge(side, priceTicks, sizeLots);
    super.place(type, side, orderId, priceTicks, sizeLots);
    this.onCommand();
  }

  override amend(orderId: number, priceTicks: number, sizeLots: number): void {
    super.amend(orderId, priceTicks, sizeLots);
    this.onCommand();
  }

  override cancel(orderId: number): void {
    super.cancel(orderId);
    this.onCommand();
  }

  override cancelAll(): void {
    for (const order of this.orders) if (order.isAccepted) order.isCancelAsked = true;
    this.onCommand();
  }
}

const positions = fc.integer({ min: -40, max: 40 });
const quotes = fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 });

test("risk: any position and quotes: widening alone makes none keener; skew moves what adds away, and meets no touch", () => {
  const softs = fc.record({
    from: fc.integer({ min: 1, max: 20 }),
    stepsCount: fc.integer({ min: 1, max: 5 }),
    widenTicks: fc.integer({ min: 0, max: 9 }),
    skewTicks: fc.integer({ min: 0, max: 9 }),
  });
  fc.assert(
    fc.property(softs, positions, quotes, quotes, (positionSoft, lots, behindBids, behindAsks) => {
      const desk = riskDesk({ positionLotsMax: 21, positionSoft });
      if (lots !== 0) desk.fill(lots);
      const wants = [
        ...behindBids.map((ticks): [Side, number, number] => [bid, 101 - ticks, 1]),
        ...behindAsks.map((ticks): [Side, number, number] => [ask, 101 + ticks, 1]),
      ];
      const { bids, asks } = desk.shaped(...wants);
      for (const side of sides) {
        const before = wants.filter((want) => want[0] === side).map((want) => want[1] * sign(side));
        const after = (side === bid ? bids : asks).map(([priceTicks]) => priceTicks! * sign(side));
        const isAdding = Math.sign(lots) === sign(side);
        const best = Math.max(...after, Number.NEGATIVE_INFINITY);
        if (isAdding || positionSoft.skewTicks <= positionSoft.widenTicks)
          expect(best).toBeLessThanOrEqual(Math.max(...before));
        expect(best * sign(side)).not.toBe(side === bid ? 102 : 100);
        expect(new Set(after).size).toBe(after.length);
      }
      if (asks.length > 0 && bids.length > 0)
        expect(Math.max(...bids.map(([price]) => price!))).toBeLessThan(Math.min(...asks.map(([price]) => price!)));
    }),
  );
});

test("risk: any position beyond a limit: what may still be ordered never leaves more of it", () => {
  fc.assert(
    fc.property(
      positions,
      fc.integer({ min: 1, max: 90 }),
      fc.nat(30),
      fc.constantFrom(...sides),
      (lots, size, max, side) => {
        const desk = riskDesk({ positionLotsMax: 1 + max, notionalUnitsMax: (max + 0.5) * 101 * tickLotUnits });
        const allowedLots = desk.risk.allowedLots(side, size, sign(side) * lots, 0);
        const afterLots = lots + sign(side) * allowedLots;
        expect(Math.abs(afterLots)).toBeLessThanOrEqual(Math.max(Math.abs(lots), max));
        if (Math.abs(lots) >= max && Math.sign(lots) === sign(side)) expect(allowedLots).toBe(0);
      },
    ),
  );
});

test("risk: any markets of one book: with all that is open filled, gross and net stay within their limits", () => {
  const [grossMax, netMax] = [40, 15];
  const order = fc.record({
    market: fc.nat(2),
    side: fc.constantFrom(...sides),
    lots: fc.integer({ min: 1, max: 30 }),
    isFilled: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(order, { maxLength: 40 }), (orders) => {
      const unit = 101 * tickLotUnits;
      const book = new BookRisk({ grossUnitsMax: grossMax * unit, netUnitsMax: netMax * unit });
      const desks = [0, 1, 2].map(() => riskDesk({}, book));
      for (const { market, side, lots, isFilled } of orders) {
        const { risk, portfolio, open, fill } = desks[market]!;
        const allowedLots = risk.allowedLots(side, lots, portfolio.heldLots(side), open.lots(side));
        if (allowedLots === 0) continue;
        if (isFilled) fill(sign(side) * allowedLots);
        else open.add(orderType.postOnly, side, 100, allowedLots, 0, 0);
        const worst = (of: Side) => desks.map((one) => sign(of) * one.portfolio.positionLots + one.open.lots(of));
        const [long, short] = [worst(bid), worst(ask)];
        const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
        expect(sum(long.map((lotsLong, at) => Math.max(lotsLong, short[at]!)))).toBeLessThanOrEqual(grossMax);
        expect(Math.max(sum(long), sum(short))).toBeLessThanOrEqual(netMax);
      }
    }),
  );
});

test("risk: any losses: a band is on from where it begins until its share of that, and at no other time", () => {
  const limits = {
    bands: [
      { lossUnits: 10, widenTicks: 1 },
      { lossUnits: 15, widenTicks: 2 },
      { lossUnits: 40, widenTicks: 3 },
    ],
    narrowShare: 0.6,
  };
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -20, max: 60 }), { maxLength: 60 }), (losses) => {
      const bands = new InventoryBands(limits);
      bands.value({ nowNs: 0, netUnits: 0, inventoryUnits: 0, positionLots: 1 });
      for (const [at, loss] of losses.entries()) {
        bands.value({ nowNs: at, netUnits: 0, inventoryUnits: -loss, positionLots: 1 });
        const past = losses.slice(0, at + 1);
        const on = limits.bands.filter(({ lossUnits }) => {
          const entered = past.findLastIndex((one) => one >= lossUnits);
          const left = past.findLastIndex((one) => one <= limits.narrowShare * lossUnits);
          return entered > left;
        });
        expect(bands.level).toBe(on.length);
      }
    }),
  );
});

const events = fc.array(fc.record({ afterNs: fc.nat(40), value: fc.integer({ min: -9, max: 9 }) }), { maxLength: 120 });

test("rolling figures: any events: as counted over the window, or over a part of it more", () => {
  const windowNs = 640; // Parts of 10.
  fc.assert(
    fc.property(events, (list) => {
      const [largest, count] = [new RollingMax(windowNs), new RollingCount(windowNs)];
      const past: { atNs: number; value: number }[] = [];
      let nowNs = 0;
      for (const { afterNs, value } of list) {
        nowNs += afterNs;
        past.push({ atNs: nowNs, value });
        count.add(nowNs);
        const within = (ns: number) => past.filter(({ atNs }) => atNs > nowNs - ns).map((one) => one.value);
        const told = largest.add(nowNs, value);
        expect(told).toBeGreaterThanOrEqual(Math.max(...within(windowNs)));
        expect(told).toBeLessThanOrEqual(Math.max(...within(windowNs + 11)));
        expect(count.at(nowNs)).toBeGreaterThanOrEqual(within(windowNs).length);
        expect(count.at(nowNs)).toBeLessThanOrEqual(within(windowNs + 11).length);
      }
    }),
  );
});
