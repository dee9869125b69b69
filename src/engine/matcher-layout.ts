/**
 * The memory that a matcher shares with TypeScript, field by field; mirrored by `ffi/src/matcher-layout.hpp`.
 *
 *   0 | MatcherState | operations[operationsMax] | results[operationsMax] | reports[reportsMax] | levels[levelsMax]
 *
 * Sizes and ids are whole numbers in doubles, exact on both sides up to 2^53.
 */
import { matcherLimits } from "../ports/matcher.ts";
import { describe, describeLimits, type Field, structOf } from "./struct-layout.ts";

const stateFields = [
  ["best_bid_lots", "f64"],
  ["best_ask_lots", "f64"],
  ["best_bid_ticks", "i32"],
  ["best_ask_ticks", "i32"],
  ["operations_count", "i32"],
  ["results_count", "i32"],
  ["reports_count", "i32"],
  ["orders_count", "i32"],
] as const satisfies readonly Field[];

const operationFields = [
  ["size_lots", "f64"],
  ["shown_lots", "f64"],
  ["id", "f64"],
  ["owner", "u32"],
  ["price_ticks", "i32"],
  ["kind", "u8"],
  ["type", "u8"],
  ["side", "u8"],
  ["prevention", "u8"],
  ["zero", "i32"],
] as const satisfies readonly Field[];

const resultFields = [
  ["traded_lots", "f64"],
  ["left_lots", "f64"],
  ["level_lots", "f64"],
  ["price_ticks", "i32"],
  ["outcome", "u8"],
  ["refusal", "u8"],
  ["side", "u8"],
  ["zero", "u8"],
] as const satisfies readonly Field[];

const reportFields = [
  ["lots", "f64"],
  ["maker_left_lots", "f64"],
  ["level_lots", "f64"],
  ["taker_id", "f64"],
  ["maker_id", "f64"],
  ["taker_owner", "u32"],
  ["maker_owner", "u32"],
  ["price_ticks", "i32"],
  ["operation_index", "u16"],
  ["kind", "u8"],
  ["side", "u8"],
] as const satisfies readonly Field[];

const shownLevelFields = [
  ["lots", "f64"],
  ["price_ticks", "i32"],
  ["zero", "i32"],
] as const satisfies readonly Field[];

export const operationKind = { place: 0, amend: 1, cancel: 2, cancelAll: 3 } as const;

export const matcherStateLayout = structOf(stateFields);
export const operationLayout = structOf(operationFields);
export const resultLayout = structOf(resultFields);
export const reportLayout = structOf(reportFields);
export const shownLevelLayout = structOf(shownLevelFields);

/** Byte offsets of the regions, and the size of the whole. */
export const matcherRegions = (() => {
  const operations = matcherStateLayout.bytes;
  const results = operations + operationLayout.bytes * matcherLimits.operationsMax;
  const reports = results + resultLayout.bytes * matcherLimits.operationsMax;
  const levels = reports + reportLayout.bytes * matcherLimits.reportsMax;
  return { operations, results, reports, levels, bytes: levels + shownLevelLayout.bytes * matcherLimits.levelsMax };
})();

/** Must equal what the library's `matcher_layout()` returns. */
export const matcherLayoutText = [
  describe("MatcherState", stateFields),
  describe("Operation", operationFields),
  describe("Result", resultFields),
  describe("Report", reportFields),
  describe("ShownLevel", shownLevelFields),
  describeLimits(matcherLimits),
].join(" ");
