// Goal: a session's state speaks of all its markets.
// Method: a session of two instruments on paper, without a market, told to flatten when one of them has a position.
import { expect, test } from "bun:test";
import { openSession } from "../../../sim/session.ts";
import type { SessionMarketSpec } from "../../../sim/session-spec.ts";
import { openEngine } from "../../../src/engine/open-engine.ts";
import { statusOf } from "../../../src/live/live-status.ts";
import { paperSpec } from "../../helpers/paper-session.ts";

const oneCoin = 10n ** 8n;

test("live status: one market is flat, the other cannot trade: the session is flattening", () => {
  const spec = paperSpec();
  const [market] = spec.markets;
  const { instrument } = market!;
  const held: SessionMarketSpec = {
    ...market!,
    instrument: { ...instrument, symbol: "ETHUSDT", base: { name: "ETH", places: 8 } },
    startPositionUnits: oneCoin,
  };
  const two = { ...spec, markets: [market!, held], balances: new Map([...spec.balances, ["ETH", oneCoin]]) };
  using opened = openSession(two, { journal: { rows() {}, event() {}, command() {} }, openEngine });
  const { session } = opened;
  session.event(1, { kind: "operator", command: { kind: "flatten" } });
  session.event(2, { kind: "hold", reason: "venue_down" });
  const facts = {
    ...two,
    markets: two.markets.map((of) => ({
      ...{ instrument: of.instrument, strategy: of.strategyName, vetoes: new Map() },
      parameters: () => ({}),
      models: [],
      foreignOrders: () => [],
      clientOrderId: String,
    })),
  };
  const status = statusOf(facts, session, 3, "");
  expect(session.markets.map(({ kernel }) => kernel.state)).toEqual(["paused", "flattening"]);
  expect([status.state, status.holds]).toEqual(["flattening", ["flattening", "operator_paused", "venue_down"]]);
});
