/**
 * Goal: what one side writes into the shared memory the other reads unchanged. Method: fields are written through the
 * offsets of the layout, as an engine does, and read through the view, and the other way round.
 */
import { expect, test } from "bun:test";
import { type OrderType, orderType } from "../../../src/domain/order-type.ts";
import { ask, bid } from "../../../src/domain/side.ts";
import {
  commandKind,
  commandLayout,
  engineConfigLayout,
  engineSignalsLayout,
  engineStateLayout,
  layoutText,
  ownEventLayout,
  regions,
} from "../../../src/engine/layout.ts";
import { type EngineMemory, engineMemories } from "../../../src/engine/memory.ts";
import { type EngineConfig, engineLimits, latencyMaxNs } from "../../../src/ports/engine.ts";
import { noSignals } from "../../../src/ports/market-signals.ts";
import { deskConfig, deskLatency } from "../../helpers/engine-desk.ts";
import { seenSignals } from "../../helpers/seen-signals.ts";

/** Memory of one market. */
function memoryOf(config: EngineConfig = deskConfig): EngineMemory {
  return engineMemories([config])[0]!;
}

const bytesOf = { f64: 8, i32: 4, u8: 1 };

/** `name:type@offset`, or `name:type[length]@offset`, as the layout's text spells them, by struct. */
function fieldsOf(struct: string): { name: string; type: keyof typeof bytesOf; length: number; offset: number }[] {
  const text = layoutText.split(new RegExp(`${struct}:\\d+ `))[1]!.split(/ \w+:\d+ | \w+=/)[0]!;
  return text.split(" ").map((field) => {
    const [, name, type, length, offset] = field.match(/^(\w+):(f64|i32|u8)(?:\[(\d+)\])?@(\d+)$/)!;
    return { name: name!, type: type as keyof typeof bytesOf, length: Number(length ?? 1), offset: Number(offset) };
  });
}

test("layout: fields of each struct: aligned, without holes, and structs a whole number of doubles", () => {
  const structs = {
    EngineConfig: engineConfigLayout,
    EngineState: engineStateLayout,
    EngineSignals: engineSignalsLayout,
    Command: commandLayout,
    OwnEvent: ownEventLayout,
  };
  for (const [name, { bytes, at }] of Object.entries(structs)) {
    let end = 0;
    for (const field of fieldsOf(name)) {
      expect(field.offset).toBe(end);
      expect(field.offset % bytesOf[field.type]).toBe(0);
      expect((at as Record<string, number>)[field.name]).toBe(field.offset);
      end = field.offset + bytesOf[field.type] * field.length;
    }
    expect(bytes).toBe(end);
    expect(bytes % 8).toBe(0);
  }
});

test("layout: its text: it carries every limit, so that two sides of different limits do not meet", () => {
  expect(layoutText).toEndWith(
    "orders_max=1024 commands_max=256 own_events_max=1024 pending_prints_max=4096 queue_moves_max=8 " +
      "touches_kept_max=64 queue_shares_count=33 depth_levels_max=20 flow_max=512 markets_max=64",
  );
});

test("memory: a configuration: an engine finds every figure of it, no deadline and nothing told", () => {
  const memory = memoryOf({
    ...deskConfig,
    queueModel: { power: { n: 2.5, variant: 3 } },
    decideOn: 5,
    reads: 9,
    decideEveryNs: 7,
    signals: { sums: false, flow: true, depthLevels: 4 },
  });
  const numbers = new DataView(memory.buffer);
  const { at } = engineConfigLayout;
  const f64 = (offset: number) => numbers.getFloat64(offset, true);
  const i32 = (offset: number) => numbers.getInt32(offset, true);
  const times = [at.venue_close_ns, at.ticker_latency_ns, at.decision_time_ns, at.decide_every_ns, at.queue_exponent];
  expect(times.map(f64)).toEqual([500, 5, 0, 7, 2.5]);
  expect([at.decide_on, at.reads, at.queue_family, at.queue_variant].map(i32)).toEqual([5, 9, 2, 3]);
  expect([at.kept, at.depth_levels].map(i32)).toEqual([2, 4]);
  for (const offset of [engineStateLayout.at.deadline_ns, engineStateLayout.at.told_ns])
    expect(f64(regions.state + offset)).toBe(Number.POSITIVE_INFINITY);
});

