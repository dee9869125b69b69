// Goal: each model of latency gives what it says: the same draws for the same seed, within its bounds and of its shape,
// measured times where they were measured, and more under load; a configuration that says otherwise is refused.
// Method: pinned draws, shares of many draws against the model's own quantiles, recorded and loaded latencies worked
// out by hand, faults one by one through the whole schema.
import { describe, expect, test } from "bun:test";
import { Latencies } from "../../../sim/latency.ts";
import { LatencyLoad } from "../../../sim/latency-load.ts";
import { Random } from "../../../src/base/random.ts";
import { readBacktestSetup } from "../../../src/commands/backtest-setup.ts";
import { nsPerMs } from "../../../src/domain/time.ts";

const epochUnixNs = 1_723_075_200_000_000_000n; // 2024-08-08T00:00:00Z

function configOf(...settings: readonly string[]) {
  const { config } = readBacktestSetup({
    configPath: undefined,
    settings: settings.map((setting) => `latency.${setting}`),
    data: undefined,
    strategyName: undefined,
    seed: undefined,
    instrumentsPath: undefined,
  });
  return config.latency;
}

function latenciesOf(...settings: readonly string[]): Latencies {
  return new Latencies(configOf(...settings), Random.fromSeed(1), epochUnixNs);
}

function entriesOf(latencies: Latencies, count: number): number[] {
  return Array.from({ length: count }, () => latencies.next("place", 0).entryNs);
}

const skewed = "entry_ms={ log_normal: { median: 4, sigma: 0.5, min: 1, max: 20 } }";
const listed = "entry_ms={ quantiles: [[0, 1], [0.5, 3], [0.9, 10], [1, 60]] }";

describe("constant:", () => {
  test("one figure for all, one for cancels alone: each command has its own", () => {
    const latencies = latenciesOf("entry_ms=5", "response_ms=6.5", "cancel={ entry_ms: 0.25 }");
    expect({ ...latencies.next("place", 7) }).toEqual({ entryNs: 5_000_000, responseNs: 6_500_000 });
    expect({ ...latencies.next("cancel", 8) }).toEqual({ entryNs: 250_000, responseNs: 6_500_000 });
  });

  test("shipped configurations: 5 ms each way", () => {
    expect({ ...latenciesOf().next("cancel", 0) }).toEqual({ entryNs: 5_000_000, responseNs: 5_000_000 });
  });
});

describe("drawn:", () => {
  test("the first draws of a seed: pinned, on every machine", () => {
    expect(entriesOf(latenciesOf(skewed), 4)).toEqual([4_914_593, 4_716_794, 1_824_763, 2_751_413]);
    expect(entriesOf(latenciesOf(listed), 4)).toEqual([5_795_933, 5_260_567, 1_232_975, 1_908_487]);
  });

  test("log-normal, 20,000 draws: within its bounds, and below each quantile the share it names", () => {
    const draws = entriesOf(latenciesOf(skewed), 20_000);
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(1_000_000);
    expect(Math.max(...draws)).toBe(20_000_000); // 0.064% lie beyond.
    // Standard normal: 0.5 at 0, 0.841345 at 1, 0.158655 at -1, 0.977250 at 2; that is 4 ms e^(z / 2).
    for (const [z, share] of [
      [0, 0.5],
      [1, 0.841345],
      [-1, 0.158655],
      [2, 0.97725],
    ] as const)
      expectShare(draws, 4 * nsPerMs * Math.exp(z / 2), share);
  });

  test("quantiles, 20,000 draws: within the ends, below each the share it names, straight in between", () => {
    const draws = entriesOf(latenciesOf(listed), 20_000);
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(1_000_000);
    expect(Math.max(...draws)).toBeLessThan(60_000_000);
    for (const [ms, share] of [
      [2, 0.25],
      [3, 0.5],
      [6.5, 0.7],
      [10, 0.9],
      [35, 0.95],
    ] as const)
      expectShare(draws, ms * nsPerMs, share);
  });

  test("a cancel between two orders: it moves no latency of an order", () => {
    const alone = latenciesOf(skewed);
    const mixed = latenciesOf(skewed);
    const interrupted = Array.from({ length: 50 }, (_, index) => {
      if (index % 3 === 0) mixed.next("cancel", 0);
      return mixed.next("place", 0).entryNs;
    });
    expect(interrupted).toEqual(entriesOf(alone, 50));
  });

  test("places and cancels, there and back: streams of their own", () => {
    const everywhere = [skewed, skewed.replace("entry", "response")];
    const { entryNs, responseNs } = latenciesOf(...everywhere).next("place", 0);
    const cancel = latenciesOf(...everywhere).next("cancel", 0);
    expect(new Set([entryNs, responseNs, cancel.entryNs, cancel.responseNs]).size).toBe(4);
  });
});

