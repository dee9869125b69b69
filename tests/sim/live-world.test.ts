// Goal: whatever goes wrong, exchange and engine agree to the last digit when it is over: positions, cash, trades; no
// order is left behind, none was placed twice, and every journal can be replayed.
// Method: the whole system under a virtual clock, exchange and network with faults, the engine killed; days drawn from
// seeds, and days that once went wrong or are known to be hard, by name.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { fault } from "../../sim/exchange/faults/fault.ts";
import { type BadDay, calmDay } from "../../sim/world/bad-day.ts";
import { type LiveWorldOutcome, runLiveWorld } from "../../sim/world/live-world.ts";
import { nsPerMs, nsPerSecond } from "../../src/domain/time.ts";
import { enginesUnderTest, propertyRuns } from "../helpers/engine-kinds.ts";
import { badDay, type DayOptions, dayStartNs, liveDay } from "../helpers/live-days.ts";

test("live world: a calm day: quotes, trades, and ends with nothing left", () => {
  const outcome = runLiveWorld(liveDay());
  expectWell(outcome);
  expect(outcome.livesCount).toBe(1);
  expect(outcome.tradesCount).toBeGreaterThan(20);
  expect(outcome.tradesFoundCount).toBe(0);
}, 60_000);

test("live world: any bad day: agrees to the last digit", () => {
  // Streams that fell silent in the last bad moment are given up after half a minute: the calm is longer than that.
  const minutes = 3;
  const drawn = fc.record({
    seed: fc.nat(2 ** 31),
    orderEntry: fc.constantFrom("ws_api" as const, "rest" as const),
    killsCount: fc.nat(4),
  });
  fc.assert(
    fc.property(drawn, ({ seed, orderEntry, killsCount }) => {
      const day = { seed, orderEntry, minutes, badDay: badDay(seed, minutes, killsCount) };
      expectWell(runLiveWorld(liveDay(day)));
    }),
    propertyRuns(3),
  );
}, 60_000);

test("live world: the same seed: the same day, to the microsecond", () => {
  const day = liveDay({ seed: 7, badDay: badDay(7, 2, 2) });
  const [one, other] = [runLiveWorld(day), runLiveWorld(day)];
  expect(other).toEqual(one);
  expect(runLiveWorld(liveDay({ seed: 8, badDay: badDay(7, 2, 2) })).hash).not.toBe(one.hash);
}, 60_000);

test.skipIf(enginesUnderTest.some(({ isMissing }) => isMissing))(
  "live world: either engine: the same day",
  () => {
    const [one, other] = enginesUnderTest.map(({ kind: engine }) =>
      runLiveWorld(liveDay({ seed: 5, engine, minutes: 1 })),
    );
    expect(other).toEqual(one!);
  },
  60_000,
);

test("live world: two instruments on one account: each agrees", () => {
  expectWell(runLiveWorld(liveDay({ seed: 3, symbolsCount: 2, badDay: badDay(3, 2, 1) })));
}, 60_000);

describe("live world: a hard moment:", () => {
  const at = (seconds: number) => dayStartNs + Math.round(seconds * nsPerSecond);
  const wsApi = ["ws-api.test"];
  const days: readonly HardMoment[] = [
    [
      "killed while its orders are under way for seconds",
      {
        seed: 2,
        network: [{ kind: "stall", atNs: at(20), forNs: 4 * nsPerSecond, hosts: wsApi }],
        kills: [{ atNs: at(20.1), when: "between" }],
      },
    ],
    [
      "killed with a command in the journal that has not left, several times",
      { kills: [20, 35, 50, 65].map((seconds) => ({ atNs: at(seconds), when: "in_command" as const })) },
    ],
    [
      "killed twice before it has found its feet",
      { kills: [30, 31.05, 32.2].map((seconds) => ({ atNs: at(seconds), when: "between" as const })) },
    ],
    ["orders by a connection that is half open", { network: [{ kind: "half_open", atNs: at(30), hosts: wsApi }] }],
    [
      "flattened while answers are lost",
      {
        venue: [{ atNs: at(35), fault: fault.parse({ kind: "lost_answer", chance: 0.5, forSeconds: 20 }) }],
        operator: [{ atNs: at(40), command: { kind: "flatten" } }],
      },
    ],
    [
      "answers lost, orders executed",
      {
        network: [
          { kind: "lost_answer", atNs: at(20), forNs: 30 * nsPerSecond, chance: 0.5, hosts: ["rest.test"] },
          { kind: "lost_request", atNs: at(20), forNs: 30 * nsPerSecond, chance: 0.3, hosts: ["rest.test"] },
        ],
        orderEntry: "rest",
      },
    ],
    [
      "cut again and again",
      {
        network: Array.from({ length: 20 }, (_, index) => ({
          ...{ kind: "cut" as const, atNs: at(20) + index * 2345 * nsPerMs },
          hosts: index % 2 === 0 ? wsApi : ["streams.test"],
        })),
      },
    ],
  ];
  test.each(days)(
    "%s",
    (_, { orderEntry = "ws_api", seed = 1, ...day }) => {
      expectWell(runLiveWorld(liveDay({ orderEntry, seed, badDay: { ...calmDay(), ...day } })));
    },
    60_000,
  );
});

type HardMoment = readonly [name: string, day: Partial<BadDay> & Pick<DayOptions, "orderEntry" | "seed">];

/** And was really there: it quoted when all was calm again. */
function expectWell(outcome: LiveWorldOutcome): void {
  expect(outcome.problems).toEqual([]);
  expect(outcome.calmOrdersCount).toBeGreaterThan(5);
}
