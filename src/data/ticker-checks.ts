/**
 * Checks the rebuilt book against the venue's own best bid and offer: after each depth event the top must equal, in
 * price and size, the last ticker whose update id is not above the event's.
 *
 * By update id, whatever the order of arrival: two streams ordered by id are merged, each waiting for the other. What
 * waits is bounded; beyond that the oldest is judged by what is known.
 */

/** Best bid and offer as of an update id. Plain numbers: two streams of them are kept. */
export interface Top {
  readonly updateId: number;
  readonly bidTicks: number;
  readonly bidLots: number;
  readonly bidDust: number;
  readonly askTicks: number;
  readonly askLots: number;
  readonly askDust: number;
}

const waitingMax = 65_536;

export class TickerChecks {
  checksCount = 0;
  mismatchesCount = 0;
  readonly #tops = new WaitingTops();
  readonly #tickers = new WaitingTops();
  /** The last ticker that the tops have passed. */
  #ticker: Top | undefined;

  ticker(ticker: Top): void {
    this.#tickers.add(ticker);
    this.#settle(ticker.updateId);
    if (this.#tickers.count > waitingMax) this.#ticker = this.#tickers.take();
  }

  /** The top of the book after a depth event. */
  depth(top: Top): void {
    this.#tops.add(top);
    const newest = this.#tickers.last;
    if (newest !== undefined && newest.updateId > top.updateId) this.#settle(newest.updateId);
    if (this.#tops.count > waitingMax) this.#check(this.#tops.take());
  }

  end(): void {
    this.#settle(Number.POSITIVE_INFINITY);
  }

  /** Judges every top that no ticker still to come can speak for: those with an id below `updateId`. */
  #settle(updateId: number): void {
    for (let top = this.#tops.first; top !== undefined && top.updateId < updateId; top = this.#tops.first)
      this.#check(this.#tops.take());
  }

  #check(top: Top): void {
    for (
      let next = this.#tickers.first;
      next !== undefined && next.updateId <= top.updateId;
      next = this.#tickers.first
    )
      this.#ticker = this.#tickers.take();
    if (this.#ticker === undefined) return;
    this.checksCount++;
    if (!isSameTop(top, this.#ticker)) this.mismatchesCount++;
  }
}

/** A queue ordered by update id; of equal ids the later stays behind. */
class WaitingTops {
  #tops: Top[] = [];
  #from = 0;

  get count(): number {
    return this.#tops.length - this.#from;
  }

  get first(): Top | undefined {
    return this.#tops[this.#from];
  }

  get last(): Top | undefined {
    return this.count > 0 ? this.#tops.at(-1) : undefined;
  }

  /** Ids nearly always come in order, so the place is found from the end. */
  add(top: Top): void {
    let at = this.#tops.length;
    while (at > this.#from && this.#tops[at - 1]!.updateId > top.updateId) at--;
    if (at === this.#tops.length) this.#tops.push(top);
    else this.#tops.splice(at, 0, top);
  }

  take(): Top {
    const top = this.#tops[this.#from++]!;
    if (this.#from >= 1024 && this.#from * 2 > this.#tops.length) {
      this.#tops = this.#tops.slice(this.#from);
      this.#from = 0;
    }
    return top;
  }
}

function isSameTop(a: Top, b: Top): boolean {
  const isBidSame = a.bidTicks === b.bidTicks && a.bidLots === b.bidLots && a.bidDust === b.bidDust;
  return isBidSame && a.askTicks === b.askTicks && a.askLots === b.askLots && a.askDust === b.askDust;
}
