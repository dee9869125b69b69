/**
 * One symbol of the exchange: its grid, its filters as whole numbers, and the only way between decimal text and ticks, lots and units.
 *
 * Made from an exchangeInfo entry, which it keeps: what is printed is what holds.
 */
import { divideHalfUp, formatDecimal, parseDecimal, powerOfTen } from "../../src/base/decimal.ts";
import { InputError } from "../../src/base/input-error.ts";
import { bid, type Side } from "../../src/domain/side.ts";
import {
  assetPlaces,
  type FilterOf,
  type OrderKind,
  type SymbolEntry,
  type SymbolFilter,
  type SymbolStatus,
  symbolEntry,
} from "./symbol-entry.ts";

const assetUnit = powerOfTen(assetPlaces);
/** The matcher's prices are int32. */
const priceTicksLimit = 2 ** 31 - 1;
const multiplierPlaces = 20;
const multiplierUnit = powerOfTen(multiplierPlaces);

/** Bounds of PERCENT_PRICE (one pair for both sides) or PERCENT_PRICE_BY_SIDE, as multiples of 10^-20. */
export interface PercentPrice {
  readonly bySide: boolean;
  readonly avgPriceMins: number;
  readonly down: readonly [bid: bigint, ask: bigint];
  readonly up: readonly [bid: bigint, ask: bigint];
}

export interface PercentBounds {
  readonly ticksMin: number;
  readonly ticksMax: number;
}

export interface NotionalBounds {
  readonly unitsMin: bigint;
  /** Undefined for MIN_NOTIONAL, which has none. */
  readonly unitsMax: bigint | undefined;
  readonly appliesMinToMarket: boolean;
  readonly appliesMaxToMarket: boolean;
}

export class ExchangeSymbol {
  readonly name: string;
  readonly status: SymbolStatus;
  readonly orderKinds: ReadonlySet<OrderKind>;
  readonly baseAsset: string;
  readonly quoteAsset: string;
  readonly tickUnits: bigint;
  readonly lotUnits: bigint;
  readonly priceTicksMin: number;
  readonly priceTicksMax: number;
  readonly sizeLotsMin: number;
  readonly sizeLotsMax: number;
  readonly marketLotsMin: number;
  readonly marketLotsMax: number;
  /** Quantities of MARKET orders are multiples of it. */
  readonly marketStepLots: number;
  readonly percentPrice: PercentPrice | undefined;
  readonly notional: NotionalBounds | undefined;
  /** Limits of counts; infinite where there is no such filter. */
  readonly icebergPartsMax: number;
  readonly ordersMax: number;
  readonly algoOrdersMax: number;
  readonly icebergOrdersMax: number;
  readonly amendsMax: number;
  readonly positionUnitsMax: bigint | undefined;
  readonly trailingDelta: FilterOf<"TRAILING_DELTA"> | undefined;
  readonly #lotNumber: number;
  /** Units of quote that one lot costs at one tick, where that is whole; else NaN. */
  readonly #quoteNumber: number;

  private constructor(readonly entry: SymbolEntry) {
    this.name = entry.symbol;
    this.status = entry.status;
    this.orderKinds = new Set(entry.orderTypes);
    this.baseAsset = entry.baseAsset;
    this.quoteAsset = entry.quoteAsset;
    const price = required(entry, "PRICE_FILTER");
    const lot = required(entry, "LOT_SIZE");
    const marketLot = filterOf(entry, "MARKET_LOT_SIZE");
    this.tickUnits = unitsOf(price.tickSize);
    this.lotUnits = unitsOf(lot.stepSize);
    this.priceTicksMin = Math.max(1, Number(ceiling(unitsOf(price.minPrice), this.tickUnits)));
    this.priceTicksMax = Math.min(priceTicksLimit, Number(unitsOf(price.maxPrice) / this.tickUnits) || priceTicksLimit);
    this.sizeLotsMin = Math.max(1, Number(ceiling(unitsOf(lot.minQty), this.lotUnits)));
    this.sizeLotsMax = Number(unitsOf(lot.maxQty) / this.lotUnits);
    this.marketLotsMin = Number(ceiling(unitsOf(marketLot?.minQty ?? "0"), this.lotUnits));
    this.marketLotsMax = marketLot === undefined ? this.sizeLotsMax : Number(unitsOf(marketLot.maxQty) / this.lotUnits);
    this.marketStepLots = Math.max(1, Number(unitsOf(marketLot?.stepSize ?? "0") / this.lotUnits));
    this.percentPrice = percentPriceOf(entry);
    this.notional = notionalOf(entry);
    this.icebergPartsMax = filterOf(entry, "ICEBERG_PARTS")?.limit ?? Number.POSITIVE_INFINITY;
    this.ordersMax = filterOf(entry, "MAX_NUM_ORDERS")?.maxNumOrders ?? Number.POSITIVE_INFINITY;
    this.algoOrdersMax = filterOf(entry, "MAX_NUM_ALGO_ORDERS")?.maxNumAlgoOrders ?? Number.POSITIVE_INFINITY;
    this.icebergOrdersMax = filterOf(entry, "MAX_NUM_ICEBERG_ORDERS")?.maxNumIcebergOrders ?? Number.POSITIVE_INFINITY;
    this.amendsMax = filterOf(entry, "MAX_NUM_ORDER_AMENDS")?.maxNumOrderAmends ?? Number.POSITIVE_INFINITY;
    const position = filterOf(entry, "MAX_POSITION");
    this.positionUnitsMax = position && unitsOf(position.maxPosition);
    this.trailingDelta = filterOf(entry, "TRAILING_DELTA");
    this.#lotNumber = Number(this.lotUnits);
    const product = this.tickUnits * this.lotUnits;
    this.#quoteNumber = product % assetUnit === 0n ? Number(product / assetUnit) : Number.NaN;
  }

