/**
 * Goal: the TypeScript side of the native matcher keeps nothing: what it needs is there from the start.
 * Method: many batches through it, every answer read; the objects of the heap are counted before and after.
 */
import { heapStats } from "bun:jsc";
import { expect, test } from "bun:test";
import { orderType } from "../../../src/domain/order-type.ts";
import { ask, bid } from "../../../src/domain/side.ts";
import { nativeLibrary } from "../../../src/engine/native-library.ts";
import { NativeMatcher } from "../../../src/engine/native-matcher.ts";
import { selfTrade } from "../../../src/ports/matcher.ts";
import { needs } from "../../helpers/needs.ts";

const isMissing = needs("the native matcher", nativeLibrary() !== undefined, 'build it with "bun ffi/build.ts"');

test.skipIf(isMissing)(
  "native matcher: a hundred thousand operations and their answers: no object is left behind",
  () => {
    using matcher = new NativeMatcher(1000);
    const batchesCount = 1600;
    let tradesCount = 0;
    for (let batch = 0; batch < 10; batch++) tradesCount += tradesOfBatch(matcher, batch);
    const before = objectsCount();
    for (let batch = 10; batch < batchesCount; batch++) tradesCount += tradesOfBatch(matcher, batch);
    const added = objectsCount() - before;
    expect(tradesCount).toBe(32 * batchesCount);
    expect(added).toBeLessThan(batchesCount);
  },
);

/**
 * Fills a book of one level with one order after the other and takes each of them; returns how many trades were told.
 */
function tradesOfBatch(matcher: NativeMatcher, batch: number): number {
  for (let index = 0; index < 64; index++) {
    const orderId = 1 + 64 * batch + index;
    const side = index % 2 === 0 ? bid : ask;
    matcher.place(orderType.limit, side, orderId, index, 100, 5, 0, selfTrade.allow);
  }
  matcher.run();
  let lots = 0;
  for (let index = 0; index < matcher.resultsCount; index++) lots += matcher.result(index).tradedLots;
  for (let index = 0; index < matcher.reportsCount; index++) lots -= matcher.report(index).lots;
  return lots === 0 ? matcher.reportsCount : Number.NaN;
}

function objectsCount(): number {
  Bun.gc(true);
  return heapStats().objectCount;
}
