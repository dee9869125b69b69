/**
 * The contract of the Engine port: every section of `src/engine/README.md` in cases worked out by hand, the numbers
 * written out. Latencies are 10 ns to the venue and 20 ns back (`deskConfig`), so an order sent at 1100 arrives at 1110
 * and its answer is seen at 1130 at the earliest.
 */
import { describe } from "bun:test";
import type { EngineUnderTest } from "../helpers/engine-kinds.ts";
import { amendCases } from "./engine-amends.ts";
import { cancelAllCases } from "./engine-cancel-all.ts";
import { exactCases } from "./engine-exact.ts";
import { fillCases } from "./engine-fills.ts";
import { flowCases } from "./engine-flow.ts";
import { icebergCases } from "./engine-icebergs.ts";
import { loopCases } from "./engine-loop.ts";
import { marketCases } from "./engine-market.ts";
import { severalMarketsCases } from "./engine-markets.ts";
import { queueCases } from "./engine-queue.ts";
import { rowCases } from "./engine-rows.ts";
import { settlingCases } from "./engine-settling.ts";
import { signalCases } from "./engine-signals.ts";
import { takerCases } from "./engine-takers.ts";

export function engineContract(under: EngineUnderTest): void {
  describe(`${under.kind} engine`, () => {
    loopCases(under);
    marketCases(under);
    settlingCases(under);
    takerCases(under);
    icebergCases(under);
    amendCases(under);
    cancelAllCases(under);
    queueCases(under);
    exactCases(under);
    fillCases(under);
    rowCases(under);
    severalMarketsCases(under);
    signalCases(under);
    flowCases(under);
  });
}
