/**
 * Small random flows for the matchers: few prices, small sizes, several owners, ids that are used again, so that every
 * corner is met often. Prices come from tables, so that the same flow can be played near the touch, far apart, and at
 * both ends of the range. Now and then a number is one that no order may have, or a size so large that a level is full.
 */
import fc from "fast-check";
import { type OrderType, orderType } from "../../src/domain/order-type.ts";
import { ask, bid, opposite } from "../../src/domain/side.ts";
import type {
  AmendOperation,
  CancelAllOperation,
  CancelOperation,
  MatcherOperation,
  PlaceOperation,
} from "../../src/engine/reference-matcher-operation.ts";
import { type SelfTrade, selfTrade } from "../../src/ports/matcher.ts";

export interface MatcherFlow {
  readonly ordersMax: number;
  readonly operations: readonly MatcherOperation[];
}

const operationsMax = 70;
const lastOwner = 3;

const priceTables: readonly (readonly number[])[] = [
  [100, 101],
  [100, 101, 102, 103, 104, 105],
  [62, 63, 64, 65, 127, 128],
  [1, 2, 3, 4, 5, 6],
  [2 ** 31 - 6, 2 ** 31 - 5, 2 ** 31 - 4, 2 ** 31 - 3, 2 ** 31 - 2, 2 ** 31 - 1],
  [1, 4_000, 70_000, 1_000_000, 2 ** 30, 2 ** 31 - 1],
  [50_000, 50_001, 90_000, 90_001, 2_000_000, 2_000_001],
];

/**
 * @param wild operations in about a hundred that have a number out of range.
 * @param tables one of these has all prices of a flow.
 */
export function matcherFlows(wild = 6, tables = priceTables): fc.Arbitrary<MatcherFlow> {
  return fc.constantFrom(...tables).chain((prices) =>
    fc.record({
      ordersMax: fc.integer({ min: 3, max: ids.length }),
      operations: fc.array(operations(prices, wild), { minLength: 1, maxLength: operationsMax, size: "max" }),
    }),
  );
}

/**
 * Flows that end with every order cancelled, one by one or an owner at a time. Nobody's orders are only cancelled by
 * id.
 */
export function emptyingFlows(): fc.Arbitrary<MatcherFlow> {
  const ends = fc.tuple(fc.boolean(), fc.shuffledSubarray(ids, { minLength: ids.length }));
  return fc.tuple(matcherFlows(), ends).map(([{ ordersMax, operations }, [byOwner, order]]) => {
    const owners = byOwner ? Array.from({ length: lastOwner }, (_, index) => lastOwner - index) : [];
    const cancelAlls = owners.map((owner): CancelAllOperation => ({ kind: "cancelAll", owner }));
    const spoiltIds = operations.flatMap((operation) => ("orderId" in operation ? [operation.orderId] : []));
    const cancels = [...order, ...spoiltIds].map((orderId): CancelOperation => ({ kind: "cancel", orderId }));
    return { ordersMax, operations: [...operations, ...cancelAlls, ...cancels] };
  });
}

/** Icebergs of many parts, swept by takers until one call has no room for all reports. */
export function reportRichFlows(): fc.Arbitrary<MatcherFlow> {
  const side = fc.constantFrom(bid, ask);
  const makers = fc.record({
    side,
    owner,
    partsCount: fc.integer({ min: 300, max: 1000 }),
    peak: sizes,
    sweep: prevention,
  });
  return fc.array(makers, { minLength: 16, maxLength: 24 }).map((drafts) => ({
    ordersMax: 3,
    operations: drafts.flatMap(({ side, owner, partsCount, peak, sweep }, index) => {
      const sizeLots = partsCount * peak;
      const maker = { kind: "place", owner, priceTicks: 100, sizeLots, prevention: selfTrade.allow } as const;
      const taker = {
        type: orderType.market,
        side: opposite(side),
        owner: 1,
        shownLots: 0,
        prevention: sweep,
      } as const;
      return [
        { ...maker, type: orderType.limit, side, orderId: 2 * index + 1, shownLots: peak },
        { ...maker, type: orderType.limit, side, orderId: 2 * index + 2, shownLots: peak, owner: 0 },
        { ...maker, ...taker, orderId: 1000, sizeLots: 2 * sizeLots },
        { kind: "cancelAll", owner: Math.max(owner, 1) },
      ] satisfies MatcherOperation[];
    }),
  }));
}

