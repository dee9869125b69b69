/** What a matcher did with a flow, one operation at a time, in a form that laws can be read off. */

import { orderType } from "../../src/domain/order-type.ts";
import { bid } from "../../src/domain/side.ts";
import type { AmendOperation, MatcherOperation, PlaceOperation } from "../../src/engine/reference-matcher-operation.ts";
import { type Matcher, type MatchReport, matchReportKind, outcome, selfTrade } from "../../src/ports/matcher.ts";
import type { MatcherFlow } from "./matcher-flows.ts";
import { type LedgerOrder, MatcherLedger } from "./matcher-ledger.ts";
import { type Answer, add, type BookSeen, bookSeen, copyOfResult, reportsOf } from "./matcher-trace.ts";

export interface MatcherStep {
  readonly operation: MatcherOperation;
  readonly answer: Answer;
  readonly before: BookSeen;
  readonly after: BookSeen;
  /** What the order of each id of the flow has left, before and after. */
  readonly leftBefore: ReadonlyMap<number, number>;
  readonly leftAfter: ReadonlyMap<number, number>;
}

export function historyOf(matcher: Matcher, { operations }: MatcherFlow): MatcherStep[] {
  const ids = operations.flatMap((operation) => ("orderId" in operation ? [operation.orderId] : []));
  const leftLots = () => new Map(ids.map((orderId) => [orderId, matcher.leftLots(orderId)]));
  let [before, leftBefore] = [bookSeen(matcher), leftLots()];
  return operations.map((operation) => {
    add(matcher, operation);
    const reports: MatchReport[] = [];
    for (let isDone = false; !isDone; ) {
      isDone = matcher.run();
      reports.push(...reportsOf(matcher));
    }
    const answer = { result: copyOfResult(matcher.result(0)), reports };
    const [after, leftAfter] = [bookSeen(matcher), leftLots()];
    const step = { operation, answer, before, after, leftBefore, leftAfter };
    [before, leftBefore] = [after, leftAfter];
    return step;
  });
}

export interface Visitor {
  /** Before each report is applied. `taker` is what entered, with what it has left by now; undefined if nothing did. */
  report?(report: MatchReport, ledger: MatcherLedger, step: MatcherStep, taker: Entered | undefined): void;
  /** After each operation. */
  end?(ledger: MatcherLedger, step: MatcherStep, taker: Entered | undefined): void;
}

/** An order that was placed, or amended such that it entered afresh. */
export interface Entered extends PlaceOperation {
  /** The worst price it may take; endless for a market order. */
  readonly limitTicks: number;
  leftLots: number;
}

/** Retells a history with a ledger beside it. */
export function retell(history: readonly MatcherStep[], visitor: Visitor): void {
  const ledger = new MatcherLedger();
  for (const step of history) {
    const taker = enteredBy(step, ledger);
    for (const report of step.answer.reports) {
      visitor.report?.(report, ledger, step, taker);
      ledger.report(step.operation, report);
      if (taker !== undefined) taker.leftLots -= lotsOfTaker(report, taker);
    }
    ledger.result(step.operation, step.answer, taker);
    visitor.end?.(ledger, step, taker);
  }
}

function enteredBy({ operation, answer }: MatcherStep, ledger: MatcherLedger): Entered | undefined {
  const { outcome: became } = answer.result;
  if (became === outcome.refused || became === outcome.reduced) return undefined;
  if (operation.kind === "place") return entered(operation);
  if (operation.kind === "amend") return entered(afresh(operation, ledger.orders.get(operation.orderId)!));
  return undefined;
}

function entered(place: PlaceOperation): Entered {
  const endless = place.side === bid ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const limitTicks = place.type === orderType.market ? endless : place.priceTicks;
  return { ...place, limitTicks, leftLots: place.sizeLots };
}

function afresh(
  { type, orderId, priceTicks, sizeLots, prevention }: AmendOperation,
  order: LedgerOrder,
): PlaceOperation {
  const { owner, side, peakLots: shownLots } = order;
  return { kind: "place", type, side, orderId, owner, priceTicks, sizeLots, shownLots, prevention };
}

/** What the taker lost with a report: prevention takes of its lots only by a decrement. */
function lotsOfTaker({ kind, lots }: MatchReport, { prevention }: Entered): number {
  const isLost =
    kind === matchReportKind.trade || (kind === matchReportKind.prevented && prevention === selfTrade.decrement);
  return isLost ? lots : 0;
}
