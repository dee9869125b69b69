// Goal: a real recording makes a market: its trades, its best prices as the engine knows them, ids without holes, and money that adds up while
// we trade in it.
// Method: a recording of Spot, whole, in process; an engine of its own is given the same messages, to be asked for the touch.
import { expect, test } from "bun:test";
import { Refusal } from "../../sim/exchange/errors.ts";
import { recordedMessages } from "../../sim/exchange/recorded/recorded-messages.ts";
import { loadInstruments } from "../../src/adapters/binance/instruments-file.ts";
import { openTapes } from "../../src/data/open-tapes.ts";
import { eventFlag, eventKind } from "../../src/domain/event.ts";
import { ask, bid } from "../../src/domain/side.ts";
import { openEngine } from "../../src/engine/open-engine.ts";
import { stop } from "../../src/ports/engine.ts";
import { noSignals } from "../../src/ports/market-signals.ts";
import type { Tape } from "../../src/ports/tape.ts";
import { projectRoot, sharedData } from "../helpers/needs.ts";
import { RecordedExchange, recordingStartUs } from "../helpers/recorded-exchange.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const recording = sharedData("spot_btcusdt_20240808.gz");
const instruments = loadInstruments(`${projectRoot}/configs/instruments.yaml`);

async function openTape(folder: string): Promise<Tape> {
  const [tape] = await openTapes([recording!], { instruments }, { folder, codeHash: "any" });
  return tape!;
}

function tradesOf(tape: Tape): string[] {
  const trades: string[] = [];
  for (const { rowsCount, flags, priceTicks, sizeLots } of tape.chunks(4096))
    for (let row = 0; row < rowsCount; row++)
      if ((flags[row]! & eventFlag.kindMask) === eventKind.trade)
        trades.push(`${(flags[row]! & eventFlag.ask) === 0} ${priceTicks[row]} ${sizeLots[row]}`);
  return trades;
}

test.skipIf(recording === undefined)(
  "recording of Spot: as a market: its trades, the touch of the engine after every message, and ids without holes",
  async () => {
    using folder = temporaryFolder();
    using tape = await openTape(folder.path);
    using venue = new RecordedExchange([tape]);
    const { market } = venue;
    const trades: string[] = [];
    let [updateId, bestsCount, comparedCount] = [0, 0, 0];
    let isContiguous = true;
    venue.exchange.listen({
      trade: ({ isBuyerMaker, priceTicks, lots }) => trades.push(`${!isBuyerMaker} ${priceTicks} ${lots}`),
      level: (change) => {
        isContiguous &&= change.updateId === ++updateId;
      },
      best: () => bestsCount++,
    });
    const rules = { venueCloseNs: 0, tickerLatencyNs: 0, decisionTimeNs: 0, queueModel: "conservative" as const };
    using engine = openEngine([{ ...rules, decideEveryNs: 0, decideOn: 0, reads: 0, signals: noSignals }]);
    const alone = engine.markets[0]!;
    const { view } = alone;
    const messages = recordedMessages([tape], tape.midnightUnixNs);
    let wrongCount = 0;
    let next = messages.next();
    const firstNs = next.value!.timeNs;
    const usOf = (timeNs: number) => recordingStartUs + Math.floor((timeNs - firstNs) / 1000);
    while (!venue.isOver) {
      const untilUs = venue.recorded.nextUs;
      venue.step();
      // Messages of one microsecond happen in one step.
      for (; next.value !== undefined && usOf(next.value.timeNs) <= untilUs; next = messages.next()) {
        alone.push(next.value.rows, 0);
        expect(engine.run(0)).toBe(stop.rowsUsed);
      }
      // A snapshot older than anything else shows levels, and no touch.
      if (view.touchBidTicks === 0) continue;
      comparedCount++;
      const { touchBidTicks, touchBidLots, touchAskTicks, touchAskLots } = view;
      const isSame =
        touchBidTicks === market.bestBidTicks &&
        touchBidLots === market.bestBidLots &&
        touchAskTicks === market.bestAskTicks &&
        touchAskLots === market.bestAskLots;
      if (!isSame) wrongCount++;
    }
    expect(trades).toEqual(tradesOf(tape));
    expect(isContiguous).toBe(true);
    expect(wrongCount).toBe(0);
    expect(comparedCount).toBeGreaterThan(20_000);
    expect(bestsCount).toBeGreaterThan(10_000);
  },
  60_000,
);

test.skipIf(recording === undefined)(
  "recording of Spot: orders at the touch all along: some are filled as makers, and every unit is somewhere",
  async () => {
    using folder = temporaryFolder();
    using tape = await openTape(folder.path);
    using venue = new RecordedExchange([tape]);
    const { exchange, market, account } = venue;
    for (let second = 1; !venue.isOver; second++) {
      venue.advance(recordingStartUs + second * 1_000_000);
      exchange.cancelAll(venue.nowUs, account, market);
      for (const side of [bid, ask] as const) {
        const priceTicks = side === bid ? market.bestBidTicks : market.bestAskTicks;
        const words = { side, kind: "LIMIT_MAKER", timeInForce: "GTC", priceTicks, sizeLots: 100 } as const;
        const answer = exchange.place(venue.nowUs, account, market, words);
        if (!(answer instanceof Refusal)) expect(answer.trades).toEqual([]);
      }
      exchange.assertConserved();
    }
    const trades = market.desk(account).trades.toArray();
    expect(trades.length).toBeGreaterThan(10);
    expect(trades.every(({ isMaker }) => isMaker)).toBe(true);
  },
  60_000,
);
