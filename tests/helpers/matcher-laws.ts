/**
 * What must hold of any matcher, whatever happens to it: each law judges a history by the ledger of a stranger, who
 * knows the rules and nothing of how they are implemented.
 */
import { expect } from "bun:test";
import { orderType } from "../../src/domain/order-type.ts";
import { ask, bid, opposite, type Side, sides } from "../../src/domain/side.ts";
import { type MatchReport, matchReportKind, outcome, selfTrade } from "../../src/ports/matcher.ts";
import { type Entered, type MatcherStep, retell } from "./matcher-history.ts";
import { isBetter, type LedgerOrder, type MatcherLedger } from "./matcher-ledger.ts";

export type MatcherLaw = (history: readonly MatcherStep[]) => void;

/**
 * Placed = traded + cancelled + expired + prevented + resting, after every operation. Whole numbers beyond 2^53 are
 * summed.
 */
export function sizeIsConserved(history: readonly MatcherStep[]): void {
  let placedLots = 0n;
  let goneLots = 0n;
  retell(history, {
    report({ kind, lots }, _ledger, _step, taker) {
      const isTakers = kind === matchReportKind.trade || taker?.prevention === selfTrade.decrement;
      goneLots += BigInt(lots) * (isTakers && kind !== matchReportKind.left ? 2n : 1n);
    },
    end(_ledger, { operation, answer: { result }, leftBefore, leftAfter }, taker) {
      if (taker !== undefined) placedLots += BigInt(taker.sizeLots);
      if (operation.kind === "amend" && result.outcome === outcome.reduced)
        goneLots += BigInt(leftBefore.get(operation.orderId)! - result.leftLots);
      const isGone = result.outcome === outcome.expired || result.outcome === outcome.prevented;
      if (isGone || result.outcome === outcome.cancelled) goneLots += BigInt(result.leftLots);
      const restingLots = [...leftAfter.values()].reduce((sum, lots) => sum + BigInt(lots), 0n);
      expect(goneLots + restingLots).toBe(placedLots);
    },
  });
}

export function neverCrossedAtRest(history: readonly MatcherStep[]): void {
  for (const { after } of history)
    if (after.bids.length > 0 && after.asks.length > 0) {
      expect(after.bestBidTicks).toBeLessThan(after.bestAskTicks);
      expect(after.bids[0]![0]).toBeLessThan(after.asks[0]![0]);
    }
}

export function nobodyIsPassedOver(history: readonly MatcherStep[]): void {
  retell(history, {
    report({ kind, makerId }, ledger) {
      if (kind !== matchReportKind.left) expect(ledger.before(ledger.orders.get(makerId)!)).toEqual([]);
    },
  });
}

export function tradesTellBothSidesAtTheMakersPrice(history: readonly MatcherStep[]): void {
  retell(history, {
    report(report, ledger, { answer }, taker) {
      if (report.kind !== matchReportKind.trade) return;
      const maker = ledger.orders.get(report.makerId)!;
      expect(report.priceTicks).toBe(maker.priceTicks);
      expect(isBetter(taker!.side, report.priceTicks, taker!.limitTicks)).toBe(false);
      expect(report).toMatchObject({ takerId: taker!.orderId, takerOwner: taker!.owner, side: taker!.side });
      expect(report).toMatchObject({ makerOwner: maker.owner, side: opposite(maker.side) });
      expect(report.lots).toBe(Math.min(taker!.leftLots, maker.shownLots));
      expect(report.makerLeftLots).toBe(maker.leftLots - report.lots);
      expect(tradedIn(answer.reports)).toBe(answer.result.tradedLots);
    },
  });
}

export function typesKeepTheirPromise(history: readonly MatcherStep[]): void {
  retell(history, {
    end(ledger, { answer: { result, reports } }, taker) {
      if (taker === undefined) return;
      const { type, sizeLots } = taker;
      const isRested = result.outcome === outcome.rested;
      if (type === orderType.postOnly) expect(isRested && result.tradedLots === 0).toBe(true);
      if (type === orderType.fok && result.outcome === outcome.expired) expect(reports).toEqual([]);
      if (type === orderType.fok) expect([0, sizeLots]).toContain(result.tradedLots);
      if (isRested) expect(type === orderType.limit || type === orderType.postOnly).toBe(true);
      if (result.outcome === outcome.expired)
        expect(type === orderType.limit || type === orderType.postOnly).toBe(false);
      expect(result.leftLots).toBe(taker.leftLots);
      const isOpen = isRested || (result.outcome === outcome.expired && type !== orderType.fok);
      if (isOpen) expect(ledger.within(taker.side, taker.limitTicks)).toEqual([]);
      if (result.outcome === outcome.filled) expect(taker.leftLots).toBe(0);
    },
  });
}

