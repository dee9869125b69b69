/** Section 8: rows that break the rules stop the run, and are named; how they are pushed breaks none. */
import { expect, test } from "bun:test";
import { type EventColumns, eventFlag, eventKind } from "../../src/domain/event.ts";
import { ask, bid } from "../../src/domain/side.ts";
import { RowError, rowErrors } from "../../src/engine/replay-errors.ts";
import { change, stop } from "../../src/ports/engine.ts";
import { deskConfig, openingBook } from "../helpers/engine-desk.ts";
import type { EngineUnderTest } from "../helpers/engine-kinds.ts";
import { askLevel, bidLevel, columnsOf, message, named, type Row, rowsOf } from "../helpers/engine-messages.ts";

const { depth, trade, ticker, snapshotLevel, gap, clear } = eventKind;
const last = eventFlag.isLast;

/** The opening book takes rows 0 to 4; cases begin with row 5. */
function row(kind: number, changes: Partial<Row> = {}): Row {
  return { kind, side: bid, priceTicks: 100, sizeLots: 1, receivedNs: 2000, venueNs: 2000, flags: last, ...changes };
}

const cases: readonly [what: string, rows: readonly Row[], code: number, rowNumber: number][] = [
  ["received before the message before it", [row(trade, { receivedNs: 999 })], 1, 5],
  ["another received time in one message", [row(depth, { flags: 0 }), row(depth, { receivedNs: 2001 })], 2, 6],
  ["another venue time in one message", [row(depth, { flags: 0 }), row(depth, { venueNs: 1999 })], 2, 6],
  ["a depth level without a price", [row(depth, { priceTicks: 0 })], 3, 5],
  ["a trade at a negative price", [row(trade, { priceTicks: -5 })], 3, 5],
  ["a ticker with lots and no price", [row(ticker, { priceTicks: 0 })], 3, 5],
  ["a negative size", [row(depth, { sizeLots: -1 })], 4, 5],
  ["a size of 2^53", [row(depth, { sizeLots: 2 ** 53 })], 4, 5],
  ["a trade of nothing", [row(trade, { sizeLots: 0 })], 5, 5],
  ["an unknown kind", [row(6)], 6, 5],
  ["a depth row after a gap", [row(gap, { priceTicks: 0, sizeLots: 0 }), row(depth)], 7, 6],
  ["a snapshot level without its clear", [row(snapshotLevel)], 8, 5],
  ["a ticker in a depth message", [row(depth, { flags: 0 }), row(ticker)], 9, 6],
  ["a clear after snapshot levels", [row(clear, { flags: 0 }), row(snapshotLevel, { flags: 0 }), row(clear)], 9, 7],
  [
    "several at once: a trade of nothing at no price, of another time",
    [row(depth, { flags: 0 }), row(trade, { receivedNs: 2001, priceTicks: 0, sizeLots: 0 })],
    2,
    6,
  ],
];

/** Bids of orders 1 (4 lots) and 2 (6) at 100, an ask of order 3 (10) at 103: rows 0 to 3. */
const namedBook = message("snapshot", { receivedNs: 1000, venueNs: 1000 }, [
  named(1, bidLevel(100, 4)),
  named(2, bidLevel(100, 10)),
  named(3, askLevel(103, 10)),
]);

const exactCases: readonly [what: string, row: Row, code: number][] = [
  ["a level grows by nobody", row(depth, { sizeLots: 12 }), 10],
  ["a level shrinks by nobody", row(depth, { sizeLots: 8 }), 10],
  ["an order joins that rests there", row(depth, { sizeLots: 12, orderId: 1 }), 11],
  ["an order joins that rests elsewhere", row(depth, { priceTicks: 99, sizeLots: 2, orderId: 3 }), 11],
  ["an order leaves that rests elsewhere", row(depth, { sizeLots: 8, orderId: 3 }), 12],
  ["an order leaves that never came", row(depth, { sizeLots: 8, orderId: 9 }), 12],
  ["an order loses more than it has", row(depth, { sizeLots: 5, orderId: 1 }), 12],
  ["an order is hit for more than it has", row(trade, { side: ask, sizeLots: 5, orderId: 1 }), 12],
  ["an order is hit at another price", row(trade, { side: ask, priceTicks: 99, orderId: 1 }), 12],
  ["an order is hit by its own side", row(trade, { side: bid, orderId: 1 }), 12],
];

