/** Laws of what is seen: of each order a story that holds together, in time, with what the market was like. */
import { type OwnEvent, ownEventKind } from "../../src/domain/own-event.ts";
import { ask, bid, type Side } from "../../src/domain/side.ts";
import { nsPerSecond } from "../../src/domain/time.ts";
import { change, engineLimits, stop } from "../../src/ports/engine.ts";
import { type History, holds, type Settlement, sumOf } from "./engine-history.ts";
import type { Law } from "./engine-laws.ts";
import { bestLevel, venueNsOf } from "./engine-moments.ts";

const { accepted, rejected, filled, cancelled, unknown, amended, amendRejected } = ownEventKind;

export const everyCommandIsAnswered: Law = ({ config, messages, settlements }) => {
  const endNs = messages.at(-1)!.receivedNs;
  for (const { command, arrivalNs, events } of settlements)
    if (arrivalNs + config.venueCloseNs + command.latency.responseNs < endNs)
      holds(events.length > 0, "a command is answered");
};

export const nothingPrecedesItsCause: Law = (history) => {
  for (const { view, ownEvents } of history.stops)
    for (const { seenNs } of ownEvents) holds(seenNs === view.nowNs, "an own event is handed over when it is seen");
  for (const { command, arrivalNs, events } of history.settlements)
    for (const { venueNs, seenNs } of events) {
      holds(venueNs === arrivalNs, "a command is answered as of its arrival");
      holds(seenNs >= arrivalNs + command.latency.responseNs, "nothing is seen before its answer can be back");
    }
  for (const { event, index } of [...history.fills, ...history.unknowns]) {
    const responseNs = history.places.get(event.orderId)!.latency.responseNs;
    holds(event.seenNs >= event.venueNs + responseNs, "nothing is seen before its answer can be back");
    holds(event.seenNs >= history.messages[index]!.receivedNs, "nothing is seen before its cause");
  }
};

export const anOrdersStoryHoldsTogether: Law = (history) => {
  for (const [orderId, place] of history.places) {
    const events = history.events.filter((event) => event.orderId === orderId && event.reason !== "unknown_order");
    let leftLots = 0;
    let isOpen = false;
    let seenNs = 0;
    for (const [at, { kind, lots, remainingLots, seenNs: nextNs, ...event }] of events.entries()) {
      const isFirst = kind === accepted || kind === rejected;
      holds(
        isFirst === (at === 0) && (isOpen || isFirst),
        "the answer comes first and once, and nothing follows an end",
      );
      holds(nextNs >= seenNs, "what is seen of one order never runs backwards");
      seenNs = nextNs;
      if (kind === accepted) leftLots = place.sizeLots;
      else if (kind === amended) leftLots = remainingLots;
      else if (kind === filled) leftLots -= lots;
      holds(leftLots >= 0 && (kind !== filled || lots > 0), "the fills of an order never exceed its size");
      isOpen = kind === amendRejected || ((kind === accepted || kind === filled || kind === amended) && leftLots > 0);
      holds(remainingLots === (isOpen ? leftLots : 0), "what remains is what was not filled");
      const isFree = [rejected, cancelled, unknown, amendRejected].some((free) => free === kind);
      holds(!isFree || lots === 0, "no lots without a fill or an expiry");
      holds(event.side === place.side, "an order has its side");
    }
  }
};

/** As soon as message and latency allow, and never before an earlier event of its order. */
export const everythingIsSeenInTime: Law = (history) => {
  const lastSeen = new Map<number, number>();
  const isInTime = ({ orderId, seenNs, reason }: OwnEvent, soonestNs: number) => {
    const expectedNs = reason === "unknown_order" ? soonestNs : Math.max(soonestNs, lastSeen.get(orderId) ?? 0);
    holds(seenNs === expectedNs, "an own event is seen as soon as it can be");
    if (reason !== "unknown_order") lastSeen.set(orderId, seenNs);
  };
  for (let index = 0; index <= history.messages.length; index++) {
    for (const settlement of history.settlements.filter((one) => one.index === index))
      for (const event of settlement.events)
        isInTime(
          event,
          Math.max(settledNs(history, settlement), event.venueNs + settlement.command.latency.responseNs),
        );
    for (const { event } of [...history.fills, ...history.unknowns].filter((one) => one.index === index)) {
      const { responseNs } = history.places.get(event.orderId)!.latency;
      isInTime(event, Math.max(history.messages[index]!.receivedNs, event.venueNs + responseNs));
    }
  }
};

