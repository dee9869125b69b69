/**
 * A live session on a terminal, as lines of text: the touch, own quotes, position, P&L and latencies of each instrument.
 * Numbers keep their places from one frame to the next, so that only what changes moves.
 */
import { divideHalfUp, formatDecimal, powerOfTen } from "../base/decimal.ts";
import type { LogHistogram } from "../base/log-histogram.ts";
import { type Instrument, instrumentKey } from "../domain/instrument.ts";
import { ask, bid, type Side } from "../domain/side.ts";
import { type DurationNs, nsPerMs, nsPerSecond, nsPerUs } from "../domain/time.ts";
import type { LiveMetrics, MarketMetrics } from "../ports/live-metrics.ts";
import { type MarketStatus, type SessionStatus, unreadyReasons } from "../ports/session-status.ts";

export interface ViewSize {
  readonly columns: number;
  readonly rows: number;
}

/** At most `size.rows` lines, none wider than `size.columns`. */
export function liveView(status: SessionStatus, metrics: LiveMetrics, size: ViewSize): string[] {
  const head = headOf(status);
  const foot = ["", ...limitsLines(metrics), "Ctrl-C pulls the quotes and ends"];
  const blocks = status.markets.map((market, index) => marketLines(status, market, metrics.markets[index]!));
  const shown = fitting(blocks, size.rows - head.length - foot.length);
  return [...head, ...shown, ...foot].slice(0, size.rows).map((line) => cut(line, size.columns));
}

function headOf(status: SessionStatus): string[] {
  const { mode, state, version, nowNs, startedNs, killReason } = status;
  const unready = unreadyReasons(status);
  const why = killReason === "" ? unready.join(", ") : `killed: ${killReason}`;
  return [
    `halfspread ${version} · ${mode} · ${state} · ${clockText(nowNs - startedNs)}`,
    unready.length === 0 ? "ready" : `not ready: ${why}`,
  ];
}

/** Whole blocks only, and how many more there are. */
function fitting(blocks: readonly string[][], rows: number): string[] {
  if (blocks.flat().length <= rows) return blocks.flat();
  const [first] = blocks;
  const shownCount = Math.max(1, Math.floor((rows - 1) / first!.length));
  return [...blocks.slice(0, shownCount).flat(), `and ${blocks.length - shownCount} more in a higher window`];
}

/** Of the venue's limits what is used; none on paper. */
function limitsLines({ rateLimits }: LiveMetrics): string[] {
  const used = [...rateLimits].map(([name, share]) => `${name} ${Math.round(share * 100)}%`);
  return used.length === 0 ? [] : [labelled("limits", `${used.join(", ")} used`)];
}

function marketLines(status: SessionStatus, market: MarketStatus, metrics: MarketMetrics): string[] {
  const { instrument, strategy, fault } = market;
  return [
    "",
    `${instrumentKey(instrument)} · ${strategy}${fault === "" ? "" : ` · ${fault}`}`,
    labelled("market", `${touchText(market)}   ${ageText(status, market)}`),
    labelled("quotes", quotesText(market)),
    labelled("position", positionText(market)),
    labelled("P&L", pnlText(market)),
    labelled("fills", fillsText(market, metrics)),
    labelled("orders", ordersText(market, metrics)),
    labelled("latency", timesText({ decision: metrics.decision, "tick to order": metrics.tickToOrder })),
    labelled("answers", timesText(metrics.roundTrip)),
  ];
}

function touchText({ instrument, book }: MarketStatus): string {
  return pairText(
    instrument,
    book.bidLots === 0 ? undefined : { priceTicks: book.bidTicks, lots: book.bidLots },
    book.askLots === 0 ? undefined : { priceTicks: book.askTicks, lots: book.askLots },
  );
}

function quotesText(market: MarketStatus): string {
  return pairText(market.instrument, bestOrder(market, bid), bestOrder(market, ask));
}

interface Level {
  readonly priceTicks: number;
  readonly lots: number;
}

function bestOrder({ orders }: MarketStatus, side: Side): Level | undefined {
  let best: Level | undefined;
  for (const { side: ofOrder, priceTicks, remainingLots } of orders) {
    if (ofOrder !== side) continue;
    const isBetter = best === undefined || (side === bid ? priceTicks > best.priceTicks : priceTicks < best.priceTicks);
    if (isBetter) best = { priceTicks, lots: remainingLots };
  }
  return best;
}

const levelWidth = 26;

/** The sizes outside, the prices in the middle. */
function pairText(instrument: Instrument, bidLevel: Level | undefined, askLevel: Level | undefined): string {
  const [bidText, askText] = [bidLevel, askLevel].map((level) =>
    level === undefined ? ["", "–"] : [sizeText(instrument, level.lots), priceText(instrument, level.priceTicks)],
  );
  const left = bidText!.join("  ").padStart(levelWidth);
  return `${left} │ ${askText!.toReversed().join("  ").padEnd(levelWidth)}`;
}

