/**
 * The state hash of section 9: FNV-1a over words (Fowler, Noll, Vo), of every live order in priority, bids before asks.
 */
import { sides } from "../domain/side.ts";
import type { LiveOrder, ReferenceMatcherBook } from "./reference-matcher-book.ts";

/** A uint32. */
export function stateHashOf(book: ReferenceMatcherBook): number {
  const orders = sides.flatMap((side) => book.levels(side).flatMap(({ queue }) => queue));
  return orders.flatMap(wordsOf).reduce((hash, word) => Math.imul(hash ^ word, 0x01000193), 0x811c9dc5) >>> 0;
}

function wordsOf(order: LiveOrder): number[] {
  const { side, priceTicks, orderId, owner, shownLots, hiddenLots, peakLots } = order;
  return [
    side,
    priceTicks,
    ...halves(orderId),
    owner,
    ...halves(shownLots),
    ...halves(hiddenLots),
    ...halves(peakLots),
  ];
}

function halves(value: number): [low: number, high: number] {
  return [value % 2 ** 32, Math.floor(value / 2 ** 32)];
}
