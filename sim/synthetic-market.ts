/**
 * A whole market from a seed, for research and tests: what a recording of a venue would hold, produced by agents.
 *
 *   fair value ──(late)──▶ makers ──▶ book ──▶ feed ──▶ rows
 *        └──────(now)──▶ informed takers ──▲
 *                      uninformed takers ──┘
 *
 * Makers quote around a fair value that they see late; informed takers see it now and take stale quotes. So who rests
 * at the touch buys just before the price falls: adverse selection, without which any maker looks rich. Far from the
 * touch large uninformed orders pay for waiting. README.md states what the default parameters lead to.
 *
 * A discrete-event simulation: each actor has one next time; the earliest acts, at equal times the one named first.
 */
import { assert } from "../src/base/assert.ts";
import { powerOfTen } from "../src/base/decimal.ts";
import { Random } from "../src/base/random.ts";
import type { Instrument } from "../src/domain/instrument.ts";
import type { RowSink } from "../src/domain/market-rows.ts";
import { type DurationNs, midnightUnixNs, type TimeNs } from "../src/domain/time.ts";
import { SyntheticBook } from "./synthetic-book.ts";
import { FairValue } from "./synthetic-fair-value.ts";
import { SyntheticFeed } from "./synthetic-feed.ts";
import { TradingFloor } from "./synthetic-floor.ts";
import { SyntheticMaker } from "./synthetic-maker.ts";
import { defaultSyntheticParameters, type SyntheticParameters } from "./synthetic-parameters.ts";
import { InformedTakers, UninformedTakers } from "./synthetic-takers.ts";

export interface SyntheticMarketOptions {
  readonly instrument: Instrument;
  readonly seed: number;
  /** Two markets of one such seed have one fair value, each with agents of its own; the seed, unless given. */
  readonly fairValueSeed?: number | undefined;
  /** Times of rows count from the UTC midnight at or before this. */
  readonly startUnixNs: bigint;
  readonly durationNs: DurationNs;
  /** Where the fair value starts. */
  readonly startPriceTicks: number;
  readonly parameters?: SyntheticParameters;
}

/** Streams the market into `sink`, and ends it. Memory does not grow with the duration. */
export function generateSyntheticMarket(options: SyntheticMarketOptions, sink: RowSink): void {
  const startNs = Number(options.startUnixNs - midnightUnixNs(options.startUnixNs));
  const market = new SyntheticMarket(options, startNs, sink);
  market.run(startNs + options.durationNs);
}

type Actor = (nowNs: TimeNs) => TimeNs;

class SyntheticMarket {
  readonly #book: SyntheticBook;
  readonly #feed: SyntheticFeed;
  readonly #makers: readonly SyntheticMaker[];
  /** Each acts and says when it acts next. */
  readonly #actors: readonly Actor[];
  readonly #nextNs: Float64Array;

  constructor(options: SyntheticMarketOptions, startNs: TimeNs, sink: RowSink) {
    const { instrument, startPriceTicks, parameters = defaultSyntheticParameters } = options;
    const { makers, fairValue: fairValueParameters } = parameters;
    assert(options.durationNs > 0, "a market lasts");
    assert(startPriceTicks > 0 && startPriceTicks < 2 ** 30, "the price has room to double");
    const random = Random.fromSeed(options.seed).fork("synthetic-market");
    const fairValueRandom = Random.fromSeed(options.fairValueSeed ?? options.seed).fork("synthetic-market");
    const capacityTicks = capacityFor(startPriceTicks, makers.deepestBps);
    this.#feed = new SyntheticFeed(instrument, parameters.feed, random.fork("feed"), startNs, capacityTicks, sink);
    const ordersPerMaker = 2 * makers.levelsPerSide;
    this.#book = new SyntheticBook(makers.each.length * ordersPerMaker, capacityTicks, this.#feed);
    const delayMaxNs = Math.max(...makers.each.map(({ delayNs }) => delayNs));
    const fairValue = new FairValue(
      fairValueParameters,
      fairValueRandom.fork("fair-value"),
      startNs,
      startPriceTicks,
      delayMaxNs,
    );
    const floor = new TradingFloor(
      fairValue,
      quoteValueOfLot(instrument, startPriceTicks),
      Math.max(1, instrument.sizeLotsMin),
      startNs,
    );
    this.#makers = makers.each.map((character, at) => {
      return new SyntheticMaker(makers, character, floor, this.#book, at * ordersPerMaker, random.fork(`maker-${at}`));
    });
    const uninformed = new UninformedTakers(parameters.uninformed, floor, this.#book, random.fork("uninformed"));
    const informed = new InformedTakers(parameters.informed, floor, this.#book, random.fork("informed"));
    this.#actors = [
      (nowNs) => {
        fairValue.step(nowNs);
        return nowNs + fairValueParameters.stepNs;
      },
      (nowNs) => informed.look(nowNs),
      ...this.#makers.map((maker) => (nowNs: TimeNs) => maker.wake(nowNs)),
      (nowNs) => uninformed.arrive(nowNs),
      (nowNs) => {
        this.#feed.publishDepth(this.#book);
        this.#feed.deliver();
        return nowNs + parameters.feed.depthEveryNs;
      },
    ];
    this.#nextNs = new Float64Array(this.#actors.length).fill(startNs);
  }

  run(endNs: TimeNs): void {
    for (const maker of this.#makers) maker.open();
    this.#feed.publishSnapshot(this.#book);
    for (;;) {
      const actor = this.#earliest();
      const nowNs = this.#nextNs[actor]!;
      if (nowNs >= endNs) break;
      this.#feed.setNow(nowNs);
      this.#nextNs[actor] = this.#actors[actor]!(nowNs);
      this.#feed.publishTicker(this.#book);
    }
    this.#feed.end();
  }

  #earliest(): number {
    let earliest = 0;
    for (let at = 1; at < this.#nextNs.length; at++) if (this.#nextNs[at]! < this.#nextNs[earliest]!) earliest = at;
    return earliest;
  }
}

/** One lot at the start, in whole units of the quote asset: sizes are thought of in money. */
function quoteValueOfLot(instrument: Instrument, priceTicks: number): number {
  const lot = Number(instrument.lotUnits) / Number(powerOfTen(instrument.sizePlaces));
  if (instrument.inverse) return (lot * Number(instrument.contractUnits)) / Number(powerOfTen(instrument.quote.places));
  return (lot * priceTicks * Number(instrument.tickUnits)) / Number(powerOfTen(instrument.pricePlaces));
}

/** A power of two, several times the depth of a side: quotes are moved long before the price has gone that far. */
function capacityFor(priceTicks: number, deepestBps: number): number {
  let capacityTicks = 1024;
  while (capacityTicks < (16 * priceTicks * deepestBps) / 10_000) capacityTicks *= 2;
  return capacityTicks;
}
