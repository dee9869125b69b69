// Goal: drawn histories are markets that an engine takes, and that meet what strategies are afraid of; those that are
// symmetric show the same on both sides at every message.
// Method: every history through the reference engine, which refuses rows that break the rules; what was met is counted;
// symmetric ones against a second look by the touch alone.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { spotBtcusdt } from "../../../../sim/fuzz/instruments.ts";
import { marketHistories, symmetricHistories } from "../../../../sim/fuzz/market-histories.ts";
import { historyRows, historyTape, type MarketHistory, mirrored } from "../../../../sim/fuzz/market-history.ts";
import { ask, bid } from "../../../../src/domain/side.ts";
import { openEngine } from "../../../../src/engine/open-engine.ts";
import { change, type EngineConfig, type MarketView, stop } from "../../../../src/ports/engine.ts";
import { noSignals } from "../../../../src/ports/market-signals.ts";
import { propertyRuns } from "../../../helpers/engine-kinds.ts";

const config: EngineConfig = {
  venueCloseNs: 0,
  tickerLatencyNs: 0,
  decisionTimeNs: 0,
  queueModel: "conservative",
  decideEveryNs: 0,
  decideOn: change.touchPrice | change.touchSize | change.trade | change.bookState,
  reads: 0,
  signals: noSignals,
};

test("market histories: any of them: an engine takes its rows, and all that is feared comes up", () => {
  const met = new Map<string, number>();
  fc.assert(
    fc.property(marketHistories(), (history) => {
      let lastMidTicks: number | undefined;
      play(history, (view) => {
        for (const name of namesOf(view, lastMidTicks)) met.set(name, (met.get(name) ?? 0) + 1);
        if (isTwoSided(view)) lastMidTicks = midOf(view);
      });
    }),
    propertyRuns(300),
  );
  const feared = ["none", "gapped", "crossed", "one-sided", "empty", "wide", "jump", "first ticks", "narrow", "big"];
  for (const name of feared) expect(`${name} ${(met.get(name) ?? 0) > 0}`).toBe(`${name} true`);
});

test("symmetric histories: any of them: both sides of the touch are as far from the same mid, and as large", () => {
  fc.assert(
    fc.property(symmetricHistories(), (history) => {
      const levels = history[0]!.levels;
      const pivotTicks = levels[0]!.priceTicks + levels[1]!.priceTicks;
      play(history, (view) => {
        expect(view.touchBidLots).toBe(view.touchAskLots);
        if (view.touchBidLots > 0) expect(view.touchBidTicks + view.touchAskTicks).toBe(pivotTicks);
      });
    }),
    propertyRuns(200),
  );
});

test("a mirrored history: mirrored again: is what it was, and shows the other side in between", () => {
  fc.assert(
    fc.property(marketHistories(), (history) => {
      const pivotTicks = 2 ** 31;
      const mirror = mirrored(history, pivotTicks);
      expect(mirrored(mirror, pivotTicks)).toEqual(history);
      for (const { kind, levels } of mirror)
        if (kind === "ticker") expect(levels.map(({ side }) => side)).toEqual([bid, ask]);
      const there = touches(history);
      const back = touches(mirror);
      expect(back.map(([bidTicks, askTicks]) => [mirrorOf(askTicks), mirrorOf(bidTicks)])).toEqual(there);
      function mirrorOf(ticks: number): number {
        return ticks === 0 ? 0 : pivotTicks - ticks;
      }
    }),
    propertyRuns(100),
  );
});

test("a history's tape: of any history: has as many rows as its messages have levels, and the times of its ends", () => {
  fc.assert(
    fc.property(marketHistories(), (history) => {
      using tape = historyTape(spotBtcusdt, history);
      const count = history.reduce((sum, { kind, levels }) => sum + levels.length + (isMarked(kind) ? 1 : 0), 0);
      expect(tape.rowsCount).toBe(count);
      expect(historyRows(history).count).toBe(count);
      expect([tape.firstReceivedNs, tape.lastReceivedNs]).toEqual([history[0]!.receivedNs, history.at(-1)!.receivedNs]);
    }),
    propertyRuns(50),
  );
});

/** A snapshot begins with a row that clears the book. */
function isMarked(kind: string): boolean {
  return kind === "snapshot" || kind === "gap" || kind === "clear";
}

function play(history: MarketHistory, see: (view: MarketView) => void): void {
  using engine = openEngine([config], "reference");
  const market = engine.markets[0]!;
  using tape = historyTape(spotBtcusdt, history);
  for (const columns of tape.chunks(7)) {
    market.push(columns, 0);
    while (engine.run(0) !== stop.rowsUsed) see(market.view);
  }
}

function touches(history: MarketHistory): [number, number][] {
  const seen: [number, number][] = [];
  play(history, ({ touchBidTicks, touchAskTicks }) => seen.push([touchBidTicks, touchAskTicks]));
  return seen;
}

function namesOf(view: MarketView, lastMidTicks: number | undefined): string[] {
  const { touchBidTicks, touchAskTicks, touchBidLots, touchAskLots, bookState } = view;
  if (bookState !== "valid") return [bookState];
  if (!isTwoSided(view)) return [touchBidLots + touchAskLots === 0 ? "empty" : "one-sided"];
  const spreadTicks = touchAskTicks - touchBidTicks;
  return [
    spreadTicks <= 0 ? "crossed" : spreadTicks > 100 ? "wide" : "narrow",
    ...(touchBidTicks < 10 ? ["first ticks"] : []),
    ...(touchBidLots > 1e9 ? ["big"] : []),
    ...(lastMidTicks !== undefined && Math.abs(midOf(view) - lastMidTicks) > 100 ? ["jump"] : []),
  ];
}

function isTwoSided({ touchBidLots, touchAskLots }: MarketView): boolean {
  return touchBidLots > 0 && touchAskLots > 0;
}

function midOf({ touchBidTicks, touchAskTicks }: MarketView): number {
  return (touchBidTicks + touchAskTicks) / 2;
}
