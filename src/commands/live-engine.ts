/**
 * A live session with all that stands around it: what the HTTP interface, the terminal and signals deal with. Operators
 * are answered here: a refusal at once, all else as an input of the session.
 */

import type { z } from "zod";
import { documentsIn } from "../../sim/models-config.ts";
import type { OpenedSession } from "../../sim/session.ts";
import type { MarketFill, OperatedSession, OperatorAnswer } from "../api/operated-session.ts";
import type { RiskStop } from "../core/risk/holds.ts";
import type { Fill } from "../domain/fill.ts";
import type { OperatorCommand } from "../domain/operator.ts";
import type { ForeignOrder } from "../domain/order-report.ts";
import { type StatusFacts, statusOf } from "../live/live-status.ts";
import type { MarketCounts } from "../live/market-counts.ts";
import type { Runner } from "../live/runner.ts";
import type { Clock } from "../ports/clock.ts";
import type { SessionStatus } from "../ports/session-status.ts";
import type { LiveFolder } from "./live-folder.ts";

/** Fills that can be asked for; more are in the session's folder. */
const fillsKeptMax = 1000;

export interface LiveEngineParts {
  readonly clock: Clock;
  readonly folder: LiveFolder;
  readonly opened: OpenedSession;
  readonly counts: readonly MarketCounts[];
  readonly clientOrderId: (marketIndex: number, orderId: number) => string;
}

export class LiveEngine implements OperatedSession {
  readonly config: unknown;
  readonly parameterSchemas: readonly z.ZodType[];
  readonly #facts: StatusFacts;
  readonly #parameters: unknown[];
  readonly #fills: MarketFill[] = [];
  readonly #foreignOrders: (readonly ForeignOrder[])[];
  #killReason: string;
  #runner: Runner | undefined;

  constructor(private readonly parts: LiveEngineParts) {
    const { opened, counts, clientOrderId, folder } = parts;
    const { spec, setups } = opened;
    this.config = Bun.YAML.parse(spec.configText);
    this.parameterSchemas = setups.map(({ strategy }) => strategy.parameters);
    this.#parameters = setups.map(({ parameters }) => parameters);
    this.#foreignOrders = setups.map(() => []);
    this.#killReason = folder.killReason ?? "";
    this.#facts = {
      ...spec,
      markets: setups.map(({ instrument, strategy, config }, index) => ({
        instrument,
        strategy: strategy.name,
        models: documentsIn(config.models),
        parameters: () => this.#parameters[index] as Readonly<Record<string, unknown>>,
        vetoes: counts[index]!.vetoes,
        foreignOrders: () => this.#foreignOrders[index]!,
        clientOrderId: (orderId) => clientOrderId(index, orderId),
      })),
    };
  }

  /** From now on it trades. A kill that was latched before holds from the first input on. */
  start(runner: Runner): void {
    this.#runner = runner;
    if (this.#killReason !== "") runner.operate({ kind: "kill", reason: this.#killReason });
    runner.start();
  }

  status(): SessionStatus {
    return statusOf(this.#facts, this.parts.opened.session, this.parts.clock.nowNs(), this.#killReason);
  }

  fills(countMax: number): readonly MarketFill[] {
    return this.#fills.slice(-countMax).toReversed();
  }

  filled(fill: Fill, marketIndex: number): void {
    this.#fills.push({ marketIndex, fill });
    if (this.#fills.length > 2 * fillsKeptMax) this.#fills.splice(0, fillsKeptMax);
  }

  listed(marketIndex: number, foreign: readonly ForeignOrder[]): void {
    this.#foreignOrders[marketIndex] = foreign;
  }

  operate(command: OperatorCommand): OperatorAnswer {
    const refusal = this.#refusal(command);
    if (refusal !== undefined) return refusal;
    // The latch first: whatever happens then, a restart finds it.
    if (command.kind === "kill") this.#latch(command.reason);
    this.#runner!.operate(command);
    if (command.kind === "reset_kill") this.#unlatch();
    if (command.kind === "parameters") this.#parameters[command.market] = command.parameters;
    return { ok: true };
  }

  /**
   * Risk has stopped a market for good: that is a kill of all, latched at once. Told from within the session, which hears
   * of it as its next input.
   */
  riskStopped(reason: RiskStop, symbol: string): void {
    if (this.#killReason !== "") return;
    this.#latch(`${reason} of ${symbol}`);
    const { clock } = this.parts;
    clock.schedule(clock.nowNs(), () => this.#runner!.operate({ kind: "kill", reason: this.#killReason }));
  }

  #refusal({ kind }: OperatorCommand): OperatorAnswer | undefined {
    const isKilled = this.#killReason !== "";
    if (isKilled && (kind === "resume" || kind === "flatten"))
      return { ok: false, reason: "killed", message: `killed (${this.#killReason}); reset-kill comes first` };
    if (!isKilled && kind === "reset_kill") return { ok: false, reason: "not_killed", message: "nothing is latched" };
    return undefined;
  }

  #latch(reason: string): void {
    this.parts.folder.latchKill(reason);
    this.#killReason = reason;
  }

  #unlatch(): void {
    this.parts.folder.resetKill();
    this.#killReason = "";
  }
}
