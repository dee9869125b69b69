/** Section 4: cancelling all that rests. */
import { expect, test } from "bun:test";
import { orderType } from "../../src/domain/order-type.ts";
import { ownEventKind } from "../../src/domain/own-event.ts";
import { ask, bid } from "../../src/domain/side.ts";
import { type Send, type Story, seenOf, settleAt, soldAt } from "../helpers/engine-desk.ts";
import type { EngineUnderTest } from "../helpers/engine-kinds.ts";

const { postOnly } = orderType;
const { accepted, cancelled, cancelRejected } = ownEventKind;

const quotes: Send = (venue) => {
  venue.place(1, ask, 104, 5, postOnly);
  venue.place(2, bid, 99, 5, postOnly);
  venue.place(3, ask, 103, 5, postOnly);
  venue.place(4, bid, 100, 5, postOnly);
  venue.place(5, bid, 99, 5, postOnly);
};

export function cancelAllCases({ open, isMissing }: EngineUnderTest): void {
  const afterPlaces = (story: Story) => seenOf(open, story).filter(({ kind }) => kind !== accepted);

  test.skipIf(isMissing)(
    "cancel all: bids, then asks, best price first, then by arrival; nothing fills any more",
    () => {
      const story: Story = {
        sends: [
          [1100, quotes],
          [1220, (venue) => venue.cancelAll({ entryNs: 15, responseNs: 80 })],
        ],
        after: [settleAt(1200), settleAt(1280), soldAt(1300, 90, 100)],
      };
      const closed = { kind: cancelled, venueNs: 1235, seenNs: 1315, lots: 0, remainingLots: 0, queueAheadLots: 0 };
      expect(afterPlaces(story)).toMatchObject([
        { ...closed, orderId: 4, side: bid, priceTicks: 100 },
        { ...closed, orderId: 2, side: bid, priceTicks: 99 },
        { ...closed, orderId: 5, side: bid, priceTicks: 99 },
        { ...closed, orderId: 3, side: ask, priceTicks: 103 },
        { ...closed, orderId: 1, side: ask, priceTicks: 104 },
      ]);
    },
  );

  test.skipIf(isMissing)("cancel all: nothing rests: one refusal that names no order", () => {
    const story: Story = { sends: [[1100, (venue) => venue.cancelAll()]], after: [settleAt(1200)] };
    const refused = { kind: cancelRejected, orderId: 0, side: bid, priceTicks: 0, reason: "unknown_order" };
    expect(seenOf(open, story)).toMatchObject([{ ...refused, venueNs: 1110, seenNs: 1200, remainingLots: 0 }]);
  });

  test.skipIf(isMissing)("cancel all: an order on its way is not closed, one that arrived with it is", () => {
    const story: Story = {
      sends: [
        [
          1100,
          (venue) => {
            venue.place(1, bid, 100, 5, postOnly);
            venue.place(2, bid, 100, 5, postOnly, { entryNs: 11, responseNs: 20 });
            venue.cancelAll();
          },
        ],
      ],
      after: [settleAt(1200), soldAt(1300, 99, 3)],
    };
    expect(seenOf(open, story).map(({ orderId, kind, lots }) => [orderId, kind, lots])).toEqual([
      [1, accepted, 0],
      [1, cancelled, 0],
      [2, accepted, 0],
      [2, ownEventKind.filled, 3],
    ]);
  });
}
