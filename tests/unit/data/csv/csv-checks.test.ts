// Goal: what is not to be believed of rows is found, and nothing else is.
// Method: each check at both sides of its bound, with events made by hand.
import { describe, expect, test } from "bun:test";
import { messageKind } from "../../../../src/adapters/binance/message.ts";
import { CsvChecks } from "../../../../src/data/csv/csv-checks.ts";
import { CsvFindings } from "../../../../src/data/csv/csv-findings.ts";
import { CsvEvent } from "../../../../src/data/csv/csv-message.ts";
import { CsvRow } from "../../../../src/data/csv/csv-row.ts";
import type { Market } from "../../../../src/domain/instrument.ts";
import { nsPerMinute, nsPerMs } from "../../../../src/domain/time.ts";

type Given = Partial<Omit<CsvEvent, "bids" | "asks" | "clear">> & { readonly bid?: Level; readonly ask?: Level };
type Level = readonly [priceTicks: number, sizeLots: number];

/** What is found of rows of these, each a message of its own unless `goesOn`. */
function found(events: readonly (Given & { goesOn?: boolean })[], { market = "spot" as Market, counts = false } = {}) {
  const findings = new CsvFindings(true);
  const row = new CsvRow(findings);
  const checks = new CsvChecks(market, counts);
  checks.day = { fromNs: 0, toNs: 1000 * nsPerMinute };
  for (const [at, given] of events.entries()) {
    const { bid, ask, goesOn = false, ...fields } = given;
    const event = Object.assign(new CsvEvent(), { receivedNs: at, eventNs: at, ...fields });
    if (bid !== undefined) event.bids.add(...bid, 0);
    if (ask !== undefined) event.asks.add(...ask, 0);
    row.set(at, []);
    checks.check(event, row, !goesOn);
  }
  return findings.listed.map(({ place, problem }) => `${place} ${problem}`);
}

const print = (priceTicks: number, tradeId: number): Given => ({
  ...{ kind: messageKind.trade, tradeId, bid: [priceTicks, 1] },
});
const depth = (firstUpdateId: number, updateId: number, bid: Level, previousUpdateId = Number.NaN): Given => ({
  ...{ kind: messageKind.depth, firstUpdateId, updateId, bid },
  ...(Number.isNaN(previousUpdateId) ? {} : { previousUpdateId }),
});

describe("times:", () => {
  test("of one moment, or later: nothing; earlier: how much", () => {
    expect(found([{ receivedNs: 5 }, { receivedNs: 5 }, { receivedNs: 6 }])).toEqual([]);
    expect(found([{ receivedNs: 2 * nsPerMs }, { receivedNs: nsPerMs }, { receivedNs: 1.5 * nsPerMs }])).toEqual([
      ":1 received 1.000 ms before the row above it",
      ":2 received 0.500 ms before the row above it",
    ]);
  });

  test("of the file's day: nothing; of another: told, but for the book that others begin from", () => {
    const dayNs = 1000 * nsPerMinute;
    expect(found([{ receivedNs: 0 }, { receivedNs: dayNs - 1, eventNs: dayNs }])).toEqual([]);
    const other = { receivedNs: -1, eventNs: -1 };
    expect(found([other])).toEqual([":0 received on another day than the file's name says"]);
    expect(found([{ receivedNs: dayNs, eventNs: dayNs }])).toHaveLength(1);
    expect(found([{ ...other, kind: messageKind.snapshot, isOfManyTimes: true }])).toEqual([]);
  });

  test("a minute from the venue's, or none of the venue's: nothing; beyond: told, either way", () => {
    const at = { receivedNs: 10 * nsPerMinute };
    const near = [9, 11].map((minute) => ({ ...at, eventNs: minute * nsPerMinute }));
    expect(found([...near, { ...at, eventNs: Number.NaN }])).toEqual([]);
    expect(found([{ ...at, eventNs: 9 * nsPerMinute - nsPerMs }])).toEqual([
      ":0 received 60001.000 ms after the venue sent it",
    ]);
    expect(found([{ ...at, eventNs: 11 * nsPerMinute + nsPerMs }])).toEqual([
      ":0 received 60001.000 ms before the venue sent it",
    ]);
  });
});

describe("ids:", () => {
  test("trades that go on: nothing; one left out, one again: told, and the highest counts", () => {
    expect(found([print(100, 7), print(100, 8)])).toEqual([]);
    expect(found([print(100, 7), print(100, 9), print(100, 9), print(100, 10)])).toEqual([
      ":1 trade id 9; expected 8",
      ":2 trade id 9; expected 10",
    ]);
  });

  test("depth of Spot that goes on: nothing; a hole, or an end that is not above: told", () => {
    expect(found([depth(1, 3, [9, 1]), depth(4, 6, [9, 2])])).toEqual([]);
    expect(found([depth(1, 3, [9, 1]), depth(5, 6, [9, 2])])).toEqual([
      ":1 the depth event begins at 5; expected it to follow 3",
    ]);
    expect(found([depth(1, 3, [9, 1]), depth(2, 3, [9, 2])])).toEqual([
      ":1 the depth event ends at 3, not above 3 before it",
    ]);
  });

  test("depth of futures: follows the update that it names", () => {
    const usdm = { market: "usdm" as const };
    expect(found([depth(1, 3, [9, 1], 0), depth(7, 8, [9, 2], 3)], usdm)).toEqual([]);
    expect(found([depth(1, 3, [9, 1], 0), depth(7, 8, [9, 2], 5)], usdm)).toEqual([
      ":1 the depth event follows 5; expected it to follow 3",
    ]);
  });

  test("other levels of the same event: its rest; the same level: told again", () => {
    const first = depth(1, 3, [9, 1]);
    expect(found([first, { ...depth(1, 3, [8, 1]), goesOn: true }, depth(1, 3, [7, 1])])).toEqual([]);
    expect(found([first, { ...depth(1, 3, [8, 1]), goesOn: true }, depth(1, 3, [8, 1])])).toHaveLength(1);
  });

  test("depth whose messages are counted: has no ids of its own", () => {
    expect(found([depth(1, 3, [9, 1]), depth(9, 9, [9, 2])], { counts: true })).toEqual([]);
  });
});

describe("prices:", () => {
  test("a print half as high again as those before: nothing; beyond, or as far below: told", () => {
    expect(found([print(100, 1), print(150, 2)])).toEqual([]);
    expect(found([print(100, 1), print(151, 2), print(66, 3), print(101, 4)])).toEqual([
      ":1 its price of 151 ticks is far off those before it, which are about 100",
      ":2 its price of 66 ticks is far off those before it, which are about 100",
    ]);
  });

  test("a level twenty times as high: nothing; beyond, or an ask as far below: told; a bid of next to nothing is none", () => {
    const bids = (price: number) => [depth(1, 1, [100, 1]), depth(2, 2, [price, 1])];
    const asks = (price: number) =>
      bids(100).map(({ bid: _, ...event }, at): Given => ({ ...event, ask: [at === 0 ? 100 : price, 1] }));
    expect(found(bids(2000))).toEqual([]);
    expect(found(bids(1))).toEqual([]);
    expect(found(bids(2001))).toHaveLength(1);
    expect(found(asks(5))).toEqual([]);
    expect(found(asks(4))).toHaveLength(1);
  });

  test("a level that goes: its price is no matter", () => {
    expect(found([depth(1, 1, [100, 1]), depth(2, 2, [9000, 0])])).toEqual([]);
  });
});
