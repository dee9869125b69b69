// Goal: a row of features is what a strategy would see at that time: nothing of what was received later, every trade in
// just one row, and labels that are the mids of later rows.
// Method: random markets in small units, through both engines. Against: the stops of a backtest's own grid; the same
// market cut off after a row; sums over the messages themselves; mids of other rows of the same grid.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { FeatureTable, featureColumns, type LabelHorizon } from "../../sim/features/feature-table.ts";
import { playFeatures, type RowsWhen } from "../../sim/features/play-features.ts";
import { features } from "../../src/core/features/index.ts";
import { signalsOf } from "../../src/core/strategy/strategy.ts";
import { ask } from "../../src/domain/side.ts";
import { change, stop } from "../../src/ports/engine.ts";
import { noSignals } from "../../src/ports/market-signals.ts";
import type { Tape } from "../../src/ports/tape.ts";
import { deskConfig } from "../helpers/engine-desk.ts";
import { type EngineUnderTest, enginesUnderTest, propertyRuns } from "../helpers/engine-kinds.ts";
import { levelStreams } from "../helpers/engine-level-streams.ts";
import { columnsOf, type Message, rowsOf, sliceColumns } from "../helpers/engine-messages.ts";
import { spotBtcusdt } from "../helpers/instruments.ts";

type Row = Readonly<Record<string, number>>;

const markets = levelStreams("wild");
const grids = fc.integer({ min: 1, max: 7 });
const masks = fc.integer({ min: 1, max: change.touchPrice | change.touchSize | change.trade });
const ways: fc.Arbitrary<RowsWhen> = fc.oneof(
  grids.map((everyNs) => ({ everyNs })),
  masks.map((changes) => ({ changes })),
);
const chunks = fc.integer({ min: 1, max: 9 });

describe.each(enginesUnderTest.filter(({ isMissing }) => !isMissing))("features, $kind engine:", (engine) => {
  test("a grid: its rows show what a backtest that decides there sees", () => {
    fc.assert(
      fc.property(markets, grids, (messages, everyNs) => {
        const rows = new Map(rowsOfPlay(engine, messages, { everyNs }).map((row) => [row.time_ns!, row]));
        for (const seen of decisionsOf(engine, messages, everyNs)) expect(rows.get(seen.time_ns!)).toMatchObject(seen);
      }),
      propertyRuns(200),
    );
  });

  test("a grid: a row at each of its times up to the last message, and nowhere else", () => {
    fc.assert(
      fc.property(markets, grids, (messages, everyNs) => {
        const [first, last] = [messages[0]!.receivedNs, messages.at(-1)!.receivedNs];
        const times = [];
        for (let at = (Math.floor(first / 1e9) + 1) * 1e9; at <= last; at += everyNs) times.push(at);
        expect(rowsOfPlay(engine, messages, { everyNs }).map((row) => row.time_ns!)).toEqual(times);
      }),
      propertyRuns(200),
    );
  });

  test("the market cut off after a row: the rows so far stay as they were", () => {
    fc.assert(
      fc.property(markets, ways, fc.nat(), (messages, when, draw) => {
        const rows = rowsOfPlay(engine, messages, when);
        const atNs = rows[draw % Math.max(1, rows.length)]?.time_ns ?? 0;
        const before = messages.filter(({ receivedNs }) => receivedNs <= atNs);
        if (before.length === 0) return;
        const cut = rowsOfPlay(engine, before, when);
        expect(cut).toEqual(rows.slice(0, cut.length));
        // A grid ends with the data, which may end before the row.
        expect(cut.length).toBe(rows.filter((row) => row.time_ns! <= before.at(-1)!.receivedNs).length);
      }),
      propertyRuns(200),
    );
  });

  test("rows after prints: each lot that was traded in just one row, on its taker's side", () => {
    fc.assert(
      fc.property(markets, ways, (messages, when) => {
        let afterNs = Number.NEGATIVE_INFINITY;
        for (const row of rowsOfPlay(engine, messages, when, [], 1000, noSignals)) {
          const trades = messages.filter(
            ({ kind, receivedNs }) => kind === "trade" && receivedNs > afterNs && receivedNs <= row.time_ns!,
          );
          const [sold, bought] = [true, false].map((isSold) =>
            trades
              .flatMap(({ levels }) => levels)
              .filter(({ side }) => (side === ask) === isSold)
              .reduce((sum, { sizeLots }) => sum + sizeLots, 0),
          );
          expect([row.buy_lots, row.sell_lots]).toEqual([bought, sold]);
          afterNs = row.time_ns!;
        }
      }),
      propertyRuns(200),
    );
  });

  test("rows after changes: one at each time at which such a message came, in any chunks", () => {
    fc.assert(
      fc.property(markets, ways, chunks, (messages, when, chunkRows) => {
        expect(rowsOfPlay(engine, messages, when, [], chunkRows)).toEqual(rowsOfPlay(engine, messages, when));
        const trades = messages.filter(({ kind }) => kind === "trade").map(({ receivedNs }) => receivedNs);
        const rows = rowsOfPlay(engine, messages, { changes: change.trade }, [], chunkRows);
        expect(rows.map((row) => row.time_ns!)).toEqual([...new Set(trades)]);
      }),
      propertyRuns(100),
    );
  });

  test("labels: what the mid of the row so much later is to this row's; unknown beyond the data", () => {
    fc.assert(
      fc.property(markets, grids, fc.integer({ min: 1, max: 5 }), (messages, everyNs, steps) => {
        const horizons = [{ name: "later", ns: steps * everyNs }];
        const rows = rowsOfPlay(engine, messages, { everyNs }, horizons);
        for (const [at, row] of rows.entries()) {
          const later = rows[at + steps]?.mid_ticks ?? Number.NaN;
          expect(row.label_mid_return_later).toBe((later - row.mid_ticks!) / row.mid_ticks!);
        }
      }),
      propertyRuns(200),
    );
  });

  test("labels: rows with them are otherwise the rows without", () => {
    fc.assert(
      fc.property(markets, ways, fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 3 }), (messages, when, ns) => {
        const horizons = ns.map((each, at) => ({ name: String(at), ns: each }));
        const rows = rowsOfPlay(engine, messages, when, horizons);
        const bare = rows.map((row) =>
          Object.fromEntries(Object.entries(row).filter(([name]) => !/^label/.test(name))),
        );
        expect(bare).toEqual(rowsOfPlay(engine, messages, when));
      }),
      propertyRuns(100),
    );
  });
});