test("memory: each family of queue models: its number, its parameters, and shares only where they were measured", () => {
  const shares = Array.from({ length: engineLimits.queueSharesCount }, (_, index) => index / 64);
  const models = ["conservative", "proportional", { power: { n: 2 } }, "log", "exact"] as const;
  const { at } = engineConfigLayout;
  for (const queueModel of models) {
    const numbers = new DataView(memoryOf({ ...deskConfig, queueModel }).buffer);
    const family = { conservative: 0, proportional: 1, log: 3, exact: 5 };
    const expected = typeof queueModel === "string" ? family[queueModel] : 2;
    expect(numbers.getInt32(at.queue_family, true)).toBe(expected);
    expect(numbers.getFloat64(regions.queueShares + 8 * 32, true)).toBe(0);
  }
  const measured = new DataView(
    memoryOf({ ...deskConfig, queueModel: { calibrated: { name: "any", shares } } }).buffer,
  );
  expect(measured.getInt32(at.queue_family, true)).toBe(4);
  const read = shares.map((_, index) => measured.getFloat64(regions.queueShares + 8 * index, true));
  expect(read).toEqual(shares);
});

test("memory: shares too few, too many, outside 0 to 1 or no number: an assertion", () => {
  const count = engineLimits.queueSharesCount;
  const wrong = [[], Array(count - 1).fill(0.5), Array(count + 1).fill(0.5)];
  for (const share of [-0.1, 1.1, Number.NaN]) wrong.push([...Array(count - 1).fill(0.5), share]);
  for (const shares of wrong) {
    const queueModel = { calibrated: { name: "any", shares } };
    expect(() => memoryOf({ ...deskConfig, queueModel })).toThrow("all its shares, from 0 to 1");
  }
});

test("memory: several markets: each its own part of one buffer, one behind the other", () => {
  const memories = engineMemories([deskConfig, { ...deskConfig, venueCloseNs: 7 }]);
  const numbers = new DataView(memories[0]!.buffer);
  expect(memories[1]!.buffer).toBe(memories[0]!.buffer);
  expect(numbers.byteLength).toBe(2 * regions.bytes);
  expect(numbers.getFloat64(regions.bytes + engineConfigLayout.at.venue_close_ns, true)).toBe(7);
  memories[1]!.cancel(3, deskLatency);
  const countsAt = [0, 1].map((index) => index * regions.bytes + regions.state + engineStateLayout.at.commands_count);
  expect(countsAt.map((offset) => numbers.getInt32(offset, true))).toEqual([0, 1]);
  expect(numbers.getFloat64(regions.bytes + regions.commands + commandLayout.at.order_id, true)).toBe(3);
});

test("memory: no market, or more than an engine has: an assertion", () => {
  expect(() => engineMemories([])).toThrow("an engine has markets, and not too many");
  const configs = Array.from({ length: engineLimits.marketsMax }, () => deskConfig);
  expect(engineMemories(configs)).toHaveLength(engineLimits.marketsMax);
  expect(() => engineMemories([...configs, deskConfig])).toThrow("an engine has markets, and not too many");
});

test("memory: fields of the state, each with its own number: the view reads each from its place", () => {
  const memory = memoryOf();
  const numbers = new DataView(memory.buffer);
  for (const [index, { name, type, offset }] of fieldsOf("EngineState").entries()) {
    const value = name === "book_state" ? 2 : index + 1;
    if (type === "f64") numbers.setFloat64(regions.state + offset, value, true);
    else numbers.setInt32(regions.state + offset, value, true);
  }
  const camelCase = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const read = memory as unknown as Record<string, unknown>;
  const hidden = ["deadline_ns", "told_ns", "commands_count"];
  for (const [index, { name }] of fieldsOf("EngineState").entries()) {
    if (hidden.includes(name)) continue;
    expect([name, read[camelCase(name)]]).toEqual([name, name === "book_state" ? "gapped" : index + 1]);
  }
});

