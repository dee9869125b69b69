/** `data fit`: from a recording to agents of the simulated exchange that make a market like it. */
import { join } from "node:path";
import { type AgentFit, fitAgents, fitRounds } from "../../sim/agent-fit/fit-agents.ts";
import type { FitResult } from "../../sim/agent-fit/fit-result.ts";
import { type MarketFigures, MarketStatistics } from "../../sim/agent-fit/market-statistics.ts";
import { type AgentSimulation, quoteOfLotTick, simulateAgents } from "../../sim/agent-fit/simulate-agents.ts";
import { tellRows } from "../../sim/agent-fit/tape-statistics.ts";
import { defaultAgentParameters } from "../../sim/exchange/agents/agent-parameters.ts";
import type { AgentsFile } from "../../sim/exchange/agents/agents-file.ts";
import { builtInSymbols } from "../../sim/exchange/built-in-symbols.ts";
import type { ExchangeSymbol } from "../../sim/exchange/exchange-symbol.ts";
import { assetPlaces } from "../../sim/exchange/symbol-entry.ts";
import { fitHtml } from "../../sim/report/fit-html.ts";
import { fitText } from "../../sim/report/fit-text.ts";
import { powerOfTen } from "../base/decimal.ts";
import { InputError } from "../base/input-error.ts";
import { type Instrument, instrumentKey } from "../domain/instrument.ts";
import { formatUnixNs } from "../domain/time.ts";
import type { Tape } from "../ports/tape.ts";
import { type Arguments, hasFlag, optionValue, parseArguments, wholeOption } from "./arguments.ts";
import { dataFolder } from "./folders.ts";
import { instrumentOptions, instrumentsHelp, selectionOf } from "./instrument-options.ts";
import { InterruptWatch } from "./interrupt.ts";
import { Progress } from "./progress.ts";
import { snakeKeys } from "./read-config.ts";
import { readTapes } from "./read-tapes.ts";
import { checkFile, writeWhole } from "./write-whole.ts";

const help = `Usage: halfspread data fit RECORDING… [OPTIONS]

Fits the agents of the simulated exchange to a recording (or Parquet, or a tape) of Binance Spot: how often takers come, with what sizes and signs,
how much makers quote, how near and how often, how much the price moves. A page shows recorded and simulated figures side by side. The agents are used by
  halfspread exchange --agents FILE

  --out FILE            where the agents go (default: the project's data/models/agents-SYMBOL-HASH.json); the page goes beside it, as .html
  --seed N              of the simulations (default 1)
  --json                agents and figures as one JSON document on stdout
${instrumentsHelp}

Example:
  halfspread data fit spot_btcusdt_20240808.gz --symbol BTCUSDT`;

const options = { out: "value", seed: "value", json: "flag", help: "flag", ...instrumentOptions } as const;

/** Figures of less would be of chance: takers come in dozens a minute. */
const recordedSecondsMin = 30;
/** Simulations of the fit are long, so that regimes and jumps of the fair value even out. */
const fitSecondsMin = 1800;
const fitSecondsMax = 3600;

/** @returns the exit code. @throws InputError */
export async function runDataFit(args: string[]): Promise<number> {
  const parsed = parseArguments("data fit", args, options);
  if (hasFlag(parsed, "help")) {
    console.error(help);
    return 0;
  }
  if (parsed.positionals.length === 0) throw new InputError("data fit", "no files; expected RECORDING…");
  const out = optionValue(parsed, "out");
  checkFile("--out", out);
  const seed = wholeOption(parsed, "seed") ?? 1;
  using tape = await openRecording(parsed);
  const symbol = symbolOf(tape);
  const result = fitTape(tape, symbol, seed);
  const path = out ?? join(dataFolder, "models", `${nameOf(result.file)}.json`);
  const pagePath = path.replace(/(?:\.json)?$/, ".html");
  checkFile("--out", pagePath);
  writeWhole(path, `${JSON.stringify(snakeKeys(result.file), undefined, 2)}\n`);
  writeWhole(pagePath, fitHtml(result));
  console.error(fitText(result, { width: process.stderr.columns ?? 100, color: process.stderr.isTTY ?? false }));
  console.error(`  agents      ${path}\n  page        ${pagePath}`);
  if (hasFlag(parsed, "json")) console.log(JSON.stringify({ ...result, agentsPath: path, pagePath }));
  return 0;
}

