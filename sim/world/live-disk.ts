/** What outlives a process of the engine: trades that some life has heard of, and where positions count from. */
import type { KnownTrades, PastTrade } from "../../src/adapters/binance/gateway/past-trades.ts";
import type { SettledAccount } from "../../src/adapters/binance/gateway/settle-account.ts";
import { powerOfTen } from "../../src/base/decimal.ts";
import { assetPlacesUsual } from "../../src/domain/instrument.ts";
import type { Side } from "../../src/domain/side.ts";
import { type ToldTrade, tradeInWords } from "./trade-words.ts";

export class LiveDisk {
  /** In words. */
  readonly trades = new Set<string>();
  /** Told a second time: none should be. */
  readonly tradesRepeated: string[] = [];
  /** That the life whose order it was never heard of. */
  tradesFoundCount = 0;
  /** Undefined before the first start. */
  knownTrades: KnownTrades | undefined;
  /** Balances at the first start. */
  #reference: ReadonlyMap<string, bigint> | undefined;
  readonly #keys = new Set<string>();

  noteStart({ balances, pastTrades, lastTradeIds }: SettledAccount): void {
    this.#reference ??= balances;
    for (const [symbol, trades] of pastTrades) for (const trade of trades) this.#found(symbol, trade);
    this.knownTrades = { lastTradeIds, isKnown: (...trade) => this.#keys.has(keyOf(...trade)) };
  }

  /** While trading. */
  filled(trade: ToldTrade): void {
    const words = tradeInWords(trade);
    if (this.trades.has(words)) this.tradesRepeated.push(words);
    this.trades.add(words);
    this.#keys.add(keyOf(trade.symbol, trade.tradeId, trade.side));
  }

  /** What of these balances is beyond those of the first start. */
  beyondReference(balances: ReadonlyMap<string, bigint>, asset: string): bigint {
    return (balances.get(asset) ?? 0n) - this.referenceUnits(asset);
  }

  referenceUnits(asset: string): bigint {
    return this.#reference?.get(asset) ?? 0n;
  }

  #found(symbol: string, trade: PastTrade): void {
    const { asset, units, places } = trade.fee;
    const fee = { asset, units: BigInt(units) * powerOfTen(assetPlacesUsual - places) };
    this.filled({ ...trade, symbol, fee });
    this.tradesFoundCount++;
  }
}

function keyOf(symbol: string, tradeId: string, side: Side): string {
  return `${symbol} ${tradeId} ${side}`;
}
