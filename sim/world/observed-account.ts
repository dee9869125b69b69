/**
 * What the exchange did for one account, written down as it happened: what the engine believes is held against it. It
 * listens at the exchange, so that no fault on the way is in it.
 */
import type { Exchange } from "../exchange/exchange.ts";
import type { Account } from "../exchange/ledger.ts";
import type { ExchangeListener, Execution } from "../exchange/listener.ts";
import { tradeInWords } from "./trade-words.ts";

export class ObservedAccount implements ExchangeListener {
  /** In words that compare; in the order they happened. */
  readonly trades: string[] = [];
  /** All that it placed, by client id: how often. */
  readonly placed = new Map<string, number>();
  readonly #lines = new Bun.CryptoHasher("sha256");

  constructor(
    private readonly exchange: Exchange,
    private readonly account: Account,
  ) {
    exchange.listen(this);
  }

  /** Over every step of every order, with its time. */
  get hash(): string {
    return this.#lines.copy().digest("hex").slice(0, 16);
  }

  /** Client ids of what is open. */
  get open(): string[] {
    return this.exchange.markets.flatMap((market) =>
      market
        .desk(this.account)
        .openOrders()
        .map(({ clientOrderId }) => clientOrderId),
    );
  }

  /** Free and locked together, in 10^-8. */
  units(asset: string): bigint {
    const { freeUnits, lockedUnits } = this.account.balance(asset);
    return freeUnits + lockedUnits;
  }

  execution(execution: Execution): void {
    const { kind, order, timeUs, market } = execution;
    if (order.desk.account !== this.account) return;
    const { clientOrderId, side } = order;
    const symbol = market.symbol.name;
    this.#lines.update(`${symbol} ${timeUs} ${kind} ${clientOrderId} ${execution.lastLots}@${execution.lastTicks}\n`);
    if (kind === "NEW") this.placed.set(clientOrderId, (this.placed.get(clientOrderId) ?? 0) + 1);
    if (kind !== "TRADE") return;
    const { tradeId, lastTicks: priceTicks, lastLots: lots, isMaker: maker } = execution;
    const fee = { asset: execution.commissionAsset, units: execution.commissionUnits };
    this.trades.push(
      tradeInWords({ symbol, tradeId: String(tradeId), clientOrderId, side, priceTicks, lots, maker, fee }),
    );
  }
}
