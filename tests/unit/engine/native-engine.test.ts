/**
 * Goal: the binding gives C++ what it thinks it does: the layout, addresses that stay true, errors with their row; and
 * the engine behind it stays equal to the reference where the small worlds of the properties do not go: prices far
 * apart, sizes near 2^53, broken rows.
 * Method: the engine as its users have it, with the reference engine beside it.
 */
import { describe, expect, test } from "bun:test";
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { type EventColumns, eventFlag, eventKind } from "../../../src/domain/event.ts";
import { mayRest, type OrderType, orderType } from "../../../src/domain/order-type.ts";
import { ask, bid, type Side } from "../../../src/domain/side.ts";
import { NativeEngine } from "../../../src/engine/native-engine.ts";
import { checkLayout, dropPages, nativeLibrary } from "../../../src/engine/native-library.ts";
import { openEngine } from "../../../src/engine/open-engine.ts";
import { ReferenceEngine } from "../../../src/engine/reference-engine.ts";
import { RowError } from "../../../src/engine/replay-errors.ts";
import { type Engine, type EngineConfig, type EngineMarket, stop } from "../../../src/ports/engine.ts";
import { noSignals } from "../../../src/ports/market-signals.ts";
import { needs } from "../../helpers/needs.ts";

const missing = needs("the native engine", nativeLibrary() !== undefined, 'build it with "bun ffi/build.ts"');

const config: EngineConfig = {
  venueCloseNs: 1000,
  tickerLatencyNs: 5,
  decisionTimeNs: 0,
  queueModel: "proportional",
  decideEveryNs: 0,
  decideOn: 0,
  reads: 31,
  signals: noSignals,
};

const latency = { entryNs: 10, responseNs: 10 };

interface Row {
  readonly kind: number;
  readonly side: number;
  readonly priceTicks: number;
  readonly sizeLots: number;
  readonly receivedNs: number;
  readonly isLast: boolean;
  readonly orderId?: number;
}