  /** @throws InputError when the entry is not what exchangeInfo documents, or its grid is switched off. */
  static from(document: unknown, place: string): ExchangeSymbol {
    const parsed = symbolEntry.safeParse(document);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new InputError(
        `${place}: ${issue?.path.join(".")}`,
        `${issue?.message}; expected a symbol of exchangeInfo`,
      );
    }
    requireGrid(parsed.data, place);
    // Fields stay in the order in which they came: they are printed again.
    const entry = Object.assign({ ...(document as object) }, parsed.data);
    return new ExchangeSymbol(withLowerMaxPrice(entry));
  }

  /** The same symbol with some of its entry changed: status, filters. The grid, the assets and what prices are averaged over stay. */
  with(changes: Partial<SymbolEntry>): ExchangeSymbol {
    const changed = ExchangeSymbol.from({ ...this.entry, ...changes }, "the change");
    const isSame =
      changed.name === this.name &&
      changed.tickUnits === this.tickUnits &&
      changed.lotUnits === this.lotUnits &&
      changed.baseAsset === this.baseAsset &&
      changed.quoteAsset === this.quoteAsset &&
      changed.percentPrice?.avgPriceMins === this.percentPrice?.avgPriceMins;
    if (!isSame)
      throw new InputError(
        this.name,
        "another grid, asset or average; expected changes of status, bounds and permissions",
      );
    return changed;
  }

  baseUnits(lots: number): bigint {
    const units = lots * this.#lotNumber;
    return units <= Number.MAX_SAFE_INTEGER ? BigInt(units) : BigInt(lots) * this.lotUnits;
  }

  /** What lots are worth at a price, rounded down to a unit of quote. */
  quoteUnits(priceTicks: number, lots: number): bigint {
    const units = priceTicks * lots * this.#quoteNumber;
    if (units <= Number.MAX_SAFE_INTEGER) return BigInt(units);
    return (BigInt(priceTicks) * this.tickUnits * BigInt(lots) * this.lotUnits) / assetUnit;
  }

  /** The same, rounded up: enough for any trades at that price. */
  quoteUnitsUp(priceTicks: number, lots: number): bigint {
    const units = priceTicks * lots * this.#quoteNumber;
    if (units <= Number.MAX_SAFE_INTEGER) return BigInt(units);
    return ceiling(BigInt(priceTicks) * this.tickUnits * BigInt(lots) * this.lotUnits, assetUnit);
  }

  /** How many lots an amount of quote buys at a price. */
  lotsFor(quoteUnits: bigint, priceTicks: number): number {
    return Number((quoteUnits * assetUnit) / (BigInt(priceTicks) * this.tickUnits * this.lotUnits));
  }

  /** The average price of trades, in 10^-8 of quote a unit of base, as avgPrice prints it. */
  averageUnits(lots: number, quoteUnits: bigint): bigint {
    return divideHalfUp(quoteUnits * assetUnit, BigInt(lots) * this.lotUnits);
  }

  /** What lots are worth at a price in 10^-8 of quote, rounded down. */
  valueUnits(priceUnits: bigint, lots: number): bigint {
    return (priceUnits * this.baseUnits(lots)) / assetUnit;
  }

  /** The lowest and highest price PERCENT_PRICE allows a side, in ticks. */
  percentBounds(side: Side, averageUnits: bigint): PercentBounds {
    const { down, up } = this.percentPrice!;
    const index = side === bid ? 0 : 1;
    const perTick = this.tickUnits * multiplierUnit;
    return {
      ticksMin: Number(ceiling(averageUnits * down[index], perTick)),
      ticksMax: Number((averageUnits * up[index]) / perTick),
    };
  }

  priceText(priceTicks: number): string {
    return formatDecimal(BigInt(priceTicks) * this.tickUnits, assetPlaces);
  }
  sizeText(lots: number): string {
    return formatDecimal(this.baseUnits(lots), assetPlaces);
  }
  quoteText(units: bigint): string {
    return formatDecimal(units, assetPlaces);
  }

  /** Ticks of a decimal, or NaN if it lies on no tick. */
  readPrice(text: string): number {
    return onGrid(text, this.tickUnits);
  }
  readSize(text: string): number {
    return onGrid(text, this.lotUnits);
  }
}

