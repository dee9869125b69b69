/** What looks at net P&L, as it stands at each sample and fill: drawdown of a market and of the book, and loss rate. */
import type { TimeNs } from "../../domain/time.ts";
import type { BookSeat } from "./book-risk.ts";
import { DrawdownStop } from "./drawdown-stop.ts";
import type { RiskStop } from "./holds.ts";
import type { DrawdownLimits, LossRateLimit } from "./limits.ts";
import { RollingMax } from "./rolling.ts";
import type { RunningCheck, Worth } from "./running-check.ts";

export class MarketDrawdown implements RunningCheck {
  readonly reason = "session_drawdown";
  readonly #stop: DrawdownStop;

  constructor(limits: DrawdownLimits) {
    this.#stop = new DrawdownStop(limits, { session: "session_drawdown", day: "day_drawdown" });
  }

  get use(): number {
    return this.#stop.use;
  }

  value({ nowNs, netUnits }: Worth): void {
    this.#stop.add(nowNs, netUnits);
  }

  stop(): RiskStop | undefined {
    return this.#stop.stop;
  }

  reset(): void {
    this.#stop.reset();
  }
}

export class BookDrawdown implements RunningCheck {
  readonly reason = "book_drawdown";

  constructor(
    private readonly seat: BookSeat,
    private readonly drawdown: DrawdownStop,
  ) {}

  get use(): number {
    return this.drawdown.use;
  }

  value(worth: Worth): void {
    this.seat.value(worth);
  }

  stop(): RiskStop | undefined {
    return this.drawdown.stop;
  }

  reset(): void {
    this.drawdown.reset();
  }
}

/** Pauses for a while when so much was lost within a window, and then counts from there. */
export class LossRate implements RunningCheck {
  readonly reason = "loss_rate";
  use = 0;
  readonly #peak: RollingMax;
  #pausedUntilNs: TimeNs = Number.NEGATIVE_INFINITY;

  constructor(private readonly limit: LossRateLimit) {
    this.#peak = new RollingMax(limit.windowNs);
  }

  value({ nowNs, netUnits }: Worth): void {
    const lostUnits = this.#peak.add(nowNs, netUnits) - netUnits;
    this.use = lostUnits / this.limit.unitsMax;
    if (lostUnits < this.limit.unitsMax) return;
    this.#pausedUntilNs = nowNs + this.limit.pauseNs;
    this.#peak.clear();
  }

  pauses(nowNs: TimeNs): boolean {
    return nowNs < this.#pausedUntilNs;
  }
}
