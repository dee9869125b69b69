// Goal: events are put on the right snapshot, and a hole is never overlooked.
// Method: every edge of Binance's two procedures.
import { describe, expect, test } from "bun:test";
import { BookSync, type DepthVerdict } from "../../../../src/adapters/binance/book-sync.ts";
import { noId } from "../../../../src/domain/market-rows.ts";

const spotEvent = (firstUpdateId: number, updateId: number) => ({ firstUpdateId, updateId, previousUpdateId: noId });
const futuresEvent = (firstUpdateId: number, updateId: number, previousUpdateId: number) => ({
  firstUpdateId,
  updateId,
  previousUpdateId,
});

describe("spot, snapshot at 100", () => {
  test.each<[string, number, number, DepthVerdict]>([
    ["ends before it", 90, 99, "old"],
    ["ends at it", 95, 100, "old"],
    ["ends one after it", 95, 101, "overlaps"],
    ["begins at it", 100, 105, "overlaps"],
    ["begins one after it", 101, 105, "joins"],
    ["begins two after it", 102, 105, "gap"],
  ])("book sync: first event %s: U %d, u %d: %s", (_, first, last, verdict) => {
    const sync = new BookSync("spot");
    sync.reset(100);
    expect(sync.depth(spotEvent(first, last))).toBe(verdict);
  });

  test("book sync: events in a row: the book stands at the last", () => {
    const sync = new BookSync("spot");
    sync.reset(100);
    expect([sync.depth(spotEvent(101, 103)), sync.depth(spotEvent(104, 104))]).toEqual(["joins", "joins"]);
    expect([sync.state, sync.updateId]).toEqual(["synced", 104]);
    expect(sync.depth(spotEvent(104, 104))).toBe("old");
    expect(sync.depth(spotEvent(103, 106))).toBe("overlaps");
    expect(sync.depth(spotEvent(108, 109))).toBe("gap");
    expect([sync.state, sync.updateId, sync.isValid]).toEqual(["gapped", 106, false]);
  });
});

describe("futures, snapshot at 100", () => {
  test.each<[string, number, number, number, DepthVerdict]>([
    ["ends before it", 80, 99, 79, "old"],
    ["ends at it", 95, 100, 90, "joins"],
    ["holds it", 95, 110, 90, "joins"],
    ["begins at it", 100, 110, 95, "joins"],
    ["begins after it, the one before ended at it", 103, 110, 100, "joins"],
    ["begins after it, the one before ended earlier", 103, 110, 97, "joins"],
    ["begins after it, the one before ended after it", 108, 110, 105, "gap"],
  ])("book sync: first event %s: U %d, u %d, pu %d: %s", (_, first, last, previous, verdict) => {
    const sync = new BookSync("usdm");
    sync.reset(100);
    expect(sync.depth(futuresEvent(first, last, previous))).toBe(verdict);
  });

  test("book sync: ids with holes, each naming the one before: no gap", () => {
    const sync = new BookSync("coinm");
    sync.reset(100);
    expect(sync.depth(futuresEvent(95, 110, 90))).toBe("joins");
    expect(sync.depth(futuresEvent(117, 130, 110))).toBe("joins");
    expect(sync.depth(futuresEvent(117, 130, 110))).toBe("old");
    expect(sync.depth(futuresEvent(131, 140, 129))).toBe("gap");
  });

  test("book sync: contiguous ids that name another one before: a gap, where Spot would see none", () => {
    const sync = new BookSync("usdm");
    sync.reset(100);
    sync.depth(futuresEvent(95, 110, 90));
    expect(sync.depth(futuresEvent(111, 120, 109))).toBe("gap");
  });
});

test("book sync: a snapshot after a gap: the first event is judged by the snapshot again, not by the one before", () => {
  const sync = new BookSync("usdm");
  sync.reset(100);
  sync.depth(futuresEvent(95, 110, 90));
  sync.depth(futuresEvent(150, 160, 140));
  sync.reset(155);
  expect(sync.state).toBe("snapshot");
  expect(sync.depth(futuresEvent(150, 160, 140))).toBe("joins");
});