export function rowCases({ open, isMissing }: EngineUnderTest): void {
  const errorOf = (rows: readonly Row[], config = deskConfig, opening = openingBook(1000)): unknown => {
    using engine = open(config);
    engine.markets[0]!.push(columnsOf([...rowsOf([opening]), ...rows]), 0);
    try {
      engine.run(0);
    } catch (error) {
      return error;
    }
    return undefined;
  };

  for (const [what, rows, code, rowNumber] of cases)
    test.skipIf(isMissing)(`rows: ${what}: refused, naming row ${rowNumber}`, () => {
      const error = errorOf(rows);
      expect(error).toBeInstanceOf(RowError);
      expect(error).toMatchObject({ code, rowNumber, message: `row ${rowNumber}: violated: ${rowErrors[code]!}` });
    });

  for (const [what, row, code] of exactCases)
    test.skipIf(isMissing)(`rows that name orders: ${what}: refused`, () => {
      const error = errorOf([row], { ...deskConfig, queueModel: "exact" }, namedBook);
      expect(error).toBeInstanceOf(RowError);
      expect(error).toMatchObject({ code, rowNumber: 4, message: `row 4: violated: ${rowErrors[code]!}` });
    });

  test.skipIf(isMissing)("rows that name orders: hidden trades, levels left as they are by nobody: allowed", () => {
    const fine = [
      row(trade, { sizeLots: 50, side: ask, orderId: 0 }),
      row(depth, { sizeLots: 10, orderId: 0 }),
      row(depth, { sizeLots: 7, orderId: 1 }),
      row(depth, { sizeLots: 9, orderId: 4 }),
      row(depth, { sizeLots: 8, orderId: 1 }),
      row(depth, { sizeLots: 12, orderId: 1 }),
      row(gap, { priceTicks: 0, sizeLots: 0 }),
      row(trade, { sizeLots: 50, side: ask, orderId: 77 }),
    ];
    expect(errorOf(fine, { ...deskConfig, queueModel: "exact" }, namedBook)).toBeUndefined();
  });

  test.skipIf(isMissing)("rows: a message received before now, after time has moved on: refused", () => {
    using engine = open(deskConfig);
    engine.markets[0]!.push(columnsOf(rowsOf([openingBook(1000)])), 0);
    engine.markets[0]!.setDeadline(1500);
    expect([engine.run(1600), engine.run(1600)]).toEqual([stop.timer, stop.rowsUsed]);
    engine.markets[0]!.push(columnsOf([row(trade, { receivedNs: 1499, venueNs: 1400 })]), 0);
    expect(() => engine.run(0)).toThrow("row 5: violated: a message is not received before the one before it");
  });

  test.skipIf(isMissing)("rows: empty sides, a size of 2^53 - 1, a removal, a second clear: all allowed", () => {
    const fine = [
      row(ticker, { priceTicks: 0, sizeLots: 0, flags: 0 }),
      row(ticker, { priceTicks: -1, sizeLots: 0, side: ask }),
      row(depth, { sizeLots: 2 ** 53 - 1, flags: 0 }),
      row(depth, { sizeLots: 0 }),
      row(clear, { flags: 0 }),
      row(clear, { flags: 0 }),
      row(snapshotLevel),
    ];
    expect(errorOf(fine)).toBeUndefined();
  });

  test.skipIf(isMissing)("rows: pushed at the stop that the last ones led to: taken, and next in line", () => {
    using engine = open({ ...deskConfig, decideOn: change.trade });
    const [market] = engine.markets;
    market!.push(columnsOf([...rowsOf([openingBook(1000)]), row(trade)]), 0);
    expect(engine.run(2001)).toBe(stop.decision);
    market!.push(columnsOf([row(trade, { receivedNs: 3000, venueNs: 3000 })]), 0);
    expect(engine.run(3001)).toBe(stop.decision);
    expect(market!.view.nowNs).toBe(3000);
    expect(engine.run(3001)).toBe(stop.rowsUsed);
  });

  test.skipIf(isMissing)("rows: none: nothing to do, and more may follow", () => {
    using engine = open(deskConfig);
    const [market] = engine.markets;
    market!.push(columnsOf([]), 0);
    market!.push(columnsOf(rowsOf([openingBook(1000)])), 4);
    market!.push(columnsOf([]), 0);
    expect(engine.run(0)).toBe(stop.rowsUsed);
    expect(market!.view.receivedNs).toBe(1004);
  });

  test.skipIf(isMissing)("rows: before the last are used up, with columns too short or offsets cut: bugs", () => {
    using engine = open(deskConfig);
    const push = (columns: EventColumns, offsetNs = 0) => engine.markets[0]!.push(columns, offsetNs);
    const columns = columnsOf(rowsOf([openingBook(1000)]));
    expect(() => push({ ...columns, rowsCount: 6 })).toThrow("a column has all rows");
    expect(() => push({ ...columns, flags: columns.flags.subarray(1) })).toThrow("a column has all rows");
    expect(() => push({ ...columns, rowsCount: 0.5 })).toThrow("rows are counted in an int32");
    expect(() => push(columns, 0.5)).toThrow("an offset is a whole number of nanoseconds");
    push(columns);
    expect(() => push(columns)).toThrow("has used up the last ones");
    expect(engine.run(0)).toBe(stop.rowsUsed);
  });

  test.skipIf(isMissing)("rows: exact queues without ids, or with too few: bugs", () => {
    using engine = open({ ...deskConfig, queueModel: "exact" });
    const columns = columnsOf(rowsOf([namedBook]));
    const push = (orderId: BigUint64Array | undefined) => () => engine.markets[0]!.push({ ...columns, orderId }, 0);
    expect(push(undefined)).toThrow("exact queues need order ids");
    expect(push(columns.orderId!.subarray(1))).toThrow("exact queues need order ids");
    push(columns.orderId)();
    expect(engine.run(0)).toBe(stop.rowsUsed);
  });
}
