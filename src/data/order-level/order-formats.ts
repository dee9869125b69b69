/**
 * The formats of order-level recordings, told apart by their first line, and what each needs to be read: a decoder and
 * a calendar.
 */
import { fileBytesCount, isFile } from "../../adapters/binance/recording-file.ts";
import { InputError } from "../../base/input-error.ts";
import type { Venue } from "../../domain/instrument.ts";
import { OrderRows } from "../../domain/order-rows.ts";
import { type DurationNs, nsPerHour } from "../../domain/time.ts";
import { BitstampDecoder } from "./bitstamp.ts";
import { LobsterDecoder } from "./lobster.ts";
import { LunoDecoder } from "./luno.ts";
import type { InstrumentGrid } from "./order-grid.ts";
import type { UnixClock } from "./payload.ts";
import { decodeLine, type OrderLineDecoder, readFirstLine, textLines } from "./read-order-rows.ts";

/** All that differs between recordings of one format. */
export interface OpenedOrderFile {
  readonly decoder: OrderLineDecoder;
  /** A UTC midnight, and how far behind it the decoder's times begin. */
  readonly midnightUnixNs: bigint;
  readonly shiftNs: DurationNs;
  /** What the rows are made of: the file itself first. */
  readonly paths: readonly string[];
}

export interface OrderFormat {
  readonly venue: Venue;
  readonly firstLine: RegExp;
  /** Where files are named by what they hold. */
  readonly symbolOf?: (path: string) => string | undefined;
  readonly open: (path: string, grid: InstrumentGrid) => Promise<OpenedOrderFile>;
}

const formats: readonly OrderFormat[] = [
  {
    venue: "luno",
    firstLine: /^\{"sequence":/,
    open: (path, grid) => openClocked(path, () => new LunoDecoder(grid)),
  },
  {
    venue: "bitstamp",
    firstLine: /^\d{13} (?:order_created|order_changed|order_deleted|order_book|trade) \{/,
    open: (path, grid) => openClocked(path, () => new BitstampDecoder(grid)),
  },
  {
    venue: "nasdaq",
    firstLine: /^\d{1,5}(?:\.\d+)?,[1-7],\d+,-?\d+,-?\d+,-?1$/,
    symbolOf: (path) => lobsterName.exec(path)?.[1]?.toUpperCase(),
    open: openLobster,
  },
];

/** The symbol and the day, as LOBSTER names its files. */
const lobsterName = /([^_/]+)_(\d{4})-(\d{2})-(\d{2})_[^/]*$/;

/**
 * The format of a file, or undefined when it is no order-level recording.
 * @throws InputError when there is no such file, or it cannot be read.
 */
export async function orderFormatOf(path: string): Promise<OrderFormat | undefined> {
  fileBytesCount(path);
  for await (const line of textLines(path)) {
    if (isSilent(line)) continue;
    return formats.find(({ firstLine }) => firstLine.test(line));
  }
  return undefined;
}

/** A line that says nothing: blank, or what keeps a connection alive. */
function isSilent(line: string): boolean {
  return line.trim() === "" || line === '""';
}

/** Of formats with Unix times: the first message tells the day. */
async function openClocked(
  path: string,
  newDecoder: () => OrderLineDecoder & { readonly clock: UnixClock },
): Promise<OpenedOrderFile> {
  const scout = newDecoder();
  let number = 0;
  for await (const line of textLines(path)) {
    number++;
    if (isSilent(line)) continue;
    decodeLine(scout, line, new OrderRows(), `${path}:${number}`);
    break;
  }
  return { decoder: newDecoder(), midnightUnixNs: scout.clock.midnightUnixNs ?? 0n, shiftNs: 0, paths: [path] };
}

/**
 * The day stands in the name alone; the book of before the first message, in the file beside it that has `orderbook` in
 * its name.
 */
async function openLobster(path: string, grid: InstrumentGrid): Promise<OpenedOrderFile> {
  const [, , year, month, day] = lobsterName.exec(path) ?? [];
  const utcMs = Date.UTC(Number(year), Number(month) - 1, Number(day));
  if (Number.isNaN(utcMs))
    throw new InputError(path, "its name has no day; expected AAPL_2012-06-21_…_message_50.csv or such");
  const bookPath = path.replace(/_message_(?=[^/]*$)/, "_orderbook_");
  const hasBook = bookPath !== path && isFile(bookPath);
  return {
    decoder: new LobsterDecoder(grid, hasBook ? await readFirstLine(bookPath) : undefined),
    midnightUnixNs: BigInt(utcMs) * 1_000_000n,
    shiftNs: newYorkMidnightHours(utcMs) * nsPerHour,
    paths: hasBook ? [path, bookPath] : [path],
  };
}

/**
 * How many hours after the UTC midnight of a day its midnight in New York is: 4 in summer, 5 in winter. By its noon: no
 * clocks change then.
 */
function newYorkMidnightHours(utcMidnightMs: number): number {
  const noon = new Date(utcMidnightMs + 12 * 3_600_000);
  const hour = new Intl.DateTimeFormat("en-US", { timeZone: "America/New_York", hour: "2-digit", hourCycle: "h23" });
  return 12 - Number(hour.format(noon));
}
