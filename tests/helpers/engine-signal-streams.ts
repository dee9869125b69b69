/** Markets for what an engine keeps for features: deep books, and more prints and touches than fit at once. */
import fc from "fast-check";
import { ask, bid } from "../../src/domain/side.ts";
import { nsPerSecond } from "../../src/domain/time.ts";
import { engineLimits } from "../../src/ports/engine.ts";
import { askLevel, bidLevel, type Level, type Message, message } from "./engine-messages.ts";

const { flowMax } = engineLimits;
const startNs = nsPerSecond;
const opened = (levels: readonly Level[]) => message("snapshot", { receivedNs: startNs, venueNs: startNs }, levels);

const deepRow = fc.record({
  isBid: fc.boolean(),
  away: fc.oneof(fc.nat(4), fc.nat(29)),
  sizeLots: fc.integer({ min: 0, max: 6 }),
});
const deepStep = fc.record({
  pauseNs: fc.integer({ min: 0, max: 3 * nsPerSecond }),
  rows: fc.uniqueArray(deepRow, {
    minLength: 1,
    maxLength: 6,
    selector: ({ isBid, away }) => (isBid ? -1 - away : away),
  }),
});

/** Books of up to thirty levels a side, changed near the touch and far from it. */
export const deepMarkets: fc.Arbitrary<Message[]> = fc.array(deepStep, { maxLength: 30, size: "max" }).map((steps) => {
  const opening = [0, 1, 2, 3, 5, 8, 13, 21].flatMap((away) => [levelAway(true, away, 3), levelAway(false, away, 3)]);
  let atNs = startNs;
  const depths = steps.map(({ pauseNs, rows }) => {
    atNs += pauseNs;
    const levels = rows.map(({ isBid, away, sizeLots }) => levelAway(isBid, away, sizeLots));
    return message("depth", { receivedNs: atNs, venueNs: atNs }, levels);
  });
  return [opened(opening), ...depths];
});

function levelAway(isBid: boolean, away: number, sizeLots: number): Level {
  return isBid ? bidLevel(1000 - away, sizeLots) : askLevel(1001 + away, sizeLots);
}

const burst = fc.record({
  what: fc.constantFrom("quotes" as const, "prints" as const, "messageOfPrints" as const),
  count: fc.oneof(
    fc.integer({ min: 1, max: 9 }),
    fc.integer({ min: flowMax - 3, max: flowMax + 3 }),
    fc.integer({ min: 1, max: 1200 }),
  ),
  pauseNs: fc.nat(2),
});

/** Prints and quotes by the hundred, told one by one or many in a message. */
export const bursts: fc.Arbitrary<Message[]> = fc.array(burst, { minLength: 1, maxLength: 5 }).map((drafts) => {
  let atNs = startNs;
  const told = drafts.flatMap(({ what, count, pauseNs }) => {
    atNs += pauseNs;
    const times = { receivedNs: atNs, venueNs: atNs };
    const indexes = Array.from({ length: count }, (_, index) => index);
    if (what === "messageOfPrints") return [message("trade", times, indexes.map(printAt))];
    if (what === "prints") return indexes.map((index) => message("trade", times, [printAt(index)]));
    return indexes.map((index) => message("ticker", times, [bidLevel(100, index + 1), askLevel(103, 1)]));
  });
  return [opened([bidLevel(100, 5), askLevel(103, 5)]), ...told];
});

function printAt(index: number): Level {
  return { side: index % 3 === 0 ? bid : ask, priceTicks: 100, sizeLots: index + 1 };
}
