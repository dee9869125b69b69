/**
 * Gives a matcher a flow of operations and writes down all that can be seen from outside: results, reports, and the
 * book after each call. Two matchers, or two ways of cutting a flow into batches, agree when their traces are equal.
 */
import { ask, bid, type Side } from "../../src/domain/side.ts";
import type { MatcherOperation } from "../../src/engine/reference-matcher-operation.ts";
import { type Matcher, type MatchReport, type MatchResult, matcherLimits } from "../../src/ports/matcher.ts";

export interface Answer {
  readonly result: MatchResult;
  /** `operationIndex` counts from the start of the flow. */
  readonly reports: readonly MatchReport[];
}

export type ShownLevels = readonly (readonly [priceTicks: number, lots: number])[];

export interface BookSeen {
  readonly ordersCount: number;
  readonly bestBidTicks: number;
  readonly bestBidLots: number;
  readonly bestAskTicks: number;
  readonly bestAskLots: number;
  readonly bids: ShownLevels;
  readonly asks: ShownLevels;
  readonly stateHash: number;
}

export interface MatcherTrace {
  readonly answers: readonly Answer[];
  /** After each call of `run`, with the answers known by then. */
  readonly calls: readonly { readonly resultsCount: number; readonly reportsCount: number; readonly book: BookSeen }[];
}

export const oneByOne: readonly number[] = [1];
export const largestBatches: readonly number[] = [matcherLimits.operationsMax];

/** @param batchSizes operations in each batch, over and over. */
export function playFlow(
  matcher: Matcher,
  flow: readonly MatcherOperation[],
  batchSizes: readonly number[],
): MatcherTrace {
  const answers: { result: MatchResult; reports: MatchReport[] }[] = [];
  const calls: MatcherTrace["calls"][number][] = [];
  for (let from = 0, batch = 0; from < flow.length; batch++) {
    const operations = flow.slice(from, from + batchSizes[batch % batchSizes.length]!);
    for (const operation of operations) add(matcher, operation);
    const reports: MatchReport[] = [];
    for (let isDone = false; !isDone; ) {
      isDone = matcher.run();
      reports.push(...reportsOf(matcher));
      calls.push({
        resultsCount: from + matcher.resultsCount,
        reportsCount: matcher.reportsCount,
        book: bookSeen(matcher),
      });
    }
    for (let index = 0; index < operations.length; index++) {
      const own = reports.filter((report) => report.operationIndex === index);
      const counted = own.map((report) => ({ ...report, operationIndex: from + index }));
      answers.push({ result: copyOfResult(matcher.result(index)), reports: counted });
    }
    from += operations.length;
  }
  return { answers, calls };
}

export function add(matcher: Matcher, operation: MatcherOperation): void {
  if (operation.kind === "place") {
    const { type, side, orderId, owner, priceTicks, sizeLots, shownLots, prevention } = operation;
    matcher.place(type, side, orderId, owner, priceTicks, sizeLots, shownLots, prevention);
  } else if (operation.kind === "amend") {
    const { type, orderId, priceTicks, sizeLots, prevention } = operation;
    matcher.amend(type, orderId, priceTicks, sizeLots, prevention);
  } else if (operation.kind === "cancel") matcher.cancel(operation.orderId);
  else matcher.cancelAll(operation.owner);
}

export function reportsOf(matcher: Matcher): MatchReport[] {
  return Array.from({ length: matcher.reportsCount }, (_, index) => copyOfReport(matcher.report(index)));
}

export function bookSeen(matcher: Matcher): BookSeen {
  const { ordersCount, bestBidTicks, bestBidLots, bestAskTicks, bestAskLots } = matcher;
  const [bids, asks] = [levelsSeen(matcher, bid), levelsSeen(matcher, ask)];
  const best = { bestBidTicks, bestBidLots, bestAskTicks, bestAskLots };
  return { ordersCount, ...best, bids, asks, stateHash: matcher.stateHash() };
}

export function levelsSeen(
  matcher: Matcher,
  side: Side,
  levelsCountMax: number = matcherLimits.levelsMax,
): ShownLevels {
  const length = matcher.readLevels(side, levelsCountMax);
  return Array.from({ length }, (_, index) => [matcher.levelTicks(index), matcher.levelLots(index)]);
}

/** Results and reports are lent, perhaps as views of memory: what is kept is copied field by field. */
export function copyOfResult(result: MatchResult): MatchResult {
  return {
    outcome: result.outcome,
    refusal: result.refusal,
    tradedLots: result.tradedLots,
    leftLots: result.leftLots,
    priceTicks: result.priceTicks,
    side: result.side,
    levelLots: result.levelLots,
  };
}

function copyOfReport(report: MatchReport): MatchReport {
  return {
    kind: report.kind,
    operationIndex: report.operationIndex,
    takerId: report.takerId,
    makerId: report.makerId,
    takerOwner: report.takerOwner,
    makerOwner: report.makerOwner,
    side: report.side,
    priceTicks: report.priceTicks,
    lots: report.lots,
    makerLeftLots: report.makerLeftLots,
    levelLots: report.levelLots,
  };
}
