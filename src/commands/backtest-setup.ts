/** From a configuration file and the command line to everything a backtest is told, checked. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import {
  type BacktestConfig,
  type BacktestFile,
  backtestConfigOf,
  backtestFileSchema,
  balanceUnits,
  type InstrumentConfig,
} from "../../sim/backtest-config.ts";
import { bookLimits } from "../../sim/book-risks.ts";
import { feeTierOf, feeTiersSchema } from "../../sim/fee-tiers.ts";
import { hedgedIndices } from "../../sim/hedges.ts";
import type { MarketSetup } from "../../sim/market-run.ts";
import { riskLimitsOf } from "../../sim/risk-config.ts";
import { loadInstruments } from "../adapters/binance/instruments-file.ts";
import { InputError } from "../base/input-error.ts";
import { findStrategy, strategies } from "../core/strategy/index.ts";
import type { StrategyDefinition } from "../core/strategy/strategy.ts";
import { type Instrument, instrumentKey } from "../domain/instrument.ts";
import { Valuation } from "../domain/valuation.ts";
import { configsFolder, instrumentsPath } from "./folders.ts";
import { checkModels, hashedModels, namedModels, withModels } from "./models-setup.ts";
import { namedInstrument } from "./named-instrument.ts";
import { withQueueModel } from "./queue-model-file.ts";
import { checkConfig, readYaml, snakeKeys } from "./read-config.ts";

export interface SetupOptions {
  /** Undefined: the synthetic market with the naive maker. */
  readonly configPath: string | undefined;
  readonly settings: readonly string[];
  /** These replace what the file says, of every instrument. */
  readonly data: readonly string[] | undefined;
  /** Of a strategy that is registered, or of `ownStrategy`. */
  readonly strategyName: string | undefined;
  /** Out of a user's file; one that is registered by its name gives way. */
  readonly ownStrategy?: StrategyDefinition | undefined;
  readonly seed: number | undefined;
  readonly instrumentsPath: string | undefined;
}

export interface BacktestSetup {
  readonly config: BacktestConfig;
  /** In the order of the configuration. */
  readonly markets: readonly MarketSetup[];
  /** What the common account holds at the start, by asset. */
  readonly balances: ReadonlyMap<string, bigint>;
  /** All that are known. */
  readonly knownInstruments: readonly Instrument[];
  /** The configuration as it takes effect, as YAML, and its hash: of what decides, so not of data, venue, live and stores. */
  readonly configText: string;
  readonly configHash: string;
}

/** @throws InputError naming file and key. */
export function readBacktestSetup(options: SetupOptions): BacktestSetup {
  const place = options.configPath ?? "configs/synthetic-naive.yaml";
  const document = readYaml(options.configPath ?? join(configsFolder, "synthetic-naive.yaml"), options.settings);
  const told = ofEachInstrument(withQueueModel(withOptions(document, options)), (of, within) =>
    withModels(of, `${place}: ${within}`),
  );
  const tiersPath = join(configsFolder, "fee-tiers.yaml");
  const tiers = checkConfig(feeTiersSchema, readYaml(tiersPath, []), tiersPath);
  const file = checkConfig(backtestFileSchema(told, tiers), told, place);
  const config = backtestConfigOf(file);
  const knownInstruments = loadInstruments(options.instrumentsPath ?? instrumentsPath);
  const isList = "instruments" in file;
  const markets = config.instruments.map((of, at) =>
    readMarket(of, options.ownStrategy, knownInstruments, place, isList ? ["instruments", String(at)] : []),
  );
  checkDifferent(markets, place);
  const sharing = markets.filter(({ balances }) => balances === undefined).map(({ instrument }) => instrument);
  checkOneWallet(sharing, place);
  bookLimits(config.bookRisk, markets, `${place}: book_risk`);
  hedgedIndices(markets, `${place}: instruments`);
  return {
    config,
    markets,
    balances: readBalances(config.balances, sharing, `${place}: balances`),
    knownInstruments,
    configText: yamlOf(ofEachInstrument(file, namedModels)),
    configHash: createHash("sha256")
      .update(yamlOf(whatDecides(file)))
      .digest("hex"),
  };
}

/**
 * Changes what holds for an instrument, wherever the file has it.
 * @param change is told the keys above, with a dot behind them.
 */
