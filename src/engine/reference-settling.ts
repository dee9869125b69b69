/**
 * Commands between their arrival at the venue and the moment at which it is known what the venue did (rules, section 4).
 *
 * They wait until the market has told of everything up to their arrival: then the book is the one that they met.
 */
import { assert } from "../base/assert.ts";
import { ownEventKind, type RejectReason } from "../domain/own-event.ts";
import type { Side } from "../domain/side.ts";
import type { TimeNs } from "../domain/time.ts";
import { type CommandLatency, type EngineConfig, engineLimits } from "../ports/engine.ts";
import type { ReferenceFills } from "./reference-fills.ts";
import { type ReferenceMarket, type Top, topCrosses } from "./reference-market.ts";
import { type OwnOrder, remainingLots } from "./reference-orders.ts";
import { blankOwnEvent } from "./reference-own-events.ts";

export interface PlaceCommand {
  readonly isCancel: false;
  readonly orderId: number;
  readonly side: Side;
  readonly priceTicks: number;
  readonly sizeLots: number;
  readonly postOnly: boolean;
  readonly latency: CommandLatency;
}

export interface CancelCommand {
  readonly isCancel: true;
  readonly orderId: number;
  readonly latency: CommandLatency;
}

export type Command = PlaceCommand | CancelCommand;

interface PendingCommand {
  readonly command: Command;
  /** `T` of the rules. */
  readonly arrivalNs: TimeNs;
  /** The newest ticker received by the arrival, once a newer one has come. */
  notedTicker: Top | undefined;
}

export class ReferenceSettling {
  readonly #pending: PendingCommand[] = [];

  constructor(
    private readonly market: ReferenceMarket,
    private readonly fills: ReferenceFills,
    private readonly config: EngineConfig,
  ) {}

  /** A command leaves: it waits behind those that arrive earlier, or at the same time and were sent before. */
  send(command: Command, leaveNs: TimeNs): void {
    const arrivalNs = leaveNs + command.latency.entryNs;
    const index = this.#pending.findIndex((other) => other.arrivalNs > arrivalNs);
    this.#pending.splice(index < 0 ? this.#pending.length : index, 0, { command, arrivalNs, notedTicker: undefined });
  }

  /** When the first command to arrive is settled, if nothing newer comes from the venue; Infinity for none. */
  get nextCloseNs(): TimeNs {
    const first = this.#pending[0];
    return first === undefined ? Number.POSITIVE_INFINITY : first.arrivalNs + this.config.venueCloseNs;
  }

  /** Settles what arrived before a venue time that has been reached. */
  settleBefore(venueNs: TimeNs, nowNs: TimeNs): void {
    while (this.#pending.length > 0 && this.#pending[0]!.arrivalNs < venueNs) this.settleFirst(nowNs);
  }

  settleFirst(nowNs: TimeNs): void {
    const pending = this.#pending.shift();
    assert(pending !== undefined, "there is a command to settle");
    const seenNs = Math.max(nowNs, pending.arrivalNs + pending.command.latency.responseNs);
    if (pending.command.isCancel) this.#cancel(pending.command, pending.arrivalNs, seenNs);
    else this.#place(pending.command, pending, seenNs);
  }

  /** Before a ticker received at `receivedNs` is applied: the one that it replaces is the newest for whoever came before. */
  noteTicker(receivedNs: TimeNs): void {
    for (const pending of this.#pending)
      if (!pending.command.isCancel && pending.arrivalNs < receivedNs) pending.notedTicker ??= this.market.ticker;
  }

  #cancel({ orderId }: CancelCommand, arrivalNs: TimeNs, seenNs: TimeNs): void {
    const order = this.fills.orders.find(orderId);
    if (order !== undefined) {
      this.fills.orders.remove(order);
      this.fills.report(order, { kind: ownEventKind.cancelled, venueNs: arrivalNs, seenNs });
      return;
    }
    const [bidTicks, askTicks] = this.market.touch.ticks;
    this.fills.events.add({
      ...blankOwnEvent,
      kind: ownEventKind.cancelRejected,
      reason: "unknown_order",
      orderId,
      venueNs: arrivalNs,
      seenNs,
      bidTicks,
      askTicks,
    });
  }

  #place(command: PlaceCommand, { arrivalNs, notedTicker }: PendingCommand, seenNs: TimeNs): void {
    const { orderId, side, priceTicks, sizeLots, postOnly, latency } = command;
    const responseLatencyNs = latency.responseNs;
    const queue = this.fills.startPosition(side, priceTicks);
    const filledLots = 0;
    const order: OwnOrder = {
      orderId,
      side,
      priceTicks,
      sizeLots,
      arrivalNs,
      responseLatencyNs,
      filledLots,
      seenNs,
      queue,
    };
    const reason = this.#refusal(command, notedTicker ?? this.market.ticker);
    if (reason !== "") {
      this.fills.report(order, { kind: ownEventKind.rejected, reason, venueNs: arrivalNs, seenNs });
      return;
    }
    const accepted = { remainingLots: sizeLots, queueAheadLots: queue.aheadLots };
    this.fills.report(order, { kind: ownEventKind.accepted, ...accepted, venueNs: arrivalNs, seenNs });
    if (this.market.state === "valid" && !postOnly) this.#take(order);
    if (remainingLots(order) > 0) this.fills.orders.add(order);
  }

  #refusal({ orderId, side, priceTicks, postOnly }: PlaceCommand, ticker: Top): RejectReason {
    const { orders } = this.fills;
    if (orders.find(orderId) !== undefined) return "duplicate_order_id";
    if (orders.count >= engineLimits.ordersMax) return "orders_max_reached";
    if (!postOnly || this.market.state !== "valid") return "";
    return this.market.book.crosses(side, priceTicks) || topCrosses(ticker, side, priceTicks) ? "would_cross" : "";
  }

  #take(order: OwnOrder): void {
    const { seenNs, arrivalNs } = order;
    this.market.book.take(order.side, order.priceTicks, order.sizeLots, (priceTicks, lots) =>
      this.fills.fill(order, lots, { cause: "taker", priceTicks, venueNs: arrivalNs, seenNs }),
    );
  }
}
