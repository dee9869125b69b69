/** What looks at one quote: against a reference that the strategy did not quote from, and against the touch. */
import { exp2 } from "../../base/math.ts";
import { bid, type Side } from "../../domain/side.ts";
import type { DurationNs, TimeNs } from "../../domain/time.ts";
import type { MarketView } from "../../ports/engine.ts";
import type { FatFingerLimits, PriceCollarLimit, ReferenceKind } from "./limits.ts";
import type { RiskReason } from "./reasons.ts";
import type { RunningCheck } from "./running-check.ts";

export class PriceCollar implements RunningCheck {
  readonly reason = "price_collar";
  readonly #reference: Reference;

  constructor(private readonly limit: PriceCollarLimit) {
    this.#reference = referenceOf(limit.reference);
  }

  watch(market: MarketView): void {
    this.#reference.watch(market);
  }

  /** The price, or the nearest to it that passes. */
  within(priceTicks: number): number {
    const { ticks } = this.#reference;
    if (Number.isNaN(ticks)) return priceTicks;
    const { ticksMax } = this.limit;
    return Math.min(Math.max(priceTicks, Math.ceil(ticks - ticksMax)), Math.floor(ticks + ticksMax));
  }

  /** Nothing passes while there is nothing to compare with. */
  quoteFault(_side: Side, priceTicks: number): RiskReason | undefined {
    const { ticks } = this.#reference;
    if (Number.isNaN(ticks)) return "no_reference";
    return Math.abs(priceTicks - ticks) <= this.limit.ticksMax ? undefined : this.reason;
  }
}

export class FatFinger implements RunningCheck {
  readonly reason = "fat_finger_price";
  readonly #ticksMax: number;
  readonly #sizeMultipleMax: number;

  constructor(
    limits: FatFingerLimits,
    private readonly market: MarketView,
  ) {
    this.#ticksMax = limits.ticksMax ?? Number.POSITIVE_INFINITY;
    this.#sizeMultipleMax = limits.sizeMultipleMax ?? Number.POSITIVE_INFINITY;
  }

  quoteFault(side: Side, priceTicks: number, sizeLots: number): RiskReason | undefined {
    const { market } = this;
    const touchTicks = side === bid ? market.touchBidTicks : market.touchAskTicks;
    const touchLots = side === bid ? market.touchBidLots : market.touchAskLots;
    if (!(Math.abs(priceTicks - touchTicks) <= this.#ticksMax)) return "fat_finger_price";
    return sizeLots <= touchLots * this.#sizeMultipleMax ? undefined : "fat_finger_size";
  }
}

interface Reference {
  /** NaN while it is not known. */
  readonly ticks: number;
  watch(market: MarketView): void;
}

function referenceOf(kind: ReferenceKind): Reference {
  if (kind === "last_trade") return new LastTrade();
  return kind === "depth_mid" ? new DepthMid() : new DecayedMid(kind.decayedMid.halfLifeNs);
}

class LastTrade implements Reference {
  ticks = Number.NaN;

  watch({ flow: { tradesCount, trades } }: MarketView): void {
    if (tradesCount > 0) this.ticks = trades.priceTicks[tradesCount - 1]!;
  }
}

class DepthMid implements Reference {
  ticks = Number.NaN;

  watch({ bookBidLots, bookAskLots, bookBidTicks, bookAskTicks }: MarketView): void {
    this.ticks = bookBidLots > 0 && bookAskLots > 0 ? (bookBidTicks + bookAskTicks) / 2 : Number.NaN;
  }
}

/** Each mid counts for as long as it stood, half as much a half-life later; the present one has not stood yet. */
class DecayedMid implements Reference {
  ticks = Number.NaN;
  #midTicks = Number.NaN;
  #watchedNs: TimeNs = 0;

  constructor(private readonly halfLifeNs: DurationNs) {}

  watch({ nowNs, touchBidLots, touchAskLots, touchBidTicks, touchAskTicks }: MarketView): void {
    const kept = exp2(-(nowNs - this.#watchedNs) / this.halfLifeNs);
    if (!Number.isNaN(this.ticks)) this.ticks = this.#midTicks + kept * (this.ticks - this.#midTicks);
    this.#watchedNs = nowNs;
    if (touchBidLots === 0 || touchAskLots === 0) return;
    this.#midTicks = (touchBidTicks + touchAskTicks) / 2;
    if (Number.isNaN(this.ticks)) this.ticks = this.#midTicks;
  }
}
