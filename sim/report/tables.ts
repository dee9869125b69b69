/** The report's tables. Each has a caption and scoped headings, so that it can be read aloud as well as looked at. */
import type { BacktestResult, Markout } from "../result.ts";
import { bracketTableOf } from "./bracket-table.ts";
import {
  countText,
  durationText,
  horizonText,
  moneyText,
  noNumber,
  numberText,
  partText,
  shareText,
  sizeText,
  sizeUnit,
} from "./format.ts";
import { html, type Markup } from "./markup.ts";

export function markoutsTable(result: BacktestResult): Markup {
  const causes = Object.entries(result.markoutsByCause).filter(([, markouts]) =>
    markouts.some((one) => one.fillsCount > 0),
  );
  const columns = [["all fills", result.markouts] as const, ...causes];
  return table(
    "Markouts: mean move after a fill, in ticks, weighted by size, ± standard error; above 0 is good for us",
    ["after", ...columns.map(([name]) => name)],
    result.markouts.map(({ horizonNs }, row) => [
      horizonText(horizonNs),
      ...columns.map(([, markouts]) => markoutCell(markouts[row])),
    ]),
  );
}

function markoutCell(markout: Markout | undefined): Markup | string {
  if (markout === undefined || markout.fillsCount === 0) return noNumber;
  const error = markout.fillsCount > 1 ? `± ${numberText(markout.errorTicks, 2)}` : "one fill";
  return html`${numberText(markout.meanTicks, 2)} <small>${error}</small>`;
}

export function bracketTable(result: BacktestResult): Markup {
  const { head, rows } = bracketTableOf(result);
  return table("Bracket: models of the queue; it bounds fills, not P&L", head, rows);
}

export function causesTable(result: BacktestResult): Markup {
  return table(
    "Fills by cause",
    ["cause", "fills", "share", sizeUnit(result.instrument)],
    Object.entries(result.fillsByCause).map(([cause, { fillsCount, lots }]) => [
      cause,
      countText(fillsCount),
      shareText(fillsCount, result.fillsCount),
      sizeText(result.instrument, lots),
    ]),
  );
}

export function queueTable(result: BacktestResult): Markup {
  const { atRest, atFill } = result.queueAhead;
  const size = (count: number, lots: number) => (count > 0 ? sizeText(result.instrument, lots) : noNumber);
  return table(
    `Queue ahead, ${sizeUnit(result.instrument)}${result.kind === "real" ? ": unknown, the venue does not tell it" : ""}`,
    ["when", "count", "median", "90%"],
    [["an order came to rest", atRest] as const, ["a maker fill, just before", atFill] as const].map(
      ([when, { count, medianLots, p90Lots }]) => [
        when,
        countText(count),
        size(count, medianLots),
        size(count, p90Lots),
      ],
    ),
  );
}

export function touchTable({ timeAtTouch: { samplesCount, bid, ask, both } }: BacktestResult): Markup {
  return table(
    `Time at the best price, sampled each second (${countText(samplesCount)} samples)`,
    ["own quotes", "share"],
    [
      ["bid", partText(bid)],
      ["ask", partText(ask)],
      ["both", partText(both)],
    ],
  );
}

export function latencyTable(result: BacktestResult): Markup {
  return table(
    "Latency, as the run saw it",
    ["action", "count", "p50", "p99", "max"],
    Object.entries(result.latency).map(([action, { count, p50Ns, p99Ns, maxNs }]) => [
      action,
      countText(count),
      ...[p50Ns, p99Ns, maxNs].map((ns) => (count > 0 ? durationText(ns) : noNumber)),
    ]),
  );
}

export function ordersTable(result: BacktestResult): Markup {
  const reasons = (group: string, byReason: Readonly<Record<string, number>>) =>
    Object.entries(byReason).map(([reason, count]) => [`${group}: ${reason}`, countText(count)]);
  return table(
    "Orders, rejects and risk vetoes",
    ["what", "count"],
    [
      ["placed", countText(result.ordersCount)],
      ["amended", countText(result.amendsCount)],
      ["cancelled", countText(result.cancelsCount)],
      ["rejected by the venue", countText(result.rejectsCount)],
      ...reasons("rejected", result.rejectsByReason),
      ...reasons("vetoed or trimmed by risk", result.vetoesByReason),
      ["closed as unknown after a gap", countText(result.unknownOrdersCount)],
    ],
  );
}

export function balancesTable(result: BacktestResult): Markup {
  return table(
    `Balances at the end${result.hasOwnBalances ? ", of this instrument's own account" : ""}`,
    ["asset", "amount"],
    Object.entries(result.balances).map(([asset, { units, places }]) => [asset, moneyText(units, places, places)]),
  );
}

export function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly (Markup | string)[])[],
): Markup {
  return html`<table>
<caption>${caption}</caption>
<thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map(tableRow)}</tbody>
</table>
`;
}

function tableRow([name = "", ...cells]: readonly (Markup | string)[]): Markup {
  return html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`;
}
