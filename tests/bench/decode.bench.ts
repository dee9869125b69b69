/**
 * What does it cost to read a market message from the bytes of its frame, and what does the whole feed add to that?
 *
 * Depth events, prints and tickers of Spot and USD-M BTCUSDT as recorded, or generated ones where no recording is there, in
 * the envelope in which a connection delivers them, kind by kind and all of a kind in memory. Beside the decoder:
 * `JSON.parse` alone, with what it needs first, a string of the bytes; then the decoder's own slow way, which uses it;
 * and the feed: stream found, decoded, book kept, rows handed on.
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { PayloadDecoder } from "../../src/adapters/binance/decode.ts";
import { type StreamKind, streamKinds } from "../../src/adapters/binance/feed/feed-venue.ts";
import { StreamNames } from "../../src/adapters/binance/feed/stream-names.ts";
import { SymbolFeed } from "../../src/adapters/binance/feed/symbol-feed.ts";
import { BinanceMessage } from "../../src/adapters/binance/message.ts";
import { RunHash } from "../../src/base/run-hash.ts";
import type { Instrument } from "../../src/domain/instrument.ts";
import { nsPerMs } from "../../src/domain/time.ts";
import { spotBtcusdt, usdmBtcusdt } from "../helpers/instruments.ts";
import { sharedData } from "../helpers/needs.ts";
import { recordingText } from "../helpers/recordings.ts";
import { type Bench, type BenchSize, machineLine, spread, timed } from "./bench.ts";

/** Microseconds, of a depth event. */
const aim = 1.5;
const epochUnixNs = 1_723_075_200_000_000_000n;
const streamOf: Readonly<Record<string, StreamKind>> = { trade: "trade", bookTicker: "ticker" };

export const bench: Bench = {
  question: "What does it cost to read a market message, and to take it through the feed?",
  async run(size: BenchSize): Promise<string[]> {
    const hash = new RunHash();
    const lines = [machineLine()];
    for (const market of markets(size))
      for (const kind of streamKinds) lines.push(...measure(market, kind, size === "full" ? 31 : 1, hash));
    lines.push(`result hash ${hash.hex()}`, "left out: the socket, the copy of its frame, and whoever takes the rows");
    return lines;
  },
};

interface RecordedMarket {
  readonly name: string;
  readonly instrument: Instrument;
  readonly frames: Readonly<Record<StreamKind, readonly Buffer[]>>;
  readonly snapshot: string;
}

function markets(size: BenchSize): RecordedMarket[] {
  const made = { name: "Spot, generated", instrument: spotBtcusdt };
  if (size === "smoke") return [{ ...made, ...framesOf(recordingText({ tenths: 50 })) }];
  const found = [
    { name: "Spot", instrument: spotBtcusdt, path: sharedData("spot_btcusdt_20240808.gz") },
    { name: "USD-M", instrument: usdmBtcusdt, path: sharedData("usdm_btcusdt_20240808.gz") },
  ].flatMap(({ name, instrument, path }) =>
    path === undefined ? [] : [{ name, instrument, ...framesOf(gunzipSync(readFileSync(path)).toString()) }],
  );
  return found.length > 0 ? found : [{ ...made, ...framesOf(recordingText({ tenths: 3000 })) }];
}

