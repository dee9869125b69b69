/**
 * Sums that forget: what was added a half-life ago counts half (rules, section 9).
 *
 * Added is not x but x 2^((t - origin) / halfLife), and what has been added so is divided by the weight of now when it
 * is read: nothing has to fade meanwhile. The origin moves on by whole windows of the longest half-life, which halves
 * the sums a whole number of times and so rounds nothing.
 */
import type { TimeNs } from "../domain/time.ts";
import { halfLivesSeconds } from "../ports/market-signals.ts";
import { type Figures, weightsOf, windowNs } from "./reference-weights.ts";

/** Of a sum over a window, by half-life: 2^-(window / halfLife). */
const fading: Figures = [1 / 2 ** 64, 1 / 2 ** 16, 1 / 2 ** 4, 1 / 2];
/** What time itself sums up to in the end. */
const meanLifeSeconds = halfLivesSeconds.map((seconds) => seconds / Math.LN2);

export class ReferenceSums {
  readonly #scaled: Figures[];
  /** Of time: the weight of now, where time still counts, is yet to be added. */
  readonly #exposure: Figures = [0, 0, 0, 0];
  #originNs = Number.NaN;
  #weighedNs = Number.NaN;
  #weighed: Figures = [0, 0, 0, 0];
  #isCounting = false;

  constructor(rowsCount: number) {
    this.#scaled = Array.from({ length: rowsCount }, (): Figures => [0, 0, 0, 0]);
  }

  /** Whether time counts. */
  get isCounting(): boolean {
    return this.#isCounting;
  }

  /** Time counts from now on. */
  start(nowNs: TimeNs): void {
    if (Number.isNaN(this.#originNs)) this.#originNs = nowNs;
    this.#addTo(this.#exposure, -1, nowNs);
    this.#isCounting = true;
  }

  end(nowNs: TimeNs): void {
    this.#addTo(this.#exposure, 1, nowNs);
    this.#isCounting = false;
  }

  /** What has happened now; no earlier than what was added before. */
  add(row: number, value: number, nowNs: TimeNs): void {
    this.#addTo(this.#scaled[row]!, value, nowNs);
  }

  /** Seconds that counted, by half-life. */
  exposure(nowNs: TimeNs): number[] {
    const open = this.#isCounting ? 1 : 0;
    return this.#read(this.#exposure, nowNs).map((sum, index) => Math.max(0, sum + open) * meanLifeSeconds[index]!);
  }

  /** A sum, by half-life. */
  read(row: number, nowNs: TimeNs): number[] {
    return this.#read(this.#scaled[row]!, nowNs);
  }

  #addTo(figures: Figures, value: number, nowNs: TimeNs): void {
    for (const [index, weight] of this.#weights(nowNs).entries()) figures[index]! += weight * value;
  }

  #read(figures: Figures, nowNs: TimeNs): number[] {
    if (Number.isNaN(this.#originNs)) return figures;
    return this.#weights(nowNs).map((weight, index) => figures[index]! * (1 / weight));
  }

  /** Moves the origin to the last whole window. Kept until time goes on: each message asks several times. */
  #weights(nowNs: TimeNs): Figures {
    if (nowNs !== this.#weighedNs) this.#weighed = this.#weigh(nowNs);
    this.#weighedNs = nowNs;
    return this.#weighed;
  }

  #weigh(nowNs: TimeNs): Figures {
    while (nowNs - this.#originNs >= windowNs) {
      this.#originNs += windowNs;
      for (const figures of [this.#exposure, ...this.#scaled])
        for (const [index, factor] of fading.entries()) figures[index]! *= factor;
    }
    return weightsOf(nowNs - this.#originNs);
  }
}
