/** Which seed the properties of a run draw from, and how a failure of one says how to repeat it. */
import fc, { type RunDetails } from "fast-check";

const ciSeed = 20_240_808;
const seedMax = 0x7fff_ffff;

/** @param wanted a whole number as text, to repeat a run; undefined for a fresh seed (a fixed one in CI). */
export function propertySeed(wanted: string | undefined, inCi: boolean): number {
  if (wanted !== undefined) return wholeNumber(wanted);
  return inCi ? ciSeed : Math.floor(Math.random() * seedMax);
}

/**
 * The error of a failed property: fast-check's own report, then the command that repeats it.
 * @param file the test's own, from the project's root.
 */
export function propertyFailure(details: RunDetails<unknown>, file: string): Error {
  const command = `HALFSPREAD_PROPERTY_SEED=${details.seed} bun run test ${file}`;
  return new Error(`${fc.defaultReportMessage(details)}\n\nRepeat it with:\n  ${command}\n`, {
    cause: details.errorInstance,
  });
}

function wholeNumber(text: string): number {
  const seed = Number(text);
  if (!Number.isInteger(seed)) throw new Error(`HALFSPREAD_PROPERTY_SEED is ${text}: expected a whole number`);
  return seed;
}
