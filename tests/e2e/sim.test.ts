// Goal: `sim` as a user runs it: one result however it is run, and bad input in one line with exit 2 and nothing left
// behind.
// Method: processes of their own, over small recordings made here; files before and after are compared.
import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nativeLibrary } from "../../src/engine/native-library.ts";
import { needs, projectRoot } from "../helpers/needs.ts";
import { recordingGz, recordingLines, recordingText } from "../helpers/recordings.ts";

const folder = mkdtempSync(join(tmpdir(), "halfspread-sim-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const config = join(projectRoot, "configs/btcusdt-naive.yaml");
const atTouch = "strategy.parameters.half_spread_ticks=0";
const noCompiler = needs("native engine", nativeLibrary() !== undefined, "install a C++ compiler");

function sim(...args: string[]) {
  const out = mkdtempSync(join(folder, "out-"));
  const command = [process.execPath, join(projectRoot, "src/cli.ts"), "sim", ...args, "--out", out, "--set", atTouch];
  const { pid, exitCode, stdout, stderr } = Bun.spawnSync(command, { cwd: folder });
  return { pid, exitCode, stdout: stdout.toString(), stderr: stderr.toString(), written: readdirSync(out) };
}

function given(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const whole = given("whole.txt", recordingText({ tenths: 60 }));

test("sim: JSON on stdout, everything else on stderr, and a report", () => {
  const run = sim(config, "--data", whole, "--json");
  expect(run.exitCode).toBe(0);
  const result = JSON.parse(run.stdout);
  for (const field of resultFields) expect(result).toHaveProperty(field);
  expect(result.eventsCount).toBe(60 * (1 + 1 + 6));
  expect(result.fillsCount).toBeGreaterThan(0);
  expect(run.written.toSorted()).toEqual(["report.html", "result.json"]);
  expect(run.stderr).toContain("Bracket of fills");
});

test.skipIf(noCompiler)("sim: native and reference engine, plain and gz, one file and two: one run hash", () => {
  const gz = given("whole.gz", recordingGz({ tenths: 60 }));
  const first = given("first.txt", recordingText({ tenths: 30 }));
  const second = given("second.gz", recordingGz({ from: 30, tenths: 30, snapshot: false }));
  const hashes = [
    ["--data", whole],
    ["--data", whole, "--engine", "reference"],
    ["--data", gz],
    ["--data", first, second],
    ["--data", second, first],
  ].map((args) => JSON.parse(sim(config, "--json", ...args).stdout).runHash);
  expect(new Set(hashes).size).toBe(1);
});

test("sim: --fills: one line a fill, and the sizes add up", () => {
  const path = join(folder, "fills.csv");
  const result = JSON.parse(sim(config, "--data", whole, "--json", "--fills", path).stdout);
  const [header, ...lines] = readFileSync(path, "utf8").trimEnd().split("\n");
  expect(header).toBe("venue_time_ns,received_time_ns,order_id,side,price,size,fee,fee_asset,maker,cause,queue_ahead");
  expect(lines.length).toBe(result.fillsCount);
  const lots = lines.reduce((sum, text) => sum + Math.round(Number(text.split(",")[5]) * 1e5), 0);
  expect(lots).toBe(result.volumeLots);
});

test("sim: --set: changes one entry, and with it the configuration's hash", () => {
  const hashOf = (...args: string[]) => JSON.parse(sim(config, "--data", whole, "--json", ...args).stdout).configHash;
  expect(hashOf()).toBe(hashOf("--set", "queue_model=conservative"));
  expect(hashOf()).not.toBe(hashOf("--set", "queue_model=proportional"));
});

test("sim: two configurations that do the same: one run hash, and a report each", () => {
  const of = (seed: string) => JSON.parse(sim(config, "--data", whole, "--json", "--seed", seed).stdout);
  const [first, second] = [of("1"), of("2")];
  expect(second.runHash).toBe(first.runHash);
  expect(second.reportPath).not.toBe(first.reportPath);
});

const lines = recordingLines();
const torn = recordingGz().slice(0, 400);
const other = recordingText({ symbol: "ETHUSDT" });

/** What is wrong, the arguments, and what the one line must say. */
const badInput: readonly [string, () => string[], RegExp][] = [
  ["a truncated gz", () => ["--data", given("torn.gz", torn)], /torn\.gz.*cut off/],
  [
    "a line that is not JSON",
    () => ["--data", given("bad.txt", [...lines.slice(0, 5), "1723161600000000000 {oops", ""].join("\n"))],
    /bad\.txt:6.*JSON/,
  ],
  [
    "a wrong unit of time",
    () => ["--data", given("ms.txt", recordingText().replaceAll(/^(\d{13})\d{6} /gm, "$1 "))],
    /ms\.txt.*(unit|ns|time)/i,
  ],
  ["no snapshot", () => ["--data", given("bare.txt", recordingText({ snapshot: false }))], /bare\.txt.*snapshot/],
  [
    "files that do not join",
    () => [
      "--data",
      given("one.txt", recordingText({ tenths: 30 })),
      given("late.txt", recordingText({ from: 40, snapshot: false })),
    ],
    /late\.txt.*join.*1029.*1040/,
  ],
  ["another instrument", () => ["--data", given("eth.txt", other)], /eth\.txt.*ETHUSDT.*BTCUSDT/],
  ["data that is not there", () => ["--data", join(folder, "nowhere.gz")], /nowhere\.gz/],
  [
    "an unknown key",
    () => ["--data", whole, "--set", "risk.position_lot_max=1"],
    /risk\.position_lot_max.*unknown key/,
  ],
  [
    "a negative size",
    () => ["--data", whole, "--set", "strategy.parameters.size_lots=-1"],
    /strategy\.parameters\.size_lots.*>0/,
  ],
  [
    "a time between decisions that rounds to none",
    () => ["--data", whole, "--set", "decide.every_ms=0.0000001"],
    /decide\.every_ms.*>=0\.001/,
  ],
  ["a missing limit", () => ["--data", whole, "--set", "risk.price_band_ticks="], /risk\.price_band_ticks/],
  ["an unknown strategy", () => ["--data", whole, "--strategy", "oracle"], /oracle.*naive-maker/],
  ["an unknown option", () => ["--dat", whole], /--dat/],
  ["a balance of no asset here", () => ["--data", whole, "--set", "balances.DOGE=1"], /balances/],
  [
    "a fills file that cannot be",
    () => ["--data", whole, "--fills", join(whole, "fills.csv")],
    /fills\.csv.*cannot be written/,
  ],
  [
    "a fills file of unknown kind",
    () => ["--data", whole, "--fills", join(folder, "fills.xls")],
    /fills\.xls.*csv.*parquet/,
  ],
];

for (const [problem, args, line] of badInput)
  test(`sim: bad input: ${problem}: one clear line, exit 2, nothing half-written`, () => {
    const tapes = join(projectRoot, "data/processed/tapes");
    mkdirSync(tapes, { recursive: true });
    const own = args();
    const before = readdirSync(folder, { recursive: true }).length;
    const run = sim(config, "--json", ...own);
    expect(run.stderr).toMatch(line);
    expect(run.stderr.trimEnd().split("\n").length).toBe(1);
    expect(run.exitCode).toBe(2);
    expect(run.stdout).toBe("");
    expect(run.written).toEqual([]);
    expect(readdirSync(folder, { recursive: true }).length).toBe(before + 1); // The empty folder of this run.
    expect(readdirSync(tapes).filter((name) => name.includes(`.${run.pid}.`))).toEqual([]);
  });

const resultFields =
  "runHash configHash version symbol strategy queueModel eventsCount tradesCount decisionsCount ordersCount cancelsCount fillsCount makerFillsCount volumeLots positionLots pnl.net pnl.gross pnl.fees pnl.spreadCapture pnl.inventory pnl.adverseSelection pnl.unit sharpe sharpeError feeTier breakEvenFee winRate maxDrawdown turnover markouts latency.place.p50 latency.place.p99 latency.place.max bracket.conservative bracket.probable replaySeconds eventsPerSecond peakRssBytes reportPath".split(
    " ",
  );
