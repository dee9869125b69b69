/**
 * The P&L of a backtest as the table that a session's has (`src/data/export/ledger-tables.ts`): the points of the
 * reports, at most a few thousand for each instrument, evenly spaced, and the last.
 */
import { assert } from "../../src/base/assert.ts";
import { formatDecimal, powerOfTen } from "../../src/base/decimal.ts";
import { type PnlPoint, pnlParquet } from "../../src/data/export/ledger-tables.ts";
import { formatSize } from "../../src/domain/instrument.ts";
import type { BacktestResult } from "../result.ts";
import type { RunResult } from "../run-result.ts";

/** A whole file. Sessions are named by the hash of the run. */
export function runPnlParquet({ instruments }: RunResult): ArrayBuffer {
  return pnlParquet(instruments.flatMap(pointsOf));
}

function pointsOf({ instrument, series, epochUnixNs, runHash, pnl }: BacktestResult): PnlPoint[] {
  const { venue, market, symbol, tickUnits, pricePlaces } = instrument;
  const { unit, places } = pnl;
  const perOne = Number(powerOfTen(places));
  const money = (value: number) => formatDecimal(BigInt(Math.round(value * perOne)), places);
  return series.timeNs.map((timeNs, at) => {
    const midHalfTicks = 2 * series.midTicks[at]!;
    assert(Number.isSafeInteger(midHalfTicks), "a mid lies on a tick or between two");
    return {
      ...{ sessionId: runHash, account: "", mode: "backtest", venue, market, symbol, unit },
      atUnixNs: epochUnixNs + BigInt(timeNs),
      position: formatSize(instrument, series.positionLots[at]!),
      mid: formatDecimal(BigInt(midHalfTicks) * tickUnits * 5n, pricePlaces + 1),
      net: money(series.net[at]!),
      gross: money(series.gross[at]!),
      fees: money(series.fees[at]!),
      spreadCapture: money(series.spreadCapture[at]!),
      inventory: money(series.inventory[at]!),
    };
  });
}