function ageText({ nowNs }: SessionStatus, { book }: MarketStatus): string {
  return book.receivedNs === 0 ? "nothing yet" : `${((nowNs - book.receivedNs) / nsPerSecond).toFixed(1)} s old`;
}

const barChars = 10;

/** A bar each way from the middle, full at the limit. */
function positionText({ instrument, positionLots, limits }: MarketStatus): string {
  const filledChars = Math.min(barChars, Math.round((Math.abs(positionLots) / limits.positionLotsMax) * barChars));
  const bar = "█".repeat(filledChars);
  const short = (positionLots < 0 ? bar : "").padStart(barChars, "░");
  const long = (positionLots > 0 ? bar : "").padEnd(barChars, "░");
  const unit = instrument.inverse ? "contracts" : instrument.base.name;
  const sizes = `${sizeText(instrument, positionLots)} of ${sizeText(instrument, limits.positionLotsMax)} ${unit}`;
  return `${short}│${long}  ${sizes}`;
}

function pnlText({ instrument, pnl }: MarketStatus): string {
  if (pnl === undefined) return "no price yet";
  const money = (units: bigint) => moneyText(instrument, units);
  const { netUnits, captureUnits, inventoryUnits, feesUnits } = pnl;
  const parts = `spread ${money(captureUnits)}, inventory ${money(inventoryUnits)}, fees ${money(-feesUnits)}`;
  return `${money(netUnits)} ${instrument.settle.name}  (${parts})`;
}

function fillsText({ instrument }: MarketStatus, { fills: [bought, sold] }: MarketMetrics): string {
  const side = (word: string, { makerCount, takerCount, lots }: typeof bought) =>
    `${makerCount + takerCount} ${word} (${sizeText(instrument, lots)})`;
  return `${side("bought", bought)}, ${side("sold", sold)}`;
}

function ordersText({ orders }: MarketStatus, { ordersSent, ordersRejected }: MarketMetrics): string {
  const rejectedCount = [...ordersRejected.values()].reduce((sum, times) => sum + times, 0);
  const { place, amend, cancel } = ordersSent;
  return `${orders.length} open, ${place} placed, ${amend} amended, ${cancel} cancelled, ${rejectedCount} rejected`;
}

function timesText(times: Readonly<Record<string, LogHistogram>>): string {
  return Object.entries(times)
    .map(([name, histogram]) => `${name} ${percentilesText(histogram)}`)
    .join(", ");
}

/** Median and 99th percentile. */
function percentilesText(histogram: LogHistogram): string {
  if (histogram.count === 0) return "–";
  return `${durationText(histogram.quantile(0.5))} (p99 ${durationText(histogram.quantile(0.99))})`;
}

function durationText(ns: DurationNs): string {
  if (ns < nsPerUs) return `${ns} ns`;
  if (ns < nsPerMs) return `${(ns / nsPerUs).toFixed(1)} µs`;
  return ns < nsPerSecond ? `${(ns / nsPerMs).toFixed(1)} ms` : `${(ns / nsPerSecond).toFixed(1)} s`;
}

function clockText(ns: DurationNs): string {
  const seconds = Math.floor(ns / nsPerSecond);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function priceText({ tickUnits, pricePlaces }: Instrument, ticks: number): string {
  return stepText(BigInt(ticks) * tickUnits, tickUnits, pricePlaces);
}

function sizeText({ lotUnits, sizePlaces }: Instrument, lots: number): string {
  return stepText(BigInt(lots) * lotUnits, lotUnits, sizePlaces);
}

/** With the places that the step has, which are fewer than the venue prints. */
function stepText(units: bigint, stepUnits: bigint, places: number): string {
  const idle = /0*$/.exec(stepUnits.toString())![0].length;
  const dropped = Math.min(idle, places);
  return formatDecimal(units / powerOfTen(dropped), places - dropped);
}

/** Coins in full, other money to a hundredth of a cent. */
function moneyText({ settle, inverse }: Instrument, units: bigint): string {
  const places = inverse ? settle.places : Math.min(settle.places, 4);
  return formatDecimal(divideHalfUp(units, powerOfTen(settle.places - places)), places);
}

function labelled(label: string, text: string): string {
  return `  ${label.padEnd(9)} ${text}`;
}

/** Reasons and names come from outside: what would steer the terminal is no part of a line. */
function cut(line: string, columns: number): string {
  const plain = line.trimEnd().replaceAll(/\p{Cc}/gu, "?");
  if (Bun.stringWidth(plain) <= columns) return plain;
  let kept = "";
  for (const character of plain) {
    if (Bun.stringWidth(kept + character) >= columns) break;
    kept += character;
  }
  return `${kept}…`;
}
