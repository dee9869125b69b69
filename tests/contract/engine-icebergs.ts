/** Section 4: orders that show a part of themselves. A bid at 101 stands alone: the opening book shows none there. */
import { expect, test } from "bun:test";
import { orderType } from "../../src/domain/order-type.ts";
import { ownEventKind } from "../../src/domain/own-event.ts";
import { bid } from "../../src/domain/side.ts";
import { once, type Send, type Story, seenOf, settleAt, soldAt } from "../helpers/engine-desk.ts";
import type { EngineUnderTest } from "../helpers/engine-kinds.ts";
import { askLevel, bidLevel, type Message, message } from "../helpers/engine-messages.ts";

const { postOnly, limit } = orderType;

export function icebergCases({ open, isMissing }: EngineUnderTest): void {
  const told = (send: Send, ...then: readonly Message[]): Story => ({
    sends: [[1100, send]],
    after: [settleAt(1200), ...then],
  });
  const fillsOf = (story: Story) =>
    seenOf(open, story)
      .filter(({ kind }) => kind === ownEventKind.filled)
      .map(({ orderId, lots, remainingLots, queueAheadLots }) => [orderId, lots, remainingLots, queueAheadLots]);
  const alone: Send = (venue) => venue.iceberg(1, bid, 101, 6, 2);

  test.skipIf(isMissing)("prints at its price: each fills a slice at most, the last the rest", () => {
    const prints = [soldAt(1300, 101, 5), soldAt(1400, 101, 1), soldAt(1500, 101, 9), soldAt(1600, 101, 9)];
    expect(fillsOf(told(alone, ...prints))).toEqual([
      [1, 2, 4, 0],
      [1, 1, 3, 0],
      [1, 1, 2, 0],
      [1, 2, 0, 0],
    ]);
  });

  test.skipIf(isMissing)("it is accepted with all its lots, and shown lots equal to its size hide none", () => {
    const whole: Send = (venue) => venue.iceberg(1, bid, 101, 6, 6, postOnly);
    const events = seenOf(open, told(whole, soldAt(1300, 101, 6)));
    expect(events).toMatchObject([
      { kind: ownEventKind.accepted, remainingLots: 6 },
      { kind: ownEventKind.filled, lots: 6, remainingLots: 0 },
    ]);
    expect(seenOf(open, told(alone))).toMatchObject([{ kind: ownEventKind.accepted, remainingLots: 6 }]);
  });

  test.skipIf(isMissing)("another own order at its price: the next slice is behind it, and in nobody's way", () => {
    const both: Send = (venue) => {
      alone(venue);
      venue.place(2, bid, 101, 4, postOnly);
    };
    expect(fillsOf(told(both, soldAt(1300, 101, 3), soldAt(1400, 101, 5)))).toEqual([
      [1, 2, 4, 0],
      [2, 1, 3, 0],
      [2, 3, 0, 0],
      [1, 2, 2, 0],
    ]);
    expect(fillsOf(told(both, soldAt(1300, 101, 9)))).toEqual([
      [1, 2, 4, 0],
      [2, 4, 0, 0],
    ]);
  });

  test.skipIf(isMissing)("the next slice: behind all that the level shows, less what printed", () => {
    const behind: Send = (venue) => venue.iceberg(1, bid, 100, 6, 2);
    // The print of 13 is known to have left nobody of the 10.
    expect(fillsOf(told(behind, soldAt(1300, 100, 13), soldAt(1400, 100, 1)))).toEqual([
      [1, 2, 4, 10],
      [1, 1, 3, 0],
    ]);
    // The first depth event after it shows 4: they may have come before it.
    const level = message("depth", once(1350), [bidLevel(100, 4)]);
    expect(fillsOf(told(behind, soldAt(1300, 100, 13), level, soldAt(1400, 100, 5)))).toEqual([
      [1, 2, 4, 10],
      [1, 1, 3, 4],
    ]);
  });

  test.skipIf(isMissing)("the next slice: it came with the newest venue time, and older prints do not fill it", () => {
    const late = (venueNs: number) => fillsOf(told(alone, soldAt(1300, 101, 2), soldAt(1310, 101, 5, venueNs)));
    expect(late(1290)).toEqual([[1, 2, 4, 0]]);
    expect(late(1300)).toEqual([[1, 2, 4, 0]]);
    expect(late(1301)).toEqual([
      [1, 2, 4, 0],
      [1, 2, 2, 0],
    ]);
  });

  test.skipIf(isMissing)(
    "a sweep in prints of one time: the first empties the slice, the next at its price passes, one beyond takes the rest",
    () => {
      expect(fillsOf(told(alone, soldAt(1300, 101, 2), soldAt(1300, 101, 1), soldAt(1300, 100, 9)))).toEqual([
        [1, 2, 4, 0],
        [1, 4, 0, 0],
      ]);
      const behind: Send = (venue) => {
        venue.iceberg(1, bid, 101, 6, 2);
        venue.place(2, bid, 101, 3, postOnly);
      };
      expect(fillsOf(told(behind, soldAt(1300, 101, 2), soldAt(1300, 100, 9)))).toEqual([
        [1, 2, 4, 0],
        [2, 3, 0, 0],
        [1, 4, 0, 0],
      ]);
    },
  );

  test.skipIf(isMissing)("a print beyond its price: it reaches the hidden lots, the slice first", () => {
    expect(fillsOf(told(alone, soldAt(1300, 100, 8)))).toEqual([[1, 6, 0, 0]]);
    expect(fillsOf(told(alone, soldAt(1300, 100, 3), soldAt(1400, 101, 5)))).toEqual([
      [1, 3, 3, 0],
      [1, 2, 1, 0],
    ]);
    expect(fillsOf(told(alone, soldAt(1300, 100, 1), soldAt(1400, 101, 5), soldAt(1500, 101, 5)))).toEqual([
      [1, 1, 5, 0],
      [1, 1, 4, 0],
      [1, 2, 2, 0],
    ]);
  });

  test.skipIf(isMissing)("an ask shown at its price: it reaches the hidden lots", () => {
    const shown = message("depth", once(1300), [askLevel(101, 5)]);
    expect(fillsOf(told(alone, shown, soldAt(1400, 101, 9)))).toEqual([
      [1, 5, 1, 0],
      [1, 1, 0, 0],
    ]);
  });

  test.skipIf(isMissing)("its own taking: it reaches all of it, and what rests shows a slice", () => {
    const taker: Send = (venue) => venue.iceberg(1, bid, 103, 15, 3, limit);
    expect(fillsOf(told(taker, soldAt(1300, 103, 9), soldAt(1400, 103, 9)))).toEqual([
      [1, 10, 5, 0],
      [1, 3, 2, 0],
      [1, 2, 0, 0],
    ]);
  });

  test.skipIf(isMissing)("amended down: hidden lots go first, then of the slice", () => {
    const amended = (sizeLots: number): Story => ({
      sends: [
        [1100, (venue) => venue.iceberg(1, bid, 101, 10, 3)],
        [1220, (venue) => venue.amend(1, 101, sizeLots)],
      ],
      after: [settleAt(1200), settleAt(1250), soldAt(1300, 101, 9), soldAt(1400, 101, 9)],
    });
    expect(fillsOf(amended(4))).toEqual([
      [1, 3, 1, 0],
      [1, 1, 0, 0],
    ]);
    expect(fillsOf(amended(2))).toEqual([[1, 2, 0, 0]]);
  });

  test.skipIf(isMissing)("amended afresh: its peak stays", () => {
    const story: Story = {
      sends: [
        [1100, alone],
        [1220, (venue) => venue.amend(1, 102, 9)],
      ],
      after: [settleAt(1200), settleAt(1250), soldAt(1300, 102, 9), soldAt(1400, 102, 9)],
    };
    expect(fillsOf(story)).toEqual([
      [1, 2, 7, 0],
      [1, 2, 5, 0],
    ]);
  });
}
