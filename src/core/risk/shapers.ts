/** What moves quotes instead of forbidding them: soft limits of a position, and bands of what it loses. */
import type { MarketView } from "../../ports/engine.ts";
import type { Portfolio } from "../portfolio/portfolio.ts";
import { Exposure } from "./exposure.ts";
import type { InventoryBandLimits, SoftLimit } from "./limits.ts";
import type { RiskView, RunningCheck, Shape, Worth } from "./running-check.ts";

/** Steps from the soft limit up to the hard one; the first is taken at the soft limit itself. */
class SoftSteps {
  constructor(
    private readonly limit: SoftLimit,
    private readonly hard: number,
  ) {}

  level(held: number): number {
    const { from, stepsCount } = this.limit;
    if (!(held >= from)) return 0;
    return Math.min(stepsCount, 1 + Math.floor(((held - from) * stepsCount) / (this.hard - from)));
  }

  shape(level: number, shape: Shape): boolean {
    const { widenTicks, skewTicks } = this.limit;
    shape.widenTicks = Math.max(shape.widenTicks, level * widenTicks);
    shape.skewTicks = Math.max(shape.skewTicks, level * skewTicks);
    return level > 0;
  }
}

export class PositionSoft implements RunningCheck {
  readonly reason = "position_soft";
  readonly #steps: SoftSteps;

  constructor(
    limit: SoftLimit,
    positionLotsMax: number,
    private readonly portfolio: Portfolio,
  ) {
    this.#steps = new SoftSteps(limit, positionLotsMax);
  }

  get level(): number {
    return this.#steps.level(Math.abs(this.portfolio.positionLots));
  }

  shape(shape: Shape): boolean {
    return this.#steps.shape(this.level, shape);
  }
}

export class NotionalSoft implements RunningCheck {
  readonly reason = "notional_soft";
  readonly #steps: SoftSteps;
  readonly #exposure: Exposure;

  constructor(limit: SoftLimit, unitsMax: number, view: RiskView) {
    this.#steps = new SoftSteps(limit, unitsMax);
    this.#exposure = new Exposure(view);
  }

  get level(): number {
    return this.#steps.level(Math.abs(this.#exposure.positionUnits));
  }

  watch(market: MarketView): void {
    this.#exposure.watch(market);
  }

  shape(shape: Shape): boolean {
    return this.#steps.shape(this.level, shape);
  }
}

/**
 * Widens by what the present position has lost: since there was none, or one on the other side. A band is left only when
 * the loss has come back well below where it began, so that quotes do not flutter at its edge.
 */
export class InventoryBands implements RunningCheck {
  readonly reason = "inventory_band";
  level = 0;
  #startUnits = 0;
  #lossUnits = 0;
  #positionSign = 0;

  constructor(private readonly limits: InventoryBandLimits) {}

  get use(): number {
    return Math.max(0, this.#lossUnits) / this.limits.bands.at(-1)!.lossUnits;
  }

  value({ inventoryUnits, positionLots }: Worth): void {
    const positionSign = Math.sign(positionLots);
    if (positionSign === 0 || positionSign !== this.#positionSign) this.#startUnits = inventoryUnits;
    this.#positionSign = positionSign;
    this.#lossUnits = this.#startUnits - inventoryUnits;
    const { bands, narrowShare } = this.limits;
    while (this.level < bands.length && this.#lossUnits >= bands[this.level]!.lossUnits) this.level++;
    while (this.level > 0 && this.#lossUnits <= narrowShare * bands[this.level - 1]!.lossUnits) this.level--;
  }

  shape(shape: Shape): boolean {
    if (this.level === 0) return false;
    shape.widenTicks = Math.max(shape.widenTicks, this.limits.bands[this.level - 1]!.widenTicks);
    return true;
  }
}
