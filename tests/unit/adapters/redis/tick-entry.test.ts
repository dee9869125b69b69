// Goal: a message of rows as an entry of the stream, and back, is the same message; what is no entry is refused.
// Method: messages of all kinds, drawn; entries damaged in one field.
import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  appendTick,
  parseTick,
  type TickPlace,
  tickFields,
  tickKindAt,
  tickRowsCount,
} from "../../../../src/adapters/redis/tick-entry.ts";
import { eventKind } from "../../../../src/domain/event.ts";
import { type MarketRow, MarketRows, noId } from "../../../../src/domain/market-rows.ts";
import { ask, bid, type Side } from "../../../../src/domain/side.ts";
import { rowAt } from "../../../helpers/market-rows.ts";

const epochUnixNs = 1_723_075_200_000_000_000n;
const place: TickPlace = {
  ...{ sequence: 12, rowsCount: 0, sessionSequence: 34, clockOffsetNs: -5, part: "" },
  ...{ tickSize: "0.01", lotSize: "0.00001" },
};

const id = fc.oneof(fc.constant(noId), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }));
const times = fc.record({
  receivedNs: fc.integer({ min: 0, max: 2 ** 50 }),
  venueNs: fc.oneof(fc.constant(Number.NaN), fc.integer({ min: -1e9, max: 2 ** 50 })),
  ...{ firstUpdateId: id, updateId: id, previousUpdateId: id, tradeId: id },
});
const level = fc.record({
  priceTicks: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  sizeLots: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  sizeDust: fc.constantFrom(0, 0, 7),
});
const levels = fc.array(level, { maxLength: 5 });
const message = fc
  .record({
    kind: fc.constantFrom("depth", "trade", "ticker", "clear", "gap"),
    shared: times,
    bids: levels,
    asks: levels,
  })
  .map(({ kind, shared, bids, asks }) => messageOf(kind as keyof typeof eventKind, shared, bids, asks))
  .filter(({ count }) => count > 0);

type Level = Pick<MarketRow, "priceTicks" | "sizeLots" | "sizeDust">;

function messageOf(
  kind: keyof typeof eventKind,
  shared: Omit<MarketRow, "kind" | "side" | "isLast" | keyof Level>,
  bids: readonly Level[],
  asks: readonly Level[],
): MarketRows {
  const hasMark = kind === "clear" || kind === "gap";
  const sided = (ofSide: readonly Level[], side: Side) => ofSide.map((one) => ({ ...one, side }));
  const of = kind === "gap" ? [] : [...sided(bids, bid), ...sided(asks, ask)];
  const none = { side: bid as Side, priceTicks: 0, sizeLots: 0, sizeDust: 0 };
  const all = [...(hasMark ? [none] : []), ...of];
  const rows = new MarketRows(Math.max(1, all.length));
  const kinds = { first: eventKind[kind], others: kind === "clear" ? eventKind.snapshotLevel : eventKind[kind] };
  for (const [at, row] of all.entries())
    rows.append({ ...shared, ...row, kind: at === 0 ? kinds.first : kinds.others, isLast: at === all.length - 1 });
  return rows;
}

function fieldsOf(rows: MarketRows): Record<string, string> {
  return tickFields(tickKindAt(rows, 0), rows, 0, rows.count, { ...place, rowsCount: rows.count }, epochUnixNs);
}

test("tick entry: any message: comes back as it was", () => {
  fc.assert(
    fc.property(message, (rows) => {
      const tick = parseTick(Object.entries(fieldsOf(rows)).flat());
      expect(tick).toMatchObject({ ...place, rowsCount: rows.count });
      const back = new MarketRows(tickRowsCount(tick!));
      appendTick(tick!, back, epochUnixNs);
      expect(plain(back)).toEqual(plain(rows));
    }),
  );
});

test("tick entry: a field is missing or damaged: it is none", () => {
  const fields = fieldsOf(
    messageOf("depth", { ...rowAt(new MarketRows(1), 0), venueNs: 5 }, [{ priceTicks: 3, sizeLots: 1 }], []),
  );
  expect(parseTick(Object.entries(fields).flat())).toBeDefined();
  const damages: [string, string][] = [
    ...(
      ["kind", "sequence", "rows", "session_sequence", "received_time_ns", "update_id", "bids", "asks", "part"] as const
    ).map((name): [string, string] => [name, "?"]),
    ...([
      ["rows", "2"],
      ["bids", "[[3]]"],
      ["bids", "[[3,-1]]"],
      ["bids", '[["3",1]]'],
      ["bids", "[[2147483648,1]]"],
    ] as [string, string][]),
    ...([
      ["venue_time_ns", "x"],
      ["clock_offset_ns", "1.5"],
      ["sequence", "99999999999999999999"],
    ] as [string, string][]),
  ];
  for (const [name, text] of damages) {
    const damaged = Object.entries({ ...fields, [name]: text }).flat();
    expect([name, text, parseTick(damaged)]).toEqual([name, text, undefined]);
  }
  for (const name of Object.keys(fields).filter((of) => !["tick_size", "lot_size"].includes(of))) {
    const { [name]: _, ...rest } = fields;
    expect([name, parseTick(Object.entries(rest).flat())]).toEqual([name, undefined]);
  }
});

function plain(rows: MarketRows): unknown[] {
  return Array.from({ length: rows.count }, (_, at) => rowAt(rows, at));
}
