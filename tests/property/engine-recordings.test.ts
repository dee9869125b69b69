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
import { bid, type Side, sides, sign } from "../../src/domain/side.ts";
import { nsPerMs } from "../../src/domain/time.ts";
import { change, type Engine, type EngineConfig, type QueueModel, stop } from "../../src/ports/engine.ts";
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
  const agent = new RestlessAgent(engine, Random.fromSeed(7));
  const lines: string[] = [];
  for (const columns of tape.chunks(10_000)) {
    engine.push(columns, 0);
    for (let reasons = engine.run(0); reasons !== stop.rowsUsed; reasons = engine.run(0)) {
      lines.push([reasons, ...viewOf(engine)].join(" "));
      for (let index = 0; index < engine.ownEventsCount; index++) lines.push(ownEventOf(engine, index));
      agent.act(reasons);
    }
  }
  lines.push(Object.values(engine.counts).join(" "));
  engine[Symbol.dispose]();
  return lines;
}

/** Cancels are for one of this many newest orders. */
const recentCount = 8;

/** Quotes at, behind and through the touch on both sides, takes now and then, cancels most of it a little later. */
class RestlessAgent {
  #lastOrderId = 0;

  constructor(
    private readonly engine: Engine,
    private readonly random: Random,
  ) {}

  act(reasons: number): void {
    const { engine, random } = this;
    if ((reasons & (stop.timer | stop.decision)) === 0) return;
    for (let n = random.int(1, 4); n > 0; n--)
      engine.cancel(Math.max(this.#lastOrderId - random.int(0, recentCount), 1), this.#latency());
    if (engine.view.touchBidLots === 0 || engine.view.touchAskLots === 0) return;
    for (const side of sides) if (random.chance(2, 3)) this.#quote(side);
    if (random.chance(1, 10)) engine.setDeadline(engine.view.nowNs + random.int(0, 50 * nsPerMs));
  }

  #quote(side: Side): void {
    const { engine, random } = this;
    const { touchBidTicks, touchAskTicks } = engine.view;
    const nearTicks = side === bid ? touchBidTicks : touchAskTicks;
    const awayTicks = random.chance(1, 2) ? 0 : random.int(-3, 200);
    engine.place(
      ++this.#lastOrderId,
      side,
      nearTicks - sign(side) * awayTicks,
      random.int(1, 3000),
      random.chance(9, 10),
      this.#latency(),
    );
  }

  #latency() {
    return { entryNs: this.random.int(1, 6) * nsPerMs, responseNs: this.random.int(1, 8) * nsPerMs };
  }
}

function viewOf({ view, counts }: Engine): readonly (number | string)[] {
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

function ownEventOf(engine: Engine, index: number): string {
  const event = engine.ownEvent(index);
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
