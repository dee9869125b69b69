// Goal: a recording that an exchange plays, traded on paper as if live, gives the fills of `sim` on that recording; what
// differs is counted, and each cause has its number (src/live/README.md).
// Method: a synthetic recording, and a real one where it is there, as the market of the exchange in process; the paper
// session in front of it, 5 ms away; `sim` on the same recording with each message received 5 ms after its venue time,
// and as it was received. Times are compared in the exchange's microseconds.
import { afterAll, expect, test } from "bun:test";
import { loadInstruments } from "../../src/adapters/binance/instruments-file.ts";
import type { BacktestSetup } from "../../src/commands/backtest-setup.ts";
import { openTapes } from "../../src/data/open-tapes.ts";
import { bid } from "../../src/domain/side.ts";
import { nsPerMs, nsPerSecond, nsPerUs } from "../../src/domain/time.ts";
import type { Tape } from "../../src/ports/tape.ts";
import { firstToldNs, journaledTapes, toldTape } from "../helpers/column-tape.ts";
import { projectRoot, sharedData } from "../helpers/needs.ts";
import { PaperWorld } from "../helpers/paper-world.ts";
import { syntheticTape } from "../helpers/recorded-exchange.ts";
import { backtest, type MarketFill, setupOf } from "../helpers/setup-runs.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

const wayMs = 5;
const configured = setupOf("btcusdt-live.yaml");
/** A bound on the position carries each difference into all that follows. */
const unbounded = setupOf("btcusdt-live.yaml", [
  "strategy.parameters.position_lots_max=100000000",
  "risk.position_lots_max=100000000",
  'balances.BTC="10000"',
  'balances.USDT="1000000000"',
]);

/** Fills. */
interface Compared {
  readonly live: readonly MarketFill[];
  /** Of the live ones those before the first whole second, when `sim` decides first. */
  readonly early: readonly MarketFill[];
  /** Of `sim`, each message received when the session received it. */
  readonly told: readonly MarketFill[];
  /** Of `sim` on the recording as it was received. */
  readonly received: readonly MarketFill[];
}

/** Until a second before the recording ends. */
function compare(tape: Tape, setup: BacktestSetup): Compared {
  const firstNs = firstToldNs(tape);
  const told = toldTape(tape, wayMs * nsPerMs);
  using world = new PaperWorld({
    startUnixNs: tape.midnightUnixNs + BigInt(firstNs),
    recordings: [{ symbol: "BTCUSDT", tapes: [tape] }],
    ...{ setup, latency: { toVenueMs: wayMs, fromVenueMs: wayMs } },
  });
  const runHash = world.run(told.lastReceivedNs - firstNs - nsPerSecond);
  expect(backtest(setup, journaledTapes(world.log, world.spec)).run.runHash).toBe(runHash);
  const { lastNs } = world.opened.session;
  const inTime = ({ receivedNs }: MarketFill) => receivedNs <= lastNs;
  const firstSecondNs = Math.ceil(firstNs / nsPerSecond) * nsPerSecond;
  return {
    live: world.fills,
    early: world.fills.filter(({ venueNs }) => venueNs < firstSecondNs),
    told: backtest(setup, [told]).fills.filter(inTime),
    received: backtest(setup, [tape]).fills.filter(inTime),
  };
}

/** How many of `some` are among `others`, each once; and of the same orders there. */
function sameCount(some: readonly MarketFill[], others: readonly MarketFill[]): number {
  const left = Map.groupBy(others, keyOf);
  const orderIds = new Map<number, number>();
  let count = 0;
  for (const fill of some) {
    const other = left.get(keyOf(fill))?.shift();
    if (other === undefined) continue;
    const orderId = orderIds.get(fill.orderId) ?? other.orderId;
    if (orderId === other.orderId) count++;
    orderIds.set(fill.orderId, orderId);
  }
  return count;
}

function keyOf({ venueNs, side, priceTicks, sizeLots, cause }: MarketFill): string {
  return [Math.floor(venueNs / nsPerUs), side, priceTicks, sizeLots, cause].join(" ");
}

/** Position in lots, and P&L before fees in ticks times lots, marked at a price of the recording. */
function outcomeOf(fills: readonly MarketFill[]): { readonly positionLots: number; readonly gross: number } {
  const markTicks = 6_160_000;
  let [positionLots, gross] = [0, 0];
  for (const { side, priceTicks, sizeLots } of fills) {
    const lots = side === bid ? sizeLots : -sizeLots;
    positionLots += lots;
    gross += lots * (markTicks - priceTicks);
  }
  return { positionLots, gross };
}

// Measured: 77 of 78 are the same. The one is of the first order: `sim` has a book with the recording's first message, the
// feed 115 ms later, when it has connected and asked for one.
test("live on paper: a synthetic recording played by an exchange: the fills of sim on it, but for the first order", () => {
  const { live, told } = compare(syntheticTape(folder.of("tape"), 21, 300), unbounded);
  expect(told.length).toBeGreaterThan(50);
  expect(outcomeOf(live).positionLots).toBe(outcomeOf(told).positionLots);
  expect(told.length - sameCount(told, live)).toBeLessThanOrEqual(1);
  expect(live.length - sameCount(live, told)).toBeLessThanOrEqual(1);
}, 30_000);

const paths = ["spot_btcusdt_20240808.gz", "spot_btcusdt_20240809.gz"].map(sharedData);
const isMissing = paths.includes(undefined);

async function realTape(): Promise<Tape> {
  const instruments = loadInstruments(`${projectRoot}/configs/instruments.yaml`);
  const [tape] = await openTapes(paths as string[], { instruments }, { folder: folder.path, codeHash: "any" });
  return tape!;
}

// Measured: 2,783 fills live, 2,774 of `sim`, 2,770 the same. Of one order 12 fills come before the first whole second:
// the recording's snapshot is older than its first tickers, so that `sim` sees no touch until the next one, while the
// feed asks the exchange for a book of now. Of another, 4 fills by prints are 1 by a quote: the exchange's depth holds
// what a newer ticker has shown. And of the 2,698 fills of `sim` on the recording as it was received, from 0.5 ms to
// 0.2 s after its venue times, 1,979 are the same: the rest is what such delays do to a maker.
test.skipIf(isMissing)(
  "live on paper: Spot, recorded, played by an exchange: the fills of sim on it, but for the first second and one order",
  async () => {
    using tape = await realTape();
    const { live, early, told, received } = compare(tape, unbounded);
    expect(told.length).toBeGreaterThan(2500);
    expect(told.length - sameCount(told, live)).toBeLessThanOrEqual(5);
    const later = live.slice(early.length);
    expect(early.length).toBeLessThanOrEqual(15);
    expect(later.length - sameCount(later, told)).toBeLessThanOrEqual(2);
    expect(outcomeOf(later)).toEqual(outcomeOf(told));
    expect(sameCount(received, told) / received.length).toBeGreaterThan(0.7);
  },
  60_000,
);

// Measured: of 2,547 fills 2,520 are the same: after the order of the first second one side or the other stops at the
// bound a little earlier, or later.
test.skipIf(isMissing)(
  "live on paper: Spot, recorded, with a bound on the position: an order of the first second moves when it is reached",
  async () => {
    using tape = await realTape();
    const { live, told } = compare(tape, configured);
    expect(told.length).toBeGreaterThan(2300);
    expect(sameCount(told, live) / told.length).toBeGreaterThan(0.98);
    expect(live.length / told.length).toBeCloseTo(1, 2);
  },
  60_000,
);
