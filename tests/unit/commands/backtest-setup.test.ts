// Goal: a configuration of one instrument or of many is read into one form, and every fault is one line that names its
// key.
// Method: the project's own configurations, whole and with one entry changed.
import { describe, expect, test } from "bun:test";
import { type BacktestSetup, readBacktestSetup, type SetupOptions } from "../../../src/commands/backtest-setup.ts";

const two = "configs/synthetic-two-naive.yaml";

function read(
  configPath: string | undefined,
  settings: string[] = [],
  options: Partial<SetupOptions> = {},
): BacktestSetup {
  return readBacktestSetup({
    configPath: configPath && `${import.meta.dir}/../../../${configPath}`,
    settings,
    data: undefined,
    strategyName: undefined,
    seed: undefined,
    instrumentsPath: undefined,
    ...options,
  });
}

function problem(...settings: string[]): string {
  try {
    read(two, settings);
  } catch (error) {
    return (error as Error).message.replace(/^.*yaml: /, "");
  }
  return "";
}

const spotBtc = "{ venue: binance, market: spot, symbol: BTCUSDT }";
const usdmFees = "instruments.1.fees.tier=usdm-vip0";
const usdmBtc = "{ venue: binance, market: usdm, symbol: BTCUSDT }";

describe("backtest setup", () => {
  test("backtest setup: one instrument: a list of one, the file's text as it was written", () => {
    const { config, markets, configText } = read(undefined);
    expect(markets.map(({ instrument }) => instrument.symbol)).toEqual(["BTCUSDT"]);
    expect(config.instruments[0]!.fees).toEqual({ tier: "spot-vip0", maker: "0.001", taker: "0.001" });
    expect(configText).toStartWith("instrument:");
    expect(configText).not.toContain("instruments:");
  });

  test("backtest setup: many: in their order, each with what is its own, one account", () => {
    const { markets, balances } = read(two);
    expect(markets.map(({ instrument }) => instrument.symbol)).toEqual(["BTCUSDT", "ETHUSDT"]);
    expect(markets.map(({ config }) => config.synthetic!.seed)).toEqual([1, 2]);
    expect([...balances.keys()]).toEqual(["BTC", "ETH", "USDT"]);
  });

  test("backtest setup: seed, strategy and data of the command line: hold for every instrument", () => {
    const { config } = read(two, [], { seed: 7, data: ["there"] });
    expect([config.seed, ...config.instruments.map(({ data }) => data)]).toEqual([7, ["there"], ["there"]]);
    expect(() => read(two, [], { strategyName: "none" })).toThrow("no strategy none");
  });

  test("backtest setup: where the data lie: not in the hash; rates, parameters and seeds are", () => {
    const { configHash } = read(two);
    const hashOf = (setting: string) => read(two, [setting]).configHash;
    expect(hashOf("instruments.0.data=[elsewhere]")).toBe(configHash);
    for (const setting of ["instruments.1.synthetic.seed=3", "instruments.0.fees.tier=spot-vip1", "seed=2"])
      expect(hashOf(setting)).not.toBe(configHash);
  });

  test("backtest setup: a fault in one of many: told with its place in the list", () => {
    expect(problem("instruments.1.fees.tier=usdm-vip9")).toStartWith(
      "instruments.1.fees.tier: usdm-vip9 is a tier of binance usdm; expected one of binance spot (spot-vip0,",
    );
    expect(problem("instruments.1.fees.tier=none")).toStartWith(
      "instruments.1.fees.tier: no tier none; expected one of",
    );
    expect(problem("instruments.1.strategy.parameters.size_lots=0")).toStartWith(
      "instruments.1.strategy.parameters.size_lots:",
    );
    expect(problem("instruments.0.strategy.name=none")).toStartWith("instruments.0.strategy.name: no strategy none");
    expect(problem("instruments.0.instrument.symbol=NONE")).toStartWith(
      "instruments.0.instrument: NONE of binance spot",
    );
    expect(problem("instruments.0.queue_model=log")).toBe("instruments.0.queue_model: unknown key");
    expect(problem("instruments.2.data=synthetic")).toContain("2 is no entry of the list; expected 0 to 1");
    expect(problem("instruments=[]")).toStartWith("instruments: ");
    expect(problem("instruments.1.data=recording.gz")).toBe(
      "instruments.1.data: expected synthetic, or a list of recordings, Parquet folders or tapes",
    );
    expect(problem("balances.BTC=1")).toBe('balances.BTC: expected a decimal in quotes, such as "0.001"');
  });

  test("backtest setup: the same instrument twice, wallets that the venue keeps apart: refused", () => {
    expect(problem(`instruments.1.instrument=${spotBtc}`)).toBe("instruments: BTCUSDT is there twice");
    expect(problem(`instruments.1.instrument=${usdmBtc}`, usdmFees)).toStartWith(
      "instruments: binance spot and binance usdm keep their money apart",
    );
  });

  test("backtest setup: balances of its own: another market may take part", () => {
    const own = ["balances={ BTC: '1', USDT: '5' }", "instruments.1.balances={ USDT: '7' }"];
    const { markets, balances } = read(two, [`instruments.1.instrument=${usdmBtc}`, usdmFees, ...own]);
    expect([balances.get("USDT"), markets[1]!.balances?.get("USDT")]).toEqual([500_000_000n, 700_000_000n]);
  });

  test("backtest setup: a balance of no asset here: refused, with those there are", () => {
    expect(problem("balances.DOGE='1'")).toBe(
      "balances: expected BTC (at most 8 decimals), USDT (at most 8 decimals), ETH (at most 8 decimals)",
    );
  });
});
