// Goal: whole books told as a first one and changes come to the same books, each change a depth event that joins.
// Method: any sequence of books; a map of levels that is told the first book and then only the changes.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { BinanceMessage, messageKind } from "../../../../src/adapters/binance/message.ts";
import { BookChanges } from "../../../../src/data/csv/book-changes.ts";
import { noId } from "../../../../src/domain/market-rows.ts";

type Side = ReadonlyMap<number, readonly [lots: number, dust: number]>;

const size = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 1 }));
const side = (min: number) =>
  fc.array(fc.tuple(fc.integer({ min, max: min + 4 }), size), { maxLength: 5 }).map((levels) => new Map(levels));
const book = fc.record({ bids: side(1), asks: side(11) });

test.each(["spot", "usdm"] as const)(
  "book changes of %s: any books: after each the same levels stand there",
  (market) => {
    fc.assert(
      fc.property(fc.array(book, { minLength: 1, maxLength: 8 }), (books) => {
        const changes = new BookChanges(market);
        const held = { bids: new Map() as Side, asks: new Map() as Side };
        let updateId = noId;
        for (const [at, { bids, asks }] of books.entries()) {
          const told = changes.take(messageOf(bids, asks, 10 * (at + 1)));
          if (told === undefined) {
            expect([held.bids, held.asks]).toEqual([bids, asks]);
            continue;
          }
          expect(told.kind).toBe(at === 0 ? messageKind.snapshot : messageKind.depth);
          if (at > 0)
            expect([told.firstUpdateId, told.previousUpdateId]).toEqual([updateId + 1, before(market, updateId)]);
          updateId = told.updateId;
          held.bids = applied(held.bids, told, 0, told.bidsCount, at === 0);
          held.asks = applied(held.asks, told, told.bidsCount, told.levelsCount, at === 0);
          expect([held.bids, held.asks]).toEqual([bids, asks]);
        }
      }),
    );
  },
);

test("book changes: a change that is no newer than what was told: is none", () => {
  const changes = new BookChanges("spot");
  expect(changes.take(messageOf(new Map([[1, [1, 0]]]), new Map(), 10))?.updateId).toBe(10);
  expect(changes.take(messageOf(new Map([[1, [2, 0]]]), new Map(), 10))).toBeUndefined();
});

function before(market: string, updateId: number): number {
  return market === "spot" ? noId : updateId;
}

function messageOf(bids: Side, asks: Side, updateId: number): BinanceMessage {
  const message = new BinanceMessage();
  message.kind = messageKind.snapshot;
  message.updateId = updateId;
  for (const [price, [lots, dust]] of bids) message.addLevel(price, lots, dust);
  message.bidsCount = message.levelsCount;
  for (const [price, [lots, dust]] of asks) message.addLevel(price, lots, dust);
  return message;
}

/** In any order: maps are compared by what they hold. */
function applied(held: Side, told: BinanceMessage, from: number, to: number, isBook: boolean): Side {
  const levels = new Map(isBook ? [] : held);
  for (let at = from; at < to; at++) {
    const [lots, dust] = [told.sizeLots[at]!, told.sizeDust[at]!];
    if (!isBook && lots === 0 && dust === 0) levels.delete(told.priceTicks[at]!);
    else levels.set(told.priceTicks[at]!, [lots, dust]);
  }
  return levels;
}