/** @throws InputError for anything but one tape of levels. */
async function openRecording(parsed: Arguments): Promise<Tape> {
  const tapes = await readTapes(parsed.positionals, selectionOf(parsed));
  const [tape] = tapes;
  if (tape === undefined || tapes.length > 1 || tape.hasOrderIds) {
    for (const each of tapes) each[Symbol.dispose]();
    const found = tapes.map(({ instrument }) => instrumentKey(instrument)).join(", ");
    throw new InputError(parsed.positionals.join(", "), `holds ${found}; expected levels of one instrument of Binance`);
  }
  return tape;
}

/** The exchange's symbol of the same name and grid. @throws InputError where there is none. */
function symbolOf({ instrument, source }: Tape): ExchangeSymbol {
  const symbols = builtInSymbols();
  const symbol = symbols.find(({ name }) => name === instrument.symbol);
  const isSpot = instrument.venue === "binance" && instrument.market === "spot";
  if (!isSpot || symbol === undefined)
    throw new InputError(
      source,
      `is of ${instrumentKey(instrument)}; expected ${symbols.map(({ name }) => name).join(" or ")}, which the exchange has`,
    );
  if (!hasSameGrid(symbol, instrument))
    throw new InputError(source, `has another tick or lot than ${symbol.name} at the exchange; expected the same`);
  return symbol;
}

function hasSameGrid(symbol: ExchangeSymbol, { tickUnits, lotUnits, pricePlaces, sizePlaces }: Instrument): boolean {
  const scaled = (units: bigint, places: number) => units * powerOfTen(assetPlaces - places);
  return symbol.tickUnits === scaled(tickUnits, pricePlaces) && symbol.lotUnits === scaled(lotUnits, sizePlaces);
}

function fitTape(tape: Tape, symbol: ExchangeSymbol, seed: number): FitResult {
  const recorded = figuresOf(tape, symbol);
  const { depthEveryNs } = recorded;
  const startPriceTicks = Math.round(recorded.firstMidTicks);
  const simulation = { symbol, startPriceTicks, seed, seconds: recorded.seconds, depthEveryNs };
  const fit = searchAgents(recorded, simulation);
  // Another seed: the search has seen its own.
  const simulated = simulateAgents({ ...simulation, seed: seed + 1 }, fit.parameters);
  const at = (timeNs: number) => formatUnixNs(tape.midnightUnixNs + BigInt(timeNs));
  return {
    file: {
      ...{ model: "agents", version: 1, symbol: symbol.name, startPriceTicks },
      source: tape.source,
      dataHash: tape.contentHash,
      parameters: fit.parameters,
    },
    firstTime: at(tape.firstReceivedNs),
    lastTime: at(tape.lastReceivedNs),
    ...{ seed, recorded, simulated, fitted: fit.figures, round: fit.round, distances: fit.distances },
  };
}

/** @throws InputError for a recording with too little in it. */
function figuresOf(tape: Tape, symbol: ExchangeSymbol): MarketFigures {
  const statistics = new MarketStatistics(quoteOfLotTick(symbol));
  for (const rows of tape.chunks(rowsAtOnce)) tellRows(statistics, rows);
  const figures = statistics.figures(tape.lastReceivedNs);
  if (!(figures.seconds >= recordedSecondsMin))
    throw new InputError(
      tape.source,
      `has ${Math.floor(figures.seconds)} s with a book; expected ${recordedSecondsMin} at least`,
    );
  if (Number.isNaN(figures.signCorrelation.at(-1)))
    throw new InputError(tape.source, "has too few trades for their signs to be compared; expected dozens");
  if (!figures.bpsPerMinute.every((bps) => bps > 0))
    throw new InputError(tape.source, "has a price that never moves; expected one that does");
  return figures;
}

function searchAgents(recorded: MarketFigures, simulation: AgentSimulation): AgentFit {
  const seconds = Math.min(fitSecondsMax, Math.max(fitSecondsMin, recorded.seconds));
  const progress = new Progress("fit");
  using interrupt = new InterruptWatch();
  let roundsCount = 0;
  try {
    return fitAgents(recorded, defaultAgentParameters, (parameters) => {
      interrupt.check();
      progress.show(roundsCount++ / fitRounds);
      return simulateAgents({ ...simulation, seconds }, parameters);
    });
  } finally {
    progress.end();
  }
}

/** By what it was fitted to and what came out. */
function nameOf(file: AgentsFile): string {
  const hash = new Bun.CryptoHasher("sha256").update(JSON.stringify(file)).digest("hex").slice(0, 8);
  return `agents-${file.symbol.toLowerCase()}-${hash}`;
}

const rowsAtOnce = 65_536;
