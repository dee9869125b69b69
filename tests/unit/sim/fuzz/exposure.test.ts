// Goal: the worst position is what all open orders would leave, whatever has become of them.
// Method: orders, fills, amendments and ends told by hand.
import { expect, test } from "bun:test";
import { Exposure } from "../../../../sim/fuzz/exposure.ts";
import { ownEventKind } from "../../../../src/domain/own-event.ts";
import { ask, bid } from "../../../../src/domain/side.ts";
import { ownEvent } from "../../../helpers/own-events.ts";

test("exposure: orders and what becomes of them: the worst position is what all fills would leave", () => {
  const exposure = new Exposure(2, 0);
  exposure.placed(bid, 1, 100, 5);
  exposure.placed(ask, 2, 103, 4);
  expect([exposure.worstLots(bid), exposure.worstLots(ask)]).toEqual([7, -2]);
  exposure.told(ownEvent({ kind: ownEventKind.filled, orderId: 1, side: bid, lots: 3, remainingLots: 2 }));
  expect([exposure.worstLots(bid), exposure.worstLots(ask)]).toEqual([7, 1]);
  exposure.told(ownEvent({ kind: ownEventKind.amended, orderId: 2, side: ask, remainingLots: 1 }));
  exposure.told(ownEvent({ kind: ownEventKind.cancelled, orderId: 1, side: bid }));
  expect([exposure.worstLots(bid), exposure.worstLots(ask)]).toEqual([5, 4]);
  expect(exposure.isCrossed).toBe(false);
  exposure.placed(bid, 3, 103, 1);
  expect(exposure.isCrossed).toBe(true);
});

test("exposure: fees paid in what is bought: parts of a lot do not count", () => {
  const exposure = new Exposure(0, 0.001);
  exposure.placed(bid, 1, 100, 2);
  exposure.told(ownEvent({ kind: ownEventKind.filled, orderId: 1, side: bid, lots: 2, remainingLots: 0 }));
  expect(exposure.worstLots(bid)).toBe(1);
});
