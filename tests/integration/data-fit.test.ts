// Goal: `data fit` writes agents and a page, and says in one line what it cannot use.
// Method: the command on small recordings written here, spoilt in turn, and on real ones when they are there.
import { describe, expect, spyOn, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { agentsFile } from "../../sim/exchange/agents/agents-file.ts";
import { runDataFit } from "../../src/commands/data-fit.ts";
import { checkConfig, readYaml } from "../../src/commands/read-config.ts";
import { needs, sharedData } from "../helpers/needs.ts";
import { recordingText } from "../helpers/recordings.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const recording = sharedData("spot_btcusdt_20240808.gz");
const futures = sharedData("usdm_btcusdt_20240808.gz");

describe("data fit:", () => {
  test.skipIf(needs("a recording", recording !== undefined, "put it into ../shared/data"))(
    "a recording of BTCUSDT: agents near it, and a page of both",
    async () => {
      using folder = temporaryFolder();
      const { file: printed, distances } = await fitted(recording!, folder.of("a.json"));
      const file = checkConfig(agentsFile, readYaml(folder.of("a.json"), []), "agents");
      expect(file).toEqual(printed);
      expect(Math.min(...distances)).toBeLessThan(0.3);
      const page = readFileSync(folder.of("a.html"), "utf8");
      expect(page).toContain("BTCUSDT: agents fitted to a recording");
      expect(page.match(/<circle class="recorded"/g)).toHaveLength(13);
      expect(page).not.toMatch(/NaN|undefined|Infinity|src=|href="http/);
    },
    120_000,
  );

  test("bad input: one line that says what is wrong", async () => {
    using folder = temporaryFolder();
    const path = folder.of("small.txt");
    writeFileSync(path, recordingText());
    await expect(runDataFit([])).rejects.toThrow("data fit: no files; expected RECORDING…");
    await expect(runDataFit([folder.of("nothing.gz")])).rejects.toThrow("nothing.gz");
    await expect(runDataFit([path, "--seed", "x"])).rejects.toThrow("--seed x: expected a whole number");
    await expect(runDataFit([path, "--out", folder.path])).rejects.toThrow("is no plain file; expected a file's name");
    await expect(runDataFit([path])).rejects.toThrow(/small\.txt: has 3 s with a book; expected 30 at least/);
    await expect(runDataFit([path, "--market", "usdm"])).rejects.toThrow("holds BTCUSDT of spot; expected usdm");
  });

  test.skipIf(needs("a recording of futures", futures !== undefined, "put it into ../shared/data"))(
    "a market that the exchange does not have: one line that names those it has",
    async () => {
      await expect(runDataFit([futures!])).rejects.toThrow("is of BTCUSDT.usdm; expected BTCUSDT or ETHUSDT");
    },
    30_000,
  );
});

// biome-ignore lint/suspicious/noExplicitAny: what is printed is JSON.
async function fitted(path: string, out: string): Promise<any> {
  const log = spyOn(console, "log").mockImplementation(() => {});
  const error = spyOn(console, "error").mockImplementation(() => {});
  try {
    expect(await runDataFit([path, "--symbol", "BTCUSDT", "--out", out, "--json"])).toBe(0);
    return JSON.parse(log.mock.calls[0]![0] as string);
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
}
