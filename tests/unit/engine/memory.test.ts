/**
 * Goal: what one side writes into the shared memory the other reads unchanged. Method: fields are written through the
 * offsets of the layout, as an engine does, and read through the view, and the other way round.
 */
import { expect, test } from "bun:test";
import { ask, bid } from "../../../src/domain/side.ts";
import {
  commandKind,
  commandLayout,
  engineConfigLayout,
  engineStateLayout,
  layoutText,
  ownEventLayout,
  regions,
} from "../../../src/engine/layout.ts";
import { EngineMemory } from "../../../src/engine/memory.ts";
import { engineLimits, latencyMaxNs } from "../../../src/ports/engine.ts";
import { deskConfig, deskLatency } from "../../helpers/engine-desk.ts";

const bytesOf = { f64: 8, i32: 4, u8: 1 };

/** `name:type@offset` as the layout's text spells them, by struct. */
function fieldsOf(struct: string): { name: string; type: keyof typeof bytesOf; offset: number }[] {
  const text = layoutText.split(new RegExp(`${struct}:\\d+ `))[1]!.split(/ \w+:\d+ | \w+=/)[0]!;
  return text.split(" ").map((field) => {
    const [, name, type, offset] = field.match(/^(\w+):(f64|i32|u8)@(\d+)$/)!;
    return { name: name!, type: type as keyof typeof bytesOf, offset: Number(offset) };
  });
}

test("layout: fields of each struct: aligned, without holes, and structs a whole number of doubles", () => {
  const structs = {
    EngineConfig: engineConfigLayout,
    EngineState: engineStateLayout,
    Command: commandLayout,
    OwnEvent: ownEventLayout,
  };
  for (const [name, { bytes, at }] of Object.entries(structs)) {
    let end = 0;
    for (const field of fieldsOf(name)) {
      expect(field.offset).toBe(end);
      expect(field.offset % bytesOf[field.type]).toBe(0);
      expect((at as Record<string, number>)[field.name]).toBe(field.offset);
      end = field.offset + bytesOf[field.type];
    }
    expect(bytes).toBe(end);
    expect(bytes % 8).toBe(0);
  }
});

test("layout: its text: it carries every limit, so that two sides of different limits do not meet", () => {
  expect(layoutText).toEndWith(
    "orders_max=1024 commands_max=256 own_events_max=1024 pending_prints_max=4096 queue_moves_max=8",
  );
});

test("memory: a configuration: an engine finds every figure of it, and no deadline", () => {
  const memory = new EngineMemory({
    ...deskConfig,
    queueModel: { power: { n: 2.5, variant: 3 } },
    decideOn: 5,
    reads: 9,
    decideEveryNs: 7,
  });
  const numbers = new DataView(memory.buffer);
  const { at } = engineConfigLayout;
  const f64 = (offset: number) => numbers.getFloat64(offset, true);
  const i32 = (offset: number) => numbers.getInt32(offset, true);
  const times = [at.venue_close_ns, at.ticker_latency_ns, at.decision_time_ns, at.decide_every_ns, at.queue_exponent];
  expect(times.map(f64)).toEqual([500, 5, 0, 7, 2.5]);
  expect([at.decide_on, at.reads, at.queue_family, at.queue_variant].map(i32)).toEqual([5, 9, 2, 3]);
  expect(f64(regions.state + engineStateLayout.at.deadline_ns)).toBe(Number.POSITIVE_INFINITY);
});

test("memory: fields of the state, each with its own number: the view reads each from its place", () => {
  const memory = new EngineMemory(deskConfig);
  const numbers = new DataView(memory.buffer);
  for (const [index, { name, type, offset }] of fieldsOf("EngineState").entries()) {
    const value = name === "book_state" ? 2 : index + 1;
    if (type === "f64") numbers.setFloat64(regions.state + offset, value, true);
    else numbers.setInt32(regions.state + offset, value, true);
  }
  const camelCase = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const read = memory as unknown as Record<string, unknown>;
  const hidden = ["deadline_ns", "commands_count"];
  for (const [index, { name }] of fieldsOf("EngineState").entries()) {
    if (hidden.includes(name)) continue;
    expect([name, read[camelCase(name)]]).toEqual([name, name === "book_state" ? "gapped" : index + 1]);
  }
});

test("memory: an order and a cancel: an engine reads what was given, in the order given", () => {
  const memory = new EngineMemory(deskConfig);
  memory.place(2 ** 53 - 1, ask, 2 ** 31 - 1, 2 ** 52, true, { entryNs: 3, responseNs: latencyMaxNs });
  memory.cancel(7, { entryNs: 4, responseNs: 0 });
  memory.place(8, bid, 1, 1, false, deskLatency);
  const numbers = new DataView(memory.buffer);
  const { at, bytes } = commandLayout;
  const commands = [0, 1, 2].map((index) => {
    const offset = regions.commands + index * bytes;
    return [
      numbers.getUint8(offset + at.kind),
      numbers.getFloat64(offset + at.order_id, true),
      numbers.getUint8(offset + at.side),
      numbers.getInt32(offset + at.price_ticks, true),
      numbers.getFloat64(offset + at.size_lots, true),
      numbers.getUint8(offset + at.post_only),
      numbers.getFloat64(offset + at.entry_latency_ns, true),
      numbers.getFloat64(offset + at.response_latency_ns, true),
    ];
  });
  expect(commands).toEqual([
    [commandKind.place, 2 ** 53 - 1, ask, 2 ** 31 - 1, 2 ** 52, 1, 3, latencyMaxNs],
    [commandKind.cancel, 7, 0, 0, 0, 0, 4, 0],
    [commandKind.place, 8, bid, 1, 1, 0, 10, 20],
  ]);
  expect(numbers.getInt32(regions.state + engineStateLayout.at.commands_count, true)).toBe(3);
});

test("memory: own events, the last of them at the end of the memory: read in place", () => {
  const memory = new EngineMemory(deskConfig);
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
  const memory = new EngineMemory(deskConfig);
  const broken: (() => void)[] = [
    () => memory.place(0, bid, 100, 1, true, deskLatency),
    () => memory.place(1.5, bid, 100, 1, true, deskLatency),
    () => memory.place(1, bid, 0, 1, true, deskLatency),
    () => memory.place(1, bid, 2 ** 31, 1, true, deskLatency),
    () => memory.place(1, bid, 100.5, 1, true, deskLatency),
    () => memory.place(1, bid, 100, 0, true, deskLatency),
    () => memory.place(1, bid, 100, 2 ** 53, true, deskLatency),
    () => memory.cancel(-1, deskLatency),
    () => memory.cancel(1, { entryNs: -1, responseNs: 0 }),
    () => memory.cancel(1, { entryNs: 0, responseNs: 0.5 }),
    () => memory.cancel(1, { entryNs: latencyMaxNs + 1, responseNs: 0 }),
    () => memory.cancel(1, { entryNs: 0, responseNs: Number.NaN }),
    () => memory.ownEvent(0),
  ];
  for (const send of broken) expect(send).toThrow("violated: ");
  expect(new DataView(memory.buffer).getInt32(regions.state + engineStateLayout.at.commands_count, true)).toBe(0);
  for (let orderId = 1; orderId <= engineLimits.commandsMax; orderId++) memory.cancel(orderId, deskLatency);
  expect(() => memory.cancel(1, deskLatency)).toThrow("commands leave before there are too many");
});
