/** From a configuration file and the command line to everything a backtest is told, checked. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { type BacktestConfig, backtestConfigSchema, balancesOf } from "../../sim/backtest-config.ts";
import { loadInstruments } from "../adapters/binance/instruments-file.ts";
import { InputError } from "../base/input-error.ts";
import { findStrategy, strategies } from "../core/strategy/index.ts";
import type { StrategyDefinition } from "../core/strategy/strategy.ts";
import type { Instrument } from "../domain/instrument.ts";
import { configsFolder, instrumentsPath } from "./folders.ts";
import { checkConfig, readYaml, snakeKeys } from "./read-config.ts";

export interface SetupOptions {
  /** Undefined: the synthetic market with the naive maker. */
  readonly configPath: string | undefined;
  readonly settings: readonly string[];
  /** These replace what the file says. */
  readonly data: readonly string[] | undefined;
  readonly strategyName: string | undefined;
  readonly seed: number | undefined;
  readonly instrumentsPath: string | undefined;
}

export interface BacktestSetup {
  readonly config: BacktestConfig;
  readonly instrument: Instrument;
  /** All that are known. */
  readonly instruments: readonly Instrument[];
  readonly strategy: StrategyDefinition;
  readonly parameters: unknown;
  readonly balances: ReadonlyMap<string, bigint>;
  /** The configuration as it takes effect, as YAML, and its hash: of all but where the data lie. */
  readonly configText: string;
  readonly configHash: string;
}

/** @throws InputError naming file and key. */
export function readBacktestSetup(options: SetupOptions): BacktestSetup {
  const place = options.configPath ?? "configs/synthetic-naive.yaml";
  const document = readYaml(options.configPath ?? join(configsFolder, "synthetic-naive.yaml"), options.settings);
  const config = checkConfig(backtestConfigSchema, withOptions(document, options), place);
  const instruments = loadInstruments(options.instrumentsPath ?? instrumentsPath);
  const instrument = findInstrument(config, instruments, place);
  const strategy = findStrategy(config.strategy.name);
  if (strategy === undefined) {
    const known = strategies.map(({ name }) => name).join(", ");
    throw new InputError(`${place}: strategy.name`, `no strategy ${config.strategy.name}; there is ${known}`);
  }
  const under = ["strategy", "parameters"];
  const parameters = checkConfig(strategy.parameters, config.strategy.parameters, place, under);
  return {
    config,
    instrument,
    instruments,
    strategy,
    parameters,
    balances: readBalances(config, instrument, place),
    configText: yamlOf(config),
    configHash: createHash("sha256")
      .update(yamlOf({ ...config, data: undefined }))
      .digest("hex"),
  };
}

function withOptions(document: unknown, { data, strategyName, seed }: SetupOptions): unknown {
  if (data !== undefined && data.length === 0) throw new InputError("--data", "expected at least one path");
  const config = { ...(document as Record<string, unknown>) };
  if (data !== undefined) config.data = data;
  if (seed !== undefined) config.seed = seed;
  if (strategyName !== undefined) config.strategy = { ...(config.strategy as object), name: strategyName };
  return config;
}

function findInstrument(config: BacktestConfig, instruments: readonly Instrument[], place: string): Instrument {
  const { venue, market, symbol } = config.instrument;
  const instrument = instruments.find(
    (candidate) => candidate.venue === venue && candidate.market === market && candidate.symbol === symbol,
  );
  if (instrument !== undefined) return instrument;
  throw new InputError(
    `${place}: instrument`,
    `${symbol} of ${venue} ${market} is not known; add it to configs/instruments.yaml, or give --instruments with an exchangeInfo answer`,
  );
}

function readBalances(config: BacktestConfig, instrument: Instrument, place: string): ReadonlyMap<string, bigint> {
  const balances = balancesOf(config, instrument);
  if (balances !== undefined) return balances;
  const { base, quote } = instrument;
  throw new InputError(
    `${place}: balances`,
    `expected ${base.name} and ${quote.name}, with at most ${base.places} and ${quote.places} decimals`,
  );
}

function yamlOf(config: object): string {
  return `${Bun.YAML.stringify(snakeKeys(config), null, 2)}\n`;
}
