/** What the terminal and the page show of a run of many instruments: the same rows. */
import { instrumentKey } from "../../src/domain/instrument.ts";
import type { BacktestResult } from "../result.ts";
import type { RunResult, Total } from "../run-result.ts";
import { countText, estimateText, moneyText, sentencePlaces, sizeText, sizeUnit } from "./format.ts";

export const instrumentsHead = ["instrument", "fills", "volume", "gross", "fees", "net", "other queue", "Sharpe"];

export function instrumentRow(result: BacktestResult): string[] {
  const { instrument, pnl, bracket, queueModel } = result;
  const other = bracket.conservative.queueModel === queueModel ? bracket.probable : bracket.conservative;
  const money = (units: bigint) => moneyText(units, pnl.places, sentencePlaces(pnl));
  return [
    instrumentKey(instrument),
    countText(result.fillsCount),
    `${sizeText(instrument, result.volumeLots)} ${sizeUnit(instrument)}`,
    money(pnl.gross),
    money(pnl.fees),
    `${money(pnl.net)} ${pnl.unit}`,
    money(other.net),
    estimateText(result.sharpe, result.sharpeError, 1),
  ];
}

export const totalsHead = [
  "settled in",
  "instruments",
  "fills",
  "gross",
  "fees",
  "net",
  "other queue",
  "drawdown",
  "Sharpe",
];

/** @param queueModel the one that was asked for. */
export function totalRow(total: Total, queueModel: string): string[] {
  const { pnl, bracket } = total;
  const other = queueModel === "conservative" ? bracket.probable : bracket.conservative;
  const money = (units: bigint) => moneyText(units, pnl.places, sentencePlaces(pnl));
  return [
    pnl.unit,
    countText(total.instrumentsCount),
    countText(total.fillsCount),
    money(pnl.gross),
    money(pnl.fees),
    money(pnl.net),
    money(other.net),
    money(total.maxDrawdownUnits),
    estimateText(total.sharpe, total.sharpeError, 1),
  ];
}

/** What it comes to, in a sentence. */
export function runVerdict({ totals }: RunResult): string {
  const parts = totals.map(({ pnl }) => {
    const money = (units: bigint) =>
      `${moneyText(units < 0n ? -units : units, pnl.places, sentencePlaces(pnl))} ${pnl.unit}`;
    const ended = pnl.net > 0n ? `earned ${money(pnl.net)}` : pnl.net < 0n ? `lost ${money(pnl.net)}` : "broke even";
    const before = pnl.gross < 0n ? `a loss of ${money(pnl.gross)}` : `a gain of ${money(pnl.gross)}`;
    const fees = pnl.fees < 0n ? `rebates of ${money(pnl.fees)}` : `fees of ${money(pnl.fees)}`;
    return `${ended}: ${before} before ${fees}`;
  });
  return `Together they ${parts.join("; they ")}.`;
}

/** Below, at or above 0 in everything; 0 where assets differ. */
export function runOutcome({ totals }: RunResult): bigint {
  if (totals.every(({ pnl }) => pnl.net > 0n)) return 1n;
  return totals.every(({ pnl }) => pnl.net < 0n) ? -1n : 0n;
}

/** Where the result comes from, by name. */
export function runOrigin(result: RunResult): [string, string][] {
  return [
    ...result.instruments.map(({ instrument, strategy, dataSource }): [string, string] => [
      instrumentKey(instrument),
      `${strategy} on ${dataSource}`,
    ]),
    [
      "balances",
      Object.entries(result.balances)
        .map(([asset, { units, places }]) => `${moneyText(units, places, places)} ${asset}`)
        .join(", "),
    ],
    ["queue model", result.queueModel],
    ["seed, engine", `${result.seed}, ${result.engineKind}, halfspread ${result.version}`],
    ["configuration", result.configHash],
    ["run hash", result.runHash],
  ];
}
