// Goal: whatever the network and the venue do to requests, answers and events, what we know of our orders in the end is
// what the exchange knows; nothing is sent twice; and nothing that is told shows a secret.
// Method: random commands through the gateway to the exchange in process, with every kind of key and both ways for
// orders, under faults of the network (cuts, half-open sockets, lost requests and answers) and of the venue (5xx done or
// not, 429, lost answers, late events, maintenance); a client that only asks about what is in doubt; then calm.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { drawNetworkFaults } from "../../sim/world/network-faults.ts";
import { Random } from "../../src/base/random.ts";
import { nsPerSecond } from "../../src/domain/time.ts";
import { ask, bid, GatewayDesk, gatewayUrls, hosts, secretsOf } from "../helpers/gateway-desk.ts";

const requests = ["order.*", "openOrders.*", "myTrades", "account.status", "time", "* /api/v3/*", "POST *", "DELETE *"];
const venueFaults = [
  { kind: "refusal", status: 503, executed: true, chance: 0.3, requests },
  { kind: "refusal", status: 504, executed: false, chance: 0.3, requests },
  { kind: "refusal", status: 500, executed: true, chance: 0.2, requests },
  { kind: "refusal", status: 429, retryAfterSeconds: 2, timesMax: 1 },
  { kind: "refusal", status: 403, chance: 0.2, requests },
  { kind: "lost_answer", chance: 0.3, requests },
  { kind: "lost_answer", executed: false, chance: 0.3, requests },
  { kind: "disconnect", sockets: "ws_api", everySeconds: 3, forSeconds: 10 },
  { kind: "delayed_user_events", delayMs: 1500 },
  { kind: "maintenance", warningSeconds: 0.5, forSeconds: 4 },
] as const;

const middleTicks = 5_000_000;

const step = fc.record({
  waitMs: fc.nat(400),
  what: fc.constantFrom("place", "place", "place", "cancel", "amend", "cancelAll", "others", "others", "fault", "heal"),
  side: fc.constantFrom(bid, ask),
  type: fc.constantFrom("postOnly", "postOnly", "limit", "ioc", "fok", "market"),
  offsetTicks: fc.integer({ min: -3, max: 3 }),
  lots: fc.integer({ min: 50, max: 400 }),
  which: fc.nat(1000),
} as const);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const world = fc.record({
  seed: fc.nat(1_000_000),
  kind: fc.constantFrom("hmac", "rsa", "ed25519"),
  entry: fc.constantFrom("ws_api", "rest"),
  aheadMs: fc.integer({ min: -3000, max: 3000 }),
  hasBadNetwork: fc.boolean(),
  steps: fc.array(step, { minLength: 5, maxLength: 60 }),
} as const);
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

test("gateway: any commands under any faults: in the end we know what the exchange knows, and no secret was told", () => {
  fc.assert(fc.property(world, play), { numRuns: 60 });
}, 60_000);

function play({ seed, kind, entry, aheadMs, hasBadNetwork, steps }: World): void {
  using desk = new GatewayDesk({
    ...{ seed, kind, entry, aheadMs },
    faults: hasBadNetwork ? badNetwork(seed) : [],
  });
  desk.start();
  for (const one of steps) act(desk, one);
  desk.heal();
  desk.wait(60);
  // What was held back by a limit, or asked in vain, is settled by now.
  expect(desk.isUp).toBe(true);
  expectAgreement(desk);
  desk.gateway.venues[0]!.cancelAll();
  desk.wait(10);
  expectAgreement(desk);
  expect([...desk.truth.values()].filter(({ status }) => status === "NEW" || status === "PARTIALLY_FILLED")).toEqual(
    [],
  );
  expectBalances(desk);
  const told = JSON.stringify([desk.notes, desk.links, desk.reports, desk.lists]) + Bun.inspect(desk.gateway);
  for (const secret of secretsOf(kind)) expect(told).not.toContain(secret);
}

function badNetwork(seed: number) {
  const random = Random.fromSeed(seed).fork("bad network");
  const [fromNs, untilNs] = [10_003 * nsPerSecond, 10_020 * nsPerSecond];
  return drawNetworkFaults(random, { fromNs, untilNs, everyNs: 2 * nsPerSecond, hosts: Object.values(hosts) });
}

function act(desk: GatewayDesk, { waitMs, what, side, type, offsetTicks, lots, which }: Step): void {
  desk.wait(waitMs / 1000);
  const ids = [...desk.orders.keys()];
  const orderId = ids[which % Math.max(1, ids.length)];
  const priceTicks = middleTicks + offsetTicks;
  if (what === "place") desk.place(side, type === "market" ? 0 : priceTicks, lots, type);
  else if (what === "others") desk.others(side, priceTicks, lots);
  else if (what === "fault") desk.inject({ ...venueFaults[which % venueFaults.length]! });
  else if (what === "heal") desk.heal();
  else if (what === "cancelAll") desk.gateway.venues[0]!.cancelAll();
  else if (orderId !== undefined && what === "cancel") desk.cancel(orderId);
  else if (orderId !== undefined) desk.amendTo(orderId, Math.ceil(lots / 2));
}

/** Every order of ours, and only those, in the state in which the exchange has it, with all of its trades. */
function expectAgreement(desk: GatewayDesk): void {
  const truth = desk.truth;
  const known = [...desk.orders].map(([orderId, { state, trades }]): (number | string)[] => {
    const lots = [...trades.values()].reduce((sum, lots) => sum + lots, 0);
    return [orderId, state, lots];
  });
  const expected = [...desk.orders.keys()].map((orderId): (number | string)[] => {
    const order = truth.get(orderId);
    if (order === undefined) return [orderId, "rejected", 0];
    return [orderId, ["NEW", "PARTIALLY_FILLED"].includes(order.status) ? "open" : "ended", order.executedLots];
  });
  expect(known).toEqual(expected);
  expect([...truth.keys()].filter((orderId) => !desk.orders.has(orderId))).toEqual([]);
}

function expectBalances(desk: GatewayDesk): void {
  const account = desk.account;
  for (const asset of ["BTC", "USDT"]) {
    const { freeUnits, lockedUnits } = account.balance(asset);
    expect([asset, desk.held.get(asset)]).toEqual([asset, freeUnits + lockedUnits]);
  }
}

test("gateway: its addresses: are those of the exchange's two doors", () => {
  expect(Object.values(gatewayUrls).map((url) => new URL(url).host)).toEqual(Object.values(hosts));
});
