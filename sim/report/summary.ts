/**
 * The terminal summary: what ran, what came out, and how far to believe it, in 72 columns or more.
 *
 * The P&L block is exact, so that a reader can add it up. The verdict comes first, because it is what one wants to
 * know; the parts below are what it rests on.
 */
import { instrumentKey } from "../../src/domain/instrument.ts";
import type { BacktestResult, Markout } from "../result.ts";
import { bracketTableOf } from "./bracket-table.ts";
import { dataQualityText, dataWarning } from "./data-quality.ts";
import {
  breakEvenText,
  countText,
  durationText,
  estimateText,
  exactPlaces,
  horizonText,
  moneyText,
  noNumber,
  numberText,
  partText,
  percentText,
  rateText,
  sentencePlaces,
  shareText,
  sizeText,
  sizeUnit,
  spanText,
  utcText,
} from "./format.ts";
import { modelText } from "./models.ts";
import { notesOf } from "./notes.ts";
import { runTime } from "./run-kind.ts";
import { TerminalPage } from "./terminal-page.ts";
import { verdict } from "./verdict.ts";

export interface SummaryOptions {
  /** With ANSI colours. */
  readonly color: boolean;
  /** Columns of the terminal; 72 at least are used. */
  readonly width: number;
}

/** Lines of at most `width` columns, each ended by a line feed. */
export function summaryText(result: BacktestResult, options: SummaryOptions): string {
  const page = new TerminalPage(Math.max(72, options.width), options.color);
  page.title(titleOf(result));
  page.paragraph(verdict(result), result.pnl.net);
  const warning = dataWarning(result);
  if (warning !== undefined) page.paragraph(warning, -1n);
  for (const note of notesOf(result)) page.paragraph(note, 0n);
  ran(page, result);
  profitAndLoss(page, result);
  fills(page, result);
  markouts(page, result);
  bracket(page, result);
  risk(page, result);
  orders(page, result);
  latency(page, result);
  return page.text();
}

/** With the venue, where the instrument's name does not end with it. */
function titleOf({ instrument, strategy }: BacktestResult): string {
  const name = instrumentKey(instrument);
  const venue = name.endsWith(`.${instrument.venue}`) ? [] : [instrument.venue];
  return [name, strategy, ...venue].join(" · ");
}

function ran(page: TerminalPage, result: BacktestResult): void {
  const { epochUnixNs, firstReceivedNs, lastReceivedNs, counts } = result;
  const [first, last] = [firstReceivedNs, lastReceivedNs].map((timeNs) => utcText(epochUnixNs + BigInt(timeNs)));
  page.section("Run");
  page.fact("data", result.dataSource);
  if (dataWarning(result) === undefined) page.fact("", dataQualityText(result));
  page.fact("", `${first} to ${last} UTC (${spanText(lastReceivedNs - firstReceivedNs)})`);
  page.fact("", `${countText(counts.eventsCount)} events, ${countText(counts.tradesCount)} trades of them`);
  for (const model of result.models) page.fact(`model, ${model.role}`, modelText(model));
  page.fact("fee tier", `${result.feeTier.name}: ${feeRates(result)}`);
  page.fact("queue model", result.queueModel);
  page.fact("seed, engine", `${result.seed}, ${result.engineKind}, halfspread ${result.version}`);
  page.fact("run hash", result.runHash);
}

function feeRates({ feeTier }: BacktestResult): string {
  return `maker ${rateText(feeTier.makerRate)}, taker ${rateText(feeTier.takerRate)}`;
}

function profitAndLoss(page: TerminalPage, result: BacktestResult): void {
  const { unit, places, ...amounts } = result.pnl;
  const shownPlaces = exactPlaces(Object.values(amounts), places);
  const rows = [
    ["  spread capture", amounts.spreadCapture, ""],
    ["+ inventory", amounts.inventory, ""],
    ["= gross", amounts.gross, ""],
    ["- fees", amounts.fees, ""],
    ["= net", amounts.net, ""],
    ["adverse selection", amounts.adverseSelection, "   part of inventory, within 1 s of fills"],
  ] as const;
  const texts = rows.map(([, units]) => moneyText(units, places, shownPlaces));
  const width = Math.max(...texts.map((text) => text.length));
  page.section(`Profit and loss, ${unit}`);
  rows.forEach(([label, , note], i) => {
    page.fact(label, texts[i]!.padStart(width) + note);
  });
  page.fact("break-even", breakEvenText(result.breakEvenFee));
}

function fills(page: TerminalPage, result: BacktestResult): void {
  const { instrument, fillsCount, makerFillsCount } = result;
  const unit = sizeUnit(instrument);
  page.section("Fills");
  page.fact(
    "fills",
    `${countText(fillsCount)}${fillsCount > 0 ? `, ${shareText(makerFillsCount, fillsCount)} as maker` : ""}`,
  );
  page.fact(
    "volume",
    `${sizeText(instrument, result.volumeLots)} ${unit}, worth ${wholeMoney(result, result.turnoverUnits)}`,
  );
  page.fact("position left", `${sizeText(instrument, result.positionLots)} ${unit}`);
  page.fact("fill ratio", fillRatio(result));
  queueAhead(page, result);
  page.fact("at the touch", atTouch(result));
  const rows = Object.entries(result.fillsByCause).filter(([, { fillsCount }]) => fillsCount > 0);
  if (rows.length === 0) return;
  page.table(
    ["by cause", "fills", "share", unit],
    rows.map(([cause, part]) => [
      cause,
      countText(part.fillsCount),
      shareText(part.fillsCount, fillsCount),
      sizeText(instrument, part.lots),
    ]),
  );
}