function ofEachInstrument<File extends object>(file: File, change: (of: object, within: string) => object): File {
  const list = (file as { instruments?: unknown }).instruments;
  if (!Array.isArray(list)) return change(file, "") as File;
  const changed = list.map((of, at) => (typeof of === "object" && of !== null ? change(of, `instruments.${at}.`) : of));
  return { ...file, instruments: changed };
}

function withOptions(document: unknown, { data, strategyName, seed }: SetupOptions): object {
  if (data !== undefined && data.length === 0) throw new InputError("--data", "expected at least one path");
  const file = ofEachInstrument(document as object, (of) => ({
    ...of,
    ...(data && { data }),
    ...(strategyName !== undefined && {
      strategy: { ...(of as { strategy?: object }).strategy, name: strategyName },
    }),
  }));
  return seed === undefined ? file : { ...file, seed };
}

function whatDecides({ venue: _venue, live: _live, stores: _stores, ...file }: BacktestFile): object {
  return ofEachInstrument(file, (of) => ({ ...hashedModels(of), data: undefined }));
}

function readMarket(
  config: InstrumentConfig,
  ownStrategy: StrategyDefinition | undefined,
  known: readonly Instrument[],
  place: string,
  under: readonly string[],
): MarketSetup {
  const within = `${place}: ${under.map((key) => `${key}.`).join("")}`;
  const instrument = namedInstrument(config.instrument, known, `${within}instrument`);
  const strategy = config.strategy.name === ownStrategy?.name ? ownStrategy : findStrategy(config.strategy.name);
  if (strategy === undefined) {
    const names = strategies.map(({ name }) => name).join(", ");
    throw new InputError(`${within}strategy.name`, `no strategy ${config.strategy.name}; there is ${names}`);
  }
  checkModels(config.models, strategy, instrument, within);
  riskLimitsOf(config.risk, instrument, `${within}risk`);
  const keys = [...under, "strategy", "parameters"];
  return {
    config,
    instrument,
    strategy,
    parameters: checkConfig(strategy.parameters, config.strategy.parameters, place, keys),
    feeTier: feeTierOf(config.fees),
    balances: config.balances && readBalances(config.balances, [instrument], `${within}balances`),
    ...(config.startPositionLots !== undefined && {
      startPositionUnits: BigInt(new Valuation(instrument).quantity(config.startPositionLots)),
    }),
  };
}

/** One book cannot be played twice: our orders there would not see each other. */
function checkDifferent(markets: readonly MarketSetup[], place: string): void {
  const keys = markets.map(({ instrument }) => instrumentKey(instrument));
  const repeated = keys.find((key, at) => keys.indexOf(key) !== at);
  if (repeated !== undefined) throw new InputError(`${place}: instruments`, `${repeated} is there twice`);
}

/** A venue keeps a wallet for each of its markets, and counts an asset in one unit. */
function checkOneWallet(sharing: readonly Instrument[], place: string): void {
  const names = new Set(sharing.map(({ venue, market }) => `${venue} ${market}`));
  if (names.size > 1)
    throw new InputError(
      `${place}: instruments`,
      `${[...names].join(" and ")} keep their money apart; expected balances of their own for the instruments of all but one`,
    );
  const assets = sharing.flatMap(({ base, quote }) => [base, quote]);
  const other = assets.find(({ name, places }) =>
    assets.some((asset) => asset.name === name && asset.places !== places),
  );
  if (other !== undefined)
    throw new InputError(
      `${place}: instruments`,
      `${other.name} has more places for one than for another; expected as many`,
    );
}

function readBalances(
  held: Readonly<Record<string, string>>,
  instruments: readonly Instrument[],
  place: string,
): ReadonlyMap<string, bigint> {
  const balances = balanceUnits(held, instruments);
  if (balances !== undefined) return balances;
  const assets = new Map(instruments.flatMap(({ base, quote }) => [base, quote]).map((asset) => [asset.name, asset]));
  const known = [...assets.values()].map(({ name, places }) => `${name} (at most ${places} decimals)`);
  throw new InputError(place, `expected ${known.join(", ")}`);
}

function yamlOf(config: object): string {
  return `${Bun.YAML.stringify(snakeKeys(config), null, 2)}\n`;
}
