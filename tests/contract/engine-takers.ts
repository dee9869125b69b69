/** Section 4: orders that take, what is within their reach, and what becomes of the rest. */
import { expect, test } from "bun:test";
import { orderType } from "../../src/domain/order-type.ts";
import { ownEventKind } from "../../src/domain/own-event.ts";
import { ask, bid } from "../../src/domain/side.ts";
import { engineLimits } from "../../src/ports/engine.ts";
import {
  Desk,
  deskConfig,
  once,
  openingBook,
  type Send,
  type Story,
  seenOf,
  settleAt,
} from "../helpers/engine-desk.ts";
import type { EngineUnderTest } from "../helpers/engine-kinds.ts";
import { askLevel, bidLevel, type Message, message } from "../helpers/engine-messages.ts";

const { limit, postOnly, ioc, fok, market } = orderType;
const { accepted, rejected, filled, expired } = ownEventKind;

/** Sent at 1100 and settled by a depth event at 1200, after `before`. */
const told = (send: Send, before: readonly Message[] = []): Story => ({
  sends: [[1100, send]],
  after: [...before, settleAt(1200)],
});

export function takerCases({ open, isMissing }: EngineUnderTest): void {
  const linesOf = (story: Story): unknown[] =>
    seenOf(open, story).map(({ orderId, kind, priceTicks, lots, remainingLots, reason }) =>
      [orderId, kind, priceTicks, lots, remainingLots, reason].slice(0, reason === "" ? 5 : 6),
    );
  const fillsOf = (story: Story): unknown[] =>
    seenOf(open, story)
      .filter(({ kind }) => kind === filled)
      .map(({ orderId, priceTicks, lots }) => [orderId, priceTicks, lots]);

  test.skipIf(isMissing)("immediate or cancel: 10 of 12 within its price: 10 taken, 2 expire with the answer", () => {
    const events = seenOf(
      open,
      told((venue) => venue.place(1, bid, 103, 12, ioc)),
    );
    const shared = { orderId: 1, side: bid, venueNs: 1110, seenNs: 1200, bidTicks: 100, askTicks: 103 };
    expect(events).toMatchObject([
      { ...shared, kind: accepted, priceTicks: 103, lots: 0, remainingLots: 12, queueAheadLots: 0 },
      { ...shared, kind: filled, cause: "taker", priceTicks: 103, lots: 10, remainingLots: 2, queueAheadLots: 0 },
      { ...shared, kind: expired, priceTicks: 103, lots: 2, remainingLots: 0, reason: "" },
    ]);
    expect(linesOf(told((venue) => venue.place(1, bid, 102, 12, ioc)))).toEqual([
      [1, accepted, 102, 0, 12],
      [1, expired, 102, 12, 0],
    ]);
  });

  test.skipIf(isMissing)("fill or kill: exactly enough is taken, one lot too few is not touched", () => {
    expect(linesOf(told((venue) => venue.place(1, bid, 104, 30, fok)))).toEqual([
      [1, accepted, 104, 0, 30],
      [1, filled, 103, 10, 20],
      [1, filled, 104, 20, 0],
    ]);
    expect(linesOf(told((venue) => venue.place(1, bid, 104, 31, fok)))).toEqual([
      [1, accepted, 104, 0, 31],
      [1, expired, 104, 31, 0],
    ]);
    const both = told((venue) => {
      venue.place(1, bid, 103, 11, fok);
      venue.place(2, bid, 103, 10, fok);
    });
    expect(fillsOf(both)).toEqual([[2, 103, 10]]);
  });

  test.skipIf(isMissing)("market: all levels, best first; its own price is 0, what no level has expires", () => {
    expect(linesOf(told((venue) => venue.place(1, ask, 0, 35, market)))).toEqual([
      [1, accepted, 0, 0, 35],
      [1, filled, 100, 10, 25],
      [1, filled, 99, 20, 5],
      [1, expired, 0, 5, 0],
    ]);
  });

  test.skipIf(isMissing)("any taker: the other side is empty, or no book is valid: all of it expires", () => {
    const emptied = message("depth", once(1050), [askLevel(103, 0), askLevel(104, 0)]);
    for (const type of [ioc, fok, market])
      for (const before of [emptied, message("gap", once(1050)), message("clear", once(1050))]) {
        const story = {
          sends: [[1100, (venue) => venue.place(1, bid, type === market ? 0 : 110, 5, type)]],
          after: [before],
        } satisfies Story;
        const events = seenOf(open, story);
        expect(events).toMatchObject([
          { kind: accepted, remainingLots: 5, queueAheadLots: 0, seenNs: 1610 },
          { kind: expired, lots: 5, remainingLots: 0, reason: "", venueNs: 1110, seenNs: 1610 },
        ]);
      }
  });

  test.skipIf(isMissing)(
    "a newer ticker: no level better than its price, and of that level no more than its lots",
    () => {
      const ticker = (receivedNs: number, askTicks: number, lots: number) =>
        message("ticker", { receivedNs }, [bidLevel(100, 1), askLevel(askTicks, lots)]);
      const buy = (before: Message) => fillsOf(told((venue) => venue.place(1, bid, 104, 12, ioc), [before]));
      const all = [
        [1, 103, 10],
        [1, 104, 2],
      ];
      expect(buy(ticker(1090, 104, 7))).toEqual([[1, 104, 7]]);
      expect(buy(ticker(1090, 103, 4))).toEqual([
        [1, 103, 4],
        [1, 104, 8],
      ]);
      // It was made 5 ns before its receipt, the book at 1000.
      expect(buy(ticker(1005, 104, 7))).toEqual(all);
      expect(buy(ticker(1006, 104, 7))).toEqual([[1, 104, 7]]);
      expect(buy(ticker(1090, 0, 0))).toEqual(all);
      expect(buy(ticker(1090, 110, 7))).toEqual([]);
      // Received after the arrival: nobody knew of it.
      expect(buy(ticker(1112, 104, 7))).toEqual(all);
    },
  );

  test.skipIf(isMissing)("a newer ticker: a sale too reaches no bid better than its own", () => {
    const ticker = message("ticker", { receivedNs: 1090 }, [bidLevel(99, 4), askLevel(103, 1)]);
    expect(fillsOf(told((venue) => venue.place(1, ask, 99, 30, ioc), [ticker]))).toEqual([[1, 99, 4]]);
  });

  test.skipIf(isMissing)("a newer ticker: what was taken is not in its lots again", () => {
    const ticker = message("ticker", { receivedNs: 1090 }, [bidLevel(100, 1), askLevel(103, 6)]);
    const story = told(
      (venue) => {
        venue.place(1, bid, 103, 4, ioc);
        venue.place(2, bid, 103, 5, ioc);
        venue.place(3, bid, 103, 5, ioc);
      },
      [ticker],
    );
    expect(fillsOf(story)).toEqual([
      [1, 103, 4],
      [2, 103, 2],
    ]);
  });

  test.skipIf(isMissing)("taken: it is gone for any taker until the shown size grows", () => {
    const buy =
      (orderId: number): Send =>
      (venue) =>
        venue.place(orderId, bid, 103, 100, ioc);
    const level = (atNs: number, lots: number) => message("depth", once(atNs), [askLevel(103, lots)]);
    const story: Story = {
      sends: [
        [1100, buy(1)],
        [1300, buy(2)],
        [1500, buy(3)],
        [1700, buy(4)],
      ],
      after: [settleAt(1200), settleAt(1350), level(1400, 13), settleAt(1600), level(1650, 11), settleAt(1800)],
    };
    expect(fillsOf(story)).toEqual([
      [1, 103, 10],
      [3, 103, 3],
    ]);
  });

  test.skipIf(isMissing)(
    "an own order in the way: nothing at or beyond its price, and the rest says why it ends",
    () => {
      const before: Story["sends"] = [[1020, (venue) => venue.place(1, ask, 104, 5, postOnly)]];
      const after = (send: Send) => ({
        sends: [...before, [1100, send] as const],
        after: [settleAt(1050), settleAt(1200)],
      });
      const rest = [2, expired, 104, 2, 0, "self_trade"];
      expect(linesOf(after((venue) => venue.place(2, bid, 104, 12, limit))).slice(1)).toEqual([
        [2, accepted, 104, 0, 12],
        [2, filled, 103, 10, 2],
        rest,
      ]);
      expect(linesOf(after((venue) => venue.place(2, bid, 104, 12, ioc))).at(-1)).toEqual(rest);
      expect(linesOf(after((venue) => venue.place(2, bid, 0, 12, market))).at(-1)).toEqual([
        2,
        expired,
        0,
        2,
        0,
        "self_trade",
      ]);
      expect(linesOf(after((venue) => venue.place(2, bid, 104, 11, fok))).slice(1)).toEqual([
        [2, accepted, 104, 0, 11],
        [2, expired, 104, 11, 0, "self_trade"],
      ]);
      // Short of it the rest rests.
      expect(linesOf(after((venue) => venue.place(2, bid, 103, 12, limit))).slice(1)).toEqual([
        [2, accepted, 103, 0, 12],
        [2, filled, 103, 10, 2],
      ]);
    },
  );

  test.skipIf(isMissing)("an own order of the other side: post-only would cross it, whatever the book shows", () => {
    const send: Send = (venue) => {
      venue.place(1, ask, 102, 5, postOnly);
      venue.place(2, bid, 102, 5, postOnly);
      venue.place(3, bid, 101, 5, postOnly);
    };
    const expected = [
      [1, accepted, 102, 0, 5],
      [2, rejected, 102, 0, 0, "would_cross"],
      [3, accepted, 101, 0, 5],
    ];
    expect(linesOf(told(send))).toEqual(expected);
    expect(linesOf({ sends: [[1100, send]], after: [message("gap", once(1050))] })).toEqual(expected);
  });

  test.skipIf(isMissing)(
    "no valid book: a limit order rests, but not at or through an own order of the other side",
    () => {
      const send: Send = (venue) => {
        venue.place(1, ask, 102, 5, limit);
        venue.place(2, bid, 103, 4, limit);
        venue.place(3, bid, 101, 3, limit);
      };
      expect(linesOf({ sends: [[1100, send]], after: [message("gap", once(1050))] })).toEqual([
        [1, accepted, 102, 0, 5],
        [2, accepted, 103, 0, 4],
        [2, expired, 103, 4, 0, "self_trade"],
        [3, accepted, 101, 0, 3],
      ]);
    },
  );

  test.skipIf(isMissing)("as many orders as may rest do: one that may not rest is still accepted", () => {
    using on = new Desk(open(deskConfig));
    on.receive(openingBook(1000));
    const batch = engineLimits.commandsMax;
    for (let first = 1; first <= engineLimits.ordersMax; first += batch)
      on.at(1100 + first, (venue) => {
        for (let id = first; id < first + batch; id++) venue.place(id, bid, 50, 1, postOnly);
      });
    on.passUntil(6000);
    on.at(6000, (venue) => {
      venue.place(2000, bid, 103, 3, ioc);
      venue.place(2001, bid, 50, 3, limit);
    });
    on.passUntil(9000);
    expect(on.events.slice(engineLimits.ordersMax)).toMatchObject([
      { orderId: 2000, kind: accepted },
      { orderId: 2000, kind: filled, lots: 3 },
      { orderId: 2001, kind: rejected, reason: "orders_max_reached" },
    ]);
  });
}
