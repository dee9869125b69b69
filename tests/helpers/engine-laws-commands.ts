/** Laws of what commands meet: refusals, takers, amends, cancels, and what is seen of all that. */
import { orderType } from "../../src/domain/order-type.ts";
import { type OwnEvent, ownEventKind } from "../../src/domain/own-event.ts";
import { type ask, bid, opposite } from "../../src/domain/side.ts";
import { type History, holds, type Settlement, sumOf } from "./engine-history.ts";
import type { Law } from "./engine-laws.ts";
import { levelKey, levelsThrough } from "./engine-moments.ts";
import { isBetter, isThrough } from "./engine-own-orders.ts";

const { rejected, filled, cancelled, cancelRejected, expired, amended, amendRejected } = ownEventKind;
const { limit, postOnly, fok, market } = orderType;

/** An order as it comes to the book: with a place, or with an amend that does not keep its place. */
interface Entry {
  readonly settlement: Settlement;
  readonly type: number;
  readonly side: typeof bid | typeof ask;
  /** Infinitely bad for a market order. */
  readonly limitTicks: number;
  readonly sizeLots: number;
  readonly answer: OwnEvent;
  readonly rest: readonly OwnEvent[];
}

export const postOnlyNeverTakesOrCrosses: Law = (history) => {
  for (const entry of entriesOf(history, true)) {
    if (entry.type !== postOnly) continue;
    const { answer, rest, side, limitTicks, settlement } = entry;
    holds(
      rest.every(({ kind }) => kind !== filled),
      "post-only never takes",
    );
    const meetsOwn = settlement.others.some((one) => one.side !== side && isThrough(side, one.priceTicks, limitTicks));
    const isKnown = history.moments[settlement.index]!.state === "valid";
    const isCrossing = meetsOwn || (isKnown && (bookCrosses(history, entry) || tickerCrosses(history, entry)));
    const isRefused = answer.kind === rejected || answer.kind === amendRejected;
    holds(
      isCrossing === isRefused,
      "post-only is refused when it crosses what was known at its arrival, and only then",
    );
    holds(!isRefused || answer.reason === "would_cross", "the refusal says why");
  }
};

export const takersHaveWhatIsWithinReach: Law = (history) => {
  for (const entry of entriesOf(history, false)) {
    const { type, sizeLots, rest, settlement } = entry;
    if (type === postOnly) continue;
    const reach = history.moments[settlement.index]!.state === "valid" ? reachOf(history, entry) : [];
    const wantedLots = type === fok && sumOf(reach, ({ lots }) => lots) < sizeLots ? 0 : sizeLots;
    const expectedFills: number[][] = [];
    let leftLots = wantedLots;
    for (const { priceTicks, lots } of reach) {
      if (leftLots > 0 && lots > 0) expectedFills.push([priceTicks, Math.min(lots, leftLots)]);
      leftLots -= Math.min(lots, leftLots);
    }
    const fills = rest.filter(({ kind }) => kind === filled).map(({ priceTicks, lots }) => [priceTicks, lots]);
    holds(String(fills) === String(expectedFills), "a taker has what is within its reach, best level first");
  }
};

export const whatMayNotRestExpires: Law = (history) => {
  for (const { settlement, type, side, limitTicks, sizeLots, rest } of entriesOf(history, false)) {
    const takenLots = sumOf(rest, ({ kind, lots }) => (kind === filled ? lots : 0));
    const meetsOwn = settlement.others.some((one) => one.side !== side && isThrough(side, one.priceTicks, limitTicks));
    const mayRest = (type === limit || type === postOnly) && !meetsOwn;
    const end = rest.find(({ kind }) => kind === expired);
    holds((end !== undefined) === (takenLots < sizeLots && !mayRest), "what is left expires if it may not rest");
    if (end === undefined) continue;
    holds(end.lots === sizeLots - takenLots && end === rest.at(-1), "all that is left expires, and nothing follows");
    holds((end.reason === "self_trade") === meetsOwn, "it says whether an own order was in its way");
  }
};

export const ownOrdersNeverMeet: Law = ({ moments }) => {
  for (const { resting } of moments)
    for (const one of resting)
      for (const other of resting)
        holds(
          one.side === other.side || !isThrough(one.side, other.priceTicks, one.priceTicks),
          "own orders at rest never cross each other",
        );
};