/** Recomputed from the messages, by when each was received. */
export const eventsTellTheTouchOfTheirTime: Law = ({ messages, moments, settlements, fills, unknowns }) => {
  const touches = moments.map(({ touch }, index) => ({
    touch,
    index,
    receivedNs: messages[index - 1]?.receivedNs ?? Number.NEGATIVE_INFINITY,
  }));
  const changes = touches.filter(({ touch }, index) => touch.join() !== touches[index - 1]?.touch.join());
  const told = ({ venueNs, bidTicks, askTicks }: OwnEvent, index: number) => {
    const kept = changes.filter((change) => change.index <= index).slice(-engineLimits.touchesKeptMax);
    const { touch } = kept.findLast(({ receivedNs }) => receivedNs <= venueNs) ?? kept[0]!;
    holds(bidTicks === touch[0] && askTicks === touch[1], "an own event tells the touch of its time");
  };
  for (const { events, index } of settlements) for (const event of events) told(event, index);
  for (const { event, index } of [...fills, ...unknowns]) told(event, index);
};

/** Whatever the market's neighbours do, a stop shows it as of all messages received by then, and no others. */
export const stopsShowTheMarketAsReceived: Law = ({ stops, moments, messages, unknowns }) => {
  for (const { view, counts } of stops) {
    const received = messages.filter(({ receivedNs }) => receivedNs <= view.nowNs);
    const { state, shown, touch } = moments[received.length]!;
    holds(view.bookState === state, "a stop shows the state of the book");
    holds(view.touchBidTicks === touch[0] && view.touchAskTicks === touch[1], "a stop shows the touch");
    const best = (side: Side) => (state === "valid" ? bestLevel(shown, side) : { priceTicks: 0, lots: 0 });
    const [bestBid, bestAsk] = [best(bid), best(ask)];
    holds(view.bookBidTicks === bestBid.priceTicks && view.bookBidLots === bestBid.lots, "a stop shows the best bid");
    holds(view.bookAskTicks === bestAsk.priceTicks && view.bookAskLots === bestAsk.lots, "a stop shows the best ask");
    holds(view.receivedNs === received.at(-1)!.receivedNs, "a stop tells when the newest message came");
    holds(counts.messagesCount === received.length, "a stop has seen what was received by then");
    const tradesCount = received.filter(({ kind }) => kind === "trade").length;
    holds(counts.tradesCount === tradesCount, "a stop has counted the trades");
    const closed = unknowns.filter(({ index }) => index < received.length);
    holds(counts.unknownLots === sumOf(closed, ({ before }) => before.leftLots), "a stop has counted the unknown lots");
  }
};

/** Section 2: an own stop has own events, or is the one stop for what was told. */
export const ownStopsHaveACause: Law = ({ stops }) => {
  let toldNs = Number.POSITIVE_INFINITY;
  for (const { view, reasons, ownEvents, given } of stops) {
    holds(view.nowNs <= toldNs, "there is a stop for what was told");
    const isTold = view.nowNs === toldNs;
    holds(((reasons & stop.own) !== 0) === (isTold || ownEvents.length > 0), "an own stop has a cause");
    if (isTold) toldNs = Number.POSITIVE_INFINITY;
    const tellNs = view.nowNs + Math.max(given.tellAfterNs ?? Number.POSITIVE_INFINITY, 0);
    toldNs = Math.min(toldNs, tellNs);
  }
};

/** Section 2: on the grid when something that is read has changed, else when a message or what is own calls. */
export const decisionsAreOnTheGridOrCalled: Law = ({ config, stops, messages }) => {
  const { decideEveryNs, decideOn, reads } = config;
  const startNs = (Math.floor(messages[0]!.receivedNs / nsPerSecond) + 1) * nsPerSecond;
  const decisions = stops.filter(({ reasons }) => (reasons & stop.decision) !== 0);
  for (const { view, counts, reasons } of decisions) {
    const gridIndex = decideEveryNs === 0 ? -1 : (view.nowNs - startNs) / decideEveryNs;
    const isDue = Number.isInteger(gridIndex) && gridIndex >= 0 && ((view.changed | change.time) & reads) !== 0;
    const isNews = messages.some(({ receivedNs }) => receivedNs === view.nowNs);
    const isOwn = (decideOn & change.own) !== 0 && (reasons & stop.own) !== 0;
    holds(isDue || ((isNews || isOwn) && (view.changed & decideOn) !== 0), "a decision is on the grid, or called for");
    const timesCount = counts.decisionsCount + counts.decisionsSkippedCount;
    holds(decideOn !== 0 || timesCount === gridIndex + 1, "a time of the grid is decided at, or counted as skipped");
  }
  if ((decideOn & change.trade) === 0) return;
  const atNs = new Set(decisions.map(({ view }) => view.nowNs));
  for (const { kind, receivedNs } of messages)
    holds(kind !== "trade" || atNs.has(receivedNs), "a message that calls for a decision has one");
};

/** When a command was settled: by the message that came after it, or by time before that. */
function settledNs({ messages, config }: History, { arrivalNs, index }: Settlement): number {
  const message = messages[index];
  const closeNs = arrivalNs + config.venueCloseNs;
  const isByMessage = message !== undefined && venueNsOf(message, config) > arrivalNs;
  return isByMessage ? Math.min(message.receivedNs, closeNs) : closeNs;
}
