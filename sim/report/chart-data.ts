/**
 * What the page's charts draw, as columns of plain numbers.
 *
 * For the eye only: prices and money are doubles here, cut to the digits that a pixel can show. Fees are drawn as what
 * they cost (below 0 when paid), so that spread, inventory and fees add up to net on the page as well.
 */
import { powerOfTen } from "../../src/base/decimal.ts";
import { fillCauses } from "../../src/domain/own-event.ts";
import { bid } from "../../src/domain/side.ts";
import type { BacktestResult } from "../result.ts";
import { gridPlaces, sizeUnit } from "./format.ts";
import { type Panel, quotePanels } from "./quote-panels.ts";

type Column = readonly (number | null)[];

export interface ChartData {
  /** Times are microseconds from here; seconds since 1970. */
  readonly startUnixSeconds: number;
  readonly time: Column;
  readonly mid: Column;
  readonly ownBid: Column;
  readonly ownAsk: Column;
  readonly position: Column;
  readonly net: Column;
  readonly gross: Column;
  readonly spreadCapture: Column;
  readonly inventory: Column;
  readonly feesPaid: Column;
  readonly fills: {
    readonly time: Column;
    readonly price: Column;
    readonly size: Column;
    /** 1 for a buy. */
    readonly buy: Column;
    /** Index in `causes`. */
    readonly cause: Column;
  };
  readonly causes: readonly string[];
  /** Charts of the strategy's words, and their lines. */
  readonly panels: readonly Panel[];
  /** What risk said at each point, as indices of `vetoes`; 0 for nothing. */
  readonly veto: Column;
  readonly vetoes: readonly string[];
  /** Of a tick and of a lot. */
  readonly pricePlaces: number;
  readonly sizePlaces: number;
  /** Of money, so that the largest amount shows three digits; 2 at least. */
  readonly moneyPlaces: number;
  readonly sizeUnit: string;
}

/** The largest magnitude in a column; 0 when there is none. */
export function extreme(values: Column): number {
  return values.reduce<number>((most, value) => Math.max(most, Math.abs(value ?? 0)), 0);
}

export function chartData(result: BacktestResult): ChartData {
  const { series, fills, instrument, firstReceivedNs, epochUnixNs } = result;
  const startUnixNs = epochUnixNs + BigInt(firstReceivedNs);
  const pricePlaces = gridPlaces(instrument.tickUnits, instrument.pricePlaces);
  const sizePlaces = gridPlaces(instrument.lotUnits, instrument.sizePlaces);
  const priceOf = scale(instrument.tickUnits, instrument.pricePlaces, pricePlaces + 1); // A mid may be half a tick.
  const sizeOf = scale(instrument.lotUnits, instrument.sizePlaces, sizePlaces);
  const vetoes = [...new Set(["", ...series.quotes.vetoes])];
  const microseconds = (timeNs: number) => Math.round((timeNs - firstReceivedNs) / 1000);
  return {
    startUnixSeconds: Number(startUnixNs / 1000n) / 1e6,
    time: series.timeNs.map(microseconds),
    mid: series.midTicks.map(priceOf),
    ownBid: series.ownBidTicks.map(priceOf),
    ownAsk: series.ownAskTicks.map(priceOf),
    position: series.positionLots.map(sizeOf),
    net: series.net.map(sevenDigits),
    gross: series.gross.map(sevenDigits),
    spreadCapture: series.spreadCapture.map(sevenDigits),
    inventory: series.inventory.map(sevenDigits),
    feesPaid: series.fees.map((fees) => sevenDigits(0 - fees)),
    fills: {
      time: fills.map(({ receivedNs }) => microseconds(receivedNs)),
      price: fills.map(({ priceTicks }) => priceOf(priceTicks)),
      size: fills.map(({ sizeLots }) => sizeOf(sizeLots)),
      buy: fills.map(({ side }) => (side === bid ? 1 : 0)),
      cause: fills.map(({ cause }) => fillCauses.indexOf(cause)),
    },
    causes: fillCauses,
    panels: quotePanels(series.quotes),
    veto: series.quotes.vetoes.map((veto) => vetoes.indexOf(veto)),
    vetoes,
    pricePlaces,
    sizePlaces,
    moneyPlaces: moneyPlaces([series.net, series.gross, series.spreadCapture, series.inventory, series.fees]),
    sizeUnit: sizeUnit(instrument),
  };
}

/** Counts of a grid to decimals with `keptPlaces`; null where there is none. */
function scale(unit: bigint, places: number, keptPlaces: number): (count: number) => number | null {
  const step = Number(unit) / Number(powerOfTen(places));
  return (count) => (Number.isFinite(count) ? Number((count * step).toFixed(keptPlaces)) : null);
}

function sevenDigits(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(7)) : null;
}

function moneyPlaces(columns: readonly Column[]): number {
  const largest = Math.max(...columns.map(extreme));
  const exponent = Number(largest.toExponential().split("e")[1]);
  return largest > 0 ? Math.min(8, Math.max(2, 2 - exponent)) : 2;
}
