// Goal: on real streams of Spot and USD-M, whatever is cut and lost on the way, the live feed's book is the venue's to the
// last digit wherever the rows call it valid; and nothing real is taken for an error.
// Method: recordings beside the project, where they are, sent at their own times by a scripted venue that loses events
// and cuts connections; beside it a book of plain maps of the printed decimals, which also makes the snapshots.

import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { loadInstruments } from "../../src/adapters/binance/instruments-file.ts";
import { formatDecimal } from "../../src/base/decimal.ts";
import { Random } from "../../src/base/random.ts";
import { formatPrice, type Instrument } from "../../src/domain/instrument.ts";
import type { BookSide } from "../../src/domain/local-book.ts";
import { midnightUnixNs } from "../../src/domain/time.ts";
import { projectRoot, sharedData } from "../helpers/needs.ts";
import { answer, ScriptedFeed } from "../helpers/scripted-feed.ts";

const instruments = loadInstruments(`${projectRoot}/configs/instruments.yaml`);

type Level = readonly [price: string, size: string];
interface RecordedFrame {
  readonly unixNs: bigint;
  readonly stream: string;
  /** As recorded, without its envelope. */
  readonly text: string;
  /** Of a depth event. */
  readonly ids: { readonly u: number; readonly b: readonly Level[]; readonly a: readonly Level[] } | undefined;
}

interface Recording {
  readonly lastUpdateId: number;
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
  readonly frames: readonly RecordedFrame[];
}

function readRecording(path: string): Recording {
  const frames: RecordedFrame[] = [];
  let snapshot: Omit<Recording, "frames"> | undefined;
  for (const line of gunzipSync(readFileSync(path)).toString().trimEnd().split("\n")) {
    const space = line.indexOf(" ");
    const document = JSON.parse(line.slice(space + 1));
    if (document.lastUpdateId !== undefined) snapshot ??= document;
    if (document.data === undefined) continue;
    const stream = document.stream.replace(/@depth.*/, "@depth@100ms");
    const text = line.slice(line.indexOf('"data":') + 7, -1);
    const ids = stream.includes("@depth") ? document.data : undefined;
    frames.push({ unixNs: BigInt(line.slice(0, space)), stream, text, ids });
  }
  return { ...snapshot!, frames };
}

/** The venue's book, as it was at each event. */
class PlainBook {
  readonly #sides = [new Map<string, string>(), new Map<string, string>()] as const;
  updateId: number;

  constructor({ lastUpdateId, bids, asks }: Recording) {
    this.updateId = lastUpdateId;
    this.#set([bids, asks]);
  }
  apply({ u, b, a }: NonNullable<RecordedFrame["ids"]>): void {
    if (u < this.updateId) return;
    this.updateId = u;
    this.#set([b, a]);
  }
  #set(sides: readonly (readonly Level[])[]): void {
    for (const [at, levels] of sides.entries())
      for (const [price, size] of levels)
        if (Number(size) === 0) this.#sides[at]!.delete(price);
        else this.#sides[at]!.set(price, size);
  }
  get snapshot() {
    return { lastUpdateId: this.updateId, bids: [...this.#sides[0]], asks: [...this.#sides[1]] };
  }
  text(): string {
    const lines = this.#sides.map((side, at) => {
      const sorted = [...side].sort(([one], [other]) =>
        at === 0 ? Number(other) - Number(one) : Number(one) - Number(other),
      );
      return sorted.map(([price, size]) => `${price} ${size}`).join("\n");
    });
    return lines.join("\n--\n");
  }
}

function feedText(script: ScriptedFeed, instrument: Instrument): string {
  const { bids, asks } = script.feed.symbols[0]!.book;
  const sideText = (side: BookSide) =>
    Array.from({ length: side.count }, (_, rank) => {
      const units = BigInt(side.sizeLots(rank)) * instrument.lotUnits + BigInt(side.sizeDust(rank));
      return `${formatPrice(instrument, side.priceTicks(rank))} ${formatDecimal(units, instrument.sizePlaces)}`;
    }).join("\n");
  return `${sideText(bids)}\n--\n${sideText(asks)}`;
}

