/**
 * Goal: a queue is moved once by what happened once.
 * Method: the same story told in two orders must leave an own order in the same place; where it stands is read off a
 * last print that is larger than everything in front of it.
 */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { queueModelText } from "../../sim/queue-model.ts";
import { orderType } from "../../src/domain/order-type.ts";
import { type OwnEvent, ownEventKind } from "../../src/domain/own-event.ts";
import { ask, bid } from "../../src/domain/side.ts";
import type { QueueModel } from "../../src/ports/engine.ts";
import { Desk, deskConfig, once, seenOf } from "../helpers/engine-desk.ts";
import { type EngineUnderTest, enginesUnderTest, propertyRuns } from "../helpers/engine-kinds.ts";
import { askLevel, bidLevel, type Message, message } from "../helpers/engine-messages.ts";
import { calibratedModels, sampleModels } from "../helpers/engine-streams.ts";

const { postOnly } = orderType;

const priceTicks = 100;
const sizeLots = 5;
const lastPrintNs = 2000;

/** An order placed behind a level that then partly leaves, and grows again behind it: ahead is less than shown. */
interface Story {
  readonly shownLots: number;
  readonly joinedLots: number;
  readonly printedLots: number;
  readonly cancelledLots: number;
  readonly model: QueueModel;
}

const stories = (model: QueueModel, cancels: boolean): fc.Arbitrary<Story> =>
  fc
    .record({ shownLots: fc.integer({ min: 1, max: 40 }), joinedLots: fc.integer({ min: 0, max: 40 }) })
    .chain(({ shownLots, joinedLots }) =>
      fc.integer({ min: 1, max: shownLots + joinedLots }).chain((printedLots) =>
        fc.record({
          shownLots: fc.constant(shownLots),
          joinedLots: fc.constant(joinedLots),
          printedLots: fc.constant(printedLots),
          cancelledLots: fc.integer({ min: 0, max: cancels ? shownLots + joinedLots - printedLots : 0 }),
          model: fc.constant(model),
        }),
      ),
    );

const depthAt = (receivedNs: number, venueNs: number, lots: number) =>
  message("depth", { receivedNs, venueNs }, [bidLevel(priceTicks, lots)]);
const printAt = (receivedNs: number, venueNs: number, lots: number) =>
  message("trade", { receivedNs, venueNs }, [{ side: ask, priceTicks, sizeLots: lots }]);

/**
 * An order behind `shownLots` that has seen a newer depth event, with `joinedLots` behind it; then `told`; then a print
 * of everything.
 */
function fillsOf({ open }: EngineUnderTest, story: Story, told: readonly Message[]): OwnEvent[] {
  using desk = new Desk(open({ ...deskConfig, queueModel: story.model }));
  desk.receive(
    message("snapshot", { receivedNs: 1000, venueNs: 1000 }, [bidLevel(priceTicks, story.shownLots), askLevel(110, 1)]),
  );
  desk.at(1100, (engine) => engine.place(1, bid, priceTicks, sizeLots, postOnly));
  desk.receive(depthAt(1200, 1200, story.shownLots), depthAt(1300, 1300, story.shownLots + story.joinedLots));
  desk.receive(...told, printAt(lastPrintNs, lastPrintNs, 1000));
  desk.passUntil(3000);
  return desk.events.filter((event) => event.kind === ownEventKind.filled);
}

/** What happens at a level: its size is told, a print, another own order; told late or at once. */
const happenings = fc.array(
  fc.record({
    what: fc.constantFrom("depth" as const, "depth" as const, "print" as const, "order" as const),
    lots: fc.integer({ min: 0, max: 24 }),
    lagNs: fc.constantFrom(0, 0, 0, 95, 150, 250),
  }),
  { minLength: 3, maxLength: 20 },
);
const anyModel: fc.Arbitrary<QueueModel> = fc.oneof(
  fc.constantFrom<QueueModel>(...sampleModels, { power: { n: 10 } }, { power: { n: 10, variant: 2 } }),
  calibratedModels,
);

const whatCounts = ({ lots, queueAheadLots, cause, priceTicks }: OwnEvent) => ({
  lots,
  queueAheadLots,
  cause,
  priceTicks,
});

