/**
 * Commands between their leaving and the moment at which it is known what the venue did (rules, section 4).
 *
 * They wait until the market has told of everything up to their arrival: then the book is the one that they met.
 */
import { assert } from "../base/assert.ts";
import type { TimeNs } from "../domain/time.ts";
import type { EngineConfig } from "../ports/engine.ts";
import { commandKind } from "./layout.ts";
import type { ReferenceAnswers } from "./reference-answers.ts";
import type { Command } from "./reference-command.ts";
import type { ReferenceMarket, Ticker } from "./reference-market.ts";

interface PendingCommand {
  readonly command: Command;
  /** `T` of the rules. */
  readonly arrivalNs: TimeNs;
  /** The newest ticker received by the arrival, once a newer one has come. */
  notedTicker: Ticker | undefined;
}

export class ReferenceSettling {
  readonly #pending: PendingCommand[] = [];

  constructor(
    private readonly market: ReferenceMarket,
    private readonly answers: ReferenceAnswers,
    private readonly config: EngineConfig,
  ) {}

  /** A command leaves: it waits behind those that arrive earlier, or at the same time and were sent before. */
  send(command: Command, leaveNs: TimeNs): void {
    const arrivalNs = leaveNs + command.latency.entryNs;
    const index = this.#pending.findIndex((other) => other.arrivalNs > arrivalNs);
    this.#pending.splice(index < 0 ? this.#pending.length : index, 0, { command, arrivalNs, notedTicker: undefined });
  }

  /** When the first command to arrive is settled, if nothing newer comes from the venue; Infinity for none. */
  get nextCloseNs(): TimeNs {
    const first = this.#pending[0];
    return first === undefined ? Number.POSITIVE_INFINITY : first.arrivalNs + this.config.venueCloseNs;
  }

  /** Settles what arrived before a venue time that has been reached. */
  settleBefore(venueNs: TimeNs, nowNs: TimeNs): void {
    while (this.#pending.length > 0 && this.#pending[0]!.arrivalNs < venueNs) this.settleFirst(nowNs);
  }

  settleFirst(nowNs: TimeNs): void {
    const pending = this.#pending.shift();
    assert(pending !== undefined, "there is a command to settle");
    const { command, arrivalNs, notedTicker } = pending;
    const seenNs = Math.max(nowNs, arrivalNs + command.latency.responseNs);
    this.answers.answer(command, { arrivalNs, seenNs, ticker: notedTicker ?? this.market.ticker });
  }

  /**
   * Before a ticker received at `receivedNs` is applied: the one that it replaces is the newest for whoever came
   * before.
   */
  noteTicker(receivedNs: TimeNs): void {
    for (const pending of this.#pending) {
      const { kind } = pending.command;
      const isJudgedByTicker = kind === commandKind.place || kind === commandKind.amend;
      if (isJudgedByTicker && pending.arrivalNs < receivedNs) pending.notedTicker ??= this.market.ticker;
    }
  }
}
