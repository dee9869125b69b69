// Goal: each payload of Binance becomes the message that stands beside it, or is refused in the words that do.
// Method: golden files in this folder; add a case there, gain a test. The payloads are made up after the venue's
// documentation.

import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PayloadDecoder } from "../../../src/adapters/binance/decode.ts";
import { BinanceMessage, messageKind } from "../../../src/adapters/binance/message.ts";
import { noId } from "../../../src/domain/market-rows.ts";
import { ask } from "../../../src/domain/side.ts";
import { coinmBtcusdPerp, spotBtcusdt, usdmBtcusdt } from "../../helpers/instruments.ts";

interface GoldenFile {
  readonly instrument: "spot" | "usdm" | "coinm";
  readonly cases: readonly GoldenCase[];
}

interface GoldenCase {
  readonly name: string;
  readonly payload: unknown;
  readonly expected?: Readonly<Record<string, unknown>>;
  readonly problem?: string;
}

const instruments = { spot: spotBtcusdt, usdm: usdmBtcusdt, coinm: coinmBtcusdPerp };
/** What a case need not say. */
const absent = {
  ...{ eventMs: null, venueMs: null, firstUpdateId: noId, updateId: noId, previousUpdateId: noId, tradeId: noId },
  ...{ isAggregate: false, side: "bid", bids: [], asks: [] },
};

for (const name of readdirSync(import.meta.dir).filter((file) => file.endsWith(".json"))) {
  const { instrument, cases } = JSON.parse(readFileSync(join(import.meta.dir, name), "utf8")) as GoldenFile;
  test.each(cases.map((golden) => [golden.name, golden] as const))(`decode: ${instrument}: %s`, (_, golden) => {
    const decoder = new PayloadDecoder(instruments[instrument], 1_700_000_000_000_000_000n);
    const message = new BinanceMessage();
    const problem = decoder.decode(JSON.stringify(golden.payload), message);
    if (golden.problem !== undefined) expect(problem).toContain(golden.problem);
    else {
      expect(problem).toBeUndefined();
      const dust =
        golden.expected?.dust === undefined ? {} : { dust: [...message.sizeDust.slice(0, message.levelsCount)] };
      expect({ ...describe(message), ...dust }).toEqual({ ...absent, ...golden.expected } as never);
    }
  });
}

test("decode: text that is cut off: is not JSON", () => {
  const decoder = new PayloadDecoder(spotBtcusdt, 0n);
  expect(decoder.decode('{"u":76,"s":"BTC', new BinanceMessage())).toBe("is not JSON");
  expect(decoder.decode("[1]", new BinanceMessage())).toBe("is not JSON");
});

test("decode: sizes off the lot now and then: kept; more often than that: the lot is wrong, and it says so", () => {
  const decoder = new PayloadDecoder({ ...spotBtcusdt, lotUnits: 100_000n }, 0n);
  const depth = (sizes: string[]) =>
    JSON.stringify({
      e: "depthUpdate",
      E: 1e12,
      s: "BTCUSDT",
      U: 1,
      u: 1,
      b: sizes.map((size) => ["1.00", size]),
      a: [],
    });
  expect(decoder.decode(depth(new Array(10).fill("1.00001000")), new BinanceMessage())).toBeUndefined();
  expect(decoder.decode(depth(["1.00001000"]), new BinanceMessage())).toContain(
    "11 of 11 sizes are no multiples of the lot 0.001",
  );
});

function describe(message: BinanceMessage) {
  const [kind] = Object.entries(messageKind).find(([, value]) => value === message.kind)!;
  const levels = Array.from({ length: message.levelsCount }, (_, at) => [message.priceTicks[at], message.sizeLots[at]]);
  const ms = (ns: number) => (Number.isNaN(ns) ? null : ns / 1e6);
  return {
    kind,
    eventMs: ms(message.eventNs),
    venueMs: ms(message.venueNs),
    firstUpdateId: message.firstUpdateId,
    updateId: message.updateId,
    previousUpdateId: message.previousUpdateId,
    tradeId: message.tradeId,
    isAggregate: message.isAggregate,
    side: message.side === ask ? "ask" : "bid",
    bids: levels.slice(0, message.bidsCount),
    asks: levels.slice(message.bidsCount),
  };
}
