/**
 * Goal: the engines agree on real markets, whose books are deep, whose prints come late and whose prices wander far. Method:
 * whole recordings with a restless agent on both; every stop, view and own event is the same. Recordings are read where they
 * are present.
 */
import { afterAll, expect, test } from "bun:test";
import { join } from "node:path";
import { loadInstruments } from "../../src/adapters/binance/instruments-file.ts";
import { Random } from "../../src/base/random.ts";
import { openTapes } from "../../src/data/open-tapes.ts";
import { mayRest, type OrderType, orderType } from "../../src/domain/order-type.ts";
import { bid, type Side, sides, sign } from "../../src/domain/side.ts";
import { nsPerMs } from "../../src/domain/time.ts";
import {
  change,
  type Engine,
  type EngineConfig,
  type EngineMarket,
  type QueueModel,
  stop,
} from "../../src/ports/engine.ts";
import type { Tape } from "../../src/ports/tape.ts";
import { enginesUnderTest } from "../helpers/engine-kinds.ts";
import { projectRoot, sharedData } from "../helpers/needs.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

/** One of each way of weighing: all of them are played by the small worlds. */
const recordingModels: readonly QueueModel[] = [
  "conservative",
  "proportional",
  { power: { n: 2 } },
  { log: { variant: 2 } },
];

const recordings = [
  ["Spot BTCUSDT", ["spot_btcusdt_20240808.gz", "spot_btcusdt_20240809.gz"]],
  ["USD-M BTCUSDT", ["usdm_btcusdt_20240808.gz"]],
  ["COIN-M BTCUSD_PERP", ["cm_btcusd_perp_20240808.gz", "cm_btcusd_perp_20240809.gz"]],
] as const;

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

const isNativeMissing = enginesUnderTest.some(({ isMissing }) => isMissing);

for (const [name, files] of recordings) {
  const paths = files.map(sharedData).filter((path) => path !== undefined);
  const isMissing = isNativeMissing || paths.length < files.length;
  test.skipIf(isMissing)(
    `equal: a whole recording of ${name}: each engine, the same stops, views and own events`,
    async () => {
      const instruments = loadInstruments(join(projectRoot, "configs/instruments.yaml"));
      const [tape] = await openTapes(paths, { instruments }, { folder: folder.path, codeHash: "any" });
      for (const queueModel of recordingModels) {
        const [expected, ...others] = enginesUnderTest.map(({ open }) => linesOf(open(configOf(queueModel)), tape!));
        expect(new Set(expected!.filter((line) => line.includes(" print"))).size).toBeGreaterThan(100);
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

function configOf(queueModel: QueueModel): EngineConfig {
  return {
    venueCloseNs: 10 * nsPerMs,
    tickerLatencyNs: 5 * nsPerMs,
    decisionTimeNs: 20_000,
    queueModel,
    decideEveryNs: 400 * nsPerMs,
    decideOn: 0,
    reads: change.touchPrice | change.trade | change.own,
  };
}

/** One line a stop and an own event, of everything in it. */
function linesOf(engine: Engine, tape: Tape): string[] {
  const market = engine.markets[0]!;
  const agent = new RestlessAgent(market, Random.fromSeed(7));
  const lines: string[] = [];
  for (const columns of tape.chunks(10_000)) {
    market.push(columns, 0);
    for (let reasons = engine.run(0); reasons !== stop.rowsUsed; reasons = engine.run(0)) {
      lines.push([reasons, ...viewOf(market)].join(" "));
      for (let index = 0; index < market.ownEventsCount; index++) lines.push(ownEventOf(market, index));
      agent.act(reasons);
    }
  }
  lines.push(Object.values(market.counts).join(" "));
  engine[Symbol.dispose]();
  return lines;
}

/** Cancels are for one of this many newest orders. */
const recentCount = 8;

const { limit, postOnly, ioc, fok, market: marketOrder } = orderType;
/** Of ten orders. */
const types: readonly OrderType[] = [...new Array(6).fill(postOnly), limit, ioc, fok, marketOrder];

/** Quotes at, behind and through the touch on both sides, takes now and then, amends and cancels most of it a little later. */
class RestlessAgent {
  #lastOrderId = 0;

  constructor(
    private readonly market: EngineMarket,
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
    const sizeLots = random.int(1, 3000);
    const shownLots = mayRest(type) && random.chance(1, 4) ? random.int(1, sizeLots) : 0;
    market.place(type, side, ++this.#lastOrderId, priceTicks, sizeLots, shownLots, this.#latency());
  }

  #amend(): void {
    const priceTicks = this.#priceTicks(this.random.pick(sides));
    this.market.amend(this.#recentId(), priceTicks, this.random.int(1, 3000), this.#latency());
  }

  #priceTicks(side: Side): number {
    const { touchBidTicks, touchAskTicks } = this.market.view;
    const awayTicks = this.random.chance(1, 2) ? 0 : this.random.int(-3, 200);
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
  ];
}

function ownEventOf(market: EngineMarket, index: number): string {
  const event = market.ownEvent(index);
  return [
    event.kind,
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
    event.cause,
    event.reason,
  ].join(" ");
}
