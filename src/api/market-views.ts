/** Book, quotes, position, P&L and risk of each instrument as JSON: decimal strings, null for what there is none of. */
import { z } from "zod";
import { formatDecimal } from "../base/decimal.ts";
import { formatPrice, formatSize, type Instrument, instrumentKey } from "../domain/instrument.ts";
import { ask, bid, type Side } from "../domain/side.ts";
import { nsPerSecond } from "../domain/time.ts";
import { bookStates } from "../ports/engine.ts";
import type { MarketStatus, SessionStatus } from "../ports/session-status.ts";

const decimal = z.string().describe("decimal");
const level = z.strictObject({ price: decimal, size: decimal });

export const bookView = z.strictObject({
  books: z.array(
    z.strictObject({
      symbol: z.string(),
      state: z.enum(bookStates),
      /** Since the newest message; null before the first. */
      ageSeconds: z.number().nullable(),
      bid: level.nullable(),
      ask: level.nullable(),
    }),
  ),
});

export function viewBook({ nowNs, markets }: SessionStatus): z.infer<typeof bookView> {
  return {
    books: markets.map(({ instrument, book }) => ({
      symbol: instrumentKey(instrument),
      state: book.state,
      ageSeconds: book.receivedNs === 0 ? null : (nowNs - book.receivedNs) / nsPerSecond,
      bid: book.bidLots === 0 ? null : levelOf(instrument, book.bidTicks, book.bidLots),
      ask: book.askLots === 0 ? null : levelOf(instrument, book.askTicks, book.askLots),
    })),
  };
}

const ladders = z.strictObject({ bids: z.array(level), asks: z.array(level) });

export const quotesView = z.strictObject({
  quotes: z.array(
    z.strictObject({
      symbol: z.string(),
      /** What the strategy wants, and what works for it at the venue. */
      wanted: ladders,
      working: ladders,
      /** Why nothing may be quoted here; null when something may. */
      fault: z.string().nullable(),
    }),
  ),
});

export function viewQuotes({ markets }: SessionStatus): z.infer<typeof quotesView> {
  return {
    quotes: markets.map(({ instrument, wanted, orders, fault }) => ({
      symbol: instrumentKey(instrument),
      wanted: laddersOf(instrument, wanted),
      working: laddersOf(
        instrument,
        orders.map((order) => ({ ...order, sizeLots: order.remainingLots })),
      ),
      fault: fault === "" ? null : fault,
    })),
  };
}

export const positionsView = z.strictObject({
  positions: z.array(
    z.strictObject({
      symbol: z.string(),
      /** Held beyond the reference; below 0 for less. */
      size: decimal,
      sizeMax: decimal,
      /** Of the limit, signed. */
      share: z.number(),
    }),
  ),
  /** Of the account, free and locked together. */
  balances: z.array(z.strictObject({ asset: z.string(), amount: decimal })),
});

export function viewPositions({ markets, balances }: SessionStatus): z.infer<typeof positionsView> {
  return {
    positions: markets.map(({ instrument, positionLots, limits }) => ({
      symbol: instrumentKey(instrument),
      size: formatSize(instrument, positionLots),
      sizeMax: formatSize(instrument, limits.positionLotsMax),
      share: positionLots / limits.positionLotsMax,
    })),
    balances: balances.map(({ asset, units, places }) => ({ asset, amount: formatDecimal(units, places) })),
  };
}

export const pnlView = z.strictObject({
  pnl: z.array(
    z.strictObject({
      symbol: z.string(),
      unit: z.string(),
      /** Null while there is a position and no price to value it by. */
      parts: z
        .strictObject({
          net: decimal,
          gross: decimal,
          fees: decimal,
          spreadCapture: decimal,
          inventory: decimal,
          adverseSelection: decimal,
        })
        .nullable(),
    }),
  ),
});

export function viewPnl({ markets }: SessionStatus): z.infer<typeof pnlView> {
  return {
    pnl: markets.map((market) => ({
      symbol: instrumentKey(market.instrument),
      unit: market.instrument.settle.name,
      parts: partsOf(market),
    })),
  };
}

export const riskView = z.strictObject({
  state: z.string(),
  killReason: z.string().nullable(),
  holds: z.array(z.string()),
  markets: z.array(
    z.strictObject({
      symbol: z.string(),
      fault: z.string().nullable(),
      sizeMax: decimal,
      priceBand: decimal,
      staleAfterSeconds: z.number(),
      /** Of the limits that are set, how much is used (1 at the limit), and by how many steps quotes are moved away. */
      limits: z.array(
        z.strictObject({ check: z.string(), share: z.number().nullable(), level: z.number().nullable() }),
      ),
      vetoes: z.record(z.string(), z.number()),
    }),
  ),
});

export function viewRisk({ state, killReason, holds, markets }: SessionStatus): z.infer<typeof riskView> {
  return {
    state,
    killReason: killReason === "" ? null : killReason,
    holds: [...holds],
    markets: markets.map(({ instrument, fault, limits, limitUses, vetoes }) => ({
      symbol: instrumentKey(instrument),
      fault: fault === "" ? null : fault,
      sizeMax: formatSize(instrument, limits.positionLotsMax),
      priceBand: formatPrice(instrument, limits.priceBandTicks),
      staleAfterSeconds: limits.staleAfterNs / nsPerSecond,
      limits: limitUses.map(({ check, share, level }) => ({ check, share: share ?? null, level: level ?? null })),
      vetoes: Object.fromEntries(vetoes),
    })),
  };
}

function levelOf(instrument: Instrument, priceTicks: number, sizeLots: number): z.infer<typeof level> {
  return { price: formatPrice(instrument, priceTicks), size: formatSize(instrument, sizeLots) };
}

type Quoted = { readonly side: Side; readonly priceTicks: number; readonly sizeLots: number };

/** Best first. */
function laddersOf(instrument: Instrument, quotes: readonly Quoted[]): z.infer<typeof ladders> {
  const ladder = (side: Side) =>
    quotes
      .filter((quote) => quote.side === side)
      .toSorted((a, b) => (side === bid ? b.priceTicks - a.priceTicks : a.priceTicks - b.priceTicks))
      .map(({ priceTicks, sizeLots }) => levelOf(instrument, priceTicks, sizeLots));
  return { bids: ladder(bid), asks: ladder(ask) };
}

function partsOf({ instrument, pnl }: MarketStatus) {
  if (pnl === undefined) return null;
  const money = (units: bigint) => formatDecimal(units, instrument.settle.places);
  return {
    net: money(pnl.netUnits),
    gross: money(pnl.grossUnits),
    fees: money(pnl.feesUnits),
    spreadCapture: money(pnl.captureUnits),
    inventory: money(pnl.inventoryUnits),
    adverseSelection: money(pnl.adverseUnits),
  };
}
