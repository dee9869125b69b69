/**
 * LOBSTER message files (lobsterdata.com): NASDAQ's order messages of one stock and day, `time,type,order
 * id,size,price,direction`, with the book after each message in a file beside it.
 *
 * The messages begin in the middle of a day's book, so the book's first row seeds it: one order a level for all that
 * stood there before. What later messages say of an order not seen entering is taken off the seed at its price, which
 * is right for the queue, too: seeds stand before everything that came later. Prices are counts of 10^-4 dollars; times
 * are seconds from the exchange's midnight and stand in both columns. Format: LOBSTER's readme of 2013-09-01, types 1
 * to 5 and 7; type 6 (a cross) is in later files.
 */

import { DecimalGrid, notOnGrid } from "../../adapters/binance/decimal-grid.ts";
import { InputError } from "../../base/input-error.ts";
import { orderEventKind as kinds, noOrderId } from "../../domain/order-event.ts";
import type { OrderRows } from "../../domain/order-rows.ts";
import { ask, bid, type Side } from "../../domain/side.ts";
import { countedPrices, type InstrumentGrid, OrderGrid } from "./order-grid.ts";
import { BadLine, type OrderLineDecoder } from "./read-order-rows.ts";

const pricePlaces = 4;
const types = { submit: 1, cancel: 2, delete: 3, execute: 4, executeHidden: 5, cross: 6, halt: 7 } as const;
/** A level of the book file that is not there. */
const noLevel = "0";

interface LobsterMessage {
  readonly type: number;
  readonly orderId: bigint;
  readonly side: Side;
  readonly priceTicks: number;
  readonly sizeLots: number;
}

export class LobsterDecoder implements OrderLineDecoder {
  readonly #grid: OrderGrid;
  readonly #seconds = new DecimalGrid(9, 1n);
  readonly #leftLots = new Map<bigint, number>();
  readonly #seedLine: string | undefined;
  #hasBegun = false;

  /**
   * @param seedLine the first line of the book file; without it the book begins empty.
   * @throws InputError when the tick is no multiple of 10^-4.
   */
  constructor(grid: InstrumentGrid, seedLine?: string) {
    const counted = countedPrices(grid, pricePlaces);
    if (counted === undefined) throw new InputError("instrument", "expected a tick that is a multiple of 0.0001");
    this.#grid = new OrderGrid(counted);
    this.#seedLine = seedLine;
  }

  line(text: string, rows: OrderRows): void {
    const fields = text.split(",");
    if (fields.length !== 6)
      throw new BadLine(`has ${fields.length} fields; expected time,type,order id,size,price,direction`);
    const timeNs = this.#seconds.parse(fields[0]!);
    if (timeNs === notOnGrid) throw new BadLine(`the time ${fields[0]} is not in seconds with up to nine places`);
    const message = this.#message(fields);
    rows.beginMessage(timeNs, timeNs);
    if (this.#hasBegun) this.#apply(message, rows);
    else this.#begin(message, rows);
    rows.endMessage();
  }

  #message([, typeText, idText, size, price, direction]: readonly string[]): LobsterMessage {
    const type = Number(typeText);
    if (!(type >= types.submit && type <= types.halt)) throw new BadLine(`the type ${typeText} is none of 1 to 7`);
    if (type === types.halt) return { type, orderId: noOrderId, side: bid, priceTicks: 0, sizeLots: 0 };
    if (direction !== "1" && direction !== "-1") throw new BadLine(`the direction ${direction} is neither 1 nor -1`);
    const side = direction === "1" ? bid : ask;
    const isHidden = type === types.executeHidden || type === types.cross;
    return {
      type,
      orderId: orderIdOf(idText!),
      side,
      priceTicks: isHidden ? this.#grid.ticksOfHidden(price!, side) : this.#grid.ticks(price!),
      sizeLots: this.#grid.lots(size!),
    };
  }

  #begin(message: LobsterMessage, rows: OrderRows): void {
    this.#hasBegun = true;
    rows.bookRow(kinds.clear);
    if (this.#seedLine === undefined) this.#apply(message, rows);
    else this.#seed(this.#seedLine, message, rows);
  }

