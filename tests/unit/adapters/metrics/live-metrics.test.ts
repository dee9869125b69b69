// Goal: every metric has the name, the labels and the value that it should have; names and labels are relied on by
// dashboards and alerts.
// Method: the text of a scrape, read line by line; buckets by a property against counting the values themselves.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { LiveMetricsText } from "../../../../src/adapters/metrics/live-metrics.ts";
import { startLiveMetrics } from "../../../../src/live/live-counts.ts";
import { count } from "../../../../src/ports/live-metrics.ts";
import { coinmBtcusdPerp } from "../../../helpers/instruments.ts";
import { marketStatus, sessionStatus } from "../../../helpers/live-session.ts";

function startMetrics(changes: Parameters<typeof sessionStatus>[0] = {}) {
  let status = sessionStatus(changes);
  const counts = startLiveMetrics(status.markets.length);
  const text = new LiveMetricsText({ counts, status: () => status, build: { version: "0.1.0" } });
  return { counts, lines: () => linesOf(text), stands: (next: typeof status) => (status = next) };
}

/** Values by series, comments left out. */
async function linesOf(text: LiveMetricsText): Promise<Map<string, number>> {
  const lines = (await text.text()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(" ");
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
}

/** Of a series the name and the names of its labels. */
function shapeOf(series: string): string {
  return series.replaceAll(/="[^"]*"/g, "");
}

test("metrics: a session as it begins: these series, and no others", async () => {
  const shapes = new Set([...(await startMetrics().lines()).keys()].map(shapeOf));
  expect([...shapes].sort().join("\n")).toMatchInlineSnapshot(`
    "halfspread_build_info{version}
    halfspread_decision_seconds_bucket{symbol,venue,le}
    halfspread_decision_seconds_count{symbol,venue}
    halfspread_decision_seconds_sum{symbol,venue}
    halfspread_decode_seconds_bucket{le}
    halfspread_decode_seconds_count
    halfspread_decode_seconds_sum
    halfspread_event_loop_lag_seconds_bucket{le}
    halfspread_event_loop_lag_seconds_count
    halfspread_event_loop_lag_seconds_sum
    halfspread_feed_gaps_total{symbol,venue}
    halfspread_feed_messages_total{symbol,venue}
    halfspread_feed_resyncs_total{symbol,venue}
    halfspread_feed_staleness_seconds{symbol,venue}
    halfspread_fills_total{symbol,venue,side,liquidity}
    halfspread_foreign_orders{symbol,venue}
    halfspread_inventory_ratio{symbol,venue}
    halfspread_journal_bytes_total
    halfspread_journal_lag_seconds
    halfspread_journal_records_total
    halfspread_journal_unsynced_bytes
    halfspread_ledger_lag_seconds
    halfspread_ledger_waiting_records
    halfspread_open_orders{symbol,venue,side}
    halfspread_order_doubts_total{symbol,venue,kind}
    halfspread_order_round_trip_seconds_bucket{symbol,venue,action,le}
    halfspread_order_round_trip_seconds_count{symbol,venue,action}
    halfspread_order_round_trip_seconds_sum{symbol,venue,action}
    halfspread_orders_acknowledged_total{symbol,venue,action}
    halfspread_orders_sent_total{symbol,venue,action}
    halfspread_pnl{symbol,venue,asset,part}
    halfspread_position_limit{symbol,venue}
    halfspread_position{symbol,venue}
    halfspread_ready
    halfspread_risk_level{symbol,venue,check}
    halfspread_risk_limit_used_ratio{symbol,venue,check}
    halfspread_risk_state{state}
    halfspread_risk_vetoes_total{symbol,venue,reason}
    halfspread_tick_to_order_seconds_bucket{symbol,venue,le}
    halfspread_tick_to_order_seconds_count{symbol,venue}
    halfspread_tick_to_order_seconds_sum{symbol,venue}
    halfspread_volume_total{symbol,venue,side}
    process_cpu_seconds_total
    process_resident_memory_bytes
    process_start_time_seconds"
  `);
});

test("metrics: what is counted: told by market, in base units", async () => {
  const { counts, lines } = startMetrics({ markets: [marketStatus(), marketStatus({ instrument: coinmBtcusdPerp })] });
  const [spot, coinm] = counts.markets;
  spot!.feedMessagesCount = 7;
  for (const event of ["gap", "resync", "resync", "stale"] as const) count(spot!.feedNotes, event);
  coinm!.ordersSent.cancel = 4;
  coinm!.fills[1] = { makerCount: 1, takerCount: 2, lots: 30 };
  count(counts.rateLimits, "weight_1m", 0.5);
  counts.journal.lagNs = 1_500_000;
  Object.assign(counts.outbox, { waitingCount: 12, lagNs: 2_500_000_000 });
  const told = await lines();
  const value = (name: string, labels = "") => told.get(`${name}{${labels}}`);
  const [ofSpot, ofCoinm] = ['symbol="BTCUSDT",venue="binance"', 'symbol="BTCUSD_PERP.coinm",venue="binance"'];
  expect(value("halfspread_feed_messages_total", ofSpot)).toBe(7);
  expect(value("halfspread_feed_messages_total", ofCoinm)).toBe(0);
  expect(value("halfspread_feed_gaps_total", ofSpot)).toBe(1);
  expect(value("halfspread_feed_resyncs_total", ofSpot)).toBe(2);
  expect(value("halfspread_feed_events_total", `${ofSpot},event="stale"`)).toBe(1);
  expect(told.has(`halfspread_feed_events_total{${ofSpot},event="gap"}`)).toBe(false);
  expect(value("halfspread_orders_sent_total", `${ofCoinm},action="cancel"`)).toBe(4);
  expect(value("halfspread_fills_total", `${ofCoinm},side="sell",liquidity="taker"`)).toBe(2);
  expect(value("halfspread_volume_total", `${ofCoinm},side="sell"`)).toBe(30);
  expect(value("halfspread_rate_limit_used_ratio", 'limit="weight_1m"')).toBe(0.5);
  expect(told.get("halfspread_journal_lag_seconds")).toBe(0.0015);
  expect(told.get("halfspread_ledger_waiting_records")).toBe(12);
  expect(told.get("halfspread_ledger_lag_seconds")).toBe(2.5);
});

test("metrics: how it stands: as of the scrape, and nothing is left of before", async () => {
  const { lines, stands } = startMetrics({ holds: ["venue_down"] });
  const before = await lines();
  expect(before.get('halfspread_risk_hold{reason="venue_down"}')).toBe(1);
  expect([before.get("halfspread_ready"), before.get('halfspread_risk_state{state="quoting"}')]).toEqual([0, 1]);
  const market = marketStatus({ pnl: undefined, positionLots: -500, orders: [], fault: "no_book" });
  stands(sessionStatus({ state: "killed", markets: [market] }));
  const after = await lines();
  expect(after.has('halfspread_risk_hold{reason="venue_down"}')).toBe(false);
  expect([...after.keys()].some((series) => series.startsWith("halfspread_pnl"))).toBe(false);
  expect(after.get('halfspread_risk_state{state="killed"}')).toBe(1);
  expect(after.get('halfspread_risk_fault{symbol="BTCUSDT",venue="binance",reason="no_book"}')).toBe(1);
  expect(after.get('halfspread_open_orders{symbol="BTCUSDT",venue="binance",side="buy"}')).toBe(0);
  expect(after.get('halfspread_position{symbol="BTCUSDT",venue="binance"}')).toBe(-0.005);
  expect(after.get('halfspread_inventory_ratio{symbol="BTCUSDT",venue="binance"}')).toBe(-0.5);
});

test("metrics: staleness: since the newest message, or since the start before the first", async () => {
  const { lines, stands } = startMetrics();
  const staleness = async () =>
    (await lines()).get('halfspread_feed_staleness_seconds{symbol="BTCUSDT",venue="binance"}');
  expect(await staleness()).toBe(0.02);
  const { book } = marketStatus();
  stands(sessionStatus({ markets: [marketStatus({ book: { ...book, receivedNs: 0 } })] }));
  expect(await staleness()).toBe(4);
});

test("metrics: any durations: each bucket counts those of at most its bound", async () => {
  const durationNs = fc.oneof(
    fc.nat(5000),
    fc.integer({ min: 10, max: 35 }).chain((n) => fc.constantFrom(2 ** n - 1, 2 ** n)),
    fc.nat(),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(durationNs, { maxLength: 50 }), async (durations) => {
      const { counts, lines } = startMetrics();
      for (const ns of durations) counts.decode.record(ns);
      const told = await lines();
      const buckets = [...told].filter(([series]) => series.startsWith("halfspread_decode_seconds_bucket"));
      expect(buckets).toHaveLength(26);
      for (const [series, value] of buckets) {
        const bound = /le="(.*)"/.exec(series)![1]!;
        const boundNs = bound === "+Inf" ? Number.POSITIVE_INFINITY : Math.round(Number(bound) * 1e9);
        expect(value).toBe(durations.filter((ns) => ns <= boundNs).length);
      }
      expect(told.get("halfspread_decode_seconds_count")).toBe(durations.length);
      expect(told.get("halfspread_decode_seconds_sum")).toBeCloseTo(
        durations.reduce((sum, ns) => sum + ns, 0) / 1e9,
        9,
      );
    }),
    { numRuns: 30 },
  );
});
