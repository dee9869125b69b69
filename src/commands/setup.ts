/**
 * Makes a clone ready to run: right Bun, packages as the lock file says, native engine built. It runs before every
 * package script, so it is quick and silent when there is nothing to do, and it leaves stdout to the command that
 * follows.
 *
 * It starts where nothing is installed yet, hence imports nothing that is.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { bunVersionProblem } from "./bun-version.ts";

const root = join(import.meta.dir, "../..");

process.exitCode = checkBun() || installPackages() || buildEngine();

function checkBun(): number {
  const problem = bunVersionProblem();
  if (problem === undefined) return 0;
  console.error(problem);
  return 2;
}

/** Bun itself knows in milliseconds that nothing is missing; only then, or when it fails, is there anything to show. */
function installPackages(): number {
  if (!existsSync(join(root, "node_modules"))) console.error("Installing packages ...");
  const install = run("pipe", "install", "--frozen-lockfile");
  if (install.exitCode !== 0) console.error(`${install.stdout}${install.stderr}Packages could not be installed.`);
  return install.exitCode;
}

function buildEngine(): number {
  return run("inherit", join(root, "ffi/build.ts")).exitCode;
}

/** `bun …` by the executable that runs now, since none need be on the PATH. */
function run(stderr: "pipe" | "inherit", ...args: string[]) {
  return Bun.spawnSync([process.execPath, ...args], { cwd: root, stdin: "ignore", stdout: "pipe", stderr });
}
