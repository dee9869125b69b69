/**
 * The latencies of a run's commands. Chance lives here, in named streams of the run's seed, and the engine is told:
 * each command brings its own.
 *
 * Each way of each action draws from its own stream, so that one more cancel moves the latency of no order. What is not
 * modelled: the market's own delay on its way to us, which is what the recording has.
 */
import type { Random } from "../src/base/random.ts";
import type { TimeNs } from "../src/domain/time.ts";
import { type CommandLatency, latencyMaxNs } from "../src/ports/engine.ts";
import type { LatencyConfig } from "./latency-config.ts";
import { LatencyLoad } from "./latency-load.ts";
import { type OneWay, oneWayOf } from "./latency-one-way.ts";

export type Action = "place" | "amend" | "cancel";

export class Latencies {
  readonly #ways: Readonly<Record<Action, { readonly entry: OneWay; readonly response: OneWay }>>;
  readonly #load: LatencyLoad | undefined;
  readonly #lent = { entryNs: 0, responseNs: 0 };

  /** @param epochUnixNs the run's epoch, by which recorded times are found. */
  constructor(config: LatencyConfig, random: Random, epochUnixNs: bigint) {
    const waysOf = (action: Action) => {
      const stream = random.fork(action);
      const { entryMs = config.entryMs, responseMs = config.responseMs } = config[action] ?? {};
      return {
        entry: oneWayOf(entryMs, stream.fork("entry"), epochUnixNs),
        response: oneWayOf(responseMs, stream.fork("response"), epochUnixNs),
      };
    };
    this.#ways = { place: waysOf("place"), amend: waysOf("amend"), cancel: waysOf("cancel") };
    this.#load = config.load && new LatencyLoad(config.load);
  }

  /** Told at every stop, before commands are given there. */
  observe(nowNs: TimeNs, messagesCount: number): void {
    this.#load?.observe(nowNs, messagesCount);
  }

  /** For a command given at `nowNs`; lent until the next call. */
  next(action: Action, nowNs: TimeNs): CommandLatency {
    const { entry, response } = this.#ways[action];
    const lent = this.#lent;
    lent.entryNs = entry(nowNs);
    lent.responseNs = response(nowNs);
    if (this.#load !== undefined) {
      lent.entryNs = Math.min(lent.entryNs + this.#load.extraNs(nowNs), latencyMaxNs);
      this.#load.sent(nowNs + lent.entryNs + lent.responseNs);
    }
    return lent;
  }
}
