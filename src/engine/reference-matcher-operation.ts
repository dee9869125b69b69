/** What the matcher is asked to do, as it was given: not yet looked at, so that any number may stand anywhere. */

import type { OrderType } from "../domain/order-type.ts";
import type { Side } from "../domain/side.ts";
import type { SelfTrade } from "../ports/matcher.ts";

export interface PlaceOperation {
  readonly kind: "place";
  readonly type: OrderType;
  readonly side: Side;
  readonly orderId: number;
  readonly owner: number;
  readonly priceTicks: number;
  readonly sizeLots: number;
  readonly shownLots: number;
  readonly prevention: SelfTrade;
}

export interface AmendOperation {
  readonly kind: "amend";
  readonly type: OrderType;
  readonly orderId: number;
  readonly priceTicks: number;
  readonly sizeLots: number;
  readonly prevention: SelfTrade;
}

export interface CancelOperation {
  readonly kind: "cancel";
  readonly orderId: number;
}

export interface CancelAllOperation {
  readonly kind: "cancelAll";
  readonly owner: number;
}

export type MatcherOperation = PlaceOperation | AmendOperation | CancelOperation | CancelAllOperation;