/** No trade between orders of one owner unless the taker allows it; else exactly what its mode says. */
export function selfTradesArePreventedAsTold(history: readonly MatcherStep[]): void {
  retell(history, {
    report(report, ledger, { answer: { result, reports } }, taker) {
      if (report.kind === matchReportKind.left) return;
      const maker = ledger.orders.get(report.makerId)!;
      const isPrevented = taker!.prevention !== selfTrade.allow && taker!.owner !== 0 && maker.owner === taker!.owner;
      expect(report.kind).toBe(isPrevented ? matchReportKind.prevented : matchReportKind.trade);
      if (!isPrevented) return;
      expect(report).toMatchObject({ takerOwner: maker.owner, makerOwner: maker.owner, priceTicks: maker.priceTicks });
      const lots = lotsPrevented(taker!, maker);
      expect(report).toMatchObject({ lots, makerLeftLots: maker.leftLots - lots });
      const isEnd = taker!.prevention === selfTrade.expireTaker || taker!.prevention === selfTrade.expireBoth;
      const isUsedUp = taker!.prevention === selfTrade.decrement && taker!.leftLots === lots;
      if (isEnd || isUsedUp) expect(result.outcome).toBe(outcome.prevented);
      if (isEnd || isUsedUp) expect(reports.at(-1)).toEqual(report);
    },
    end(_ledger, { answer: { result, reports } }, taker) {
      if (result.outcome !== outcome.prevented) return;
      expect(reports.at(-1)?.kind).toBe(matchReportKind.prevented);
      expect(taker!.prevention).not.toBe(selfTrade.expireMaker);
      if (taker!.prevention === selfTrade.decrement) expect(result.leftLots).toBe(0);
    },
  });
}

export function refusalsChangeNothing(history: readonly MatcherStep[]): void {
  for (const { answer, before, after, leftBefore, leftAfter } of history) {
    const { outcome: became, refusal, ...rest } = answer.result;
    expect(became === outcome.refused).toBe(refusal !== "");
    if (became !== outcome.refused) continue;
    expect(rest).toEqual({ tradedLots: 0, leftLots: 0, priceTicks: 0, side: bid, levelLots: 0 });
    expect(answer.reports).toEqual([]);
    expect(after).toEqual(before);
    expect(leftAfter).toEqual(leftBefore);
  }
}

/** Those refusals that depend on the book are given exactly when they are due. */
export function refusalsAreDue(history: readonly MatcherStep[]): void {
  const earlier = ["bad_kind", "bad_id", "bad_owner", "bad_size", "bad_price", "bad_shown_size"];
  retell(history, {
    end(ledger, { operation, answer, before, leftBefore }) {
      const { refusal } = answer.result;
      if (operation.kind === "cancelAll" || earlier.includes(refusal)) return;
      const isLive = leftBefore.get(operation.orderId)! > 0;
      if (operation.kind === "place") expect(refusal === "duplicate_order_id").toBe(isLive);
      else expect(refusal === "unknown_order").toBe(!isLive);
      if (
        operation.kind === "cancel" ||
        operation.type !== orderType.postOnly ||
        !["", "would_cross"].includes(refusal)
      )
        return;
      const order = operation.kind === "place" ? operation : ledger.orders.get(operation.orderId)!;
      const bestTicks = order.side === bid ? before.bestAskTicks : before.bestBidTicks;
      const crosses = bestTicks > 0 && !isBetter(order.side, bestTicks, operation.priceTicks);
      const isReduced = answer.result.outcome === outcome.reduced;
      if (!isReduced) expect(refusal === "would_cross").toBe(crosses);
    },
  });
}

/**
 * The levels before, with what was told of them since, are the levels after; of a level told more than once the last
 * holds.
 */
