/**
 * Families of metrics that are read when somebody scrapes: nothing is counted here, so that what is counted may be
 * plain numbers (prom-client's own histogram costs 300 ns a value with labels, `LogHistogram` some 10).
 */
import { Counter, Gauge, type Metric, type Registry } from "prom-client";
import type { LogHistogram } from "../../base/log-histogram.ts";
import { exp2 } from "../../base/math.ts";
import { nsPerSecond } from "../../domain/time.ts";

export type Labels = Readonly<Record<string, string>>;

export interface Sample<Value> {
  readonly labels: Labels;
  readonly value: Value;
}

export class Families {
  constructor(private readonly registry: Registry) {}

  /** @param read what has been counted so far. */
  counter(name: string, help: string, labelNames: readonly string[], read: () => Iterable<Sample<number>>): void {
    new Counter({
      ...{ name, help, labelNames, registers: [this.registry] },
      collect() {
        this.reset();
        for (const { labels, value } of read()) this.inc(labels, value);
      },
    });
  }

  gauge(name: string, help: string, labelNames: readonly string[], read: () => Iterable<Sample<number>>): void {
    new Gauge({
      ...{ name, help, labelNames, registers: [this.registry] },
      collect() {
        this.reset();
        for (const { labels, value } of read()) this.set(labels, value);
      },
    });
  }

  /** Durations in nanoseconds, told in seconds. */
  durations(name: string, help: string, read: () => Iterable<Sample<LogHistogram>>): void {
    const type = "histogram";
    const get = async () => ({ name, help, type, values: [...read()].flatMap((sample) => bucketsOf(name, sample)) });
    // The registry asks a metric for its name and `get()` alone; a Histogram of its own could not be filled at once.
    this.registry.registerMetric({ name, get } as unknown as Metric);
  }
}

/** Bounds are powers of two, 1 µs to 17 s, where a LogHistogram counts exactly. */
const exponents = Array.from({ length: 25 }, (_, index) => index + 10);

/** Values are whole, so those below 2^n are those of at most 2^n - 1. */
function bucketsOf(name: string, { labels, value: histogram }: Sample<LogHistogram>) {
  const bucket = (le: string, value: number) => ({ metricName: `${name}_bucket`, labels: { ...labels, le }, value });
  const counts = histogram.countsBelowPowers();
  return [
    ...exponents.map((exponent) => bucket(String((exp2(exponent) - 1) / nsPerSecond), counts[exponent]!)),
    bucket("+Inf", histogram.count),
    { metricName: `${name}_sum`, labels, value: histogram.sum / nsPerSecond },
    { metricName: `${name}_count`, labels, value: histogram.count },
  ];
}
