/**
 * How long does an hour of the agents' market take?
 *
 * One symbol, the default agents, every order through the exchange's own commands in process, all events produced and read. Then a day in
 * one go, for its memory.
 */
import { AgentMarket } from "../../sim/exchange/agents/agent-market.ts";
import { builtInSymbols } from "../../sim/exchange/built-in-symbols.ts";
import { Exchange } from "../../sim/exchange/exchange.ts";
import type { BestQuote, ExchangeListener, Execution, LevelChange, PublicTrade } from "../../sim/exchange/listener.ts";
import { type Bench, type BenchSize, machineLine, spread, timed } from "./bench.ts";

const startUs = 1_760_000_000_000_000;
const usPerSecond = 1_000_000;

export const bench: Bench = {
  question: "How long does an hour of the agents' market take under the virtual clock?",
  async run(size: BenchSize): Promise<string[]> {
    const [secondsOfHour, repeats, hoursOfDay] = size === "full" ? [3600, 5, 24] : [20, 1, 2];
    const passes = Array.from({ length: repeats }, () => pass(secondsOfHour));
    const { least, median, most } = spread(passes.map(({ seconds }) => seconds));
    const { events } = passes[0]!;
    return [
      machineLine(),
      `${secondsOfHour} simulated seconds: ${median.toFixed(2)} s (${least.toFixed(2)} to ${most.toFixed(2)}, ${repeats} runs)`,
      `  ${events.ordersCount} orders (${(events.ordersCount / secondsOfHour).toFixed(0)} a second), ${events.tradesCount} trades, ${events.eventsCount} events`,
      `  events hash ${(events.hash >>> 0).toString(16).padStart(8, "0")}`,
      memoryLine(hoursOfDay, secondsOfHour),
      "left out: streams, JSON, sockets",
    ];
  },
};

/** Reads every event, and mixes it into one number. */
class Events implements ExchangeListener {
  ordersCount = 0;
  tradesCount = 0;
  eventsCount = 0;
  hash = 0x811c9dc5 | 0;

  execution({ kind, executionId, order }: Execution): void {
    if (kind === "NEW") this.ordersCount++;
    this.#mix(executionId ^ order.executedLots);
  }
  trade({ tradeId, priceTicks, lots }: PublicTrade): void {
    this.tradesCount++;
    this.#mix(tradeId ^ priceTicks ^ lots);
  }
  level({ updateId, priceTicks, lots }: LevelChange): void {
    this.#mix(updateId ^ priceTicks ^ lots);
  }
  best({ bidTicks, askLots }: BestQuote): void {
    this.#mix(bidTicks ^ askLots);
  }
  position(): void {
    this.eventsCount++;
  }
  #mix(word: number): void {
    this.eventsCount++;
    this.hash = Math.imul(this.hash ^ word, 0x01000193);
  }
}

function pass(secondsCount: number): { seconds: number; events: Events } {
  using exchange = new Exchange({ symbols: builtInSymbols() });
  const events = new Events();
  exchange.listen(events);
  const { seconds } = timed(() => agentsOf(exchange).advance(startUs + secondsCount * usPerSecond));
  exchange.assertConserved();
  return { seconds, events };
}

/** Memory in use after each stretch of the day. */
function memoryLine(stretchesCount: number, secondsOfStretch: number): string {
  using exchange = new Exchange({ symbols: builtInSymbols() });
  exchange.listen(new Events());
  const agents = agentsOf(exchange);
  const residents = Array.from({ length: stretchesCount }, (_, at) => {
    agents.advance(startUs + (at + 1) * secondsOfStretch * usPerSecond);
    return process.memoryUsage.rss() / 2 ** 20;
  });
  const { least, most } = spread(residents);
  return `${stretchesCount} stretches of that length in one go: ${least.toFixed(0)} to ${most.toFixed(0)} MiB resident, ${residents.at(-1)!.toFixed(0)} at the end`;
}

function agentsOf(exchange: Exchange): AgentMarket {
  const symbols = [{ symbol: "BTCUSDT", startPriceTicks: 6_000_000 }];
  return new AgentMarket(exchange, { seed: 1, startUs, symbols });
}
