/**
 * How a live session stands: plain values, taken at one moment, from which pages, metrics and the terminal are made.
 * Ticks, lots and smallest units, as in the core; whoever shows them prints decimals by the instrument.
 */

import type { Instrument } from "../domain/instrument.ts";
import { instrumentKey } from "../domain/instrument.ts";
import type { ForeignOrder } from "../domain/order-report.ts";
import type { Side } from "../domain/side.ts";
import type { DurationNs, TimeNs } from "../domain/time.ts";
import type { BookState } from "./engine.ts";

export const sessionModes = ["paper", "real"] as const;
export type SessionMode = (typeof sessionModes)[number];

/** `paused`: an operator's wish. `killed` is latched and outlives the process. */
export const sessionStates = ["quoting", "paused", "flattening", "killed", "stopping"] as const;
export type SessionState = (typeof sessionStates)[number];

export interface SessionStatus {
  readonly sessionId: string;
  readonly mode: SessionMode;
  readonly version: string;
  readonly configHash: string;
  /** Unix time of the epoch that all times here count from. */
  readonly epochUnixNs: bigint;
  readonly startedNs: TimeNs;
  readonly nowNs: TimeNs;
  readonly state: SessionState;
  /** Why it was killed; empty when it is not. */
  readonly killReason: string;
  /** Why nothing may be placed just now, whatever the market: snake_case, the gravest first. */
  readonly holds: readonly string[];
  /** What the account holds, free and locked together. */
  readonly balances: readonly BalanceStatus[];
  /** In the order of the configuration. */
  readonly markets: readonly MarketStatus[];
}

export interface BalanceStatus {
  readonly asset: string;
  /** Of 10^-places. */
  readonly units: bigint;
  readonly places: number;
}

export interface MarketStatus {
  readonly instrument: Instrument;
  readonly strategy: string;
  /** As the strategy runs with now. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** That the strategy asks; none where the configuration names none. */
  readonly models: readonly ModelStatus[];
  readonly book: BookStatus;
  /** Why nothing may be quoted here (`no_book`, `stale_book` …); empty when something may. */
  readonly fault: string;
  /** What the strategy wants working, best first on each side. */
  readonly wanted: readonly WantedStatus[];
  /** Those that are not done, oldest first. */
  readonly orders: readonly OrderStatus[];
  /** Of the same account and not this session's: left alone. */
  readonly foreignOrders: readonly ForeignOrder[];
  readonly positionLots: number;
  readonly limits: LimitsStatus;
  /** Limits that are set and have something to show. */
  readonly limitUses: readonly LimitUse[];
  /** How often risk, filters or funds refused or trimmed a want, by reason. */
  readonly vetoes: ReadonlyMap<string, number>;
  /** How often what became of an order was in doubt, by what came of it; empty on paper. */
  readonly doubts: ReadonlyMap<string, number>;
  /** Undefined while there is a position and no price to value it by. */
  readonly pnl: PnlStatus | undefined;
}

export interface ModelStatus {
  /** What it answers: `fill`, `adverse`, `drift`. */
  readonly role: string;
  readonly name: string;
  readonly hash: string;
  readonly horizonMs: number;
}

/** The touch. A side that is empty or not known has 0 lots and 0 ticks. */
export interface BookStatus {
  readonly state: BookState;
  /** When the newest message was received; 0 before the first. */
  readonly receivedNs: TimeNs;
  readonly bidTicks: number;
  readonly bidLots: number;
  readonly askTicks: number;
  readonly askLots: number;
}

export interface WantedStatus {
  readonly side: Side;
  readonly priceTicks: number;
  readonly sizeLots: number;
}

export interface OrderStatus {
  readonly orderId: number;
  /** What the venue knows it by. */
  readonly clientOrderId: string;
  readonly side: Side;
  readonly priceTicks: number;
  readonly sizeLots: number;
  readonly remainingLots: number;
  /** As the order manager names it: snake_case. */
  readonly state: string;
  readonly sentNs: TimeNs;
}

export interface LimitsStatus {
  readonly positionLotsMax: number;
  readonly priceBandTicks: number;
  readonly staleAfterNs: DurationNs;
}

export interface LimitUse {
  /** As vetoes name it. */
  readonly check: string;
  /** How much of it is used, 1 at the limit; undefined where each order is judged by itself. */
  readonly share: number | undefined;
  /** Steps by which quotes are moved away now; undefined where it has none. */
  readonly level: number | undefined;
}

/**
 * In 10^-settle.places of the instrument's settlement asset: net = gross - fees, gross = spread capture + inventory, and
 * adverse selection is a part of inventory.
 */
export interface PnlStatus {
  readonly netUnits: bigint;
  readonly grossUnits: bigint;
  readonly feesUnits: bigint;
  readonly captureUnits: bigint;
  readonly inventoryUnits: bigint;
  readonly adverseUnits: bigint;
}

/**
 * Why a session cannot quote, though it may be meant to; none when it is ready. What an operator wished is no reason:
 * a session that is paused could quote.
 */
export function unreadyReasons({ holds, markets }: SessionStatus): string[] {
  const faulty = markets.filter(({ fault }) => fault !== "");
  return [
    ...holds.filter((hold) => hold !== "operator_paused" && hold !== "flattening"),
    ...faulty.map(({ instrument, fault }) => `${instrumentKey(instrument)}: ${fault}`),
  ];
}
