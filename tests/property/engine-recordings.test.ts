/**
 * Goal: the engines agree on real markets, whose books are deep, whose prints come late and whose prices wander far.
 * Method: whole recordings with a restless agent on both; every stop, view, sum and own event is the same. Recordings are
 * read where they are present.
 */
import { afterAll, expect, test } from "bun:test";
import { join } from "node:path";
import { loadInstruments } from "../../src/adapters/binance/instruments-file.ts";
import { Random } from "../../src/base/random.ts";
import { openTapes } from "../../src/data/open-tapes.ts";
import { mayRest, type OrderType, orderType } from "../../src/domain/order-type.ts";
import { ownEventKind } from "../../src/domain/own-event.ts";
import { bid, type Side, sides, sign } from "../../src/domain/side.ts";
import { nsPerMs } from "../../src/domain/time.ts";
import {
  change,
  type EngineConfig,
  type EngineMarket,
  engineLimits,
  type QueueModel,
  stop,
} from "../../src/ports/engine.ts";
import { noSignals, type SignalNeeds } from "../../src/ports/market-signals.ts";
import type { Tape } from "../../src/ports/tape.ts";
import { type EngineUnderTest, enginesUnderTest } from "../helpers/engine-kinds.ts";
import { countsOf } from "../helpers/engine-trace.ts";
import { projectRoot, sharedData } from "../helpers/needs.ts";
import { orderRecordings } from "../helpers/order-recordings.ts";
import { seenDepth, seenFlow, seenSignals } from "../helpers/seen-signals.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

interface Recording {
  readonly name: string;
  readonly files: readonly string[];
  /** Where the recording does not tell. */
  readonly symbol?: string;
  readonly models: readonly QueueModel[];
  readonly decideEveryNs: number;
  readonly sizeLotsMax: number;
  readonly awayTicksMax: number;
}

const ofLevels = { decideEveryNs: 400 * nsPerMs, sizeLotsMax: 3000, awayTicksMax: 200 };
const ofOrders = { models: ["exact"], decideEveryNs: 1000 * nsPerMs, sizeLotsMax: 300, awayTicksMax: 20 } as const;

/** Each way of weighing a queue on one of them; all of them are played by the small worlds. */
const recordings: readonly Recording[] = [
  {
    name: "Spot BTCUSDT",
    files: ["spot_btcusdt_20240808.gz", "spot_btcusdt_20240809.gz"],
    models: ["conservative", { power: { n: 2 } }],
    ...ofLevels,
  },
  { name: "USD-M BTCUSDT", files: ["usdm_btcusdt_20240808.gz"], models: ["proportional"], ...ofLevels },
  {
    name: "COIN-M BTCUSD_PERP",
    files: ["cm_btcusd_perp_20240808.gz", "cm_btcusd_perp_20240809.gz"],
    models: [{ log: { variant: 2 } }],
    ...ofLevels,
  },
  { name: "BTCUSD order by order", files: [orderRecordings.bitstamp], ...ofOrders, sizeLotsMax: 100_000_000 },
  { name: "GOOG order by order", files: [orderRecordings.googMessages], symbol: "GOOG", ...ofOrders },
];

const all: SignalNeeds = { sums: true, flow: true, depthLevels: engineLimits.depthLevelsMax };

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

const isNativeMissing = enginesUnderTest.some(({ isMissing }) => isMissing);

for (const recording of recordings) {
  const paths = recording.files.map(sharedData).filter((path) => path !== undefined);
  const isMissing = isNativeMissing || paths.length < recording.files.length;
  test.skipIf(isMissing)(
    `equal: a whole recording of ${recording.name}: each engine, the same stops, views and own events`,
    async () => {
      const instruments = loadInstruments(join(projectRoot, "configs/instruments.yaml"));
      const selection = { instruments, symbol: recording.symbol };
      const [tape] = await openTapes(paths, selection, { folder: folder.path, codeHash: "any" });
      for (const queueModel of recording.models) {
        const [expected, ...others] = enginesUnderTest.map(({ open }) => linesOf(open, queueModel, recording, tape!));
        expect(expected!.filter((line) => line.startsWith(printFill)).length).toBeGreaterThan(100);
        for (const lines of others) {
          const firstDifferent = lines.findIndex((line, index) => line !== expected![index]);
          expect(lines[firstDifferent]).toBe(expected![firstDifferent]!);
          expect(lines).toHaveLength(expected!.length);
        }
      }
    },
    60_000,
  );
}

function configOf(queueModel: QueueModel, { decideEveryNs, models }: Recording): EngineConfig {
  return {
    venueCloseNs: 10 * nsPerMs,
    tickerLatencyNs: 5 * nsPerMs,
    decisionTimeNs: 20_000,
    queueModel,
    decideEveryNs,
    decideOn: 0,
    reads: change.touchPrice | change.trade | change.own,
    // No model of our queue moves them.
    signals: queueModel === models[0] ? all : noSignals,
  };
}