function rowsOfPlay(
  engine: EngineUnderTest,
  messages: readonly Message[],
  when: RowsWhen,
  horizons: readonly LabelHorizon[] = [],
  chunkRows = 1000,
  signals = signalsOf(features),
): Row[] {
  const names = featureColumns(features, horizons).map(({ name }) => name);
  const rows: Row[] = [];
  const table = new FeatureTable(features, horizons, (values, count) => {
    for (let at = 0; at < count; at++)
      rows.push(Object.fromEntries(names.map((name, index) => [name, values[index]![at]!])));
  });
  const tape = tapeOf(messages, chunkRows);
  const openEngine: Parameters<typeof playFeatures>[0]["openEngine"] = (configs) => engine.open(...configs);
  const tellsTouch = horizons.length > 0;
  playFeatures({ tape, when, signals, tellsTouch, openEngine, sink: table, onProgress: () => {} });
  table.end(tape.lastReceivedNs);
  return rows;
}

/** What a decision on the same grid finds. */
function decisionsOf(engine: EngineUnderTest, messages: readonly Message[], everyNs: number): Row[] {
  using opened = engine.open({ ...deskConfig, decideEveryNs: everyNs, decideOn: 0, reads: 31 });
  const market = opened.markets[0]!;
  market.push(columnsOf(rowsOf(messages)), 0);
  const seen: Row[] = [];
  for (let isEnded = false; ; ) {
    const reasons = opened.run(isEnded ? messages.at(-1)!.receivedNs + 1 : 0);
    const { view } = market;
    if ((reasons & stop.decision) !== 0)
      seen.push({
        time_ns: view.nowNs,
        bid_ticks: view.touchBidLots > 0 ? view.touchBidTicks : Number.NaN,
        bid_lots: view.touchBidLots,
        ask_ticks: view.touchAskLots > 0 ? view.touchAskTicks : Number.NaN,
        ask_lots: view.touchAskLots,
      });
    if (reasons !== stop.rowsUsed) continue;
    if (isEnded) return seen;
    market.end();
    isEnded = true;
  }
}

function tapeOf(messages: readonly Message[], chunkRows: number): Tape {
  const columns = columnsOf(rowsOf(messages));
  const { rowsCount } = columns;
  return {
    ...{ instrument: spotBtcusdt, midnightUnixNs: 0n, clockOffsetNs: 0, rowsCount, hasOrderIds: false },
    firstReceivedNs: messages[0]!.receivedNs,
    lastReceivedNs: messages.at(-1)!.receivedNs,
    ...{ source: "drawn", problems: [], bookValidNs: 0, contentHash: "" },
    *chunks() {
      for (let from = 0; from < rowsCount; from += chunkRows)
        yield sliceColumns(columns, from, Math.min(rowsCount, from + chunkRows));
    },
    [Symbol.dispose]() {},
  };
}
