/**
 * The market of the live benchmarks, as a venue would tell it: depth events, prints and tickers of one symbol in the
 * shares that a recording of BTCUSDT has, their ids and books in step, so that the feed has nothing to mend.
 *
 *   every 20 messages: a depth event of 46 levels, 4 prints, 15 tickers; the touch rises by a tick once, told first by a
 *   depth event and by a ticker in turn
 *
 * It only rises, so that each price is the touch once, and an order's price says which message led to it.
 */
export const messagesOfRise = 20;
const depthSlot = 0;
const printSlots: ReadonlySet<number> = new Set([3, 8, 13, 18]);
const tickerRiseSlot = 10;
const levelsOfDepth = 46;
const levelsOfSide = 200;
const spreadTicks = 10;
export const firstBidTicks = 6_000_000;

export interface MadeMessage {
  /** In the envelope of a combined stream. */
  readonly text: string;
  /** It is the first to tell of a rise. */
  readonly isRise: boolean;
}

type Level = readonly [priceTicks: number, lots: number];

export class LiveMarket {
  /** Of the touch. */
  bidTicks = firstBidTicks;
  #messagesCount = 0;
  #updateId = 1_000_000;
  #depthId = this.#updateId;
  #tradeId = 0;
  /** Of rises that no depth event has told. */
  #bids: Level[] = [];
  #asks: Level[] = [];
  readonly #stream: string;

  constructor(readonly symbol: string) {
    this.#stream = symbol.toLowerCase();
  }

  get askTicks(): number {
    return this.bidTicks + spreadTicks;
  }

  /** @param unixUs the venue's time. */
  next(unixUs: number): MadeMessage {
    const at = this.#messagesCount++;
    const slot = at % messagesOfRise;
    const isByDepth = Math.floor(at / messagesOfRise) % 2 === 0;
    const isRise = slot === (isByDepth ? depthSlot : tickerRiseSlot);
    if (isRise) this.#rise();
    return { text: this.#message(slot, unixUs), isRise };
  }

  /** The answer to a question for the whole book. */
  snapshot(): string {
    const levels = (top: number, step: number) =>
      Array.from({ length: levelsOfSide }, (_, at) =>
        level([top + step * at, at === 0 ? touchLots : lotsOf(top + step * at)]),
      );
    const [bids, asks] = [levels(this.bidTicks, -1).join(), levels(this.askTicks, 1).join()];
    return `{"lastUpdateId":${this.#updateId},"bids":[${bids}],"asks":[${asks}]}`;
  }

  #message(slot: number, unixUs: number): string {
    if (slot === depthSlot) return this.#depth(unixUs);
    if (printSlots.has(slot)) return this.#print(unixUs);
    // Right behind a depth event the ticker has its id, and is compared with the book.
    if (slot !== depthSlot + 1) this.#updateId++;
    return this.#ticker();
  }

  #rise(): void {
    const { bidTicks: old, askTicks: oldAsk } = this;
    this.bidTicks++;
    this.#bids.push([old + 1, touchLots], [old, lotsOf(old)], [old + 1 - levelsOfSide, 0]);
    this.#asks.push([oldAsk, 0], [oldAsk + 1, touchLots], [oldAsk + levelsOfSide, lotsOf(oldAsk)]);
  }

  #depth(unixUs: number): string {
    const first = this.#depthId + 1;
    this.#depthId = this.#updateId += 2;
    const [bids, asks] = [this.#bids.splice(0), this.#asks.splice(0)];
    for (let away = 2; bids.length + asks.length < levelsOfDepth; away++) {
      bids.push([this.bidTicks - away, lotsOf(this.#depthId + away)]);
      asks.push([this.askTicks + away, lotsOf(this.#depthId - away)]);
    }
    const [b, a] = [bids.map(level).join(), asks.map(level).join()];
    return this.#framed(
      "depth@100ms",
      `{"e":"depthUpdate","E":${unixUs},"s":"${this.symbol}","U":${first},"u":${this.#depthId},"b":[${b}],"a":[${a}]}`,
    );
  }

  #print(unixUs: number): string {
    const isSell = ++this.#tradeId % 2 === 0;
    const price = priceText(isSell ? this.bidTicks : this.askTicks);
    return this.#framed(
      "trade",
      `{"e":"trade","E":${unixUs},"s":"${this.symbol}","t":${this.#tradeId},"p":"${price}","q":"${sizeText(lotsOf(this.#tradeId))}","T":${unixUs},"m":${isSell},"M":true}`,
    );
  }

  #ticker(): string {
    const [bid, ask, lots] = [priceText(this.bidTicks), priceText(this.askTicks), sizeText(touchLots)];
    return this.#framed(
      "bookTicker",
      `{"u":${this.#updateId},"s":"${this.symbol}","b":"${bid}","B":"${lots}","a":"${ask}","A":"${lots}"}`,
    );
  }

  #framed(kind: string, data: string): string {
    return `{"stream":"${this.#stream}@${kind}","data":${data}}`;
  }
}

const touchLots = 5000;

/** Not 0, and another for another. */
function lotsOf(seed: number): number {
  return 1 + (Math.imul(seed, 0x9e3779b1) >>> 16);
}

function level([priceTicks, lots]: Level): string {
  return `["${priceText(priceTicks)}","${sizeText(lots)}"]`;
}

/** Exact: a double holds more places than are printed. */
function priceText(ticks: number): string {
  return `${(ticks / 100).toFixed(2)}000000`;
}

function sizeText(lots: number): string {
  return `${(lots / 100_000).toFixed(5)}000`;
}
