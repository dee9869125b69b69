/** The execution that is lent to listeners, filled anew each time. Ids that nobody sent are made only when somebody reads them. */
import { generatedClientId } from "./client-order-id.ts";
import type { RejectReason } from "./errors.ts";
import type { Execution, ExecutionKind } from "./listener.ts";
import type { Market } from "./market.ts";
import type { Order } from "./order.ts";

export class ExecutionRecord implements Execution {
  kind: ExecutionKind = "NEW";
  market: Market;
  timeUs = 0;
  executionId = 0;
  rejectReason: RejectReason = "NONE";
  tradeId = -1;
  isMaker = false;
  lastLots = 0;
  lastTicks = 0;
  lastQuoteUnits = 0n;
  commissionUnits = 0n;
  commissionAsset = "";
  lastPreventedLots = 0;
  preventedMatchId = -1;
  counterOrderId = -1;
  preventedTradeLots = 0;
  preventedTradeTicks = 0;
  preventedTradeQuoteUnits = 0n;
  /** Of the cancel, where it was sent; of an amend the id that the order had. */
  otherClientOrderId: string | undefined;

  constructor(public order: Order) {
    this.market = order.desk.market;
  }

  get clientOrderId(): string {
    if (this.kind !== "CANCELED") return this.order.clientOrderId;
    return this.otherClientOrderId ?? generatedClientId(this.market.cancelSalt, this.executionId);
  }

  get origClientOrderId(): string {
    if (this.kind === "CANCELED") return this.order.clientOrderId;
    return this.kind === "REPLACED" ? (this.otherClientOrderId ?? "") : "";
  }

  /** All fields that only some kinds have are as if never set. */
  begin(kind: ExecutionKind, order: Order, timeUs: number): this {
    this.kind = kind;
    this.market = order.desk.market;
    this.order = order;
    this.timeUs = timeUs;
    this.executionId = this.market.lastExecutionId;
    this.rejectReason = "NONE";
    this.tradeId = -1;
    this.isMaker = false;
    this.lastLots = 0;
    this.lastTicks = 0;
    this.lastQuoteUnits = 0n;
    this.commissionUnits = 0n;
    this.commissionAsset = "";
    this.lastPreventedLots = 0;
    this.preventedMatchId = -1;
    this.counterOrderId = -1;
    this.preventedTradeLots = 0;
    this.preventedTradeTicks = 0;
    this.preventedTradeQuoteUnits = 0n;
    this.otherClientOrderId = undefined;
    return this;
  }
}
