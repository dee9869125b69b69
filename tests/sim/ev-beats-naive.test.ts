// Goal: on the synthetic market, whose takers are partly informed, the EV maker with fitted models earns more than the
// best naive maker, by more than three standard errors over markets that neither was fitted to nor chosen on; and at
// a fee that no quote can earn back it sends none.
// Method: models fitted to one seed, the configurations of the worked example on others, each hour a run; paired.
// HALFSPREAD_EXAMPLE_HOURS=30 plays as many hours as README's table has.
import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { nativeLibrary } from "../../src/engine/native-library.ts";
import { needs, projectRoot } from "../helpers/needs.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

setDefaultTimeout(900_000); // A training and sixty backtests of an hour, on a machine that may be busy.

const noEngine = needs("the native engine", nativeLibrary() !== undefined, "install a C++ compiler and run a command");
const configs = ["naive", "ev"].map((name) => join(projectRoot, `configs/example-${name}.yaml`));

const hoursCount = Number(process.env.HALFSPREAD_EXAMPLE_HOURS ?? 12);

describe.skipIf(noEngine)(`EV maker and the best naive maker, ${hoursCount} hours out of sample:`, () => {
  const folder = temporaryFolder();
  afterAll(() => folder[Symbol.dispose]());
  // Where the configuration of the EV maker looks for them.
  const models = folder.of("data/models/example");
  run("train", join(projectRoot, "configs/train-example.yaml"), "--out", models, "--report", folder.of("training"));

  test("without fees: it earns, it trades, and it is ahead by more than three standard errors", () => {
    const [naive, ev] = compare("free", "--seeds", `1001..${1000 + hoursCount}`);
    expect(ev.lead.mean).toBeGreaterThan(3 * ev.lead.error);
    expect(ev.net.mean).toBeGreaterThan(3 * ev.net.error);
    expect(ev.otherNet.mean).toBeGreaterThan(0.8 * ev.net.mean);
    expect(ev.fillsPerHour).toBeGreaterThan(naive.fillsPerHour);
    expect(ev.drawdownMean).toBeLessThan(naive.drawdownMean);
  });

  test("at Binance's first fee tier: no quote is worth its fee, and it sends none, where the naive maker pays", () => {
    const [naive, ev] = compare("vip0", "--seeds", "1001..1002", "--set", 'fees={"tier":"spot-vip0"}');
    expect(ev.runs.map(({ ordersCount }: { ordersCount: number }) => ordersCount)).toEqual([0, 0]);
    expect(naive.net.mean).toBeLessThan(-naive.feesMean / 2);
  });

  function compare(out: string, ...args: string[]) {
    const result = JSON.parse(run("compare", ...configs, "--json", "--out", folder.of(out), ...args));
    return result.configurations;
  }

  function run(...args: string[]): string {
    const command = [process.execPath, join(projectRoot, "src/cli.ts"), ...args];
    const { exitCode, stdout, stderr } = Bun.spawnSync(command, { cwd: folder.path });
    if (exitCode !== 0) throw new Error(stderr.toString());
    return stdout.toString();
  }
});
