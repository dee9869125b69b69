/** When a part of a recording ends and another begins: before the first message of a UTC day, and once it has grown enough. */
import { nsPerDay, type TimeNs } from "../../domain/time.ts";

export class PartTurns {
  #day = Number.NaN;
  #turnedPart = "";

  constructor(private readonly partBytesMax: number) {}

  /** Whether what was received then belongs into a new part; true once. @param part that is written. */
  isDueAt(
    receivedNs: TimeNs,
    { partName, partBytes }: { readonly partName: string; readonly partBytes: number },
  ): boolean {
    const day = Math.floor(receivedNs / nsPerDay);
    const isNextDay = day > this.#day;
    if (Number.isNaN(this.#day) || isNextDay) this.#day = day;
    const isFull = partBytes >= this.partBytesMax && partName !== this.#turnedPart;
    if (!isNextDay && !isFull) return false;
    this.#turnedPart = partName;
    return true;
  }
}
