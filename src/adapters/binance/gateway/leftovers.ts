/**
 * Orders that earlier sessions with our prefix left open. Before a new session quotes, all of them go: it would not know
 * them for its own. Orders of others are left alone.
 */
import { z } from "zod";
import { InputError } from "../../../base/input-error.ts";
import type { Instrument } from "../../../domain/instrument.ts";
import type { Side } from "../../../domain/side.ts";
import { type DurationNs, nsPerMs, nsPerSecond } from "../../../domain/time.ts";
import type { ClientOrderIds } from "./client-order-ids.ts";
import { endpoints } from "./endpoints.ts";
import { orderPayloads } from "./order-payloads.ts";
import { sizeOf } from "./order-reports.ts";
import type { PatientRequests } from "./patient-requests.ts";
import { recvWindowMs } from "./signing.ts";

/** An order of an earlier session, as it was when it was found. */
export interface Leftover {
  readonly symbol: string;
  readonly clientOrderId: string;
  readonly side: Side;
  readonly priceTicks: number;
  readonly remainingLots: number;
}

const roundsMax = 40;
const roundGapNs: DurationNs = 500 * nsPerMs;

/**
 * For so long after its death orders of a process may still be on their way: the venue refuses what is older than the
 * receive window, by a clock that was at most a second ahead. Source: Binance Spot API, "Timing security".
 */
export const underWayNs: DurationNs = recvWindowMs * nsPerMs + nsPerSecond;

/** Rounds with new orders: in more of them than the dead can send to, somebody is alive. */
const roundsWithNewMax = Math.ceil(underWayNs / roundGapNs) + 1;

/**
 * Cancels them, and comes back when none is left. The clock must be synchronised.
 *
 * @param whose `own`: of the session of these ids alone.
 * @param arriveNs how long from now more of them may arrive: `underWayNs` unless all earlier sessions ended in order.
 * @throws InputError when some cannot be cancelled, or new ones keep appearing.
 */
export async function cancelLeftovers(
  venue: PatientRequests,
  ids: ClientOrderIds,
  instruments: readonly Instrument[],
  whose: "all" | "own" = "all",
  arriveNs: DurationNs = 0,
): Promise<Leftover[]> {
  const found = new Map<string, Leftover>();
  let awaitedNs = arriveNs;
  let roundsWithNewCount = 0;
  for (let round = 0; round < roundsMax; round++) {
    const open = (
      await Promise.all(instruments.map((instrument) => leftoversOf(venue, ids, instrument, whose)))
    ).flat();
    if (open.length === 0 && awaitedNs === 0) return [...found.values()];
    const knownCount = found.size;
    for (const leftover of open) found.set(`${leftover.symbol} ${leftover.clientOrderId}`, leftover);
    if (found.size > knownCount) roundsWithNewCount++;
    if (whose === "all" && roundsWithNewCount > roundsWithNewMax)
      throw new InputError("live.order_prefix", livingWords(open));
    // Whether it worked, the next list tells.
    await Promise.all(
      open.map(({ symbol, clientOrderId }) =>
        venue.tryOnce(endpoints.cancel, { symbol, origClientOrderId: clientOrderId }),
      ),
    );
    // Those that are there go first.
    await venue.wait(open.length > 0 ? roundGapNs : awaitedNs);
    if (open.length === 0) awaitedNs = 0;
  }
  const place = venue.place(endpoints.cancel);
  throw new InputError(place, "orders of earlier sessions cannot be cancelled; expected none to be left");
}

function livingWords(open: readonly Leftover[]): string {
  return (
    `orders with this prefix keep appearing (now ${open.map(({ clientOrderId }) => clientOrderId).join(" ")}): ` +
    "another session may be trading with it on this account, and its orders are cancelled here; " +
    "expected a prefix of its own for each session that runs"
  );
}

async function leftoversOf(
  venue: PatientRequests,
  ids: ClientOrderIds,
  instrument: Instrument,
  whose: "all" | "own",
): Promise<Leftover[]> {
  const { symbol } = instrument;
  const orders = await venue.ask(endpoints.openOrders, { symbol }, z.array(orderPayloads(instrument).order));
  return orders
    .filter(({ clientOrderId }) => {
      const { kind } = ids.read(clientOrderId);
      return kind === "own" || (kind === "sibling" && whose === "all");
    })
    .map((order) => {
      const { clientOrderId, side, price: priceTicks } = order;
      return { symbol, clientOrderId, side, priceTicks, remainingLots: sizeOf(order) - order.executedQty };
    });
}