export const amendsDoWhatTheySay: Law = ({ settlements }) => {
  for (const { command, before, events } of settlements) {
    const [answer] = events;
    if (command.what !== "amend" || answer === undefined) continue;
    if (before === undefined) {
      holds(answer.reason === "unknown_order" && answer.priceTicks === 0, "an order that does not rest is not amended");
      continue;
    }
    const filledLots = before.sizeLots - before.leftLots;
    const isSame = command.priceTicks === before.priceTicks && command.sizeLots === before.sizeLots;
    const reason = command.sizeLots <= filledLots ? "size_already_filled" : isSame ? "no_change" : undefined;
    const isDown = command.priceTicks === before.priceTicks && command.sizeLots < before.sizeLots;
    if (reason !== undefined) holds(answer.reason === reason, "an amend that changes nothing is refused");
    else if (answer.kind === amended) {
      holds(answer.remainingLots === command.sizeLots - filledLots, "an amended order has the size it was given");
      holds(answer.priceTicks === command.priceTicks, "an amended order has the price it was given");
    } else holds(before.type === postOnly && !isDown, "only what may not cross is refused for it");
    if (answer.kind !== amendRejected) continue;
    const isUnchanged = answer.remainingLots === before.leftLots && answer.priceTicks === before.priceTicks;
    holds(isUnchanged && events.length === 1, "a refused amend changes nothing");
  }
};

export const cancelsCloseWhatRests: Law = ({ settlements }) => {
  for (const { command, before, others, events } of settlements) {
    const [answer] = events;
    if (answer === undefined) continue;
    if (command.what === "cancel")
      holds((answer.kind === cancelled) === (before !== undefined), "a cancel closes what rests, and nothing else");
    if (command.what !== "cancelAll") continue;
    const closed = events.filter(({ kind }) => kind === cancelled).map(({ orderId }) => orderId);
    const resting = others.map(({ orderId }) => orderId);
    holds(String(closed.sort()) === String(resting.sort()), "a cancel of all closes all that rests");
    holds((answer.kind === cancelRejected) === (resting.length === 0), "a cancel of nothing is refused");
  }
};

/** Orders that came to the book; with `evenRefused`, also those that would have but for crossing. */
function entriesOf({ settlements }: History, evenRefused: boolean): Entry[] {
  return settlements.flatMap((settlement) => {
    const { command, before, events } = settlement;
    const [answer, ...rest] = events;
    if (answer === undefined || (command.what !== "place" && command.what !== "amend")) return [];
    const isRefused = answer.kind === rejected || answer.kind === amendRejected;
    if (isRefused && !(evenRefused && answer.reason === "would_cross")) return [];
    const { sizeLots } = command;
    if (command.what === "place") {
      const { type, side, priceTicks } = command;
      const limitTicks = type === market ? (side === bid ? Number.POSITIVE_INFINITY : 0) : priceTicks;
      return [{ settlement, type, side, limitTicks, sizeLots, answer, rest }];
    }
    if (command.priceTicks === before!.priceTicks && sizeLots < before!.sizeLots) return [];
    const leftLots = sizeLots - (before!.sizeLots - before!.leftLots);
    const { type, side } = before!;
    return [{ settlement, type, side, limitTicks: command.priceTicks, sizeLots: leftLots, answer, rest }];
  });
}

/** Levels that a taker may meet, with what they can give it. */
function reachOf(history: History, entry: Entry): { readonly priceTicks: number; readonly lots: number }[] {
  const { settlement, side, limitTicks } = entry;
  const ticker = newestTicker(history, entry);
  const best = ticker?.levels.find((level) => level.side === opposite(side));
  const isNewer = ticker !== undefined && ticker.venueNs > history.moments[settlement.index]!.depthNs;
  return levelsThrough(settlement.available, side, limitTicks)
    .filter(({ priceTicks }) =>
      settlement.others.every((one) => one.side === side || isBetter(opposite(side), priceTicks, one.priceTicks)),
    )
    .flatMap((level) => {
      if (!isNewer || best === undefined || best.sizeLots === 0) return [level];
      if (isBetter(opposite(side), level.priceTicks, best.priceTicks)) return [];
      if (level.priceTicks !== best.priceTicks) return [level];
      const shownLots = history.moments[settlement.index]!.shown.get(levelKey(opposite(side), level.priceTicks))!;
      const takenLots = shownLots - level.lots;
      return [{ ...level, lots: Math.min(level.lots, Math.max(best.sizeLots - takenLots, 0)) }];
    });
}

function bookCrosses(history: History, { settlement, side, limitTicks }: Entry): boolean {
  return levelsThrough(history.moments[settlement.index]!.shown, side, limitTicks).length > 0;
}

function tickerCrosses(history: History, entry: Entry): boolean {
  const { side, limitTicks } = entry;
  const levels = newestTicker(history, entry)?.levels ?? [];
  return levels.some((one) => one.sizeLots > 0 && one.side !== side && isThrough(side, one.priceTicks, limitTicks));
}

/**
 * The newest ticker received by the arrival, and forgotten at a gap before a newer one comes or the order is settled.
 */
function newestTicker({ messages, config }: History, { settlement: { arrivalNs, index } }: Entry) {
  const laterTicker = messages.findIndex((one) => one.kind === "ticker" && one.receivedNs > arrivalNs);
  const known = messages.slice(0, laterTicker < 0 ? index : Math.min(laterTicker, index));
  const newest = known.findLast((one) => one.kind === "ticker" || one.kind === "gap");
  if (newest === undefined || newest.kind === "gap") return undefined;
  return { levels: newest.levels, venueNs: newest.receivedNs - config.tickerLatencyNs };
}
