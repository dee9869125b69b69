/**
 * All that a session is told, in one ordered sequence, each with its time: what the journal keeps, and what `replay`
 * tells it again.
 */
import type { SessionHold } from "../core/risk/holds.ts";
import type { Balances } from "../domain/balances.ts";
import type { EventColumns } from "../domain/event.ts";
import type { OperatorCommand } from "../domain/operator.ts";
import type { OrderReport } from "../domain/order-report.ts";
import type { OrderType } from "../domain/order-type.ts";
import type { Side } from "../domain/side.ts";
import type { DurationNs, TimeNs } from "../domain/time.ts";
import type { OpenOrdersList } from "../ports/gateway.ts";

/** Whole messages of one instrument, all received at the input's time; venue times corrected by the clock offset. */
export interface RowsInput {
  readonly kind: "rows";
  readonly marketIndex: number;
  readonly columns: EventColumns;
}

/** Everything else: rare, and of any form. */
export type SessionEvent =
  | { readonly kind: "report"; readonly marketIndex: number; readonly report: OrderReport }
  | { readonly kind: "open_orders"; readonly marketIndex: number; readonly list: OpenOrdersList }
  | { readonly kind: "balances"; readonly balances: Balances }
  | { readonly kind: "operator"; readonly command: OperatorCommand }
  /** Nothing may be placed while any hold is on: the venue's link is down, a store is too far behind, the end is near. */
  | { readonly kind: "hold" | "release"; readonly reason: SessionHold }
  /** From now on rows come with their venue times corrected by this; told so that the journal says why. */
  | { readonly kind: "clock_offset"; readonly offsetNs: DurationNs };

export type SessionInput = RowsInput | SessionEvent;

/** What a session sends, in the order sent. */
export type SessionCommand = { readonly atNs: TimeNs; readonly marketIndex: number } & (
  | {
      readonly kind: "place";
      readonly type: OrderType;
      readonly side: Side;
      readonly orderId: number;
      readonly priceTicks: number;
      readonly sizeLots: number;
      readonly shownLots: number;
    }
  | { readonly kind: "amend"; readonly orderId: number; readonly priceTicks: number; readonly sizeLots: number }
  | { readonly kind: "cancel" | "query"; readonly orderId: number }
  | { readonly kind: "cancel_all" }
);

/** Keeps both. Inputs are written before what they lead to; a command before it leaves. */
export interface SessionJournal {
  rows(atNs: TimeNs, marketIndex: number, columns: EventColumns): void;
  event(atNs: TimeNs, event: SessionEvent): void;
  command(command: SessionCommand): void;
}
