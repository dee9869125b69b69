/**
 * Section 6, exact: queues of which every order is known. The book opens with bids of orders 1 (4 lots) and 2 (6) at
 * 100, and an ask of order 3 (10) at 103.
 */
import { expect, test } from "bun:test";
import { orderType } from "../../src/domain/order-type.ts";
import { ownEventKind } from "../../src/domain/own-event.ts";
import { bid } from "../../src/domain/side.ts";
import { once, type Send, type Story, seenOf, soldAt } from "../helpers/engine-desk.ts";
import type { EngineUnderTest } from "../helpers/engine-kinds.ts";
import { askLevel, bidLevel, type Message, message, named } from "../helpers/engine-messages.ts";

const { postOnly } = orderType;
const { accepted, filled, amended } = ownEventKind;

const opening = message("snapshot", once(1000), [
  named(1, bidLevel(100, 4)),
  named(2, bidLevel(100, 10)),
  named(3, askLevel(103, 10)),
]);

/** Order `id` changes the level 100 to `lots` in all. */
const level = (atNs: number, id: number, lots: number, venueNs = atNs): Message =>
  message("depth", { receivedNs: atNs, venueNs }, [named(id, bidLevel(100, lots))]);

/** A sale that hit `id` at 100. */
const hit = (atNs: number, id: number, lots: number, venueNs = atNs): Message =>
  message("trade", { receivedNs: atNs, venueNs }, [named(id, askLevel(100, lots))]);

const buy =
  (orderId: number, sizeLots = 5): Send =>
  (venue) =>
    venue.place(orderId, bid, 100, sizeLots, postOnly);

