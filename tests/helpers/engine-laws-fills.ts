/** Laws of what the market fills: prints, and quotes that it moves through. */
import { ownEventKind } from "../../src/domain/own-event.ts";
import { opposite, sides } from "../../src/domain/side.ts";
import { byPriority, type History, holds, type MessageEvent, sumOf } from "./engine-history.ts";
import type { Law } from "./engine-laws.ts";
import { levelsThrough, venueNsOf } from "./engine-moments.ts";
import { isBetter, type Resting } from "./engine-own-orders.ts";

export const printsGiveOnlyWhatTheyHave: Law = (history) => {
  for (const [index, { kind, levels }] of history.messages.entries()) {
    const fills = fillsOf(history, index);
    const byPrint = fills.filter(({ event }) => event.cause !== "quote_through");
    holds(byPrint.length === 0 || kind === "trade", "only a trade prints");
    holds(byPrint.length === fills.length || kind === "depth", "quotes fill through at depth events");
    if (kind !== "trade") continue;
    const { side, priceTicks, sizeLots } = levels[0]!;
    holds(sumOf(byPrint, ({ event }) => event.lots) <= sizeLots, "own fills of a print do not exceed it");
    for (const { event, before } of byPrint) {
      holds(before.side === opposite(side), "a print fills the side that its aggressor met");
      holds(event.priceTicks === before.priceTicks, "a resting order is filled at its price");
      const isBeyond = isBetter(event.side, event.priceTicks, priceTicks);
      holds(isBeyond || event.priceTicks === priceTicks, "a print fills its price or better");
      holds(event.cause === (isBeyond ? "print_through" : "print"), "a fill says whether the print went beyond it");
      holds(isBeyond || event.lots <= before.sliceLots, "a print at its price fills what an order shows");
    }
  }
};

export const printsBeyondFillAsFarAsTheyGo: Law = (history) => {
  for (const [index, { kind, levels, venueNs }] of history.messages.entries()) {
    if (kind !== "trade" || history.moments[index]!.state !== "valid") continue;
    const { side, priceTicks, sizeLots } = levels[0]!;
    const better = history.moments[index]!.resting.filter(
      (one) =>
        one.side === opposite(side) && isBetter(one.side, one.priceTicks, priceTicks) && one.enteredNs < venueNs!,
    );
    const wantedLots = sumOf(better, ({ leftLots }) => leftLots);
    const through = fillsOf(history, index).filter(({ event }) => event.cause === "print_through");
    const filledLots = sumOf(through, ({ event }) => event.lots);
    holds(filledLots === Math.min(wantedLots, sizeLots), "a print beyond own prices fills them as far as it goes");
  }
};

export const bestPriceFirstThenArrival: Law = (history) => {
  for (const { before, index, event } of history.fills) {
    const venueNs = venueNsOf(history.messages[index]!, history.config);
    for (const other of history.moments[index]!.resting) {
      const isSlice = event.cause === "print" && other.priceTicks === before.priceTicks;
      const cameNs = isSlice ? other.sinceNs : other.enteredNs;
      if (!standsBefore(other, before) || cameNs >= venueNs) continue;
      const dueLots = isSlice ? other.sliceLots : other.leftLots;
      const hadLots = sumOf(fillsOf(history, index), (fill) =>
        fill.before.orderId === other.orderId ? fill.event.lots : 0,
      );
      holds(hadLots === dueLots, "nobody is filled while a better or earlier own order waits");
    }
  }
};

/**
 * After a depth event no own order is left where an opposite level could still fill it, and each had no more than it
 * could.
 */
export const quotesAreFilledThroughAsFarAsShown: Law = (history) => {
  for (const [index, { kind, venueNs }] of history.messages.entries()) {
    if (kind !== "depth") continue;
    const fills = byPriority(fillsOf(history, index));
    holds(
      fills.every(({ event }) => event.cause === "quote_through"),
      "a depth event fills by its quotes",
    );
    const shown = new Map(history.moments[index + 1]!.shown);
    const open = history.moments[index]!.resting.filter((one) => one.enteredNs < venueNs!);
    for (const one of open) {
      const hadLots = sumOf(fills, ({ before, event }) => (before.orderId === one.orderId ? event.lots : 0));
      const through = levelsThrough(shown, one.side, one.priceTicks);
      holds(hadLots <= sumOf(through, ({ lots }) => lots), "a quote is filled by no more than is shown");
    }
    const left = history.moments[index + 1]!.resting.filter(({ orderId }) =>
      open.some((one) => one.orderId === orderId),
    );
    if (isSettledBetween(history, index)) continue;
    for (const one of left)
      holds(
        levelsThrough(history.moments[index + 1]!.available, one.side, one.priceTicks).every(({ lots }) => lots === 0),
        "the book moving through a quote fills it as far as it shows",
      );
  }
};

