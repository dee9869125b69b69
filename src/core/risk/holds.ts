/**
 * Holds: reasons why nothing may be placed, whatever the market. Each is put on and lifted by whoever knows of it, and
 * quoting goes on when none is left.
 *
 * They are bits of one number: asked at every stop, and nearly always none.
 */

/** What an operator said, as `src/core/operation.ts` keeps it: at most one of them is on. */
export const operatorHolds = ["killed", "flattening", "operator_paused"] as const;
export type OperatorHold = (typeof operatorHolds)[number];

/** What the session knows: of its end, of its links, of where it writes. */
export const sessionHolds = ["stopping", "venue_down", "watchdog_gone", "store_behind"] as const;
export type SessionHold = (typeof sessionHolds)[number];

/** The graver first. */
export const holdReasons = [...operatorHolds, ...sessionHolds] as const;
export type HoldReason = OperatorHold | SessionHold;

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