export function exactCases({ open, isMissing }: EngineUnderTest): void {
  const told = (story: Omit<Story, "opening" | "config">) =>
    seenOf(open, { ...story, opening: [opening], config: { queueModel: "exact" } });
  /** An order of ours for 5 at 100, sent at 1100, then messages: its fills. */
  const fillsOf = (...then: readonly Message[]) => linesOf({ sends: [[1100, buy(1)]], after: then });
  const linesOf = (story: Omit<Story, "opening" | "config">) =>
    told(story)
      .filter(({ kind }) => kind === filled)
      .map(({ orderId, lots, remainingLots, queueAheadLots }) => [orderId, lots, remainingLots, queueAheadLots]);

  test.skipIf(isMissing)("exact: it starts behind all that the level shows, prints told or not", () => {
    const [answer] = told({ sends: [[1100, buy(1)]], after: [hit(1050, 1, 4), level(1200, 9, 15)] });
    expect(answer).toMatchObject({ kind: accepted, queueAheadLots: 10 });
  });

  test.skipIf(isMissing)("exact: who stands behind us is hit: we were hit before, up to our remainder", () => {
    const behind = level(1200, 9, 20);
    expect(fillsOf(behind, hit(1300, 9, 4))).toEqual([[1, 4, 1, 10]]);
    expect(fillsOf(behind, hit(1300, 9, 5))).toEqual([[1, 5, 0, 10]]);
    expect(fillsOf(behind, hit(1300, 9, 6))).toEqual([[1, 5, 0, 10]]);
    expect(fillsOf(behind, hit(1300, 9, 2), hit(1400, 9, 9), hit(1500, 9, 9))).toEqual([
      [1, 2, 3, 10],
      [1, 3, 0, 10],
    ]);
  });

  test.skipIf(isMissing)("exact: who stands ahead of us is hit: we are not, and the print moves no queue", () => {
    expect(fillsOf(level(1200, 9, 15), hit(1300, 1, 4), hit(1310, 2, 6), hit(1400, 9, 1))).toEqual([[1, 1, 4, 10]]);
  });

  test.skipIf(isMissing)("exact: rows move the queue by what those ahead lose, by nothing else", () => {
    const rows = [level(1200, 9, 15), level(1250, 9, 13), level(1260, 2, 11), level(1270, 1, 7)];
    // 9 had 5 and has 3; 2 had 6 and has 4; 1 has gone.
    expect(fillsOf(...rows, hit(1300, 9, 1))).toEqual([[1, 1, 4, 4]]);
    expect(fillsOf(...rows, level(1280, 2, 3), hit(1300, 9, 1))).toEqual([[1, 1, 4, 0]]);
  });

  test.skipIf(isMissing)("exact: a hidden order is hit: we were before it only when nobody is ahead of us", () => {
    const behind = level(1200, 9, 15);
    expect(fillsOf(behind, hit(1300, 0, 3))).toEqual([]);
    expect(fillsOf(behind, level(1210, 1, 11), hit(1300, 0, 3))).toEqual([]);
    expect(fillsOf(behind, level(1210, 1, 11), level(1220, 2, 5), hit(1300, 0, 3))).toEqual([[1, 3, 2, 0]]);
  });

  test.skipIf(isMissing)(
    "exact: told late that it joined before us, or with us: it is ahead, one nanosecond later not",
    () => {
      const joined = (venueNs: number) => fillsOf(level(1150, 8, 12), level(1200, 9, 15, venueNs), hit(1300, 9, 3));
      expect(joined(1109)).toEqual([]);
      expect(joined(1110)).toEqual([]);
      expect(joined(1111)).toEqual([[1, 3, 2, 10]]);
      // 8 is behind us whatever comes ahead of us later.
      expect(fillsOf(level(1150, 8, 12), level(1200, 9, 15, 1105), hit(1300, 8, 2))).toEqual([[1, 2, 3, 13]]);
    },
  );

  test.skipIf(isMissing)("exact: made at our arrival or before: it fills nothing", () => {
    expect(fillsOf(level(1150, 9, 15), hit(1300, 9, 3, 1110))).toEqual([]);
    expect(fillsOf(level(1150, 9, 15), hit(1300, 9, 3, 1111))).toEqual([[1, 3, 2, 10]]);
  });

  test.skipIf(isMissing)("exact: two of ours with another between: who is hit says how far it went", () => {
    const story = (...then: readonly Message[]) =>
      linesOf({
        sends: [
          [1100, buy(1)],
          [1250, buy(2)],
        ],
        after: [level(1200, 9, 18), level(1300, 10, 27), ...then],
      });
    expect(story(hit(1400, 9, 7))).toEqual([[1, 5, 0, 10]]);
    expect(story(hit(1400, 10, 7))).toEqual([
      [1, 5, 0, 10],
      [2, 2, 3, 18],
    ]);
    expect(story(hit(1400, 1, 4))).toEqual([]);
  });

  test.skipIf(isMissing)("exact: a print beyond our price: it fills us, whoever is ahead", () => {
    const lower = message("depth", once(1200), [named(9, bidLevel(99, 5))]);
    const print = message("trade", once(1300), [named(9, askLevel(99, 5))]);
    expect(fillsOf(lower, print)).toEqual([[1, 5, 0, 10]]);
  });

  test.skipIf(isMissing)(
    "exact: an iceberg: a print fills its slice, and the next stands behind who has come since",
    () => {
      const story = (...then: readonly Message[]) =>
        linesOf({
          sends: [[1100, (venue) => venue.iceberg(1, bid, 100, 5, 2)]],
          after: [level(1200, 9, 15), hit(1300, 9, 4), ...then],
        });
      expect(story(hit(1400, 9, 1))).toEqual([[1, 2, 3, 10]]);
      expect(story(level(1350, 10, 18), hit(1400, 10, 3))).toEqual([
        [1, 2, 3, 10],
        [1, 2, 1, 15],
      ]);
    },
  );

  test.skipIf(isMissing)("exact: amended down it keeps its place, up it goes behind who has come since", () => {
    const story = (sizeLots: number, ...then: readonly Message[]) =>
      told({
        sends: [
          [1100, buy(1)],
          [1250, (venue) => venue.amend(1, 100, sizeLots)],
        ],
        after: [level(1200, 9, 15), level(1300, 10, 17), ...then],
      }).slice(1);
    const first = { kind: amended, remainingLots: 3, queueAheadLots: 10 };
    expect(story(3, hit(1400, 9, 5))).toMatchObject([first, { kind: filled, lots: 3, queueAheadLots: 10 }]);
    const last = { kind: amended, remainingLots: 6, queueAheadLots: 15 };
    expect(story(6, hit(1400, 9, 5), hit(1500, 10, 2))).toMatchObject([
      last,
      { kind: filled, lots: 2, queueAheadLots: 15, venueNs: 1500 },
    ]);
  });

  test.skipIf(isMissing)(
    "exact: a gap, a trade of an order that was forgotten, a snapshot: all it shows is ahead",
    () => {
      const snapshot = message("snapshot", once(1400), [
        named(9, bidLevel(100, 3)),
        named(4, bidLevel(100, 7)),
        named(3, askLevel(103, 10)),
      ]);
      const told = [level(1200, 9, 15), message("gap", once(1250)), hit(1300, 9, 2), snapshot];
      expect(fillsOf(...told, hit(1500, 9, 3))).toEqual([]);
      expect(fillsOf(...told, level(1450, 11, 9), hit(1500, 11, 2))).toEqual([[1, 2, 3, 7]]);
    },
  );

  test.skipIf(isMissing)("exact: an ask shown at our price fills us", () => {
    const asks = message("depth", once(1300), [named(12, askLevel(100, 3))]);
    expect(fillsOf(level(1200, 9, 15), asks)).toEqual([[1, 3, 2, 10]]);
  });

  test.skipIf(isMissing)("exact: rows that name orders, with a model that guesses: their names change nothing", () => {
    const story: Story = {
      opening: [opening],
      sends: [[1100, buy(1)]],
      after: [level(1200, 9, 15), soldAt(1300, 100, 17)],
    };
    // The first depth event after its arrival shows 15: all of them may be ahead.
    expect(seenOf(open, story).slice(1)).toMatchObject([{ kind: filled, lots: 2, queueAheadLots: 15 }]);
  });
}