  /** The first row of the book stands after the first message: an order that it submits is the last of its level. */
  #seed(line: string, message: LobsterMessage, rows: OrderRows): void {
    for (const { side, priceTicks, sizeLots } of this.#levels(line)) {
      const isFirst = message.type === types.submit && message.side === side && message.priceTicks === priceTicks;
      const seedLots = isFirst ? sizeLots - message.sizeLots : sizeLots;
      if (seedLots < 0) throw new BadLine("submits more than the first row of the book shows at its price");
      if (seedLots > 0) this.#add(kinds.snapshotOrder, seedId(side, priceTicks), side, priceTicks, seedLots, rows);
      if (isFirst) this.#add(kinds.snapshotOrder, message.orderId, side, priceTicks, message.sizeLots, rows);
    }
  }

  #apply(message: LobsterMessage, rows: OrderRows): void {
    const { type, orderId, side, priceTicks, sizeLots } = message;
    if (type === types.halt) return;
    if (type === types.executeHidden || type === types.cross)
      rows.row(kinds.hiddenTrade, noOrderId, side, priceTicks, sizeLots);
    else if (type === types.submit) this.#add(kinds.add, orderId, side, priceTicks, sizeLots, rows);
    else this.#lessen(message, rows);
  }

  #lessen({ type, orderId, side, priceTicks, sizeLots }: LobsterMessage, rows: OrderRows): void {
    const id = this.#standing(orderId, side, priceTicks, sizeLots);
    this.#takeOff(id, sizeLots);
    if (type === types.execute) rows.row(kinds.execute, id, side, priceTicks, sizeLots);
    else if (type === types.delete && id === orderId) rows.row(kinds.delete, id, side, priceTicks, 0);
    else rows.row(kinds.reduce, id, side, priceTicks, sizeLots);
  }

  #add(
    kind: typeof kinds.add | typeof kinds.snapshotOrder,
    orderId: bigint,
    side: Side,
    priceTicks: number,
    sizeLots: number,
    rows: OrderRows,
  ): void {
    this.#leftLots.set(orderId, sizeLots);
    rows.row(kind, orderId, side, priceTicks, sizeLots);
  }

  /** The order itself, or the seed that it is part of; the order again when neither is known. */
  #standing(orderId: bigint, side: Side, priceTicks: number, sizeLots: number): bigint {
    if (this.#leftLots.has(orderId)) return orderId;
    const seed = seedId(side, priceTicks);
    return (this.#leftLots.get(seed) ?? 0) >= sizeLots ? seed : orderId;
  }

  #takeOff(id: bigint, sizeLots: number): void {
    const leftLots = (this.#leftLots.get(id) ?? 0) - sizeLots;
    if (leftLots > 0) this.#leftLots.set(id, leftLots);
    else this.#leftLots.delete(id);
  }

  /** Ask price, ask size, bid price, bid size, and so on from the best. */
  #levels(line: string): { side: Side; priceTicks: number; sizeLots: number }[] {
    const fields = line.split(",");
    if (fields.length % 4 !== 0)
      throw new BadLine(`the book's first row has ${fields.length} fields; expected four for each level`);
    return Array.from({ length: fields.length / 2 }, (_, pair) => ({
      side: pair % 2 === 0 ? ask : (bid as Side),
      price: fields[2 * pair]!,
      size: fields[2 * pair + 1]!,
    }))
      .filter(({ size }) => size !== noLevel)
      .map(({ side, price, size }) => ({ side, priceTicks: this.#grid.ticks(price), sizeLots: this.#grid.lots(size) }));
  }
}

/** NASDAQ numbers a day's orders from small numbers on; seeds take the upper half. */
const seedsFrom = 1n << 63n;

function seedId(side: Side, priceTicks: number): bigint {
  return seedsFrom + BigInt(side) * (1n << 32n) + BigInt(priceTicks);
}

function orderIdOf(text: string): bigint {
  const id = /^\d{1,19}$/.test(text) ? BigInt(text) : seedsFrom;
  if (id < seedsFrom) return id;
  throw new BadLine(`the order id ${text} is no whole number below 2^63`);
}
