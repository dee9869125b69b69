/** Section 2: every refusal, which of two is told, and that nothing has changed. */
import { expect, test } from "bun:test";
import { type OrderType, orderType } from "../../src/domain/order-type.ts";
import { ask, bid, type Side } from "../../src/domain/side.ts";
import { type MatcherRefusal, outcome, type SelfTrade } from "../../src/ports/matcher.ts";
import { type DeskAnswer, MatcherDesk } from "../helpers/matcher-desk.ts";
import type { MatcherUnderTest } from "../helpers/matcher-kinds.ts";
import { bookSeen } from "../helpers/matcher-trace.ts";

export function refusalCases({ open, isMissing }: MatcherUnderTest): void {
  /** Bid 1 at 100 with 5, iceberg bid 2 at 99 of 10 showing 2, ask 3 at 103 with 5; room for one more. */
  const desk = () => {
    const on = new MatcherDesk(open(4));
    on.place(1, bid, 100, 5);
    on.place(2, bid, 99, 10, { shownLots: 2 });
    on.place(3, ask, 103, 5);
    return on;
  };
  const refuses = (refusal: MatcherRefusal, act: (on: MatcherDesk) => DeskAnswer) => {
    using on = desk();
    const before = bookSeen(on.matcher);
    expect(act(on)).toEqual({
      outcome: outcome.refused,
      refusal,
      tradedLots: 0,
      leftLots: 0,
      priceTicks: 0,
      side: bid,
      levelLots: 0,
      reports: [],
    });
    expect(bookSeen(on.matcher)).toEqual(before);
  };

  test.skipIf(isMissing)("refused: a type, side or prevention that is none", () => {
    for (const code of [-1, 0.5, 5, 255, 256, 2 ** 32, Number.NaN]) {
      refuses("bad_kind", (on) => on.place(9, bid, 101, 1, { type: code as OrderType }));
      refuses("bad_kind", (on) => on.place(9, code as Side, 101, 1));
      refuses("bad_kind", (on) => on.place(9, bid, 101, 1, { prevention: code as SelfTrade }));
      refuses("bad_kind", (on) => on.amend(1, 101, 1, { type: code as OrderType }));
      refuses("bad_kind", (on) => on.amend(1, 100, 1, { prevention: code as SelfTrade }));
    }
    for (const type of [orderType.ioc, orderType.fok, orderType.market])
      refuses("bad_kind", (on) => on.amend(1, 101, 1, { type }));
    refuses("bad_kind", (on) => on.place(9, 2 as Side, 101, 1));
  });

  test.skipIf(isMissing)("refused: an id that is none", () => {
    for (const orderId of [0, -1, 1.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY]) {
      refuses("bad_id", (on) => on.place(orderId, bid, 101, 1));
      refuses("bad_id", (on) => on.amend(orderId, 101, 1));
      refuses("bad_id", (on) => on.cancel(orderId));
    }
  });

  test.skipIf(isMissing)("refused: to cancel all of nobody", () => {
    refuses("bad_owner", (on) => on.cancelAll(0));
  });

  test.skipIf(isMissing)("a bug: an owner that is no uint32", () => {
    using on = desk();
    for (const owner of [-1, 0.5, 2 ** 32, Number.NaN]) {
      expect(() => on.place(9, bid, 101, 1, { owner })).toThrow("an owner is a uint32");
      expect(() => on.cancelAll(owner)).toThrow("an owner is a uint32");
    }
  });

  test.skipIf(isMissing)("refused: a size that is zero, negative, broken or too large", () => {
    for (const sizeLots of [0, -1, 0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY]) {
      for (const type of Object.values(orderType))
        refuses("bad_size", (on) => on.place(9, bid, 101, sizeLots, { type }));
      refuses("bad_size", (on) => on.amend(1, 101, sizeLots));
    }
  });

  test.skipIf(isMissing)("refused: a price below 1, above 2^31 - 1 or between ticks", () => {
    for (const priceTicks of [0, -1, 0.5, 2 ** 31, 2 ** 32 + 5, Number.NaN]) {
      for (const type of [orderType.limit, orderType.postOnly, orderType.ioc, orderType.fok])
        refuses("bad_price", (on) => on.place(9, bid, priceTicks, 1, { type }));
      refuses("bad_price", (on) => on.amend(1, priceTicks, 1));
    }
  });

  test.skipIf(isMissing)("refused: an id that lives, whatever the type, and before anything is matched", () => {
    for (const type of Object.values(orderType))
      refuses("duplicate_order_id", (on) => on.place(3, bid, 103, 1, { type }));
  });

  test.skipIf(isMissing)("refused: an order that does not live", () => {
    refuses("unknown_order", (on) => on.amend(9, 101, 1));
    refuses("unknown_order", (on) => on.cancel(9));
    refuses("unknown_order", (on) => on.cancel(2 ** 32 + 1));
  });

  test.skipIf(isMissing)("refused: an amend to what is", () => {
    refuses("no_change", (on) => on.amend(1, 100, 5));
    refuses("no_change", (on) => on.amend(2, 99, 10));
  });

  test.skipIf(isMissing)("refused: an amend to an iceberg of too many parts", () => {
    refuses("bad_shown_size", (on) => on.amend(2, 99, 2001));
    using on = desk();
    expect(on.amend(2, 99, 2000)).toMatchObject({ outcome: outcome.rested, levelLots: 2 });
  });

  test.skipIf(isMissing)("refused: one order too many that may rest; takers need no room", () => {
    using on = desk();
    expect(on.place(4, bid, 98, 1)).toMatchObject({ outcome: outcome.rested });
    expect(on.place(5, bid, 103, 1)).toMatchObject({ refusal: "orders_max_reached" });
    expect(on.place(5, bid, 98, 1, { type: orderType.postOnly })).toMatchObject({ refusal: "orders_max_reached" });
    for (const type of [orderType.ioc, orderType.fok, orderType.market])
      expect(on.place(5, bid, 103, 1, { type })).toMatchObject({ outcome: outcome.filled });
    on.cancel(4);
    expect(on.place(5, bid, 98, 1)).toMatchObject({ outcome: outcome.rested });
  });

  test.skipIf(isMissing)("refused: a level that all together would have 2^53 lots; one less is taken", () => {
    const most = 2 ** 53 - 1;
    refuses("level_full", (on) => on.place(9, bid, 100, most - 4));
    refuses("level_full", (on) => on.place(9, bid, 99, most - 9, { type: orderType.postOnly }));
    using on = desk();
    expect(on.place(9, bid, 99, most - 10)).toMatchObject({ outcome: outcome.rested, levelLots: most - 8 });
    expect(on.amend(1, 99, 1)).toMatchObject({ outcome: outcome.refused, refusal: "level_full", reports: [] });
    expect(on.amend(9, 99, most - 9)).toMatchObject({ refusal: "level_full" });
    expect(on.amend(1, 100, most)).toMatchObject({ outcome: outcome.rested, levelLots: most });
    expect(on.place(8, ask, 100, most, { type: orderType.fok })).toMatchObject({ outcome: outcome.filled });
  });

  test.skipIf(isMissing)("refused: which of two reasons is told: the one that is looked at first", () => {
    refuses("bad_kind", (on) => on.place(0, bid, 0, 0, { type: 7 as OrderType }));
    refuses("bad_id", (on) => on.place(0, bid, 0, 0));
    refuses("bad_size", (on) => on.place(1, bid, 0, 0));
    refuses("bad_price", (on) => on.place(1, bid, 0, 1, { shownLots: 2 }));
    refuses("bad_shown_size", (on) => on.place(1, bid, 103, 1, { shownLots: 2 }));
    refuses("duplicate_order_id", (on) => on.place(1, bid, 103, 1, { type: orderType.postOnly }));
    refuses("bad_size", (on) => on.amend(9, 0, 0));
    refuses("bad_price", (on) => on.amend(9, 0, 1));
    refuses("unknown_order", (on) => on.amend(9, 103, 2 ** 52, { type: orderType.postOnly }));
    refuses("bad_shown_size", (on) => on.amend(2, 103, 2 ** 52, { type: orderType.postOnly }));
    refuses("would_cross", (on) => on.amend(1, 103, 5, { type: orderType.postOnly }));
    using full = new MatcherDesk(open(1));
    full.place(1, bid, 100, 5);
    expect(full.place(2, ask, 100, 5, { type: orderType.postOnly })).toMatchObject({ refusal: "orders_max_reached" });
    expect(full.place(1, ask, 100, 5, { type: orderType.postOnly })).toMatchObject({ refusal: "duplicate_order_id" });
  });
}
