/**
 * A market without an engine behind it, for the benchmark of decisions: the memory that engines share, a touch that is
 * set by hand, and a venue that accepts and cancels whatever it is sent.
 */
import { fillCauses, ownEventKind } from "../../src/domain/own-event.ts";
import type { TimeNs } from "../../src/domain/time.ts";
import { commandKind, commandLayout, engineStateLayout, ownEventLayout, regions } from "../../src/engine/layout.ts";
import { engineMemories } from "../../src/engine/memory.ts";
import { MemoryMarket } from "../../src/engine/memory-market.ts";
import { bookStates, type EngineConfig } from "../../src/ports/engine.ts";

const state = engineStateLayout.at;

export class ScriptedMarket extends MemoryMarket {
  commandsCount = 0;
  #answeredCount = 0;

  constructor(config: EngineConfig) {
    const memory = engineMemories([config])[0]!;
    super(memory, config);
    memory.i32[(regions.state + state.book_state) / 4] = bookStates.indexOf("valid");
  }

  /** A stop at which a message with this touch has just been received. */
  show(nowNs: TimeNs, bidTicks: number, askTicks: number): void {
    const { f64, i32 } = this.memory;
    f64[(regions.state + state.now_ns) / 8] = nowNs;
    f64[(regions.state + state.received_ns) / 8] = nowNs;
    for (const side of ["touch", "book"] as const) {
      i32[(regions.state + state[`${side}_bid_ticks`]) / 4] = bidTicks;
      i32[(regions.state + state[`${side}_ask_ticks`]) / 4] = askTicks;
      f64[(regions.state + state[`${side}_bid_lots`]) / 8] = 10_000;
      f64[(regions.state + state[`${side}_ask_lots`]) / 8] = 10_000;
    }
  }

  /** The commands since the last call have arrived: their answers are the own events of the stop at hand. */
  answer(): void {
    const { f64, i32, u8, nowNs } = this.memory;
    const count = i32[(regions.state + state.commands_count) / 4]!;
    this.commandsCount += count;
    this.#answeredCount = count;
    i32[(regions.state + state.commands_count) / 4] = 0;
    i32[(regions.state + state.own_events_count) / 4] = count;
    for (let at = 0; at < count; at++) {
      const command = regions.commands + at * commandLayout.bytes;
      const event = regions.ownEvents + at * ownEventLayout.bytes;
      const isPlace = u8[command + commandLayout.at.kind] === commandKind.place;
      f64[(event + ownEventLayout.at.seen_ns) / 8] = nowNs;
      f64[(event + ownEventLayout.at.order_id) / 8] = f64[(command + commandLayout.at.order_id) / 8]!;
      f64[(event + ownEventLayout.at.remaining_lots) / 8] = isPlace
        ? f64[(command + commandLayout.at.size_lots) / 8]!
        : 0;
      f64[(event + ownEventLayout.at.queue_ahead_lots) / 8] = 10_000;
      u8[event + ownEventLayout.at.kind] = isPlace ? ownEventKind.accepted : ownEventKind.cancelled;
    }
  }

  /**
   * One lot of each order placed before the last `answer` has been filled by a print: the own events of the stop at
   * hand.
   */
  fill(): void {
    const { f64, i32, u8, nowNs } = this.memory;
    let count = 0;
    for (let at = 0; at < this.#answeredCount; at++) {
      const command = regions.commands + at * commandLayout.bytes;
      if (u8[command + commandLayout.at.kind] !== commandKind.place) continue;
      const event = regions.ownEvents + count++ * ownEventLayout.bytes;
      f64[(event + ownEventLayout.at.seen_ns) / 8] = nowNs;
      f64[(event + ownEventLayout.at.venue_ns) / 8] = nowNs - 5e6;
      f64[(event + ownEventLayout.at.order_id) / 8] = f64[(command + commandLayout.at.order_id) / 8]!;
      f64[(event + ownEventLayout.at.lots) / 8] = 1;
      i32[(event + ownEventLayout.at.price_ticks) / 4] = i32[(command + commandLayout.at.price_ticks) / 4]!;
      i32[(event + ownEventLayout.at.bid_ticks) / 4] = this.memory.touchBidTicks;
      i32[(event + ownEventLayout.at.ask_ticks) / 4] = this.memory.touchAskTicks;
      u8[event + ownEventLayout.at.kind] = ownEventKind.filled;
      u8[event + ownEventLayout.at.side] = u8[command + commandLayout.at.side]!;
      u8[event + ownEventLayout.at.cause] = fillCauses.indexOf("print");
    }
    i32[(regions.state + state.own_events_count) / 4] = count;
  }

  end(): void {}

  protected take(): void {}
}
