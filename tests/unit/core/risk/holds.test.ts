// Goal: holds add up: each is on until it is lifted, the gravest is named, and every change is told once.
// Method: random changes, against a plain set.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { type HoldReason, Holds, holdReasons } from "../../../../src/core/risk/holds.ts";

test("holds: any changes: what is on, the gravest first, each change told once", () => {
  const change = fc.tuple(fc.constantFrom(...holdReasons), fc.boolean());
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
      const told: [HoldReason, boolean][] = [];
      const holds = new Holds((reason, isOn) => told.push([reason, isOn]));
      const on = new Set<HoldReason>();
      const changed: [HoldReason, boolean][] = [];
      for (const [reason, isOn] of changes) {
        if (on.has(reason) !== isOn) changed.push([reason, isOn]);
        if (isOn) on.add(reason);
        else on.delete(reason);
        holds.set(reason, isOn);

        const graver = holdReasons.filter((one) => on.has(one));
        expect(holds.list).toEqual(graver);
        expect(holds.first).toBe(graver[0]);
        expect(holdReasons.filter((one) => holds.isOnly(one))).toEqual(on.size === 1 ? graver : []);
      }
      expect(told).toEqual(changed);
    }),
  );
});
