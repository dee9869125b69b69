// Goal: order-level recordings of three venues become tapes that name their orders, with the venue's own book and
// prints.
// Method: each recording line by line into market rows, and after each line the levels that an independent reader of
// the rows shows against those of a book of orders (fed with the plain rows) and, where the venue tells them, against
// its own; then through the front door, as tapes.
import { expect, spyOn, test } from "bun:test";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadInstruments } from "../../src/adapters/binance/instruments-file.ts";
import { runDataImport } from "../../src/commands/data-import.ts";
import { runDataValidate } from "../../src/commands/data-validate.ts";
import { openTapes } from "../../src/data/open-tapes.ts";
import { BitstampDecoder } from "../../src/data/order-level/bitstamp.ts";
import { LobsterDecoder } from "../../src/data/order-level/lobster.ts";
import { LunoDecoder, lunoOrderId } from "../../src/data/order-level/luno.ts";
import { OrderMarketRows } from "../../src/data/order-level/order-market-rows.ts";
import type { OrderLineDecoder } from "../../src/data/order-level/read-order-rows.ts";
import { UncrossedCounts, UncrossedRows } from "../../src/data/order-level/uncrossed-rows.ts";
import type { InstrumentSelection } from "../../src/data/select-instrument.ts";
import { OrderRows } from "../../src/domain/order-rows.ts";
import { ask, bid } from "../../src/domain/side.ts";
import { openOrderBook } from "../../src/engine/open-order-book.ts";
import type { OrderBook } from "../../src/ports/order-book.ts";
import { levelsOf, NamedRowsVenue } from "../helpers/named-rows-venue.ts";
import { projectRoot } from "../helpers/needs.ts";
import { bookLine, grids, linesOf, type orderRecordings, recordingOf } from "../helpers/order-recordings.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

type Name = keyof typeof orderRecordings;
const skipIf = (name: Name) => test.skipIf(recordingOf(name) === undefined);

skipIf("luno")("order-level tapes: Luno's stream: the whole book on its way, and all 48 prints", async () => {
  const { found, venue } = follow(await linesOf("luno"), new LunoDecoder(grids.luno), 20);
  expect(found).toMatchObject({ refusedCount: 0, heldCount: 0, staleCount: 0, different: 0 });
  expect(venue.prints).toHaveLength(48);
});

skipIf("aaplMessages")(
  "order-level tapes: AAPL's messages: the whole book after each, equal to LOBSTER's own",
  async () => {
    const books = await linesOf("aaplBooks");
    let equalCount = 0;
    const check = (book: OrderBook, at: number) => {
      if (
        bookLine(book, 49) ===
        books[at]!.split(",")
          .slice(0, 4 * 49)
          .join(",")
      )
        equalCount++;
    };
    const { found } = follow(await linesOf("aaplMessages"), new LobsterDecoder(grids.lobster, books[0]), 1, check);
    expect(found).toMatchObject({ refusedCount: 0, heldCount: 0, staleCount: 0, different: 0 });
    expect(equalCount).toBe(672);
  },
);

// Prints that differ are of orders older than the recording, or two that the venue tells as one.
skipIf("bitstamp")(
  "order-level tapes: Bitstamp's stream: never crossed, and a print for each of the venue's trades",
  async () => {
    const lines = await linesOf("bitstamp");
    const { found, venue, book } = follow(lines, new BitstampDecoder(grids.bitstamp), 50);
    expect(found).toEqual({ refusedCount: 213, heldCount: 377, staleCount: 0, different: 0 });
    expect(book.crossedCount).toBe(0);
    const left = venue.prints.map(({ priceTicks, sizeLots }) => `${sizeLots} at ${priceTicks}`);
    expect(left).toHaveLength(576);
    const trades = lines.flatMap((line) => tradeOf(line) ?? []);
    const told = trades.filter((trade) => {
      const at = left.indexOf(trade);
      if (at >= 0) left.splice(at, 1);
      return at >= 0;
    });
    expect([trades.length, told.length]).toEqual([575, 556]);
  },
);

const instruments = loadInstruments(join(projectRoot, "configs/instruments.yaml"));

skipIf("luno")(
  "order-level tapes: opened by path: rows that name their orders, of the one instrument of their venue",
  async () => {
    const tape = await opened([recordingOf("luno")!], { instruments });
    expect(tape).toMatchObject({ hasOrderIds: true, rowsCount: 25_122, midnightUnixNs: 1_626_134_400_000_000_000n });
    expect(tape.instrument.symbol).toBe("XBTZAR");
    expect(tape.firstOrderIds?.slice(0, 2)).toEqual(BigUint64Array.of(0n, lunoOrderId("BXCGX86ZVSAFXPV")));
  },
);

