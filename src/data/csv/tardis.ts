/**
 * CSV files of Tardis (tardis.dev, "Downloadable CSV files"): times in Unix microseconds, `timestamp` the venue's and
 * `local_timestamp` the receiver's, which is also in `timestamp` where the venue gave none.
 *
 * - incremental_book_L2: a row a level, absolute amounts; all rows of a message share their local time. Where
 *   `is_snapshot` turns true the book begins anew.
 * - book_snapshot_N: a row is the best N levels, ask before bid, cells empty where there are fewer.
 * - trades, quotes (also called book_ticker): a row is one.
 *
 * None but trades has ids: messages of depth are counted, as their update ids.
 */
import { messageKind } from "../../adapters/binance/message.ts";
import type { Market } from "../../domain/instrument.ts";
import { noId } from "../../domain/market-rows.ts";
import { ask, bid } from "../../domain/side.ts";
import { type CsvCells, isUnixTime, quoted, unixNsOf } from "./csv-cells.ts";
import type { CsvDecoder, CsvFormat, CsvTold } from "./csv-format.ts";
import type { CsvEvent, Levels } from "./csv-message.ts";
import type { CsvRow } from "./csv-row.ts";

const markets: Readonly<Record<string, Market>> = {
  binance: "spot",
  "binance-futures": "usdm",
  "binance-delivery": "coinm",
};
const head = ["exchange", "symbol", "timestamp", "local_timestamp"];
const at = { exchange: 0, symbol: 1, timestamp: 2, localTimestamp: 3, rest: 4 } as const;

/** The format of a file with this header. */
export function tardisFormat(columns: readonly string[]): CsvFormat | undefined {
  if (!head.every((name, index) => columns[index] === name)) return undefined;
  const rest = columns.slice(at.rest).join();
  if (rest === "is_snapshot,side,price,amount")
    return format(columns, "incremental_book_L2", "depth", (cells) => new LevelDecoder(cells));
  if (rest === "id,side,price,amount") return format(columns, "trades", "trades", (cells) => new TradeDecoder(cells));
  if (rest === "ask_amount,ask_price,bid_price,bid_amount")
    return format(columns, "quotes", "tickers", (cells) => new QuoteDecoder(cells));
  if (rest === bookColumns((columns.length - at.rest) / 4).join())
    return format(
      columns,
      `book_snapshot_${(columns.length - at.rest) / 4}`,
      "depth",
      (cells) => new BookDecoder(cells),
    );
  return undefined;
}

function bookColumns(levelsCount: number): string[] {
  return Array.from({ length: levelsCount }, (_, level) =>
    ["asks", "bids"].flatMap((side) => [`${side}[${level}].price`, `${side}[${level}].amount`]),
  ).flat();
}

function format(
  columns: readonly string[],
  name: string,
  stream: CsvFormat["stream"],
  open: CsvFormat["open"],
): CsvFormat {
  return {
    name: `Tardis ${name}`,
    stream,
    columns,
    hasReceivedTime: true,
    holdsBooks: name.startsWith("book"),
    countsMessages: stream === "depth",
    tells,
    open,
  };
}

function tells(_path: string, fields: readonly string[]): CsvTold {
  const time = fields[at.localTimestamp] ?? "";
  return {
    symbol: fields[at.symbol]?.toUpperCase(),
    market: markets[fields[at.exchange] ?? ""],
    unixNs: isUnixTime(time) ? unixNsOf(time) : undefined,
  };
}

/** What all of them begin with. */
function fillHead(cells: CsvCells, row: CsvRow, event: CsvEvent): void {
  const market = markets[row.text(at.exchange)];
  if (market !== cells.instrument.market)
    row.fault(
      `exchange ${quoted(row.text(at.exchange))}: expected that of ${cells.instrument.market} ` +
        `among ${Object.keys(markets).join(", ")}`,
      at.exchange,
    );
  cells.symbol(row, at.symbol);
  event.receivedNs = cells.time(row, at.localTimestamp);
  const isTold = row.text(at.timestamp) !== row.text(at.localTimestamp);
  event.eventNs = isTold ? cells.time(row, at.timestamp) : Number.NaN;
  event.venueNs = event.eventNs;
}

