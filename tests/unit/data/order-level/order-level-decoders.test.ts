// Goal: what a venue says of its orders becomes the rows that mean it; what is broken is refused with file, line and
// reason.
// Method: short streams written by hand in each format, and the rows they must give, as text.
import { describe, expect, test } from "bun:test";
import { gzipSync } from "node:zlib";
import { InputError } from "../../../../src/base/input-error.ts";
import { BitstampDecoder } from "../../../../src/data/order-level/bitstamp.ts";
import { LobsterDecoder } from "../../../../src/data/order-level/lobster.ts";
import { LunoDecoder, lunoOrderId } from "../../../../src/data/order-level/luno.ts";
import {
  type OrderLineDecoder,
  readFirstLine,
  readOrderRows,
} from "../../../../src/data/order-level/read-order-rows.ts";
import { orderEventKind } from "../../../../src/domain/order-event.ts";
import { OrderRowReader, OrderRows } from "../../../../src/domain/order-rows.ts";
import { bid } from "../../../../src/domain/side.ts";
import { grids } from "../../../helpers/order-recordings.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

describe("LOBSTER:", () => {
  const seed = "1010,300,1000,50,9999999999,0,990,7";

  test("the book after the first message: one order a level, and the order that the message submits behind its level's", () => {
    expect(rowsOf(new LobsterDecoder(grids.lobster, seed), "34200.5,1,11,20,1000,1")).toEqual([
      "clear",
      `snapshotOrder ${seedOf(1, 1010)} ask 1010 300`,
      `snapshotOrder ${seedOf(0, 1000)} bid 1000 30`,
      "snapshotOrder 11 bid 1000 20",
      `snapshotOrder ${seedOf(0, 990)} bid 990 7 .`,
    ]);
  });

  test("what happens to orders that stood before: is taken off the seed, as long as it lasts", () => {
    const lines = ["1,1,11,20,1000,1", "2,4,5,10,1000,1", "3,3,6,20,1000,1", "4,2,8,1,1000,1", "5,3,11,20,1000,1"];
    expect(rowsOf(new LobsterDecoder(grids.lobster, seed), ...lines).slice(5)).toEqual([
      `execute ${seedOf(0, 1000)} bid 1000 10 .`,
      `reduce ${seedOf(0, 1000)} bid 1000 20 .`,
      "reduce 8 bid 1000 1 .",
      "delete 11 bid 1000 0 .",
    ]);
  });

  test("hidden trades, crosses and halts: trades without an order, and nothing", () => {
    const lines = ["1,1,11,20,1000,1", "2,5,0,3,1005,-1", "3,7,0,0,-1,-1", "4,6,-1,9,1005,1"].map((line) =>
      line.replace(",-1,9", ",0,9"),
    );
    expect(rowsOf(new LobsterDecoder(grids.lobster), ...lines)).toEqual([
      "clear",
      "add 11 bid 1000 20 .",
      "hiddenTrade 0 ask 1005 3 .",
      "hiddenTrade 0 bid 1005 9 .",
    ]);
  });

  test("a tick of a cent: prices in 10^-4 dollars become cents, and what lies between them is refused", () => {
    const cents = { ...grids.lobster, tickUnits: 1n, pricePlaces: 2 };
    expect(rowsOf(new LobsterDecoder(cents), "1,1,11,20,5853300,1")).toEqual(["clear", "add 11 bid 58533 20 ."]);
    expect(() => rowsOf(new LobsterDecoder(cents), "1,1,11,20,5853350,1")).toThrow("the price 5853350 is no multiple");
    expect(() => new LobsterDecoder({ ...grids.lobster, pricePlaces: 5 })).toThrow(InputError);
  });

  test.each([
    ["1,1,11,20,1000", "has 5 fields"],
    ["x,1,11,20,1000,1", "the time x"],
    ["1,8,11,20,1000,1", "the type 8"],
    ["1,1,11,20,1000,2", "the direction 2"],
    ["1,1,1.5,20,1000,1", "the order id 1.5"],
    ["1,1,11,-3,1000,1", "the size -3"],
    ["1,1,11,20,0,1", "the price 0"],
  ])("a bad line %s: %s", (line, problem) => {
    expect(() => rowsOf(new LobsterDecoder(grids.lobster), line)).toThrow(problem);
  });
});