/** One line a stop and an own event, of everything in it. */
function linesOf(open: EngineUnderTest["open"], queueModel: QueueModel, recording: Recording, tape: Tape): string[] {
  using engine = open(configOf(queueModel, recording));
  const market = engine.markets[0]!;
  const agent = new RestlessAgent(market, recording, Random.fromSeed(7));
  const lines: string[] = [];
  for (const columns of tape.chunks(10_000)) {
    market.push(columns, 0);
    for (let reasons = engine.run(0); reasons !== stop.rowsUsed; reasons = engine.run(0)) {
      lines.push([reasons, ...viewOf(market)].join(" "));
      for (let index = 0; index < market.ownEventsCount; index++) lines.push(ownEventOf(market, index));
      agent.act(reasons);
    }
  }
  lines.push(Object.values(countsOf(market)).join(" "));
  return lines;
}

/** How the line of a fill by a print, at its price or beyond, begins. */
const printFill = `own ${ownEventKind.filled} print`;

/** Cancels are for one of this many newest orders. */
const recentCount = 8;

const { limit, postOnly, ioc, fok, market: marketOrder } = orderType;
/** Of ten orders. */
const types: readonly OrderType[] = [...new Array(6).fill(postOnly), limit, ioc, fok, marketOrder];

/**
 * Quotes at, behind and through the touch on both sides, takes now and then, amends and cancels most of it a little
 * later.
 */
class RestlessAgent {
  #lastOrderId = 0;

  constructor(
    private readonly market: EngineMarket,
    private readonly recording: Recording,
    private readonly random: Random,
  ) {}

  act(reasons: number): void {
    const { market, random } = this;
    if ((reasons & (stop.timer | stop.decision)) === 0) return;
    for (let n = random.int(1, 4); n > 0; n--) market.cancel(this.#recentId(), this.#latency());
    if (random.chance(1, 20)) market.cancelAll(this.#latency());
    if (market.view.touchBidLots === 0 || market.view.touchAskLots === 0) return;
    for (const side of sides) if (random.chance(2, 3)) this.#quote(side);
    if (random.chance(1, 3)) this.#amend();
    if (random.chance(1, 10)) market.setDeadline(market.view.nowNs + random.int(0, 50 * nsPerMs));
  }

  #quote(side: Side): void {
    const { market, random } = this;
    const type = random.pick(types);
    const priceTicks = type === marketOrder ? 0 : this.#priceTicks(side);
    const sizeLots = random.int(1, this.recording.sizeLotsMax);
    const shownLots = mayRest(type) && random.chance(1, 4) ? random.int(1, sizeLots) : 0;
    market.place(type, side, ++this.#lastOrderId, priceTicks, sizeLots, shownLots, this.#latency());
  }

  #amend(): void {
    const priceTicks = this.#priceTicks(this.random.pick(sides));
    const sizeLots = this.random.int(1, this.recording.sizeLotsMax);
    this.market.amend(this.#recentId(), priceTicks, sizeLots, this.#latency());
  }

  #priceTicks(side: Side): number {
    const { touchBidTicks, touchAskTicks } = this.market.view;
    const awayTicks = this.random.chance(1, 2) ? 0 : this.random.int(-3, this.recording.awayTicksMax);
    return (side === bid ? touchBidTicks : touchAskTicks) - sign(side) * awayTicks;
  }

  #recentId(): number {
    return Math.max(this.#lastOrderId - this.random.int(0, recentCount), 1);
  }

  #latency() {
    return { entryNs: this.random.int(1, 6) * nsPerMs, responseNs: this.random.int(1, 8) * nsPerMs };
  }
}

function viewOf({ view, counts }: EngineMarket): readonly (number | string)[] {
  return [
    view.nowNs,
    view.receivedNs,
    view.bookState,
    view.touchBidTicks,
    view.touchBidLots,
    view.touchAskTicks,
    view.touchAskLots,
    view.bookBidTicks,
    view.bookBidLots,
    view.bookAskTicks,
    view.bookAskLots,
    view.changed,
    counts.rowsCount,
    counts.decisionsSkippedCount,
    JSON.stringify(Object.values(seenSignals(view.signals))),
    JSON.stringify([seenDepth(view.depth), seenFlow(view.flow)]),
  ];
}

function ownEventOf(market: EngineMarket, index: number): string {
  const event = market.ownEvent(index);
  return [
    `own ${event.kind} ${event.cause}`,
    event.seenNs,
    event.venueNs,
    event.orderId,
    event.side,
    event.priceTicks,
    event.lots,
    event.remainingLots,
    event.queueAheadLots,
    event.bidTicks,
    event.askTicks,
    event.reason,
  ].join(" ");
}
