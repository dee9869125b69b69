/** Section 7: fills by prints and by quotes. */
import { expect, test } from "bun:test";
import { orderType } from "../../src/domain/order-type.ts";
import { type OwnEvent, ownEventKind } from "../../src/domain/own-event.ts";
import { ask, bid } from "../../src/domain/side.ts";
import { engineLimits } from "../../src/ports/engine.ts";
import { Desk, type DeskVenue, deskConfig, openingBook } from "../helpers/engine-desk.ts";
import type { EngineUnderTest } from "../helpers/engine-kinds.ts";
import { askLevel, bidLevel, type Message, message } from "../helpers/engine-messages.ts";

const { limit, postOnly } = orderType;

export function fillCases({ open, isMissing }: EngineUnderTest): void {
  /** Orders sent at 1100 (arriving at 1110) into the opening book, accepted, then `then`: the fills. */
  const fillsOf = (send: (engine: DeskVenue) => void, ...then: readonly Message[]): OwnEvent[] => {
    using on = new Desk(open(deskConfig));
    on.receive(openingBook(1000));
    on.at(1100, send);
    on.receive(message("depth", { receivedNs: 1200, venueNs: 1200 }, [bidLevel(50, 1)]), ...then);
    on.passUntil(5000);
    return on.events.filter(({ kind }) => kind === ownEventKind.filled);
  };
  const sold = (timeNs: number, priceTicks: number, sizeLots: number, venueNs = timeNs) =>
    message("trade", { receivedNs: timeNs, venueNs }, [{ side: ask, priceTicks, sizeLots }]);
  const bought = (timeNs: number, priceTicks: number, sizeLots: number) =>
    message("trade", { receivedNs: timeNs, venueNs: timeNs }, [{ side: bid, priceTicks, sizeLots }]);
  const place = (orderId: number, priceTicks: number, sizeLots: number) => (engine: DeskVenue) =>
    engine.place(orderId, bid, priceTicks, sizeLots, postOnly);
  const all =
    (...sends: ((engine: DeskVenue) => void)[]) =>
    (engine: DeskVenue) => {
      for (const send of sends) send(engine);
    };

  test.skipIf(isMissing)("print: 10 ahead and 4 of ours: 12 fill 2, then 2 fill the rest", () => {
    const fills = fillsOf(place(1, 100, 4), sold(1300, 100, 12), sold(1400, 100, 2), sold(1500, 100, 9));
    const touch = { bidTicks: 100, askTicks: 103 };
    expect(fills).toMatchObject([
      {
        cause: "print",
        priceTicks: 100,
        lots: 2,
        remainingLots: 2,
        queueAheadLots: 10,
        venueNs: 1300,
        seenNs: 1320,
        ...touch,
      },
      {
        cause: "print",
        priceTicks: 100,
        lots: 2,
        remainingLots: 0,
        queueAheadLots: 0,
        venueNs: 1400,
        seenNs: 1420,
        ...touch,
      },
    ]);
  });

  test.skipIf(isMissing)("print: received long after it was made: the fill is seen when it is received", () => {
    const [fill] = fillsOf(place(1, 101, 4), sold(1300, 101, 4, 1250));
    expect(fill).toMatchObject({ venueNs: 1250, seenNs: 1300 });
    const [soon] = fillsOf(place(1, 101, 4), sold(1300, 101, 4, 1290));
    expect(soon).toMatchObject({ venueNs: 1290, seenNs: 1310 });
  });

  test.skipIf(isMissing)("print: overtaken by a ticker: the fill has the touch that was known when it was made", () => {
    const ticker = (receivedNs: number, bidTicks: number) =>
      message("ticker", { receivedNs }, [bidLevel(bidTicks, 1), askLevel(103, 1)]);
    const touchOf = (venueNs: number) => {
      const [fill] = fillsOf(place(1, 101, 4), ticker(1240, 101), ticker(1260, 100), sold(1300, 101, 4, venueNs));
      return [fill!.bidTicks, fill!.askTicks];
    };
    expect([1239, 1240, 1259, 1260, 1300].map(touchOf)).toEqual([
      [100, 103],
      [101, 103],
      [101, 103],
      [100, 103],
      [100, 103],
    ]);
  });

  test.skipIf(isMissing)("print: older than every touch that is kept: the fill has the oldest of them", () => {
    const { touchesKeptMax } = engineLimits;
    const bidsUp = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        message("ticker", { receivedNs: 1300 + index }, [bidLevel(1 + index, 1), askLevel(103, 1)]),
      );
    const bidOf = (count: number) =>
      fillsOf(place(1, 101, 4), ...bidsUp(count), sold(1500, 101, 4, 1250)).map(({ bidTicks }) => bidTicks);
    expect([touchesKeptMax - 1, touchesKeptMax, touchesKeptMax + 1].map(bidOf)).toEqual([[100], [1], [2]]);
  });

  test.skipIf(isMissing)("print: a late one after a newer one: its fill is not seen before the other's", () => {
    using on = new Desk(open(deskConfig), { entryNs: 10, responseNs: 200 });
    on.receive(openingBook(1000));
    on.at(1100, place(1, 101, 4));
    on.receive(sold(1900, 101, 1, 1890), sold(1950, 101, 1, 1600));
    on.passUntil(5000);
    expect(on.events.map(({ seenNs, venueNs }) => [venueNs, seenNs])).toEqual([
      [1110, 1610],
      [1890, 2090],
      [1600, 2090],
    ]);
  });

  test.skipIf(isMissing)("print: a purchase meets asks alone", () => {
    expect(fillsOf(place(1, 101, 4), bought(1300, 101, 50))).toEqual([]);
    const asks = fillsOf((engine) => engine.place(1, ask, 103, 4, postOnly), bought(1300, 103, 13));
    expect(asks).toMatchObject([{ side: ask, priceTicks: 103, lots: 3, queueAheadLots: 10, cause: "print" }]);
  });

  test.skipIf(isMissing)("print: made at the arrival or before: it fills nothing, one nanosecond later it does", () => {
    expect(fillsOf(place(1, 101, 4), sold(1300, 101, 4, 1110))).toEqual([]);
    expect(fillsOf(place(1, 102, 4), sold(1300, 101, 4, 1110))).toEqual([]);
    const settledByTime = (venueNs: number) => {
      using on = new Desk(open(deskConfig));
      on.receive(openingBook(1000));
      on.at(1100, place(1, 101, 4));
      on.receive(sold(1700, 101, 4, venueNs));
      on.passUntil(5000);
      return on.events.slice(1);
    };
    expect(settledByTime(1110)).toEqual([]);
    expect(settledByTime(1111)).toMatchObject([{ lots: 4, venueNs: 1111, seenNs: 1700 }]);
  });

  test.skipIf(isMissing)(
    "print: two own orders at one price, 10 ahead: 13 give 3 to the first, 5 more 1 to it and 4 to the second",
    () => {
      const fills = fillsOf(all(place(1, 100, 4), place(2, 100, 6)), sold(1300, 100, 13), sold(1400, 100, 5));
      expect(fills).toMatchObject([
        { orderId: 1, lots: 3, remainingLots: 1, queueAheadLots: 10 },
        { orderId: 1, lots: 1, remainingLots: 0, queueAheadLots: 0 },
        { orderId: 2, lots: 4, remainingLots: 2, queueAheadLots: 0 },
      ]);
    },
  );

  test.skipIf(isMissing)(
    "print beyond own prices: best price first, then by arrival, and what is left meets its own price",
    () => {
      const send = all(place(1, 101, 3), place(2, 102, 4), place(3, 101, 5), place(4, 100, 6));
      const fills = fillsOf(send, sold(1300, 100, 24));
      expect(fills).toMatchObject([
        { orderId: 2, cause: "print_through", priceTicks: 102, lots: 4, queueAheadLots: 0 },
        { orderId: 1, cause: "print_through", priceTicks: 101, lots: 3 },
        { orderId: 3, cause: "print_through", priceTicks: 101, lots: 5 },
        { orderId: 4, cause: "print", priceTicks: 100, lots: 2, remainingLots: 4, queueAheadLots: 10 },
      ]);
      expect(fillsOf(send, sold(1300, 100, 6)).map(({ orderId, lots }) => [orderId, lots])).toEqual([
        [2, 4],
        [1, 2],
      ]);
    },
  );

  test.skipIf(isMissing)("print beyond an own price: nobody is ahead of it", () => {
    const fills = fillsOf(place(1, 100, 4), sold(1300, 99, 4));
    expect(fills).toMatchObject([{ cause: "print_through", priceTicks: 100, lots: 4, queueAheadLots: 10 }]);
  });

  test.skipIf(isMissing)("quotes: asks shown at and through own bids fill them, best first, each lot once", () => {
    const asks = message("depth", { receivedNs: 1300, venueNs: 1290 }, [askLevel(99, 3), askLevel(101, 4)]);
    const again = message("depth", { receivedNs: 1400, venueNs: 1390 }, [askLevel(101, 3)]);
    const grown = message("depth", { receivedNs: 1500, venueNs: 1490 }, [askLevel(101, 5)]);
    const fills = fillsOf(all(place(1, 100, 4), place(2, 101, 5)), asks, again, grown);
    const touch = { bidTicks: 100, askTicks: 103, cause: "quote_through" };
    expect(fills).toMatchObject([
      { orderId: 2, priceTicks: 101, lots: 3, venueNs: 1290, seenNs: 1310, remainingLots: 2, ...touch },
      { orderId: 2, priceTicks: 101, lots: 2, remainingLots: 0, ...touch },
    ]);
  });

  test.skipIf(isMissing)(
    "quotes: lots that a quote had are gone for a taker, and grown ones are there for the next",
    () => {
      using on = new Desk(open(deskConfig));
      on.receive(openingBook(1000));
      on.at(1100, place(1, 101, 3));
      const asks = (timeNs: number, lots: number) =>
        message("depth", { receivedNs: timeNs, venueNs: timeNs }, [askLevel(101, lots)]);
      on.receive(asks(1300, 5));
      on.at(1400, (engine) => engine.place(2, bid, 101, 9, limit));
      on.receive(asks(1500, 5), asks(1600, 6));
      on.passUntil(5000);
      const fills = on.events.filter(({ kind }) => kind === ownEventKind.filled);
      expect(fills.map(({ orderId, lots, cause }) => [orderId, lots, cause])).toEqual([
        [1, 3, "quote_through"],
        [2, 2, "taker"],
        [2, 1, "quote_through"],
      ]);
    },
  );

  test.skipIf(isMissing)("quotes: a depth event of before the arrival does not fill", () => {
    const asks = (venueNs: number) => message("depth", { receivedNs: 1300, venueNs }, [askLevel(100, 3)]);
    expect(fillsOf(place(1, 100, 4), asks(1110))).toEqual([]);
    expect(fillsOf(place(1, 100, 4), asks(1111))).toMatchObject([{ lots: 3, venueNs: 1111, seenNs: 1300 }]);
  });

  test.skipIf(isMissing)("quotes: a ticker through an own price fills nothing", () => {
    expect(
      fillsOf(place(1, 100, 4), message("ticker", { receivedNs: 1300 }, [bidLevel(98, 1), askLevel(99, 9)])),
    ).toEqual([]);
  });
}
