// Goal: an order that the venue would refuse for its bounds is not sent, and every other one is.
// Method: both sides of each bound; any price and size against the same bound in plain whole numbers.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { orderType } from "../../../src/domain/order-type.ts";
import { checkVenueFilters, noVenueFilters, type OrderTerms } from "../../../src/domain/venue-filters.ts";
import { spotBtcusdt } from "../../helpers/instruments.ts";

const limit = (priceTicks: number, sizeLots: number, shownLots = 0): OrderTerms => ({
  ...{ type: orderType.postOnly, priceTicks, sizeLots, shownLots },
});
const market = (sizeLots: number): OrderTerms => ({ ...limit(0, sizeLots), type: orderType.market });

test.each([
  ["lowest price", { priceTicksMin: 10 }, limit(10, 1), limit(9, 1), "filter_price"],
  ["highest price", { priceTicksMax: 10 }, limit(10, 1), limit(11, 1), "filter_price"],
  ["largest size", { sizeLotsMax: 10 }, limit(1, 10), limit(1, 11), "filter_size"],
  ["largest market order", { marketSizeLotsMax: 10, priceTicksMin: 5 }, market(10), market(11), "filter_size"],
  ["iceberg's parts", { icebergPartsMax: 4 }, limit(1, 20, 5), limit(1, 21, 5), "filter_size"],
] as const)("venue filters: the %s: on both sides of the bound", (_, bounds, allowed, refused, reason) => {
  const filters = { ...noVenueFilters, ...bounds };
  expect(checkVenueFilters(spotBtcusdt, filters, allowed, 0)).toBeUndefined();
  expect(checkVenueFilters(spotBtcusdt, filters, refused, 0)).toBe(reason);
  expect(checkVenueFilters(spotBtcusdt, noVenueFilters, refused, 1e9)).toBeUndefined();
});

test("venue filters: orders open: as many as may be", () => {
  const filters = { ...noVenueFilters, ordersMax: 3 };
  expect(checkVenueFilters(spotBtcusdt, filters, limit(1, 1), 2)).toBeUndefined();
  expect(checkVenueFilters(spotBtcusdt, filters, limit(1, 1), 3)).toBe("orders_max_reached");
});

test("venue filters: any price and size: are worth more than the bound, or not, to the last unit", () => {
  const { tickUnits, lotUnits, pricePlaces, sizePlaces, quote } = spotBtcusdt;
  const scale = 10n ** BigInt(pricePlaces + sizePlaces - quote.places);
  const near = fc.integer({ min: -2, max: 2 }).map(BigInt);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2 ** 31 - 1 }),
      fc.integer({ min: 1, max: 1e9 }),
      near,
      (ticks, lots, more) => {
        const worth = BigInt(ticks) * tickUnits * BigInt(lots) * lotUnits;
        const notionalUnitsMax = worth / scale + more;
        const reason = checkVenueFilters(spotBtcusdt, { ...noVenueFilters, notionalUnitsMax }, limit(ticks, lots), 0);
        expect(reason).toBe(worth > notionalUnitsMax * scale ? "filter_notional" : undefined);
      },
    ),
  );
});
