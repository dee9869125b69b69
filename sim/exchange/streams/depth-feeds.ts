/**
 * Streams of the book. Changes are gathered until the period ends and told together, each level once with what it shows then; nothing is
 * told when nothing changed. Ids are the exchange's own: an event covers every id since the last one, and snapshots and bookTicker share
 * them. Source of the fields: Binance Spot, WebSocket streams; that levels come best first is how recordings of it are.
 */
import { ask, bid, type Side } from "../../../src/domain/side.ts";
import { depthJson } from "../api/market-json.ts";
import type { LevelChange } from "../listener.ts";
import type { Market } from "../market.ts";
import { timeIn } from "../time-unit.ts";
import type { Channel } from "./channel.ts";
import type { Feed } from "./feed.ts";

/** `<symbol>@depth` and `@depth@100ms`: what changed. Without a period it is told when the market's own window ends. */
export class DepthFeed implements Feed {
  readonly #lots: readonly [bids: Map<number, number>, asks: Map<number, number>] = [new Map(), new Map()];
  #firstId: number;
  #lastId: number;

  constructor(
    readonly channel: Channel,
    readonly market: Market,
    readonly periodUs: number,
  ) {
    this.#lastId = market.lastUpdateId;
    this.#firstId = this.#lastId + 1;
  }

  level({ side, priceTicks, lots, updateId }: LevelChange): void {
    this.#lots[side].set(priceTicks, lots);
    this.#lastId = updateId;
  }

  windowEnd(timeUs: number): void {
    if (this.periodUs === 0) this.#tell(timeUs);
  }
  tick(dueUs: number): void {
    this.#tell(dueUs);
  }

  #tell(timeUs: number): void {
    if (this.#lastId < this.#firstId) return;
    const { symbol } = this.market;
    const ids = `"s":"${symbol.name}","U":${this.#firstId},"u":${this.#lastId}`;
    const levels = `"b":${this.#levels(bid)},"a":${this.#levels(ask)}`;
    this.#firstId = this.#lastId + 1;
    this.channel.publish((unit) => `{"e":"depthUpdate","E":${timeIn(unit, timeUs)},${ids},${levels}}`);
  }

  /** Prints and forgets them. */
  #levels(side: Side): string {
    const { symbol } = this.market;
    const lots = this.#lots[side];
    const ticks = Float64Array.from(lots.keys()).sort();
    if (side === bid) ticks.reverse();
    const texts = Array.from(ticks, (price) => `["${symbol.priceText(price)}","${symbol.sizeText(lots.get(price)!)}"]`);
    lots.clear();
    return `[${texts.join(",")}]`;
  }
}

/** `<symbol>@depth5`, `10`, `20`: the best levels, as GET depth prints them. Whoever subscribes gets them at the end of the period, changed or not. */
export class PartialDepthFeed implements Feed {
  #isDue = true;

  constructor(
    readonly channel: Channel,
    readonly market: Market,
    readonly periodUs: number,
    readonly levelsCount: number,
  ) {}

  joined(): void {
    this.#isDue = true;
  }
  level(): void {
    this.#isDue = true;
  }

  tick(): void {
    if (!this.#isDue) return;
    this.#isDue = false;
    const text = JSON.stringify(depthJson(this.market, this.levelsCount));
    this.channel.publish(() => text);
  }
}
