// Goal: the sentence names the cause that the numbers show, and its doubts; it never claims more than they carry.
// Method: one result for each kind of outcome, as exact text; a property that it is always one sentence of the right
// sign.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { verdict } from "../../../sim/report/verdict.ts";
import type { BacktestResult, ProfitAndLoss } from "../../../sim/result.ts";
import { smallResult } from "../../helpers/results.ts";
import { anyPnl } from "./any-pnl.ts";

describe("verdict", () => {
  test("verdict: gross gain, net loss: fees are the cause, with tier and break-even", () => {
    expect(verdict(smallResult())).toBe(
      "It lost 12.41 USDT: quotes earned 3.10 before fees, but fees of 15.51 at spot-vip0 (maker 0.1%) outweigh them; " +
        "break-even is a maker fee of 0.02%.",
    );
  });

  test("verdict: risk stopped quoting: said first of all doubts, and by which stop", () => {
    const vetoesByReason = { price_band: 3, day_drawdown: 7, session_drawdown: 1 };
    expect(verdict({ ...smallResult(), vetoesByReason })).toEndWith(
      "; but risk stopped quoting on the way (session_drawdown, day_drawdown).",
    );
  });

  test("verdict: gross gain without any spread captured: it is not credited to the quotes", () => {
    expect(verdict(withPnl({ spreadCapture: -600, inventory: 650, adverseSelection: 800, fees: 25_700 }))).toStartWith(
      "It lost 256.50 USDT: price moves, not the spread, earned 0.50 before fees, but fees of 257.00 at spot-vip0 ",
    );
  });

  test("verdict: the first second takes more than the spread: adverse selection is the cause", () => {
    expect(verdict(withPnl({ spreadCapture: 510, inventory: -900, adverseSelection: -820, fees: 100 }))).toBe(
      "It lost 4.90 USDT: prices moved against the position right after fills (adverse selection -8.20 within 1 s) " +
        "by more than the spread captured (5.10), and fees took 1.00 more.",
    );
  });

  test("verdict: the loss came later: the position held is the cause, and the first second only a part", () => {
    expect(verdict(withPnl({ spreadCapture: 510, inventory: -900, adverseSelection: -120, fees: 0 }))).toBe(
      "It lost 3.90 USDT: prices moved against the position held (inventory -9.00, of it -1.20 within 1 s of fills) " +
        "by more than the spread captured (5.10).",
    );
  });

  test("verdict: no spread captured: the fills themselves are the cause", () => {
    expect(verdict(withPnl({ spreadCapture: -210, inventory: 110, adverseSelection: 0, fees: -50 }))).toBe(
      "It lost 0.50 USDT: fills captured no spread (-2.10), more than the 1.10 that the position gained, " +
        "and rebates of 0.50 did not make up for it.",
    );
  });

  test("verdict: a loss before fees and larger fees: fees come first", () => {
    expect(verdict(withPnl({ spreadCapture: -863, inventory: -1289, adverseSelection: -1940, fees: 24_038 }))).toBe(
      "It lost 261.90 USDT: fees of 240.38 at spot-vip0 (maker 0.1%) are most of it, and before them fills captured no " +
        "spread (-8.63) and prices moved against the position right after fills (inventory -12.89, adverse selection " +
        "-19.40 within 1 s).",
    );
    expect(verdict(withPnl({ spreadCapture: -863, inventory: -1289, adverseSelection: -200, fees: 0 }))).toBe(
      "It lost 21.52 USDT: fills captured no spread (-8.63) and the position lost 12.89.",
    );
  });

  test("verdict: spread pays for moves and fees: a gain by market making", () => {
    expect(verdict(withPnl({ spreadCapture: 900, inventory: -300, adverseSelection: -100, fees: 200 }))).toBe(
      "It made 4.00 USDT: the spread captured (9.00) is more than prices moving against the position cost (3.00), " +
        "with fees of 2.00.",
    );
  });

  test("verdict: the position earned most: it says so", () => {
    expect(verdict(withPnl({ spreadCapture: 100, inventory: 700, adverseSelection: 0, fees: 200 }))).toBe(
      "It made 6.00 USDT: 1.00 of spread captured and 7.00 from the position held, with fees of 2.00, " +
        "so most of it comes from price moves.",
    );
    expect(verdict(withPnl({ spreadCapture: -100, inventory: 700, adverseSelection: 0, fees: -200 }))).toBe(
      "It made 8.00 USDT: the position gained 7.00 from price moves, while quotes captured no spread (-1.00); " +
        "rebates of 2.00 are added.",
    );
  });

  test("verdict: a gain where no fee was charged: it says so", () => {
    expect(verdict(withPnl({ spreadCapture: 900, inventory: -300, adverseSelection: -100, fees: 0 }))).toBe(
      "It made 6.00 USDT: the spread captured (9.00) is more than prices moving against the position cost (3.00), " +
        "with no fee.",
    );
    expect(verdict(withPnl({ spreadCapture: -100, inventory: 700, adverseSelection: 0, fees: 0 }))).toBe(
      "It made 6.00 USDT: the position gained 7.00 from price moves, while quotes captured no spread (-1.00); " +
        "no fee was charged.",
    );
  });

  test("verdict: only rebates made a gain: it says so", () => {
    expect(verdict(withPnl({ spreadCapture: 100, inventory: -200, adverseSelection: -200, fees: -300 }))).toBe(
      "It made 2.00 USDT: rebates of 3.00 paid for a loss of 1.00 before them.",
    );
  });

  test("verdict: few fills, no Sharpe ratio, a bracket of both signs: all three doubts are told", () => {
    const { bracket } = smallResult();
    const doubtful = smallResult({
      fillsCount: 7,
      sharpe: undefined,
      sharpeError: undefined,
      bracket: { ...bracket, probable: { ...bracket.probable, net: 150_000_000n } },
    });
    expect(verdict(doubtful)).toEndWith(
      "; but 7 fills are too few to say much, the queue models disagree on the sign (conservative -12.41, probable 1.50), " +
        "so the result is open and the run is too short for a Sharpe ratio.",
    );
  });

  test("verdict: Sharpe ratio within two errors of 0: it cannot be told from 0", () => {
    expect(verdict(smallResult({ sharpe: -20, sharpeError: 11.5 }))).toEndWith(
      "; but its Sharpe ratio (-20.0 ± 11.5) cannot be told from 0.",
    );
  });

  test("verdict: no fills: the reason as far as it is known", () => {
    const { counts, bracket } = smallResult();
    const start = "It neither made nor lost money: ";
    const withoutFills = (changes: Partial<BacktestResult>) => verdict(smallResult({ fillsCount: 0, ...changes }));
    const nowhere = { ...bracket, probable: { ...bracket.probable, fillsCount: 0 } };
    const quiet = { ...counts, eventsCount: 0, tradesCount: 0 };
    expect(withoutFills({ counts: quiet, ordersCount: 0 })).toBe(`${start}the data holds no events.`);
    expect(withoutFills({ counts: quiet, ordersCount: 12, rejectsCount: 0 })).toBe(
      `${start}none of 12 orders was filled (the data holds no trades).`,
    );
    expect(withoutFills({ counts: { ...counts, decisionsCount: 0 } })).toBe(
      `${start}no decision ever came due in these data.`,
    );
    expect(withoutFills({ ordersCount: 0 })).toBe(
      `${start}no order was placed (risk refused or trimmed: position_bound, 31 times).`,
    );
    expect(withoutFills({ ordersCount: 12 })).toBe(
      `${start}the venue rejected all 12 orders (reason: would_cross, 12 times).`,
    );
    expect(withoutFills({ counts: { ...counts, tradesCount: 0 } })).toBe(
      `${start}none of 2,210 orders was filled (the data holds no trades).`,
    );
    expect(withoutFills({ bracket: nowhere })).toBe(
      `${start}none of 2,210 orders was filled with either queue model: no trade or quote reached them.`,
    );
    expect(withoutFills({})).toBe(
      `${start}none of 2,210 orders was filled with the conservative queue model, 498 with the proportional one, ` +
        "so waiting in the queue decided it.",
    );
  });

  test("verdict: real orders: no queue model is said to have decided what happened", () => {
    const { bracket } = smallResult();
    const apart = { ...bracket, probable: { ...bracket.probable, net: 1n } };
    expect(verdict(smallResult({ kind: "paper", bracket: apart }))).toContain("the queue models disagree on the sign");
    expect(verdict(smallResult({ kind: "real", bracket: apart }))).not.toContain("queue model");
    expect(verdict(smallResult({ kind: "real", queueModel: "real orders", fillsCount: 0 }))).toBe(
      "It neither made nor lost money: none of 2,210 orders was filled (fills on paper in the same market: " +
        "312 with the conservative queue model, 498 with the proportional queue model).",
    );
  });

  test("verdict: any P&L and any count of fills: one sentence, of the sign of net, and no claim of significance", () => {
    fc.assert(
      fc.property(
        anyPnl,
        fc.integer({ min: 0, max: 500 }),
        fc.option(fc.double({ min: -90, max: 90, noNaN: true })),
        (pnl, fillsCount, sharpe) => {
          const text = verdict(smallResult({ pnl, fillsCount, sharpe: sharpe ?? undefined }));
          expect(text).toMatch(/^It [^\n]*[^.]\.$/);
          expect(text).not.toMatch(/significan|prove|NaN|undefined|\. [A-Z]/);
          if (fillsCount > 0)
            expect(text).toStartWith(pnl.net > 0n ? "It made" : pnl.net < 0n ? "It lost" : "It neither");
          expect(fillsCount === 0 || fillsCount >= 25 || /fill(s are too few| says next to nothing)/.test(text)).toBe(
            true,
          );
        },
      ),
    );
  });
});

/** Parts in hundredths of a USDT; the bracket agrees with them. */
function withPnl(parts: Record<"spreadCapture" | "inventory" | "adverseSelection" | "fees", number>): BacktestResult {
  const units = (hundredths: number) => BigInt(hundredths) * 1_000_000n;
  const gross = units(parts.spreadCapture + parts.inventory);
  const pnl: ProfitAndLoss = {
    unit: "USDT",
    places: 8,
    spreadCapture: units(parts.spreadCapture),
    inventory: units(parts.inventory),
    adverseSelection: units(parts.adverseSelection),
    fees: units(parts.fees),
    gross,
    net: gross - units(parts.fees),
  };
  const { bracket } = smallResult();
  const end = { net: pnl.net, gross };
  return smallResult({
    pnl,
    bracket: { conservative: { ...bracket.conservative, ...end }, probable: { ...bracket.probable, ...end } },
  });
}
