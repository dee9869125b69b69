/** A comparison for programs, in the order in which the configurations were given. */

import { formatDecimal } from "../../src/base/decimal.ts";
import type { FeeTier } from "../../src/domain/fees.ts";
import type { ComparedContender, Comparison, RunsMean } from "../comparison.ts";

export interface CompareResult {
  readonly version: string;
  /** Of the sources that decide a result. */
  readonly codeHash: string;
  readonly configPaths: readonly string[];
  /** What each run is, in words; one empty text for a single run. */
  readonly runs: readonly string[];
  /** Where the data come from. */
  readonly sources: readonly string[];
  /** A configuration each. */
  readonly feeTiers: readonly FeeTier[];
  /** Folders of the sweeps whose runs were tried; none where the configurations are all that was. */
  readonly sweepPaths: readonly string[];
  readonly comparison: Comparison;
}

export function compareJson(result: CompareResult): object {
  const { version, codeHash, comparison, sources, sweepPaths } = result;
  return {
    version,
    codeHash,
    sources,
    sweeps: sweepPaths,
    runsCount: comparison.runsCount,
    trialsCount: comparison.trialsCount,
    sharpeThreshold: comparison.threshold,
    configurations: comparison.contenders.map((contender, at) => ({
      ...contenderJson(contender),
      config: result.configPaths[at],
      makerFee: formatDecimal(result.feeTiers[at]!.makerRate, 8),
      runs: contender.runs,
    })),
  };
}

function contenderJson(contender: ComparedContender) {
  const { name, net, otherNet, feesMean, drawdownMean, fillsPerHour, lead, sharpe, deflatedSharpe } = contender;
  return {
    name,
    net: meanJson(net),
    otherNet: meanJson(otherNet),
    feesMean,
    drawdownMean,
    fillsPerHour,
    lead: lead === undefined ? null : { ...meanJson(lead), aheadCount: lead.aheadCount },
    sharpe: sharpe ?? null,
    deflatedSharpe: deflatedSharpe ?? null,
  };
}

function meanJson({ mean, error }: RunsMean) {
  return { mean, error: error ?? null };
}