interface Trouble {
  /** One depth event in so many is lost; 0 for none. */
  readonly losesOneIn: number;
  /** The connection is cut with one frame in so many. */
  readonly cutsOneIn: number;
}

/** Plays the recording to a feed; returns it with what was found on the way. */
function play(recording: Recording, instrument: Instrument, { losesOneIn, cutsOneIn }: Trouble) {
  const [first] = recording.frames;
  const epochUnixNs = midnightUnixNs(first!.unixNs);
  const startNs = Number(first!.unixNs - epochUnixNs) - 1e9;
  const script = new ScriptedFeed({ instruments: [instrument], epochUnixNs, startNs });
  const book = new PlainBook(recording);
  const random = Random.fromSeed(7);
  const found = { script, comparedCount: 0, wrongIds: [] as number[], lostCount: 0, cutsCount: 0, lastIsRight: false };
  script.onDepth = () => answer(book.snapshot);
  script.pass(900);
  for (const { unixNs, stream, text, ids } of recording.frames) {
    script.clock.advanceTo(Math.max(script.clock.nowNs(), Number(unixNs - epochUnixNs)));
    if (ids !== undefined) book.apply(ids);
    const isLost = ids !== undefined && losesOneIn > 0 && random.chance(1, losesOneIn);
    if (isLost) found.lostCount++;
    else script.emit(stream, text);
    if (cutsOneIn > 0 && random.chance(1, cutsOneIn)) {
      script.socket.end("connection lost");
      found.cutsCount++;
    }
    const { isSynced, updateId } = script.feed.symbols[0]!;
    if (ids === undefined || !isSynced || updateId !== book.updateId || !random.chance(1, 30)) continue;
    found.comparedCount++;
    if (feedText(script, instrument) !== book.text()) found.wrongIds.push(updateId);
  }
  found.lastIsRight = feedText(script, instrument) === book.text();
  return found;
}

const recordings = [
  { name: "Spot", file: "spot_btcusdt_20240808.gz", market: "spot" },
  { name: "USD-M", file: "usdm_btcusdt_20240808.gz", market: "usdm" },
] as const;

for (const { name, file, market } of recordings) {
  const path = sharedData(file);
  const instrument = instruments.find((one) => one.symbol === "BTCUSDT" && one.market === market)!;

  test.skipIf(path === undefined)(
    `live feed: a recording of ${name}, whole: one snapshot, no gap, no mismatch with the ticker, and the venue's book throughout`,
    () => {
      const { script, ...found } = play(readRecording(path!), instrument, { losesOneIn: 0, cutsOneIn: 0 });
      expect(script.kinds.filter((kind) => kind === "clear" || kind === "gap")).toEqual(["clear"]);
      expect(script.notes.map(({ event }) => event)).toEqual(["connected", "synced"]);
      expect(found).toMatchObject({ wrongIds: [], lastIsRight: true });
      expect(found.comparedCount).toBeGreaterThan(70);
      expect(script.feed.symbols[0]!.tickerChecksCount).toBeGreaterThan(100);
    },
    60_000,
  );

  test.skipIf(path === undefined)(
    `live feed: a recording of ${name}, with events lost and connections cut: the venue's book wherever it is called valid`,
    () => {
      const { script, ...found } = play(readRecording(path!), instrument, { losesOneIn: 150, cutsOneIn: 15_000 });
      expect(found.wrongIds).toEqual([]);
      expect(found.comparedCount).toBeGreaterThan(40);
      expect(script.kinds.filter((kind) => kind === "gap").length).toBeGreaterThan(found.cutsCount);
      expect(script.events("ticker_mismatch")).toEqual([]);
      expect(script.events("bad_frame")).toEqual([]);
    },
    60_000,
  );
}
