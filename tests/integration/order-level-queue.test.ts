// Goal: on recorded markets the replay venue's exact queue is the true one, all the way from the recording's lines
// through rows, tape and engine.
// Method: orders of one lot at the best price at even times; what the engine says stood ahead of each, against the
// queue that a book of orders gives for an order joining then; and when it fills, the queue ahead of it must have gone
// before.
import { expect, test } from "bun:test";
import { join } from "node:path";
import { loadInstruments } from "../../src/adapters/binance/instruments-file.ts";
import { openTapes } from "../../src/data/open-tapes.ts";
import { orderFormatOf } from "../../src/data/order-level/order-formats.ts";
import { plainOrderRows, startOrderRecording } from "../../src/data/order-level/order-recording.ts";
import type { InstrumentSelection } from "../../src/data/select-instrument.ts";
import type { OrderEventColumns } from "../../src/domain/order-event.ts";
import { orderType } from "../../src/domain/order-type.ts";
import { type OwnEvent, ownEventKind } from "../../src/domain/own-event.ts";
import { ask, bid, type Side } from "../../src/domain/side.ts";
import { openEngine } from "../../src/engine/open-engine.ts";
import { openOrderBook } from "../../src/engine/open-order-book.ts";
import { type EngineConfig, stop } from "../../src/ports/engine.ts";
import { noSignals } from "../../src/ports/market-signals.ts";
import type { Tape } from "../../src/ports/tape.ts";
import { copyOf } from "../helpers/engine-trace.ts";
import { exactQueueAhead, type JoiningOrder } from "../helpers/exact-queue.ts";
import { projectRoot } from "../helpers/needs.ts";
import { orderRecordings, recordingOf } from "../helpers/order-recordings.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const ordersCount = 60;
const config: EngineConfig = {
  ...{ venueCloseNs: 1, tickerLatencyNs: 0, decisionTimeNs: 0, queueModel: "exact" },
  ...{ decideEveryNs: 0, decideOn: 0, reads: 0, signals: noSignals },
};
const atOnce = { entryNs: 0, responseNs: 0 };

const recorded = [
  ["luno", {}],
  ["bitstamp", {}],
  ["aaplMessages", { symbol: "AAPL" }],
] as const;
for (const [name, wanted] of recorded)
  test.skipIf(recordingOf(name) === undefined)(
    `order-level queue: ${orderRecordings[name]}: what stood ahead of each order, and that it had gone when the order filled`,
    async () => {
      const path = recordingOf(name)!;
      const selection = { instruments: loadInstruments(join(projectRoot, "configs/instruments.yaml")), ...wanted };
      const { rows, shiftNs } = await plainRowsOf(path, selection);
      const { joined, events } = await played(path, selection);
      let [queuedCount, filledCount] = [0, 0];
      for (const [at, order] of joined.entries()) {
        using book = openOrderBook();
        const truth = exactQueueAhead(book, rows, { ...order, joinNs: order.joinNs - shiftNs })!;
        const own = events.filter(({ orderId }) => orderId === at + 1);
        const accepted = own.find(({ kind }) => kind === ownEventKind.accepted);
        if (accepted === undefined) continue; // It would have crossed: the touch had moved within the same message's time.
        expect(accepted.queueAheadLots).toBe(truth.steps[0]!.aheadLots);
        if (accepted.queueAheadLots > 0) queuedCount++;
        const filled = own.find(({ kind, cause }) => kind === ownEventKind.filled && cause === "print");
        if (filled === undefined) continue;
        filledCount++;
        // A taker's prints are told before what they did to the book, so that what he took of those ahead still counts.
        const before = truth.steps.findLast(({ venueNs }) => venueNs + shiftNs < filled.venueNs)!;
        expect(filled.queueAheadLots).toBe(before.aheadLots);
        expect(truth.end).toBe("front");
        expect(truth.steps.at(-1)!.venueNs + shiftNs).toBeLessThanOrEqual(filled.venueNs);
      }
      expect(queuedCount).toBeGreaterThan(ordersCount / 2);
      expect(filledCount).toBeGreaterThan(0);
    },
    30_000,
  );

/** An order of one lot at the best price of either side in turn, at even times; never cancelled. */
async function played(path: string, selection: InstrumentSelection) {
  using folder = temporaryFolder();
  const [tape] = await openTapes([path], selection, { folder: folder.path, codeHash: "code" });
  return playedOn(tape!);
}

function playedOn(tape: Tape): { joined: JoiningOrder[]; events: OwnEvent[] } {
  using engine = openEngine([config]);
  const market = engine.markets[0]!;
  const chunks = tape.chunks(1 << 16)[Symbol.iterator]();
  const [joined, events]: [JoiningOrder[], OwnEvent[]] = [[], []];
  const timeOf = (at: number) =>
    Math.floor(tape.firstReceivedNs + ((at + 1) / (ordersCount + 1)) * (tape.lastReceivedNs - tape.firstReceivedNs));
  market.setDeadline(timeOf(0));
  for (;;) {
    const reasons = engine.run(0);
    for (let at = 0; at < market.ownEventsCount && (reasons & stop.own) !== 0; at++)
      events.push(copyOf(market.ownEvent(at)));
    if ((reasons & stop.timer) !== 0) {
      const side: Side = joined.length % 2 === 0 ? bid : ask;
      const priceTicks = side === bid ? market.view.touchBidTicks : market.view.touchAskTicks;
      joined.push({ side, priceTicks, joinNs: market.view.nowNs });
      market.place(orderType.postOnly, side, joined.length, priceTicks, 1, 0, atOnce);
      if (joined.length < ordersCount) market.setDeadline(timeOf(joined.length));
    }
    if ((reasons & stop.rowsUsed) === 0) continue;
    const next = chunks.next();
    if (next.done === true) return { joined, events };
    market.push(next.value, 0);
  }
}

async function plainRowsOf(path: string, selection: InstrumentSelection) {
  const start = await startOrderRecording(path, (await orderFormatOf(path))!, selection);
  const rows: OrderEventColumns[] = [];
  for await (const columns of plainOrderRows(start)) rows.push(copied(columns));
  return { rows, shiftNs: start.shiftNs };
}

function copied({ rowsCount, ...columns }: OrderEventColumns): OrderEventColumns {
  return {
    rowsCount,
    receivedNs: columns.receivedNs.slice(0, rowsCount),
    venueNs: columns.venueNs.slice(0, rowsCount),
    orderId: columns.orderId.slice(0, rowsCount),
    sizeLots: columns.sizeLots.slice(0, rowsCount),
    priceTicks: columns.priceTicks.slice(0, rowsCount),
    flags: columns.flags.slice(0, rowsCount),
  };
}
