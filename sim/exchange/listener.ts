/**
 * What the exchange tells, to whoever prints, keeps or checks it. Records are lent: one instance is refilled, copy what is to be kept.
 * The order of the events of one command is in README.md. A listener must not call a command.
 */
import type { Side } from "../../src/domain/side.ts";
import type { RejectReason } from "./errors.ts";
import type { Account } from "./ledger.ts";
import type { Market } from "./market.ts";
import type { Order } from "./order.ts";

export type ExecutionKind = "NEW" | "TRADE" | "CANCELED" | "REPLACED" | "REJECTED" | "EXPIRED" | "TRADE_PREVENTION";

/** One step in the life of an order; `order` is as that step left it. Fields of other kinds are 0, 0n, -1 or "". */
export interface Execution {
  readonly kind: ExecutionKind;
  readonly market: Market;
  readonly order: Order;
  readonly timeUs: number;
  readonly executionId: number;
  /** `c`: the order's own id, but that of the cancel for CANCELED. */
  readonly clientOrderId: string;
  /** `C`: of CANCELED the order's own id, of REPLACED the id it had. */
  readonly origClientOrderId: string;
  readonly rejectReason: RejectReason;
  /** TRADE. */
  readonly tradeId: number;
  readonly isMaker: boolean;
  readonly lastLots: number;
  readonly lastTicks: number;
  readonly lastQuoteUnits: bigint;
  readonly commissionUnits: bigint;
  readonly commissionAsset: string;
  /** TRADE_PREVENTION: `B`, `v`, `U`, then `pl`, `pL`, `pY`. */
  readonly lastPreventedLots: number;
  readonly preventedMatchId: number;
  readonly counterOrderId: number;
  readonly preventedTradeLots: number;
  readonly preventedTradeTicks: number;
  readonly preventedTradeQuoteUnits: bigint;
}

export interface PublicTrade {
  readonly market: Market;
  readonly timeUs: number;
  readonly tradeId: number;
  readonly priceTicks: number;
  readonly lots: number;
  readonly quoteUnits: bigint;
  readonly buyerOrderId: number;
  readonly sellerOrderId: number;
  readonly isBuyerMaker: boolean;
}

/** A level now shows `lots`; 0 is none. */
export interface LevelChange {
  readonly market: Market;
  readonly timeUs: number;
  readonly updateId: number;
  readonly side: Side;
  readonly priceTicks: number;
  readonly lots: number;
}

/** The best levels; 0 ticks and lots for an empty side. */
export interface BestQuote {
  readonly market: Market;
  readonly timeUs: number;
  readonly updateId: number;
  readonly bidTicks: number;
  readonly bidLots: number;
  readonly askTicks: number;
  readonly askLots: number;
}

/** Balances of these assets may have changed; `account.free` and `locked` tell them. */
export interface AccountPosition {
  readonly account: Account;
  readonly timeUs: number;
  readonly assets: readonly string[];
}

/** A deposit, or a withdrawal if negative. */
export interface BalanceChange {
  readonly account: Account;
  readonly timeUs: number;
  readonly asset: string;
  readonly units: bigint;
}

export interface ExchangeListener {
  execution?(execution: Execution): void;
  trade?(trade: PublicTrade): void;
  level?(change: LevelChange): void;
  best?(quote: BestQuote): void;
  /** Of a market whose book has windows of its own: one ends, and all its levels have been told. */
  windowEnd?(market: Market, timeUs: number): void;
  position?(position: AccountPosition): void;
  balance?(change: BalanceChange): void;
}
