/**
 * Holds: reasons why nothing may be placed, whatever the market. Each is put on and lifted by whoever knows of it, and
 * quoting goes on when none is left.
 *
 * They are bits of one number: asked at every stop, and nearly always none.
 */

/** What an operator said, as `src/core/operation.ts` keeps it: at most one of them is on. */
export type OperatorHold = "killed" | "flattening" | "operator_paused";

/**
 * Drawdown stops, of a market and of a whole book. Latched: each stays until it is reset, that of a day until the next.
 */
export const riskStops = ["session_drawdown", "book_drawdown", "day_drawdown", "book_day_drawdown"] as const;
export type RiskStop = (typeof riskStops)[number];

export function isRiskStop(reason: HoldReason): reason is RiskStop {
  return (riskStops as readonly HoldReason[]).includes(reason);
}

/** What the session knows: of its end, of its links, of where it writes. */
export const sessionHolds = ["stopping", "venue_down", "watchdog_gone", "store_behind"] as const;
export type SessionHold = (typeof sessionHolds)[number];

/** The graver first. `clock_offset`: the venue's clock and ours are too far apart. */
export const holdReasons = [
  "killed",
  ...riskStops,
  "flattening",
  "operator_paused",
  ...sessionHolds,
  "clock_offset",
] as const satisfies readonly (OperatorHold | RiskStop | SessionHold | "clock_offset")[];
export type HoldReason = (typeof holdReasons)[number];

/** @param isOn what it has become. */
export type OnHold = (reason: HoldReason, isOn: boolean) => void;

export class Holds {
  #mask = 0;

  /** @param onHold told of every change, and of nothing else. */
  constructor(private readonly onHold: OnHold) {}

  /** The gravest, or undefined for none. */
  get first(): HoldReason | undefined {
    return this.#mask === 0 ? undefined : holdReasons[31 - Math.clz32(this.#mask & -this.#mask)];
  }

  /** All that are on, the gravest first. */
  get list(): readonly HoldReason[] {
    return holdReasons.filter((reason) => this.has(reason));
  }

  has(reason: HoldReason): boolean {
    return (this.#mask & bitOf(reason)) !== 0;
  }

  /** Whether this one is on and no other. */
  isOnly(reason: HoldReason): boolean {
    return this.#mask === bitOf(reason);
  }

  set(reason: HoldReason, isOn: boolean): void {
    if (this.has(reason) === isOn) return;
    this.#mask ^= bitOf(reason);
    this.onHold(reason, isOn);
  }
}

function bitOf(reason: HoldReason): number {
  return 1 << holdReasons.indexOf(reason);
}
