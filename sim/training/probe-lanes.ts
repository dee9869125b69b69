/**
 * What became of probe orders: each is placed, post-only, with the latency of a real one, and withdrawn at the horizon.
 *
 * Orders of ours share queues and prints, so probes that live at the same time would take each other's fills. Each lane
 * plays the data with one probe at a time, as if that were all we ever sent; there are as many lanes as lives overlap.
 */
import { assert } from "../../src/base/assert.ts";
import type { Random } from "../../src/base/random.ts";
import { orderType } from "../../src/domain/order-type.ts";
import { type OwnEvent, ownEventKind } from "../../src/domain/own-event.ts";
import { sides } from "../../src/domain/side.ts";
import { nsPerMs, nsPerSecond, type TimeNs } from "../../src/domain/time.ts";
import { change, type EngineMarket, stop } from "../../src/ports/engine.ts";
import { Latencies } from "../latency.ts";
import type { Probe } from "./market-samples.ts";
import { playStretch, type Stretch } from "./play-stretch.ts";
import { type TrainConfig, trainEngineConfig } from "./train-config.ts";

/**
 * `filled` and `censored` (withdrawn by us, or the data ended or broke off) are rows; `rejected` would have traded at
 * once when it arrived; `busy` was never sent, since the one before it was not done.
 */
export type ProbeEnd = "filled" | "censored" | "rejected" | "busy";

export interface ProbeOutcome {
  readonly end: ProbeEnd;
  /** At the venue; of a gap or the end of the data, when it was received. */
  readonly endNs: TimeNs;
  /** When it came to rest, as the venue played it; NaN if it never did. */
  readonly aheadAtRestLots: number;
}

/** After the horizon, for the withdrawal to arrive and be told. */
const slackNs = nsPerSecond;

/** Lanes that these need: how many lives of a side overlap. */
export function lanesCount({ sampling, fill }: Pick<TrainConfig, "sampling" | "fill">): number {
  const phases = phasesCount(sampling.everyMs, fill.horizonMs);
  return phases * sampling.probes * sides.length;
}

function phasesCount(everyMs: number, horizonMs: number): number {
  return Math.floor((horizonMs + slackNs / nsPerMs) / everyMs) + 1;
}

/** @returns an outcome for each probe. @param onLane told after each lane. */
export function playProbes(
  stretch: Stretch,
  config: TrainConfig,
  probes: readonly Probe[],
  random: Random,
  onLane: () => void,
): ProbeOutcome[] {
  const outcomes: ProbeOutcome[] = [];
  const phases = phasesCount(config.sampling.everyMs, config.fill.horizonMs);
  const lanes = Map.groupBy(probes.keys(), (at) => laneOf(probes[at]!, phases));
  const engineConfig = { ...trainEngineConfig(config), decideOn: change.bookState };
  const { tape, epochUnixNs } = stretch;
  const lastNs = tape.lastReceivedNs + Number(tape.midnightUnixNs - epochUnixNs);
  for (const [name, indexes] of [...lanes].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const latencies = new Latencies(config.latency, random.fork(name), epochUnixNs);
    let lane: ProbeLane | undefined;
    playStretch(stretch, engineConfig, (market) => {
      lane = new ProbeLane(market, config, probes, indexes, latencies, outcomes);
      return (reasons) => lane!.step(reasons);
    });
    lane!.end(lastNs);
    onLane();
  }
  return outcomes;
}

function laneOf({ side, slot, sample }: Probe, phases: number): string {
  return `${side} ${slot} ${sample.gridIndex % phases}`;
}

interface OpenProbe {
  readonly at: number;
  readonly orderId: number;
  aheadAtRestLots: number;
  isWithdrawn: boolean;
}

class ProbeLane {
  readonly #horizonNs: number;
  #next = 0;
  #ordersCount = 0;
  #open: OpenProbe | undefined;