test("memory: what is kept for features, each with its own number: the views read each from its place", () => {
  const signals = { sums: true, flow: true, depthLevels: engineLimits.depthLevelsMax };
  const memory = engineMemories([deskConfig, { ...deskConfig, signals }])[1]!;
  const numbers = new DataView(memory.buffer);
  const from = regions.bytes + regions.signals;
  const read = new Map<string, number[]>();
  let value = 0;
  for (const { name, type, length, offset } of fieldsOf("EngineSignals")) {
    const written = Array.from({ length }, () => ++value);
    read.set(name, written);
    for (const [index, one] of written.entries())
      if (type === "f64") numbers.setFloat64(from + offset + 8 * index, one, true);
      else numbers.setInt32(from + offset + 4 * index, one, true);
  }
  const seen = seenSignals(memory.signals);
  const rows = Object.values(seen);
  expect(rows.flat()).toEqual(read.get("sums")!);
  expect(Object.keys(seen).slice(0, 2)).toEqual(["exposureSeconds", "flowLots"]);
  const { depth, flow } = memory;
  const columns = [depth.bidLots, depth.askLots, flow.trades.receivedNs, flow.trades.venueNs, flow.trades.signedLots];
  columns.push(flow.touches.receivedNs, flow.touches.bidLots, flow.touches.askLots);
  const ticks = [depth.bidTicks, depth.askTicks, flow.trades.priceTicks, flow.touches.bidTicks, flow.touches.askTicks];
  const counts = [depth.bidsCount, depth.asksCount, flow.tradesCount, flow.touchesCount];
  const inOrder = [...columns, ...ticks].flatMap((column) => [...column]);
  expect([...inOrder, ...counts]).toEqual([...read.values()].slice(1).flat());
});

test("memory: levels of a view: from none to as many as it shows; else an assertion", () => {
  const withLevels = (depthLevels: number) => memoryOf({ ...deskConfig, signals: { ...noSignals, depthLevels } });
  expect(withLevels(3).depth.bidTicks).toHaveLength(3);
  expect(withLevels(0).flow.trades.priceTicks).toHaveLength(0);
  for (const wrong of [-1, 1.5, engineLimits.depthLevelsMax + 1, Number.NaN])
    expect(() => withLevels(wrong)).toThrow("whole levels, and not too many");
});

test("memory: a level beyond those over which flow is summed: an assertion", () => {
  const { signals } = memoryOf();
  expect(signals.levelFlowLots(4, 3)).toBe(0);
  for (const wrong of [-1, 5]) expect(() => signals.levelFlowLots(wrong, 0)).toThrow("over which flow is summed");
});

test("memory: commands of each kind: an engine reads what was given, in the order given", () => {
  const memory = memoryOf();
  const { postOnly, market, limit } = orderType;
  memory.place(postOnly, ask, 2 ** 53 - 1, 2 ** 31 - 1, 2 ** 52, 1, { entryNs: 3, responseNs: latencyMaxNs });
  memory.cancel(7, { entryNs: 4, responseNs: 0 });
  memory.place(market, bid, 8, 0, 1, 0, deskLatency);
  memory.amend(9, 100, 5, { entryNs: 5, responseNs: 6 });
  memory.cancelAll({ entryNs: 7, responseNs: 8 });
  memory.place(limit, ask, 10, 1, 2, 2, deskLatency);
  const numbers = new DataView(memory.buffer);
  const { at, bytes } = commandLayout;
  const commands = Array.from({ length: 6 }, (_, index) => {
    const offset = regions.commands + index * bytes;
    return [
      numbers.getUint8(offset + at.kind),
      numbers.getUint8(offset + at.type),
      numbers.getUint8(offset + at.side),
      numbers.getFloat64(offset + at.order_id, true),
      numbers.getInt32(offset + at.price_ticks, true),
      numbers.getFloat64(offset + at.size_lots, true),
      numbers.getFloat64(offset + at.shown_lots, true),
      numbers.getFloat64(offset + at.entry_latency_ns, true),
      numbers.getFloat64(offset + at.response_latency_ns, true),
    ];
  });
  expect(commands).toEqual([
    [commandKind.place, postOnly, ask, 2 ** 53 - 1, 2 ** 31 - 1, 2 ** 52, 1, 3, latencyMaxNs],
    [commandKind.cancel, 0, 0, 7, 0, 0, 0, 4, 0],
    [commandKind.place, market, bid, 8, 0, 1, 0, 10, 20],
    [commandKind.amend, 0, 0, 9, 100, 5, 0, 5, 6],
    [commandKind.cancelAll, 0, 0, 0, 0, 0, 0, 7, 8],
    [commandKind.place, limit, ask, 10, 1, 2, 2, 10, 20],
  ]);
  expect(numbers.getInt32(regions.state + engineStateLayout.at.commands_count, true)).toBe(6);
});

