/**
 * What the EV maker takes the market to be at a decision, before it looks at prices: fair value, risk, and the position
 * that it would rather have.
 *
 * Holding q lots for T seconds costs gamma sigma^2 T q^2 / 2 ticks x lots, as it does a maker with exponential utility
 * (Avellaneda, Stoikov 2008, equation 2.6). A target q* moves that parabola: the step from q to q + s n, with s = 1 for
 * a buy and -1 for a sell, costs gamma sigma^2 T (s (q - q*) + n / 2) a lot (`stepCostTicks`). It is what the
 * reservation price -q gamma sigma^2 T is in their paper.
 *
 * The target is Kelly's and Merton's for the drift. The edge of a quote counts the drift until the model's horizon, the
 * target counts it for as long as positions are held: a fraction above 0 says that it lasts.
 */
import { feeRateUnit } from "../../../domain/fees.ts";
import { nsPerSecond } from "../../../domain/time.ts";
import type { MarketView } from "../../../ports/engine.ts";
import type { FeatureReader } from "../../features/feature.ts";
import { mid } from "../../features/mid.ts";
import { touchImbalance } from "../../features/touch-imbalance.ts";
import type { MarketModel } from "../../models/model.ts";
import { kellyTarget } from "../../quoting/kelly.ts";
import { type Reading, volatilityReading } from "../market-readings.ts";
import type { StrategyContext } from "../strategy.ts";
import type { EvParameters } from "./parameters.ts";

export class Outlook {
  midTicks = Number.NaN;
  /** Of the fair price above the mid. */
  fairOffsetTicks = Number.NaN;
  /** What a fill costs in fees, a lot; below 0 for a rebate. */
  feeTicks = Number.NaN;
  /** Of the mid within the horizon of the model; NaN without one. */
  driftTicks = Number.NaN;
  /** Per square root of a second; NaN where nobody minds. */
  volatilityTicks = Number.NaN;
  /** gamma sigma^2 T: by how much a lot held moves quotes. */
  ticksPerLot = Number.NaN;
  targetLots = Number.NaN;
  readonly #feeRate: number;
  readonly #volatility: Reading;
  readonly #imbalance: FeatureReader;
  readonly #drift: MarketModel | undefined;

  constructor(
    private readonly parameters: EvParameters,
    context: StrategyContext,
  ) {
    this.#feeRate = Number(context.feeTier.makerRate) / Number(feeRateUnit);
    this.#drift = context.models.drift;
    this.#volatility = volatilityReading(parameters.volatilityTicks, context);
    this.#imbalance = context.reader(touchImbalance);
  }

  /** False while something that matters is not known. */
  take(market: MarketView): boolean {
    this.midTicks = mid.value(market);
    if (Number.isNaN(this.midTicks)) return false;
    this.feeTicks = this.#feeRate * this.midTicks;
    this.driftTicks = this.#drift === undefined ? Number.NaN : this.#drift.value(market);
    this.fairOffsetTicks = this.#drift === undefined ? this.#offsetOfTouch(market) : this.driftTicks;
    this.#takeRisk(market);
    return Number.isFinite(this.fairOffsetTicks) && Number.isFinite(this.ticksPerLot);
  }

  /** @param sign of the side. */
  stepCostTicks(sign: number, positionLots: number, sizeLots: number): number {
    return this.ticksPerLot * (sign * (positionLots - this.targetLots) + sizeLots / 2);
  }

  /** The microprice less the mid, in a form that is the same on both sides to the last bit. */
  #offsetOfTouch(market: MarketView): number {
    if (this.parameters.fair === "mid") return 0;
    return ((market.touchAskTicks - market.touchBidTicks) / 2) * this.#imbalance.value(market);
  }

  #takeRisk(market: MarketView): void {
    const { riskAversionPerTickLot, holdSeconds } = this.parameters;
    this.ticksPerLot = 0;
    this.targetLots = 0;
    if (riskAversionPerTickLot === 0) return;
    this.volatilityTicks = this.#volatility(market);
    this.ticksPerLot = riskAversionPerTickLot * this.volatilityTicks * this.volatilityTicks * holdSeconds;
    this.targetLots = this.#target();
  }

  #target(): number {
    if (this.#drift === undefined) return 0;
    const { kellyFraction, riskAversionPerTickLot, positionLotsMax } = this.parameters;
    const driftPerSecond = (this.driftTicks * nsPerSecond) / this.#drift.horizonNs;
    const target = kellyTarget(kellyFraction, driftPerSecond, riskAversionPerTickLot, this.volatilityTicks);
    return Math.max(-positionLotsMax, Math.min(positionLotsMax, target));
  }
}
