// Goal: prints, depth and snapshots of market rows say what the orders did, in the form that the replay venue reads.
// Method: small streams worked by hand, and the rows that they give.
import { describe, expect, test } from "bun:test";
import { OrderMarketRows } from "../../../../src/data/order-level/order-market-rows.ts";
import { type EventKind, eventKind } from "../../../../src/domain/event.ts";
import { orderEventKind as kinds, type OrderEventKindName } from "../../../../src/domain/order-event.ts";
import { OrderRows } from "../../../../src/domain/order-rows.ts";
import { ask, bid, type Side } from "../../../../src/domain/side.ts";
import { NamedRowsVenue } from "../../../helpers/named-rows-venue.ts";

type Row = readonly [kind: OrderEventKindName, orderId?: number, side?: Side, priceTicks?: number, sizeLots?: number];
type Message = readonly [atNs: number, ...rows: Row[]];
type Told = readonly [kind: string, orderId: number, side: Side, priceTicks: number, sizeLots: number, isLast: boolean];

const snapshot: Message = [
  0,
  ["clear"],
  ["snapshotOrder", 1, bid, 99, 5],
  ["snapshotOrder", 2, bid, 99, 7],
  ["snapshotOrder", 3, ask, 101, 4],
];

describe("order market rows:", () => {
  test("a snapshot: a clear, and a row an order with the lots of its level so far", () => {
    expect(rowsOf([snapshot])).toEqual([
      ["clear", 0, bid, 0, 0, false],
      ["snapshotLevel", 1, bid, 99, 5, false],
      ["snapshotLevel", 2, bid, 99, 12, false],
      ["snapshotLevel", 3, ask, 101, 4, true],
    ]);
  });

  test("a message that trades and adds: each print by itself, of the aggressor's side, then what each order did", () => {
    const message: Message = [
      5,
      ["execute", 1, bid, 99, 5],
      ["execute", 2, bid, 99, 3],
      ["add", 4, ask, 99, 6],
      ["reduce", 3, ask, 101, 4],
    ];
    expect(rowsOf([snapshot, message]).slice(4)).toEqual([
      ["trade", 1, ask, 99, 5, true],
      ["trade", 2, ask, 99, 3, true],
      ["depth", 1, bid, 99, 7, false],
      ["depth", 2, bid, 99, 4, false],
      ["depth", 4, ask, 99, 6, false],
      ["depth", 3, ask, 101, 0, true],
    ]);
  });

  test("executions of one side and time in a message each: one taker's, whose depth comes after all its prints", () => {
    const sweep = (atNs: number): Message[] => [
      [5, ["execute", 1, bid, 99, 5]],
      [atNs, ["execute", 2, bid, 99, 7]],
    ];
    const kindsOf = (messages: Message[]) => rowsOf([snapshot, ...messages]).map(([kind]) => kind);
    expect(kindsOf(sweep(5)).slice(4)).toEqual(["trade", "trade", "depth", "depth"]);
    expect(kindsOf(sweep(6)).slice(4)).toEqual(["trade", "depth", "trade", "depth"]);
    const other: Message = [5, ["execute", 3, ask, 101, 1]];
    expect(kindsOf([...sweep(5), other]).slice(6)).toEqual(["depth", "depth", "trade", "depth"]);
    const cancels: Message[] = [
      [5, ["reduce", 1, bid, 99, 1]],
      [5, ["reduce", 2, bid, 99, 1]],
    ];
    expect(rowsOf([snapshot, ...cancels]).slice(4)).toEqual([
      ["depth", 1, bid, 99, 11, true],
      ["depth", 2, bid, 99, 10, true],
    ]);
  });

  test("a hidden trade: a print that names nobody and changes nothing", () => {
    expect(rowsOf([snapshot, [5, ["hiddenTrade", 0, ask, 100, 2]]]).slice(4)).toEqual([
      ["trade", 0, bid, 100, 2, true],
    ]);
  });

  test("an order that comes and is hit in one message: is in the book before its print", () => {
    expect(
      rowsOf([snapshot, [5, ["add", 4, ask, 100, 6], ["execute", 4, ask, 100, 2]]])
        .slice(4)
        .map(([kind]) => kind),
    ).toEqual(["depth", "trade", "depth"]);
  });

  test("a book that begins empty: cleared at once, and anew with its first order", () => {
    expect(
      rowsOf([
        [0, ["clear"]],
        [5, ["add", 1, bid, 99, 5]],
        [6, ["add", 2, bid, 99, 7]],
      ]),
    ).toEqual([
      ["clear", 0, bid, 0, 0, true],
      ["clear", 0, bid, 0, 0, false],
      ["snapshotLevel", 1, bid, 99, 5, true],
      ["depth", 2, bid, 99, 12, true],
    ]);
  });

  test("a gap: told once, and the next book is a snapshot", () => {
    expect(
      rowsOf([snapshot, [5, ["gap"]], [9, ["clear"], ["snapshotOrder", 1, bid, 99, 5]]])
        .slice(4)
        .map(([kind]) => kind),
    ).toEqual(["gap", "clear", "snapshotLevel"]);
  });

  test("a time that runs backwards: received times are raised and it is counted; venue times stay", () => {
    const venue = new NamedRowsVenue();
    const market = new OrderMarketRows(venue, 100);
    market.take(columnsOf([snapshot, [5, ["reduce", 1, bid, 99, 1]], [3, ["reduce", 1, bid, 99, 1]]]));
    market.end();
    const times = venue.rowsSeen.slice(4).map(({ receivedNs, venueNs }) => [receivedNs, venueNs]);
    expect(times).toEqual([
      [105, 105],
      [105, 103],
    ]);
    expect(market.counts).toEqual({ depthCount: 2, tradesCount: 0, clearsCount: 1, outOfOrderCount: 1 });
  });
});

function rowsOf(messages: readonly Message[]): Told[] {
  const venue = new NamedRowsVenue();
  const market = new OrderMarketRows(venue);
  market.take(columnsOf(messages));
  market.end();
  return venue.rowsSeen.map(
    ({ kind, orderId, side, priceTicks, sizeLots, isLast }): Told => [
      nameOf(kind),
      Number(orderId),
      side,
      priceTicks,
      sizeLots,
      isLast,
    ],
  );
}

function nameOf(kind: EventKind): string {
  return Object.entries(eventKind).find(([, value]) => value === kind)![0];
}

function columnsOf(messages: readonly Message[]): OrderRows {
  const rows = new OrderRows();
  for (const [atNs, ...stream] of messages) {
    rows.beginMessage(atNs, atNs);
    for (const [kind, orderId = 0, side = bid, priceTicks = 0, sizeLots = 0] of stream)
      rows.row(kinds[kind], BigInt(orderId), side, priceTicks, sizeLots);
    rows.endMessage();
  }
  return rows;
}