function onGrid(text: string, gridUnits: bigint): number {
  const units = parseDecimal(text, assetPlaces);
  if (units === undefined || units % gridUnits !== 0n) return Number.NaN;
  return Number(units / gridUnits);
}

function unitsOf(text: string): bigint {
  return parseDecimal(text, assetPlaces) ?? 0n;
}

function ceiling(numerator: bigint, denominator: bigint): bigint {
  return (numerator + denominator - 1n) / denominator;
}

function filterOf<Name extends SymbolFilter["filterType"]>(entry: SymbolEntry, name: Name): FilterOf<Name> | undefined {
  return entry.filters.find(({ filterType }) => filterType === name) as FilterOf<Name> | undefined;
}

function required<Name extends "PRICE_FILTER" | "LOT_SIZE">(entry: SymbolEntry, name: Name): FilterOf<Name> {
  const filter = filterOf(entry, name);
  if (filter === undefined) throw new InputError(`${entry.symbol}: filters`, `no ${name}; expected one`);
  return filter;
}

function requireGrid(entry: SymbolEntry, place: string): void {
  if (unitsOf(required(entry, "PRICE_FILTER").tickSize) === 0n)
    throw new InputError(
      `${place}: ${entry.symbol}`,
      "a tickSize of 0; expected a grid of prices of at least 0.00000001",
    );
  const lot = required(entry, "LOT_SIZE");
  if (unitsOf(lot.stepSize) === 0n)
    throw new InputError(
      `${place}: ${entry.symbol}`,
      "a stepSize of 0; expected a grid of sizes of at least 0.00000001",
    );
  if (unitsOf(lot.maxQty) / unitsOf(lot.stepSize) >= 2n ** 53n)
    throw new InputError(`${place}: ${entry.symbol}`, "a maxQty of 2^53 steps or more; expected fewer");
}

function withLowerMaxPrice(entry: SymbolEntry): SymbolEntry {
  const filters = entry.filters.map((filter): SymbolFilter => {
    if (filter.filterType !== "PRICE_FILTER") return filter;
    const limitUnits = BigInt(priceTicksLimit) * unitsOf(filter.tickSize);
    const maxUnits = unitsOf(filter.maxPrice);
    if (maxUnits > 0n && maxUnits <= limitUnits) return filter;
    return { ...filter, maxPrice: formatDecimal(limitUnits, assetPlaces) };
  });
  return { ...entry, filters };
}

function percentPriceOf(entry: SymbolEntry): PercentPrice | undefined {
  const units = (text: string) => parseDecimal(text, multiplierPlaces) ?? 0n;
  const bySide = filterOf(entry, "PERCENT_PRICE_BY_SIDE");
  if (bySide !== undefined)
    return {
      bySide: true,
      avgPriceMins: bySide.avgPriceMins,
      down: [units(bySide.bidMultiplierDown), units(bySide.askMultiplierDown)],
      up: [units(bySide.bidMultiplierUp), units(bySide.askMultiplierUp)],
    };
  const percent = filterOf(entry, "PERCENT_PRICE");
  if (percent === undefined) return undefined;
  const down = units(percent.multiplierDown);
  const up = units(percent.multiplierUp);
  return { bySide: false, avgPriceMins: percent.avgPriceMins, down: [down, down], up: [up, up] };
}

function notionalOf(entry: SymbolEntry): NotionalBounds | undefined {
  const both = filterOf(entry, "NOTIONAL");
  if (both !== undefined)
    return {
      unitsMin: unitsOf(both.minNotional),
      unitsMax: unitsOf(both.maxNotional),
      appliesMinToMarket: both.applyMinToMarket,
      appliesMaxToMarket: both.applyMaxToMarket,
    };
  const least = filterOf(entry, "MIN_NOTIONAL");
  if (least === undefined) return undefined;
  return {
    unitsMin: unitsOf(least.minNotional),
    unitsMax: undefined,
    appliesMinToMarket: least.applyToMarket,
    appliesMaxToMarket: false,
  };
}
