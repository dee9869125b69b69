/** What each operation does (rules, sections 3, 5 and 6), one generator each, and the result it gives. */

import { type OrderType, orderType } from "../domain/order-type.ts";
import { bid, sides } from "../domain/side.ts";
import { type MatchResult, matchReportKind, outcome } from "../ports/matcher.ts";
import { type LiveOrder, leftLotsOf, ReferenceMatcherBook } from "./reference-matcher-book.ts";
import { couldFill, happeningTo, match, type Steps, type Taker, type Tell } from "./reference-matcher-matching.ts";
import type { AmendOperation, MatcherOperation, PlaceOperation } from "./reference-matcher-operation.ts";
import { isReduction, mayRest, refusalOf } from "./reference-matcher-refusals.ts";

export class ReferenceMatcherExecution {
  readonly book = new ReferenceMatcherBook();

  constructor(
    private readonly ordersMax: number,
    private readonly tell: Tell,
  ) {}

  *execute(operation: MatcherOperation): Steps<MatchResult> {
    const refusal = refusalOf(operation, this.book, this.ordersMax);
    if (refusal !== "") return { ...nothing, outcome: outcome.refused, refusal };
    switch (operation.kind) {
      case "place":
        return yield* this.#place(operation);
      case "amend":
        return yield* this.#amend(operation, this.book.order(operation.orderId)!);
      case "cancel":
        return this.#cancel(this.book.order(operation.orderId)!);
      case "cancelAll":
        return yield* this.#cancelAll(operation.owner);
    }
  }

  *#place(place: PlaceOperation): Steps<MatchResult> {
    const taker = takerOf(place);
    if (place.type === orderType.fok && !couldFill(taker, this.book))
      return { ...nothing, outcome: outcome.expired, leftLots: taker.leftLots };
    return yield* this.#enter(taker, place.type, peakOf(place.shownLots, place.sizeLots));
  }

  *#amend(amend: AmendOperation, order: LiveOrder): Steps<MatchResult> {
    if (isReduction(amend, order)) return this.#reduce(order, amend.sizeLots);
    yield;
    this.#leave(order);
    const { type, priceTicks, sizeLots, prevention } = amend;
    const { orderId, owner, side, peakLots } = order;
    const taker = takerOf({ type, side, orderId, owner, priceTicks, sizeLots, prevention });
    return yield* this.#enter(taker, type, peakOf(peakLots, sizeLots));
  }

  /** Rules 3.2 and 3.3. */
  *#enter(taker: Taker, type: OrderType, peakLots: number): Steps<MatchResult> {
    const isPrevented = yield* match(taker, this.book, this.tell);
    const { leftLots, tradedLots } = taker;
    if (isPrevented) return { ...nothing, outcome: outcome.prevented, tradedLots, leftLots };
    if (leftLots === 0) return { ...nothing, outcome: outcome.filled, tradedLots };
    if (!mayRest(type)) return { ...nothing, outcome: outcome.expired, tradedLots, leftLots };
    const order = restingOrder(taker, peakLots);
    this.book.add(order);
    return { ...this.#levelOf(order), outcome: outcome.rested, tradedLots, leftLots };
  }

  /** Rule 5.1. */
  #reduce(order: LiveOrder, sizeLots: number): MatchResult {
    order.shownLots = Math.min(order.shownLots, sizeLots);
    order.hiddenLots = sizeLots - order.shownLots;
    return { ...this.#levelOf(order), outcome: outcome.reduced, leftLots: sizeLots };
  }

  #cancel(order: LiveOrder): MatchResult {
    this.book.remove(order);
    return { ...this.#levelOf(order), outcome: outcome.cancelled, leftLots: leftLotsOf(order) };
  }

  *#cancelAll(owner: number): Steps<MatchResult> {
    for (const order of sides.flatMap((side) => this.book.levels(side).flatMap(({ queue }) => queue))) {
      if (order.owner !== owner) continue;
      yield;
      this.#leave(order);
    }
    return { ...nothing, outcome: outcome.cancelled };
  }

  #leave(order: LiveOrder): void {
    this.book.remove(order);
    const happening = happeningTo(order, order, matchReportKind.left, this.book);
    this.tell({ ...happening, lots: leftLotsOf(order), makerLeftLots: 0 });
  }

  #levelOf({ side, priceTicks }: LiveOrder): MatchResult {
    return { ...nothing, side, priceTicks, levelLots: this.book.shownLots(side, priceTicks) };
  }
}

const nothing: MatchResult = {
  outcome: outcome.refused,
  refusal: "",
  tradedLots: 0,
  leftLots: 0,
  priceTicks: 0,
  side: bid,
  levelLots: 0,
};

function takerOf(order: Omit<PlaceOperation, "kind" | "shownLots">): Taker {
  const { type, side, orderId, owner, priceTicks, sizeLots, prevention } = order;
  const worstTicks = side === bid ? Number.POSITIVE_INFINITY : 0;
  const limitTicks = type === orderType.market ? worstTicks : priceTicks;
  return { orderId, owner, side, limitTicks, prevention, leftLots: sizeLots, tradedLots: 0 };
}

/** An order that shows all it has is no iceberg. */
function peakOf(shownLots: number, sizeLots: number): number {
  return shownLots < sizeLots ? shownLots : 0;
}

function restingOrder({ orderId, owner, side, limitTicks, leftLots }: Taker, peakLots: number): LiveOrder {
  const shownLots = peakLots === 0 ? leftLots : Math.min(peakLots, leftLots);
  return { orderId, owner, side, priceTicks: limitTicks, peakLots, shownLots, hiddenLots: leftLots - shownLots };
}
