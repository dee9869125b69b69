/**
 * Streams and snapshots of Binance as tables, a row a level or trade, with the time of receipt in front: what
 * Binance-Data-Processor (github.com/DanielLasota) writes, one kind of message a file or all of a market merged.
 *
 * Columns are named, and differ by market: futures have the transaction time and the id of the event before. Lines that
 * begin with `#` in front of the header are a report of its own. A merged file begins with the last book of the day
 * before, each level with the ids and times at which it changed last.
 */
import { messageKind } from "../../adapters/binance/message.ts";
import type { Market } from "../../domain/instrument.ts";
import { ask, bid } from "../../domain/side.ts";
import { type CsvCells, isUnixTime, quoted, unixNsOf } from "./csv-cells.ts";
import { type CsvDecoder, type CsvFormat, type CsvStream, type CsvTold, columnFinder } from "./csv-format.ts";
import type { CsvEvent } from "./csv-message.ts";
import type { CsvRow } from "./csv-row.ts";

const received = "TimestampOfReceive";
const receivedUs = "TimestampOfReceiveUS";
const zeroOrOne = ["0", "1"] as const;
const named = /(spot|usd_m_futures|coin_m_futures)_([a-z0-9_]+?)_\d{2}-\d{2}-\d{4}/;
const markets: Readonly<Record<string, Market>> = { spot: "spot", usd_m_futures: "usdm", coin_m_futures: "coinm" };

/** The format of a file with this header. */
export function receivedTableFormat(columns: readonly string[]): CsvFormat | undefined {
  const has = (...names: string[]) => names.every((name) => columns.includes(name));
  if (!has("Price", "Quantity")) return undefined;
  if (has(receivedUs, received, "StreamType"))
    return formatOf("merged", "depth", columns, (cells) => new MergedDecoder(cells, columns));
  if (!has(received)) return undefined;
  if (has("EventTime", "FirstUpdateId", "FinalUpdateId", "IsAsk"))
    return formatOf("depth", "depth", columns, (cells) => new TableDecoder(cells, columns, "depth"));
  if (has("EventTime", "TransactionTime", "TradeId", "IsBuyerMarketMaker"))
    return formatOf("trades", "trades", columns, (cells) => new TableDecoder(cells, columns, "trade"));
  if (has("LastUpdateId", "IsAsk"))
    return formatOf("snapshots", "depth", columns, (cells) => new TableDecoder(cells, columns, "snapshot"));
  return undefined;
}

function formatOf(
  name: string,
  stream: CsvStream,
  columns: readonly string[],
  open: (cells: CsvCells) => CsvDecoder,
): CsvFormat {
  return {
    name: `table of ${name}`,
    stream,
    columns,
    hasReceivedTime: true,
    holdsBooks: name === "snapshots",
    countsMessages: false,
    tells: (path, fields) => tells(path, fields, columnFinder(columns)),
    open,
  };
}

function tells(path: string, fields: readonly string[], at: (name: string) => number): CsvTold {
  const [, market, symbol] = named.exec(path.split("/").at(-1)!) ?? [];
  const time = fields[at(receivedUs)] ?? fields[at(received)] ?? "";
  const isFutures = at("FinalUpdateIdInLastStream") >= 0 || at("XUnknownParameter") >= 0;
  const isKnown = isFutures || at("Stream") >= 0;
  return {
    symbol: fields[at("Symbol")] ?? symbol?.toUpperCase(),
    market: market === undefined ? undefined : markets[market],
    isFutures: isKnown ? isFutures : undefined,
    unixNs: isUnixTime(time) ? unixNsOf(time) : undefined,
  };
}

type RowKind = "depth" | "trade" | "snapshot" | "firstBook";

class TableDecoder implements CsvDecoder {
  readonly #at: Readonly<Record<string, number>>;

  constructor(
    private readonly cells: CsvCells,
    columns: readonly string[],
    private readonly kind: RowKind,
  ) {
    this.#at = Object.fromEntries(columns.map((name, index) => [name, index]));
  }

