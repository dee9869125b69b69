/**
 * Luno's order-level stream, one JSON message a line as the socket gave it: a snapshot of all orders (each price from
 * the head of its queue on), then updates with a sequence number, each with trades, a create, a delete, or nothing.
 *
 * Source of the format: Luno's streaming API, https://www.luno.com/en/developers/api#tag/Streaming-API. Trades name the
 * order that was hit; deletes name the order alone. Only the venue's time is there, in milliseconds; it stands in both
 * columns.
 */
import { z } from "zod";
import { orderEventKind as kinds, type OrderEventKind } from "../../domain/order-event.ts";
import type { OrderRows } from "../../domain/order-rows.ts";
import { ask, bid, type Side } from "../../domain/side.ts";
import { type InstrumentGrid, OrderGrid } from "./order-grid.ts";
import { parseJson, UnixClock } from "./payload.ts";
import { BadLine, type OrderLineDecoder } from "./read-order-rows.ts";

const sequence = z.string().regex(/^\d{1,15}$/);
const timestamp = z.int().positive();
const restingOrder = z.object({ id: z.string(), price: z.string(), volume: z.string() });
const snapshot = z.object({ sequence, timestamp, asks: z.array(restingOrder), bids: z.array(restingOrder) });
const create = z.object({
  order_id: z.string(),
  type: z.enum(["BID", "ASK"]),
  price: z.string(),
  volume: z.string(),
});
const update = z.object({
  sequence,
  timestamp,
  trade_updates: z.array(z.object({ base: z.string(), maker_order_id: z.string() })).nullable(),
  create_update: create.nullable(),
  delete_update: z.object({ order_id: z.string() }).nullable(),
});
const message = z.union([snapshot, update]);

type Snapshot = z.infer<typeof snapshot>;
type Update = z.infer<typeof update>;

export class LunoDecoder implements OrderLineDecoder {
  readonly clock = new UnixClock();
  #sequence: number | undefined;
  readonly #grid: OrderGrid;

  constructor(grid: InstrumentGrid) {
    this.#grid = new OrderGrid(grid);
  }

  line(text: string, rows: OrderRows): void {
    if (text === '""') return; // Keeps the connection alive.
    const parsed = parseJson(message, text);
    const nowNs = this.clock.fromUnixMs(parsed.timestamp);
    rows.beginMessage(nowNs, nowNs);
    if ("asks" in parsed) this.#snapshot(parsed, rows);
    else this.#update(parsed, rows);
    rows.endMessage();
  }

  #snapshot({ sequence, asks, bids }: Snapshot, rows: OrderRows): void {
    this.#sequence = Number(sequence);
    rows.bookRow(kinds.clear);
    for (const order of bids) this.#order(kinds.snapshotOrder, order.id, bid, order, rows);
    for (const order of asks) this.#order(kinds.snapshotOrder, order.id, ask, order, rows);
  }

  #update({ sequence, trade_updates, create_update, delete_update }: Update, rows: OrderRows): void {
    const next = Number(sequence);
    if (this.#sequence !== undefined && next !== this.#sequence + 1) rows.bookRow(kinds.gap);
    this.#sequence = next;
    for (const trade of trade_updates ?? [])
      rows.row(kinds.execute, lunoOrderId(trade.maker_order_id), bid, 0, this.#grid.lots(trade.base));
    if (create_update !== null) {
      const side = create_update.type === "BID" ? bid : ask;
      this.#order(kinds.add, create_update.order_id, side, create_update, rows);
    }
    if (delete_update !== null) rows.row(kinds.delete, lunoOrderId(delete_update.order_id), bid, 0, 0);
  }

  #order(
    kind: OrderEventKind,
    id: string,
    side: Side,
    { price, volume }: { readonly price: string; readonly volume: string },
    rows: OrderRows,
  ): void {
    rows.row(kind, lunoOrderId(id), side, this.#grid.ticks(price), this.#grid.lots(volume));
  }
}

const prefix = "BX";
const alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/**
 * A Luno id as a 64-bit number: what follows `BX` read in bijective base 31 (digits from 1 on), so that no two texts,
 * leading first letters or not, share a number. All ids of 12 letters fit, and those of 13 up to the letter R; others
 * are refused.
 * @throws BadLine
 */
export function lunoOrderId(text: string): bigint {
  let id = 0n;
  let isGood = text.startsWith(prefix) && text.length > prefix.length && text.length <= prefix.length + 13;
  for (let at = prefix.length; isGood && at < text.length; at++) {
    const digit = alphabet.indexOf(text[at]!) + 1;
    isGood = digit > 0;
    id = id * 31n + BigInt(digit);
  }
  if (isGood && id < 1n << 64n) return id;
  throw new BadLine(`the order id ${text} is not BX and up to 13 of ${alphabet} that fit 64 bits`);
}
