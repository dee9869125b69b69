/**
 * A market as anyone could reckon it who has only the rows of a tape and time: a book of maps, the touch after each
 * message, and what each message adds to a sum, kept as lists. Sums are then added up from the first to the last entry,
 * each weighed by its age: slow, and plainly what their definitions say.
 */
import { type EventColumns, eventFlag, eventKind } from "../../src/domain/event.ts";

const levelsCount = 5;

interface Shown {
  readonly ticks: number;
  readonly lots: number;
}
/** A side that is not there is undefined. */
interface Touch {
  readonly bid: Shown | undefined;
  readonly ask: Shown | undefined;
}
interface Row {
  readonly kind: number;
  readonly isAsk: boolean;
  readonly receivedNs: number;
  readonly venueNs: number;
  readonly ticks: number;
  readonly lots: number;
  readonly isLast: boolean;
  readonly movesTouch: boolean;
}
interface Entry {
  readonly atNs: number;
  readonly amount: number;
}

const noTouch: Touch = { bid: undefined, ask: undefined };

export class PlainMarket {
  touch: Touch = noTouch;
  /** Prints of one side and venue time are one order: how many in a row are on one side. */
  tradeRun = 0;
  readonly #bids = new PlainSide(-1);
  readonly #asks = new PlainSide(1);
  #ticker: Touch = noTouch;
  #isValid = false;
  readonly #entries = new Map<string, Entry[]>();
  readonly #spans: { fromNs: number; toNs: number }[] = [];
  #levels: Touch[] = [];
  #lastMidChange = 0;
  #order: { isSell: boolean; venueNs: number; midTicks: number; reachTicks: number; lastTicks: number } | undefined;
  #orderEndTicks: number | undefined;
  #lastOrderChange = 0;
  #lastPrint: { isSell: boolean; venueNs: number } | undefined;

