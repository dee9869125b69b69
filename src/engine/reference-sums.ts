/**
 * Sums that forget: what was added a half-life ago counts half (rules, section 9).
 *
 * Added is not x but x 2^((t - origin) / halfLife), and what has been added so is divided by the weight of now when it
 * is read: nothing has to fade meanwhile. The origin moves on by whole windows of the longest half-life, which halves
 * the sums a whole number of times and so rounds nothing.
 */
import { exp } from "../base/math.ts";
import { nsPerSecond, type TimeNs } from "../domain/time.ts";
import { halfLivesSeconds } from "../ports/market-signals.ts";

const windowNs = 64 * nsPerSecond;
const growth = Math.LN2 / windowNs;
/** Of a sum over a window, by half-life: 2^-(window / halfLife). */
const fading = [1 / 2 ** 64, 1 / 2 ** 16, 1 / 2 ** 4, 1 / 2] as const;
/** What time itself sums up to in the end. */
const meanLifeSeconds = halfLivesSeconds.map((seconds) => seconds / Math.LN2);

/** One figure a half-life, the shortest first. */
type Figures = [number, number, number, number];

export class ReferenceSums {
  readonly #scaled: Figures[];
  /** Of `exposure`: the weight of now, where time still counts, is yet to be added. */
  readonly #exposure: Figures = [0, 0, 0, 0];
  #originNs = Number.NaN;
  #isCounting = false;

  constructor(rowsCount: number) {
    this.#scaled = Array.from({ length: rowsCount }, (): Figures => [0, 0, 0, 0]);
  }

  /** Whether time counts. */
  get isCounting(): boolean {
    return this.#isCounting;
  }

  start(atNs: TimeNs): void {
    if (Number.isNaN(this.#originNs)) this.#originNs = atNs;
    for (const [index, weight] of this.#weights(atNs).entries()) this.#exposure[index]! -= weight;
    this.#isCounting = true;
  }

  end(atNs: TimeNs): void {
    for (const [index, weight] of this.#weights(atNs).entries()) this.#exposure[index]! += weight;
    this.#isCounting = false;
  }

  add(row: number, value: number, atNs: TimeNs): void {
    for (const [index, weight] of this.#weights(atNs).entries()) this.#scaled[row]![index]! += weight * value;
  }

  /** Seconds that counted, by half-life. */
  exposure(nowNs: TimeNs): number[] {
    if (Number.isNaN(this.#originNs)) return this.#exposure;
    const open = this.#isCounting ? 1 : 0;
    return this.#fadings(nowNs).map(
      (faded, index) => Math.max(0, this.#exposure[index]! * faded + open) * meanLifeSeconds[index]!,
    );
  }

  /** A sum, by half-life. */
  read(row: number, nowNs: TimeNs): number[] {
    if (Number.isNaN(this.#originNs)) return this.#scaled[row]!;
    return this.#fadings(nowNs).map((faded, index) => this.#scaled[row]![index]! * faded);
  }

  #weights(atNs: TimeNs): Figures {
    return powers(exp(this.#sinceOrigin(atNs) * growth));
  }

  #fadings(nowNs: TimeNs): Figures {
    return powers(exp(this.#sinceOrigin(nowNs) * -growth));
  }

  /** Moves the origin to the last whole window. */
  #sinceOrigin(atNs: TimeNs): number {
    while (atNs - this.#originNs >= windowNs) {
      this.#originNs += windowNs;
      for (const figures of [this.#exposure, ...this.#scaled])
        for (const [index, factor] of fading.entries()) figures[index]! *= factor;
    }
    return atNs - this.#originNs;
  }
}

/** Of the longest half-life, its 4th power for the next shorter one, and so on. */
function powers(longest: number): Figures {
  const third = fourth(longest);
  const second = fourth(third);
  return [fourth(second), second, third, longest];
}

function fourth(x: number): number {
  const square = x * x;
  return square * square;
}
