// Goal: a real Prometheus understands what a live session tells of itself, and promtool has nothing against it.
// Method: the interface on a real socket, over a session that stands still and counters that the test moves.
import { expect, test } from "bun:test";
import { LiveMetricsText } from "../../src/adapters/metrics/live-metrics.ts";
import { openLiveDoor } from "../../src/commands/live-door.ts";
import { startLiveMetrics } from "../../src/live/live-counts.ts";
import { count } from "../../src/ports/live-metrics.ts";
import { noBug, ScriptedSession } from "../helpers/live-session.ts";
import { lintMetrics, needsPrometheus, ScrapingPrometheus } from "../helpers/prometheus.ts";

const skipped = needsPrometheus();

class OpenSession implements AsyncDisposable {
  readonly session = new ScriptedSession();
  readonly counts = startLiveMetrics(1);
  readonly metrics = new LiveMetricsText({
    counts: this.counts,
    status: () => this.session.status(),
    build: { version: "0.1.0", mode: "paper" },
  });
  /** When somebody has scraped it for the first time. */
  readonly scraped = Promise.withResolvers<void>();
  readonly #scraping = {
    contentType: this.metrics.contentType,
    text: () => {
      this.scraped.resolve();
      return this.metrics.text();
    },
  };
  readonly #server = openLiveDoor(this.session, this.#scraping, {
    host: "127.0.0.1",
    port: 0,
    token: undefined,
    onBug: noBug,
  });

  get address(): string {
    return `127.0.0.1:${this.#server.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop(true);
  }
}

test.skipIf(skipped)(
  "Prometheus: a session that trades: its series are there, with what they count",
  async () => {
    await using open = new OpenSession();
    const [market] = open.counts.markets;
    market!.fills[0] = { makerCount: 3, takerCount: 0, lots: 450 };
    count(market!.ordersRejected, "would_cross", 2);
    for (let n = 0; n < 100; n++) market!.tickToOrder.record(n < 90 ? 40_000 : 900_000);
    await using prometheus = new ScrapingPrometheus(open.address);
    await open.scraped.promise;

    const value = async (query: string) => Number((await prometheus.query(query))[0]!.value[1]);
    expect((await prometheus.query("halfspread_build_info"))[0]!.metric).toMatchObject({
      version: "0.1.0",
      mode: "paper",
    });
    expect(await value('halfspread_fills_total{symbol="BTCUSDT",venue="binance",side="buy",liquidity="maker"}')).toBe(
      3,
    );
    expect(await value('halfspread_volume_total{side="buy"}')).toBe(0.0045);
    expect(await value('halfspread_orders_rejected_total{reason="would_cross"}')).toBe(2);
    expect(await value('halfspread_pnl{part="net",asset="USDT"}')).toBe(0.12345678);
    expect(await value("halfspread_inventory_ratio")).toBe(0.3);
    const median = await value("histogram_quantile(0.5, halfspread_tick_to_order_seconds_bucket)");
    expect(median).toBeGreaterThan(32e-6);
    expect(median).toBeLessThan(66e-6);
    expect(await value("halfspread_tick_to_order_seconds_count")).toBe(100);

    market!.fills[0]!.makerCount = 4;
    expect(await value("increase(halfspread_fills_total[1m]) > 0")).toBeGreaterThan(0);
  },
  60_000,
);

test.skipIf(skipped)("promtool: everything that is told: nothing to find fault with", async () => {
  await using open = new OpenSession();
  const { counts } = open;
  const [market] = counts.markets;
  for (const event of ["gap", "resync", "bad_frame"] as const) count(market!.feedNotes, event);
  count(counts.rateLimits, "orders_10s", 0.25);
  open.session.standing = { ...open.session.standing, holds: ["venue_down"] };
  const text = await (await fetch(`http://${open.address}/metrics`)).text();
  expect(lintMetrics(text)).toBe("");
  expect(lintMetrics("halfspread_total 1\n")).not.toBe("");
});
