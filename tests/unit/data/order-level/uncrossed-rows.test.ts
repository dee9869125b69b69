// Goal: what a book of orders would refuse never comes out, and nobody rests who has only come to trade.
// Method: small streams worked by hand, one message a line, and the rows and counts that they give.
import { describe, expect, test } from "bun:test";
import { heldNsMax, UncrossedCounts, UncrossedRows } from "../../../../src/data/order-level/uncrossed-rows.ts";
import { orderEventKind as kinds, type OrderEventKindName } from "../../../../src/domain/order-event.ts";
import { OrderRowReader, OrderRows } from "../../../../src/domain/order-rows.ts";
import { ask, bid, type Side } from "../../../../src/domain/side.ts";

type Row = readonly [kind: OrderEventKindName, orderId: number, side?: Side, priceTicks?: number, sizeLots?: number];

const opening: Row[] = [
  ["clear", 0],
  ["add", 1, ask, 101, 5],
  ["add", 2, ask, 102, 5],
  ["add", 3, bid, 99, 5],
];

describe("uncrossed rows:", () => {
  test("a delete, and an execution that names its order alone: a reduce of all that is left, and the side and price", () => {
    expect(
      told([
        ["execute", 1, bid, 0, 2],
        ["delete", 1],
      ]),
    ).toEqual([
      ["execute", 1, ask, 101, 2],
      ["reduce", 1, ask, 101, 3],
    ]);
  });

  test("a taker that is told before the order it hits: one print, and what is left of it rests once both have told", () => {
    expect(
      told([
        ["add", 9, bid, 101, 8],
        ["execute", 9, bid, 0, 5],
        ["execute", 1, ask, 0, 5],
        ["add", 4, bid, 100, 1],
      ]),
    ).toEqual([
      ["execute", 1, ask, 101, 5],
      ["add", 9, bid, 101, 3],
      ["add", 4, bid, 100, 1],
    ]);
  });

  test("a taker that is told after the order it hits: the same, though it crosses nobody in between", () => {
    expect(
      told([
        ["add", 9, bid, 101, 8],
        ["execute", 1, ask, 0, 5],
        ["execute", 9, bid, 0, 5],
      ]),
    ).toEqual([
      ["execute", 1, ask, 101, 5],
      ["add", 9, bid, 101, 3],
    ]);
  });

  test("a taker that trades through two levels and ends: two prints and nothing else", () => {
    expect(
      told([
        ["add", 9, bid, 102, 10],
        ["execute", 1, ask, 0, 5],
        ["execute", 9, bid, 0, 5],
        ["execute", 2, ask, 0, 5],
        ["execute", 9, bid, 0, 5],
      ]),
    ).toEqual([
      ["execute", 1, ask, 101, 5],
      ["execute", 2, ask, 102, 5],
    ]);
  });

  test("a taker that cancels while it is held: never told", () => {
    expect(
      told([
        ["add", 9, bid, 101, 8],
        ["delete", 9],
      ]),
    ).toEqual([]);
  });

  test("the one who is crossed cancels instead: the other rests", () => {
    expect(
      told([
        ["add", 9, bid, 101, 8],
        ["delete", 1],
      ]),
    ).toEqual([
      ["reduce", 1, ask, 101, 5],
      ["add", 9, bid, 101, 8],
    ]);
  });

  test("nothing is told of the one who is crossed: in the end it has gone, and is counted", () => {
    const counts = new UncrossedCounts();
    const late: Row = ["add", 4, bid, 98, 1];
    expect(told([["add", 9, bid, 101, 8], late], counts, heldNsMax)).toEqual([["add", 4, bid, 98, 1]]);
    expect(told([["add", 9, bid, 101, 8], late], counts, heldNsMax + 1)).toEqual([
      ["add", 4, bid, 98, 1],
      ["reduce", 1, ask, 101, 5],
      ["add", 9, bid, 101, 8],
    ]);
    expect(counts).toEqual({ refusedCount: 0, heldCount: 2, staleCount: 1 });
  });

  const refused: [string, Row][] = [
    ["an order that nobody knows", ["delete", 77]],
    ["an id that rests", ["add", 1, bid, 90, 1]],
    ["no id", ["add", 0, bid, 90, 1]],
    ["no lots", ["add", 77, bid, 90, 0]],
    ["no price", ["add", 77, bid, 0, 1]],
    ["more lots than are left", ["execute", 1, ask, 101, 6]],
    ["a hidden trade without a price", ["hiddenTrade", 0, bid, 0, 6]],
  ];
  test.each(refused)("%s: left out and counted", (_, row) => {
    const counts = new UncrossedCounts();
    expect(told([row], counts)).toEqual([]);
    expect(counts).toEqual({ refusedCount: 1, heldCount: 0, staleCount: 0 });
  });

  test("a gap: nothing but hidden trades until the next clear, which forgets who was held", () => {
    expect(
      told([
        ["add", 9, bid, 101, 8],
        ["gap", 0],
        ["add", 4, bid, 98, 1],
        ["hiddenTrade", 0, bid, 99, 1],
        ["clear", 0],
        ["add", 9, bid, 97, 1],
      ]),
    ).toEqual([
      ["gap", 0, bid, 0, 0],
      ["hiddenTrade", 0, bid, 99, 1],
      ["clear", 0, bid, 0, 0],
      ["add", 9, bid, 97, 1],
    ]);
  });
});

/** What comes out for messages after the opening, a message a row, each `stepNs` later. */
function told(rows: readonly Row[], counts = new UncrossedCounts(), stepNs = 1): Row[] {
  const uncrossed = new UncrossedRows(counts);
  uncrossed.take(columnsOf(opening, 0, 0));
  const plain = uncrossed.take(columnsOf(rows, 10, stepNs));
  const reader = new OrderRowReader(plain);
  return Array.from({ length: plain.rowsCount }, (_, at): Row => {
    const { kind, orderId, side, priceTicks, sizeLots } = reader.at(at);
    const name = Object.entries(kinds).find(([, value]) => value === kind)![0] as OrderEventKindName;
    return [name, Number(orderId), side, priceTicks, sizeLots];
  });
}

function columnsOf(stream: readonly Row[], fromNs: number, stepNs: number): OrderRows {
  const rows = new OrderRows();
  for (const [at, [kind, orderId, side = bid, priceTicks = 0, sizeLots = 0]] of stream.entries()) {
    rows.beginMessage(fromNs + at * stepNs, fromNs + at * stepNs);
    rows.row(kinds[kind], BigInt(orderId), side, priceTicks, sizeLots);
    rows.endMessage();
  }
  return rows;
}
