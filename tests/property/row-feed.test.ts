// Goal: whatever a stream suffers, the book that the rows build is the venue's own at that id, or the rows say that it
// is not.
// Method: a venue with a known book after every update; its events are grouped, lost, doubled and snapshots are taken,
// late and stale ones too; after each depth message of the rows the book is compared with the venue's.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { BinanceMessage, messageKind } from "../../src/adapters/binance/message.ts";
import { RowFeed } from "../../src/adapters/binance/row-feed.ts";
import { fanOut } from "../../src/data/fan-out.ts";
import { RowQuality } from "../../src/data/row-quality.ts";
import { eventKind } from "../../src/domain/event.ts";
import type { Market } from "../../src/domain/instrument.ts";
import { LocalBook } from "../../src/domain/local-book.ts";
import { noId, type RowSink } from "../../src/domain/market-rows.ts";
import { ask, bid, type Side } from "../../src/domain/side.ts";
import { RowCollector } from "../helpers/market-rows.ts";

interface Update {
  readonly side: Side;
  readonly priceTicks: number;
  readonly sizeLots: number;
}

/** What the stream does next. */
type Step =
  | { readonly does: "event"; readonly updates: readonly Update[]; readonly fate: "sent" | "lost" | "doubled" }
  | { readonly does: "snapshot"; readonly staleBy: number };

const update: fc.Arbitrary<Update> = fc
  .record({ side: fc.constantFrom(bid, ask), depth: fc.integer({ min: 1, max: 4 }), sizeLots: fc.nat(3) })
  .map(({ side, depth, sizeLots }) => ({ side, priceTicks: side === bid ? 100 - depth : 100 + depth, sizeLots }));
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constant("event" as const),
      updates: fc.array(update, { minLength: 1, maxLength: 3 }),
      fate: fc.constantFrom("sent", "sent", "sent", "sent", "sent", "lost", "doubled"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("snapshot" as const), staleBy: fc.nat(6) }) },
);

test.each<Market>(["spot", "usdm"])(
  "row feed: any stream of %s: the book is the venue's, or is marked as wrong",
  (market) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const venue = new Venue(market);
        const judge = new Judge(venue);
        const collector = new RowCollector();
        const quality = new RowQuality();
        const feed = new RowFeed(market, fanOut(judge, collector, quality));
        for (const [at, next] of steps.entries())
          for (const message of venue.play(next)) {
            message.receivedNs = at;
            feed.message(message);
          }
        feed.end();
        expect(judge.faults).toEqual([]);
        expect(collector.ended).toBe(true);
        expectWholeMessages(collector);
        const { depthEventsCount, appliedCount, droppedCount } = feed.counts;
        expect(appliedCount + droppedCount).toBe(depthEventsCount);
        expect(quality.depthMessagesCount).toBe(appliedCount);
      }),
      { numRuns: 500 },
    );
  },
);

test("row feed: a snapshot that came just before the gap showed: the book is in step again at once", () => {
  const venue = new Venue("spot");
  const collector = new RowCollector();
  const feed = new RowFeed("spot", collector);
  const event = (fate: "sent" | "lost"): Step => ({
    does: "event",
    updates: [{ side: bid, priceTicks: 99, sizeLots: 1 }],
    fate,
  });
  const steps: Step[] = [
    { does: "snapshot", staleBy: 0 },
    event("sent"),
    event("lost"),
    { does: "snapshot", staleBy: 0 },
    event("sent"),
  ];
  for (const message of steps.flatMap((next) => venue.play(next))) feed.message(message);
  feed.end();
  const { clear, snapshotLevel, depth, gap } = eventKind;
  expect(collector.rowsSeen.map(({ kind }) => kind)).toEqual([clear, depth, gap, clear, snapshotLevel, depth]);
});

/** The truth: a book after every update, and events that tell of it. */
class Venue {
  readonly #books: Map<string, number>[] = [new Map()];
  readonly #isSpot: boolean;
  #sentId = 0;