  apply(row: Row): void {
    const book = row.isAsk ? this.#asks : this.#bids;
    if (row.kind === eventKind.depth || row.kind === eventKind.snapshotLevel) {
      book.set(row.ticks, row.lots);
    } else if (row.kind === eventKind.ticker) {
      const side = row.lots === 0 ? undefined : { ticks: row.ticks, lots: row.lots };
      this.#ticker = row.isAsk ? { ...this.#ticker, ask: side } : { ...this.#ticker, bid: side };
    } else if (row.kind === eventKind.trade) this.#print(row);
    else {
      this.#isValid = false;
      if (row.kind === eventKind.gap) this.#ticker = noTouch;
      else for (const side of [this.#bids, this.#asks]) side.clear();
    }
    if (row.isLast) this.#end(row);
  }

  bids(): Shown[] {
    return this.#bids.best();
  }

  asks(): Shown[] {
    return this.#asks.best();
  }

  sum(name: string, nowNs: number, halfLifeSeconds: number): number {
    const entries = this.#entries.get(name) ?? [];
    let total = 0;
    for (let at = entries.length - 1; at >= 0; at--) {
      const age = (nowNs - entries[at]!.atNs) / 1e9 / halfLifeSeconds;
      if (age > 80) break; // Weighs less than the last digit of anything.
      total += entries[at]!.amount * 2 ** -age;
    }
    return total;
  }

  exposureSeconds(nowNs: number, halfLifeSeconds: number): number {
    const weight = (ns: number) => 2 ** (-(nowNs - ns) / 1e9 / halfLifeSeconds);
    let total = 0;
    for (const { fromNs, toNs } of this.#spans) total += weight(Math.min(toNs, nowNs)) - weight(fromNs);
    return (total * halfLifeSeconds) / Math.log(2);
  }

  #add(name: string, atNs: number, amount: number): void {
    const entries = this.#entries.get(name);
    if (entries === undefined) this.#entries.set(name, [{ atNs, amount }]);
    else entries.push({ atNs, amount });
  }

  #print({ isAsk: isSell, receivedNs, venueNs, ticks, lots }: Row): void {
    const isOfOrder = this.#lastPrint?.isSell === isSell && this.#lastPrint.venueNs === venueNs;
    this.#lastPrint = { isSell, venueNs };
    if (!isOfOrder) this.tradeRun = isSell ? Math.min(this.tradeRun, 0) - 1 : Math.max(this.tradeRun, 0) + 1;
    const midTicks = midOf(this.touch);
    if (midTicks === undefined) return;
    const side = isSell ? "sell" : "buy";
    if (this.#order?.isSell !== isSell || this.#order.venueNs !== venueNs) {
      this.#orderOver(receivedNs);
      this.#order = { isSell, venueNs, midTicks, reachTicks: 0, lastTicks: ticks };
      this.#add(`${side} orders`, receivedNs, 1);
    }
    this.#add(`${side} lots`, receivedNs, lots);
    this.#order.lastTicks = ticks;
    const further = Math.abs(ticks - this.#order.midTicks) - this.#order.reachTicks;
    if (isSell ? ticks >= this.#order.midTicks : ticks <= this.#order.midTicks) return;
    if (further <= 0) return;
    this.#add(`${side} reach`, receivedNs, further);
    this.#order.reachTicks += further;
  }

  #orderOver(atNs: number): void {
    if (this.#order === undefined) return;
    const { lastTicks } = this.#order;
    if (this.#orderEndTicks !== undefined) {
      const change = lastTicks - this.#orderEndTicks;
      this.#add("trade squares", atNs, change * change);
      this.#add("trade products", atNs, change * this.#lastOrderChange);
      this.#lastOrderChange = change;
    }
    this.#orderEndTicks = lastTicks;
  }

  #end({ kind, receivedNs, movesTouch }: Row): void {
    if (kind === eventKind.snapshotLevel) this.#isValid = true;
    const before = this.touch;
    const isOfBook = kind === eventKind.depth || kind === eventKind.snapshotLevel;
    if (!this.#isValid) this.touch = noTouch;
    else if (movesTouch && isOfBook) this.touch = { bid: this.bids()[0], ask: this.asks()[0] };
    else if (movesTouch && kind === eventKind.ticker) this.touch = this.#ticker;
    this.#touchMoved(before, receivedNs);
    if (isOfBook) this.#levelsMoved(kind === eventKind.depth && midOf(before) !== undefined, receivedNs);
  }

  #touchMoved(before: Touch, atNs: number): void {
    const [midBefore, mid] = [midOf(before), midOf(this.touch)];
    if (mid === undefined) {
      if (midBefore !== undefined) this.#spans.at(-1)!.toNs = atNs;
      this.#lastMidChange = 0;
      this.#order = undefined;
      this.#orderEndTicks = undefined;
      this.#lastOrderChange = 0;
      return;
    }
    if (midBefore === undefined) {
      this.#spans.push({ fromNs: atNs, toNs: Number.POSITIVE_INFINITY });
      return;
    }
    this.#add("flow", atNs, flowBetween(before, this.touch));
    for (const side of ["bid", "ask"] as const) {
      const [old, now] = [before[side]!, this.touch[side]!];
      if (old.ticks === now.ticks && now.lots < old.lots) this.#add(`${side} depleted`, atNs, old.lots - now.lots);
    }
    if (mid === midBefore) return;
    this.#add("mid squares", atNs, (mid - midBefore) ** 2);
    this.#add("mid products", atNs, (mid - midBefore) * this.#lastMidChange);
    this.#lastMidChange = mid - midBefore;
  }

  #levelsMoved(isFlow: boolean, atNs: number): void {
    const [bids, asks] = [this.bids(), this.asks()];
    const levels = Array.from({ length: levelsCount }, (_, at) => ({ bid: bids[at], ask: asks[at] }));
    if (isFlow && midOf(this.touch) !== undefined)
      for (const [at, level] of levels.entries())
        this.#add("level flow", atNs, flowBetween(this.#levels[at] ?? noTouch, level));
    this.#levels = levels;
  }
}

export function* plainRows({
  rowsCount,
  receivedNs,
  venueNs,
  sizeLots,
  priceTicks,
  flags,
}: EventColumns): Generator<Row> {
  for (let at = 0; at < rowsCount; at++) {
    const flag = flags[at]!;
    yield {
      kind: flag & eventFlag.kindMask,
      isAsk: (flag & eventFlag.ask) !== 0,
      receivedNs: Number(receivedNs[at]),
      venueNs: Number(venueNs[at]),
      ticks: priceTicks[at]!,
      lots: Number(sizeLots[at]),
      isLast: (flag & eventFlag.isLast) !== 0,
      movesTouch: (flag & eventFlag.movesTouch) !== 0,
    };
  }
}

function midOf({ bid, ask }: Touch): number | undefined {
  return bid === undefined || ask === undefined ? undefined : (bid.ticks + ask.ticks) / 2;
}

/** What came to the bid, less what came to the ask; a side that is missing before or after says nothing. */
function flowBetween(before: Touch, after: Touch): number {
  const came = (old: Shown | undefined, now: Shown | undefined, sign: 1 | -1) => {
    if (old === undefined || now === undefined) return 0;
    const isBetterOrSame = sign * now.ticks >= sign * old.ticks;
    const isWorseOrSame = sign * now.ticks <= sign * old.ticks;
    return (isBetterOrSame ? now.lots : 0) - (isWorseOrSame ? old.lots : 0);
  };
  return came(before.bid, after.bid, 1) - came(before.ask, after.ask, -1);
}

class PlainSide {
  readonly #lots = new Map<number, number>();
  /** Sorting anew is most of the work: undefined when what was sorted may be another now. */
  #best: Shown[] | undefined;

  /** @param sign 1 for the lowest first. */
  constructor(private readonly sign: 1 | -1) {}

  set(ticks: number, lots: number): void {
    if (lots === 0) this.#lots.delete(ticks);
    else this.#lots.set(ticks, lots);
    const last = this.#best?.[9];
    if (last === undefined || this.sign * ticks <= this.sign * last.ticks) this.#best = undefined;
  }

  clear(): void {
    this.#lots.clear();
    this.#best = undefined;
  }

  /** Ten at most. */
  best(): Shown[] {
    this.#best ??= [...this.#lots.keys()]
      .sort((a, b) => this.sign * (a - b))
      .slice(0, 10)
      .map((ticks) => ({ ticks, lots: this.#lots.get(ticks)! }));
    return this.#best;
  }
}
