/** The quality report for people. */
import type { UncrossedCounts } from "./order-level/uncrossed-rows.ts";
import type { QualityReport } from "./quality-report.ts";

export function qualityText(report: QualityReport): string {
  const { finalBook: book, clockOffsetMs: clock } = report;
  const lines: [string, string][] = [
    ["time", report.firstTime === null ? "none: no row could be read" : `${report.firstTime} to ${report.lastTime}`],
    [
      "messages",
      `${counted(report.depthEventsCount, "depth")}, ${counted(report.tradesCount, "trades")}, ` +
        `${counted(report.tickersCount, "tickers")}, ${counted(report.snapshotsCount, "snapshots")}, ` +
        `${counted(report.ignoredCount, "ignored")}`,
    ],
    ["events", `${number(report.eventsCount)} in ${number(report.rowsCount)} rows`],
    [
      "depth",
      `${counted(report.appliedCount, "applied")}, ${counted(report.droppedCount, "dropped")}, ` +
        `${counted(report.gapsCount, "gaps")}, ${counted(report.resyncsCount, "resyncs")}, ` +
        `${counted(report.overlapsCount, "overlaps")}, ${counted(report.crossedCount, "crossed")}`,
    ],
    ["valid book", `${(100 * report.bookValidShare).toFixed(1)}% of the time`],
    [
      "order",
      `${counted(report.duplicatesCount, "duplicates")}, ${counted(report.outOfOrderCount, "out of order")}, ` +
        `${counted(report.tradeIdGapsCount, "trade id gaps")}`,
    ],
    ["off the lot", `${counted(report.offLotCount, "sizes finer than a lot")}`],
    [
      "tickers",
      `book equal to the venue's best bid and offer ` +
        `${number(report.tickerChecksCount - report.tickerMismatchesCount)} times of ${number(report.tickerChecksCount)}`,
    ],
    [
      "clock",
      clock === null
        ? "no two clocks to compare"
        : `received - sent ${ms(clock.median)} (${ms(clock.min)} to ${ms(clock.max)}); ` +
          `venue times moved by ${ms(report.clockCorrectionMs)}`,
    ],
    [
      "final book",
      book === null
        ? "none that can be trusted"
        : `${book.bestBidSize ?? "nothing"} @ ${book.bestBid ?? "-"} | ` +
          `${book.bestAsk ?? "-"} @ ${book.bestAskSize ?? "nothing"}, ${number(book.bidsCount)} + ${number(book.asksCount)} levels`,
    ],
    ...(report.orders === null ? [] : [ordersLine(report.orders)]),
    ...findingLines(report),
    ...report.problems.map((problem): [string, string] => ["problem", problem]),
  ];
  const title = `${report.symbol} (${report.venue} ${report.market}): ${report.ok ? "ok" : "not clean"}`;
  return [title, ...lines.map(([name, text]) => `  ${name.padEnd(12)}${text}`)].join("\n");
}

/** For people, no more than fit on a screen. */
const findingsMax = 20;

function findingLines({ findings, findingsCount }: QualityReport): [string, string][] {
  const lines = findings
    .slice(0, findingsMax)
    .map(({ place, problem }): [string, string] => ["row", `${place}: ${problem}`]);
  if (findingsCount > findingsMax)
    lines.push(["rows", `and ${number(findingsCount - findingsMax)} more (--json has them)`]);
  return lines;
}

function ordersLine({ refusedCount, heldCount, staleCount }: UncrossedCounts): [string, string] {
  return [
    "orders",
    `${counted(heldCount, "takers held back")}, ${counted(refusedCount, "rows refused")}, ${counted(staleCount, "stale")}`,
  ];
}

function counted(count: number, what: string): string {
  return `${number(count)} ${what}`;
}

/** Grouped by thousands, the same on every machine. */
function number(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, ",");
}

function ms(value: number): string {
  return `${value.toFixed(3)} ms`;
}