export function changedLevelsAreTold(history: readonly MatcherStep[]): void {
  for (const { answer, before, after } of history) {
    const levels = [new Map(before.bids), new Map(before.asks)] as const;
    const tell = (side: Side, priceTicks: number, lots: number) => {
      if (lots > 0) levels[side].set(priceTicks, lots);
      else levels[side].delete(priceTicks);
    };
    for (const { kind, side, priceTicks, levelLots } of answer.reports)
      tell(kind === matchReportKind.left ? side : opposite(side), priceTicks, levelLots);
    const { side, priceTicks, levelLots } = answer.result;
    if (priceTicks > 0) tell(side, priceTicks, levelLots);
    expect(sorted(levels[bid], bid)).toEqual([...after.bids]);
    expect(sorted(levels[ask], ask)).toEqual([...after.asks]);
  }
}

/** The book that the matcher shows is the one that its answers tell of. */
export function bookIsWhatWasTold(history: readonly MatcherStep[]): void {
  retell(history, {
    end(ledger, { after, leftAfter }) {
      expect(after.ordersCount).toBe(ledger.orders.size);
      for (const [orderId, leftLots] of leftAfter) expect(leftLots).toBe(ledger.orders.get(orderId)?.leftLots ?? 0);
      const [bids, asks] = sides.map((side) => ledger.levels(side));
      expect(after).toMatchObject({ bids, asks });
      const [bestBid, bestAsk] = [bids![0] ?? [0, 0], asks![0] ?? [0, 0]];
      expect(after).toMatchObject({ bestBidTicks: bestBid[0], bestBidLots: bestBid[1] });
      expect(after).toMatchObject({ bestAskTicks: bestAsk[0], bestAskLots: bestAsk[1] });
    },
  });
}

/**
 * Cancelling all of an owner closes its orders in priority, bids first; an amend that enters afresh leaves first, once.
 */
export function leavingIsTold(history: readonly MatcherStep[]): void {
  retell(history, {
    report(report, ledger, { operation }) {
      if (report.kind !== matchReportKind.left) return;
      const order = ledger.orders.get(report.makerId)!;
      const { orderId, owner, side, priceTicks, leftLots: lots, shownLots } = order;
      const levelLots = ledger.shownLots(side, priceTicks) - shownLots;
      expect(report).toMatchObject({ takerId: orderId, makerId: orderId, takerOwner: owner, makerOwner: owner });
      expect(report).toMatchObject({ side, priceTicks, lots, makerLeftLots: 0, levelLots });
      if (operation.kind === "amend") expect(operation.orderId).toBe(orderId);
      if (operation.kind !== "cancelAll") return;
      expect(owner).toBe(operation.owner);
      const isOwn = (other: LedgerOrder) => other.owner === owner;
      expect(ledger.before(order).filter(isOwn)).toEqual([]);
      if (side === ask) expect(ledger.side(bid).filter(isOwn)).toEqual([]);
    },
    end(ledger, { operation, answer: { result, reports } }, taker) {
      const left = reports.filter(({ kind }) => kind === matchReportKind.left);
      if (operation.kind === "amend") expect(left.length).toBe(taker === undefined ? 0 : 1);
      if (operation.kind === "amend" && taker !== undefined) expect(reports[0]).toEqual(left[0]!);
      if (operation.kind === "cancelAll" && result.refusal === "") expect(ownedBy(operation.owner, ledger)).toEqual([]);
    },
  });
}

function ownedBy(owner: number, ledger: MatcherLedger): LedgerOrder[] {
  return [...ledger.orders.values()].filter((order) => order.owner === owner);
}

function tradedIn(reports: readonly MatchReport[]): number {
  return reports.filter(({ kind }) => kind === matchReportKind.trade).reduce((sum, { lots }) => sum + lots, 0);
}

function lotsPrevented({ prevention, leftLots }: Entered, maker: LedgerOrder): number {
  if (prevention === selfTrade.expireTaker) return 0;
  return prevention === selfTrade.decrement ? Math.min(leftLots, maker.shownLots) : maker.leftLots;
}

function sorted(levels: ReadonlyMap<number, number>, side: Side): (readonly [number, number])[] {
  return [...levels].sort(([one], [other]) => (side === bid ? other - one : one - other));
}
