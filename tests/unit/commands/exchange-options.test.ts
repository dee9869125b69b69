// Goal: the command line of `exchange` means what the help says, and what cannot be is one line that names the place.
// Method: lines as a user types them; each fault beside the words of its message.
import { describe, expect, test } from "bun:test";
import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { defaultAgentParameters } from "../../../sim/exchange/agents/agent-parameters.ts";
import { parseArguments } from "../../../src/commands/arguments.ts";
import { exchangeOptions, readExchangeSettings } from "../../../src/commands/exchange-options.ts";
import { snakeKeys } from "../../../src/commands/read-config.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

const read = (...args: string[]) => readExchangeSettings(parseArguments("exchange", args, exchangeOptions));

test("exchange options: none: any ports, both symbols, agents, the wall's pace, nobody's account", () => {
  const { symbols, ...settings } = read();
  expect(symbols.map(({ name }) => name)).toEqual(["BTCUSDT", "ETHUSDT"]);
  expect(settings).toEqual({
    port: 0,
    adminPort: 0,
    seed: 1,
    market: "synthetic",
    agents: [],
    speed: 1,
    accounts: [],
    faults: [],
    limits: undefined,
  });
});

test("exchange options: the market: none, or recordings as the shell expands them", () => {
  expect(read("--market", "none").market).toBe("none");
  expect(read("--market", "a.gz", "b.gz", "--port", "0").market).toEqual(["a.gz", "b.gz"]);
});

test("exchange options: agents of a file: those of its symbol, from its price; a spoilt file in one line", () => {
  using folder = temporaryFolder();
  const path = folder.of("agents.json");
  const described = { symbol: "ETHUSDT", startPriceTicks: 300_000, source: "a recording", dataHash: "0" };
  const write = (changes: object) =>
    writeFileSync(
      path,
      JSON.stringify(
        snakeKeys({ model: "agents", version: 1, ...described, parameters: defaultAgentParameters, ...changes }),
      ),
    );
  write({});
  const agents = { symbol: "ETHUSDT", startPriceTicks: 300_000, parameters: defaultAgentParameters };
  expect(read("--agents", path).agents).toEqual([agents]);
  expect(() => read("--agents", path, "--symbols", "BTCUSDT")).toThrow("ETHUSDT is not traded; expected one of");
  expect(() => read("--agents", path, "--market", "none")).toThrow("expected --market synthetic with it");
  expect(() => read("--agents", folder.of("none.json"))).toThrow("no such file");
  const { bursts } = defaultAgentParameters;
  write({ parameters: { ...defaultAgentParameters, bursts: { ...bursts, meanGapNs: -1 } } });
  expect(() => read("--agents", path)).toThrow("agents.json: parameters.bursts.mean_gap_ns");
});

test("exchange options: an asset that no symbol has: refused", () => {
  expect(() => read("--account", "k:s:FOO=1")).toThrow("--account k: no symbol has FOO; expected BTC, USDT, ETH");
});

test("exchange options: accounts: key, secret, and what they own, as often as said", () => {
  const { accounts } = read("--account", "k1:s1:BTC=1.5,USDT=100000", "--account", "k2:s2", "--symbols", "ETHUSDT");
  expect(accounts).toEqual([
    {
      apiKey: "k1",
      kind: "HMAC",
      secret: "s1",
      deposits: [
        { asset: "BTC", units: 150_000_000n },
        { asset: "USDT", units: 10_000_000_000_000n },
      ],
    },
    {
      apiKey: "k2",
      kind: "HMAC",
      secret: "s2",
      deposits: [
        { asset: "ETH", units: 1_000_000_000n },
        { asset: "USDT", units: 100_000_000_000_000n },
      ],
    },
  ]);
});

test("exchange options: an Ed25519 account: its key is read from the file", () => {
  using folder = temporaryFolder();
  const pem = generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "pem" }).toString();
  writeFileSync(folder.of("key.pem"), pem);
  const [account] = read("--account-ed25519", `k:${folder.of("key.pem")}:BTC=1`).accounts;
  expect(account).toMatchObject({ apiKey: "k", kind: "ED25519", secret: pem });
});

test("exchange options: a file of faults: keys in snake_case, defaults filled in", () => {
  using folder = temporaryFolder();
  const path = folder.of("faults.yaml");
  writeFileSync(
    path,
    "faults:\n  - kind: refusal\n    status: 429\n    retry_after_seconds: 3\n    from_seconds: 1.5\n",
  );
  expect(read("--faults", path).faults).toEqual([
    {
      kind: "refusal",
      status: 429,
      retryAfterSeconds: 3,
      fromSeconds: 1.5,
      chance: 1,
      executed: false,
    },
  ]);
  writeFileSync(path, "faults:\n  - kind: refusal\n    status: 200\n");
  expect(() => read("--faults", path)).toThrow(`${path}: faults.0.status: `);
});

describe("exchange options: refused:", () => {
  const cases: [args: string[], message: string][] = [
    [["--port", "70000"], "--port 70000: expected a port, 0 to 65535"],
    [["--admin-port", "x"], "--admin-port x: expected a whole number"],
    [["--symbols", "BTCUSDT,XYZ"], "--symbols XYZ: not known; expected BTCUSDT or ETHUSDT"],
    [["--market", "none", "--market", "a.gz"], "--market none a.gz: expected synthetic, none, or recordings"],
    [["--speed", "-1"], "--speed -1: expected a number from 0"],
    [["--speed", "20000"], "--speed 20000: expected a number from 0"],
    [["--account", "key"], "--account key: expected KEY:SECRET"],
    [["--account", "key:"], "--account key:: expected KEY:SECRET"],
    [["--account", "key:secret:BTC"], "--account key: BTC: expected ASSET=AMOUNT"],
    [["--account", "key:secret:BTC=1,USDT=0.123456789"], "--account key: USDT=0.123456789: expected ASSET=AMOUNT"],
    [["--account-ed25519", "key"], "--account-ed25519 key: expected KEY:PEMFILE"],
    [["here"], "here: not expected here"],
    [["--faults", "/nowhere.yaml"], "/nowhere.yaml: no such file"],
  ];
  test.each(cases)("%j", (args, message) => {
    const joined = args.length === 2 ? [`${args[0]}=${args[1]}`] : args;
    expect(() => read(...joined)).toThrow(message);
  });
});
