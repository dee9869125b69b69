// Goal: the terminal shows how a session stands, in a frame that fits whatever its size.
// Method: whole frames as snapshots, and a property over sizes.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { liveView } from "../../../src/commands/live-view.ts";
import { nsPerSecond } from "../../../src/domain/time.ts";
import { startLiveMetrics } from "../../../src/live/live-counts.ts";
import { count } from "../../../src/ports/live-metrics.ts";
import { coinmBtcusdPerp } from "../../helpers/instruments.ts";
import { marketStatus, sessionStatus } from "../../helpers/live-session.ts";

const size = { columns: 100, rows: 40 };
const frame = (...shown: Parameters<typeof liveView>) => liveView(...shown).join("\n");

const unknown = marketStatus({
  instrument: coinmBtcusdPerp,
  book: { state: "none", receivedNs: 0, bidTicks: 0, bidLots: 0, askTicks: 0, askLots: 0 },
  ...{ fault: "no_book", wanted: [], orders: [], positionLots: -1500, pnl: undefined },
});

test("live view: a session that quotes: every line", () => {
  const metrics = startLiveMetrics(1);
  const [market] = metrics.markets;
  for (let n = 1; n <= 100; n++) market!.tickToOrder.record(n * 1000);
  market!.decision.record(850);
  market!.roundTrip.place.record(1.5 * nsPerSecond);
  market!.fills[0] = { makerCount: 3, takerCount: 1, lots: 450 };
  Object.assign(market!.ordersSent, { place: 12, amend: 3, cancel: 7 });
  count(market!.ordersRejected, "would_cross", 2);
  count(metrics.rateLimits, "weight_1m", 0.124);
  expect(frame(sessionStatus({ nowNs: 3_725 * nsPerSecond }), metrics, size)).toMatchInlineSnapshot(`
    "halfspread 0.1.0 · paper · quoting · 01:02:04
    ready

    BTCUSDT · naive-maker
      market             0.05000  60000.00 │ 60000.01  0.00123            3720.0 s old
      quotes             0.00100  59999.95 │ 60000.06  0.00150
      position  ░░░░░░░░░░│███░░░░░░░  0.00300 of 0.01000 BTC
      P&L       0.1235 USDT  (spread 0.2500, inventory -0.0500, fees -0.0765)
      fills     4 bought (0.00450), 0 sold (0.00000)
      orders    2 open, 12 placed, 3 amended, 7 cancelled, 2 rejected
      latency   decision 849 ns (p99 849 ns), tick to order 50.1 µs (p99 99.2 µs)
      answers   place 1.5 s (p99 1.5 s), amend –, cancel –

      limits    weight_1m 12% used
    Ctrl-C pulls the quotes and ends"
  `);
});

test("live view: nothing known yet, and killed: no numbers made up", () => {
  const status = sessionStatus({ state: "killed", killReason: "drill", holds: ["killed"], markets: [unknown] });
  expect(frame(status, startLiveMetrics(1), size)).toMatchInlineSnapshot(`
    "halfspread 0.1.0 · paper · killed · 00:00:04
    not ready: killed: drill

    BTCUSD_PERP.coinm · naive-maker · no_book
      market                             – │ –                            nothing yet
      quotes                             – │ –
      position  ██████████│░░░░░░░░░░  -1500 of 1000 contracts
      P&L       no price yet
      fills     0 bought (0), 0 sold (0)
      orders    0 open, 0 placed, 0 amended, 0 cancelled, 0 rejected
      latency   decision –, tick to order –
      answers   place –, amend –, cancel –

    Ctrl-C pulls the quotes and ends"
  `);
});

test("live view: P&L of an inverse contract: in full", () => {
  const market = marketStatus({ instrument: coinmBtcusdPerp });
  expect(frame(sessionStatus({ markets: [market] }), startLiveMetrics(1), size)).toContain("0.12345678 BTC  (spread");
});

test("live view: what would steer the terminal: is shown as text", () => {
  const status = sessionStatus({ killReason: "\x1b[2J\x07gone\u009b1m", holds: ["killed"] });
  expect(frame(status, startLiveMetrics(1), size)).toContain("not ready: killed: ?[2J?gone?1m");
});

test("live view: more instruments than fit: whole ones, and how many more there are", () => {
  const [blockRows, otherRows] = [10, 4];
  const shown = (rows: number) => {
    const lines = liveView(sessionStatus({ markets: [marketStatus(), unknown, unknown] }), startLiveMetrics(3), {
      ...size,
      rows,
    });
    expect(lines.at(-1)).toStartWith("Ctrl-C");
    return [lines.filter((line) => line.includes("naive-maker")).length, lines.find((line) => line.startsWith("and"))];
  };
  expect(shown(3 * blockRows + otherRows)).toEqual([3, undefined]);
  expect(shown(3 * blockRows + otherRows - 1)).toEqual([2, "and 1 more in a higher window"]);
  expect(shown(2 * blockRows + otherRows)).toEqual([1, "and 2 more in a higher window"]);
});

test("live view: any size, and names of wide letters: it fits", () => {
  const wide = marketStatus({ instrument: { ...coinmBtcusdPerp, symbol: "币安人生USDT" }, strategy: "x".repeat(60) });
  const sizes = fc.record({ columns: fc.integer({ min: 1, max: 130 }), rows: fc.integer({ min: 1, max: 60 }) });
  fc.assert(
    fc.property(
      sizes,
      fc.array(fc.constantFrom(marketStatus(), unknown, wide), { minLength: 1, maxLength: 6 }),
      (fits, markets) => {
        const lines = liveView(sessionStatus({ markets }), startLiveMetrics(markets.length), fits);
        expect(lines.length).toBeLessThanOrEqual(fits.rows);
        for (const line of lines) expect(Bun.stringWidth(line)).toBeLessThanOrEqual(fits.columns);
      },
    ),
  );
});
