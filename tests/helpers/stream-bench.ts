/** Market streams of one exchange under the virtual clock, from a whole hour on, with two accounts that trade. */
import type { Account } from "../../sim/exchange/ledger.ts";
import { MarketData } from "../../sim/exchange/market-data/market-data.ts";
import type { Order } from "../../sim/exchange/order.ts";
import { MarketStreams } from "../../sim/exchange/streams/market-streams.ts";
import { coarse, testSymbol } from "./exchange-symbols.ts";
import { placed, Venue, type Words } from "./exchange-venue.ts";
import { StreamClient } from "./stream-client.ts";

export const second = 1_000_000;
/** A whole hour, in UTC. */
export const startUs = 1_700_002_800_000_000;

export class StreamBench implements Disposable {
  readonly venue = new Venue(testSymbol(coarse, [], { symbol: "BTCUSDT", baseAsset: "BTC", quoteAsset: "USDT" }));
  readonly streams = new MarketStreams(this.venue.exchange, new MarketData(this.venue.exchange));
  readonly #own: Account;
  readonly #other: Account;

  constructor() {
    this.venue.wait(startUs - this.venue.now());
    this.#own = this.venue.account();
    this.#other = this.venue.account();
  }

  /** Of the last command. */
  get lastUs(): number {
    return this.venue.exchange.nowUs;
  }

  /** Lets time pass until that long after the start. */
  until(elapsedUs: number): void {
    this.venue.wait(startUs + elapsedUs - this.venue.now());
    this.streams.advance(startUs + elapsedUs);
  }
  open(url: string, nowUs = this.venue.now()): StreamClient {
    return new StreamClient(this.streams, nowUs, url);
  }
  /** One at 100, unless it is said otherwise. */
  buy(words: Words): Order {
    return placed(this.venue.buy(this.#own, { price: "100", size: "1", ...words }));
  }
  sell(words: Words): Order {
    return placed(this.venue.sell(this.#other, { price: "100", size: "1", ...words }));
  }

  [Symbol.dispose](): void {
    this.venue[Symbol.dispose]();
  }
}
