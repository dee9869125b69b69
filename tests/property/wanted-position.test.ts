// Goal: whatever position a strategy wants, and however often it wants another one, no order may take it beyond risk's bound,
// none meets one of our own, and both engines do the same.
// Method: strategies that aim at positions far beyond any bound, drawn from what the market shows, now and then quoting
// instead, on the market histories of the battery; its own property of limits judges each order as it is placed.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { z } from "zod";
import { checkStrategy, marketHistories, playCase, strategyCases } from "../../sim/fuzz/index.ts";
import type { OwnOrder } from "../../src/core/orders/own-order.ts";
import { defineStrategy } from "../../src/core/strategy/strategy.ts";
import { orderType } from "../../src/domain/order-type.ts";
import { type OwnEvent, ownEventKind } from "../../src/domain/own-event.ts";
import { bid } from "../../src/domain/side.ts";
import type { Venue } from "../../src/ports/venue.ts";

/** Aims somewhere within `spanLots` of the reference, as the numbers on show fall; every `quoteEvery`th quotes instead. */
const restless = defineStrategy({
  name: "restless",
  summary: "wants another position whenever the market shows something else",
  features: [],
  parameters: z.strictObject({
    spanLots: z.int().min(1).max(100_000),
    collarTicks: z.int().min(0).max(50),
    quoteEvery: z.int().min(2).max(9),
  }),
  start:
    ({ spanLots, collarTicks, quoteEvery }) =>
    ({ market, positionLots }, quotes) => {
      const shown = market.touchBidTicks + 31 * market.touchAskLots + 17 * market.touchBidLots + Math.abs(positionLots);
      if (shown % quoteEvery === 0) quotes.want(bid, Math.max(1, market.touchBidTicks), 1 + (shown % spanLots));
      else quotes.aim((shown % (2 * spanLots + 1)) - spanLots, collarTicks);
    },
});

test("wanted position: any aims in any market: within risk's bound, no order of ours meets another, both engines alike", () => {
  checkStrategy(restless, { properties: ["limits", "any-view"], runs: 100 });
}, 30_000);

test("wanted position: any aims: an order that takes is sent when nothing else is open, and such orders fill", () => {
  let filledCount = 0;
  fc.assert(
    fc.property(strategyCases(restless, aims, marketHistories()), (of) => {
      const open = new Set<number>(); // As sent, and what the venue has not ended yet.
      const connect = (_market: unknown, replay: Venue) => ({ venue: watched(replay, open), tracked: undefined });
      const ordered = ({ orderId, remainingLots }: OwnOrder, { kind }: OwnEvent) => {
        if (remainingLots === 0 || ended.has(kind)) open.delete(orderId);
        if (kind === ownEventKind.filled) filledCount++;
      };
      playCase(of, restless, { connect, listener: { ordered } });
    }),
  );
  expect(filledCount).toBeGreaterThan(100);
});

const aims = fc.record({
  spanLots: fc.integer({ min: 1, max: 300 }),
  collarTicks: fc.integer({ min: 0, max: 50 }),
  quoteEvery: fc.integer({ min: 2, max: 9 }),
});

const ended = new Set<number>([
  ownEventKind.rejected,
  ownEventKind.cancelled,
  ownEventKind.expired,
  ownEventKind.unknown,
]);

/** A venue that is told of its orders by somebody who expects nothing open when one is to take. */
function watched(replay: Venue, open: Set<number>): Venue {
  return {
    place: (type, side, orderId, priceTicks, sizeLots, shownLots) => {
      if (type === orderType.ioc) expect(open.size).toBe(0);
      open.add(orderId);
      replay.place(type, side, orderId, priceTicks, sizeLots, shownLots);
    },
    amend: (...of) => replay.amend(...of),
    cancel: (orderId) => replay.cancel(orderId),
    cancelAll: () => replay.cancelAll(),
  };
}
