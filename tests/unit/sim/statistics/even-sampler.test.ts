// Goal: an even sample is bounded, even, and depends on nothing but the number of items.
// Method: a property against its definition.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { EvenSampler } from "../../../../sim/statistics/even-sampler.ts";

test("even sampler: any number of items: every k-th of them, k the smallest power of two that fits", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 0, max: 2000 }), (itemsMax, count) => {
      const sampler = new EvenSampler<number>(itemsMax);
      for (let item = 0; item < count; item++) sampler.add(item);
      let stride = 1;
      while (Math.ceil(count / stride) > itemsMax) stride *= 2;
      expect([...sampler.items]).toEqual(Array.from({ length: Math.ceil(count / stride) }, (_, at) => at * stride));
    }),
  );
});
