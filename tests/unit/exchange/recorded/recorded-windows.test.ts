// Goal: a recorded market tells depth when the recording has it, so that a client sees the recording's windows, not others.
// Method: recordings of a few messages worked out on paper, in windows and order by order; whole frames with their times.
import { expect, test } from "bun:test";
import { builtInSymbols } from "../../../../sim/exchange/built-in-symbols.ts";
import { ExchangeServer } from "../../../../sim/exchange/server.ts";
import { eventKind } from "../../../../src/domain/event.ts";
import { ask, bid, type Side } from "../../../../src/domain/side.ts";
import { type HandmadeMessage, handmadeTape, recordingStartUs } from "../../../helpers/recorded-exchange.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

const { clear, depth, snapshotLevel, ticker } = eventKind;
type Row = HandmadeMessage["rows"][number];

const row = (kind: Row["kind"], side: Side, priceTicks: number, sizeLots: number, orderId = 0n): Row => {
  return { kind, side, priceTicks, sizeLots, orderId };
};
const snapshot = [row(clear, bid, 0, 0), row(snapshotLevel, bid, 100, 5, 1n), row(snapshotLevel, ask, 103, 5, 2n)];

/** The first message has happened when a client comes. */
const begin = { atSeconds: 1, rows: [row(ticker, bid, 100, 5), row(ticker, ask, 103, 5)] };

/** What a client of the depth stream is told, with milliseconds since the recording began. */
function frames(messages: readonly HandmadeMessage[], hasOrderIds = false): unknown[] {
  using folder = temporaryFolder();
  using tape = handmadeTape(folder.of("tape"), messages, hasOrderIds);
  const told: unknown[] = [];
  const recordings = [{ symbol: "BTCUSDT", tapes: [tape] }];
  using server = new ExchangeServer({ startUs: recordingStartUs, seed: 1, symbols: builtInSymbols(), recordings });
  const send = (text: string) => {
    const { E, U, u, b, a } = JSON.parse(text);
    const levels = (of: [string, string][]) =>
      of.map(([price, size]) => `${Math.round(Number(price) * 100)} ${Math.round(Number(size) * 1e5)}`);
    told.push([E - recordingStartUs / 1000, `${U}-${u}`, levels(b), levels(a)]);
    return true;
  };
  const peer = { address: "192.0.2.2", send, ping: () => {}, close: () => {}, drop: () => {} };
  server.open(recordingStartUs, "/ws/btcusdt@depth@100ms", "", peer);
  server.advance(recordingStartUs + 1_000_000);
  return told;
}

test("recorded depth: two windows 20 ms apart: each told at its own time, with what tickers have shown since the last", () => {
  const told = frames([
    begin,
    { atSeconds: 1.01, rows: snapshot },
    { atSeconds: 1.03, rows: [row(depth, bid, 99, 7)] },
    { atSeconds: 1.04, rows: [row(ticker, bid, 101, 2), row(ticker, ask, 103, 5)] },
    { atSeconds: 1.05, rows: [row(depth, bid, 101, 2), row(depth, ask, 103, 4)] },
  ]);
  expect(told).toEqual([
    [10, "1-2", ["100 5"], ["103 5"]],
    [30, "3-3", ["99 7"], []],
    [50, "4-5", ["101 2"], ["103 4"]],
  ]);
});

test("recorded depth: a window in which nothing changed, or only tickers came: nothing is told", () => {
  const told = frames([
    begin,
    { atSeconds: 1.01, rows: snapshot },
    { atSeconds: 1.03, rows: [row(depth, bid, 100, 5)] },
    { atSeconds: 1.04, rows: [row(ticker, bid, 100, 4), row(ticker, ask, 103, 5)] },
  ]);
  expect(told).toEqual([[10, "1-2", ["100 5"], ["103 5"]]]);
});

test("recorded orders: they have no windows: told at the end of each 100 ms", () => {
  const told = frames(
    [
      begin,
      { atSeconds: 1.01, rows: snapshot },
      { atSeconds: 1.03, rows: [row(depth, bid, 99, 7, 3n)] },
      { atSeconds: 1.04, rows: [row(depth, bid, 98, 7, 4n)] },
    ],
    true,
  );
  expect(told).toEqual([[100, "1-4", ["100 5", "99 7", "98 7"], ["103 5"]]]);
});