describe("Luno:", () => {
  const order = (id: string, price: string, volume: string) => ({ id, price, volume });
  const snapshot = {
    ...{ sequence: "10", timestamp: 1_626_199_457_846, status: "ACTIVE" },
    asks: [order("BX3", "101.00", "0.5")],
    bids: [order("BX4", "100.00", "0.000001"), order("BX5", "100.00", "2")],
  };
  const empty = { trade_updates: null, create_update: null, delete_update: null, status_update: null };
  const update = (sequence: number, changes: object) => ({
    ...empty,
    sequence: String(sequence),
    timestamp: 1_626_199_457_900,
    ...changes,
  });
  const lines = (...messages: object[]) => messages.map((message) => JSON.stringify(message));

  test("a snapshot and updates: orders by their ids, trades before what they leave behind", () => {
    const found = rowsOf(
      new LunoDecoder(grids.luno),
      ...lines(
        snapshot,
        update(11, {
          trade_updates: [{ base: "0.5", counter: "50", maker_order_id: "BX3", taker_order_id: "BX9" }],
          create_update: { order_id: "BX9", type: "BID", price: "101", volume: "1.25" },
        }),
        update(12, {}),
        update(13, { delete_update: { order_id: "BX5" } }),
      ),
    );
    expect(found).toEqual([
      "clear",
      "snapshotOrder 3 bid 100 1",
      "snapshotOrder 4 bid 100 2000000",
      "snapshotOrder 2 ask 101 500000 .",
      "execute 2 bid 0 500000",
      "add 8 bid 101 1250000 .",
      "delete 4 bid 0 0 .",
    ]);
  });

  test("a sequence number left out: a gap", () => {
    const found = rowsOf(
      new LunoDecoder(grids.luno),
      ...lines(snapshot, update(12, { delete_update: { order_id: "BX5" } })),
    );
    expect(found.slice(4)).toEqual(["gap", "delete 4 bid 0 0 ."]);
  });

  test("ids: texts that differ are numbers that differ, first letters and lengths included", () => {
    const texts = ["BX2", "BX22", "BX3", "BX23", "BX32", "BXZ", "BXZZ", "BX222", "BXNVXRYD2S5RT6", "BXHMVB3E53PWQYK"];
    const ids = texts.map(lunoOrderId);
    expect(new Set(ids).size).toBe(texts.length);
    expect([ids[0], ids[1], ids[5]]).toEqual([1n, 32n, 31n]);
    for (const bad of ["", "BX", "AX2", "BX0", "BXZZZZZZZZZZZZZ", "BX22222222222222"])
      expect(() => lunoOrderId(bad)).toThrow("BX and up to 13");
  });

  test.each([
    ["{", "is not JSON"],
    [JSON.stringify({ ...snapshot, sequence: "x" }), "sequence: "],
    [JSON.stringify({ ...snapshot, bids: [order("BX4", "100.5", "1")] }), "the price 100.5"],
    [JSON.stringify({ ...snapshot, bids: [order("BX4", "100", "0.0000001")] }), "the size 0.0000001"],
  ])("a bad line %s: refused", (line, problem) => {
    expect(() => rowsOf(new LunoDecoder(grids.luno), line)).toThrow(problem);
  });
});

