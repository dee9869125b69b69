// Goal: the terminal summary says what the result says, in the width it has.
// Method: one hand-made result as exact text; properties over drawn money and widths.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { summaryText } from "../../../sim/report/summary.ts";
import { parseDecimal } from "../../../src/base/decimal.ts";
import { btcusdPerp, smallResult } from "../../helpers/results.ts";
import { anyPnl } from "./any-pnl.ts";

const plain = { color: false, width: 80 };

describe("summary", () => {
  test("summary: a run that loses to fees: every block in its place", () => {
    expect(summaryText(smallResult(), plain)).toMatchInlineSnapshot(`
      "BTCUSDT · naiveMaker · binance

      It lost 12.41 USDT: quotes earned 3.10 before fees, but fees of 15.51 at
      spot-vip0 (maker 0.1%) outweigh them; break-even is a maker fee of 0.02%.

      Run
        data              synthetic market
                          whole; valid book 100%
                          2024-08-08 23:00:00 to 2024-08-09 00:05:05 UTC (1 h 5 min)
                          1,234,567 events, 20,000 trades of them
        fee tier          spot-vip0: maker 0.1%, taker 0.1%
        queue model       conservative
        seed, engine      7, native, halfspread 0.1.0
        run hash          5b1f0c9e7a3d2468

      Profit and loss, USDT
          spread capture   11.30
        + inventory        -8.20
        = gross             3.10
        - fees             15.51
        = net             -12.41
        adverse selection  -6.40   part of inventory, within 1 s of fills
        break-even        a maker fee of 0.02%

      Fills
        fills             312, 100.0% as maker
        volume            0.31200 BTC, worth 15,510.00 USDT
        position left     -0.00400 BTC
        fill ratio        10.0% of orders at least partly, 14.1% of lots
        queue ahead       at rest: median 0.01200, 90% up to 0.05400
                          at fills: median 0.00000, 90% up to 0.00300
        at the touch      bid 45.1%, ask 43.8%, both 20.0% of the seconds sampled
        by cause               fills     share       BTC
        print                    250     80.1%   0.25000
        quote_through             62     19.9%   0.06200

      Markouts, ticks a fill, weighted by size (above 0 is good)
        after                   mean   ± error     fills
        100 ms                  4.10      0.80       312
        1 s                    -5.15      1.60       312
        10 s                  -14.40      3.20       312
        60 s                  -23.65      6.40       312

      Bracket of fills (it bounds fills, not P&L)
                            conservative      probable
        queue model         conservative  proportional
        fills                        312           498
        volume, BTC              0.31200       0.49800
        gross, USDT                 3.10          5.88
        net, USDT                 -12.41        -19.02

      Risk
        max drawdown      13.02 USDT; the longest lasted 1 h
        Sharpe, annual    -41.2 ± 11.5, over 65 one-minute steps
                          skewness -0.4, kurtosis 5.1 (normal: 0, 3)
        deflated          0.0% chance of a true ratio above 0, as the only trial
        win rate          31.7% of the minutes that moved

      Orders
        placed            2,210, amended 40, cancelled 1,890
        rejected          12: would_cross 12
        risk vetoes       33: position_bound 31, stale_book 2

      Latency
                               count       p50       p99       max
        place                  2,210     10 ms   14.3 ms     31 ms
        amend                      0         –         –         –
        cancel                 1,890     10 ms   14.5 ms     28 ms
        fill                       0         –         –         –

      Speed
        replay            0.31 s, 4.0 million events/s, 212 MB of memory at most
      "
    `);
  });

  test("summary: no fills: blocks about fills are left out or hold no numbers", () => {
    const text = summaryText(
      smallResult({
        fillsCount: 0,
        makerFillsCount: 0,
        fillsByCause: {},
        sharpe: undefined,
        winRate: undefined,
        breakEvenFee: undefined,
      }),
      plain,
    );
    expect(text).toContain("  fills             0\n");
    expect(text).toContain("  Sharpe, annual    –\n");
    expect(text).toContain("  win rate          –\n");
    expect(text).toContain("  break-even        –\n");
    expect(text).not.toContain("Markouts");
    expect(text).not.toContain("by cause");
  });

  test("summary: a live session: how long it lasted instead of how fast it was; of real orders no place in a queue", () => {
    const text = (kind: "paper" | "real") =>
      summaryText(smallResult({ kind, replaySeconds: 905 }), { color: false, width: 72 });
    expect(text("paper")).toMatch(/lasted +15 min 5 s, /);
    for (const kind of ["paper", "real"] as const) expect(text(kind)).not.toMatch(/events\/s|replay/);
    expect(text("paper")).toMatch(/queue ahead +at rest: median/);
    expect(text("real")).toMatch(/queue ahead +unknown: the venue does not tell it/);
    expect(text("real")).not.toMatch(/at fills:/);
  });

  test("summary: inverse contract: sizes in contracts, money in coin", () => {
    const pnl = { ...smallResult().pnl, unit: "BTC" };
    const text = summaryText(smallResult({ instrument: btcusdPerp, pnl }), plain);
    expect(text).toStartWith("BTCUSD_PERP.coinm · naiveMaker · binance\n");
    expect(text).toContain("Profit and loss, BTC");
    expect(text).toContain("31,200 contracts, worth 15,510.00 BTC");
  });

  test("summary: a venue that the instrument's name ends with: not said twice", () => {
    const instrument = { ...smallResult().instrument, venue: "luno", symbol: "XBTZAR" } as const;
    expect(summaryText(smallResult({ instrument }), plain)).toStartWith("XBTZAR.luno · naiveMaker\n");
  });

  test("summary: orders closed as unknown: they are said to be", () => {
    expect(summaryText(smallResult(), plain)).not.toContain("unknown");
    expect(summaryText(smallResult({ unknownOrdersCount: 3 }), plain)).toContain(
      "  unknown           3 orders closed after a gap",
    );
  });

  test("summary: any P&L: the block is exact and adds up as it is printed", () => {
    fc.assert(
      fc.property(anyPnl, (pnl) => {
        const text = summaryText(smallResult({ pnl }), plain);
        const printed = (label: string) => amountAfter(text, label, pnl.places);
        expect(printed("= net")).toBe(pnl.net);
        expect(printed("= net")).toBe(printed("= gross") - printed("- fees"));
        expect(printed("= gross")).toBe(printed("spread capture") + printed("+ inventory"));
        expect(printed("adverse selection")).toBe(pnl.adverseSelection);
      }),
    );
  });

  test("summary: any width and long names: no line is longer than the terminal", () => {
    const dataSource = `${"a-very-long-recording-".repeat(12)}.gz, second.gz, third.gz`;
    fc.assert(
      fc.property(fc.integer({ min: 72, max: 160 }), anyPnl, (width, pnl) => {
        const text = summaryText(smallResult({ pnl, dataSource }), { color: false, width });
        expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(width);
        expect(text.replace(/\s/g, "")).toContain(dataSource.replace(/\s/g, ""));
      }),
    );
  });

  test("summary: in colour: the same text between the codes, a loss in red", () => {
    const coloured = summaryText(smallResult(), { color: true, width: 80 });
    expect(coloured).toContain("\x1b[31mIt lost 12.41 USDT");
    const bare = Bun.stripANSI(coloured).split("\n");
    expect(bare.map((line) => line.trimEnd()).join("\n")).toBe(summaryText(smallResult(), plain));
  });
});

function amountAfter(text: string, label: string, places: number): bigint {
  const line = text.split("\n").find((candidate) => candidate.trim().startsWith(label));
  const amount = line!.trim().slice(label.length).trim().split(" ")[0]!;
  return parseDecimal(amount.replaceAll(",", ""), places)!;
}