/** Over any stretch of the stream: what was given is at most what was shown at its start and what was added since. */
export const levelsGiveEachLotOnce: Law = (history) => {
  const takes = takesOf(history);
  const prices = [...new Set(takes.map((take) => take.limitTicks))];
  for (const side of sides)
    for (const limitTicks of prices) {
      const within = (priceTicks: number) => !isBetter(opposite(side), priceTicks, limitTicks);
      const mine = takes.filter((take) => take.side === side && within(take.limitTicks));
      for (let start = 0; start <= history.messages.length; start++) {
        let suppliedLots = shownWithin(history, start, side, within);
        let takenLots = 0;
        for (let at = start; at <= history.messages.length; at++) {
          takenLots += sumOf(mine, (take) => (take.beforeIndex === at ? take.lots : 0));
          holds(takenLots <= suppliedLots, "a level gives no more than it showed");
          if (at < history.messages.length) suppliedLots += addedWithin(history, at, side, within);
        }
      }
    }
};

export const noFillByWhatWasMadeBeforeArrival: Law = ({ fills }) => {
  for (const { event, before } of fills) {
    const cameNs = event.cause === "print" ? before.sinceNs : before.enteredNs;
    holds(event.venueNs > cameNs, "an order is filled by what came after it");
  }
};

export const nothingFillsWithoutAValidBook: Law = (history) => {
  for (const { index } of history.fills)
    holds(history.moments[index]!.state === "valid", "nothing fills between a gap and the next snapshot");
  for (const { events, index } of history.settlements)
    if (events.some(({ kind }) => kind === ownEventKind.filled))
      holds(history.moments[index]!.state === "valid", "nothing is taken without a valid book");
};

/** What the snapshot after a gap crosses is closed as unknown, and nothing else. */
export const whatASnapshotCrossesIsUnknown: Law = (history) => {
  for (const [index, { kind }] of history.messages.entries()) {
    const closed = history.unknowns.filter((one) => one.index === index).map(({ event }) => event.orderId);
    const after = history.moments[index + 1]!;
    const crossed = history.moments[index]!.resting.filter(
      ({ side, priceTicks }) => levelsThrough(after.shown, side, priceTicks).length > 0,
    ).map(({ orderId }) => orderId);
    const expected = kind === "snapshot" ? crossed : [];
    holds(String(closed.sort()) === String(expected.sort()), "what a snapshot crosses is closed as unknown");
  }
};

export function fillsOf({ fills }: History, index: number): MessageEvent[] {
  return fills.filter((fill) => fill.index === index);
}

export function standsBefore(a: Resting, b: Resting): boolean {
  if (a.side !== b.side || a.orderId === b.orderId) return false;
  return a.priceTicks === b.priceTicks ? a.place < b.place : isBetter(a.side, a.priceTicks, b.priceTicks);
}

/** Whether commands were settled after a message and before the next: the moment after it is theirs, too. */
function isSettledBetween({ settlements }: History, index: number): boolean {
  return settlements.some((one) => one.index === index + 1);
}

/** Lots had from the levels of a side, at this price or better for us, before message `beforeIndex`. */
interface Take {
  readonly side: number;
  readonly limitTicks: number;
  readonly lots: number;
  readonly beforeIndex: number;
}

function takesOf({ fills, settlements }: History): Take[] {
  const takers = settlements.flatMap(({ events, index }) =>
    events.filter(({ kind }) => kind === ownEventKind.filled).map((event) => ({ event, beforeIndex: index })),
  );
  const quotes = fills
    .filter(({ event }) => event.cause === "quote_through")
    .map(({ event, index }) => ({ event, beforeIndex: index + 1 }));
  return [...takers, ...quotes].map(({ event, beforeIndex }) => ({
    side: opposite(event.side),
    limitTicks: event.priceTicks,
    lots: event.lots,
    beforeIndex,
  }));
}

function shownWithin({ moments }: History, index: number, side: number, within: (ticks: number) => boolean): number {
  const levels = [...moments[index]!.shown].map(([key, lots]) => ({ key: key.split(" ").map(Number), lots }));
  return sumOf(levels, ({ key, lots }) => (key[0] === side && within(key[1]!) ? lots : 0));
}

/** Lots that a message adds to levels; of a snapshot, all. */
function addedWithin(history: History, index: number, side: number, within: (ticks: number) => boolean): number {
  const { kind } = history.messages[index]!;
  if (kind === "snapshot") return shownWithin(history, index + 1, side, within);
  if (kind !== "depth") return 0;
  const before = history.moments[index]!;
  return sumOf([...history.moments[index + 1]!.shown], ([key, lots]) => {
    const [levelSide, priceTicks] = key.split(" ").map(Number);
    return levelSide === side && within(priceTicks!) ? Math.max(lots - (before.shown.get(key) ?? 0), 0) : 0;
  });
}
