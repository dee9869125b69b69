// Goal: CSV files of every known kind become the rows that they say, and what cannot be sure is refused at its line and
// column.
// Method: small files written out by hand, in the columns that their makers document, beside the rows they must give.

import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { loadInstruments } from "../../../../src/adapters/binance/instruments-file.ts";
import { type AnyReadOptions, openRecordings } from "../../../../src/data/any-recording.ts";
import { eventKind } from "../../../../src/domain/event.ts";
import type { Market } from "../../../../src/domain/instrument.ts";
import { type LevelRow, RowCollector } from "../../../helpers/market-rows.ts";
import { projectRoot } from "../../../helpers/needs.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

const instruments = loadInstruments(`${projectRoot}/configs/instruments.yaml`);
const kindNames = Object.fromEntries(Object.entries(eventKind).map(([name, code]) => [code, name]));
type Options = AnyReadOptions & { readonly market?: Market; readonly symbol?: string };

/** Reads files of these names and lines as one recording. */
async function read(files: Readonly<Record<string, readonly string[]>>, { market, symbol, ...options }: Options = {}) {
  using folder = temporaryFolder();
  for (const [name, lines] of Object.entries(files)) {
    const text = lines.join("\n");
    writeFileSync(folder.of(name), name.endsWith(".gz") ? gzipSync(text) : text);
  }
  const paths = Object.keys(files).map(folder.of);
  const collector = new RowCollector();
  try {
    const [recording] = await openRecordings(paths, { instruments, market, symbol });
    const facts = await recording!.read(collector, options);
    return { rows: collector.rowsSeen.map(told), facts, recording: recording!, message: undefined };
  } catch (error) {
    return { rows: [], facts: undefined, message: (error as Error).message.replaceAll(`${folder.path}/`, "") };
  }
}

/** A row in one line: kind, side (b, a), ticks and lots, received and venue time in microseconds, "." at the end. */
function told(row: LevelRow): string {
  const { kind, side, priceTicks, sizeLots, receivedNs, venueNs, isLast } = row;
  const level =
    kind === eventKind.clear || kind === eventKind.gap ? "" : ` ${side === 0 ? "b" : "a"} ${priceTicks}x${sizeLots}`;
  return `${kindNames[kind]}${level} @${receivedNs / 1000}/${venueNs / 1000}${isLast ? "." : ""}`;
}

/** 2024-01-01 in microseconds. */
const day = 1_704_067_200_000_000;
const us = (offset: number) => String(day + offset);

const l2Head = "exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount";
const l2 = (local: number, isSnapshot: boolean, side: string, price: string, amount: string, exchange = "binance") =>
  `${exchange},BTCUSDT,${us(local - 5)},${us(local)},${isSnapshot},${side},${price},${amount}`;
const l2Lines = [
  l2Head,
  l2(10, false, "bid", "99.00", "9"), // Before the first snapshot: nobody knows what it changed.
  l2(20, true, "ask", "100.01", "1"),
  l2(20, true, "bid", "100.00", "0.00002"),
  l2(30, false, "ask", "100.01", "0"),
  l2(30, false, "bid", "100.00", "3"),
  l2(40, false, "ask", "100.02", "4"),
];