function framesOf(recording: string): Pick<RecordedMarket, "frames" | "snapshot"> {
  const frames: Record<StreamKind, Buffer[]> = { depth: [], trade: [], ticker: [] };
  let snapshot = "";
  for (const line of recording.trimEnd().split("\n")) {
    const json = line.slice(line.indexOf(" ") + 1);
    const stream = /^\{"stream":"[a-z0-9]+@(\w+)/.exec(json)?.[1];
    if (stream === undefined) snapshot = json;
    else frames[streamOf[stream] ?? "depth"].push(Buffer.from(json));
  }
  return { frames, snapshot };
}

function measure(market: RecordedMarket, kind: StreamKind, passes: number, hash: RunHash): string[] {
  const frames = market.frames[kind];
  const message = new BinanceMessage();
  const decoder = new PayloadDecoder(market.instrument, epochUnixNs);
  const levels = frames.map((frame) => {
    decoder.decode(frame.toString(), message);
    return message.levelsCount;
  });
  const levelsCount = levels.reduce((sum, count) => sum + count, 0);
  hash.number(levelsCount);
  const middle = levels.toSorted((one, other) => one - other)[levels.length >> 1]!;
  const usual = frames.filter((_, at) => levels[at] === middle);
  const [decode, parse, slow] = inTurn(passes, frames, [
    (frame) => decoder.decodeBytes(frame, 0, frame.length, message),
    (frame) => JSON.parse(frame.toString()),
    (frame) => decoder.decode(frame.toString(), message),
  ]) as [Cost, Cost, Cost];
  const [ofUsual] = inTurn(passes, usual, [(frame) => decoder.decodeBytes(frame, 0, frame.length, message)]) as [Cost];
  const feed = feedCost(market, kind, passes, hash);
  const bytes = Math.round(frames.reduce((sum, { length }) => sum + length, 0) / frames.length);
  const beside = (cost: Cost) =>
    kind === "depth" ? `, aim ${aim}: ${cost.median <= aim ? "reached" : "NOT reached"}` : "";
  return [
    `${market.name}, ${frames.length} of ${kind}: ${bytes} bytes and ${(levelsCount / frames.length).toFixed(1)} levels each in the mean`,
    `  read from bytes: ${text(decode)}${beside(decode)}`,
    `  those of ${middle} levels, the median: ${text(ofUsual)}${beside(ofUsual)}`,
    `  JSON.parse alone: ${text(parse)}, ${(parse.median / decode.median).toFixed(1)} times that; into a message: ${text(slow)}`,
    `  through the feed, all told: ${text(feed)}`,
  ];
}

/** A feed of one symbol, its book in step from the snapshot on; each pass a feed of its own, since events come once. */
function feedCost(market: RecordedMarket, kind: StreamKind, passes: number, hash: RunHash): Cost {
  const frames = market.frames[kind];
  const nowNs = Date.UTC(2024, 7, 8, 23, 55) * nsPerMs - Number(epochUnixNs);
  const costs: number[] = [];
  let rowsCount = 0;
  for (let pass = 0; pass <= passes; pass++) {
    rowsCount = 0;
    const keeper = {
      rows: (_: number, { count }: { count: number }) => (rowsCount += count),
      note: () => {},
      badFrame: () => {},
    };
    const symbol = new SymbolFeed(market.instrument, 0, epochUnixNs, {
      ...keeper,
      wantSnapshot: () => {},
      dropSnapshot: () => {},
    });
    const names = new StreamNames(["btcusdt@depth@100ms", "btcusdt@depth@0ms", "btcusdt@trade", "btcusdt@bookTicker"]);
    symbol.snapshot(market.snapshot, nowNs);
    const { seconds } = timed(() => {
      for (const frame of frames) if (names.find(frame) >= 0) symbol.frame(1, kind, frame, nowNs);
    });
    if (pass > 0) costs.push((seconds * 1e6) / frames.length);
  }
  hash.number(rowsCount);
  return spread(costs);
}

type Cost = ReturnType<typeof spread>;

/** Microseconds a frame, after a pass that is not counted; in turn, so that a busy machine is as busy for each. */
function inTurn(passes: number, frames: readonly Buffer[], works: readonly ((frame: Buffer) => unknown)[]): Cost[] {
  const costs = works.map((): number[] => []);
  for (let pass = 0; pass <= passes; pass++)
    for (const [at, work] of works.entries()) {
      const { seconds } = timed(() => {
        for (const frame of frames) work(frame);
      });
      if (pass > 0) costs[at]!.push((seconds * 1e6) / frames.length);
    }
  return costs.map((all) => spread(all));
}

function text({ least, median, most }: Cost): string {
  return `${median.toFixed(2)} µs (${least.toFixed(2)} to ${most.toFixed(2)})`;
}
