// Goal: `sim` with many instruments as a user runs it: one document, a page that leads to each one's, files of fills
// apart.
// Method: processes of their own on a minute of two synthetic markets; what they write is read back.
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../helpers/needs.ts";

const folder = mkdtempSync(join(tmpdir(), "halfspread-many-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const near = [0, 1].flatMap((at) => [
  `instruments.${at}.synthetic.minutes=1`,
  `instruments.${at}.strategy.parameters.half_spread_ticks=0`,
]);

function sim(out: string, ...args: string[]) {
  const config = join(projectRoot, "configs/synthetic-two-naive.yaml");
  const command = [process.execPath, join(projectRoot, "src/cli.ts"), "sim", config, "--out", out, "--json", ...args];
  const { exitCode, stdout, stderr } = Bun.spawnSync([...command, "--set", ...near], { cwd: folder });
  return { exitCode, stdout: stdout.toString(), stderr: stderr.toString() };
}

test("sim: two instruments: one document of both, a page that leads to each report, fills in files of their own", () => {
  const out = join(folder, "both");
  const run = sim(out, "--fills", join(out, "fills.csv"));
  expect([run.exitCode, run.stderr]).toEqual([0, expect.stringContaining("Together")]);
  const result = JSON.parse(run.stdout);
  expect(readdirSync(out).toSorted()).toEqual(
    ["BTCUSDT.html", "ETHUSDT.html", "fills-BTCUSDT.csv", "fills-ETHUSDT.csv", "report.html", "result.json"].toSorted(),
  );
  for (const { symbol, fillsCount, runHash, reportPath } of result.instruments) {
    expect(runHash).toBe(result.runHash);
    expect(reportPath).toBe(join(out, `${symbol}.html`));
    const [, ...lines] = readFileSync(join(out, `fills-${symbol}.csv`), "utf8")
      .trimEnd()
      .split("\n");
    expect(lines.length).toBe(fillsCount);
    expect(readFileSync(result.reportPath, "utf8")).toContain(`href="${symbol}.html"`);
  }
  const nets = result.instruments.map(({ pnl }: { pnl: { net: string } }) => Math.round(Number(pnl.net) * 1e8));
  expect(Math.round(Number(result.totals[0].pnl.net) * 1e8)).toBe(nets[0] + nets[1]);
});

test("sim: two instruments in two processes, the second with the reference engine: one run hash", () => {
  const hashes = [[], ["--engine", "reference"]].map(
    (args, at) => JSON.parse(sim(join(folder, `run-${at}`), ...args).stdout).runHash,
  );
  expect(new Set(hashes).size).toBe(1);
});

test("sim: a fault in the second of two instruments: one line that names it, exit 2", () => {
  const { exitCode, stderr } = sim(join(folder, "bad"), "--set", "instruments.1.fees.tier=none");
  expect([exitCode, stderr.trimEnd().split("\n").length]).toEqual([2, 1]);
  expect(stderr).toContain("instruments.1.fees.tier: no tier none");
});