  constructor(market: Market) {
    this.#isSpot = market === "spot";
  }

  /** Levels after an update, `side price` to lots. */
  book(updateId: number): Map<string, number> {
    return this.#books[updateId]!;
  }

  play(next: Step): BinanceMessage[] {
    return next.does === "snapshot" ? [this.#snapshot(next.staleBy)] : this.#event(next.updates, next.fate);
  }

  #event(updates: readonly Update[], fate: "sent" | "lost" | "doubled"): BinanceMessage[] {
    const message = new BinanceMessage();
    message.kind = messageKind.depth;
    message.firstUpdateId = this.#books.length;
    message.previousUpdateId = this.#isSpot ? noId : this.#sentId;
    for (const change of updates) this.#update(change);
    message.updateId = this.#books.length - 1;
    for (const side of [bid, ask] as const)
      for (const { priceTicks } of updates.filter((change) => change.side === side)) {
        message.addLevel(priceTicks, this.book(message.updateId).get(`${side} ${priceTicks}`) ?? 0, 0);
        if (side === bid) message.bidsCount++;
      }
    this.#sentId = message.updateId;
    return { sent: [message], lost: [], doubled: [message, message] }[fate];
  }

  #update({ side, priceTicks, sizeLots }: Update): void {
    const book = new Map(this.#books.at(-1));
    if (sizeLots === 0) book.delete(`${side} ${priceTicks}`);
    else book.set(`${side} ${priceTicks}`, sizeLots);
    this.#books.push(book);
  }

  #snapshot(staleBy: number): BinanceMessage {
    const message = new BinanceMessage();
    message.kind = messageKind.snapshot;
    message.updateId = Math.max(0, this.#books.length - 1 - staleBy);
    for (const side of [bid, ask])
      for (const [key, sizeLots] of this.book(message.updateId)) {
        const [ofSide, priceTicks] = key.split(" ").map(Number);
        if (ofSide !== side) continue;
        message.addLevel(priceTicks!, sizeLots, 0);
        if (side === bid) message.bidsCount++;
      }
    return message;
  }
}

/** Builds the book of the rows and compares it after each message. */
class Judge implements RowSink {
  readonly faults: string[] = [];
  readonly #book = new LocalBook();
  #isValid = false;

  constructor(private readonly venue: Venue) {}

  rows: RowSink["rows"] = (batch) => {
    for (let at = 0; at < batch.count; at++) {
      const kind = batch.kind[at];
      if (kind === eventKind.gap) this.#isValid = false;
      if (kind === eventKind.clear) this.#book.clear();
      if (kind === eventKind.depth && !this.#isValid)
        this.faults.push(`depth row without a book at ${batch.updateId[at]}`);
      if (kind === eventKind.depth || kind === eventKind.snapshotLevel)
        this.#book.side(batch.side[at] as Side).set(batch.priceTicks[at]!, batch.sizeLots[at]!, 0);
      if (kind === eventKind.gap || batch.isLast[at] === 0) continue;
      this.#isValid = true;
      this.#compare(batch.updateId[at]!);
    }
  };

  end(): void {}

  #compare(updateId: number): void {
    const mine = [bid, ask].flatMap((side) => {
      const levels = this.#book.side(side as Side);
      return Array.from({ length: levels.count }, (_, rank) => [
        `${side} ${levels.priceTicks(rank)}`,
        levels.sizeLots(rank),
      ]);
    });
    if (!Bun.deepEquals(new Map(mine as [string, number][]), this.venue.book(updateId)))
      this.faults.push(`book differs at ${updateId}`);
  }
}

function expectWholeMessages({ rowsSeen }: RowCollector): void {
  for (const [at, row] of rowsSeen.entries()) {
    const next = rowsSeen[at + 1];
    if (row.isLast || next === undefined) expect(row.isLast).toBe(true);
    else expect([next.receivedNs, next.updateId]).toEqual([row.receivedNs, row.updateId]);
  }
}
