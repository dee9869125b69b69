/**
 * What is known of one order at a venue whose answers come in any order, twice, late or never.
 *
 *           ┌── accepted, a trade, listed as open ──▶ open ── ended ──▶ ending ── the last of its trades ──▶ done
 *   sent ───┼── rejected ──▶ rejected                 │  ▲ │                                                  ▲
 *           └── never arrived ─────────▶ lost ◀───────┘  │ └── filled whole ──────────────────────────────────┘
 *                                         └─ turns up ───┘ (one rejected may, too)
 *
 * `ending` waits for trades: the venue has said how many lots were executed, and not all of them are known yet. `done`
 * is for good, since the venue has told how the order ended. `lost` is our conclusion from what the venue does not
 * have; it is never forgotten, and asked for again, ever more rarely.
 */
import type { EndedReport } from "../../domain/order-report.ts";
import type { OrderType } from "../../domain/order-type.ts";
import type { Side } from "../../domain/side.ts";
import type { TimeNs } from "../../domain/time.ts";

export interface TrackedOrder {
  readonly orderId: number;
  readonly type: OrderType;
  readonly side: Side;
  readonly priceTicks: number;
  readonly sentNs: TimeNs;
  stage: "sent" | "open" | "ending" | "done" | "rejected" | "lost";
  /** The whole order, what is filled included; the venue only ever makes it smaller. */
  sizeLots: number;
  /** In the trades that are known. */
  filledLots: number;
  readonly tradeIds: string[];
  /** The most that the venue has said to be executed. */
  executedLots: number;
  /** How it ended, held back until all its trades are known. */
  end: EndedReport | undefined;
  /** Under way, without an answer that settles it. */
  cancel: TrackedCommand | undefined;
  amend: TrackedAmend | undefined;
  /** Whether the place was executed is not known: its answer is lost, or the venue does not list it. */
  isPlaceInDoubt: boolean;
  /** Something does not fit what is known: only the venue's own word on its state settles that. */
  isStateInDoubt: boolean;
  /** When the venue last said something that proves it to be there; at first when it was sent. */
  heardNs: TimeNs;
  /** Since when it is asked for; NaN for not. */
  doubtNs: TimeNs;
  /** When it was last asked for, and how often since the venue last had time to settle. */
  askedNs: TimeNs;
  asksCount: number;
  /** The last question has no answer yet. */
  isAsked: boolean;
}

export interface TrackedCommand {
  readonly sentNs: TimeNs;
  isInDoubt: boolean;
}

export interface TrackedAmend extends TrackedCommand {
  readonly sizeLots: number;
}

export function trackedOrder(
  type: OrderType,
  side: Side,
  orderId: number,
  priceTicks: number,
  sizeLots: number,
  sentNs: TimeNs,
): TrackedOrder {
  return {
    // Each by itself: this is made before the order leaves, and a spread takes nine times as long.
    orderId,
    type,
    side,
    priceTicks,
    sizeLots,
    sentNs,
    stage: "sent",
    filledLots: 0,
    tradeIds: [],
    executedLots: 0,
    end: undefined,
    cancel: undefined,
    amend: undefined,
    isPlaceInDoubt: false,
    isStateInDoubt: false,
    heardNs: sentNs,
    doubtNs: Number.NaN,
    askedNs: Number.NEGATIVE_INFINITY,
    asksCount: 0,
    isAsked: false,
  };
}

export function restLots({ sizeLots, filledLots }: TrackedOrder): number {
  return sizeLots - filledLots;
}

/** Closed as far as we can tell, but not by the venue's own account of how it ended. */
export function mayTurnUp({ stage }: TrackedOrder): boolean {
  return stage === "rejected" || stage === "lost";
}

export function isClosed(order: TrackedOrder): boolean {
  return order.stage === "done" || mayTurnUp(order);
}

/** Whether the venue has to be asked before more is known. */
export function isUnsettled(order: TrackedOrder): boolean {
  if (isClosed(order)) return false;
  if (order.stage === "sent") return order.isPlaceInDoubt;
  if (order.stage === "ending" || order.isStateInDoubt || order.executedLots > order.filledLots) return true;
  return order.cancel?.isInDoubt === true || order.amend?.isInDoubt === true;
}
