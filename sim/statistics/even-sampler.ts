/** A picture of a stream of unknown length, in bounded memory. */
import { assert } from "../../src/base/assert.ts";

/**
 * At most `itemsMax` items of a stream of unknown length, evenly spaced: every one at first, then every second, every
 * fourth... Which ones are kept depends on nothing but their number, so two runs of one seed draw the same picture.
 */
export class EvenSampler<T> {
  #items: T[] = [];
  #stride = 1;
  #offeredCount = 0;

  constructor(readonly itemsMax: number) {
    assert(Number.isSafeInteger(itemsMax) && itemsMax >= 2, "a sampler keeps two items or more");
  }

  add(item: T): void {
    const isDue = this.#offeredCount++ % this.#stride === 0;
    if (!isDue) return;
    if (this.#items.length < this.itemsMax) {
      this.#items.push(item);
      return;
    }
    this.#items = this.#items.filter((_, at) => at % 2 === 0);
    this.#stride *= 2;
    if ((this.#offeredCount - 1) % this.#stride === 0) this.#items.push(item);
  }

  /** In order of arrival; the first ever offered is always among them. */
  get items(): readonly T[] {
    return this.#items;
  }
}
