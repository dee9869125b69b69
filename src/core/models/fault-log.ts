/** The gravest that models answered wrongly since somebody last asked. */
import { type ModelFault, modelFaults } from "./model.ts";

export class FaultLog {
  #gravest = -1;

  note(fault: ModelFault): void {
    this.#gravest = Math.max(this.#gravest, modelFaults.indexOf(fault));
  }

  /** Asked at every decision, and nearly always without an answer. */
  take(): ModelFault | undefined {
    if (this.#gravest < 0) return undefined;
    const fault = modelFaults[this.#gravest];
    this.#gravest = -1;
    return fault;
  }
}
