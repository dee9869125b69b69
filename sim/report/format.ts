/**
 * Numbers as people read them: the same in the terminal and on the page.
 *
 * Money that has to add up is printed exactly; only sentences round. Thousands are grouped by commas, the minus is the
 * ASCII one, so that a number copied from a report is still a number elsewhere.
 */
import { divideHalfUp, formatDecimal, formatDecimalShort, powerOfTen } from "../../src/base/decimal.ts";
import type { Instrument } from "../../src/domain/instrument.ts";
import { type DurationNs, formatUnixNs, nsPerMs, nsPerSecond } from "../../src/domain/time.ts";
import type { ProfitAndLoss } from "../result.ts";

/** Stands where there is no number. */
export const noNumber = "–";

/** 1234567.8 as text gives "1,234,567.8". */
export function grouped(text: string): string {
  const [whole = "", fraction] = text.split(".");
  const withCommas = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? withCommas : `${withCommas}.${fraction}`;
}

export function countText(count: number): string {
  return grouped(String(count));
}

/** Money of 10^-places with `shownPlaces` of them, rounded half away from zero. */
export function moneyText(units: bigint, places: number, shownPlaces: number): string {
  if (shownPlaces >= places) return grouped(formatDecimal(units, places));
  return grouped(formatDecimal(divideHalfUp(units, powerOfTen(places - shownPlaces)), shownPlaces));
}

/**
 * The fewest places, 2 at least where there are so many, in which all of these amounts are exact: they still add up.
 */
export function exactPlaces(amounts: readonly bigint[], places: number): number {
  let shownPlaces = places;
  while (shownPlaces > 2 && amounts.every((units) => units % powerOfTen(places - shownPlaces + 1) === 0n))
    shownPlaces--;
  return shownPlaces;
}

/** Places for a sentence: the largest part of the P&L keeps three digits, and money has 2 at least; so does none. */
export function sentencePlaces(pnl: ProfitAndLoss): number {
  const amounts = [pnl.net, pnl.gross, pnl.fees, pnl.spreadCapture, pnl.inventory];
  if (amounts.every((units) => units === 0n)) return Math.min(pnl.places, 2);
  const digits = Math.max(...amounts.map((units) => formatDecimal(units, 0).replace("-", "").length));
  return Math.min(pnl.places, Math.max(2, pnl.places - digits + 3));
}

/** A fraction as percent, without zeros at the end: 0.00075 gives "0.075%". */
export function percentText(fraction: number, places = 4): string {
  const text = numberText(fraction * 100, places);
  return `${text.includes(".") ? text.replace(/\.?0+$/, "") : text}%`;
}

/** A part of a whole as percent with one place, so that they stand in a column. */
export function shareText(part: number, whole: number): string {
  return whole === 0 ? noNumber : `${((100 * part) / whole).toFixed(1)}%`;
}

/** A part of 1 as percent with one place; as `shareText` says it. */
export function partText(part: number | undefined): string {
  return part === undefined ? noNumber : `${(100 * part).toFixed(1)}%`;
}

/** A rate in units of 1e-8 as percent, exact. */
export function rateText(rate: bigint): string {
  return `${formatDecimalShort(rate, 6)}%`;
}

/** The maker fee at which net would be 0, which may have to be a rebate. */
export function breakEvenText(fee: number | undefined): string {
  if (fee === undefined) return noNumber;
  return fee < 0 ? `a maker rebate of ${percentText(-fee)}` : `a maker fee of ${percentText(fee)}`;
}

export function numberText(value: number | undefined, places: number): string {
  if (value === undefined || !Number.isFinite(value)) return noNumber;
  const text = grouped(value.toFixed(places));
  return /[1-9]/.test(text) ? text : text.replace("-", ""); // What rounds to 0 has no sign.
}

/** An estimate with its standard error, or without one where there is none. */
export function estimateText(value: number | undefined, error: number | undefined, places: number): string {
  const text = numberText(value, places);
  return text !== noNumber && error !== undefined && Number.isFinite(error)
    ? `${text} ± ${numberText(error, places)}`
    : text;
}

/** Three digits in the unit that suits: "850 ns", "10.2 ms", "1 s". */
export function durationText(durationNs: DurationNs): string {
  const [unitNs, unit] =
    durationNs >= nsPerSecond
      ? [nsPerSecond, "s"]
      : durationNs >= nsPerMs
        ? [nsPerMs, "ms"]
        : subMillisecond(durationNs);
  return `${grouped(String(Number((durationNs / unitNs).toPrecision(3))))} ${unit}`;
}

/** A horizon as a key: "100ms", "1s", "60s". */
export function horizonKey(horizonNs: DurationNs): string {
  for (const [unitNs, unit] of [
    [nsPerSecond, "s"],
    [nsPerMs, "ms"],
    [1000, "us"],
  ] as const)
    if (horizonNs % unitNs === 0) return `${horizonNs / unitNs}${unit}`;
  return `${horizonNs}ns`;
}

/** A horizon for people: "100 ms", "1 s", "60 s". */
export function horizonText(horizonNs: DurationNs): string {
  return horizonKey(horizonNs)
    .replace(/(?<=\d)(?=\D)/, " ")
    .replace("us", "µs");
}

/** How long a run is: "2 d 1 h", "1 h 5 min", "5 min 12 s", "12 s". */
export function spanText(durationNs: DurationNs): string {
  const seconds = Math.floor(durationNs / nsPerSecond);
  const parts = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [seconds % 60, "s"],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  if (first === -1) return durationText(durationNs);
  const shown = parts.slice(first, first + 2).filter(([count]) => count > 0);
  return shown.map(([count, unit]) => `${count} ${unit}`).join(" ");
}

/** To the second, for people: "2024-08-08 23:54:13". */
export function utcText(unixNs: bigint): string {
  return formatUnixNs(unixNs).slice(0, 19).replace("T", " ");
}

export function bytesText(bytes: number): string {
  return `${countText(Math.round(bytes / 1e6))} MB`;
}

/** Of what a size is: the base asset, or contracts. */
export function sizeUnit(instrument: Instrument): string {
  return instrument.inverse ? "contracts" : instrument.base.name;
}

/** A size with the places that its lot needs: venues print more. */
export function sizeText(instrument: Instrument, lots: number): string {
  const places = gridPlaces(instrument.lotUnits, instrument.sizePlaces);
  return moneyText(BigInt(lots) * instrument.lotUnits, instrument.sizePlaces, places);
}

export function priceText(instrument: Instrument, ticks: number): string {
  const places = gridPlaces(instrument.tickUnits, instrument.pricePlaces);
  return moneyText(BigInt(ticks) * instrument.tickUnits, instrument.pricePlaces, places);
}

/** Places that multiples of `unit` (of 10^-places) need: 1000 of 8 places is on a grid of 5. */
export function gridPlaces(unit: bigint, places: number): number {
  let needed = places;
  while (needed > 0 && unit % powerOfTen(places - needed + 1) === 0n) needed--;
  return needed;
}

function subMillisecond(durationNs: DurationNs): [number, string] {
  return durationNs >= 1000 ? [1000, "µs"] : [1, "ns"];
}
