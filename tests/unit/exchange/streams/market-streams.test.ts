// Goal: each stream tells what the documentation says, when it says, and connections live and end by its rules.
// Method: an exchange under the virtual clock, small markets written out by hand, whole frames compared.
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { Account } from "../../../../sim/exchange/ledger.ts";
import { MarketData } from "../../../../sim/exchange/market-data/market-data.ts";
import { MarketStreams } from "../../../../sim/exchange/streams/market-streams.ts";
import { coarse, testSymbol } from "../../../helpers/exchange-symbols.ts";
import { placed, Venue, type Words } from "../../../helpers/exchange-venue.ts";
import { StreamClient } from "../../../helpers/stream-client.ts";

const second = 1_000_000;
/** A whole hour, in UTC. */
const startUs = 1_700_002_800_000_000;

let venue: Venue;
let streams: MarketStreams;
let own: Account;
let other: Account;

beforeEach(() => {
  venue = new Venue(testSymbol(coarse, [], { symbol: "BTCUSDT", baseAsset: "BTC", quoteAsset: "USDT" }));
  streams = new MarketStreams(venue.exchange, new MarketData(venue.exchange));
  venue.wait(startUs - venue.now());
  own = venue.account();
  other = venue.account();
});
afterEach(() => venue[Symbol.dispose]());

const us = () => venue.exchange.nowUs;

/** Lets time pass until that long after the start. */
function until(elapsedUs: number): void {
  venue.wait(startUs + elapsedUs - us());
  streams.advance(startUs + elapsedUs);
}
function open(url: string): StreamClient {
  return new StreamClient(streams, us(), url);
}
function buy(words: Words, account = own) {
  return placed(venue.buy(account, { price: "100", size: "1", ...words }));
}
function sell(words: Words, account = other) {
  return placed(venue.sell(account, { price: "100", size: "1", ...words }));
}

describe("streams: depth:", () => {
  test("changes of a window: told at its end, each level once, best first, ids without holes", () => {
    const client = open("/ws/btcusdt@depth@100ms");
    buy({ price: "99" });
    buy({ price: "99.5", size: "2" });
    buy({ price: "99" });
    sell({ price: "101", size: "3" });
    expect(client.frames).toEqual([]);
    until(0.1 * second);
    expect(client.take()).toEqual([
      '{"e":"depthUpdate","E":1700002800100,"s":"BTCUSDT","U":1,"u":4,' +
        '"b":[["99.50000000","2.00000000"],["99.00000000","2.00000000"]],"a":[["101.00000000","3.00000000"]]}',
    ]);
    sell({ price: "99.5", size: "2" });
    until(0.3 * second);
    expect(client.takeEvents()).toMatchObject([
      { E: 1700002800200, U: 5, u: 5, b: [["99.50000000", "0.00000000"]], a: [] },
    ]);
  });

  test("nothing changes: nothing is told", () => {
    const client = open("/ws/btcusdt@depth/btcusdt@depth@100ms");
    until(10 * second);
    expect(client.frames).toEqual([]);
  });

  test("two speeds: the slow one covers all that the fast one told", () => {
    const [fast, slow] = [open("/ws/btcusdt@depth@100ms"), open("/ws/btcusdt@depth")];
    for (const tenth of [1, 2, 3]) {
      buy({ price: `9${tenth}` });
      until(tenth * 0.1 * second);
    }
    until(second);
    expect(fast.takeEvents().map(({ U, u }) => [U, u])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    expect(slow.takeEvents()).toMatchObject([{ E: 1700002801000, U: 1, u: 3 }]);
  });

  test("best levels: at each change, and for whoever comes", () => {
    for (const price of ["95", "96", "97", "98", "99", "99.5"]) buy({ price });
    sell({ price: "100" });
    const client = open("/ws/btcusdt@depth5@100ms");
    until(0.5 * second);
    expect(client.take()).toEqual([
      '{"lastUpdateId":7,"bids":[["99.50000000","1.00000000"],["99.00000000","1.00000000"],["98.00000000","1.00000000"],' +
        '["97.00000000","1.00000000"],["96.00000000","1.00000000"]],"asks":[["100.00000000","1.00000000"]]}',
    ]);
    buy({ price: "94" });
    until(0.6 * second);
    expect(client.takeEvents()).toMatchObject([{ lastUpdateId: 8 }]);
    const late = open("/ws/btcusdt@depth5@100ms");
    until(0.7 * second);
    expect(late.takeEvents()).toMatchObject([{ lastUpdateId: 8 }]);
  });
});

describe("streams: in real time:", () => {
  test("one taker, three makers at two prices: trades one by one, aggregates by price, then the best prices", () => {
    buy({ price: "100", size: "1" });
    buy({ price: "100", size: "2" });
    buy({ price: "99", size: "3" });
    const client = open("/stream?streams=btcusdt@trade/btcusdt@aggTrade/btcusdt@bookTicker");
    sell({ price: "99", size: "4" });
    const time = Math.floor(us() / 1000);
    const trade = { e: "trade", E: time, s: "BTCUSDT", T: time, m: true, M: true };
    const aggregate = { ...trade, e: "aggTrade" };
    expect(client.takeEvents()).toEqual([
      { stream: "btcusdt@trade", data: { ...trade, t: 1, p: "100.00000000", q: "1.00000000" } },
      { stream: "btcusdt@trade", data: { ...trade, t: 2, p: "100.00000000", q: "2.00000000" } },
      { stream: "btcusdt@trade", data: { ...trade, t: 3, p: "99.00000000", q: "1.00000000" } },
      { stream: "btcusdt@aggTrade", data: { ...aggregate, a: 1, p: "100.00000000", q: "3.00000000", f: 1, l: 2 } },
      { stream: "btcusdt@aggTrade", data: { ...aggregate, a: 2, p: "99.00000000", q: "1.00000000", f: 3, l: 3 } },
      {
        stream: "btcusdt@bookTicker",
        data: { u: 5, s: "BTCUSDT", b: "99.00000000", B: "2.00000000", a: "0.00000000", A: "0.00000000" },
      },
    ]);
  });
});
