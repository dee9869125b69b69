// Goal: what an exchange plays of a recording and a recorder records of it is the recording: the same prints and tickers
// in the same order, as many depth events, and the same book at the end, as importing the recording gives.
// Method: a synthetic recording, and a real one where it is there, as the market of the exchange in process; the live feed
// and the recorder in front of it under a virtual clock; its parts sealed to Parquet and opened as `sim --data` opens it.
// Not compared, since they cannot be the same: when a message was received; ids (the exchange counts its own); what comes
// before the feed has joined; and which of two depth events tells of a level, since tickers that are newer than a depth
// event are in the exchange's (sim/exchange/recorded/README.md).
import { expect, test } from "bun:test";
import { builtInSymbols } from "../../sim/exchange/built-in-symbols.ts";
import { ExchangeServer } from "../../sim/exchange/server.ts";
import { HostedExchange } from "../../sim/world/hosted-exchange.ts";
import { SimulatedNetwork } from "../../sim/world/simulated-network.ts";
import { VirtualClock } from "../../sim/world/virtual-clock.ts";
import { BinanceFeed } from "../../src/adapters/binance/feed/binance-feed.ts";
import { loadInstruments } from "../../src/adapters/binance/instruments-file.ts";
import { Random } from "../../src/base/random.ts";
import { openTapes } from "../../src/data/open-tapes.ts";
import { Recorder } from "../../src/data/recorder/recorder.ts";
import { sealPart } from "../../src/data/recorder/seal-part.ts";
import { eventFlag, eventKind } from "../../src/domain/event.ts";
import { midnightUnixNs, nsPerMs, nsPerSecond } from "../../src/domain/time.ts";
import type { Tape } from "../../src/ports/tape.ts";
import { spotBtcusdt } from "../helpers/instruments.ts";
import { MoodyParts } from "../helpers/moody-parts.ts";
import { projectRoot, sharedData } from "../helpers/needs.ts";
import { syntheticTape } from "../helpers/recorded-exchange.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const host = "venue.test";
const instruments = loadInstruments(`${projectRoot}/configs/instruments.yaml`);

/** Plays the tape at an exchange, a recorder in front of it. @returns the folder of Parquet. */
function playAndRecord(tape: Tape, folder: string): string {
  const firstNs = firstReceivedNs(tape);
  const startUnixNs = tape.midnightUnixNs + BigInt(Math.floor(firstNs / 1000) * 1000);
  const epochUnixNs = midnightUnixNs(startUnixNs);
  const startNs = Number(startUnixNs - epochUnixNs);
  const clock = new VirtualClock(epochUnixNs, startNs);
  const symbols = builtInSymbols().filter(({ name }) => name === "BTCUSDT");
  using server = new ExchangeServer({
    ...{ startUs: Number(startUnixNs / 1000n), seed: 1, symbols },
    recordings: [{ symbol: "BTCUSDT", tapes: [tape] }],
  });
  const latency = { toVenueMs: 1, fromVenueMs: 1 };
  const random = Random.fromSeed(1);
  const venue = new HostedExchange(server, clock);
  const network = new SimulatedNetwork({ clock, venue, hosts: [host], latency, faults: [], random }).join("192.0.2.1");
  const feed = new BinanceFeed({
    ...{ clock, http: network, sockets: network, random: random.fork("feed"), instruments: [spotBtcusdt] },
    urls: { rest: `https://${host}`, streams: `wss://${host}` },
  });
  const store = new MoodyParts();
  const recorder = new Recorder({
    ...{ clock, store, instruments: [spotBtcusdt], session: "00000abc", source: "an exchange", ticks: undefined },
    ...{ partBytesMax: 1 << 20, queueBytesMax: 64 << 20, syncEveryNs: 250 * nsPerMs, syncBytes: 1 << 20 },
    countsOf: () => ({ ...feed.symbols[0]!.counts }),
    ...{ noted: () => {}, ended: () => {}, troubled: () => {}, dropping: () => {} },
  });
  feed.start(recorder);
  clock.advanceTo(startNs + (tape.lastReceivedNs - firstNs) + nsPerSecond);
  feed.stop();
  const ending = recorder.close(nsPerSecond);
  clock.advanceTo(clock.nowNs() + nsPerSecond);
  expect(Bun.peek(ending)).toEqual({ leftCount: 0 });
  for (const log of store.partsRead) expect(sealPart(log, folder).gapsCount).toBe(0);
  return folder;
}

function firstReceivedNs(tape: Tape): number {
  for (const { receivedNs } of tape.chunks(1)) return Number(receivedNs[0]);
  throw new Error("an empty tape");
}

interface Content {
  readonly trades: string[];
  readonly tickers: string[];
  depthCount: number;
  readonly book: Map<string, number>;
}

function contentOf(tape: Tape): Content {
  const content: Content = { trades: [], tickers: [], depthCount: 0, book: new Map<string, number>() };
  let message: string[] = [];
  for (const { rowsCount, flags, priceTicks, sizeLots } of tape.chunks(4096))
    for (let row = 0; row < rowsCount; row++) {
      const kind = flags[row]! & eventFlag.kindMask;
      const level = `${(flags[row]! & eventFlag.ask) === 0 ? "b" : "a"} ${priceTicks[row]}`;
      if (kind === eventKind.clear) content.book.clear();
      if (kind === eventKind.depth || kind === eventKind.snapshotLevel) setLevel(content.book, level, sizeLots[row]!);
      message.push(`${level} ${sizeLots[row]}`);
      if ((flags[row]! & eventFlag.isLast) === 0) continue;
      if (kind === eventKind.trade) content.trades.push(message.join(", "));
      else if (kind === eventKind.ticker) content.tickers.push(message.join(", "));
      else if (kind === eventKind.depth) content.depthCount++;
      message = [];
    }
  return content;
}

function setLevel(book: Map<string, number>, level: string, lots: bigint): void {
  if (lots === 0n) book.delete(level);
  else book.set(level, Number(lots));
}

async function checkRoundTrip(tape: Tape): Promise<void> {
  using folder = temporaryFolder();
  const raw = playAndRecord(tape, folder.of("raw"));
  const [recorded] = await openTapes([raw], { instruments }, { folder: folder.of("tapes"), codeHash: "any" });
  const [before, after] = [contentOf(tape), contentOf(recorded!)];
  for (const kind of ["trades", "tickers"] as const) {
    const expected = before[kind].slice(before[kind].length - after[kind].length);
    const unlike = after[kind].findIndex((message, at) => message !== expected[at]);
    expect([kind, unlike, after[kind][unlike]]).toEqual([kind, -1, undefined]);
    // The feed joins within some ms.
    expect(before[kind].length - after[kind].length).toBeLessThan(40);
  }
  expect(before.depthCount - after.depthCount).toBeWithin(0, 3);
  expect([...after.book].toSorted()).toEqual([...before.book].toSorted());
}

test("round trip: a synthetic recording played, recorded and sealed: comes back, book and events", async () => {
  using folder = temporaryFolder();
  await checkRoundTrip(syntheticTape(folder.of("tape"), 3, 20));
}, 30_000);

const recording = sharedData("spot_btcusdt_20240808.gz");

test.skipIf(recording === undefined)(
  "round trip: a real recording played, recorded and sealed: comes back, book and events",
  async () => {
    using folder = temporaryFolder();
    const [tape] = await openTapes([recording!], { instruments }, { folder: folder.path, codeHash: "any" });
    await checkRoundTrip(tape!);
  },
  60_000,
);