/** Makers alone, all of one side, so that queues are long and have icebergs and several owners in them. */
export function queueFlows(prices: readonly number[]): fc.Arbitrary<MatcherFlow> {
  const makers = fc.record({ owner, priceTicks: fc.constantFrom(...prices), sizeLots: fc.integer({ min: 4, max: 9 }) });
  const queue = fc.array(fc.tuple(makers, fc.integer({ min: 0, max: 3 })), { minLength: 2, maxLength: 8 });
  return fc.tuple(fc.constantFrom(bid, ask), queue).map(([side, drafts]) => ({
    ordersMax: 20,
    operations: drafts.map(([maker, shownLots], index): PlaceOperation => {
      const { limit: type } = orderType;
      return { ...maker, kind: "place", type, side, orderId: index + 1, shownLots, prevention: selfTrade.allow };
    }),
  }));
}

export function placesAmong(prices: readonly number[]): fc.Arbitrary<PlaceOperation> {
  const draft = fc.record({
    kind: fc.constant("place" as const),
    type: types,
    side: fc.constantFrom(bid, ask),
    orderId,
    owner,
    priceTicks: fc.constantFrom(...prices),
    sizeLots,
    shownLots: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 4 })),
    prevention,
  });
  // Most shown sizes are ones that the order may have: the others are refused, and teach nothing about icebergs.
  return draft.map((place) => ({ ...place, shownLots: mayShowLess(place) ? place.shownLots : 0 }));
}

export const nearPrices = priceTables[1]!;

/** Ids whose low halves are equal are different ids. */
const ids = [1, 2, 3, 4, 2 ** 31, 2 ** 32 + 1, 2 ** 52 + 2, 2 ** 53 - 1];
const orderId = fc.constantFrom(...ids);
const owner = fc.integer({ min: 0, max: lastOwner });
const sizes = fc.integer({ min: 1, max: 3 });
const prevention: fc.Arbitrary<SelfTrade> = fc.constantFrom(...Object.values(selfTrade));
const sizeLots = fc.oneof(
  { weight: 40, arbitrary: fc.integer({ min: 1, max: 9 }) },
  { weight: 2, arbitrary: fc.constantFrom(2 ** 31, 2 ** 32 + 1, 2 ** 52, 2 ** 53 - 1) },
);
const types: fc.Arbitrary<OrderType> = fc.oneof(
  { weight: 6, arbitrary: fc.constant(orderType.limit) },
  { weight: 2, arbitrary: fc.constant(orderType.postOnly) },
  { weight: 2, arbitrary: fc.constantFrom(orderType.ioc, orderType.fok) },
  { weight: 1, arbitrary: fc.constant(orderType.market) },
);

function mayShowLess({ type, sizeLots, shownLots }: PlaceOperation): boolean {
  return (type === orderType.limit || type === orderType.postOnly) && shownLots <= sizeLots && sizeLots < 10;
}

function operations(prices: readonly number[], wild: number): fc.Arbitrary<MatcherOperation> {
  const amends: fc.Arbitrary<AmendOperation> = fc.record({
    kind: fc.constant("amend" as const),
    type: fc.constantFrom(orderType.limit, orderType.limit, orderType.postOnly),
    orderId,
    priceTicks: fc.constantFrom(...prices),
    sizeLots,
    prevention,
  });
  const cancels: fc.Arbitrary<CancelOperation> = fc.record({ kind: fc.constant("cancel" as const), orderId });
  const cancelAlls: fc.Arbitrary<CancelAllOperation> = fc.record({
    kind: fc.constant("cancelAll" as const),
    owner: fc.integer({ min: 1, max: lastOwner }),
  });
  const places = placesAmong(prices);
  return fc.oneof(
    { weight: 60, arbitrary: places },
    { weight: 20, arbitrary: amends },
    { weight: 8, arbitrary: cancels },
    { weight: 1, arbitrary: cancelAlls },
    { weight: wild, arbitrary: fc.oneof(places, amends, cancels).chain(spoilt) },
  );
}

/** With one of its numbers out of range; owners are left alone, since a bad one is no refusal. */
function spoilt<Operation extends MatcherOperation>(operation: Operation): fc.Arbitrary<Operation> {
  const fields = Object.keys(operation).filter((field) => field !== "kind" && field !== "owner");
  const wholes = [0, -1, 5, 255, 2 ** 31, 2 ** 32 + 1, 2 ** 53, 1e300, -(2 ** 31)];
  const values = [...wholes, 1.5, Number.MIN_VALUE, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  return fc
    .tuple(fc.constantFrom(...fields), fc.constantFrom(...values))
    .map(([field, value]) => ({ ...operation, [field]: value }));
}
