/**
 * Bitstamp's order stream as recorded by collectors: `<local ms> <event> <json>` a line, with the events order_created,
 * order_changed, order_deleted, trade, and order_book (the best 20 levels, now and then).
 *
 * - There is no snapshot of orders: the book begins empty, and orders older than the recording are unknown. What is
 *   said of one is passed on as a `delete`, which a book refuses and counts.
 * - Sizes are what is left. What an order lost it traded, unless it is deleted with something left: that was cancelled.
 * - Takers are shown, too: a trade is an execution of the order that stood and one of the order that came, and between
 *   them the book is crossed. `trade` says nothing more and is left out, and so is `order_book`, against which books
 *   can be checked.
 * - The price of a market order follows the market: the order goes to the end of the queue at its new price.
 * - The venue gives whole seconds of the order's creation only; the receiver's milliseconds stand in both columns.
 */
import { z } from "zod";
import { orderEventKind as kinds } from "../../domain/order-event.ts";
import type { OrderRows } from "../../domain/order-rows.ts";
import { ask, bid, type Side } from "../../domain/side.ts";
import { type InstrumentGrid, OrderGrid } from "./order-grid.ts";
import { parseJson, UnixClock } from "./payload.ts";
import { BadLine, type OrderLineDecoder } from "./read-order-rows.ts";

const orderPayload = z.object({
  id: z.int().positive(),
  order_type: z.union([z.literal(0), z.literal(1)]),
  price: z.string(),
  amount: z.string(),
});

interface KnownOrder {
  readonly orderId: bigint;
  readonly side: Side;
  readonly priceTicks: number;
  readonly leftLots: number;
}

export class BitstampDecoder implements OrderLineDecoder {
  readonly clock = new UnixClock();
  readonly #known = new Map<bigint, KnownOrder>();
  readonly #grid: OrderGrid;
  #hasBegun = false;

  constructor(grid: InstrumentGrid) {
    this.#grid = new OrderGrid(grid);
  }

  line(text: string, rows: OrderRows): void {
    const [, ms, event, json] = /^(\d{13}) (\w+) (\{.*\})$/.exec(text) ?? [];
    if (json === undefined) throw new BadLine("is not `<local ms> <event> <json>`");
    const nowNs = this.clock.fromUnixMs(Number(ms));
    rows.beginMessage(nowNs, nowNs);
    if (!this.#hasBegun) rows.bookRow(kinds.clear);
    this.#hasBegun = true;
    if (event === "order_created") this.#created(this.#order(json), rows);
    else if (event === "order_changed") this.#changed(this.#order(json), rows);
    else if (event === "order_deleted") this.#deleted(this.#order(json), rows);
    else if (event !== "trade" && event !== "order_book")
      throw new BadLine(
        `the event ${event} is none of order_created, order_changed, order_deleted, trade and order_book`,
      );
    rows.endMessage();
  }

  #order(json: string): KnownOrder {
    const { id, order_type, price, amount } = parseJson(orderPayload, json);
    const side = order_type === 0 ? bid : ask;
    const [priceTicks, leftLots] = [this.#grid.ticks(price), this.#grid.lots(amount)];
    return { orderId: BigInt(id), side, priceTicks, leftLots };
  }

  #created(order: KnownOrder, rows: OrderRows): void {
    rows.row(kinds.add, order.orderId, order.side, order.priceTicks, order.leftLots);
    this.#known.set(order.orderId, order);
  }

  #changed(order: KnownOrder, rows: OrderRows): void {
    const before = this.#known.get(order.orderId);
    if (before === undefined) {
      unknown(order, rows);
      return;
    }
    const tradedLots = before.leftLots - order.leftLots;
    if (tradedLots > 0) execute(before, tradedLots, rows);
    if (tradedLots >= 0 && order.priceTicks === before.priceTicks) this.#known.set(order.orderId, order);
    else {
      rows.row(kinds.delete, order.orderId, before.side, before.priceTicks, 0);
      this.#created(order, rows);
    }
  }

  #deleted(order: KnownOrder, rows: OrderRows): void {
    const before = this.#known.get(order.orderId);
    if (before === undefined) {
      unknown(order, rows);
      return;
    }
    const tradedLots = before.leftLots - order.leftLots;
    if (tradedLots > 0) execute(before, tradedLots, rows);
    if (order.leftLots > 0) rows.row(kinds.delete, order.orderId, before.side, before.priceTicks, 0);
    this.#known.delete(order.orderId);
  }
}

function execute({ orderId, side, priceTicks }: KnownOrder, tradedLots: number, rows: OrderRows): void {
  rows.row(kinds.execute, orderId, side, priceTicks, tradedLots);
}

function unknown({ orderId, side, priceTicks }: KnownOrder, rows: OrderRows): void {
  rows.row(kinds.delete, orderId, side, priceTicks, 0);
}
