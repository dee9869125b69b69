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
  const shared = { ...rowAt(new MarketRows(1), 0), venueNs: 5 };
  const { message: text, ...head } = fieldsOf(messageOf("depth", shared, [{ priceTicks: 3, sizeLots: 1 }], []));
  const body = JSON.parse(text!) as Record<string, unknown>;
  const parsed = (fields: object, of: unknown) =>
    parseTick(Object.entries({ ...fields, message: JSON.stringify(of) }).flat());
  expect(parsed(head, body)).toBeDefined();
  const damages = { kind: "?", sequence: "?", rows: "2" };
  for (const [name, value] of Object.entries(damages)) {
    expect([name, parsed({ ...head, [name]: value }, body)]).toEqual([name, undefined]);
    const { [name]: _, ...rest } = head;
    expect([name, parsed(rest, body)]).toEqual([name, undefined]);
  }
  const inside: [string, unknown][] = [
    ...[
      "session_sequence",
      "received_time_ns",
      "venue_time_ns",
      "clock_offset_ns",
      "update_id",
      "bids",
      "asks",
      "part",
    ].map((name): [string, unknown] => [name, "?"]),
    ...[[[3]], [[3, -1]], [["3", 1]], [[2 ** 31, 1]], [[3, 1, 0.5]]].map((levels): [string, unknown] => [
      "bids",
      levels,
    ]),
    ...([
      ["clock_offset_ns", 1.5],
      ["update_id", -7],
      ["trade_id", 2 ** 60],
      ["received_time_ns", 5],
    ] as [string, unknown][]),
  ];
  for (const [name, value] of inside)
    expect([name, value, parsed(head, { ...body, [name]: value })]).toEqual([name, value, undefined]);
  for (const name of Object.keys(body).filter((of) => !["tick_size", "lot_size"].includes(of))) {
    const { [name]: _, ...rest } = body;
    expect([name, parsed(head, rest)]).toEqual([name, undefined]);
  }
  for (const of of [null, 3, []]) expect(parsed(head, of)).toBeUndefined();
  expect(parseTick(Object.entries({ ...head, message: "{" }).flat())).toBeUndefined();
});

function plain(rows: MarketRows): unknown[] {
  return Array.from({ length: rows.count }, (_, at) => rowAt(rows, at));
}