skipIf("aaplMessages")(
  "order-level tapes: a LOBSTER file: the day is its name's, the hour New York's, the book the file's beside it",
  async () => {
    const selection = { instruments, symbol: "AAPL" };
    const tape = await opened([recordingOf("aaplMessages")!], selection);
    expect(tape.midnightUnixNs).toBe(BigInt(Date.UTC(2012, 5, 21)) * 1_000_000n);
    expect(tape.firstReceivedNs).toBe((9.5 + 4) * 3600e9 + 4_241_176);
    using folder = temporaryFolder();
    const alone = join(folder.path, "AAPL_2012-01-20_message_50.csv.gz");
    copyFileSync(recordingOf("aaplMessages")!, alone);
    const bare = await opened([alone], selection);
    expect(bare.rowsCount).toBeLessThan(tape.rowsCount);
    expect(bare.firstReceivedNs).toBe((9.5 + 5) * 3600e9 + 4_241_176);
  },
);

skipIf("aaplMessages")("order-level tapes: what does not fit: refused in one line", async () => {
  const path = recordingOf("aaplMessages")!;
  await expect(opened([path], { instruments, symbol: "GOOG" })).rejects.toThrow(
    "is of AAPL, by its name; expected GOOG",
  );
  await expect(opened([path], { instruments, venue: "luno" })).rejects.toThrow(
    "is a recording of nasdaq; expected one of luno",
  );
  const others = instruments.filter(({ symbol }) => symbol !== "AAPL");
  await expect(opened([path], { instruments: others })).rejects.toThrow(
    "is of AAPL of nasdaq, whose known instruments are GOOG.nasdaq; expected one of these, or an entry in",
  );
  using folder = temporaryFolder();
  const bitcoins = instruments.flatMap((of) => (of.venue === "luno" ? [of, { ...of, symbol: "XBTEUR" }] : []));
  const stream = join(folder.path, "stream.jsonl");
  writeFileSync(stream, `{"sequence":"1","timestamp":1626134400000,"asks":[],"bids":[]}\n`);
  await expect(opened([stream], { instruments: bitcoins })).rejects.toThrow(
    "may be XBTZAR.luno, XBTEUR.luno, which it does not tell; expected --symbol",
  );
  const nameless = join(folder.path, "messages.csv.gz");
  copyFileSync(path, nameless);
  await expect(opened([nameless], { instruments, symbol: "AAPL" })).rejects.toThrow("its name has no day");
});

skipIf("bitstamp")(
  "order-level tapes: data validate and data import: what is wrong is said; nothing goes to Parquet",
  async () => {
    const path = recordingOf("bitstamp")!;
    const quiet = spyOn(console, "error").mockImplementation(() => {});
    const printed = spyOn(console, "log").mockImplementation(() => {});
    try {
      expect(await runDataValidate([path, "--json"])).toBe(0);
      const [report] = JSON.parse(printed.mock.calls[0]![0]).instruments;
      expect(report).toMatchObject({ symbol: "BTCUSD", crossedCount: 0, orders: { heldCount: 377, staleCount: 0 } });
      expect(report.problems).toEqual(["213 rows speak of orders that the recording does not know, or contradict it"]);
    } finally {
      quiet.mockRestore();
      printed.mockRestore();
    }
    await expect(runDataImport([path])).rejects.toThrow("names every order, which Parquet does not keep");
  },
);

/** Lines through both steps; every so many of them, and at the end, the whole book against that of the rows. */
function follow(
  lines: readonly string[],
  decoder: OrderLineDecoder,
  everyLines: number,
  check: (book: OrderBook, at: number) => void = () => {},
) {
  using book = openOrderBook();
  const counts = new UncrossedCounts();
  const uncrossed = new UncrossedRows(counts);
  const venue = new NamedRowsVenue();
  const market = new OrderMarketRows(venue);
  let different = 0;
  for (const [at, line] of lines.entries()) {
    const rows = new OrderRows();
    decoder.line(line, rows);
    const plain = uncrossed.take(rows);
    book.apply(plain);
    market.take(plain);
    check(book, at);
    if (at % everyLines !== 0 && at < lines.length - 1) continue;
    market.end();
    for (const side of [bid, ask] as const)
      if (venue.isValid && !Bun.deepEquals(venue.levels(side), levelsOf(book, side))) different++;
  }
  return { found: { ...counts, different }, venue, book: { crossedCount: book.counts.crossedCount } };
}

function tradeOf(line: string): string | undefined {
  const [, json] = /^\d+ trade (.*)$/.exec(line) ?? [];
  if (json === undefined) return undefined;
  const { price, amount } = JSON.parse(json) as { price: number; amount: number };
  return `${Math.round(amount * 1e8)} at ${Math.round(price * 1e2)}`;
}

async function opened(paths: readonly string[], selection: InstrumentSelection) {
  using folder = temporaryFolder();
  const [tape] = await openTapes(paths, selection, { folder: folder.path, codeHash: "code" });
  const [first] = tape!.chunks(10);
  return { ...tape!, firstOrderIds: first!.orderId?.slice() };
}
