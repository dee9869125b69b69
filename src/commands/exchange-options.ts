/** What the command line of `exchange` says, as the exchange takes it. Every fault of it is one line. */
import { readFileSync } from "node:fs";
import type { TradedSymbol } from "../../sim/exchange/agents/agent-market.ts";
import { agentsFile } from "../../sim/exchange/agents/agents-file.ts";
import type { RateLimitOptions } from "../../sim/exchange/api/rate-limits.ts";
import { builtInSymbols } from "../../sim/exchange/built-in-symbols.ts";
import type { ExchangeSymbol } from "../../sim/exchange/exchange-symbol.ts";
import { type Fault, faultsFile } from "../../sim/exchange/faults/fault.ts";
import type { AccountSpec } from "../../sim/exchange/server.ts";
import { assetPlaces } from "../../sim/exchange/symbol-entry.ts";
import { parseDecimal } from "../base/decimal.ts";
import { InputError } from "../base/input-error.ts";
import { type Arguments, hasFlag, optionValue, optionValues, wholeOption } from "./arguments.ts";
import { checkConfig, readYaml } from "./read-config.ts";

export const exchangeOptions = {
  port: "value",
  "admin-port": "value",
  seed: "value",
  symbols: "value",
  market: "list",
  agents: "value",
  speed: "value",
  account: "value",
  "account-ed25519": "value",
  faults: "value",
  "no-limits": "flag",
  help: "flag",
} as const;

export interface ExchangeSettings {
  readonly port: number;
  readonly adminPort: number;
  readonly seed: number;
  readonly symbols: readonly ExchangeSymbol[];
  /** Or the recordings that are the market. */
  readonly market: "synthetic" | "none" | readonly string[];
  /** Fitted ones of some symbols; of the others the usual. */
  readonly agents: readonly TradedSymbol[];
  /** 0 for a time that stands still. */
  readonly speed: number;
  readonly accounts: readonly AccountSpec[];
  readonly faults: readonly Fault[];
  /** Undefined for the venue's own. */
  readonly limits: RateLimitOptions | undefined;
}

/** More than any machine can send. */
const unlimited = 1e12;
const noLimits: RateLimitOptions = {
  weightMax: unlimited,
  requestsMax: unlimited,
  ordersPer10SecondsMax: unlimited,
  ordersPerDayMax: unlimited,
  connectionsMax: unlimited,
};
const speedMax = 10_000;
/** What an account has that does not say. */
const usualBase = "10";
const usualQuote = "1000000";

/** @throws InputError */
export function readExchangeSettings(args: Arguments): ExchangeSettings {
  const [extra] = args.positionals;
  if (extra !== undefined)
    throw new InputError(extra, "not expected here; `halfspread exchange --help` shows what it takes");
  const symbols = symbolsOf(optionValue(args, "symbols"));
  const market = marketOf(optionValues(args, "market"));
  const faultsPath = optionValue(args, "faults");
  return {
    port: portOption(args, "port"),
    adminPort: portOption(args, "admin-port"),
    seed: wholeOption(args, "seed") ?? 1,
    symbols,
    market,
    agents: optionValues(args, "agents").map((path) => agentsOf(path, symbols, market)),
    speed: speedOf(optionValue(args, "speed") ?? "1"),
    accounts: [
      ...optionValues(args, "account").map((text) => accountOf("account", text, symbols)),
      ...optionValues(args, "account-ed25519").map((text) => accountOf("account-ed25519", text, symbols)),
    ],
    faults: faultsPath === undefined ? [] : checkConfig(faultsFile, readYaml(faultsPath, []), faultsPath).faults,
    limits: hasFlag(args, "no-limits") ? noLimits : undefined,
  };
}

/** `BTC=1,USDT=100000`. @throws InputError */
function depositsOf(text: string, place: string): AccountSpec["deposits"] {
  const known = new Set(builtInSymbols().flatMap(({ baseAsset, quoteAsset }) => [baseAsset, quoteAsset]));
  return text.split(",").map((part) => {
    const [, asset = "", amount = ""] = /^([A-Z0-9]{1,20})=(\d{1,12}(?:\.\d{1,8})?)$/.exec(part) ?? [];
    const units = parseDecimal(amount, assetPlaces);
    if (units === undefined) throw new InputError(place, `${part}: expected ASSET=AMOUNT, as BTC=1.5`);
    if (!known.has(asset)) throw new InputError(place, `no symbol has ${asset}; expected ${[...known].join(", ")}`);
    return { asset, units };
  });
}

function symbolsOf(text: string | undefined): ExchangeSymbol[] {
  const known = builtInSymbols();
  if (text === undefined) return known;
  return text.split(",").map((name) => {
    const symbol = known.find((other) => other.name === name);
    if (symbol !== undefined) return symbol;
    throw new InputError(`--symbols ${name}`, `not known; expected ${known.map((other) => other.name).join(" or ")}`);
  });
}

function marketOf(values: readonly string[]): ExchangeSettings["market"] {
  const [only = "synthetic"] = values;
  if (values.length <= 1 && (only === "synthetic" || only === "none")) return only;
  if (values.includes("synthetic") || values.includes("none"))
    throw new InputError(`--market ${values.join(" ")}`, "expected synthetic, none, or recordings");
  return values;
}

function agentsOf(path: string, symbols: readonly ExchangeSymbol[], market: ExchangeSettings["market"]): TradedSymbol {
  if (market !== "synthetic") throw new InputError(`--agents ${path}`, "expected --market synthetic with it");
  const { symbol, startPriceTicks, parameters } = checkConfig(agentsFile, readYaml(path, []), path);
  if (symbols.some(({ name }) => name === symbol)) return { symbol, startPriceTicks, parameters };
  throw new InputError(`${path}: symbol`, `${symbol} is not traded; expected one of --symbols`);
}

function speedOf(text: string): number {
  const speed = /^\d{1,5}(?:\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
  if (speed <= speedMax) return speed;
  throw new InputError(`--speed ${text}`, `expected a number from 0 (time stands still) to ${speedMax}`);
}

function portOption(args: Arguments, name: string): number {
  const port = wholeOption(args, name) ?? 0;
  if (port > 65_535) throw new InputError(`--${name} ${port}`, "expected a port, 0 to 65535");
  return port;
}

function accountOf(
  option: "account" | "account-ed25519",
  text: string,
  symbols: readonly ExchangeSymbol[],
): AccountSpec {
  const [, apiKey = "", secret = "", deposits] = /^([^:]+):([^:]+)(?::(.*))?$/.exec(text) ?? [];
  const place = `--${option} ${apiKey || text}`;
  if (secret === "")
    throw new InputError(
      place,
      `expected KEY:${option === "account" ? "SECRET" : "PEMFILE"}, then perhaps :BTC=1,USDT=1000`,
    );
  return {
    apiKey,
    kind: option === "account" ? "HMAC" : "ED25519",
    secret: option === "account" ? secret : readFileSync(secret, "utf8"),
    deposits: deposits === undefined ? usualDeposits(symbols) : depositsOf(deposits, place),
  };
}

function usualDeposits(symbols: readonly ExchangeSymbol[]): AccountSpec["deposits"] {
  const amounts = new Map<string, string>();
  for (const { baseAsset } of symbols) amounts.set(baseAsset, usualBase);
  for (const { quoteAsset } of symbols) amounts.set(quoteAsset, usualQuote);
  return [...amounts].map(([asset, amount]) => ({ asset, units: parseDecimal(amount, assetPlaces)! }));
}
