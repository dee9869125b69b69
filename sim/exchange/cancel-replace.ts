/**
 * Cancel an order and place another in its stead: two commands in one, with all that can become of them. What the symbol and its filters refuse
 * of the new order is looked at before the cancel; what the engine refuses, after it. Source: Binance Spot API, order/cancelReplace.
 */
import { type Cancellation, cancel } from "./cancelling.ts";
import type { Desk } from "./desk.ts";
import { Refusal, refusals } from "./errors.ts";
import type { Market } from "./market.ts";
import { checkRequest } from "./order-checks.ts";
import type { CancelOptions, CancelReplaceMode, OrderRequest, OrderTarget } from "./order-request.ts";
import { accept, type Placement, place } from "./placing.ts";

export interface CancelReplaceRequest {
  readonly mode: CancelReplaceMode;
  readonly target: OrderTarget;
  readonly cancel: CancelOptions;
  readonly order: OrderRequest;
  /** The account has used up its unfilled orders and asked for CANCEL_ONLY: why no new order is placed. */
  readonly newOrderRefusal?: Refusal | undefined;
}

/** Both halves; the code and message of the whole are `refusal`'s, undefined when both went through. */
export interface CancelReplaced {
  readonly cancelled: Cancellation | Refusal;
  /** Undefined: not attempted. */
  readonly placed: Placement | Refusal | undefined;
  readonly refusal: Refusal | undefined;
}

/** A refusal by itself: nothing was attempted. */
export function cancelReplace(market: Market, desk: Desk, request: CancelReplaceRequest): CancelReplaced | Refusal {
  if (!market.symbol.entry.cancelReplaceAllowed) return refusals.noCancelReplace;
  const refusal = checkRequest(market, desk, request.order);
  if (refusal !== undefined) return refusal;
  const cancelled = cancel(market, desk, request.target, request.cancel);
  const isAttempted = !(cancelled instanceof Refusal) || request.mode === "ALLOW_FAILURE";
  const placed = isAttempted ? (request.newOrderRefusal ?? place(market, desk, request.order)) : undefined;
  if (!(cancelled instanceof Refusal) && placed instanceof Refusal) tellRejected(market, desk, request, placed);
  return { cancelled, placed, refusal: refusalOf(request, cancelled, placed) };
}

function refusalOf(
  { newOrderRefusal, mode }: CancelReplaceRequest,
  cancelled: Cancellation | Refusal,
  placed: Placement | Refusal | undefined,
): Refusal | undefined {
  const isCancelled = !(cancelled instanceof Refusal);
  const isPlaced = placed !== undefined && !(placed instanceof Refusal);
  if (isCancelled && isPlaced) return undefined;
  // The table of the page: over the limit and STOP_ON_FAILURE it is 429, whatever became of the cancel.
  const isOverLimit = newOrderRefusal !== undefined && mode === "STOP_ON_FAILURE";
  const { code, message, status } = isCancelled || isPlaced ? refusals.partlyReplaced : refusals.notReplaced;
  return new Refusal(code, message, isOverLimit ? 429 : status);
}

/** The old order is gone and the new one never was: its owner is told. */
function tellRejected(market: Market, desk: Desk, request: CancelReplaceRequest, refusal: Refusal): void {
  if (refusal === request.newOrderRefusal) return;
  const order = accept(market, desk, request.order);
  order.status = "REJECTED";
  market.lastExecutionId++;
  market.broadcast.rejected(order, market.nowUs, refusal.rejectReason);
}
