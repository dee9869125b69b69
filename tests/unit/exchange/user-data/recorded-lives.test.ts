// Goal: an order's life is told as the venue told it of such an order: the same events, fields, types and values.
// Method: lives that public clients recorded, played again with orders of the same terms; what is each order's own (ids, times, what a
// commission is paid in) is compared by its type.
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { fine, type Grid } from "../../../helpers/exchange-symbols.ts";
import { type Event, openUserData } from "../../../helpers/exchange-user-data.ts";
import { placed, type Venue, type Words } from "../../../helpers/exchange-venue.ts";
import { needs, sharedData } from "../../../helpers/needs.ts";

const framesFile = sharedData("api/quantconnect_user_stream_frames.jsonl");
const lifeFile = sharedData("api/ltcusdt_maker_taker_lifecycle_2021-10-23.jsonl");
const remedy = "lay the recordings beside the project";
const lacksFrames = needs("recorded user data", framesFile !== undefined && lifeFile !== undefined, remedy);

/** Ids and times differ from day to day; what a commission is paid in, from account to account. */
const ownToEach = new Set(["E", "T", "O", "W", "c", "i", "I", "t", "n", "N", "u", "B"]);

describe("user data: recorded lives of orders:", () => {
  const lives: [file: string, symbol: string, grid: Grid, script: (life: Life) => void][] = [
    [
      "WebSocketGlobalSpotLimitSubmittedFilled",
      "ACHUSDT",
      fine,
      ({ buy, sellsBefore }) => {
        sellsBefore("0.00656", "800");
        buy({ price: "0.00658", size: "800" });
      },
    ],
    [
      "WebSocketGlobalSpotMarketSubmitPartiallyFilledFilled",
      "ACHUSDT",
      fine,
      ({ sell, buysBefore }) => {
        buysBefore("0.00655", "765");
        buysBefore("0.00654", "35");
        sell({ kind: "MARKET", size: "800" });
      },
    ],
    [
      "WebSocketGlobalSpotStopLimitSubmittedTriggerFilled",
      "PHAUSDT",
      fine,
      ({ buy, venue, sellsBefore }) => {
        venue.trade("0.02610");
        buy({ kind: "STOP_LOSS_LIMIT", price: "0.026", stop: "0.0262", size: "200" });
        venue.trade("0.02620");
        sellsBefore("0.026", "200");
      },
    ],
    [
      "WebSocketSpotLimitFillOrKillSubmittedExpired",
      "ACTUSDT",
      fine,
      ({ buy }) => buy({ price: "0.013", size: "384.6", force: "FOK" }),
    ],
  ];

  for (const [file, symbol, grid, script] of lives)
    test.skipIf(lacksFrames)(`${file}: the same events, field by field`, () => {
      const recorded = readLines(framesFile!)
        .filter((line) => line.file === `${file}.json`)
        .map(({ message }) => (message as { event: Event }).event);
      const life = play(symbol, grid);
      using _ = life.venue;
      script(life);
      const reports = life.events.filter(({ e }) => e === "executionReport");
      expect(reports.length).toBe(recorded.length);
      // Reasons of expiry came after the recordings.
      for (const [index, { eR, ...report }] of reports.entries()) {
        expect(eR === undefined).toBe(report.x !== "EXPIRED");
        compare(report, recorded[index]!);
      }
    });

  test.skipIf(lacksFrames)(
    "a maker's and a taker's order of 2021: the same events, with the fields of that time",
    () => {
      const recorded = readLines(lifeFile!)
        .filter(({ kind }) => kind === "user_stream")
        .map(({ body }) => body as Event);
      const life = play("LTCUSDT", { tickSize: "0.1", stepSize: "0.001" });
      using _ = life.venue;
      life.buy({ price: "193.4", size: "0.1" });
      life.sellsBefore("193.4", "0.1");
      life.buysBefore("193.8", "0.1");
      life.sell({ price: "193.8", size: "0.1" });
      expect(life.events.length).toBe(recorded.length);
      for (const [index, { W, V, ...event }] of life.events.entries()) compare(event, recorded[index]!);
    },
  );
});

interface Life {
  readonly venue: Venue;
  readonly events: Event[];
  readonly buy: (words: Words) => void;
  readonly sell: (words: Words) => void;
  /** Orders of somebody else, of whom nobody is told. */
  readonly sellsBefore: (price: string, size: string) => void;
  readonly buysBefore: (price: string, size: string) => void;
}

function play(symbol: string, grid: Grid): Life {
  const names = { symbol, baseAsset: symbol.slice(0, 3), quoteAsset: "USDT" };
  const { venue, own, other, events, listen } = openUserData(
    { ...grid, stepSize: grid === fine ? "0.1" : grid.stepSize },
    names,
  );
  listen(own);
  return {
    venue,
    events,
    buy: (words) => placed(venue.buy(own, words)),
    sell: (words) => placed(venue.sell(own, words)),
    sellsBefore: (price, size) => placed(venue.sell(other, { price, size })),
    buysBefore: (price, size) => placed(venue.buy(other, { price, size })),
  };
}

function readLines(path: string): Record<string, unknown>[] {
  return readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** The same fields in the same order, of the same types, and the same values where they are not each order's own. */
function compare(event: Event, recorded: Event): void {
  expect(Object.keys(event)).toEqual(Object.keys(recorded));
  for (const [name, value] of Object.entries(recorded)) {
    expect([name, kindOf(event[name])]).toEqual([name, kindOf(value)]);
    if (!ownToEach.has(name)) expect([name, event[name]]).toEqual([name, value]);
  }
  for (const balance of (event.B ?? []) as Event[])
    expect(Object.keys(balance)).toEqual(Object.keys((recorded.B as Event[])[0]!));
}

/** A type as a client's decoder sees it: of decimals their places too. */
function kindOf(value: unknown): string {
  if (typeof value === "string" && /^\d+\.\d+$/.test(value)) return `decimal of ${value.split(".")[1]!.length} places`;
  return value === null ? "null" : typeof value;
}
