/**
 * Payloads of Binance as they came, in a column of a table: seconds and nanoseconds of their receipt, the kind of
 * stream, and `payload_json` (as github.com/devlearn12482/binance-lob-capture writes them). A file of REST snapshots
 * has no column for the kind. Partial books (depth5 and such) are other streams' tops and are not read.
 */
import { PayloadDecoder } from "../../adapters/binance/decode.ts";
import { BinanceMessage, messageKind } from "../../adapters/binance/message.ts";
import { nsPerSecond } from "../../domain/time.ts";
import type { CsvCells } from "./csv-cells.ts";
import { type CsvDecoder, type CsvFormat, columnFinder } from "./csv-format.ts";
import type { CsvEvent } from "./csv-message.ts";
import type { CsvRow } from "./csv-row.ts";

const columnsNeeded = ["recv_tsec", "recv_tnsec", "symbol", "payload_json"];
const partialBook = /^depth\d/;

/** The format of a file with this header. */
export function payloadTableFormat(columns: readonly string[]): CsvFormat | undefined {
  if (!columnsNeeded.every((name) => columns.includes(name))) return undefined;
  const at = columnFinder(columns);
  return {
    name: "table of payloads",
    stream: "depth",
    columns,
    hasReceivedTime: true,
    holdsBooks: false,
    countsMessages: false,
    tells: (_path, fields) => ({
      symbol: fields[at("symbol")],
      isFutures: at("venue") < 0 ? undefined : fields[at("venue")] !== "spot",
      unixNs: unixNsOf(fields[at("recv_tsec")], fields[at("recv_tnsec")]),
    }),
    open: (cells) => new PayloadTableDecoder(cells, at),
  };
}

function unixNsOf(seconds = "", ns = ""): bigint | undefined {
  if (!/^[1-9]\d{9}$/.test(seconds) || !/^\d{1,9}$/.test(ns)) return undefined;
  return BigInt(seconds) * BigInt(nsPerSecond) + BigInt(ns);
}

class PayloadTableDecoder implements CsvDecoder {
  readonly #message = new BinanceMessage();
  readonly #payloads: PayloadDecoder;

  constructor(
    private readonly cells: CsvCells,
    private readonly at: (name: string) => number,
  ) {
    this.#payloads = new PayloadDecoder(cells.instrument, cells.epochUnixNs);
  }

  row(row: CsvRow, event: CsvEvent): void {
    const { at } = this;
    this.cells.symbol(row, at("symbol"));
    const unixNs = unixNsOf(row.text(at("recv_tsec")), row.text(at("recv_tnsec")));
    if (unixNs === undefined) row.fault("the time is not in seconds and nanoseconds", at("recv_tsec"));
    else event.receivedNs = Number(unixNs - this.cells.epochUnixNs);
    if (partialBook.test(row.text(at("stream_kind")))) return;
    const problem = this.#payloads.decode(row.text(at("payload_json")), this.#message);
    if (problem === undefined) copyMessage(this.#message, event);
    else row.fault(problem, at("payload_json"));
  }
}

function copyMessage(message: BinanceMessage, event: CsvEvent): void {
  const { kind, eventNs, venueNs, firstUpdateId, updateId, previousUpdateId, tradeId, isAggregate, side } = message;
  Object.assign(event, {
    ...{ kind, eventNs, venueNs, firstUpdateId, updateId, previousUpdateId, tradeId, isAggregate, side },
  });
  if (kind === messageKind.other) return;
  for (let level = 0; level < message.levelsCount; level++)
    (level < message.bidsCount ? event.bids : event.asks).add(
      message.priceTicks[level]!,
      message.sizeLots[level]!,
      message.sizeDust[level]!,
    );
}
