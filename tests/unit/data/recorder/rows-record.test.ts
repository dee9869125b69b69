// Goal: rows come out of a record of the log as they went in, with their place.
// Method: round trips of random messages, of several runs each, one buffer used for all.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { RowsDecoder, RowsEncoder } from "../../../../src/data/recorder/rows-record.ts";
import { type MarketRow, MarketRows } from "../../../../src/domain/market-rows.ts";
import { rowAt, someRows } from "../../../helpers/market-rows.ts";

/** Any rows, all received when the first was, some of them repeated so that runs have several. */
const message = fc
  .tuple(someRows, fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 40, maxLength: 40 }))
  .map(([rows, times]) =>
    rows.flatMap((row, at) =>
      Array.from({ length: times[at]! }, (): MarketRow => ({ ...row, receivedNs: rows[0]!.receivedNs })),
    ),
  );
const place = fc.record({
  marketIndex: fc.nat({ max: 1023 }),
  sequence: fc.nat({ max: 2 ** 53 - 1 }),
  sessionSequence: fc.nat({ max: 2 ** 53 - 1 }),
  isOpening: fc.boolean(),
});

function batchOf(rows: readonly MarketRow[]): MarketRows {
  const batch = new MarketRows(rows.length);
  for (const row of rows) batch.append(row);
  return batch;
}

test("rows record: any messages, one after another: come back as they were, with their places", () => {
  const encoder = new RowsEncoder();
  const decoder = new RowsDecoder();
  fc.assert(
    fc.property(message, place, (rows, at) => {
      const record = encoder.record(batchOf(rows), at);
      expect(decoder.placeOf(record)).toEqual({ ...at, rowsCount: rows.length });
      const read = new MarketRows(rows.length);
      decoder.append(record.slice(), read);
      expect(Array.from({ length: read.count }, (_, row) => rowAt(read, row))).toEqual(
        rows.map((row) => ({ sizeDust: 0, ...row })) as never,
      );
      expect(record.length % 8).toBe(0);
    }),
  );
});

test("rows record: rows received at different times: are no record", () => {
  const encoder = new RowsEncoder();
  const [row] = fc.sample(someRows, { numRuns: 1, seed: 1 })[0]!;
  const rows = batchOf([row!, { ...row!, receivedNs: row!.receivedNs + 1 }]);
  expect(() => encoder.record(rows, { marketIndex: 0, sequence: 0, sessionSequence: 0, isOpening: false })).toThrow(
    "received at one time",
  );
});
