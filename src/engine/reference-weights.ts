/**
 * How much more counts what comes later: 2^(time / halfLife) over a window of the longest half-life (rules, section 9).
 *
 * A product of three: from a table of coarse steps, from one of fine steps, and a short series for what is left. In C++
 * an exponential for each message would cost more than the rest of its sums; here it is to have the same bits.
 */
import { exp } from "../base/math.ts";
import { type DurationNs, nsPerSecond } from "../domain/time.ts";
import { halfLivesSeconds } from "../ports/market-signals.ts";

/** One a half-life, the shortest first. */
export type Figures = [number, number, number, number];

export const windowNs = 64 * nsPerSecond;
const coarseNs = 2 ** 28;
const fineNs = 2 ** 20;

/** Of the logarithm, a nanosecond. */
const growth = halfLivesSeconds.map((seconds) => Math.LN2 / (seconds * nsPerSecond));

const coarse = tableOf(Math.floor(windowNs / coarseNs) + 1, coarseNs);
const fine = tableOf(coarseNs / fineNs, fineNs);

/** @param sinceNs from 0 to less than a window. */
export function weightsOf(sinceNs: DurationNs): Figures {
  const coarseWeights = coarse[Math.floor(sinceNs / coarseNs)]!;
  const fineWeights = fine[Math.floor((sinceNs % coarseNs) / fineNs)]!;
  return growth.map((perNs, index) => {
    const y = (sinceNs % fineNs) * perNs;
    return coarseWeights[index]! * fineWeights[index]! * (1 + y * (1 + y * (0.5 + y * (1 / 6))));
  }) as Figures;
}

function tableOf(stepsCount: number, stepNs: DurationNs): readonly (readonly number[])[] {
  return Array.from({ length: stepsCount }, (_, step) => growth.map((perNs) => exp(step * stepNs * perNs)));
}