for (const under of enginesUnderTest)
  describe(`${under.kind} engine`, () => {
    for (const model of sampleModels) {
      const cancels = model === "conservative";
      const modelName = queueModelText(model);
      const name = cancels ? "and cancels beside it" : "and nothing else";
      test.skipIf(under.isMissing)(
        `queue: ${modelName}, a print ${name}, its depth event before or after: moved once`,
        () => {
          const holds = fc.property(stories(model, cancels), (story) => {
            const leftLots = story.shownLots + story.joinedLots - story.printedLots - story.cancelledLots;
            const print = printAt(1500, 1400, story.printedLots);
            const depth = depthAt(1500, 1450, leftLots);
            const inOrder = fillsOf(under, story, [print, depth]);
            const swapped = fillsOf(under, story, [depth, print]);
            expect(swapped.map(({ lots }) => lots)).toEqual(inOrder.map(({ lots }) => lots));
            const aheadLots = Math.max(Math.min(story.shownLots - story.printedLots, leftLots), 0);
            for (const fills of [inOrder, swapped]) {
              const last = fills.find(({ venueNs }) => venueNs === lastPrintNs);
              expect(last?.queueAheadLots ?? 0).toBe(last === undefined ? 0 : aheadLots);
            }
          });
          fc.assert(holds, propertyRuns(100));
        },
      );

      test.skipIf(under.isMissing)(
        `queue: ${modelName}, several prints, any of them after their depth event: moved once`,
        () => {
          const prints = fc.array(fc.record({ lots: fc.integer({ min: 1, max: 9 }), isLate: fc.boolean() }), {
            minLength: 1,
            maxLength: 5,
          });
          const holds = fc.property(prints, fc.integer({ min: 0, max: 40 }), (drawn, joinedLots) => {
            const printedLots = drawn.reduce((sum, { lots }) => sum + lots, 0);
            const story: Story = { shownLots: printedLots + 3, joinedLots, printedLots, cancelledLots: 0, model };
            const told = drawn.map(({ lots, isLate }, index) => ({ print: printAt(1500, 1400 + index, lots), isLate }));
            const fills = fillsOf(under, story, [
              ...told.filter(({ isLate }) => !isLate).map(({ print }) => print),
              depthAt(1500, 1450, story.shownLots + joinedLots - printedLots),
              ...told.filter(({ isLate }) => isLate).map(({ print }) => print),
            ]);
            expect(fills.map(whatCounts)).toEqual([{ lots: sizeLots, queueAheadLots: 3, cause: "print", priceTicks }]);
          });
          fc.assert(holds, propertyRuns(100));
        },
      );
    }

    test.skipIf(under.isMissing)(
      "queue: a cancel, any model: no farther back than in the conservative one, moved up by no more than was cancelled",
      () => {
        const holds = fc.property(fc.constantFrom(...sampleModels), stories("conservative", true), (model, story) => {
          const quiet = { ...story, printedLots: 0 };
          const leftLots = story.shownLots + story.joinedLots - story.cancelledLots;
          const aheadOf = (of: QueueModel) =>
            fillsOf(under, { ...quiet, model: of }, [depthAt(1500, 1450, leftLots)]).at(-1)!.queueAheadLots;
          expect(aheadOf("conservative")).toBe(Math.min(story.shownLots, leftLots));
          expect(aheadOf(model)).toBeLessThanOrEqual(aheadOf("conservative"));
          expect(aheadOf(model)).toBeGreaterThanOrEqual(Math.max(story.shownLots - story.cancelledLots, 0));
        });
        fc.assert(holds, propertyRuns(100));
      },
    );

    test.skipIf(under.isMissing)(
      "queue: several own orders, any model, whatever happens there: who stands behind never has less ahead, nor more than is shown",
      () => {
        const holds = fc.property(anyModel, happenings, (queueModel, told) => {
          const timed = told.map((one, index) => ({ ...one, atNs: 1200 + 100 * index }));
          const ofKind = (what: string) => timed.filter((one) => one.what === what);
          const after = timed.flatMap(({ what, atNs, lots, lagNs }) =>
            what === "depth"
              ? [depthAt(atNs, atNs - lagNs, lots)]
              : what === "print"
                ? [printAt(atNs, atNs - lagNs, 1 + (lots % 6))]
                : [],
          );
          const events = seenOf(under.open, {
            opening: [message("snapshot", once(1000), [bidLevel(priceTicks, 12), askLevel(110, 1)])],
            config: { queueModel },
            sends: [{ atNs: 1100 }, ...ofKind("order")].map(({ atNs }, index) => [
              atNs,
              (venue) => venue.place(index + 1, bid, priceTicks, 1000, postOnly),
            ]),
            after: [...after, printAt(5000, 5000, 100_000)],
          });
          const last = events.filter(({ venueNs }) => venueNs === 5000);
          expect(last).toHaveLength(1 + ofKind("order").length);
          const aheads = last.map(({ queueAheadLots }) => queueAheadLots);
          expect(aheads).toEqual([...aheads].sort((a, b) => a - b));
          expect(aheads.at(-1)).toBeLessThanOrEqual(ofKind("depth").at(-1)?.lots ?? 12);
        });
        fc.assert(holds, propertyRuns(300));
      },
    );

    test.skipIf(under.isMissing)(
      "queue: a print of what is ahead and exactly our size: filled whole; one lot less leaves one",
      () => {
        const holds = fc.property(fc.integer({ min: 1, max: 40 }), (shownLots) => {
          const story: Story = { shownLots, joinedLots: 0, printedLots: 0, cancelledLots: 0, model: "conservative" };
          const [whole] = fillsOf(under, story, [printAt(1500, 1500, shownLots + sizeLots)]);
          expect(whole).toMatchObject({ lots: sizeLots, remainingLots: 0, queueAheadLots: shownLots });
          const [almost] = fillsOf(under, story, [printAt(1500, 1500, shownLots + sizeLots - 1)]);
          expect(almost).toMatchObject({ lots: sizeLots - 1, remainingLots: 1, queueAheadLots: shownLots });
          const [none] = fillsOf(under, story, [printAt(1500, 1500, shownLots)]);
          expect(none).toMatchObject({ lots: sizeLots, queueAheadLots: 0, venueNs: lastPrintNs });
        });
        fc.assert(holds, propertyRuns(40));
      },
    );

    test.skipIf(under.isMissing)(
      "queue: a gap, then prints through everything: nothing fills until the snapshot",
      () => {
        const story: Story = { shownLots: 4, joinedLots: 0, printedLots: 0, cancelledLots: 0, model: "proportional" };
        const snapshot = message("snapshot", { receivedNs: 1800, venueNs: 1800 }, [
          bidLevel(priceTicks, 7),
          askLevel(110, 1),
        ]);
        const through = message("trade", { receivedNs: 1600, venueNs: 1600 }, [
          { side: ask, priceTicks: 90, sizeLots: 1000 },
        ]);
        const fills = fillsOf(under, story, [message("gap", { receivedNs: 1500, venueNs: 1500 }), through, snapshot]);
        expect(fills.map(whatCounts)).toEqual([{ lots: sizeLots, queueAheadLots: 7, cause: "print", priceTicks }]);
      },
    );
  });
