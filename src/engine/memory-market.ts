/**
 * What markets of all engines do alike, since both sides of it are shared memory: figures and own events are read
 * there, commands are written there. And the duty of whoever pushes rows, checked once for all engines.
 */
import { assert } from "../base/assert.ts";
import type { EventColumns } from "../domain/event.ts";
import type { OrderType } from "../domain/order-type.ts";
import type { OwnEvent } from "../domain/own-event.ts";
import type { Side } from "../domain/side.ts";
import type { DurationNs, TimeNs } from "../domain/time.ts";
import type { CommandLatency, EngineConfig, EngineCounts, EngineMarket, MarketView } from "../ports/engine.ts";
import type { EngineMemory } from "./memory.ts";

export abstract class MemoryMarket implements EngineMarket {
  readonly view: MarketView;
  readonly counts: EngineCounts;
  /** Whether rows name orders. */
  protected readonly needsOrderIds: boolean;

  constructor(
    protected readonly memory: EngineMemory,
    { queueModel }: EngineConfig,
  ) {
    this.view = memory;
    this.counts = memory;
    this.needsOrderIds = queueModel === "exact";
  }

  push(columns: EventColumns, offsetNs: DurationNs): void {
    assert(Number.isSafeInteger(offsetNs), "an offset is a whole number of nanoseconds");
    const { rowsCount, receivedNs, venueNs, sizeLots, priceTicks, flags, orderId } = columns;
    assert(Number.isInteger(rowsCount) && rowsCount >= 0 && rowsCount < 2 ** 31, "rows are counted in an int32");
    for (const column of [receivedNs, venueNs, sizeLots, priceTicks, flags])
      assert(column.length >= rowsCount, "a column has all rows");
    if (this.needsOrderIds) assert(orderId !== undefined && orderId.length >= rowsCount, "exact queues need order ids");
    if (rowsCount > 0) this.take(columns, offsetNs);
  }

  abstract end(): void;

  get ownEventsCount(): number {
    return this.memory.ownEventsCount;
  }

  ownEvent(index: number): OwnEvent {
    return this.memory.ownEvent(index);
  }

  setDeadline(atNs: TimeNs): void {
    this.memory.setDeadline(atNs);
  }

  tell(atNs: TimeNs): void {
    this.memory.tell(atNs);
  }

  place(
    type: OrderType,
    side: Side,
    orderId: number,
    priceTicks: number,
    sizeLots: number,
    shownLots: number,
    latency: CommandLatency,
  ): void {
    this.memory.place(type, side, orderId, priceTicks, sizeLots, shownLots, latency);
  }

  amend(orderId: number, priceTicks: number, sizeLots: number, latency: CommandLatency): void {
    this.memory.amend(orderId, priceTicks, sizeLots, latency);
  }

  cancel(orderId: number, latency: CommandLatency): void {
    this.memory.cancel(orderId, latency);
  }

  cancelAll(latency: CommandLatency): void {
    this.memory.cancelAll(latency);
  }

  /** @param columns of one row or more, all of them long enough. */
  protected abstract take(columns: EventColumns, offsetNs: DurationNs): void;
}
