/**
 * Ends quoting when net P&L falls too far below its peak, of the session or of the UTC day. The stop of a session stays
 * until it is reset, that of a day at most until the next one begins; then the peak is where P&L stands.
 */
import { nsPerDay, type TimeNs } from "../../domain/time.ts";
import type { RiskStop } from "./holds.ts";
import type { DrawdownLimits } from "./limits.ts";

export class DrawdownStop {
  readonly #session: Drawdown;
  readonly #day: Drawdown;
  #dayIndex = Number.NaN;

  constructor(
    limits: DrawdownLimits,
    private readonly reasons: Readonly<Record<"session" | "day", RiskStop>>,
  ) {
    this.#session = new Drawdown(limits.sessionUnitsMax);
    this.#day = new Drawdown(limits.dayUnitsMax);
  }

  /** Times count from a UTC midnight. */
  add(nowNs: TimeNs, netUnits: number): void {
    const dayIndex = Math.floor(nowNs / nsPerDay);
    if (dayIndex !== this.#dayIndex && !Number.isNaN(this.#dayIndex)) this.#day.restart();
    this.#dayIndex = dayIndex;
    this.#session.add(netUnits);
    this.#day.add(netUnits);
  }

  get stop(): RiskStop | undefined {
    if (this.#session.isOver) return this.reasons.session;
    return this.#day.isOver ? this.reasons.day : undefined;
  }

  reset(): void {
    this.#session.restart();
    this.#day.restart();
  }

  /** Of the limit that is used most. */
  get use(): number {
    return Math.max(this.#session.use, this.#day.use);
  }
}

/** From a peak of 0 on. */
class Drawdown {
  isOver = false;
  #peakUnits = 0;
  #netUnits = 0;

  constructor(private readonly unitsMax = Number.POSITIVE_INFINITY) {}

  get use(): number {
    return (this.#peakUnits - this.#netUnits) / this.unitsMax;
  }

  add(netUnits: number): void {
    this.#netUnits = netUnits;
    this.#peakUnits = Math.max(this.#peakUnits, netUnits);
    if (this.#peakUnits - netUnits >= this.unitsMax) this.isOver = true;
  }

  restart(): void {
    this.#peakUnits = this.#netUnits;
    this.isOver = false;
  }
}
