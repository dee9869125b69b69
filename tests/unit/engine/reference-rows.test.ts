/**
 * Goal: int64 columns become the right numbers without a bigint.
 * Method: edges of the range, offsets, columns inside a buffer.
 */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { eventFlag, eventKind } from "../../../src/domain/event.ts";
import { ask } from "../../../src/domain/side.ts";
import { ReferenceRows } from "../../../src/engine/reference-rows.ts";
import { columnsOf, type Row, sliceColumns } from "../../helpers/engine-messages.ts";

const row: Row = {
  kind: eventKind.trade,
  side: ask,
  priceTicks: 7,
  sizeLots: 1,
  receivedNs: 0,
  venueNs: 0,
  flags: eventFlag.isLast,
};

test("rows: any whole numbers below 2^53 either way: read as they were written", () => {
  const whole = fc.maxSafeInteger();
  fc.assert(
    fc.property(whole, whole, whole, (receivedNs, venueNs, sizeLots) => {
      const rows = new ReferenceRows(false);
      rows.push(columnsOf([{ ...row, receivedNs, venueNs, sizeLots }]), 0);
      expect(rows.nextReceivedNs).toBe(receivedNs);
      rows.readNext();
      expect([rows.receivedNs, rows.venueNs, rows.sizeLots]).toEqual([receivedNs, venueNs, sizeLots]);
    }),
  );
});

test("rows: a part of longer columns, with an offset: its own rows, their times moved", () => {
  const rows = new ReferenceRows(false);
  const columns = columnsOf([1, 2, 3, 4].map((at) => ({ ...row, receivedNs: at, venueNs: -at, sizeLots: 10 * at })));
  rows.push(sliceColumns(columns, 2, 4), 1000);
  const read = [0, 1].map(() => {
    rows.readNext();
    return [
      rows.receivedNs,
      rows.venueNs,
      rows.sizeLots,
      rows.priceTicks,
      rows.kind,
      rows.side,
      rows.isLast,
      rows.movesTouch,
    ];
  });
  expect(read).toEqual([
    [1003, 997, 30, 7, eventKind.trade, ask, true, false],
    [1004, 996, 40, 7, eventKind.trade, ask, true, false],
  ]);
  expect([rows.isUsedUp, rows.readCount]).toEqual([true, 2]);
  expect(() => rows.readNext()).toThrow("there is a row to read");
});

test("rows: that name orders: ids over all 64 bits are read", () => {
  const ids = [1n, 2n ** 53n + 1n, 2n ** 64n - 1n];
  const columns = columnsOf(ids.map(() => row));
  const orderId = BigUint64Array.from(ids);
  const rows = new ReferenceRows(true);
  rows.push({ ...columns, orderId }, 0);
  const read = ids.map(() => {
    rows.readNext();
    return rows.orderId;
  });
  expect(read).toEqual(ids);
});

test("rows: ids where nobody asks for them: not looked at", () => {
  const rows = new ReferenceRows(false);
  rows.push({ ...columnsOf([row]), orderId: BigUint64Array.of(5n) }, 0);
  rows.readNext();
  expect(rows.orderId).toBe(0n);
});
