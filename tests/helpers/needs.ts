/**
 * What a test needs beyond the project itself: a browser, a server, a compiler, recorded data.
 *
 * On a person's machine a missing need skips the test by name, with the reason. In CI it is a failure, since a test
 * that quietly never runs protects nothing. Recorded data is the exception: it is no part of the project, so it may be
 * missing anywhere.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";

/** The project's root folder. */
export const projectRoot = resolve(import.meta.dir, "../..");

/**
 * For `test.skipIf(needs(…))`: whether to skip what needs `what`.
 * @param present whether it was found here.
 * @param remedy what to do to have it, in words.
 * @throws Error in CI when it is missing.
 */
export function needs(what: string, present: boolean, remedy: string, inCi = isCi()): boolean {
  if (present) return false;
  const sentence = `needs ${what}, which is not here: ${remedy}`;
  if (inCi) throw new Error(`a test ${sentence}`);
  process.stderr.write(`skipping: ${sentence}\n`);
  return true;
}

/** Where a file of the shared recordings is (`../shared/data` beside the project), or undefined. */
export function sharedData(name: string): string | undefined {
  const path = resolve(projectRoot, "../shared/data", name);
  return existsSync(path) ? path : undefined;
}

export function isCi(): boolean {
  return process.env.CI !== undefined && process.env.CI !== "" && process.env.CI !== "false";
}
