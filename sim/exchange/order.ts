/**
 * The record of one order: what was asked, how far it is, what the answers and events print of it. It lives on when the order is
 * closed, and changes while it is open; who keeps one sees its present state.
 */
import type { Side } from "../../src/domain/side.ts";
import { generatedClientId } from "./client-order-id.ts";
import type { Desk } from "./desk.ts";
import type { OrderRequest, TimeInForce } from "./order-request.ts";
import type { OrderKind, PreventionMode } from "./symbol-entry.ts";

export type OrderStatus =
  | "NEW"
  | "PARTIALLY_FILLED"
  | "FILLED"
  | "CANCELED"
  | "REJECTED"
  | "EXPIRED"
  | "EXPIRED_IN_MATCH";

export type ExpiryReason =
  | ""
  | "EXCHANGE_CANCELED"
  | "UNFILLED_IOC_QUANTITY_EXPIRED"
  | "UNFILLED_FOK_ORDER_EXPIRED"
  | "INSUFFICIENT_LIQUIDITY";

export class Order {
  readonly side: Side;
  readonly kind: OrderKind;
  readonly timeInForce: TimeInForce;
  readonly priceTicks: number;
  /** `origQty`: an amend lowers it. */
  sizeLots: number;
  readonly quoteOrderUnits: bigint;
  /** 0 for none; an amend below it lowers it. */
  icebergLots: number;
  readonly stopTicks: number;
  readonly trailingBips: number;
  readonly strategyId: number | undefined;
  readonly strategyType: number | undefined;

  /** It waits for a price first, or did. */
  readonly isAlgo: boolean;
  /** It takes what there is, at any price, once it works. */
  readonly isAtMarket: boolean;

  status: OrderStatus = "NEW";
  expiryReason: ExpiryReason = "";
  executedLots = 0;
  executedQuoteUnits = 0n;
  preventedLots = 0;
  /** Of the latest prevented match that took from it; -1 for none. */
  preventedMatchId = -1;
  updatedUs: number;
  /** When it came into the book or met it; -1 while it waits for its stop. */
  workingUs = -1;
  /** Since when it follows the price; -1 for no trailing order, or not yet. */
  trailingUs = -1;
  amendsCount = 0;
  /** What the ledger has locked for it now. */
  lockedUnits = 0n;
  /** Neighbours among the open orders of its desk. */
  older: Order | undefined;
  newer: Order | undefined;
  #ownClientOrderId: string | undefined;
  #generatedClientOrderId: string | undefined;

  constructor(
    readonly orderId: number,
    /** Whose it is, and in which market. */
    readonly desk: Desk,
    request: OrderRequest,
    readonly prevention: PreventionMode,
    readonly createdUs: number,
  ) {
    this.side = request.side;
    this.kind = request.kind;
    const { isAlgo, isAtMarket } = natureOf(request.kind);
    this.isAlgo = isAlgo;
    this.isAtMarket = isAtMarket;
    this.timeInForce = request.timeInForce;
    this.priceTicks = request.priceTicks;
    this.sizeLots = request.sizeLots;
    this.quoteOrderUnits = request.quoteUnits ?? 0n;
    this.icebergLots = request.icebergLots ?? 0;
    this.stopTicks = request.stopTicks ?? 0;
    this.trailingBips = request.trailingBips ?? 0;
    this.strategyId = request.strategyId;
    this.strategyType = request.strategyType;
    this.updatedUs = createdUs;
    this.#ownClientOrderId = request.clientOrderId;
  }

  /** What can still trade: `origQty - executedQty - preventedQuantity`. */
  get leftLots(): number {
    return this.sizeLots - this.executedLots - this.preventedLots;
  }
  get isOpen(): boolean {
    return this.status === "NEW" || this.status === "PARTIALLY_FILLED";
  }
  /** It is or was in the book, or met it. */
  get isWorking(): boolean {
    return this.workingUs >= 0;
  }
  /** `w` of executionReport: it rests in the book, or is about to meet it. */
  get isOnBook(): boolean {
    return this.isWorking && this.isOpen && (this.executedLots === 0 || this.mayRest);
  }
  get mayRest(): boolean {
    return this.timeInForce === "GTC" && !this.isAtMarket;
  }
  /** It came with one, or an amend gave it one. */
  get hasOwnClientOrderId(): boolean {
    return this.#ownClientOrderId !== undefined;
  }
  get clientOrderId(): string {
    if (this.#ownClientOrderId !== undefined) return this.#ownClientOrderId;
    this.#generatedClientOrderId ??= generatedClientId(this.desk.market.orderSalt, this.orderId);
    return this.#generatedClientOrderId;
  }
  set clientOrderId(text: string) {
    this.#ownClientOrderId = text;
  }
}

interface Nature {
  /** It waits for a price first. */
  readonly isAlgo: boolean;
  /** It has no price of its own. */
  readonly isAtMarket: boolean;
}

const natures: Record<OrderKind, Nature> = {
  LIMIT: { isAlgo: false, isAtMarket: false },
  LIMIT_MAKER: { isAlgo: false, isAtMarket: false },
  MARKET: { isAlgo: false, isAtMarket: true },
  STOP_LOSS: { isAlgo: true, isAtMarket: true },
  STOP_LOSS_LIMIT: { isAlgo: true, isAtMarket: false },
  TAKE_PROFIT: { isAlgo: true, isAtMarket: true },
  TAKE_PROFIT_LIMIT: { isAlgo: true, isAtMarket: false },
};

export function natureOf(kind: OrderKind): Nature {
  return natures[kind];
}

/** One side of a trade, as myTrades prints it and `fills` of an answer. */
export interface AccountTrade {
  readonly tradeId: number;
  readonly orderId: number;
  readonly timeUs: number;
  readonly priceTicks: number;
  readonly lots: number;
  readonly quoteUnits: bigint;
  readonly commissionUnits: bigint;
  readonly commissionAsset: string;
  readonly isBuyer: boolean;
  readonly isMaker: boolean;
}

/** Two orders that would have traded with each other. Lots are undefined for the order that lost nothing. */
export interface PreventedMatch {
  readonly preventedMatchId: number;
  readonly takerOrderId: number;
  readonly makerOrderId: number;
  readonly tradeGroupId: number;
  readonly mode: PreventionMode;
  readonly priceTicks: number;
  readonly takerPreventedLots: number | undefined;
  readonly makerPreventedLots: number | undefined;
  readonly timeUs: number;
}

/** One amend that went through, as order/amendments prints it. */
export interface Amendment {
  readonly orderId: number;
  readonly executionId: number;
  readonly origClientOrderId: string;
  readonly newClientOrderId: string;
  readonly origLots: number;
  readonly newLots: number;
  readonly timeUs: number;
}
