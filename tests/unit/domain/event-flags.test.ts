// Goal: which messages may set the touch, by their update ids.
// Method: rows of one instrument, kind and id alone, and which of them are marked.
import { expect, test } from "bun:test";
import { type EventKind, eventFlag, eventKind } from "../../../src/domain/event.ts";
import { EventFlags } from "../../../src/domain/event-flags.ts";
import { MarketRows, noId } from "../../../src/domain/market-rows.ts";
import { bid } from "../../../src/domain/side.ts";

const { depth, ticker, snapshotLevel, clear, gap, trade } = eventKind;

/** Of those that may set the touch: kind and id. */
function touching(...messages: readonly [kind: EventKind, updateId: number][]) {
  const rows = new MarketRows(messages.length);
  const none = { firstUpdateId: noId, previousUpdateId: noId, tradeId: noId, isLast: true };
  for (const [at, [kind, updateId]] of messages.entries())
    rows.append({ ...none, kind, side: bid, receivedNs: at, venueNs: at, priceTicks: 1, sizeLots: 1, updateId });
  const flags = new EventFlags();
  return messages.filter((_, at) => (flags.of(rows, at) & eventFlag.movesTouch) !== 0);
}

test("event flags: a ticker ahead of the book: what is older than it does not move the touch", () => {
  const messages = [
    [depth, 5],
    [ticker, 9],
    [depth, 8],
    [trade, noId],
    [depth, 9],
    [ticker, noId],
  ] as const;
  const moving = [
    [depth, 5],
    [ticker, 9],
    [depth, 9],
    [ticker, noId],
  ];
  expect(touching(...messages.map(([kind, id]): [EventKind, number] => [kind, id]))).toEqual(moving as never);
});

test("event flags: a venue that counts from the beginning after a gap: moves the touch as before", () => {
  const anew: [EventKind, number][] = [
    [clear, 3],
    [snapshotLevel, 3],
    [depth, 4],
    [ticker, 6],
  ];
  expect(touching([depth, 1_000_000], [ticker, 1_000_001], [gap, noId], ...anew, [depth, 5]).slice(2)).toEqual(anew);
});
