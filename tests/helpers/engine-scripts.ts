/** Agents of small worlds: what is sent at each stop, every type of order and every command among it. */
import fc from "fast-check";
import { mayRest, type OrderType, orderType } from "../../src/domain/order-type.ts";
import { anySide, lowestTicks, priceIndexes } from "./engine-stream-writer.ts";
import type { Command, Instruction } from "./engine-trace.ts";

const instructionsMax = 30;
const commandsMax = 4;
/** Orders of one market's script have ids of their own. */
const idsEach = 1000;
/** One order in so many goes to the next market, with all that is later sent for it. */
const ordersPerStray = 6;

export function scripts(unitNs: number, marketIndex: number): fc.Arbitrary<Instruction[]> {
  const drafts = fc.array(instructionDrafts(unitNs), { maxLength: instructionsMax, size: "max" });
  return drafts.map((all) => new ScriptWriter(unitNs, marketIndex * idsEach).write(all));
}

const { limit, postOnly, ioc, fok, market } = orderType;
const types: fc.Arbitrary<OrderType> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<OrderType>(postOnly) },
  { weight: 4, arbitrary: fc.constant<OrderType>(limit) },
  { weight: 1, arbitrary: fc.constantFrom<OrderType>(ioc, fok, market) },
);

/** Each command brings its own latencies, so that commands overtake each other and answers do. */
function commandDrafts(unitNs: number) {
  const oneWay = fc.integer({ min: 0, max: 4 * unitNs });
  return fc.record({
    what: fc.oneof(
      { weight: 12, arbitrary: fc.constant("place" as const) },
      { weight: 5, arbitrary: fc.constant("amend" as const) },
      { weight: 4, arbitrary: fc.constant("cancel" as const) },
      { weight: 1, arbitrary: fc.constant("cancelAll" as const) },
    ),
    type: types,
    side: anySide,
    priceIndex: priceIndexes,
    sizeLots: fc.integer({ min: 1, max: 7 }),
    shownDraw: fc.nat(9),
    /** Which recent order an amend or a cancel is for. */
    recentDraw: fc.nat(60),
    keepsPrice: fc.boolean(),
    latency: fc.record({ entryNs: oneWay, responseNs: oneWay }),
  });
}

function instructionDrafts(unitNs: number) {
  return fc.record({
    commands: fc.array(commandDrafts(unitNs), { maxLength: commandsMax }),
    deadlineUnits: fc.option(fc.nat(8), { nil: undefined, freq: 3 }),
    tellUnits: fc.option(fc.integer({ min: -1, max: 8 }), { nil: undefined, freq: 2 }),
  });
}

type CommandDraft = ReturnType<typeof commandDrafts> extends fc.Arbitrary<infer T> ? T : never;
type InstructionDraft = ReturnType<typeof instructionDrafts> extends fc.Arbitrary<infer T> ? T : never;

interface Placed {
  readonly side: CommandDraft["side"];
  priceTicks: number;
}

/** Numbers the orders, and points what follows at recent ones: resting, on their way, gone, or never there. */
class ScriptWriter {
  readonly #placed = new Map<number, Placed>();
  #lastOrderId: number;

  constructor(
    private readonly unitNs: number,
    firstOrderId: number,
  ) {
    this.#lastOrderId = firstOrderId;
  }

  write(drafts: readonly InstructionDraft[]): Instruction[] {
    return drafts.map(({ commands, deadlineUnits, tellUnits }) => ({
      commands: commands.map((draft) => this.#command(draft)),
      deadlineAfterNs: deadlineUnits === undefined ? undefined : deadlineUnits * this.unitNs,
      tellAfterNs: tellUnits === undefined ? undefined : tellUnits * this.unitNs,
    }));
  }

  #command(draft: CommandDraft): Command {
    const { what, latency } = draft;
    if (what === "place") return this.#place(draft);
    if (what === "cancelAll") return { what, latency, marketOffset: draft.recentDraw % ordersPerStray === 0 ? 1 : 0 };
    const orderId = Math.max(this.#lastOrderId + 1 - (draft.recentDraw % 8), 1);
    const sent = { orderId, latency, marketOffset: offsetOf(orderId) };
    return what === "cancel" ? { what, ...sent } : { what, ...sent, ...this.#amended(orderId, draft) };
  }

  #place({ type, side, priceIndex, sizeLots, shownDraw, latency }: CommandDraft): Command {
    const orderId = ++this.#lastOrderId;
    const priceTicks = lowestTicks[side] + priceIndex;
    this.#placed.set(orderId, { side, priceTicks });
    return {
      what: "place",
      type,
      side,
      orderId,
      priceTicks: type === market ? 0 : priceTicks,
      sizeLots,
      shownLots: mayRest(type) && shownDraw < 4 ? Math.min(shownDraw, sizeLots) : 0,
      latency,
      marketOffset: offsetOf(orderId),
    };
  }

  #amended(orderId: number, { priceIndex, sizeLots, keepsPrice }: CommandDraft) {
    const placed = this.#placed.get(orderId);
    if (placed === undefined) return { priceTicks: lowestTicks[0] + priceIndex, sizeLots };
    if (!keepsPrice) placed.priceTicks = lowestTicks[placed.side] + priceIndex;
    return { priceTicks: placed.priceTicks, sizeLots };
  }
}

function offsetOf(orderId: number): number {
  return orderId % ordersPerStray === 0 ? 1 : 0;
}
