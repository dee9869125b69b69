/** What the terminal and the page show of a run of many instruments: the same rows. */
import { powerOfTen } from "../../src/base/decimal.ts";
import { instrumentKey } from "../../src/domain/instrument.ts";
import type { BacktestResult } from "../result.ts";
import type { HedgeResult, RunResult, Total } from "../run-result.ts";
import { dataQualityText, dataWarning } from "./data-quality.ts";
import {
  countText,
  estimateText,
  gridPlaces,
  moneyText,
  noNumber,
  numberText,
  sentencePlaces,
  sizeText,
  sizeUnit,
} from "./format.ts";
import { notesOf } from "./notes.ts";

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

export const hedgesHead = ["hedge", "of", "net together", "off by, on average", "at most"];

export function hedgeRow({ hedge, hedged, netUnits, meanErrorLots, maxErrorLots }: HedgeResult): string[] {
  const { name, places } = hedge.settle;
  const size = (lots: number) => {
    const one = Number(hedge.lotUnits) / Number(powerOfTen(hedge.sizePlaces));
    return `${numberText(lots * one, gridPlaces(hedge.lotUnits, hedge.sizePlaces) + 1)} ${sizeUnit(hedge)}`;
  };
  return [
    instrumentKey(hedge),
    instrumentKey(hedged),
    netUnits === undefined ? noNumber : `${moneyText(netUnits, places, 2)} ${name}`,
    size(meanErrorLots),
    size(maxErrorLots),
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

/** Of each instrument whose data are not clean. */
export function runWarnings({ instruments }: RunResult): string[] {
  return instruments.flatMap((of) => {
    const warning = dataWarning(of);
    return warning === undefined ? [] : [`${instrumentKey(of.instrument)}: ${warning}`];
  });
}

/** What the figures leave out, each thing once. */
export function runNotes({ instruments }: RunResult): string[] {
  return [...new Set(instruments.flatMap(notesOf))];
}

/** Where the result comes from, by name. */
export function runOrigin(result: RunResult): [string, string][] {
  return [
    ...result.instruments.map((of): [string, string] => [
      instrumentKey(of.instrument),
      `${of.strategy} on ${of.dataSource}: ${dataQualityText(of)}`,
    ]),
    ...accountsOf(result),
    ["queue model", result.queueModel],
    ["seed, engine", `${result.seed}, ${result.engineKind}, halfspread ${result.version}`],
    ["configuration", result.configHash],
    ["run hash", result.runHash],
  ];
}

/** What each account holds at the end: the common one, and those of instruments that bring their own. */
function accountsOf({ instruments, balances }: RunResult): [string, string][] {
  const own = instruments.filter(({ hasOwnBalances }) => hasOwnBalances);
  const isShared = own.length < instruments.length;
  return [
    ...(isShared ? [[own.length === 0 ? "balances" : "common balances", heldText(balances)] as [string, string]] : []),
    ...own.map((of): [string, string] => ["own balances", `${instrumentKey(of.instrument)}: ${heldText(of.balances)}`]),
  ];
}

function heldText(balances: RunResult["balances"]): string {
  return Object.entries(balances)
    .map(([asset, { units, places }]) => `${moneyText(units, places, places)} ${asset}`)
    .join(", ");
}
