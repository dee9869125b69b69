/** From a command to the venue's answer. */
import { type OwnEvent, ownEventKind } from "../../domain/own-event.ts";
import type { DurationNs } from "../../domain/time.ts";
import type { OwnOrder } from "./own-order.ts";

export type Command = "place" | "amend" | "cancel";

/** Which command such an event answers; undefined for none. */
export function commandAnswered(kind: OwnEvent["kind"]): Command | undefined {
  if (kind === ownEventKind.accepted || kind === ownEventKind.rejected) return "place";
  if (kind === ownEventKind.cancelled || kind === ownEventKind.cancelRejected) return "cancel";
  return kind === ownEventKind.amended || kind === ownEventKind.amendRejected ? "amend" : undefined;
}

/**
 * NaN for what answers no command. A venue may cancel by itself; and take lots off by itself, where a self-trade is
 * prevented or somebody else amends our order.
 */
export function roundTripNs(order: OwnOrder, { kind, seenNs }: OwnEvent): DurationNs {
  const command = commandAnswered(kind);
  if (command === undefined) return Number.NaN;
  if (command === "place") return seenNs - order.sentNs;
  return seenNs - (command === "cancel" ? order.cancelSentNs : order.amendSentNs);
}
