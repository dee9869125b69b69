/**
 * What comes with every order, read by hand (`json-fields.ts`): answers to a place and a cancel, and events of the user
 * data stream. Each field is judged as a schema would; what is not as the venue documents it is undefined.
 */
import type { Instrument } from "../../../domain/instrument.ts";
import { DecimalGrid, notOnGrid } from "../decimal-grid.ts";
import { isDecimal, isFields, isNumber, isText, isTextOrNone, isTextOrNothing, isVenueId } from "./json-fields.ts";

/** Without `status` the order was only acknowledged. `orderId` is the venue's. */
export interface Placed {
  readonly orderId: string | undefined;
  readonly transactTime: number;
  readonly status: string | undefined;
  readonly executedQty: number | undefined;
  readonly fills: readonly PlacedFill[] | undefined;
  readonly expiryReason: string | undefined;
}

export interface PlacedFill {
  readonly price: number;
  readonly qty: number;
  readonly commission: string;
  readonly commissionAsset: string;
  readonly tradeId: string;
}

export interface Cancelled {
  readonly origClientOrderId: string;
  readonly transactTime: number;
  readonly status: string;
  readonly executedQty: number;
}

/** Which order an event is of; `i` is the venue's id. */
export interface ExecutionNames {
  readonly i: string | undefined;
  readonly s: string;
  readonly c: string;
  readonly C: string | null | undefined;
  readonly X: string;
}

/** Named as the venue names them: order-reports.ts has their meaning. */
export interface ExecutionReport extends ExecutionNames {
  readonly x: string;
  readonly r: string | undefined;
  readonly q: number;
  readonly l: number;
  readonly z: number;
  readonly L: number;
  readonly A: number | undefined;
  readonly n: string | null | undefined;
  readonly N: string | null | undefined;
  readonly T: number;
  readonly t: string;
  readonly m: boolean;
  readonly eR: string | undefined;
}

export function readExecutionNames(event: unknown): ExecutionNames | undefined {
  if (!isFields(event)) return undefined;
  const { s, c, C, X, i } = event;
  if (!isText(s) || !isText(c) || !isTextOrNothing(C) || !isText(X) || !isVenueIdOrNone(i)) return undefined;
  return { s, c, C, X, i: textOfId(i) };
}

/** Of one instrument: prices are ticks and sizes lots. */
export class OrderReaders {
  readonly #prices: DecimalGrid;
  readonly #sizes: DecimalGrid;

  constructor({ pricePlaces, tickUnits, sizePlaces, lotUnits }: Instrument) {
    this.#prices = new DecimalGrid(pricePlaces, tickUnits);
    this.#sizes = new DecimalGrid(sizePlaces, lotUnits);
  }

  placed(answer: unknown): Placed | undefined {
    if (!isFields(answer)) return undefined;
    const { orderId, transactTime, status, expiryReason } = answer;
    const executedQty = this.#lotsOrNone(answer.executedQty);
    const fills = answer.fills === undefined ? undefined : this.#fills(answer.fills);
    const isWhole = executedQty !== notOnGrid && (fills !== undefined || answer.fills === undefined);
    if (!isWhole || !isNumber(transactTime) || !isTextOrNone(status) || !isTextOrNone(expiryReason)) return undefined;
    if (!isVenueIdOrNone(orderId)) return undefined;
    return { orderId: textOfId(orderId), transactTime, status, executedQty, fills, expiryReason };
  }

  cancelled(answer: unknown): Cancelled | undefined {
    if (!isFields(answer)) return undefined;
    const { origClientOrderId, transactTime, status } = answer;
    const executedQty = this.#lots(answer.executedQty);
    if (executedQty === notOnGrid || !isNumber(transactTime)) return undefined;
    if (!isText(origClientOrderId) || !isText(status)) return undefined;
    return { origClientOrderId, transactTime, status, executedQty };
  }

  execution(event: unknown): ExecutionReport | undefined {
    const names = readExecutionNames(event);
    if (names === undefined || !isFields(event)) return undefined;
    const { x, r, n, N, T, t, m, eR } = event;
    const [q, l, z, L] = [this.#lots(event.q), this.#lots(event.l), this.#lots(event.z), this.#ticks(event.L)];
    const A = this.#lotsOrNone(event.A);
    if (q === notOnGrid || l === notOnGrid || z === notOnGrid || L === notOnGrid || A === notOnGrid) return undefined;
    if (!isText(x) || !isTextOrNone(r) || !isTextOrNone(eR) || !isTextOrNothing(N)) return undefined;
    if (!(n === undefined || n === null || isDecimal(n))) return undefined;
    if (!isNumber(T) || !isVenueId(t) || typeof m !== "boolean") return undefined;
    return { ...names, x, r, q, l, z, L, A, n, N, T, t: String(t), m, eR };
  }

  #fills(list: unknown): PlacedFill[] | undefined {
    if (!Array.isArray(list)) return undefined;
    const fills = list.map((fill) => this.#fill(fill));
    return fills.every((fill) => fill !== undefined) ? fills : undefined;
  }

  #fill(fill: unknown): PlacedFill | undefined {
    if (!isFields(fill)) return undefined;
    const { commission, commissionAsset, tradeId } = fill;
    const [price, qty] = [this.#ticks(fill.price), this.#lots(fill.qty)];
    if (price === notOnGrid || qty === notOnGrid) return undefined;
    if (!isDecimal(commission) || !isText(commissionAsset) || !isVenueId(tradeId)) return undefined;
    return { price, qty, commission, commissionAsset, tradeId: String(tradeId) };
  }

  #ticks(text: unknown): number {
    return stepsOf(this.#prices, text);
  }

  #lots(text: unknown): number {
    return stepsOf(this.#sizes, text);
  }

  #lotsOrNone(text: unknown): number | undefined {
    return text === undefined ? undefined : this.#lots(text);
  }
}

function isVenueIdOrNone(id: unknown): id is number | string | undefined {
  return id === undefined || isVenueId(id);
}

function textOfId(id: number | string | undefined): string | undefined {
  return id === undefined ? undefined : String(id);
}

/** Decimal text that is a whole number of steps; else `notOnGrid`. */
function stepsOf(grid: DecimalGrid, text: unknown): number {
  if (typeof text !== "string") return notOnGrid;
  const steps = grid.parse(text);
  return grid.remainder === 0 ? steps : notOnGrid;
}