test("memory: own events, the last of them at the end of the memory: read in place", () => {
  const memory = memoryOf();
  const numbers = new DataView(memory.buffer);
  numbers.setInt32(regions.state + engineStateLayout.at.own_events_count, engineLimits.ownEventsMax, true);
  const lastIndex = engineLimits.ownEventsMax - 1;
  const offset = regions.ownEvents + lastIndex * ownEventLayout.bytes;
  for (const [index, { type, offset: within }] of fieldsOf("OwnEvent").entries()) {
    if (type === "f64") numbers.setFloat64(offset + within, index + 1, true);
    else if (type === "i32") numbers.setInt32(offset + within, index + 1, true);
    else numbers.setUint8(offset + within, 1);
  }
  const { seenNs, venueNs, orderId, lots, remainingLots, queueAheadLots } = memory.ownEvent(lastIndex);
  expect([seenNs, venueNs, orderId, lots, remainingLots, queueAheadLots]).toEqual([1, 2, 3, 4, 5, 6]);
  const { priceTicks, bidTicks, askTicks, kind, side, cause, reason } = memory.ownEvent(lastIndex);
  expect([priceTicks, bidTicks, askTicks, kind, side, cause, reason]).toEqual([
    7,
    8,
    9,
    1,
    ask,
    "print_through",
    "would_cross",
  ]);
  expect(offset + ownEventLayout.bytes).toBe(memory.buffer.byteLength);
});

test("memory: what may not be sent: an assertion, and nothing is sent", () => {
  const memory = memoryOf();
  const { limit, postOnly, ioc, market } = orderType;
  const place = (type: OrderType, orderId: number, priceTicks: number, sizeLots: number, shownLots: number) => () =>
    memory.place(type, bid, orderId, priceTicks, sizeLots, shownLots, deskLatency);
  const broken: (() => void)[] = [
    place(limit, 0, 100, 1, 0),
    place(limit, 1.5, 100, 1, 0),
    place(limit, 1, 0, 1, 0),
    place(limit, 1, 2 ** 31, 1, 0),
    place(limit, 1, 100.5, 1, 0),
    place(limit, 1, 100, 0, 0),
    place(limit, 1, 100, 2 ** 53, 0),
    place(market, 1, 100, 1, 0),
    place(limit, 1, 100, 2, 3),
    place(postOnly, 1, 100, 2, 0.5),
    place(postOnly, 1, 100, 2, -1),
    place(ioc, 1, 100, 2, 1),
    place(market, 1, 0, 2, 1),
    () => memory.amend(0, 100, 1, deskLatency),
    () => memory.amend(1, 0, 1, deskLatency),
    () => memory.amend(1, 100, 0, deskLatency),
    () => memory.amend(1, 100, 1, { entryNs: 0.5, responseNs: 0 }),
    () => memory.cancelAll({ entryNs: 0, responseNs: -1 }),
    () => memory.cancel(-1, deskLatency),
    () => memory.cancel(1, { entryNs: -1, responseNs: 0 }),
    () => memory.cancel(1, { entryNs: 0, responseNs: 0.5 }),
    () => memory.cancel(1, { entryNs: latencyMaxNs + 1, responseNs: 0 }),
    () => memory.cancel(1, { entryNs: 0, responseNs: Number.NaN }),
    () => memory.ownEvent(0),
    () => memory.tell(0.5),
    () => memory.tell(Number.POSITIVE_INFINITY),
  ];
  for (const send of broken) expect(send).toThrow("violated: ");
  expect(new DataView(memory.buffer).getInt32(regions.state + engineStateLayout.at.commands_count, true)).toBe(0);
  for (let orderId = 1; orderId <= engineLimits.commandsMax; orderId++) memory.cancel(orderId, deskLatency);
  expect(() => memory.cancel(1, deskLatency)).toThrow("commands leave before there are too many");
});
