// Goal: what is asked stays within the venue's limits, by its own count, and there is always room for a cancel.
// Method: the venue's windows written out plainly beside the budget, for any flow of requests; then each rule by name.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { type Cost, RateBudget, type RateLimit } from "../../../../../src/adapters/binance/gateway/rate-budget.ts";
import { nsPerMinute, nsPerSecond } from "../../../../../src/domain/time.ts";

const weight: RateLimit = { kind: "REQUEST_WEIGHT", interval: "MINUTE", intervalsCount: 1, max: 100 };
const orders: RateLimit = { kind: "ORDERS", interval: "SECOND", intervalsCount: 10, max: 5 };
const raw: RateLimit = { kind: "RAW_REQUESTS", interval: "MINUTE", intervalsCount: 5, max: 60 };
const limits = [weight, orders, raw];

const query: Cost = { weight: 10, orders: 0, usesReserve: false };
const order: Cost = { weight: 1, orders: 1, usesReserve: false };
const cancel: Cost = { weight: 1, orders: 0, usesReserve: true };

test("rate budget: any requests that it lets go: are within every limit, by the venue's own count", () => {
  const request = fc.record({ waitNs: fc.nat(8 * nsPerSecond), cost: fc.constantFrom(query, order, cancel) });
  fc.assert(
    fc.property(fc.array(request, { maxLength: 300 }), fc.boolean(), (requests, isTold) => {
      const budget = new RateBudget(limits);
      const counts = new Map<string, number>();
      let nowNs = 0;
      for (const { waitNs, cost } of requests) {
        nowNs += waitNs;
        if (budget.admittedNs(nowNs, cost) > nowNs) continue;
        const spending = budget.sent(nowNs, cost);
        const told = limits.map((limit) => {
          const count = venueCount(counts, limit, nowNs, cost);
          expect(count).toBeLessThanOrEqual(limit.max);
          return { ...limit, count };
        });
        budget.answered(nowNs, spending, isTold ? told : []);
      }
    }),
  );
});

function venueCount(counts: Map<string, number>, limit: RateLimit, nowNs: number, cost: Cost): number {
  const lengthNs = limit.intervalsCount * (limit.interval === "SECOND" ? nsPerSecond : nsPerMinute);
  const window = `${limit.kind} ${Math.floor(nowNs / lengthNs)}`;
  const amount = limit.kind === "ORDERS" ? cost.orders : limit.kind === "RAW_REQUESTS" ? 1 : cost.weight;
  counts.set(window, (counts.get(window) ?? 0) + amount);
  return counts.get(window)!;
}

function spend(budget: RateBudget, cost: Cost, times: number, nowNs = 0): void {
  for (let time = 0; time < times; time++) budget.answered(nowNs, budget.sent(nowNs, cost), []);
}

test("rate budget: queries: leave a fifth for cancels, which may use all of it", () => {
  const budget = new RateBudget([weight]);
  spend(budget, query, 8);
  expect(budget.admittedNs(5, query)).toBe(nsPerMinute);
  expect(budget.admittedNs(5, order)).toBe(nsPerMinute);
  expect(budget.admittedNs(5, cancel)).toBe(5);
  spend(budget, cancel, 20);
  expect(budget.admittedNs(5, cancel)).toBe(nsPerMinute);
});

test("rate budget: a window: begins anew on the clock, not a minute after the first request", () => {
  const budget = new RateBudget([weight]);
  spend(budget, query, 8, nsPerMinute - 1);
  expect(budget.admittedNs(nsPerMinute - 1, query)).toBe(nsPerMinute);
  expect(budget.admittedNs(nsPerMinute, query)).toBe(nsPerMinute);
  const all: Cost = { ...query, weight: 80 };
  expect(budget.admittedNs(nsPerMinute, all)).toBe(nsPerMinute);
});

test("rate budget: requests on their way: count until they are answered", () => {
  const budget = new RateBudget([orders]);
  const sent = Array.from({ length: 5 }, () => budget.sent(0, order));
  expect(budget.admittedNs(0, order)).toBe(10 * nsPerSecond);
  for (const spending of sent) budget.answered(0, spending, [{ ...orders, count: 1 }]);
  expect(budget.admittedNs(0, order)).toBe(0);
});

test("rate budget: what the venue counts: holds, also what others at our address used up", () => {
  const budget = new RateBudget([weight]);
  budget.answered(0, budget.sent(0, query), [{ ...weight, count: 95 }]);
  expect(budget.admittedNs(0, query)).toBe(nsPerMinute);
  expect(budget.admittedNs(0, { ...cancel, weight: 5 })).toBe(0);
  expect(budget.admittedNs(0, { ...cancel, weight: 6 })).toBe(nsPerMinute);
});

test("rate budget: a count of the window before: says nothing of this one", () => {
  const budget = new RateBudget([weight]);
  const spending = budget.sent(nsPerMinute - 1, query);
  budget.answered(nsPerMinute + 1, spending, [{ ...weight, count: 95 }]);
  const [rest, more] = [90, 91].map((weight) => budget.admittedNs(nsPerMinute + 1, { ...cancel, weight }));
  expect([rest, more]).toEqual([nsPerMinute + 1, 2 * nsPerMinute]);
});

test("rate budget: fills take orders off the venue's count: so do we", () => {
  const budget = new RateBudget([orders]);
  spend(budget, order, 4);
  budget.answered(0, budget.sent(0, order), [{ ...orders, count: 2 }]);
  spend(budget, order, 2);
  expect(budget.admittedNs(0, order)).toBe(0);
  spend(budget, order, 1);
  expect(budget.admittedNs(0, order)).toBe(10 * nsPerSecond);
});

test("rate budget: a refusal that names a time: stops everything until then; of orders, orders alone", () => {
  const budget = new RateBudget(limits);
  budget.holdOrders(70);
  expect([order, query, cancel].map((cost) => budget.admittedNs(50, cost))).toEqual([70, 50, 50]);
  budget.hold(90);
  budget.hold(60);
  expect([order, query, cancel].map((cost) => budget.admittedNs(50, cost))).toEqual([90, 90, 90]);
  expect(budget.admittedNs(90, cancel)).toBe(90);
});

test("rate budget: a venue whose clock is behind our midnight: is asked all the same", () => {
  const budget = new RateBudget(limits);
  for (const cost of [order, query, cancel]) expect(budget.admittedNs(-nsPerMinute - 1, cost)).toBe(-nsPerMinute - 1);
  spend(budget, query, 8, -5);
  expect(budget.admittedNs(-5, query)).toBe(0);
  expect(budget.admittedNs(0, query)).toBe(0);
});

test("rate budget: shares: what is used of each limit, with what is on its way, and nothing of it in the next window", () => {
  const budget = new RateBudget(limits);
  const spending = budget.sent(0, query);
  budget.sent(0, order);
  expect(budget.shares(0)).toEqual(
    new Map([
      ["weight_1m", 0.11],
      ["orders_10s", 0.2],
      ["requests_5m", 2 / 60],
    ]),
  );
  budget.answered(0, spending, [{ ...weight, count: 50 }]);
  expect(budget.shares(0).get("weight_1m")).toBe(0.51);
  expect(budget.shares(nsPerMinute).get("weight_1m")).toBe(0.01);
});
