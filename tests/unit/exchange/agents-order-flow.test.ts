// Goal: flow is the sum of signed trades, each forgotten at its own age. Method: against that sum, written down trade by trade.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { OrderFlow } from "../../../sim/exchange/agents/order-flow.ts";
import { ask, bid } from "../../../src/domain/side.ts";

const memoryNs = 1e9;

test("order flow: any trades at any times: the sum of each, faded by its age", () => {
  const trade = fc.record({
    gapNs: fc.integer({ min: 0, max: 3e9 }),
    side: fc.constantFrom(bid, ask),
    quote: fc.integer({ min: 1, max: 1e6 }),
  });
  fc.assert(
    fc.property(
      fc.array(trade, { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 0, max: 3e9 }),
      (trades, laterNs) => {
        const flow = new OrderFlow(memoryNs);
        let nowNs = 0;
        const told = trades.map(({ gapNs, side, quote }) => {
          nowNs += gapNs;
          flow.add(nowNs, side, quote);
          return { atNs: nowNs, signed: side === bid ? quote : -quote };
        });
        nowNs += laterNs;
        const expected = told.reduce((sum, { atNs, signed }) => sum + signed * Math.exp((atNs - nowNs) / memoryNs), 0);
        const scale = told.reduce((sum, { signed }) => sum + Math.abs(signed), 0);
        expect(Math.abs(flow.netQuoteAt(nowNs) - expected)).toBeLessThan(1e-12 * scale);
      },
    ),
  );
});

test("order flow: an earlier time: never", () => {
  const flow = new OrderFlow(memoryNs);
  flow.add(10, bid, 1);
  expect(() => flow.netQuoteAt(9)).toThrow("time never goes back");
});