  row(row: CsvRow, event: CsvEvent): void {
    event.receivedNs = this.cells.time(row, this.#at[receivedUs] ?? this.#at[received]!);
    if (this.#at.Symbol !== undefined) this.cells.symbol(row, this.#at.Symbol);
    if (this.kind === "trade") this.#trade(row, event);
    else this.#level(row, event);
  }

  #level(row: CsvRow, event: CsvEvent): void {
    const at = this.#at;
    const { cells } = this;
    event.isPart = true;
    if (this.kind === "snapshot") this.#snapshot(row, event);
    else this.#depth(row, event);
    const isAsk = cells.either(row, at.IsAsk!, zeroOrOne);
    (isAsk ? event.asks : event.bids).add(cells.price(row, at.Price!), cells.size(row, at.Quantity!), cells.sizeDust);
  }

  #snapshot(row: CsvRow, event: CsvEvent): void {
    event.kind = messageKind.snapshot;
    event.updateId = this.cells.id(row, this.#at.LastUpdateId!);
  }

  #depth(row: CsvRow, event: CsvEvent): void {
    this.#times(row, event);
    const { cells } = this;
    event.updateId = cells.id(row, this.#at.FinalUpdateId!);
    if (this.kind === "firstBook") {
      event.kind = messageKind.snapshot;
      event.isOfManyTimes = true;
      return;
    }
    event.kind = messageKind.depth;
    event.firstUpdateId = cells.id(row, this.#at.FirstUpdateId!);
    if (event.updateId < event.firstUpdateId)
      row.fault(`id ${event.updateId}: expected FirstUpdateId ${event.firstUpdateId} or more`, this.#at.FinalUpdateId);
    const previousAt = this.#at.FinalUpdateIdInLastStream;
    if (previousAt !== undefined) event.previousUpdateId = cells.id(row, previousAt);
  }

  #times(row: CsvRow, event: CsvEvent): void {
    event.eventNs = this.cells.time(row, this.#at.EventTime!);
    const venueAt = this.#at.TransactionTime;
    event.venueNs = venueAt === undefined ? event.eventNs : this.cells.time(row, venueAt);
  }

  #trade(row: CsvRow, event: CsvEvent): void {
    const at = this.#at;
    const { cells } = this;
    this.#times(row, event);
    event.tradeId = cells.id(row, at.TradeId!);
    event.side = cells.either(row, at.IsBuyerMarketMaker!, zeroOrOne) ? ask : bid;
    // Futures report insurance fund and deleveraging trades here: they never met the book.
    const origin = at.XUnknownParameter === undefined ? "MARKET" : row.text(at.XUnknownParameter);
    if (origin !== "MARKET") return;
    event.kind = messageKind.trade;
    event.bids.add(cells.price(row, at.Price!), cells.tradeSize(row, at.Quantity!), cells.sizeDust);
  }
}

/** Rows of all kinds in the order of their receipt. */
class MergedDecoder implements CsvDecoder {
  readonly #typeAt: number;
  readonly #receivedAt: number;
  readonly #decoders: ReadonlyMap<string, { kind: RowKind; decoder: TableDecoder }>;

  constructor(cells: CsvCells, columns: readonly string[]) {
    this.#typeAt = columns.indexOf("StreamType");
    this.#receivedAt = columns.indexOf(received);
    const of = (kind: RowKind) => ({ kind, decoder: new TableDecoder(cells, columns, kind) });
    this.#decoders = new Map([
      ["FINAL_DEPTH_SNAPSHOT", of("firstBook")],
      ["DEPTH_SNAPSHOT", of("snapshot")],
      ["DIFFERENCE_DEPTH_STREAM", of("depth")],
      ["TRADE_STREAM", of("trade")],
    ]);
  }

  row(row: CsvRow, event: CsvEvent): void {
    const decoder = this.#decoders.get(row.text(this.#typeAt));
    if (decoder === undefined) {
      const kinds = [...this.#decoders.keys()].join(", ");
      row.fault(`${quoted(row.text(this.#typeAt))}: expected one of ${kinds}`, this.#typeAt);
      return;
    }
    decoder.decoder.row(row, event);
    if (decoder.kind !== "snapshot") this.#checkReceived(row);
  }

  /** A snapshot is moved behind what it took long to fetch; of all else both columns tell the same time. */
  #checkReceived(row: CsvRow): void {
    const us = row.text(0);
    const told = row.text(this.#receivedAt);
    if (isUnixTime(us) && isUnixTime(told) && unixNsOf(us) / 1_000_000n === unixNsOf(told) / 1_000_000n) return;
    row.fault(`time ${quoted(us)}: expected that of ${received}, ${told}`, 0);
  }
}
