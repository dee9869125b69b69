// Goal: a feature is what a strategy may trust: of the past alone, the same in replay, on paper and by either engine, a
// number or nothing, and turned round with the market where it says so.
// Method: random markets over some seconds, with gaps, one-sided books and late prints, through both engines. Against:
// the same market with another future; told message by message; its mirror image.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Feature } from "../../src/core/features/feature.ts";
import { FeatureReaders } from "../../src/core/features/feature-readers.ts";
import { features, standardInputs } from "../../src/core/features/index.ts";
import { signalsOf } from "../../src/core/strategy/strategy.ts";
import { opposite } from "../../src/domain/side.ts";
import { nsPerMs, nsPerSecond } from "../../src/domain/time.ts";
import { change, type Engine, stop } from "../../src/ports/engine.ts";
import { deskConfig } from "../helpers/engine-desk.ts";
import { type EngineUnderTest, enginesUnderTest, propertyRuns } from "../helpers/engine-kinds.ts";
import { levelStreams } from "../helpers/engine-level-streams.ts";
import { columnsOf, type Message, rowsOf } from "../helpers/engine-messages.ts";

/** At a time: the value of each feature, by name. */
type Look = Readonly<Record<string, number>>;

/** No two messages at one time: what lies between them is then told apart on paper, too. */
const markets = levelStreams("wild").map((messages) =>
  messages.map((one, at) => ({ ...one, receivedNs: slow(one.receivedNs) + at, venueNs: slowOr(one.venueNs) })),
);
const everyNs = 130 * nsPerMs;
const everyChange = change.touchPrice | change.touchSize | change.trade | change.depth | change.bookState;

describe.each(enginesUnderTest.filter(({ isMissing }) => !isMissing))("any feature, $kind engine:", (engine) => {
  test("another future: the values until then stay", () => {
    fc.assert(
      fc.property(markets, fc.nat(), (messages, draw) => {
        const cut = draw % messages.length;
        const other = messages.map((one, at) => (at < cut ? one : { ...one, levels: one.levels.map(grown) }));
        const isBefore = ({ now_ns }: Look) => now_ns! < messages[cut]!.receivedNs;
        expect(looksOf(engine, other).filter(isBefore)).toEqual(looksOf(engine, messages).filter(isBefore));
      }),
      propertyRuns(100),
    );
  });

  test("told message by message, as on paper: the values of replay, by the reference engine", () => {
    fc.assert(
      fc.property(markets, (messages) => {
        const expected = looksOf(enginesUnderTest[0]!, messages);
        expect(looksOf(engine, messages)).toEqual(expected);
        expect(looksOf(engine, messages, { isLive: true })).toEqual(expected);
      }),
      propertyRuns(100),
    );
  });

  test("any market: a finite number, or NaN", () => {
    fc.assert(
      fc.property(markets, (messages) => {
        for (const look of looksOf(engine, messages))
          for (const value of Object.values(look)) expect(Math.abs(value)).not.toBe(Number.POSITIVE_INFINITY);
      }),
      propertyRuns(100),
    );
  });

  test("a message that changes nothing of what it reads: the same value, so that a decision may be skipped", () => {
    fc.assert(
      fc.property(markets, (messages) => {
        const looks = looksOf(engine, messages, { decideOn: everyChange });
        for (const [at, look] of looks.entries())
          for (const { name, reads } of features) {
            // What is told with every change, and time, which always goes on.
            const mayMove = reads | change.bookState | change.own;
            if (at === 0 || (mayMove & (look.changed! | change.time)) !== 0) continue;
            expect([name, look[name]]).toEqual([name, looks[at - 1]![name]]);
          }
      }),
      propertyRuns(100),
    );
  });

  test("the market in the mirror: each value as its feature says", () => {
    fc.assert(
      fc.property(markets, (messages) => {
        const [looks, mirrored] = [looksOf(engine, messages), looksOf(engine, messages.map(mirrorOf))];
        for (const [at, look] of looks.entries())
          for (const feature of features) {
            if (feature.mirror === undefined) continue;
            const expected = typeof feature.mirror === "function" ? look[feature.mirror().name]! : look[feature.name]!;
            const value = mirrored[at]![feature.name]!;
            expect([feature.name, value + 0]).toEqual([
              feature.name,
              (feature.mirror === "negative" ? -expected : expected) + 0,
            ]);
          }
      }),
      propertyRuns(100),
    );
  });
});

