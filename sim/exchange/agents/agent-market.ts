/**
 * The exchange's own traders: several symbols, one seed. They use the commands that everybody uses, so whoever trades with them moves the market
 * and is picked off by those who know more.
 *
 * Their times and draws depend on the seed and on what happens at the exchange, never on how often `advance` is called.
 */
import { assert } from "../../../src/base/assert.ts";
import { InputError } from "../../../src/base/input-error.ts";
import { Random } from "../../../src/base/random.ts";
import type { Exchange } from "../exchange.ts";
import type { Account } from "../ledger.ts";
import type { Market } from "../market.ts";
import type { Timed } from "../transport.ts";
import { defaultAgentParameters, type ExchangeAgentParameters } from "./agent-parameters.ts";
import { type AgentRole, SymbolAgents } from "./symbol-agents.ts";

export interface TradedSymbol {
  readonly symbol: string;
  /** Where its fair value starts. */
  readonly startPriceTicks: number;
  readonly parameters?: ExchangeAgentParameters;
}

export interface AgentMarketOptions {
  readonly seed: number;
  /** When the agents begin: they quote both sides of all symbols at once. */
  readonly startUs: number;
  readonly symbols: readonly TradedSymbol[];
}

export class AgentMarket implements Timed {
  readonly #symbols: readonly SymbolAgents[];

  /** Opens the agents' accounts and fills them. @throws InputError for a symbol that is not there, or twice, or a price that is none. */
  constructor(exchange: Exchange, { seed, startUs, symbols }: AgentMarketOptions) {
    const random = Random.fromSeed(seed).fork("agents");
    const names = new Set<string>();
    this.#symbols = symbols.map(({ symbol, startPriceTicks, parameters = defaultAgentParameters }) => {
      const market = exchange.market(symbol);
      if (market === undefined) throw new InputError(symbol, "not at the exchange; expected one of its symbols");
      if (names.has(symbol)) throw new InputError(symbol, "there twice; expected once");
      names.add(symbol);
      checkPrice(market, startPriceTicks);
      return new SymbolAgents(exchange, market, parameters, startUs, startPriceTicks, random.fork(symbol));
    });
    assert(symbols.length > 0, "agents trade something");
  }

  get nextUs(): number {
    const next = this.#earliest();
    return next.floor.usOf(next.nextNs);
  }

  advance(nowUs: number): void {
    for (let next = this.#earliest(); next.floor.usOf(next.nextNs) <= nowUs; next = this.#earliest()) next.act();
  }

  /** What an account is to the agents; undefined for one of nobody among them. */
  roleOf(account: Account): AgentRole | undefined {
    for (const { roles } of this.#symbols) if (roles.has(account)) return roles.get(account);
    return undefined;
  }

  /** At equal times the symbol named first. */
  #earliest(): SymbolAgents {
    let earliest = this.#symbols[0]!;
    for (const symbol of this.#symbols) if (symbol.nextNs < earliest.nextNs) earliest = symbol;
    return earliest;
  }
}

function checkPrice({ symbol }: Market, ticks: number): void {
  const { name, priceTicksMin, priceTicksMax } = symbol;
  if (Number.isInteger(ticks) && ticks >= priceTicksMin && ticks <= priceTicksMax) return;
  throw new InputError(name, `a first price of ${ticks} ticks; expected ${priceTicksMin} to ${priceTicksMax}`);
}
