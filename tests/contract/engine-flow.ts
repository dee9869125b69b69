/** Section 9: levels and flow as a stop shows them; the stop of a flow that is full; decisions on depth and time. */
import { expect, test } from "bun:test";
import { nsPerSecond } from "../../src/domain/time.ts";
import { change, engineLimits, stop } from "../../src/ports/engine.ts";
import { boughtAt, Desk, deskConfig, once, openingBook, quoted, soldAt } from "../helpers/engine-desk.ts";
import type { EngineUnderTest } from "../helpers/engine-kinds.ts";
import {
  askLevel,
  bidLevel,
  columnsOf,
  type Level,
  type Message,
  message,
  rowsOf,
} from "../helpers/engine-messages.ts";
import { seenDepth, seenFlow } from "../helpers/seen-signals.ts";

const second = nsPerSecond;
const { flowMax } = engineLimits;
const depth = (atNs: number, ...levels: readonly Level[]): Message => message("depth", once(atNs), levels);

export function flowCases({ open, isMissing }: EngineUnderTest): void {
  const desk = (changes = {}) =>
    new Desk(open({ ...deskConfig, signals: { sums: false, flow: true, depthLevels: 3 }, ...changes }));

  test.skipIf(isMissing)("depth: the best levels, as many as are asked for and there; none after a gap", () => {
    using on = desk();
    on.receive(openingBook(1 * second), depth(2 * second, askLevel(110, 1), askLevel(107, 2)));
    const seen = () => seenDepth(on.market.view.depth);
    expect(seen()).toEqual({
      bids: [
        [100, 10],
        [99, 20],
      ],
      asks: [
        [103, 10],
        [104, 20],
        [107, 2],
      ],
    });
    on.receive(message("gap", once(3 * second)));
    expect(seen()).toEqual({ bids: [], asks: [] });
  });

  test.skipIf(isMissing)(
    "flow: since the last stop that was not for rows: trades, and touches where they differ",
    () => {
      using on = desk();
      on.receive(openingBook(1000), boughtAt(1100, 103, 4, 1050), depth(1200, bidLevel(50, 1)));
      on.receive(soldAt(1300, 100, 6), message("gap", once(1400)), soldAt(1500, 90, 2));
      on.at(1600, () => {});
      const opened = { bidTicks: 100, bidLots: 10, askTicks: 103, askLots: 10 };
      const nothing = { bidTicks: 0, bidLots: 0, askTicks: 0, askLots: 0 };
      expect(seenFlow(on.market.view.flow)).toEqual({
        trades: [
          { receivedNs: 1100, venueNs: 1050, priceTicks: 103, signedLots: 4 },
          { receivedNs: 1300, venueNs: 1300, priceTicks: 100, signedLots: -6 },
          { receivedNs: 1500, venueNs: 1500, priceTicks: 90, signedLots: -2 },
        ],
        touches: [
          { receivedNs: 1000, ...opened },
          { receivedNs: 1400, ...nothing },
        ],
      });
      on.at(1700, () => {});
      expect(seenFlow(on.market.view.flow)).toEqual({ trades: [], touches: [] });
    },
  );

  test.skipIf(isMissing)(
    "flow: a message of more prints than fit: a stop in its middle, then the rest, and nothing is lost",
    () => {
      using on = desk({ decideOn: change.trade });
      const prints = Array.from({ length: 2 * flowMax + 3 }, (_, index) => bidLevel(103, index + 1));
      on.receive(openingBook(1000));
      const { engine, market } = on;
      market.push(columnsOf(rowsOf([message("trade", once(1200), prints)])), 0);
      const stops: [reasons: number, tradesCount: number][] = [];
      const seen: number[] = [];
      for (let reasons = engine.run(1201); reasons !== stop.rowsUsed; reasons = engine.run(1201)) {
        const { tradesCount, trades } = market.view.flow;
        stops.push([reasons, tradesCount]);
        seen.push(...trades.signedLots.subarray(0, tradesCount));
        expect(market.view.nowNs).toBe(1200);
      }
      expect(stops).toEqual([
        [stop.flow, flowMax],
        [stop.flow, flowMax],
        [stop.decision, 3],
      ]);
      expect(seen).toEqual(prints.map(({ sizeLots }) => sizeLots));
    },
  );

  test.skipIf(isMissing)(
    "flow: as many touches as fit: a stop with the last of them, before what is due at its time",
    () => {
      using on = desk({ decideOn: change.depth });
      on.receive(openingBook(1000));
      on.passUntil(1001);
      on.stops.length = 0;
      for (let index = 1; index <= flowMax; index++) on.receive(quoted(1000 + index, [100, 10 + index], [103, 10]));
      expect(on.stops).toEqual([{ atNs: 1000 + flowMax, reasons: stop.flow }]);
      for (let index = 1; index < flowMax; index++) on.receive(quoted(2000, [100, index], [103, 10]));
      on.receive(depth(2000, bidLevel(100, 1000)));
      on.passUntil(2001);
      expect(on.stops.slice(1)).toEqual([
        { atNs: 2000, reasons: stop.flow },
        { atNs: 2000, reasons: stop.decision },
      ]);
    },
  );

  test.skipIf(isMissing)(
    "depth: a decision on it: after depth and snapshots, not after a ticker that moves the touch",
    () => {
      using on = desk({ decideOn: change.depth });
      on.receive(openingBook(1000), quoted(1100, [101, 1], [103, 1]), depth(1200, bidLevel(50, 1)));
      on.passUntil(2000);
      expect(on.stops.map(({ atNs }) => atNs)).toEqual([1000, 1200]);
    },
  );

  test.skipIf(isMissing)("time: where it is read: no decision of the grid is skipped", () => {
    using on = desk({ decideEveryNs: second, reads: change.time });
    on.receive(openingBook(500_000_000));
    on.passUntil(4 * second);
    expect(on.stops.map(({ atNs }) => atNs / second)).toEqual([1, 2, 3]);
    expect(on.market.counts.decisionsSkippedCount).toBe(0);
    expect(on.market.view.changed & change.time).toBe(0);
  });
}
