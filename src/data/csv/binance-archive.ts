/**
 * CSV files of Binance's public archive (data.binance.vision): trades, aggTrades and bookTicker of Spot and futures,
 * and the depth of futures (T_DEPTH) as it was sold until 2024.
 *
 * The archive holds the venue's times alone, so they are the received times, too: a backtest on them has to add its own
 * latency. Files of Spot have no header, those of futures have had one since 2022. Times are milliseconds, on Spot
 * microseconds since 2025. The symbol stands in the file's name, as the archive gives it.
 */
import { messageKind } from "../../adapters/binance/message.ts";
import { noId } from "../../domain/market-rows.ts";
import { ask, bid } from "../../domain/side.ts";
import { type CsvCells, isUnixTime, unixNsOf } from "./csv-cells.ts";
import type { CsvDecoder, CsvFormat, CsvStream, CsvTold } from "./csv-format.ts";
import type { CsvEvent } from "./csv-message.ts";
import type { CsvRow } from "./csv-row.ts";

const aggTrades = [
  "agg_trade_id",
  "price",
  "quantity",
  "first_trade_id",
  "last_trade_id",
  "transact_time",
  "is_buyer_maker",
];
const trades = ["id", "price", "qty", "quote_qty", "time", "is_buyer_maker"];
const isBestMatch = "is_best_match";
const bookTicker = [
  "update_id",
  "best_bid_price",
  "best_bid_qty",
  "best_ask_price",
  "best_ask_qty",
  "transaction_time",
  "event_time",
];
const depth = [
  "symbol",
  "timestamp",
  "trans_id",
  "first_update_id",
  "last_update_id",
  "side",
  "update_type",
  "price",
  "qty",
];

const named = /([A-Z0-9_]+)-(?:aggTrades|trades|bookTicker)-\d{4}-\d{2}/;

/** The format of a file with this header. */
export function archiveFormat(columns: readonly string[]): CsvFormat | undefined {
  const text = columns.join();
  if (text === aggTrades.join()) return tradeFormat(aggTrades, true, true);
  if (text === trades.join()) return tradeFormat(trades, false, true);
  if (text === bookTicker.join()) return tickerFormat();
  if (text === depth.join() || text === [...depth, "pu"].join()) return depthFormat(columns);
  return undefined;
}

const number = String.raw`-?\d+(?:\.\d+)?`;
const flag = "(?:true|false|True|False)";
const aggTradeRow = new RegExp(`^\\d+,${number},${number},\\d+,\\d+,\\d+,${flag}(,${flag})?$`);
const tradeRow = new RegExp(`^\\d+,${number},${number},${number},\\d+,${flag}(,${flag})?$`);
const tickerRow = new RegExp(`^\\d+,${number},${number},${number},${number},\\d+,\\d+$`);

/** The format of a file without a header, by its first row: Spot tells one thing more of a trade than futures do. */
export function archiveFormatOfRow(line: string): CsvFormat | undefined {
  const aggTrade = aggTradeRow.exec(line);
  if (aggTrade !== null) return tradeFormat(aggTrades, true, aggTrade[1] === undefined);
  const trade = tradeRow.exec(line);
  if (trade !== null) return tradeFormat(trades, false, trade[1] === undefined);
  return tickerRow.test(line) ? tickerFormat() : undefined;
}

function tradeFormat(columns: readonly string[], isAggregate: boolean, isFutures: boolean): CsvFormat {
  const timeAt = columns.length - 2;
  return {
    name: `Binance ${isAggregate ? "aggTrades" : "trades"}`,
    stream: "trades",
    columns: isFutures ? columns : [...columns, isBestMatch],
    hasReceivedTime: false,
    holdsBooks: false,
    countsMessages: false,
    tells: (path, fields) => ({ ...toldByName(path), isFutures, unixNs: timeOf(fields[timeAt]) }),
    open: (cells) => new TradeDecoder(cells, isAggregate, timeAt),
  };
}

function tickerFormat(): CsvFormat {
  return {
    ...futuresFormat("bookTicker", "tickers", bookTicker),
    tells: (path, fields) => ({ ...toldByName(path), isFutures: true, unixNs: timeOf(fields[6]) }),
    open: (cells) => new TickerDecoder(cells),
  };
}

function depthFormat(columns: readonly string[]): CsvFormat {
  return {
    ...futuresFormat("T_DEPTH", "depth", columns),
    tells: (_path, fields) => ({ symbol: fields[0], isFutures: true, unixNs: timeOf(fields[1]), part: fields[6] }),
    open: (cells) => new DepthDecoder(cells, columns.length > depth.length),
  };
}

function futuresFormat(name: string, stream: CsvStream, columns: readonly string[]) {
  return { name: `Binance ${name}`, stream, columns, hasReceivedTime: false, holdsBooks: false, countsMessages: false };
}

function toldByName(path: string): CsvTold {
  return { symbol: named.exec(path.split("/").at(-1)!)?.[1] };
}

function timeOf(text = ""): bigint | undefined {
  return isUnixTime(text) ? unixNsOf(text) : undefined;
}

class TradeDecoder implements CsvDecoder {
  constructor(
    private readonly cells: CsvCells,
    private readonly isAggregate: boolean,
    private readonly timeAt: number,
  ) {}

  row(row: CsvRow, event: CsvEvent): void {
    const { cells, timeAt } = this;
    event.kind = messageKind.trade;
    event.isAggregate = this.isAggregate;
    event.tradeId = cells.id(row, 0);
    event.receivedNs = cells.time(row, timeAt);
    event.venueNs = event.receivedNs;
    event.side = cells.either(row, timeAt + 1, ["false", "true"]) ? ask : bid;
    event.bids.add(cells.price(row, 1), cells.tradeSize(row, 2), cells.sizeDust);
  }
}

class TickerDecoder implements CsvDecoder {
  constructor(private readonly cells: CsvCells) {}

  row(row: CsvRow, event: CsvEvent): void {
    const { cells } = this;
    event.kind = messageKind.ticker;
    event.updateId = cells.id(row, 0);
    event.venueNs = cells.time(row, 5);
    event.receivedNs = cells.time(row, 6);
    cells.best(row, 1, 2, event.bids);
    cells.best(row, 3, 4, event.asks);
  }
}

class DepthDecoder implements CsvDecoder {
  #updateId = noId;
  #previousUpdateId = noId;

  constructor(
    private readonly cells: CsvCells,
    private readonly hasPreviousId: boolean,
  ) {}

  row(row: CsvRow, event: CsvEvent): void {
    const { cells } = this;
    cells.symbol(row, 0);
    event.receivedNs = cells.time(row, 1);
    event.venueNs = event.receivedNs;
    event.updateId = cells.id(row, 4);
    const isAsk = cells.either(row, 5, ["b", "a"]);
    const isSnapshot = cells.either(row, 6, ["set", "snap"]);
    event.kind = isSnapshot ? messageKind.snapshot : messageKind.depth;
    event.isPart = true;
    if (!isSnapshot) this.#ids(row, event);
    (isAsk ? event.asks : event.bids).add(cells.price(row, 7), cells.size(row, 8), cells.sizeDust);
  }

  /** Files without `pu` do not tell whether an event was lost: each is taken to follow the one before it. */
  #ids(row: CsvRow, event: CsvEvent): void {
    event.firstUpdateId = this.cells.id(row, 3);
    if (event.updateId !== this.#updateId) this.#previousUpdateId = this.#updateId;
    this.#updateId = event.updateId;
    event.previousUpdateId = this.hasPreviousId ? this.cells.id(row, 9) : this.#previousUpdateId;
  }
}