describe("Bitstamp:", () => {
  const line = (event: string, id: number, price: string, amount: string, type: 0 | 1) =>
    `1430438404518 ${event} ${JSON.stringify({ price, amount, datetime: "1430438404", id, order_type: type })}`;

  test("sizes that are left: become lots traded or cancelled; a new price or a larger size goes to the end", () => {
    const found = rowsOf(
      new BitstampDecoder(grids.bitstamp),
      line("order_created", 5, "236.47", "2.00000000", 0),
      line("order_changed", 5, "236.47", "1.50000000", 0),
      line("order_changed", 5, "236.40", "1.50000000", 0),
      line("order_changed", 5, "236.40", "1.75000000", 0),
      line("order_changed", 5, "236.40", "1.75000000", 0),
      line("order_deleted", 5, "236.40", "0.75000000", 0),
      line("order_created", 6, "236.50", "1.00000000", 1),
      line("order_deleted", 6, "236.50", "0.00000000", 1),
      line("order_deleted", 7, "236.50", "1.00000000", 1),
      '1430438404645 trade {"price": 236.47, "amount": 0.5, "id": 8}',
    );
    expect(found).toEqual([
      "clear",
      "add 5 bid 23647 200000000 .",
      "execute 5 bid 23647 50000000 .",
      "delete 5 bid 23647 0",
      "add 5 bid 23640 150000000 .",
      "delete 5 bid 23640 0",
      "add 5 bid 23640 175000000 .",
      "execute 5 bid 23640 100000000",
      "delete 5 bid 23640 0 .",
      "add 6 ask 23650 100000000 .",
      "execute 6 ask 23650 100000000 .",
      "delete 7 ask 23650 0 .",
    ]);
  });

  test.each([
    ["order_created {}", "is not `<local ms>"],
    ["1430438404518 order_lost {}", "the event order_lost"],
    [line("order_created", 5, "236.471", "1", 0), "the price 236.471"],
    [line("order_created", -5, "236.47", "1", 0), "id"],
  ])("a bad line %s: %s", (text, problem) => {
    expect(() => rowsOf(new BitstampDecoder(grids.bitstamp), text)).toThrow(problem);
  });
});

describe("reading:", () => {
  const lines = ["1,1,11,20,1000,1", "2,1,12,20,1000,1", "", "3,3,11,20,1000,1"];

  test("a file, plain or gz, with either line end: the same rows, in chunks of whole messages", async () => {
    using folder = temporaryFolder();
    await Bun.write(folder.of("plain"), lines.join("\n"));
    await Bun.write(folder.of("packed"), gzipSync(`${lines.join("\r\n")}\r\n`));
    const expected = rowsOf(new LobsterDecoder(grids.lobster), ...lines.filter((text) => text !== ""));
    for (const name of ["plain", "packed"]) {
      const found: string[] = [];
      for await (const rows of readOrderRows(folder.of(name), new LobsterDecoder(grids.lobster), 1))
        found.push(...rowTexts(rows as OrderRows));
      expect(found).toEqual(expected);
    }
    expect(await readFirstLine(folder.of("packed"))).toBe(lines[0]!);
  });

  test("a bad line: one error that names file and line", async () => {
    using folder = temporaryFolder();
    await Bun.write(folder.of("bad"), [...lines, "4,9,11,20,1000,1"].join("\n"));
    await expect(readAll(folder.of("bad"))).rejects.toThrow(`${folder.of("bad")}:5: the type 9 is none of 1 to 7`);
    await expect(readAll(folder.of("none"))).rejects.toBeInstanceOf(InputError);
  });

  test("a gz file that is cut off: an input error that says so", async () => {
    using folder = temporaryFolder();
    const packed = gzipSync(lines.join("\n").repeat(2000));
    await Bun.write(folder.of("torn.gz"), packed.subarray(0, packed.length - 20));
    await expect(readAll(folder.of("torn.gz"))).rejects.toBeInstanceOf(InputError);
  });
});

async function readAll(path: string): Promise<void> {
  for await (const _ of readOrderRows(path, new LobsterDecoder(grids.lobster)));
}

function rowsOf(decoder: OrderLineDecoder, ...lines: readonly string[]): string[] {
  const rows = new OrderRows();
  for (const line of lines) decoder.line(line, rows);
  return rowTexts(rows);
}

/** `<kind> <id> <side> <price> <size>`, with a point after the last of a message. */
function rowTexts(rows: OrderRows): string[] {
  const names = Object.keys(orderEventKind);
  const row = new OrderRowReader(rows);
  return Array.from({ length: rows.rowsCount }, (_, at) => {
    const { kind, orderId, side, priceTicks, sizeLots, isLast } = row.at(at);
    const name = names[kind]!;
    if (name === "clear" || name === "gap") return name;
    return `${name} ${orderId} ${side === bid ? "bid" : "ask"} ${priceTicks} ${sizeLots}${isLast ? " ." : ""}`;
  });
}

function seedOf(side: number, priceTicks: number): bigint {
  return (1n << 63n) + BigInt(side) * (1n << 32n) + BigInt(priceTicks);
}
