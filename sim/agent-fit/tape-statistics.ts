/** The figures of a recording, told row by row. */

import { type EventColumns, eventFlag, eventKind } from "../../src/domain/event.ts";
import { ask, bid } from "../../src/domain/side.ts";
import type { MarketStatistics } from "./market-statistics.ts";

/** Tells rows of one tape, in order. Sizes are of levels: a tape that names its orders has none. */
export function tellRows(statistics: MarketStatistics, rows: EventColumns): void {
  for (let at = 0; at < rows.rowsCount; at++) tellRow(statistics, rows, at);
}

function tellRow(statistics: MarketStatistics, rows: EventColumns, at: number): void {
  const flags = rows.flags[at]!;
  const kind = flags & eventFlag.kindMask;
  const side = (flags & eventFlag.ask) === 0 ? bid : ask;
  const timeNs = Number(rows.receivedNs[at]!);
  if (kind === eventKind.ticker) return;
  if (kind === eventKind.gap) statistics.gap(timeNs);
  else if (kind === eventKind.clear) statistics.clear(timeNs);
  else if (kind === eventKind.trade)
    statistics.trade(timeNs, Number(rows.venueNs[at]!), side, rows.priceTicks[at]!, Number(rows.sizeLots[at]!));
  else statistics.level(timeNs, side, rows.priceTicks[at]!, Number(rows.sizeLots[at]!));
  if ((flags & eventFlag.isLast) === 0) return;
  if (kind === eventKind.depth) statistics.depthEnd(timeNs);
  else if (kind === eventKind.snapshotLevel || kind === eventKind.clear) statistics.snapshotEnd(timeNs);
}
