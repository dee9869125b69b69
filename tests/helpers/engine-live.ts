/**
 * Steps an engine as a live session does: a message at a time, when it is received, and a timer at whatever the engine
 * says is next. Whatever it says must be so: each stop is at the very time that it was woken for.
 */
import { type Engine, stop } from "../../src/ports/engine.ts";
import { holds } from "./engine-history.ts";
import { columnsOf, type Message, rowsOf } from "./engine-messages.ts";
import { atStop, lastReceivedNs, type Scenario, type Stop, type Trace, traceOf } from "./engine-trace.ts";

/** @param scenario in which no two messages are received at one time. */
export function playLive(engine: Engine, scenario: Scenario): Trace {
  const player = new LivePlayer(engine, scenario);
  const inputs = scenario.markets.flatMap(({ messages }, index) => messages.map((one) => ({ index, one })));
  for (const { index, one } of inputs.sort((a, b) => a.one.receivedNs - b.one.receivedNs)) player.receive(index, one);
  player.passUntil(lastReceivedNs(scenario) + scenario.goesOnNs);
  for (const market of engine.markets) market.end();
  holds(engine.run(0) === stop.rowsUsed, "an end brings nothing new");
  return traceOf(engine, player.stops);
}

/** The same world, in which no two messages are received at one time. */
export function inTurn({ markets, goesOnNs }: Scenario): Scenario {
  const all = markets.flatMap(({ messages }) => messages).sort((a, b) => a.receivedNs - b.receivedNs);
  const receivedNs = new Map<Message, number>();
  let lastNs = 0;
  for (const one of all) {
    lastNs = Math.max(one.receivedNs, lastNs + 1);
    receivedNs.set(one, lastNs);
  }
  const moved = (one: Message): Message => ({ ...one, receivedNs: receivedNs.get(one)! });
  return { goesOnNs, markets: markets.map((market) => ({ ...market, messages: market.messages.map(moved) })) };
}

class LivePlayer {
  readonly stops: Stop[] = [];

  constructor(
    private readonly engine: Engine,
    private readonly scenario: Scenario,
  ) {}

  receive(marketIndex: number, one: Message): void {
    this.passUntil(one.receivedNs);
    this.engine.markets[marketIndex]!.push(columnsOf(rowsOf([one])), 0);
    this.#runThrough(one.receivedNs);
  }

  /** Everything before `endNs`, each at its time. */
  passUntil(endNs: number): void {
    for (let nextNs = this.engine.nextNs; nextNs < endNs; nextNs = this.engine.nextNs) {
      holds(this.engine.run(nextNs) === stop.rowsUsed, "nothing happens before what is next");
      this.#runThrough(nextNs);
    }
  }

  /** All of one moment. */
  #runThrough(atNs: number): void {
    const { engine, scenario, stops } = this;
    for (let reasons = engine.run(atNs + 1); reasons !== stop.rowsUsed; reasons = engine.run(atNs + 1)) {
      stops.push(atStop(engine, scenario, reasons, stops));
      holds(stops.at(-1)!.view.nowNs === atNs, "a stop is at the time that was next");
    }
    holds(engine.nextNs > atNs, "what is next is later than what has happened");
  }
}
