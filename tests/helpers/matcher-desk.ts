/** Drives a matcher by hand, one operation at a time, for cases whose numbers are worked out on paper. */

import { type OrderType, orderType } from "../../src/domain/order-type.ts";
import { ask, bid, type Side } from "../../src/domain/side.ts";
import {
  type Matcher,
  type MatchReport,
  type MatchResult,
  type SelfTrade,
  selfTrade,
} from "../../src/ports/matcher.ts";
import { copyOfResult, levelsSeen, reportsOf, type ShownLevels } from "./matcher-trace.ts";

export interface DeskAnswer extends MatchResult {
  readonly reports: readonly MatchReport[];
}

/** What an order is unless told otherwise: a limit order of nobody that shows all and allows everything. */
interface More {
  readonly type?: OrderType;
  readonly owner?: number;
  readonly shownLots?: number;
  readonly prevention?: SelfTrade;
}

export class MatcherDesk implements Disposable {
  constructor(readonly matcher: Matcher) {}

  place(orderId: number, side: Side, priceTicks: number, sizeLots: number, more: More = {}): DeskAnswer {
    const { type = orderType.limit, owner = 0, shownLots = 0, prevention = selfTrade.allow } = more;
    this.matcher.place(type, side, orderId, owner, priceTicks, sizeLots, shownLots, prevention);
    return this.#answer();
  }

  amend(
    orderId: number,
    priceTicks: number,
    sizeLots: number,
    more: Pick<More, "type" | "prevention"> = {},
  ): DeskAnswer {
    const { type = orderType.limit, prevention = selfTrade.allow } = more;
    this.matcher.amend(type, orderId, priceTicks, sizeLots, prevention);
    return this.#answer();
  }

  cancel(orderId: number): DeskAnswer {
    this.matcher.cancel(orderId);
    return this.#answer();
  }

  cancelAll(owner: number): DeskAnswer {
    this.matcher.cancelAll(owner);
    return this.#answer();
  }

  get bids(): ShownLevels {
    return levelsSeen(this.matcher, bid);
  }
  get asks(): ShownLevels {
    return levelsSeen(this.matcher, ask);
  }

  /** Whom a market order against this side meets, in order, as often as it meets them. It empties the side. */
  queueOf(side: Side): number[] {
    const against = side === bid ? ask : bid;
    const { reports } = this.place(999_999, against, 1, 1_000_000, { type: orderType.market });
    return reports.map(({ makerId }) => makerId);
  }

  [Symbol.dispose](): void {
    this.matcher[Symbol.dispose]();
  }

  #answer(): DeskAnswer {
    const reports: MatchReport[] = [];
    for (let isDone = false; !isDone; ) {
      isDone = this.matcher.run();
      reports.push(...reportsOf(this.matcher));
    }
    return { ...copyOfResult(this.matcher.result(0)), reports };
  }
}

/** Pairs of maker and lots. */
export function makersOf({ reports }: DeskAnswer): (readonly [makerId: number, lots: number])[] {
  return reports.map(({ makerId, lots }) => [makerId, lots]);
}
