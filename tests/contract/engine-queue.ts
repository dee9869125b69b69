/** Section 6: queue position, read off `queueAheadLots` of the answer and of fills. */
import { expect, test } from "bun:test";
import { orderType } from "../../src/domain/order-type.ts";
import { type OwnEvent, ownEventKind } from "../../src/domain/own-event.ts";
import { ask, bid } from "../../src/domain/side.ts";
import { type EngineConfig, engineLimits } from "../../src/ports/engine.ts";
import { Desk, deskConfig, type Send, seenOf } from "../helpers/engine-desk.ts";
import type { EngineUnderTest } from "../helpers/engine-kinds.ts";
import { askLevel, bidLevel, type Message, message } from "../helpers/engine-messages.ts";
import { sampleModels } from "../helpers/engine-streams.ts";

const { postOnly } = orderType;

export function queueCases({ open, isMissing }: EngineUnderTest): void {
  const proportional: Partial<EngineConfig> = { queueModel: "proportional" };
  const book = (lots: number) => message("snapshot", at(1000), [bidLevel(100, lots), askLevel(110, 1)]);
  const depth = (timeNs: number, lots: number, venueNs = timeNs) =>
    message("depth", { receivedNs: timeNs, venueNs }, [bidLevel(100, lots)]);
  const print = (timeNs: number, lots: number, venueNs = timeNs) =>
    message("trade", { receivedNs: timeNs, venueNs }, [{ side: ask, priceTicks: 100, sizeLots: lots }]);
  const everything = print(2000, 100_000);

  /** Orders of 5 lots at 100, sent at 1100 (arriving at 1110), after `before` and followed by `then`. */
  const eventsOf = (
    before: readonly Message[],
    then: readonly Message[],
    config: Partial<EngineConfig> = {},
    ordersCount = 1,
  ): OwnEvent[] => {
    using on = new Desk(open({ ...deskConfig, ...config }));
    on.receive(...before);
    on.at(1100, (engine) => {
      for (let orderId = 1; orderId <= ordersCount; orderId++) engine.place(orderId, bid, 100, 5, postOnly);
    });
    on.receive(...then);
    on.passUntil(5000);
    return on.events;
  };
  const startOf = (events: readonly OwnEvent[]) => events[0]!.queueAheadLots;
  /** Lots ahead when a print larger than all came at 2000. */
  const aheadOf = (events: readonly OwnEvent[]) => events.find(({ venueNs }) => venueNs === 2000)!.queueAheadLots;

  test.skipIf(isMissing)("start: level 10, prints of 3 and 2 not yet explained: 5 ahead; never below 0", () => {
    expect(startOf(eventsOf([book(10)], []))).toBe(10);
    expect(startOf(eventsOf([book(10), print(1010, 3), print(1020, 2)], []))).toBe(5);
    expect(startOf(eventsOf([book(10), print(1010, 12)], []))).toBe(0);
  });

  test.skipIf(isMissing)(
    "start: the print is explained by a depth event, or was before it came: it counts no more",
    () => {
      expect(startOf(eventsOf([book(10), print(1010, 3), depth(1020, 7)], []))).toBe(7);
      expect(startOf(eventsOf([book(10), print(1010, 3), depth(1020, 7, 1005)], []))).toBe(4);
      expect(startOf(eventsOf([book(10), depth(1020, 7), print(1030, 3, 1010)], []))).toBe(7);
      expect(startOf(eventsOf([book(10), depth(1020, 7), print(1030, 3, 1020)], []))).toBe(7);
    },
  );

  test.skipIf(isMissing)("start: behind an own order that has moved less than the level tells: never before it", () => {
    const [first, second] = eventsOf([book(10)], [], {}, 2).filter(({ kind }) => kind === ownEventKind.accepted);
    expect([first!.queueAheadLots, second!.queueAheadLots]).toEqual([10, 10]);
    // Of a print of 5 an own order at 101 has 3: 2 move the order at 100 from 10 to 8, while the level is known to lose
    // 5.
    using on = new Desk(open(deskConfig));
    on.receive(book(10));
    on.at(1100, (engine) => {
      engine.place(1, bid, 101, 3, postOnly);
      engine.place(2, bid, 100, 5, postOnly);
    });
    on.receive(depth(1200, 10), print(1300, 5));
    on.at(1400, (engine) => engine.place(3, bid, 100, 5, postOnly));
    on.passUntil(5000);
    expect(on.events.at(-1)).toMatchObject({ orderId: 3, kind: ownEventKind.accepted, queueAheadLots: 8 });
  });

  test.skipIf(isMissing)(
    "a depth event of before the arrival: the level is read again, less the prints after it",
    () => {
      const late = [depth(1700, 6, 1105), everything];
      expect(aheadOf(eventsOf([book(10)], late, proportional))).toBe(6);
      expect(aheadOf(eventsOf([book(10), print(1107, 2)], late, proportional))).toBe(4);
      expect(aheadOf(eventsOf([book(10), print(1103, 2)], late, proportional))).toBe(6);
      const grown = [depth(1700, 15, 1105), everything];
      expect(aheadOf(eventsOf([book(10)], grown, proportional))).toBe(15);
    },
  );

  test.skipIf(isMissing)(
    "proportional: 10 shown, 10 ahead, 8 more join, then 9 leave without a print: floor(9 x 10 / 18) of ours",
    () => {
      const then = [depth(1200, 18), depth(1300, 9), everything];
      expect(aheadOf(eventsOf([book(10)], then, proportional))).toBe(5);
      expect(aheadOf(eventsOf([book(10)], then))).toBe(9);
    },
  );

  test.skipIf(isMissing)(
    "proportional: of 7 that leave 4 were printed: the print moves 4, the rest floor(3 x 6 / 14); unexplained, floor(7 x 6 / 18)",
    () => {
      const then = [depth(1200, 18), print(1300, 4), depth(1310, 11), everything];
      expect(aheadOf(eventsOf([book(10)], then, proportional))).toBe(5);
      expect(
        aheadOf(eventsOf([book(10)], [...then.slice(0, 2), depth(1310, 11, 1299), everything], proportional)),
      ).toBe(4);
    },
  );

  test.skipIf(isMissing)(
    "power, n = 2: 10 shown, 10 ahead, 8 more join, then 9 leave: a share of 100/164, 1 - 64/324 or (10/18)^2 of the 9",
    () => {
      const then = [depth(1200, 18), depth(1300, 9), everything];
      const of = (variant?: 2 | 3) => aheadOf(eventsOf([book(10)], then, { queueModel: { power: { n: 2, variant } } }));
      expect(of()).toBe(5); // 5.48 of 9.
      expect(of(2)).toBe(3); // 7.22.
      expect(of(3)).toBe(8); // 2.77.
    },
  );

  test.skipIf(isMissing)(
    "log: 10 shown, 10 ahead, 8 more join, then 9 leave: a share of ln 11/(ln 11 + ln 9), 1 - ln 9/ln 19 or ln(1 + 10/18) of the 9",
    () => {
      const then = [depth(1200, 18), depth(1300, 9), everything];
      expect(aheadOf(eventsOf([book(10)], then, { queueModel: "log" }))).toBe(6); // 4.69 of 9.
      expect(aheadOf(eventsOf([book(10)], then, { queueModel: { log: { variant: 2 } } }))).toBe(8); // 2.28.
      expect(aheadOf(eventsOf([book(10)], then, { queueModel: { log: { variant: 3 } } }))).toBe(7); // 3.97.
    },
  );

  test.skipIf(isMissing)(
    "calibrated: 10 shown, 10 ahead, 8 more join, then 9 leave: a share between those measured at 17 and 18 of 32 parts",
    () => {
      const then = [depth(1200, 18), depth(1300, 9), everything];
      const shares = Array.from({ length: engineLimits.queueSharesCount }, (_, index) => (index < 18 ? 0 : 0.5));
      const of = (measured: readonly number[]) =>
        aheadOf(eventsOf([book(10)], then, { queueModel: { calibrated: { name: "measured", shares: measured } } }));
      // 10 of 18 lots is 17.78 of the 32 parts: a share of 0.78 x 0.5, 3.5 of 9.
      expect(of(shares)).toBe(7);
      expect(of(shares.map(() => 0))).toBe(9);
      expect(of(shares.map(() => 1))).toBe(1);
    },
  );

  test.skipIf(isMissing)("two own orders: a model would move the one behind further: it stays behind the other", () => {
    const order =
      (orderId: number): Send =>
      (venue) =>
        venue.place(orderId, bid, 100, 5, postOnly);
    const events = seenOf(open, {
      opening: [book(10)],
      config: { queueModel: { power: { n: 10 } } },
      sends: [
        [1100, order(1)],
        [1250, order(2)],
      ],
      // 10 and 11 ahead of 20; of the 10 that leave, 5 were ahead of the first, and 8.8 by its share of the second.
      after: [depth(1200, 11), depth(1300, 20), depth(1400, 10), everything],
    });
    const fills = events.filter(({ kind }) => kind === ownEventKind.filled);
    expect(fills.map(({ orderId, queueAheadLots }) => [orderId, queueAheadLots])).toEqual([
      [1, 5],
      [2, 5],
    ]);
  });

  test.skipIf(isMissing)(
    "power and log: more leave than the lots behind: the rest is from ahead, whatever the share",
    () => {
      // 10 ahead, 2 behind: of 9 that leave 7 at least were ahead; (10/12)^10 of them would be 1.45.
      const few = [depth(1200, 12), depth(1300, 3), everything];
      expect(aheadOf(eventsOf([book(10)], few, { queueModel: { power: { n: 10, variant: 3 } } }))).toBe(3);
      // Nobody behind: 4 leave, all from ahead, though ln(1 + 10/10) is only 0.69.
      const none = [depth(1200, 10), depth(1300, 6), everything];
      expect(aheadOf(eventsOf([book(10)], none, { queueModel: { log: { variant: 3 } } }))).toBe(6);
    },
  );

  test.skipIf(isMissing)("power and log: nobody ahead: a cancel moves nothing", () => {
    const then = [depth(1200, 10), print(1250, 10), depth(1260, 8, 1249), depth(1300, 4), everything];
    for (const queueModel of sampleModels) expect(aheadOf(eventsOf([book(10)], then, { queueModel }))).toBe(0);
  });

  test.skipIf(isMissing)(
    "conservative: the first depth event after the arrival shows more: all of it may be ahead; the next does not",
    () => {
      expect(aheadOf(eventsOf([book(10)], [depth(1200, 14), everything]))).toBe(14);
      expect(aheadOf(eventsOf([book(10)], [depth(1200, 14), everything], proportional))).toBe(10);
      expect(aheadOf(eventsOf([book(10)], [depth(1200, 12), depth(1300, 20), everything]))).toBe(12);
      const elsewhere = message("depth", at(1200), [bidLevel(90, 1)]);
      expect(aheadOf(eventsOf([book(10)], [elsewhere, depth(1300, 20), everything]))).toBe(10);
    },
  );

  /**
   * Of two answers and two fills: orders of 5 lots, news that only the first is older than, and late prints, which it
   * speaks of.
   */
  const aheadOfBoth = (late: readonly Message[]): number[] => {
    using on = new Desk(open(deskConfig));
    on.receive(book(10));
    on.at(1100, (venue) => venue.place(1, bid, 100, 5, postOnly));
    on.receive(print(1200, 4));
    on.at(1290, (venue) => venue.place(2, bid, 100, 5, postOnly));
    // It settles the second, six lots behind by then as the first is.
    on.receive(message("trade", at(1350), [{ side: bid, priceTicks: 110, sizeLots: 1 }]));
    on.receive(message("depth", { receivedNs: 1400, venueNs: 1250 }, [bidLevel(90, 1)]), ...late, everything);
    on.passUntil(3000);
    return on.events.map(({ queueAheadLots }) => queueAheadLots);
  };

  test.skipIf(isMissing)(
    "conservative: news of after the first own order and before the second puts all that is shown ahead of both, late prints or not",
    () => {
      const latePrint = print(1450, 3, 1240);
      for (const late of [[], [latePrint]]) expect(aheadOfBoth(late)).toEqual([10, 6, 10, 10]);
    },
  );

  test.skipIf(isMissing)("conservative: partly filled before the first newer depth event: it keeps its place", () => {
    const then = [print(1150, 12), depth(1200, 9), everything];
    const fills = eventsOf([book(10)], then).slice(1);
    expect(fills).toMatchObject([
      { lots: 2, remainingLots: 3, queueAheadLots: 10 },
      { lots: 3, remainingLots: 0, queueAheadLots: 0 },
    ]);
  });

  test.skipIf(isMissing)("a late print: what its depth event has moved already is not moved again, the rest is", () => {
    const first = depth(1200, 10);
    expect(aheadOf(eventsOf([book(10)], [first, depth(1300, 6), print(1310, 4, 1250), everything]))).toBe(6);
    expect(aheadOf(eventsOf([book(10)], [first, depth(1300, 6), print(1310, 5, 1250), everything]))).toBe(5);
    expect(aheadOf(eventsOf([book(10)], [first, depth(1300, 6), print(1310, 4, 1301), everything]))).toBe(2);
    expect(aheadOf(eventsOf([book(10)], [first, depth(1300, 6), print(1310, 4, 1200), everything]))).toBe(6);
    const two = [print(1310, 3, 1250), print(1320, 3, 1251)];
    expect(aheadOf(eventsOf([book(10)], [first, depth(1300, 6), ...two, everything]))).toBe(4);
  });

  test.skipIf(isMissing)("a late print of a move that was forgotten for want of room: it is taken for moved", () => {
    const steps = Array.from({ length: 9 }, (_, index) => depth(1300 + 10 * index, 39 - index));
    const told = (venueNs: number) => [depth(1200, 40), ...steps, print(1500, 2, venueNs), everything];
    expect(aheadOf(eventsOf([book(40)], told(1295)))).toBe(31);
    expect(aheadOf(eventsOf([book(40)], told(1305)))).toBe(30);
    expect(aheadOf(eventsOf([book(40)], told(1381)))).toBe(29);
  });

  test.skipIf(isMissing)("pending prints: the oldest of one too many is forgotten", () => {
    const prints = Array.from({ length: 4097 }, (_, index) => print(1010, index === 0 ? 500 : 1, 1009));
    expect(startOf(eventsOf([book(5000), ...prints], []))).toBe(5000 - 4096);
  });
}

function at(timeNs: number) {
  return { receivedNs: timeNs, venueNs: timeNs };
}
