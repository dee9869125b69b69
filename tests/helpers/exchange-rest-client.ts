/** A client of the REST API in process: it signs as the documentation says, with node's own cryptography, and reads answers back. */
import { Api } from "../../sim/exchange/api/api.ts";
import { ApiKeys, type KeyKind } from "../../sim/exchange/api/api-keys.ts";
import { type RateLimitOptions, RateLimits } from "../../sim/exchange/api/rate-limits.ts";
import { Exchange } from "../../sim/exchange/exchange.ts";
import type { ExchangeSymbol } from "../../sim/exchange/exchange-symbol.ts";
import type { Account, AccountOptions } from "../../sim/exchange/ledger.ts";
import { MarketData } from "../../sim/exchange/market-data/market-data.ts";
import { RestApi } from "../../sim/exchange/rest/rest-api.ts";
import { decimal } from "../../src/base/decimal.ts";
import { digestOf } from "./exchange-digest.ts";
import { secretOf, signerOf } from "./exchange-signing.ts";

/** A Sunday in November 2023, a little after midnight. */
export const startUs = 1_699_747_200_000_000 + 3_600_000_000;

export interface RestAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape
  readonly body: any;
  readonly headers: ReadonlyMap<string, string>;
}

export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly address?: string;
}

export type Values = Readonly<Record<string, string | number | boolean>>;

/** Somebody with an account and a key. */
export class RestTrader {
  constructor(
    readonly apiKey: string,
    readonly account: Account,
    readonly sign: (payload: string) => string,
  ) {}
}

export class RestClient implements Disposable {
  readonly exchange: Exchange;
  readonly api: Api;
  readonly rest: RestApi;
  nowUs = startUs;

  constructor(symbols: readonly ExchangeSymbol[], limits: RateLimitOptions = {}) {
    this.exchange = new Exchange({ symbols });
    const marketData = new MarketData(this.exchange);
    this.api = new Api({ exchange: this.exchange, marketData, keys: new ApiKeys(), limits: new RateLimits(limits) });
    this.rest = new RestApi(this.api);
  }

  /** Rich in every asset, unless told otherwise. */
  trader(
    apiKey: string,
    kind: KeyKind = "HMAC",
    options: AccountOptions = {},
    units = decimal("1000000", 8),
  ): RestTrader {
    const account = this.exchange.openAccount(options);
    for (const market of this.exchange.markets) market.desk(account);
    for (const { symbol } of this.exchange.markets)
      for (const asset of [symbol.baseAsset, symbol.quoteAsset])
        this.exchange.deposit(this.nowUs, account, asset, units);
    this.api.keys.add({ apiKey, kind, secret: secretOf(kind, apiKey), account });
    return new RestTrader(apiKey, account, signerOf(kind, apiKey));
  }

  /** Sends text as it is. */
  send({ method, path, query = "", body = "", headers = {}, address = "10.0.0.1" }: RawRequest): RestAnswer {
    const answer = this.rest.handle(this.nowUs, {
      method,
      path: path.startsWith("/api") ? path : `/api/v3${path}`,
      query,
      body,
      header: (name) => headers[name],
      address,
    });
    return {
      status: answer.status,
      body: answer.body === "" ? null : JSON.parse(answer.body),
      headers: new Map(answer.headers),
    };
  }

  get(path: string, values: Values = {}): RestAnswer {
    return this.send({ method: "GET", path, query: formOf(values) });
  }

  /** Signed now, everything in the query. */
  signed(trader: RestTrader, method: string, path: string, values: Values = {}): RestAnswer {
    const payload = formOf({ ...values, timestamp: Math.floor(this.nowUs / 1000) });
    const query = `${payload}&signature=${encodeURIComponent(trader.sign(payload))}`;
    return this.send({ method, path, query, headers: { "x-mbx-apikey": trader.apiKey } });
  }

  order(trader: RestTrader, values: Values): RestAnswer {
    return this.signed(trader, "POST", "/order", values);
  }

  limit(trader: RestTrader, side: "BUY" | "SELL", quantity: string, price: string, more: Values = {}): RestAnswer {
    return this.order(trader, { symbol: "BTCUSDT", side, type: "LIMIT", timeInForce: "GTC", quantity, price, ...more });
  }

  market(trader: RestTrader, side: "BUY" | "SELL", quantity: string, more: Values = {}): RestAnswer {
    return this.order(trader, { symbol: "BTCUSDT", side, type: "MARKET", quantity, ...more });
  }

  /** All that a command could change, in numbers. */
  digest(): unknown[] {
    return digestOf(this.exchange);
  }

  [Symbol.dispose](): void {
    this.exchange[Symbol.dispose]();
  }
}

export function formOf(values: Values): string {
  return Object.entries(values)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join("&");
}