describe("features in the mirror:", () => {
  test("twice mirrored: itself", () => {
    for (const feature of features)
      if (typeof feature.mirror === "function") {
        const other = feature.mirror();
        expect(other.unit).toBe(feature.unit);
        expect((other.mirror as () => Feature)()).toBe(feature);
      }
  });

  test("the standard inputs: features of the list, each once, with a mirror among them", () => {
    expect(new Set(standardInputs).size).toBe(standardInputs.length);
    for (const input of standardInputs) {
      expect(features).toContain(input);
      expect(input.mirror).toBeDefined();
      if (typeof input.mirror === "function") expect(standardInputs).toContain(input.mirror());
    }
  });

  test("markets of the laws above: most features have said something", () => {
    const said = new Set<string>();
    for (const messages of fc.sample(markets, { numRuns: 20, seed: 1 }))
      for (const look of looksOf(enginesUnderTest[0]!, messages))
        for (const [name, value] of Object.entries(look)) if (!Number.isNaN(value) && value !== 0) said.add(name);
    const silent = features.map(({ name }) => name).filter((name) => !said.has(name));
    expect(silent).toEqual([]);
  });
});

/** A unit of the small world's time is 60 ms. */
function slow(ns: number): number {
  return nsPerSecond + (ns - nsPerSecond) * 60 * nsPerMs;
}

function slowOr(ns: number | undefined): number | undefined {
  return ns === undefined ? undefined : slow(ns);
}

type Level = Message["levels"][number];

function grown(level: Level): Level {
  return { ...level, sizeLots: level.sizeLots + 3 };
}

/** Bids for asks, and prices about the middle of the small world. */
function mirrorOf(one: Message): Message {
  const levels = one.levels.map((level) => ({
    ...level,
    side: opposite(level.side),
    priceTicks: 207 - level.priceTicks,
  }));
  return { ...one, levels: one.kind === "ticker" ? levels.toReversed() : levels };
}

interface Playing {
  /** Told each message when it is received. */
  readonly isLive?: boolean;
  /** Looks at each of these changes, besides those of the grid. */
  readonly decideOn?: number;
}

function looksOf(
  { open }: EngineUnderTest,
  messages: readonly Message[],
  { isLive = false, decideOn = 0 }: Playing = {},
): Look[] {
  const signals = signalsOf(features);
  using engine = open({ ...deskConfig, signals, decideEveryNs: everyNs, decideOn, reads: change.time });
  const player = new Player(engine);
  if (isLive) for (const one of messages) player.receive(one);
  else player.push(messages);
  player.end(messages.at(-1)!.receivedNs + nsPerSecond);
  return player.looks;
}

class Player {
  readonly looks: Look[] = [];
  readonly #readers = new FeatureReaders();
  readonly #named = features.map((feature) => [feature.name, this.#readers.reader(feature)] as const);

  constructor(private readonly engine: Engine) {}

  push(messages: readonly Message[]): void {
    this.engine.markets[0]!.push(columnsOf(rowsOf(messages)), 0);
    this.#run(0);
  }

  receive(one: Message): void {
    while (this.engine.nextNs < one.receivedNs) this.#run(this.engine.nextNs + 1);
    this.push([one]);
    this.#run(one.receivedNs + 1);
  }

  end(untilNs: number): void {
    this.engine.markets[0]!.end();
    this.#run(untilNs);
  }

  #run(horizonNs: number): void {
    for (let reasons = this.engine.run(horizonNs); reasons !== stop.rowsUsed; reasons = this.engine.run(horizonNs)) {
      const { view } = this.engine.markets[0]!;
      this.#readers.take(view.flow);
      if ((reasons & stop.decision) === 0) continue;
      const values = this.#named.map(([name, reader]) => [name, reader.value(view)]);
      this.looks.push({ ...Object.fromEntries(values), now_ns: view.nowNs, changed: view.changed });
    }
  }
}
