/** Rows for tests: small random runs of them, collected again, and compared. */
import fc from "fast-check";
import { eventKind } from "../../src/domain/event.ts";
import { type MarketRow, MarketRows, noId, type RowSink } from "../../src/domain/market-rows.ts";
import { ask, bid } from "../../src/domain/side.ts";

/** All of a row of a venue that tells levels alone. */
export type LevelRow = Required<Omit<MarketRow, "orderId">>;

/** Keeps every row that it is given. */
export class RowCollector implements RowSink {
  readonly rowsSeen: LevelRow[] = [];
  ended = false;

  rows(batch: MarketRows): void {
    for (let at = 0; at < batch.count; at++) this.rowsSeen.push(rowAt(batch, at));
  }

  end(): void {
    this.ended = true;
  }
}

export function rowAt(rows: MarketRows, at: number): LevelRow {
  return {
    kind: rows.kind[at] as MarketRow["kind"],
    side: rows.side[at] as MarketRow["side"],
    receivedNs: rows.receivedNs[at]!,
    venueNs: rows.venueNs[at]!,
    priceTicks: rows.priceTicks[at]!,
    sizeLots: rows.sizeLots[at]!,
    sizeDust: rows.sizeDust[at]!,
    firstUpdateId: rows.firstUpdateId[at]!,
    updateId: rows.updateId[at]!,
    previousUpdateId: rows.previousUpdateId[at]!,
    tradeId: rows.tradeId[at]!,
    isLast: rows.isLast[at] === 1,
  };
}

/** Hands `rows` to `sink` in batches of at most `batchRows`. */
export function feedRows(sink: RowSink, rows: readonly MarketRow[], batchRows: number): void {
  const batch = new MarketRows(batchRows, rows[0]?.orderId !== undefined);
  for (const row of rows) {
    batch.append(row);
    if (!batch.isFull) continue;
    sink.rows(batch);
    batch.clear();
  }
  if (batch.count > 0) sink.rows(batch);
  sink.end();
}

const id = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 2 ** 52 }));
const noLevel = { side: bid, priceTicks: 0, sizeLots: 0, sizeDust: 0 } as const;
const noIds = { firstUpdateId: noId, updateId: noId, previousUpdateId: noId, tradeId: noId } as const;
const level = fc.record({
  side: fc.constantFrom(bid, ask),
  priceTicks: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  sizeLots: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 2 ** 52 })),
  sizeDust: fc.constantFrom(0, 0, 0, 7),
});
const body = fc.oneof(
  fc.record({ row: level, updateId: id }).map(({ row, updateId }) => ({
    ...{ kind: eventKind.depth, ...row, ...noIds, firstUpdateId: updateId, updateId, previousUpdateId: updateId },
  })),
  fc.record({ row: level, tradeId: id }).map(({ row, tradeId }) => ({
    ...{ kind: eventKind.trade, ...row, ...noIds, tradeId },
  })),
  fc.record({ row: level, updateId: id }).map(({ row, updateId }) => ({
    ...{ kind: eventKind.ticker, ...row, ...noIds, updateId },
  })),
  id.map((updateId) => ({ kind: eventKind.clear, ...noLevel, ...noIds, updateId })),
  fc.constant({ kind: eventKind.gap, ...noLevel, ...noIds }),
);

/** Rows of all kinds in order of receipt, up to three days long, each a message of its own. */
export const someRows: fc.Arbitrary<MarketRow[]> = fc
  .array(
    fc.record({
      body,
      waitNs: fc.integer({ min: 0, max: 2 ** 43 }),
      delayNs: fc.integer({ min: -2e9, max: 2e9 }),
      untimed: fc.boolean(),
    }),
    {
      minLength: 1,
      maxLength: 40,
    },
  )
  .map((drawn) => {
    let receivedNs = 0;
    return drawn.map(({ body: fields, waitNs, delayNs, untimed }) => {
      receivedNs += waitNs;
      return { ...fields, receivedNs, venueNs: untimed ? Number.NaN : receivedNs - delayNs, isLast: true };
    });
  });
