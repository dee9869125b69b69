/**
 * A command as a record of the journal, and the hash over all commands up to it.
 *
 *   byte 0         4        8      12     16     20  24      32         40            48          56           64
 *        | command | market | what | type | side | 0 | at_ns | order_id | price_ticks | size_lots | shown_lots | hash |
 *
 * What a kind has not is 0. The hash is XXH3 of the bytes before it, with the one of the command before as seed: two
 * sessions that have the same hash at one place have sent the same up to there.
 */
import type { OrderType } from "../../domain/order-type.ts";
import type { Side } from "../../domain/side.ts";
import type { SessionCommand } from "../session-input.ts";
import { recordKind } from "./journal-format.ts";

const kinds = ["place", "amend", "cancel", "query", "cancel_all"] as const satisfies SessionCommand["kind"][];
const commandBytes = 72;
const hashOffset = 64;
/** Indices of doubles. */
const at = { atNs: 3, orderId: 4, priceTicks: 5, sizeLots: 6, shownLots: 7 } as const;

/** 16 hexadecimal digits. */
export type CommandsHash = string;

export interface RecordedCommand {
  readonly command: SessionCommand;
  /** Over this command and all before it. */
  readonly hash: CommandsHash;
}

/** Refilled for each command of a session, in their order. */
export class CommandRecord {
  readonly #memory = new ArrayBuffer(commandBytes);
  readonly #bytes = new Uint8Array(this.#memory);
  readonly #hashed = new Uint8Array(this.#memory, 0, hashOffset);
  readonly #words = new Uint32Array(this.#memory);
  readonly #numbers = new Float64Array(this.#memory);
  readonly #hash = new BigUint64Array(this.#memory, hashOffset, 1);

  /** Of the commands so far. */
  get hash(): CommandsHash {
    return hashText(this.#hash[0]!);
  }

  /** The record, lent until the next. */
  fill(command: SessionCommand): Uint8Array {
    const words = this.#words;
    // A loop, since a call of the platform that has not run for a while takes a microsecond or two.
    for (let at = 0; at < hashOffset / 4; at++) words[at] = 0;
    words[0] = recordKind.command;
    words[1] = command.marketIndex;
    words[2] = kinds.indexOf(command.kind);
    this.#numbers[at.atNs] = command.atNs;
    if (command.kind !== "cancel_all") this.#fillOrder(command);
    this.#hash[0] = Bun.hash.xxHash3(this.#hashed, this.#hash[0]);
    return this.#bytes;
  }

  #fillOrder(command: Exclude<SessionCommand, { kind: "cancel_all" }>): void {
    const numbers = this.#numbers;
    numbers[at.orderId] = command.orderId;
    if (command.kind !== "place" && command.kind !== "amend") return;
    numbers[at.priceTicks] = command.priceTicks;
    numbers[at.sizeLots] = command.sizeLots;
    if (command.kind !== "place") return;
    numbers[at.shownLots] = command.shownLots;
    this.#words[3] = command.type;
    this.#words[4] = command.side;
  }
}

/** @returns undefined for what `CommandRecord` did not write. */
export function commandOf(record: Uint8Array): RecordedCommand | undefined {
  if (record.length !== commandBytes) return undefined;
  const { buffer, byteOffset } = record;
  const [, marketIndex, what, type, side] = new Uint32Array(buffer, byteOffset, 5);
  const numbers = new Float64Array(buffer, byteOffset, hashOffset / 8);
  const kind = kinds[what!];
  if (kind === undefined) return undefined;
  const of = { atNs: numbers[at.atNs]!, marketIndex: marketIndex! };
  const hash = hashText(new BigUint64Array(buffer, byteOffset + hashOffset, 1)[0]!);
  const orderId = numbers[at.orderId]!;
  if (kind === "cancel_all") return { command: { kind, ...of }, hash };
  if (kind === "cancel" || kind === "query") return { command: { kind, ...of, orderId }, hash };
  const shape = { orderId, priceTicks: numbers[at.priceTicks]!, sizeLots: numbers[at.sizeLots]! };
  if (kind === "amend") return { command: { kind, ...of, ...shape }, hash };
  const placed = { type: type as OrderType, side: side as Side, shownLots: numbers[at.shownLots]! };
  return { command: { kind, ...of, ...shape, ...placed }, hash };
}

function hashText(hash: bigint): CommandsHash {
  return hash.toString(16).padStart(16, "0");
}
