/**
 * A seeded stream of order events, about as NASDAQ's ITCH feed has them: 45% adds, 43% deletes, 5% reductions, 7%
 * executions of the head of a queue, around a middle that wanders; a tenth of the adds far from it. Who cancels is
 * anybody, wherever he stands.
 */
import { Random } from "../../src/base/random.ts";
import { orderEventKind as kinds } from "../../src/domain/order-event.ts";
import { OrderRows } from "../../src/domain/order-rows.ts";
import { ask, bid, type Side } from "../../src/domain/side.ts";

const middleTicks = 1_000_000;

interface Live {
  readonly orderId: bigint;
  readonly side: Side;
  readonly priceTicks: number;
  leftLots: number;
  readonly place: { at: number };
}

/**
 * @param messagesCount rows after the opening book, each a message of its own.
 * @param liveCount orders of the opening book, and about how many rest throughout.
 */
export function orderFlow(messagesCount: number, liveCount: number): OrderRows {
  return new Flow(liveCount).rowsOf(messagesCount);
}

class Flow {
  readonly #random = Random.fromSeed(20_260_814);
  readonly #rows = new OrderRows();
  readonly #live: Live[] = [];
  /** By price and side, the first to trade first. */
  readonly #queues = new Map<number, Live[]>();
  #nextId = 1_000_000_000_000n;
  #middle = middleTicks;
  #nowNs = 0;

  constructor(private readonly liveCount: number) {}

  rowsOf(messagesCount: number): OrderRows {
    this.#message(() => this.#rows.bookRow(kinds.clear));
    for (let order = 0; order < this.liveCount; order++) this.#message(() => this.#add());
    for (let message = 0; message < messagesCount; message++) this.#message(() => this.#draw());
    return this.#rows;
  }

  #message(write: () => void): void {
    this.#rows.beginMessage(this.#nowNs, this.#nowNs);
    this.#nowNs += 1000;
    write();
    this.#rows.endMessage();
  }

  #draw(): void {
    const draw = this.#random.int(1, 100);
    if (this.#live.length < 0.9 * this.liveCount) this.#add();
    else if (this.#live.length > 1.1 * this.liveCount) this.#delete(this.#anyLive());
    else if (draw <= 45) this.#add();
    else if (draw <= 50) this.#reduce(this.#anyLive());
    else if (draw <= 57) this.#execute();
    else this.#delete(this.#anyLive());
  }

  #add(): void {
    if (this.#random.chance(1, 64)) this.#middle += this.#random.int(-2, 2);
    const side = this.#random.chance(1, 2) ? bid : ask;
    const away = this.#random.chance(1, 10)
      ? this.#random.int(1, 2000)
      : this.#random.int(1, 1 + this.#random.int(0, 40));
    const priceTicks = side === bid ? this.#middle - away : this.#middle + away;
    const order: Live = {
      ...{ orderId: this.#nextId, side, priceTicks },
      leftLots: 100 * this.#random.int(1, 5),
      place: { at: this.#live.length },
    };
    this.#nextId += BigInt(this.#random.int(1, 20));
    this.#live.push(order);
    this.#queueOf(order).push(order);
    this.#rows.row(kinds.add, order.orderId, side, priceTicks, order.leftLots);
  }

  #reduce(order: Live): void {
    if (order.leftLots === 1) this.#delete(order);
    else {
      const lots = Math.min(order.leftLots - 1, 50);
      order.leftLots -= lots;
      this.#rows.row(kinds.reduce, order.orderId, order.side, order.priceTicks, lots);
    }
  }

  #execute(): void {
    const order = this.#queueOf(this.#anyLive())[0]!;
    const lots = Math.min(order.leftLots, 100 * this.#random.int(1, 5));
    order.leftLots -= lots;
    if (order.leftLots === 0) this.#forget(order);
    this.#rows.row(kinds.execute, order.orderId, order.side, order.priceTicks, lots);
  }

  #delete(order: Live): void {
    this.#forget(order);
    this.#rows.row(kinds.delete, order.orderId, order.side, order.priceTicks, 0);
  }

  #anyLive(): Live {
    return this.#random.pick(this.#live);
  }

  #queueOf({ side, priceTicks }: Pick<Live, "side" | "priceTicks">): Live[] {
    const key = 2 * priceTicks + side;
    const queue = this.#queues.get(key) ?? [];
    this.#queues.set(key, queue);
    return queue;
  }

  #forget(order: Live): void {
    const last = this.#live.pop()!;
    if (last !== order) {
      this.#live[order.place.at] = last;
      last.place.at = order.place.at;
    }
    const queue = this.#queueOf(order);
    queue.splice(queue.indexOf(order), 1);
  }
}
