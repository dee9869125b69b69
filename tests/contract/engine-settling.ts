/** Sections 4 and 5: what the venue does with a command, and lots that are given once. */
import { expect, test } from "bun:test";
import { orderType } from "../../src/domain/order-type.ts";
import { ownEventKind } from "../../src/domain/own-event.ts";
import { ask, bid } from "../../src/domain/side.ts";
import { type EngineConfig, engineLimits, stop } from "../../src/ports/engine.ts";
import { Desk, type DeskVenue, deskConfig, openingBook } from "../helpers/engine-desk.ts";
import type { EngineUnderTest } from "../helpers/engine-kinds.ts";
import { askLevel, bidLevel, type Message, message } from "../helpers/engine-messages.ts";

const { limit, postOnly } = orderType;

const { accepted, rejected, filled, cancelled, cancelRejected } = ownEventKind;

export function settlingCases({ open, isMissing }: EngineUnderTest): void {
  const desk = (config: Partial<EngineConfig> = {}) => new Desk(open({ ...deskConfig, ...config }));
  const once = (receivedNs: number) => ({ receivedNs, venueNs: receivedNs });
  const ticker = (receivedNs: number, bidTicks: number, askTicks: number) =>
    message("ticker", { receivedNs }, [bidLevel(bidTicks, 1), askLevel(askTicks, 1)]);

  /** An opening book, commands sent at 1100 (arriving at 1110), what follows, and all that is seen of it by 3000. */
  const seenOf = (
    send: (engine: DeskVenue) => void,
    then: readonly Message[] = [],
    config: Partial<EngineConfig> = {},
  ) => {
    using on = desk(config);
    on.receive(openingBook(1000));
    on.at(1100, send);
    on.receive(...then);
    on.passUntil(3000);
    return on.events;
  };

  test.skipIf(isMissing)(
    "settling: a message made just after the arrival: the answer is seen with it, or a response later",
    () => {
      const buy = (engine: DeskVenue) => engine.place(1, bid, 100, 3, postOnly);
      const made = (venueNs: number, receivedNs: number) => [
        message("depth", { venueNs, receivedNs }, [bidLevel(90, 1)]),
      ];
      const answer = {
        kind: accepted,
        venueNs: 1110,
        remainingLots: 3,
        queueAheadLots: 10,
        bidTicks: 100,
        askTicks: 103,
      };
      expect(seenOf(buy, made(1111, 1112))).toMatchObject([{ ...answer, seenNs: 1130 }]);
      expect(seenOf(buy, made(1111, 1200))).toMatchObject([{ ...answer, seenNs: 1200 }]);
      expect(seenOf(buy, made(1110, 1200))).toMatchObject([{ ...answer, seenNs: 1610 }]);
      expect(seenOf(buy)).toMatchObject([{ ...answer, seenNs: 1610 }]);
    },
  );

  test.skipIf(isMissing)(
    "settling: a ticker without venue time: it was made its latency before it was received",
    () => {
      const buy = (engine: DeskVenue) => engine.place(1, bid, 100, 3, postOnly);
      expect(seenOf(buy, [ticker(1115, 100, 103)])).toMatchObject([{ seenNs: 1610 }]);
      expect(seenOf(buy, [ticker(1116, 100, 103)])).toMatchObject([{ seenNs: 1130 }]);
    },
  );

  test.skipIf(isMissing)(
    "settling: the level changes with the very message that settles: the order met the level before it",
    () => {
      const buy = (engine: DeskVenue) => engine.place(1, bid, 99, 3, postOnly);
      const [answer] = seenOf(buy, [message("depth", once(1200), [bidLevel(99, 2)])]);
      expect(answer).toMatchObject({ kind: accepted, queueAheadLots: 20 });
    },
  );

  test.skipIf(isMissing)("post-only: at the opposite level it would cross, one tick short of it not", () => {
    const events = seenOf((engine) => {
      engine.place(1, bid, 103, 3, postOnly);
      engine.place(2, bid, 102, 3, postOnly);
      engine.place(3, ask, 100, 3, postOnly);
    });
    expect(events).toMatchObject([
      { orderId: 1, kind: rejected, reason: "would_cross", side: bid, priceTicks: 103, lots: 0, remainingLots: 0 },
      { orderId: 2, kind: accepted, reason: "", queueAheadLots: 0, remainingLots: 3 },
      { orderId: 3, kind: rejected, reason: "would_cross", side: ask, priceTicks: 100 },
    ]);
  });

  test.skipIf(isMissing)(
    "post-only: a ticker received before the arrival is crossed, a later one is not: the earlier one counts",
    () => {
      const buy = (engine: DeskVenue) => engine.place(1, bid, 102, 3, postOnly);
      const crossing = ticker(1105, 100, 102);
      const calm = ticker(1112, 100, 103);
      const later = [message("depth", once(1200), [bidLevel(90, 1)])];
      expect(seenOf(buy, [crossing, calm, ...later])).toMatchObject([{ kind: rejected, reason: "would_cross" }]);
      const calmFirst = [ticker(1105, 100, 103), ticker(1112, 100, 102), ...later];
      expect(seenOf(buy, calmFirst)).toMatchObject([{ kind: accepted }]);
      const none = [message("ticker", { receivedNs: 1105 }, [bidLevel(100, 1), askLevel(102, 0)]), ...later];
      expect(seenOf(buy, none)).toMatchObject([{ kind: accepted }]);
    },
  );

  test.skipIf(isMissing)("cancel: a resting order is closed, anything else is refused", () => {
    const events = seenOf((engine) => {
      engine.place(1, bid, 100, 3, postOnly);
      engine.cancel(1);
      engine.cancel(1);
      engine.cancel(77);
    });
    const gone = {
      kind: cancelRejected,
      reason: "unknown_order",
      venueNs: 1110,
      seenNs: 1610,
      side: bid,
      priceTicks: 0,
    };
    expect(events).toMatchObject([
      { orderId: 1, kind: accepted },
      { orderId: 1, kind: cancelled, venueNs: 1110, side: bid, priceTicks: 100, remainingLots: 0, queueAheadLots: 0 },
      { orderId: 1, ...gone },
      { orderId: 77, ...gone },
    ]);
  });

  test.skipIf(isMissing)(
    "latency: each command's own: a later order overtakes an earlier one and stands before it",
    () => {
      const both = (engine: DeskVenue) => {
        engine.place(1, bid, 101, 3, postOnly, { entryNs: 90, responseNs: 5 });
        engine.place(2, bid, 101, 3, postOnly, { entryNs: 40, responseNs: 70 });
      };
      const settle = message("depth", once(1250), [bidLevel(90, 1)]);
      const print = message("trade", { receivedNs: 1300, venueNs: 1290 }, [
        { side: ask, priceTicks: 101, sizeLots: 4 },
      ]);
      const events = seenOf(both, [settle, print]);
      expect(events.map(({ orderId, kind, venueNs, seenNs, lots }) => [orderId, kind, venueNs, seenNs, lots])).toEqual([
        [2, accepted, 1140, 1250, 0],
        [1, accepted, 1190, 1250, 0],
        [1, filled, 1290, 1300, 1],
        [2, filled, 1290, 1360, 3],
      ]);
    },
  );

  test.skipIf(isMissing)("latency: commands of different stops arriving at one time: in the order sent", () => {
    using on = desk();
    on.receive(openingBook(1000));
    on.at(1100, (engine) => engine.place(1, bid, 101, 3, postOnly, { entryNs: 50, responseNs: 20 }));
    on.at(1120, (engine) => engine.place(2, bid, 101, 3, postOnly, { entryNs: 30, responseNs: 20 }));
    on.at(1130, (engine) => engine.place(3, bid, 101, 3, postOnly, { entryNs: 19, responseNs: 20 }));
    on.passUntil(3000);
    expect(on.events.map(({ orderId, venueNs, seenNs }) => [orderId, venueNs, seenNs])).toEqual([
      [3, 1149, 1649],
      [1, 1150, 1650],
      [2, 1150, 1650],
    ]);
  });

  test.skipIf(isMissing)("latency: a cancel that overtakes its order: it finds none, and the order rests", () => {
    const events = seenOf((engine) => {
      engine.place(1, bid, 100, 3, postOnly, { entryNs: 50, responseNs: 20 });
      engine.cancel(1, { entryNs: 10, responseNs: 20 });
    });
    expect(events).toMatchObject([
      { orderId: 1, kind: cancelRejected, reason: "unknown_order", venueNs: 1110, seenNs: 1610 },
      { orderId: 1, kind: accepted, venueNs: 1150, seenNs: 1650 },
    ]);
  });

  test.skipIf(isMissing)("latency: a quick answer to a cancel behind a slow one to its order: seen with that", () => {
    const events = seenOf(
      (engine) => {
        engine.place(1, bid, 100, 3, postOnly, { entryNs: 10, responseNs: 700 });
        engine.cancel(1, { entryNs: 20, responseNs: 5 });
      },
      [message("depth", once(1200), [bidLevel(90, 1)])],
    );
    expect(events.map(({ kind, venueNs, seenNs }) => [kind, venueNs, seenNs])).toEqual([
      [accepted, 1110, 1810],
      [cancelled, 1120, 1810],
    ]);
  });

  test.skipIf(isMissing)(
    "latency: a ticker between two arrivals: only the order that came after it is held to it",
    () => {
      const both = (engine: DeskVenue) => {
        engine.place(1, bid, 102, 3, postOnly, { entryNs: 30, responseNs: 20 });
        engine.place(2, bid, 102, 3, postOnly, { entryNs: 10, responseNs: 20 });
      };
      const events = seenOf(both, [ticker(1112, 100, 102), message("depth", once(1200), [bidLevel(90, 1)])]);
      expect(events).toMatchObject([
        { orderId: 2, kind: accepted },
        { orderId: 1, kind: rejected, reason: "would_cross" },
      ]);
    },
  );

  test.skipIf(isMissing)("place: an id that rests already: refused", () => {
    const events = seenOf((engine) => {
      engine.place(1, bid, 100, 3, postOnly);
      engine.place(1, bid, 99, 3, postOnly);
    });
    expect(events).toMatchObject([{ kind: accepted }, { kind: rejected, reason: "duplicate_order_id" }]);
  });

  test.skipIf(isMissing)("place: one order more than may rest: refused", () => {
    using on = desk();
    on.receive(openingBook(1000));
    const batch = engineLimits.commandsMax;
    for (let first = 1; first <= engineLimits.ordersMax + 1; first += batch)
      on.at(1100 + first, (engine) => {
        for (let id = first; id < Math.min(first + batch, engineLimits.ordersMax + 2); id++)
          engine.place(id, bid, 50, 1, postOnly);
      });
    on.passUntil(9000);
    expect(on.events.filter(({ kind }) => kind === accepted)).toHaveLength(engineLimits.ordersMax);
    expect(on.events.at(-1)).toMatchObject({ orderId: 1025, kind: rejected, reason: "orders_max_reached" });
  });

  test.skipIf(isMissing)("own events: more at one time than fit one stop: the rest follow at the same time", () => {
    using on = desk();
    on.receive(openingBook(1000));
    for (let batch = 0; batch < 5; batch++)
      on.at(1100, (engine) => {
        for (let n = 0; n < 256; n++) engine.cancel(1 + batch * 256 + n);
      });
    on.passUntil(3000);
    expect(on.events).toHaveLength(1280);
    expect(on.events.map(({ orderId }) => orderId)).toEqual(Array.from({ length: 1280 }, (_, index) => index + 1));
    expect(on.stops.filter(({ reasons }) => reasons === stop.own)).toEqual([
      { atNs: 1610, reasons: stop.own },
      { atNs: 1610, reasons: stop.own },
    ]);
  });

  test.skipIf(isMissing)("taker: larger than the first level: level by level at their prices, the rest queues", () => {
    const events = seenOf(
      (engine) => engine.place(1, bid, 103, 12, limit),
      [message("depth", once(1200), [bidLevel(90, 1)])],
    );
    expect(events).toMatchObject([
      { kind: accepted, remainingLots: 12, queueAheadLots: 0, seenNs: 1200 },
      { kind: filled, cause: "taker", priceTicks: 103, lots: 10, remainingLots: 2, venueNs: 1110, seenNs: 1200 },
    ]);
    const deep = seenOf((engine) => engine.place(1, bid, 104, 12, limit));
    expect(deep.slice(1)).toMatchObject([
      { priceTicks: 103, lots: 10, remainingLots: 2, queueAheadLots: 0 },
      { priceTicks: 104, lots: 2, remainingLots: 0 },
    ]);
  });

  test.skipIf(isMissing)("taker: without a valid book: it takes nothing and rests", () => {
    const events = seenOf(
      (engine) => engine.place(1, bid, 104, 12, limit),
      [message("gap", { receivedNs: 1105, venueNs: 1105 })],
    );
    expect(events).toMatchObject([{ kind: accepted, queueAheadLots: 0, remainingLots: 12 }]);
  });

  test.skipIf(isMissing)("shown lots: taken ones stay gone until the level grows, and an emptied level forgets", () => {
    using on = desk();
    const takeAt = (timeNs: number, orderId: number) => {
      on.at(timeNs, (engine) => {
        engine.place(orderId, bid, 103, 100, limit);
        engine.cancel(orderId);
      });
      on.passUntil(timeNs + 600);
      const lots = on.events.filter(
        (event) => event.orderId === orderId && event.cause === "taker" && event.kind === filled,
      );
      return lots.map((event) => event.lots);
    };
    const level = (timeNs: number, lots: number) => on.receive(message("depth", once(timeNs), [askLevel(103, lots)]));
    on.receive(openingBook(1000));
    expect(takeAt(2000, 1)).toEqual([10]);
    expect(takeAt(3000, 2)).toEqual([]);
    level(3700, 14);
    expect(takeAt(4000, 3)).toEqual([4]);
    level(4700, 6);
    expect(takeAt(5000, 4)).toEqual([]);
    level(5700, 8);
    expect(takeAt(6000, 5)).toEqual([2]);
    level(6700, 0);
    level(6800, 3);
    expect(takeAt(7000, 6)).toEqual([3]);
  });
}