function fillRatio({ filledOrdersCount, ordersCount, volumeLots, placedLots }: BacktestResult): string {
  return `${shareText(filledOrdersCount, ordersCount)} of orders at least partly, ${shareText(volumeLots, placedLots)} of lots`;
}

function queueAhead(page: TerminalPage, { kind, queueAhead: { atRest, atFill }, instrument }: BacktestResult): void {
  if (kind === "real") {
    page.fact("queue ahead", "unknown: the venue does not tell it");
    return;
  }
  const size = (lots: number) => sizeText(instrument, lots);
  const parts = [
    ["at rest", atRest],
    ["at fills", atFill],
  ] as const;
  for (const [i, [when, { count, medianLots, p90Lots }]] of parts.entries())
    page.fact(
      i === 0 ? "queue ahead" : "",
      `${when}: ${count > 0 ? `median ${size(medianLots)}, 90% up to ${size(p90Lots)}` : noNumber}`,
    );
}

function atTouch({ timeAtTouch: { bid, ask, both } }: BacktestResult): string {
  if (both === undefined) return noNumber;
  return `bid ${partText(bid)}, ask ${partText(ask)}, both ${partText(both)} of the seconds sampled`;
}

function markouts(page: TerminalPage, result: BacktestResult): void {
  if (result.fillsCount === 0) return;
  page.section("Markouts, ticks a fill, weighted by size (above 0 is good)");
  page.table(["after", "mean", "± error", "fills"], result.markouts.map(markoutRow));
}

function markoutRow({ horizonNs, meanTicks, errorTicks, fillsCount }: Markout): string[] {
  const error = fillsCount > 1 ? numberText(errorTicks, 2) : noNumber;
  return [horizonText(horizonNs), fillsCount > 0 ? numberText(meanTicks, 2) : noNumber, error, countText(fillsCount)];
}

function bracket(page: TerminalPage, result: BacktestResult): void {
  const { head, rows } = bracketTableOf(result);
  page.section("Bracket of fills (it bounds fills, not P&L)");
  page.table(head, rows);
}

function risk(page: TerminalPage, result: BacktestResult): void {
  page.section("Risk");
  const longest = spanText(result.longestDrawdownNs);
  page.fact("max drawdown", `${wholeMoney(result, result.maxDrawdownUnits)}; the longest lasted ${longest}`);
  sharpe(page, result);
  page.fact("deflated", deflated(result));
  page.fact(
    "win rate",
    result.winRate === undefined ? noNumber : `${percentText(result.winRate, 1)} of the minutes that moved`,
  );
}

function sharpe(page: TerminalPage, result: BacktestResult): void {
  const steps = `, over ${countText(result.incrementsCount)} one-minute steps`;
  const isKnown = result.sharpe !== undefined;
  page.fact("Sharpe, annual", estimateText(result.sharpe, result.sharpeError, 1) + (isKnown ? steps : ""));
  if (!isKnown) return;
  page.fact(
    "",
    `skewness ${numberText(result.skewness, 1)}, kurtosis ${numberText(result.kurtosis, 1)} (normal: 0, 3)`,
  );
}

function deflated({ deflated: figure }: BacktestResult): string {
  if (figure === undefined) return noNumber;
  return `${partText(figure.probability)} chance of a true ratio above 0, as the only trial`;
}

function orders(page: TerminalPage, result: BacktestResult): void {
  page.section("Orders");
  page.fact(
    "placed",
    `${countText(result.ordersCount)}, amended ${countText(result.amendsCount)}, cancelled ${countText(result.cancelsCount)}`,
  );
  page.fact("rejected", reasons(result.rejectsCount, result.rejectsByReason));
  const vetoesCount = Object.values(result.vetoesByReason).reduce((sum, count) => sum + count, 0);
  page.fact("risk vetoes", reasons(vetoesCount, result.vetoesByReason));
  if (result.unknownOrdersCount > 0)
    page.fact(
      "unknown",
      `${countText(result.unknownOrdersCount)} orders closed after a gap: nobody can say whether they filled`,
    );
}

function latency(page: TerminalPage, result: BacktestResult): void {
  page.section("Latency");
  page.table(
    ["", "count", "p50", "p99", "max"],
    Object.entries(result.latency).map(([action, { count, p50Ns, p99Ns, maxNs }]) => [
      action,
      countText(count),
      ...[p50Ns, p99Ns, maxNs].map((ns) => (count > 0 ? durationText(ns) : noNumber)),
    ]),
  );
  page.section(result.kind === "backtest" ? "Speed" : "Session");
  page.fact(...runTime(result));
}

function reasons(count: number, byReason: Readonly<Record<string, number>>): string {
  const parts = Object.entries(byReason).map(([reason, part]) => `${reason} ${countText(part)}`);
  return parts.length === 0 ? countText(count) : `${countText(count)}: ${parts.join(", ")}`;
}

/** Money that nothing is added to. */
function wholeMoney(result: BacktestResult, units: bigint): string {
  return `${moneyText(units, result.pnl.places, sentencePlaces(result.pnl))} ${result.pnl.unit}`;
}
