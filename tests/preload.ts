/**
 * Runs before each file of tests: gives its properties (fast-check) their seed, and their failures a way back.
 *
 * A fresh seed for each searches new ground every day; in CI it is fixed, so that a red build means a change and not a
 * draw. The seed is printed, and a failing property prints the one command that repeats it.
 */
import { relative } from "node:path";
import fc from "fast-check";
import { isCi, projectRoot } from "./helpers/needs.ts";
import { propertyFailure, propertySeed } from "./helpers/property-seed.ts";

const seed = propertySeed(process.env.HALFSPREAD_PROPERTY_SEED, isCi());
process.stderr.write(`property seed ${seed}\n`);
fc.configureGlobal({
  seed,
  reporter: (details) => {
    // While tests run, Bun.main is the file of the running one.
    if (details.failed) throw propertyFailure(details, relative(projectRoot, Bun.main));
  },
});
