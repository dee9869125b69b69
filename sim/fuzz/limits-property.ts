/**
 * The hard limits of risk, and one order manager that keeps them: whatever a strategy wants, no order is placed whose
 * fill, with that of all that is open, could take the position beyond its bound, that is too large or one too many, or
 * that one of our own would meet. Both engines are played, and do the same.
 */
import type { StrategyDefinition } from "../../src/core/strategy/strategy.ts";
import type { OrderType } from "../../src/domain/order-type.ts";
import type { OwnEvent } from "../../src/domain/own-event.ts";
import { type Side, sideName, sign } from "../../src/domain/side.ts";
import { nativeLibrary } from "../../src/engine/native-library.ts";
import type { Engine, EngineMarket, MarketView } from "../../src/ports/engine.ts";
import type { Venue } from "../../src/ports/venue.ts";
import type { RiskConfig } from "../risk-config.ts";
import type { Check } from "./at-each-decision.ts";
import { Exposure } from "./exposure.ts";
import { secondsText } from "./market-history.ts";
import { playCase } from "./play-case.ts";
import { type StrategyCase, takerFee } from "./strategy-case.ts";
import { Violation } from "./violation.ts";

export const checkLimits: Check = (of, definition, engineKind) => {
  const runHash = playLimited(of, definition, engineKind);
  if (nativeLibrary() === undefined) return;
  const otherKind = engineKind === "native" ? "reference" : "native";
  if (playLimited(of, definition, otherKind) !== runHash)
    throw new Violation("expected the same commands and fills of both engines; their run hashes differ");
};

function playLimited(of: StrategyCase, definition: StrategyDefinition, engineKind: Engine["kind"]): string {
  const paysInBase = of.instrument.market === "spot";
  const [maker, taker] = paysInBase ? [Number(of.makerFee), Number(takerFee)] : [0, 0];
  const exposure = new Exposure(of.startPositionLots, maker, taker);
  const connect = (market: EngineMarket, replay: Venue) => ({
    venue: new LimitedVenue(replay, exposure, of.risk, market.view),
    tracked: undefined,
  });
  const listener = { ordered: (_order: unknown, event: OwnEvent) => exposure.told(event) };
  return playCase(of, definition, { connect, listener }, engineKind);
}

/** Lets no order pass that breaks a limit: throws a Violation instead. */
export class LimitedVenue implements Venue {
  constructor(
    private readonly venue: Venue,
    private readonly exposure: Exposure,
    private readonly risk: RiskConfig,
    private readonly view: Pick<MarketView, "nowNs">,
  ) {}

  place(type: OrderType, side: Side, orderId: number, priceTicks: number, sizeLots: number, shownLots: number): void {
    this.exposure.placed(side, orderId, priceTicks, sizeLots);
    const problem = this.#problem(side, sizeLots);
    const order = `an order to ${sideName(side)} ${sizeLots} at ${priceTicks}`;
    if (problem !== undefined) throw new Violation(`at ${secondsText(this.view.nowNs)}: ${order} ${problem}`);
    this.venue.place(type, side, orderId, priceTicks, sizeLots, shownLots);
  }

  /** With the order counted. */
  #problem(side: Side, sizeLots: number): string | undefined {
    const {
      positionLotsMax,
      orderLotsMax = Number.POSITIVE_INFINITY,
      ordersOpenMax = Number.POSITIVE_INFINITY,
    } = this.risk;
    const worstLots = this.exposure.worstLots(side);
    if (sign(side) * worstLots > positionLotsMax)
      return `may lead to a position of ${worstLots}; expected ${positionLotsMax} at most`;
    if (sizeLots > orderLotsMax) return `is larger than order_lots_max, ${orderLotsMax}`;
    if (this.exposure.ordersCount > ordersOpenMax) return `is one more than orders_open_max, ${ordersOpenMax}`;
    return this.exposure.isCrossed ? "would meet one of our own" : undefined;
  }

  amend(orderId: number, priceTicks: number, sizeLots: number): void {
    this.venue.amend(orderId, priceTicks, sizeLots);
  }

  cancel(orderId: number): void {
    this.venue.cancel(orderId);
  }

  cancelAll(): void {
    this.venue.cancelAll();
  }
}
