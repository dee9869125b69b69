/** Remembers the latest ids, to know those that come a second time. Bounded: beyond its memory an id counts as new. */
import { noId } from "../../domain/market-rows.ts";

const idsMax = 4096;

export class RecentIds {
  readonly #order = new Float64Array(idsMax).fill(noId);
  readonly #known = new Set<number>();
  #at = 0;

  /** False when the id is known already. */
  add(id: number): boolean {
    if (this.#known.has(id)) return false;
    this.#known.delete(this.#order[this.#at]!);
    this.#known.add(id);
    this.#order[this.#at] = id;
    this.#at = (this.#at + 1) % idsMax;
    return true;
  }
}