describe("Tardis", () => {
  test.each(["spot", "usdm"] as const)(
    "incremental_book_L2 of %s: a book, then its changes, message by message",
    async (market) => {
      const lines = market === "spot" ? l2Lines : l2Lines.map((line) => line.replace("binance,", "binance-futures,"));
      const lot = market === "spot" ? 100_000 : 1000;
      const tick = market === "spot" ? 100 : 10;
      const even = lines.map((line) =>
        line.replace("100.01", "100.10").replace("100.02", "100.20").replace("0.00002", "2"),
      );
      const { rows, facts } = await read({ "x.csv.gz": even });
      expect(rows).toEqual([
        `clear @20/15`,
        `snapshotLevel b ${100 * tick}x${2 * lot} @20/15`,
        `snapshotLevel a ${100.1 * tick}x${lot} @20/15.`,
        `depth b ${100 * tick}x${3 * lot} @30/25`,
        `depth a ${100.1 * tick}x0 @30/25.`,
        `depth a ${100.2 * tick}x${4 * lot} @40/35.`,
      ]);
      expect(facts).toMatchObject({
        clockOffsetNs: 0,
        feed: { depth_events_count: 3, applied_count: 2, dropped_count: 1 },
      });
    },
  );

  test("incremental_book_L2: a snapshot among the changes: something was lost, so a gap and a new book", async () => {
    const { rows } = await read({
      "x.csv": [...l2Lines, l2(50, true, "bid", "90.00", "1"), l2(60, false, "ask", "91.00", "1")],
    });
    expect(rows.slice(-4)).toEqual([
      "gap @50/NaN.",
      "clear @50/45",
      "snapshotLevel b 9000x100000 @50/45.",
      "depth a 9100x100000 @60/55.",
    ]);
  });

  test("incremental_book_L2: the book that the next day's file begins with: no gap, the day before goes on", async () => {
    const nextDay = 86_400_000_000;
    const next = [l2Head, l2(nextDay + 1, true, "bid", "100.00", "3"), l2(nextDay + 9, false, "bid", "100.00", "5")];
    const late = [...l2Lines, l2(nextDay - 1000, false, "ask", "100.03", "1")];
    const { rows } = await read({ "b.csv": next, "a.csv": late });
    expect(rows.slice(-2)).toEqual([
      `depth a 10003x100000 @${nextDay - 1000}/${nextDay - 1005}.`,
      `depth b 10000x500000 @${nextDay + 9}/${nextDay + 4}.`,
    ]);
  });

  test("depth, trades and quotes apart: put together by the time of receipt, prints first", async () => {
    const trades = [
      "exchange,symbol,timestamp,local_timestamp,id,side,price,amount",
      `binance,BTCUSDT,${us(1)},${us(30)},7,sell,100.00,1`,
    ];
    const quotes = [
      "exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount",
      `binance,BTCUSDT,${us(30)},${us(30)},4,100.02,100.00,3`,
      `binance,BTCUSDT,${us(33)},${us(33)},,,100.00,3`,
    ];
    const { rows } = await read({ "q.csv": quotes, "t.csv": trades, "l.csv": l2Lines });
    expect(rows.slice(3)).toEqual([
      "trade a 10000x100000 @30/1.",
      "depth b 10000x300000 @30/25",
      "depth a 10001x0 @30/25.",
      "ticker b 10000x300000 @30/NaN",
      "ticker a 10002x400000 @30/NaN.",
      "ticker b 10000x300000 @33/NaN",
      "ticker a 0x0 @33/NaN.",
      "depth a 10002x400000 @40/35.",
    ]);
  });

  test("book_snapshot: a first book, then what changed from each to the next", async () => {
    const head = `exchange,symbol,timestamp,local_timestamp,asks[0].price,asks[0].amount,bids[0].price,bids[0].amount,asks[1].price,asks[1].amount,bids[1].price,bids[1].amount`;
    const book = (local: number, cells: string) => `binance,BTCUSDT,${us(local)},${us(local)},${cells}`;
    const { rows } = await read({
      "x.csv": [
        head,
        book(1, "101,1,100,1,102,1,99,1"),
        book(2, "101,1,100,1,102,1,99,1"),
        book(3, "101,2,99,1,102,1,,"),
      ],
    });
    expect(rows).toEqual([
      "clear @1/NaN",
      "snapshotLevel b 10000x100000 @1/NaN",
      "snapshotLevel b 9900x100000 @1/NaN",
      "snapshotLevel a 10100x100000 @1/NaN",
      "snapshotLevel a 10200x100000 @1/NaN.",
      "depth b 10000x0 @3/NaN",
      "depth a 10100x200000 @3/NaN.",
    ]);
  });

  test("any depth written so: the same levels in the same messages come back", async () => {
    const change = fc.record({
      isAsk: fc.boolean(),
      cents: fc.integer({ min: 1, max: 400 }),
      lots: fc.integer({ min: 0, max: 50 }),
    });
    const messages = fc.array(
      fc.uniqueArray(change, { minLength: 1, maxLength: 5, selector: ({ isAsk, cents }) => `${isAsk} ${cents}` }),
      {
        maxLength: 20,
      },
    );
    await fc.assert(
      fc.asyncProperty(messages, async (changes) => {
        const lines = changes.flatMap((levels, at) =>
          levels.map(({ isAsk, cents, lots }) =>
            l2(1000 + at, false, isAsk ? "ask" : "bid", (100 + cents / 100).toFixed(2), (lots / 1e5).toFixed(5)),
          ),
        );
        const { rows } = await read({ "x.csv": [l2Head, l2(20, true, "bid", "50.00", "1"), ...lines] });
        const expected = changes.flatMap((levels, at) => {
          const sorted = [...levels.filter(({ isAsk }) => !isAsk), ...levels.filter(({ isAsk }) => isAsk)];
          return sorted.map(
            ({ isAsk, cents, lots }, level) =>
              `depth ${isAsk ? "a" : "b"} ${10_000 + cents}x${lots} @${1000 + at}/${995 + at}${level === sorted.length - 1 ? "." : ""}`,
          );
        });
        expect(rows.slice(2)).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  test.each([
    ["an exchange that is not Binance", l2(50, false, "bid", "1.00", "1", "okex"), "x.csv:8, column 1 (exchange)"],
    ["a side that is none", l2(50, false, "buy", "1.00", "1"), 'x.csv:8, column 6 (side): "buy": expected bid or ask'],
    ["a price off the tick", l2(50, false, "bid", "1.001", "1"), "x.csv:8, column 7 (price)"],
    ["a size below nothing", l2(50, false, "bid", "1.00", "-1"), "x.csv:8, column 8 (amount)"],
    ["a field too few", "binance,BTCUSDT", "x.csv:8: has 2 fields; expected 8"],
    ["a quote that does not end", '"binance,BTCUSDT', "x.csv:8: a quoted field does not end"],
  ])("%s: refused at its line and column; left out and told when it is judged", async (_, line, place) => {
    expect((await read({ "x.csv": [...l2Lines, line] })).message).toStartWith(place);
    const { facts, rows } = await read({ "x.csv": [...l2Lines, line] }, { lenient: true });
    expect(facts!.findings!.map((finding) => `${finding.place}: ${finding.problem}`.split("/").at(-1))).toEqual([
      expect.stringContaining(place),
    ]);
    expect(rows.length).toBe(6);
  });
});

const aggFutures = "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker";
const aggRow = (id: number, time: string, isMaker = "true") => `${id},100.00,2,5,6,${time},${isMaker}`;

describe("Binance's archive", () => {
  test("aggTrades of Spot, without a header: microseconds after milliseconds, True and true", async () => {
    const { rows, recording } = await read({
      "BTCUSDT-aggTrades-2024-01.csv": [
        `${aggRow(1, "1704067200001", "True")},True`,
        `${aggRow(2, us(2000), "false")},true`,
      ],
    });
    expect(recording!.instrument).toMatchObject({ symbol: "BTCUSDT", market: "spot" });
    expect(rows).toEqual(["trade a 10000x200000 @1000/1000.", "trade b 10000x200000 @2000/2000."]);
  });

  test.each([[[aggFutures]], [[]]])(
    "aggTrades of futures, header %j: the market shows in what is told of a trade",
    async (head) => {
      const { rows, recording } = await read({
        "BTCUSDT-aggTrades-2024-01-01.csv": [...head, aggRow(1, "1704067200001")],
      });
      expect(recording!.instrument).toMatchObject({ symbol: "BTCUSDT", market: "usdm" });
      expect(rows).toEqual(["trade a 1000x2000 @1000/1000."]);
    },
  );

  test("trades: of a contract whose name says that it is of COIN-M", async () => {
    const { rows, recording } = await read({
      "BTCUSD_PERP-trades-2024-01-01.csv": [
        "id,price,qty,quote_qty,time,is_buyer_maker",
        "1,100.0,2,0.5,1704067200001,false",
      ],
    });
    expect(recording!.instrument.market).toBe("coinm");
    expect(rows).toEqual(["trade b 1000x2 @1000/1000."]);
  });

  test("bookTicker and T_DEPTH: received when the venue says; the book joins its changes by their ids", async () => {
    const depthHead = "symbol,timestamp,trans_id,first_update_id,last_update_id,side,update_type,price,qty,pu";
    const at = (ms: number) => 1_704_067_200_000 + ms;
    const files = {
      "BTCUSDT_T_DEPTH_2024-01-01_depth_snap.csv": [
        depthHead,
        `BTCUSDT,${at(5)},0,0,100,b,snap,100.0,1,-1`,
        `BTCUSDT,${at(5)},0,0,100,a,snap,100.1,1,-1`,
      ],
      "BTCUSDT_T_DEPTH_2024-01-01_depth_update.csv": [
        depthHead,
        `BTCUSDT,${at(3)},0,90,99,b,set,100.0,7,80`,
        `BTCUSDT,${at(6)},0,100,110,a,set,100.1,2,99`,
        `BTCUSDT,${at(7)},0,111,120,b,set,100.0,3,110`,
        `BTCUSDT,${at(8)},0,131,140,b,set,100.0,4,130`,
      ],
      "BTCUSDT-bookTicker-2024-01-01.csv": [
        "update_id,best_bid_price,best_bid_qty,best_ask_price,best_ask_qty,transaction_time,event_time",
        `120,100.0,3,100.1,2,${at(6)},${at(7)}`,
      ],
    };
    const { rows, facts } = await read(files, { lenient: true });
    expect(rows).toEqual([
      "clear @5000/5000",
      "snapshotLevel b 1000x1000 @5000/5000",
      "snapshotLevel a 1001x1000 @5000/5000.",
      "depth a 1001x2000 @6000/6000.",
      "depth b 1000x3000 @7000/7000.",
      "ticker b 1000x3000 @7000/6000",
      "ticker a 1001x2000 @7000/6000.",
      "gap @8000/NaN.",
    ]);
    expect(facts!.findings!.map(({ problem }) => problem)).toEqual([
      "the depth event follows 80; expected it to follow 110".replace("80", "130").replace("110", "120"),
    ]);
    expect(facts!.feed.clock_delay_ms).toBeNull();
  });

  test.each([
    ["1735689600", "10 digits"],
    ["17356896000", "11 digits"],
    ["1735689600000000000", "19 digits"],
    ["0704067200001", "a leading zero"],
  ])("a time of %s (%s): refused, since nobody can be sure of its unit", async (time) => {
    const lines = [aggFutures, aggRow(1, "1704067200001"), aggRow(2, time)];
    const { message } = await read({ "BTCUSDT-aggTrades-2024-01-01.csv": lines });
    expect(message).toBe(
      `BTCUSDT-aggTrades-2024-01-01.csv:3, column 6 (transact_time): time "${time}": expected Unix milliseconds (13 digits) or microseconds (16 digits)`,
    );
  });

  test("a file whose name has no symbol: refused, until the caller says which it is", async () => {
    const files = { "trades.csv": [aggFutures, aggRow(1, "1704067200001")] };
    expect((await read(files)).message).toStartWith("trades.csv: no message names a symbol");
    expect((await read(files, { symbol: "BTCUSDT" })).rows.length).toBe(1);
  });
});

test("csv: depth without a book: an import refuses it, a validation checks what it can", async () => {
  const lines = [l2Head, l2(30, false, "bid", "100.00", "3")];
  expect((await read({ "x.csv": lines })).message).toStartWith("x.csv: holds no snapshot of the book");
  expect((await read({ "x.csv": lines }, { lenient: true })).facts!.findings).toEqual([]);
});

test("csv: files of two instruments: refused", async () => {
  const other = l2Lines.map((line) => line.replace("BTCUSDT", "ETHUSDT"));
  expect((await read({ "a.csv": l2Lines, "b.csv": other })).message).toBe(
    "b.csv: holds ETHUSDT; expected BTCUSDT, as the other files",
  );
});

test("csv: lines that end as on Windows, and one without an end: are lines", async () => {
  const { rows } = await read({ "x.csv": l2Lines.map((line) => `${line}\r`) });
  expect(rows.length).toBe(6);
});

test("csv: a gz that is cut off: refused; salvaged as far as it is whole", async () => {
  const many = Array.from({ length: 2000 }, (_, at) =>
    l2(100 + at, false, "bid", "100.00", `0.${String(at).padStart(5, "0")}`),
  );
  using folder = temporaryFolder();
  const path = folder.of("x.csv.gz");
  const gz = gzipSync([...l2Lines, ...many].join("\n"));
  writeFileSync(path, gz.subarray(0, gz.length - 1000));
  const readIt = async (salvage: boolean) => {
    const [recording] = await openRecordings([path], { instruments });
    return recording!.read(new RowCollector(), { salvage });
  };
  expect(await readIt(false).catch((error: Error) => error.message)).toContain("the gz file is cut off");
  expect((await readIt(true)).feed.ends_at).toContain("the gz file is cut off; expected its end, after line");
});

describe("tables of what was received", () => {
  const head =
    "TimestampOfReceive,Stream,EventType,EventTime,TransactionTime,Symbol,TradeId,Price,Quantity,IsBuyerMarketMaker,XUnknownParameter";
  const trade = (id: number, origin: string, price = "100.0") =>
    `${1_704_067_200_000 + id},btcusdt@trade,trade,${1_704_067_200_000 + id},${1_704_067_200_000 + id},BTCUSDT,${id},${price},1,0,${origin}`;

  test("trades that never met the book: no rows, and their ids are no holes", async () => {
    const lines = [head, trade(1, "MARKET"), trade(2, "INSURANCE_FUND", "0"), trade(3, "", "0"), trade(4, "MARKET")];
    const { rows, facts } = await read({ "x.csv": lines });
    expect(rows.length).toBe(2);
    expect(facts!.feed).toMatchObject({ trades_count: 2, ignored_count: 2, filled_trade_gaps_count: 1 });
    expect(facts!.findings).toEqual([]);
  });

  test("a trade missing beside one that never met the book: a hole all the same", async () => {
    const lines = [head, trade(1, "MARKET"), trade(2, "INSURANCE_FUND", "0"), trade(4, "MARKET")];
    const { facts } = await read({ "x.csv": lines });
    expect(facts!.feed.filled_trade_gaps_count).toBe(0);
    expect(facts!.findings!.map(({ problem }) => problem)).toEqual(["trade id 4; expected 3"]);
  });
});
