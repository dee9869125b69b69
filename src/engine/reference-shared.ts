/** The engine's side of the shared memory: takes the commands out, puts the view, the counts and the own events in. */

import type { OrderType } from "../domain/order-type.ts";
import { fillCauses, type OwnEvent, type RejectReason, rejectReasons } from "../domain/own-event.ts";
import type { Side } from "../domain/side.ts";
import { bookStates, type EngineCounts, type MarketView } from "../ports/engine.ts";
import { commandLayout, engineStateLayout, ownEventLayout, regions } from "./layout.ts";
import type { EngineMemory } from "./memory.ts";
import type { Command } from "./reference-command.ts";

const state = engineStateLayout.at;

export type ViewFields = Omit<MarketView, "signals" | "depth" | "flow">;
export type SharedState = ViewFields & EngineCounts;

export class ReferenceShared {
  constructor(private readonly memory: EngineMemory) {}

  get deadlineNs(): number {
    return this.#f64(regions.state + state.deadline_ns);
  }

  get toldNs(): number {
    return this.#f64(regions.state + state.told_ns);
  }

  /** Commands in the order given; the memory then holds none. */
  takeCommands(): Command[] {
    const countAt = (regions.state + state.commands_count) / 4;
    const count = this.memory.i32[countAt]!;
    this.memory.i32[countAt] = 0;
    return Array.from({ length: count }, (_, index) => this.#command(regions.commands + index * commandLayout.bytes));
  }

  writeState(from: SharedState): void {
    const writeF64 = (offset: number, value: number) => this.#writeF64(regions.state + offset, value);
    const writeI32 = (offset: number, value: number) => this.#writeI32(regions.state + offset, value);
    writeF64(state.now_ns, from.nowNs);
    writeF64(state.received_ns, from.receivedNs);
    writeF64(state.touch_bid_lots, from.touchBidLots);
    writeF64(state.touch_ask_lots, from.touchAskLots);
    writeF64(state.book_bid_lots, from.bookBidLots);
    writeF64(state.book_ask_lots, from.bookAskLots);
    writeF64(state.rows_count, from.rowsCount);
    writeF64(state.events_count, from.eventsCount);
    writeF64(state.messages_count, from.messagesCount);
    writeF64(state.trades_count, from.tradesCount);
    writeF64(state.decisions_count, from.decisionsCount);
    writeF64(state.decisions_skipped_count, from.decisionsSkippedCount);
    writeF64(state.venue_times_late_count, from.venueTimesLateCount);
    writeF64(state.venue_times_missing_count, from.venueTimesMissingCount);
    writeF64(state.unknown_lots, from.unknownLots);
    writeI32(state.touch_bid_ticks, from.touchBidTicks);
    writeI32(state.touch_ask_ticks, from.touchAskTicks);
    writeI32(state.book_bid_ticks, from.bookBidTicks);
    writeI32(state.book_ask_ticks, from.bookAskTicks);
    writeI32(state.book_state, bookStates.indexOf(from.bookState));
    writeI32(state.changed, from.changed);
  }

  writeOwnEvents(events: readonly OwnEvent[]): void {
    this.#writeI32(regions.state + state.own_events_count, events.length);
    for (const [index, event] of events.entries())
      this.#writeOwnEvent(regions.ownEvents + index * ownEventLayout.bytes, event);
  }

  #writeOwnEvent(offset: number, event: OwnEvent): void {
    const { at } = ownEventLayout;
    this.#writeF64(offset + at.seen_ns, event.seenNs);
    this.#writeF64(offset + at.venue_ns, event.venueNs);
    this.#writeF64(offset + at.order_id, event.orderId);
    this.#writeF64(offset + at.lots, event.lots);
    this.#writeF64(offset + at.remaining_lots, event.remainingLots);
    this.#writeF64(offset + at.queue_ahead_lots, event.queueAheadLots);
    this.#writeI32(offset + at.price_ticks, event.priceTicks);
    this.#writeI32(offset + at.bid_ticks, event.bidTicks);
    this.#writeI32(offset + at.ask_ticks, event.askTicks);
    this.memory.u8[offset + at.kind] = event.kind;
    this.memory.u8[offset + at.side] = event.side;
    this.memory.u8[offset + at.cause] = fillCauses.indexOf(event.cause);
    this.memory.u8[offset + at.reason] = rejectReasons.indexOf(event.reason as RejectReason);
  }

  #command(offset: number): Command {
    const { at } = commandLayout;
    return {
      kind: this.memory.u8[offset + at.kind] as Command["kind"],
      type: this.memory.u8[offset + at.type] as OrderType,
      side: this.memory.u8[offset + at.side] as Side,
      orderId: this.#f64(offset + at.order_id),
      priceTicks: this.memory.i32[(offset + at.price_ticks) / 4]!,
      sizeLots: this.#f64(offset + at.size_lots),
      shownLots: this.#f64(offset + at.shown_lots),
      latency: {
        entryNs: this.#f64(offset + at.entry_latency_ns),
        responseNs: this.#f64(offset + at.response_latency_ns),
      },
    };
  }

  #f64(offset: number): number {
    return this.memory.f64[offset / 8]!;
  }
  #writeF64(offset: number, value: number): void {
    this.memory.f64[offset / 8] = value;
  }
  #writeI32(offset: number, value: number): void {
    this.memory.i32[offset / 4] = value;
  }
}
