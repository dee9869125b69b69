/** Section 3: book, ticker, touch, gap, clear, snapshot. */
import { expect, test } from "bun:test";
import { orderType } from "../../src/domain/order-type.ts";
import { ownEventKind } from "../../src/domain/own-event.ts";
import { ask, bid } from "../../src/domain/side.ts";
import { Desk, deskConfig, openingBook } from "../helpers/engine-desk.ts";
import type { EngineUnderTest } from "../helpers/engine-kinds.ts";
import { askLevel, bidLevel, message } from "../helpers/engine-messages.ts";

const { postOnly } = orderType;

export function marketCases({ open, isMissing }: EngineUnderTest): void {
  const desk = () => new Desk(open(deskConfig));
  const touchOf = ({ market: { view } }: Desk) => [
    view.touchBidTicks,
    view.touchBidLots,
    view.touchAskTicks,
    view.touchAskLots,
  ];
  const bookOf = ({ market: { view } }: Desk) => [
    view.bookBidTicks,
    view.bookBidLots,
    view.bookAskTicks,
    view.bookAskLots,
  ];
  const once = (receivedNs: number) => ({ receivedNs, venueNs: receivedNs });

  test.skipIf(isMissing)("touch: depth and tickers, the older of them not moving it: it is that of the newer", () => {
    using on = desk();
    on.receive(openingBook(1000));
    expect(touchOf(on)).toEqual([100, 10, 103, 10]);
    on.receive(message("ticker", { receivedNs: 1100 }, [bidLevel(101, 2), askLevel(102, 3)]));
    expect(touchOf(on)).toEqual([101, 2, 102, 3]);
    on.receive(message("depth", once(1200), [bidLevel(100, 0), askLevel(103, 7)], false));
    expect(touchOf(on)).toEqual([101, 2, 102, 3]);
    expect(bookOf(on)).toEqual([99, 20, 103, 7]);
    on.receive(message("depth", once(1300), [bidLevel(98, 1)]));
    expect(touchOf(on)).toEqual([99, 20, 103, 7]);
    on.receive(message("ticker", { receivedNs: 1400 }, [bidLevel(101, 2), askLevel(0, 0)]));
    expect(touchOf(on)).toEqual([101, 2, 0, 0]);
  });

  test.skipIf(isMissing)("gap: touch and book are not known until the snapshot", () => {
    using on = desk();
    on.receive(openingBook(1000), message("gap", once(1100)));
    expect(on.market.view.bookState).toBe("gapped");
    expect([...touchOf(on), ...bookOf(on)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    on.receive(message("ticker", { receivedNs: 1150 }, [bidLevel(101, 2), askLevel(102, 3)]));
    expect(touchOf(on)).toEqual([0, 0, 0, 0]);
    on.receive(message("snapshot", { receivedNs: 1200 }, [bidLevel(90, 1)], false));
    expect(on.market.view.bookState).toBe("valid");
    expect([...touchOf(on), ...bookOf(on)]).toEqual([0, 0, 0, 0, 90, 1, 0, 0]);
  });

  test.skipIf(isMissing)(
    "snapshot: of own orders those it crosses are closed as unknown, the others stand behind all it shows",
    () => {
      using on = desk();
      on.receive(openingBook(1000));
      on.at(1100, (engine) => {
        engine.place(1, bid, 100, 3, postOnly);
        engine.place(2, bid, 99, 4, postOnly);
        engine.place(3, ask, 103, 5, postOnly);
      });
      on.receive(message("depth", once(1200), [bidLevel(98, 1)]), message("gap", once(1300)));
      on.receive(
        message("snapshot", { receivedNs: 1400, venueNs: 1390 }, [bidLevel(99, 8), bidLevel(98, 50), askLevel(100, 6)]),
      );
      on.receive(message("trade", once(1500), [askLevel(99, 9)]));
      on.passUntil(2000);
      const touchBefore = { bidTicks: 0, askTicks: 0 };
      expect(on.events.slice(3)).toMatchObject([
        { kind: ownEventKind.unknown, orderId: 1, venueNs: 1390, seenNs: 1410, remainingLots: 0, ...touchBefore },
        { kind: ownEventKind.filled, orderId: 2, lots: 1, remainingLots: 3, queueAheadLots: 8, cause: "print" },
      ]);
      expect(on.market.counts.unknownLots).toBe(3);
    },
  );

  test.skipIf(isMissing)(
    "clear: the book is empty, prints change nothing, and what was known of the queue is gone",
    () => {
      using on = desk();
      on.receive(openingBook(1000));
      on.at(1100, (engine) => engine.place(1, bid, 100, 3, postOnly));
      on.receive(message("clear", once(1200)), message("trade", once(1300), [askLevel(90, 100)]));
      expect(on.market.view.bookState).toBe("none");
      expect(bookOf(on)).toEqual([0, 0, 0, 0]);
      on.passUntil(2000);
      expect(on.events).toMatchObject([{ kind: ownEventKind.accepted, queueAheadLots: 10 }]);
    },
  );
}
