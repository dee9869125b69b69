/** Section 4: amends, which keep a place or lose it. */
import { expect, test } from "bun:test";
import { orderType } from "../../src/domain/order-type.ts";
import { ownEventKind } from "../../src/domain/own-event.ts";
import { ask, bid } from "../../src/domain/side.ts";
import { once, type Send, type Story, seenOf, settleAt, soldAt } from "../helpers/engine-desk.ts";
import type { EngineUnderTest } from "../helpers/engine-kinds.ts";
import { type Message, message } from "../helpers/engine-messages.ts";

const { limit, postOnly } = orderType;
const { accepted, filled, expired, amended, amendRejected } = ownEventKind;

/** Two bids at 100, 10 lots ahead of them. */
const twoBids: Send = (venue) => {
  venue.place(1, bid, 100, 5, postOnly);
  venue.place(2, bid, 100, 5, postOnly);
};

/** Two bids sent at 1100, an amend or two at 1220 (arriving at 1230), settled by a depth event at 1280. */
const told = (amend: Send, ...then: readonly Message[]): Story => ({
  sends: [
    [1100, twoBids],
    [1220, amend],
  ],
  after: [settleAt(1200), settleAt(1280), ...then],
});

export function amendCases({ open, isMissing }: EngineUnderTest): void {
  const afterPlaces = (story: Story) => seenOf(open, story).filter(({ kind }) => kind !== accepted);
  const fillsOf = (story: Story) =>
    afterPlaces(story)
      .filter(({ kind }) => kind === filled)
      .map(({ orderId, priceTicks, lots, queueAheadLots }) => [orderId, priceTicks, lots, queueAheadLots]);

  test.skipIf(isMissing)("a smaller size at the same price: it keeps its place", () => {
    const story = told((venue) => venue.amend(1, 100, 3), soldAt(1300, 100, 14));
    const answer = { kind: amended, orderId: 1, side: bid, priceTicks: 100, lots: 0, remainingLots: 3 };
    expect(afterPlaces(story)).toMatchObject([
      { ...answer, queueAheadLots: 10, venueNs: 1230, seenNs: 1280, reason: "", bidTicks: 100, askTicks: 103 },
      { kind: filled, orderId: 1, lots: 3, remainingLots: 0 },
      { kind: filled, orderId: 2, lots: 1 },
    ]);
  });

  test.skipIf(isMissing)("a larger size: it goes behind the other own order", () => {
    const story = told((venue) => venue.amend(1, 100, 6), soldAt(1300, 100, 17));
    expect(afterPlaces(story)).toMatchObject([
      { kind: amended, orderId: 1, priceTicks: 100, remainingLots: 6, queueAheadLots: 10 },
      { kind: filled, orderId: 2, lots: 5, queueAheadLots: 10 },
      { kind: filled, orderId: 1, lots: 2, remainingLots: 4, queueAheadLots: 10 },
    ]);
  });

  test.skipIf(isMissing)("another price: it stands there, and nowhere else", () => {
    const story = told((venue) => venue.amend(1, 101, 3), soldAt(1300, 101, 2), soldAt(1400, 100, 14));
    expect(afterPlaces(story)).toMatchObject([
      { kind: amended, orderId: 1, priceTicks: 101, remainingLots: 3, queueAheadLots: 0 },
      { kind: filled, orderId: 1, priceTicks: 101, lots: 2, cause: "print" },
      { kind: filled, orderId: 1, priceTicks: 101, lots: 1, cause: "print_through" },
      { kind: filled, orderId: 2, priceTicks: 100, lots: 3, queueAheadLots: 10 },
    ]);
  });

  test.skipIf(isMissing)("the arrival: afresh it is that of the amend, kept with the place", () => {
    // No model that reads the level again at the first newer depth event, which knows of older prints.
    const printed = (amend: Send, priceTicks: number, venueNs: number) => {
      const story = told(amend, soldAt(1300, priceTicks, 20, venueNs));
      return fillsOf({ ...story, config: { queueModel: "proportional" } });
    };
    const up: Send = (venue) => venue.amend(1, 101, 5);
    expect(printed(up, 101, 1230)).toEqual([]);
    expect(printed(up, 101, 1231)).toEqual([[1, 101, 5, 0]]);
    const down: Send = (venue) => venue.amend(1, 100, 4);
    expect(printed(down, 100, 1201)).toEqual([
      [1, 100, 4, 10],
      [2, 100, 5, 10],
    ]);
  });

  test.skipIf(isMissing)("partly filled: the size is in all, what is filled included", () => {
    const story = (sizeLots: number): Story => ({
      sends: [
        [1100, twoBids],
        [1220, (venue) => venue.amend(1, 100, sizeLots)],
      ],
      after: [settleAt(1200), soldAt(1210, 100, 12), settleAt(1280)],
    });
    const answerTo = (sizeLots: number) => afterPlaces(story(sizeLots)).at(-1);
    expect(answerTo(4)).toMatchObject({ kind: amended, remainingLots: 2, queueAheadLots: 0 });
    expect(answerTo(3)).toMatchObject({ kind: amended, remainingLots: 1 });
    const filledAlready = { kind: amendRejected, reason: "size_already_filled", remainingLots: 3 };
    expect(answerTo(2)).toMatchObject({ ...filledAlready, side: bid, priceTicks: 100, queueAheadLots: 0 });
    expect(answerTo(1)).toMatchObject(filledAlready);
    expect(answerTo(5)).toMatchObject({ kind: amendRejected, reason: "no_change", remainingLots: 3 });
    expect(answerTo(8)).toMatchObject({ kind: amended, remainingLots: 6, queueAheadLots: 0 });
  });

  test.skipIf(isMissing)("overtaken by fills: a size that is filled is refused, an order that has gone unknown", () => {
    const overtaken = (lots: number): Story => ({
      sends: [
        [1100, twoBids],
        [1220, (venue) => venue.amend(1, 100, 3)],
      ],
      after: [settleAt(1200), soldAt(1229, 100, lots), settleAt(1280)],
    });
    expect(afterPlaces(overtaken(13)).at(-1)).toMatchObject({ reason: "size_already_filled", remainingLots: 2 });
    expect(afterPlaces(overtaken(12)).at(-1)).toMatchObject({ kind: amended, remainingLots: 1 });
    expect(afterPlaces(overtaken(15)).at(-1)).toMatchObject({
      kind: amendRejected,
      reason: "unknown_order",
      orderId: 1,
      side: bid,
      priceTicks: 0,
      remainingLots: 0,
      venueNs: 1230,
      seenNs: 1280,
    });
  });

  test.skipIf(isMissing)("an order that never was, or is on its way: unknown", () => {
    const story: Story = {
      sends: [
        [
          1100,
          (venue) => {
            venue.place(1, bid, 100, 5, postOnly, { entryNs: 50, responseNs: 20 });
            venue.amend(1, 100, 3);
            venue.amend(7, 100, 3);
          },
        ],
      ],
      after: [settleAt(1200)],
    };
    expect(seenOf(open, story)).toMatchObject([
      { kind: amendRejected, orderId: 1, reason: "unknown_order", venueNs: 1110, seenNs: 1200 },
      { kind: amendRejected, orderId: 7, reason: "unknown_order" },
      { kind: accepted, orderId: 1, remainingLots: 5 },
    ]);
  });

  test.skipIf(isMissing)("post-only that would cross, by the book or by an own order: nothing has changed", () => {
    const rejected = { kind: amendRejected, orderId: 1, reason: "would_cross", priceTicks: 100, remainingLots: 5 };
    const kept = { kind: filled, orderId: 1, priceTicks: 100, lots: 5, queueAheadLots: 10 };
    const byBook = told((venue) => venue.amend(1, 103, 9), soldAt(1300, 100, 15));
    expect(afterPlaces(byBook)).toMatchObject([rejected, kept]);
    const byOwn: Send = (venue) => {
      venue.place(3, ask, 102, 5, postOnly);
      venue.amend(1, 102, 5);
    };
    expect(afterPlaces(told(byOwn, soldAt(1300, 100, 15)))).toMatchObject([rejected, kept]);
  });

  test.skipIf(isMissing)("a limit order over the spread: it takes with the answer, and the rest rests", () => {
    const story: Story = {
      sends: [
        [1100, (venue) => venue.place(1, bid, 100, 5, limit)],
        [1220, (venue) => venue.amend(1, 103, 12)],
      ],
      after: [settleAt(1200), settleAt(1280), soldAt(1300, 103, 9)],
    };
    expect(afterPlaces(story)).toMatchObject([
      { kind: amended, priceTicks: 103, remainingLots: 12, queueAheadLots: 0, venueNs: 1230, seenNs: 1280 },
      { kind: filled, cause: "taker", priceTicks: 103, lots: 10, remainingLots: 2, venueNs: 1230, seenNs: 1280 },
      { kind: filled, cause: "print", priceTicks: 103, lots: 2, remainingLots: 0 },
    ]);
  });

  test.skipIf(isMissing)("a limit order onto an own order of the other side: what it cannot take expires", () => {
    const story: Story = {
      sends: [
        [
          1100,
          (venue) => {
            venue.place(1, bid, 100, 5, limit);
            venue.place(2, ask, 104, 5, postOnly);
          },
        ],
        [1220, (venue) => venue.amend(1, 104, 12)],
      ],
      after: [settleAt(1200), settleAt(1280)],
    };
    expect(afterPlaces(story)).toMatchObject([
      { kind: amended, orderId: 1, priceTicks: 104, remainingLots: 12 },
      { kind: filled, orderId: 1, priceTicks: 103, lots: 10, remainingLots: 2 },
      { kind: expired, orderId: 1, priceTicks: 104, lots: 2, remainingLots: 0, reason: "self_trade", venueNs: 1230 },
    ]);
  });

  test.skipIf(isMissing)("no valid book: it is amended, with nobody known to be ahead", () => {
    const story: Story = {
      sends: [
        [1100, twoBids],
        [1220, (venue) => venue.amend(1, 101, 7)],
      ],
      after: [settleAt(1200), message("gap", once(1210))],
    };
    expect(afterPlaces(story)).toMatchObject([
      { kind: amended, priceTicks: 101, remainingLots: 7, queueAheadLots: 0, bidTicks: 0, askTicks: 0 },
    ]);
  });

  test.skipIf(isMissing)("latency: the answer has the amend's, later fills the place's", () => {
    const story: Story = {
      sends: [
        [1100, (venue) => venue.place(1, bid, 101, 5, postOnly, { entryNs: 10, responseNs: 40 })],
        [1220, (venue) => venue.amend(1, 102, 5, { entryNs: 10, responseNs: 150 })],
      ],
      after: [settleAt(1200), settleAt(1280), soldAt(1500, 102, 5)],
    };
    expect(seenOf(open, story).map(({ kind, venueNs, seenNs }) => [kind, venueNs, seenNs])).toEqual([
      [accepted, 1110, 1200],
      [amended, 1230, 1380],
      [filled, 1500, 1540],
    ]);
  });
}