  constructor(
    private readonly market: EngineMarket,
    config: TrainConfig,
    private readonly probes: readonly Probe[],
    /** Of this lane, by time. */
    private readonly indexes: readonly number[],
    private readonly latencies: Latencies,
    private readonly outcomes: ProbeOutcome[],
  ) {
    this.#horizonNs = config.fill.horizonMs * nsPerMs;
    this.#wait();
  }

  step(reasons: number): void {
    const { nowNs, bookState } = this.market.view;
    this.latencies.observe(nowNs, this.market.counts.messagesCount);
    if ((reasons & stop.own) !== 0)
      for (let at = 0; at < this.market.ownEventsCount; at++) this.#told(this.market.ownEvent(at));
    if (this.#open !== undefined && bookState !== "valid") this.#lose(this.#open, nowNs);
    if (this.#open !== undefined && nowNs >= this.#withdrawNs(this.#open)) this.#withdraw(this.#open);
    if (this.#nextNs() <= nowNs) this.#place(nowNs);
    this.#wait();
  }

  /** What is still open when the data end has no end that is known. */
  end(lastNs: TimeNs): void {
    if (this.#open !== undefined) this.#end(this.#open, "censored", lastNs);
    assert(this.#next === this.indexes.length, "the time of each probe lies within the data");
  }

  #told({ kind, orderId, venueNs, queueAheadLots }: OwnEvent): void {
    const open = this.#open;
    if (open?.orderId !== orderId) return;
    if (kind === ownEventKind.accepted) open.aheadAtRestLots = queueAheadLots;
    else if (kind === ownEventKind.filled) this.#end(open, "filled", venueNs);
    else if (kind === ownEventKind.rejected) this.#end(open, "rejected", venueNs);
    // It was not there yet: a withdrawal may overtake its order.
    else if (kind === ownEventKind.cancelRejected) this.#cancel(open);
    else this.#end(open, "censored", venueNs);
  }

  #place(nowNs: TimeNs): void {
    const at = this.indexes[this.#next++]!;
    if (this.#open !== undefined) {
      this.outcomes[at] = { end: "busy", endNs: nowNs, aheadAtRestLots: Number.NaN };
      return;
    }
    const { side, priceTicks } = this.probes[at]!;
    const orderId = ++this.#ordersCount;
    this.#open = { at, orderId, aheadAtRestLots: Number.NaN, isWithdrawn: false };
    this.market.place(orderType.postOnly, side, orderId, priceTicks, 1, 0, this.latencies.next("place", nowNs));
  }

  /** The book broke off: what happened to the order from here on nobody knows. */
  #lose(open: OpenProbe, nowNs: TimeNs): void {
    this.outcomes[open.at] ??= { end: "censored", endNs: nowNs, aheadAtRestLots: open.aheadAtRestLots };
    this.#withdraw(open);
  }

  #withdraw(open: OpenProbe): void {
    if (open.isWithdrawn) return;
    open.isWithdrawn = true;
    this.#cancel(open);
  }

  #cancel({ orderId }: OpenProbe): void {
    this.market.cancel(orderId, this.latencies.next("cancel", this.market.view.nowNs));
  }

  #end(open: OpenProbe, end: ProbeEnd, endNs: TimeNs): void {
    this.outcomes[open.at] ??= { end, endNs, aheadAtRestLots: open.aheadAtRestLots };
    this.#open = undefined;
  }

  #wait(): void {
    const open = this.#open;
    const dueNs = open === undefined || open.isWithdrawn ? Number.POSITIVE_INFINITY : this.#withdrawNs(open);
    this.market.setDeadline(Math.min(dueNs, this.#nextNs()));
  }

  #withdrawNs({ at }: OpenProbe): TimeNs {
    return this.probes[at]!.sample.timeNs + this.#horizonNs;
  }

  #nextNs(): TimeNs {
    const at = this.indexes[this.#next];
    return at === undefined ? Number.POSITIVE_INFINITY : this.probes[at]!.sample.timeNs;
  }
}
