/**
 * What does a decision cost, from the stop to the commands in shared memory?
 *
 * The naive maker of configs/btcusdt-naive.yaml with its kernel, risk, order manager, account, latencies and run hash,
 * over the memory that it shares with the native engine. Nobody is behind that memory: a touch is set and commands are
 * accepted by hand, so that what is measured is the TypeScript path alone. Stops of many independent cores are timed
 * together, since one is shorter than what it takes to read a clock.
 */
import { engineConfigOf } from "../../sim/backtest-config.ts";
import { MarketRun } from "../../sim/market-run.ts";
import { RunRecords } from "../../sim/run-records.ts";
import { RunHash } from "../../src/base/run-hash.ts";
import { Account } from "../../src/core/portfolio/account.ts";
import { nsPerMs } from "../../src/domain/time.ts";
import { stop } from "../../src/ports/engine.ts";
import { type Bench, type BenchSize, besideBound, machineLine, spread, timed } from "./bench.ts";
import { drawnModel, type EvDecisions, EvDesk } from "./ev-decisions.ts";
import { ScriptedMarket } from "./scripted-market.ts";
import { replayWorkload, type Workload } from "./workload.ts";

const coresCount = 16;

export const bench: Bench = {
  question: "What does a decision cost that keeps its quotes, and one that sends commands?",
  async run(size: BenchSize): Promise<string[]> {
    const roundsCount = size === "full" ? 40_000 : 100;
    const workload = await replayWorkload(1, []);
    const desk = new Desk(workload);
    const kept = desk.rounds(roundsCount, 0);
    const sent = desk.rounds(roundsCount, 1);
    const filled = desk.rounds(roundsCount, 1, true);
    const perStop = (all: readonly number[]) => {
      const { least, median, most } = spread(all.slice(all.length / 2));
      return `${ns(median)} ns p50 (${ns(least)} to ${ns(most)})`;
    };
    return [
      machineLine(),
      `workload: naive maker, a bid and an ask 1.00 USDT from the mid; ${coresCount} cores, ${roundsCount} decisions each, the second half counted`,
      `a decision that keeps its quotes: ${perStop(kept.decisionSeconds)}, ${kept.commandsCount} commands`,
      `a decision that moves both quotes: ${perStop(sent.decisionSeconds)}, ${(sent.commandsCount / roundsCount / coresCount).toFixed(1)} commands each`,
      `the stop that takes in their answers: ${perStop(sent.answerSeconds)}`,
      `the stop that takes in two fills: ${perStop(filled.fillSeconds)}, markouts of earlier ones in it`,
      `result hash ${desk.hash.hex()}`,
      "left out: the engine's own work, and the call into it at each stop",
      ...(await evLines(size)),
    ];
  },
};

/** The strategy alone, within a replay. */
async function evLines(size: BenchSize): Promise<string[]> {
  const desk = await EvDesk.open(size);
  const line = (name: string, { nanoseconds, quotedCount, bytesPerDecision, hash }: EvDecisions, aimNs: number) => {
    const { median } = spread([...nanoseconds.slice(nanoseconds.length / 2)]);
    const bytes = `${bytesPerDecision.toFixed(2)} bytes each`;
    const aim = besideBound(median, aimNs);
    return `${name}: ${median.toFixed(0)} ns p50 (${aim}), ${bytes}, ${quotedCount} of ${nanoseconds.length} quoted, run ${hash}`;
  };
  return [
    "workload: EV maker, 21 prices a side, its models' weights drawn from a seed, every 10 ms of a synthetic market in replay",
    line("a decision with takers' arrivals", desk.play(undefined), 3_000),
    line("a decision with a logistic model", desk.play(drawnModel(0)), 3_000),
    line("a decision with a network of 16 tanh units", desk.play(drawnModel(16)), 10_000),
  ];
}

interface Rounds {
  /** A stop's share of each round. */
  readonly decisionSeconds: readonly number[];
  readonly answerSeconds: readonly number[];
  readonly fillSeconds: readonly number[];
  readonly commandsCount: number;
}

class Desk {
  readonly hash = new RunHash();
  readonly #markets: readonly ScriptedMarket[];
  readonly #runs: readonly MarketRun[];
  #nowNs = 0;
  #bidTicks = 6_000_000;

  constructor({ setup, tapes }: Workload) {
    const [of] = setup.markets;
    const { config } = setup;
    const shared = { config, epochUnixNs: tapes[0]!.midnightUnixNs };
    const engineConfig = engineConfigOf(config, of!.config, of!.strategy, config.queueModel);
    this.#markets = Array.from({ length: coresCount }, () => new ScriptedMarket(engineConfig));
    this.#runs = this.#markets.map((market, at) => {
      const records = new RunRecords(this.hash, at);
      return new MarketRun(of!, shared, market, new Account(setup.balances), records, {
        onFill: () => {},
        onNet: () => {},
      });
    });
  }

  /**
   * @param moveTicks of the touch from one decision to the next, to and fro. @param fills one lot of each order, once
   * it rests.
   */
  rounds(count: number, moveTicks: number, fills = false): Rounds {
    const commandsBefore = this.#commandsCount();
    const decisionSeconds: number[] = [];
    const answerSeconds: number[] = [];
    const fillSeconds: number[] = [];
    for (let round = 0; round < count; round++) {
      this.#bidTicks += round % 2 === 0 ? moveTicks : -moveTicks;
      this.#show();
      decisionSeconds.push(this.#step(stop.decision));
      this.#show();
      for (const market of this.#markets) market.answer();
      answerSeconds.push(this.#step(stop.own));
      if (!fills) continue;
      this.#show();
      for (const market of this.#markets) market.fill();
      fillSeconds.push(this.#step(stop.own));
    }
    return { decisionSeconds, answerSeconds, fillSeconds, commandsCount: this.#commandsCount() - commandsBefore };
  }

  #show(): void {
    this.#nowNs += nsPerMs / 2;
    for (const market of this.#markets) market.show(this.#nowNs, this.#bidTicks, this.#bidTicks + 1);
  }

  /** Seconds for one of them. */
  #step(reasons: number): number {
    const { seconds } = timed(() => {
      for (const run of this.#runs) run.step(reasons);
    });
    return seconds / coresCount;
  }

  #commandsCount(): number {
    return this.#markets.reduce((sum, market) => sum + market.commandsCount, 0);
  }
}

function ns(seconds: number): string {
  return (seconds * 1e9).toFixed(0);
}