test("recorded: before, at, between and behind the times measured: the nearest, or in between in proportion", () => {
  const latencies = latenciesOf(
    'entry_ms={ recorded: [["2024-08-08T00:00:10Z", 2], ["2024-08-08T00:00:20Z", 4], ["2024-08-08T00:00:20.5Z", 40]] }',
  );
  const entryAt = (seconds: number) => latencies.next("place", seconds * 1e9).entryNs / nsPerMs;
  expect([0, 10, 12.5, 20, 20.25, 20.5, 90_000].map(entryAt)).toEqual([2, 2, 2.5, 4, 22, 40, 40]);
});

describe("load:", () => {
  test("messages on a grid of 50 ms: those of the last 100 ms slow an entry", () => {
    const load = new LatencyLoad({ perMessageUs: 10, perCommandUs: 0 });
    const extraUsAt = (ms: number, messagesCount: number) => {
      load.observe(ms * nsPerMs, messagesCount);
      return load.extraNs(ms * nsPerMs) / 1000;
    };
    const seen = [
      [0, 3],
      [50, 10],
      [100, 12],
      [150, 12],
      [200, 42],
    ] as const;
    expect(seen.map(([ms, count]) => extraUsAt(ms, count))).toEqual([30, 100, 90, 20, 300]);
  });

  test("no stop for half a second: the mean of that time counts", () => {
    const load = new LatencyLoad({ perMessageUs: 10, perCommandUs: 0 });
    load.observe(0, 100);
    load.observe(500 * nsPerMs, 600);
    expect(load.extraNs(500 * nsPerMs) / 1000).toBe(1000); // 500 messages in 500 ms: 100 in 100 ms.
  });

  test("own commands under way: each slows the next until its answer is back", () => {
    const latencies = latenciesOf("entry_ms=5", "response_ms=5", "load={ per_message_us: 0, per_command_us: 100 }");
    const entryUsAt = (ms: number) => latencies.next("place", ms * nsPerMs).entryNs / 1000;
    // The second is back at 10.1 ms: entry 5.1, response 5.
    expect([entryUsAt(0), entryUsAt(0), entryUsAt(1)]).toEqual([5000, 5100, 5200]);
    expect(entryUsAt(10)).toBe(5200); // The first is back.
    expect(entryUsAt(11.2)).toBe(5100); // All but the one of 10 ms are.
  });
});

test("configuration: what is no latency: refused, with the key and what was expected", () => {
  const faults = [
    ["entry_ms=-1", "latency.entry_ms: "],
    ["entry_ms={ lognormal: { median: 4 } }", "latency.entry_ms: expected milliseconds from 0 to 60000, { log_normal"],
    ["entry_ms={ log_normal: { median: 4, sigma: 1, min: 5, max: 9 } }", "expected min, median and max in that order"],
    ["entry_ms={ quantiles: [] }", "latency.entry_ms.quantiles: "],
    ["entry_ms={ quantiles: [[0.1, 1], [1, 2]] }", "expected the first of share 0 and the last of share 1"],
    ["entry_ms={ quantiles: [[0, 1], [0.5, 3], [1, 2]] }", "expected shares that rise"],
    ['entry_ms={ recorded: [["yesterday", 1]] }', "expected a time such as"],
    ['entry_ms={ recorded: [["2024-08-08T00:00:10Z", 1], ["2024-08-08T00:00:10Z", 2]] }', "expected times that rise"],
    ["cancel={}", "latency.cancel: expected entry_ms, response_ms, or both"],
    ["cancel={ entry_us: 5 }", "latency.cancel.entry_us: unknown key"],
    ["replace={ entry_ms: 5 }", "latency.replace: unknown key"],
    ["load={ per_message_us: 1 }", "latency.load.per_command_us: "],
  ] as const;
  for (const [setting, message] of faults) expect(() => configOf(setting)).toThrow(message);
});

/** Within 4 standard errors. */
function expectShare(draws: readonly number[], belowNs: number, share: number): void {
  const found = draws.filter((ns) => ns <= belowNs).length / draws.length;
  expect(Math.abs(found - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / draws.length));
}