describe.skipIf(missing)("native engine:", () => {
  test("the library's layout is another: refused, with what to do", () => {
    expect(() => checkLayout("EngineConfig:8")).toThrow(/run "bun ffi\/build\.ts"/);
    expect(openEngine([config]).kind).toBe("native");
    expect(openEngine([config], "reference").kind).toBe("reference");
  });

  test("a time that is not whole, of any market: refused at once, by either engine", () => {
    const configs = [config, { ...config, venueCloseNs: 0.5 }];
    expect(() => new NativeEngine(configs)).toThrow("times are whole");
    expect(() => new ReferenceEngine(configs)).toThrow("times are whole");
  });

  test("an engine at its end: a bug to use it, but for another end", () => {
    const engine = new NativeEngine([config]);
    const market = engine.markets[0]!;
    engine[Symbol.dispose]();
    engine[Symbol.dispose]();
    expect(() => engine.run(0)).toThrow("not used after its end");
    expect(() => market.end()).toThrow("not used after its end");
    expect(() => market.push(columnsOf([gap(1)]), 0)).toThrow("not used after its end");
  });

  test("a market's end: twice, before its rows are used up, or in a message: bugs to either engine", () => {
    for (const engine of [new NativeEngine([config]), new ReferenceEngine([config])]) {
      using open = engine;
      const market = open.markets[0]!;
      market.push(columnsOf([{ ...gap(1), isLast: false }]), 0);
      expect(() => market.end()).toThrow("a market ends once");
      expect(open.run(0)).toBe(stop.rowsUsed);
      expect(() => market.end()).toThrow("a market ends once");
      market.push(columnsOf([gap(1)]), 0);
      expect(open.run(0)).toBe(stop.rowsUsed);
      market.end();
      expect(() => market.end()).toThrow("a market ends once");
      expect(() => market.push(columnsOf([gap(2)]), 0)).toThrow("has not ended");
    }
  });

  test("small columns between push and run, the collector at work: read where they were", () => {
    using engine = new NativeEngine([config]);
    const market = engine.markets[0]!;
    for (let round = 1; round <= 2000; round++) {
      market.push(columnsOf([gap(round)]), 0);
      if (round % 200 === 0) Bun.gc(true);
      Array.from({ length: 50 }, (_, index) => new Int32Array(index));
      engine.run(0);
      expect(market.view.receivedNs).toBe(round);
    }
  });

  test("a broken row: the same error as the reference engine's, naming the row of its market, which has stopped", () => {
    const rows = [...snapshot(1), { ...gap(0), receivedNs: 2 }];
    const broken = { ...gap(0), kind: eventKind.depth, priceTicks: 5 };
    const errors = [new NativeEngine([config, config]), new ReferenceEngine([config, config])].map((engine) => {
      const [first, second] = engine.markets;
      second!.push(columnsOf(rows), 0);
      first!.end();
      engine.run(0);
      second!.push(columnsOf([{ ...broken, receivedNs: 3 }]), 0);
      const error = thrownBy(() => engine.run(0));
      expect(engine.stoppedAt).toBe(1);
      return error;
    });
    expect(errors[0]).toBeInstanceOf(RowError);
    expect(errors[0]).toMatchObject({ code: 7, rowNumber: rows.length });
    expect(errors[1]).toMatchObject({ code: 7, rowNumber: rows.length });
  });

  test("rows broken at random: both engines stop at the same row for the same reason", () => {
    const wild = fc.record({
      kind: fc.integer({ min: 0, max: 7 }),
      side: fc.constantFrom(0, 1),
      priceTicks: fc.constantFrom(-1, 0, 1, 2 ** 31 - 1),
      sizeLots: fc.constantFrom(-1, 0, 1, 2 ** 53 - 1, 2 ** 53),
      receivedNs: fc.constantFrom(9, 10, 10, 10, 11),
      isLast: fc.boolean(),
      orderId: fc.constantFrom(0, 1, 2, 3),
    });
    const configs = fc.constantFrom(config, { ...config, queueModel: "exact" as const });
    const holds = fc.property(configs, fc.array(wild, { minLength: 1, maxLength: 12 }), (drawn, tail) => {
      expect(outcomeOf(new NativeEngine([drawn]), tail)).toEqual(outcomeOf(new ReferenceEngine([drawn]), tail));
    });
    fc.assert(holds, { numRuns: 600 });
  });

  test("rows that name orders at random: both engines stop at the same row for the same reason, each reason met", () => {
    const named = fc.record({
      kind: fc.constantFrom(eventKind.depth, eventKind.depth, eventKind.trade),
      side: fc.constantFrom(0, 1),
      priceTicks: fc.constantFrom(1_000_000, 1_000_010),
      sizeLots: fc.integer({ min: 1, max: 7 }),
      receivedNs: fc.constant(10),
      isLast: fc.constant(true),
      orderId: fc.integer({ min: 0, max: 5 }),
    });
    const exact = { ...config, queueModel: "exact" as const };
    const met = new Set<unknown>();
    const holds = fc.property(fc.array(named, { minLength: 1, maxLength: 12 }), (tail) => {
      const outcome = outcomeOf(new NativeEngine([exact]), tail);
      expect(outcome).toEqual(outcomeOf(new ReferenceEngine([exact]), tail));
      met.add((outcome as unknown[])[0]);
    });
    fc.assert(holds, { numRuns: 300 });
    expect(met).toEqual(new Set([undefined, 10, 11, 12]));
  });

  test("prices far apart and huge sizes: the same book and fills as the reference engine's", () => {
    const level = fc.record({
      side: fc.constantFrom(0, 1),
      // Near each other, a window's width apart, and at the ends of int32.
      priceTicks: fc.oneof(
        fc.integer({ min: 1_000_000, max: 1_000_020 }),
        fc.integer({ min: 900_000, max: 1_100_000 }),
        fc.constantFrom(1, 2 ** 31 - 1),
      ),
      sizeLots: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9 }), fc.constant(2 ** 52 + 1)),
    });
    const holds = fc.property(fc.array(level, { minLength: 5, maxLength: 60 }), (levels) => {
      expect(bookSteps(new NativeEngine([config]), levels)).toEqual(bookSteps(new ReferenceEngine([config]), levels));
    });
    fc.assert(holds, { numRuns: 100 });
  });

  test("pages of a mapped file dropped: its bytes are there again when read", () => {
    const folder = mkdtempSync(join(tmpdir(), "halfspread-pages-"));
    const path = join(folder, "pages");
    try {
      const file = openSync(path, "w");
      ftruncateSync(file, 1 << 20);
      closeSync(file);
      const mapped = Bun.mmap(path, { shared: true });
      mapped.fill(7);
      dropPages(mapped.subarray(100, 900_000));
      dropPages(mapped.subarray(0, 0));
      expect(mapped.every((byte) => byte === 7)).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

function gap(receivedNs: number): Row {
  return { kind: eventKind.gap, side: 0, priceTicks: 0, sizeLots: 0, receivedNs, isLast: true };
}

function snapshot(receivedNs: number): Row[] {
  const clear = { ...gap(receivedNs), kind: eventKind.clear, isLast: false };
  const level = { ...clear, kind: eventKind.snapshotLevel, priceTicks: 1_000_000, sizeLots: 5, orderId: 1 };
  return [clear, level, { ...level, side: 1, priceTicks: 1_000_010, isLast: true, orderId: 2 }];
}

function columnsOf(rows: readonly Row[]): EventColumns {
  const times = BigInt64Array.from(rows, ({ receivedNs }) => BigInt(receivedNs));
  return {
    rowsCount: rows.length,
    receivedNs: times,
    venueNs: times.slice(),
    sizeLots: BigInt64Array.from(rows, ({ sizeLots }) => BigInt(sizeLots)),
    priceTicks: Int32Array.from(rows, ({ priceTicks }) => priceTicks),
    flags: Uint8Array.from(rows, ({ kind, side, isLast }) => {
      const bits = (side === 1 ? eventFlag.ask : 0) | (isLast ? eventFlag.isLast : 0);
      return kind | bits | eventFlag.movesTouch;
    }),
    orderId: BigUint64Array.from(rows, ({ orderId }) => BigInt(orderId ?? 0)),
  };
}

function thrownBy(run: () => void): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}

function outcomeOf(engine: Engine, tail: readonly Row[]): unknown {
  using open = engine;
  const market = open.markets[0]!;
  market.push(columnsOf([...snapshot(1), ...tail]), 0);
  const error = thrownBy(() => open.run(0));
  return error instanceof RowError
    ? [error.code, error.rowNumber]
    : [error, market.view.receivedNs, market.counts.rowsCount];
}

/** One level a message, orders of ours resting, amended and taking now and then; what is seen after each. */
function bookSteps(
  engine: Engine,
  levels: readonly { side: number; priceTicks: number; sizeLots: number }[],
): unknown[] {
  using open = engine;
  const market = open.markets[0]!;
  const seen: unknown[] = [];
  market.push(columnsOf(snapshot(1)), 0);
  open.run(0);
  for (const [index, level] of levels.entries()) {
    const receivedNs = 100 * (index + 1);
    market.push(columnsOf([{ ...level, kind: eventKind.depth, receivedNs, isLast: true }]), 0);
    market.setDeadline(receivedNs + 50);
    for (let reasons = open.run(receivedNs + 60); reasons !== stop.rowsUsed; reasons = open.run(receivedNs + 60)) {
      for (let at = 0; at < market.ownEventsCount; at++) {
        const { kind, reason, lots, priceTicks, queueAheadLots, remainingLots } = market.ownEvent(at);
        seen.push([kind, reason, lots, priceTicks, queueAheadLots, remainingLots]);
      }
      if ((reasons & stop.timer) !== 0) act(market, index, level.side === 0 ? ask : bid);
    }
    const { bookBidTicks, bookBidLots, bookAskTicks, bookAskLots } = market.view;
    seen.push([bookBidTicks, bookBidLots, bookAskTicks, bookAskLots]);
  }
  return seen;
}

/** Every type in turn; limits and post-only orders show 2 of their 7 lots now and then. */
function act(market: EngineMarket, index: number, side: Side): void {
  const type = (index % 5) as OrderType;
  const priceTicks = type === orderType.market ? 0 : 1_000_005;
  market.place(type, side, index + 1, priceTicks, 7, mayRest(type) && index % 3 === 0 ? 2 : 0, latency);
  if (index % 4 === 3) market.amend(index - 2, 1_000_004 + (index % 3), 5 + (index % 6), latency);
  if (index % 7 === 6) market.cancel(index - 5, latency);
  if (index % 19 === 18) market.cancelAll(latency);
}