/**
 * Counts as update ids. A change goes on from the change before it, whether or not a snapshot stands between them: the
 * one that begins a day's file is passed over where the day before is known.
 */
class MessageCount {
  #count = 0;
  #changeId = 0;
  #changeIdBefore = 0;

  constructor(private readonly isFutures: boolean) {}

  next(isSnapshot: boolean): void {
    this.#count++;
    if (isSnapshot) return;
    this.#changeIdBefore = this.#changeId;
    this.#changeId = this.#count;
  }

  /** The event is of the message counted last. */
  fill(event: CsvEvent): void {
    event.updateId = this.#count;
    if (event.kind !== messageKind.depth) return;
    event.firstUpdateId = this.#changeIdBefore + 1;
    event.previousUpdateId = this.isFutures ? this.#changeIdBefore : noId;
  }
}

class LevelDecoder implements CsvDecoder {
  readonly #messages: MessageCount;
  #localTimestamp = "";
  #isSnapshot: boolean | undefined;

  constructor(private readonly cells: CsvCells) {
    this.#messages = new MessageCount(cells.instrument.market !== "spot");
  }

  row(row: CsvRow, event: CsvEvent): void {
    const { cells } = this;
    fillHead(cells, row, event);
    const isSnapshot = cells.either(row, 4, ["false", "true"]);
    const isAsk = cells.either(row, 5, ["bid", "ask"]);
    const priceTicks = cells.price(row, 6);
    const sizeLots = cells.size(row, 7);
    if (row.isBad) return;
    const isNext = row.text(at.localTimestamp) !== this.#localTimestamp || isSnapshot !== this.#isSnapshot;
    if (isNext) this.#messages.next(isSnapshot);
    this.#localTimestamp = row.text(at.localTimestamp);
    this.#isSnapshot = isSnapshot;
    event.kind = isSnapshot ? messageKind.snapshot : messageKind.depth;
    event.isPart = true;
    this.#messages.fill(event);
    (isAsk ? event.asks : event.bids).add(priceTicks, sizeLots, cells.sizeDust);
  }
}

class BookDecoder implements CsvDecoder {
  readonly #messages: MessageCount;

  constructor(private readonly cells: CsvCells) {
    this.#messages = new MessageCount(cells.instrument.market !== "spot");
  }

  row(row: CsvRow, event: CsvEvent): void {
    fillHead(this.cells, row, event);
    for (let column: number = at.rest; column < row.names.length; column += 4) {
      this.#level(row, column, event.asks);
      this.#level(row, column + 2, event.bids);
    }
    if (row.isBad) return;
    this.#messages.next(true);
    event.kind = messageKind.snapshot;
    this.#messages.fill(event);
  }

  #level(row: CsvRow, column: number, levels: Levels): void {
    if (row.text(column) === "" && row.text(column + 1) === "") return;
    levels.add(this.cells.price(row, column), this.cells.size(row, column + 1), this.cells.sizeDust);
  }
}

class TradeDecoder implements CsvDecoder {
  constructor(private readonly cells: CsvCells) {}

  row(row: CsvRow, event: CsvEvent): void {
    const { cells } = this;
    fillHead(cells, row, event);
    event.kind = messageKind.trade;
    event.tradeId = cells.id(row, 4);
    const isSell = cells.either(row, 5, ["buy", "sell"]);
    event.side = isSell ? ask : bid;
    event.bids.add(cells.price(row, 6), cells.tradeSize(row, 7), cells.sizeDust);
  }
}

class QuoteDecoder implements CsvDecoder {
  constructor(private readonly cells: CsvCells) {}

  row(row: CsvRow, event: CsvEvent): void {
    fillHead(this.cells, row, event);
    event.kind = messageKind.ticker;
    this.cells.best(row, 6, 7, event.bids);
    this.cells.best(row, 5, 4, event.asks);
  }
}
