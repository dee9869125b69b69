/**
 * Reads recordings line by line into messages: several files that continue one another, as one.
 *
 * Each line's place (file and line) goes into what is said about it. A torn file can be read as far as it is whole.
 */
import { InputError } from "../../base/input-error.ts";
import type { Instrument } from "../../domain/instrument.ts";
import { type DurationNs, nsPerDay, nsPerSecond } from "../../domain/time.ts";
import { notJson, PayloadDecoder } from "./decode.ts";
import { BinanceMessage } from "./message.ts";
import { type BytesRead, lineBlocks, TornError } from "./recording-file.ts";
import { type LineUnit, notLine, readLineStart } from "./recording-line.ts";

export type MessageHandler = (message: BinanceMessage, place: Place) => void;

const clockErrorMaxNs: DurationNs = nsPerDay;

/** Where the reader is. The same instance throughout. */
export interface Place {
  readonly path: string;
  /** Position of the file in the recording, from 0. */
  readonly fileIndex: number;
  /** From 1. */
  readonly line: number;
}

export class RecordingReader implements Place {
  path = "";
  fileIndex = -1;
  line = 0;
  #unit: LineUnit | undefined;
  readonly #message = new BinanceMessage();
  readonly #decoder: PayloadDecoder;
  readonly #epochSeconds: number;

  constructor(
    instrument: Instrument,
    epochUnixNs: bigint,
    private readonly handle: MessageHandler,
  ) {
    this.#decoder = new PayloadDecoder(instrument, epochUnixNs);
    this.#epochSeconds = Number(epochUnixNs / BigInt(nsPerSecond));
  }

  /**
   * Reads one file to its end. @param bytesRead told of the way there. @throws InputError at the place; TornError where
   * the file stops being whole.
   */
  async read(path: string, bytesRead?: BytesRead): Promise<void> {
    this.path = path;
    this.fileIndex++;
    this.line = 0;
    this.#unit = undefined;
    try {
      for await (const block of lineBlocks(path, bytesRead)) this.#block(block);
    } catch (error) {
      if (error instanceof TornError && error.place === path)
        throw new TornError(path, `${error.problem}, after line ${this.line}`);
      throw error;
    }
  }

  #block(block: Buffer): void {
    for (let from = 0; from < block.length; ) {
      const found = block.indexOf(10, from);
      const to = found < 0 ? block.length : found;
      this.line++;
      if (to > from) this.#line(block, from, to);
      from = to + 1;
    }
  }

  #line(block: Buffer, from: number, to: number): void {
    const start = readLineStart(block, from, to);
    if (start === notLine) throw new TornError(this.#place, start);
    if (typeof start === "string") this.#refuse(start);
    this.#unit ??= start.unit;
    if (start.unit !== this.#unit) this.#refuse(`the time is in ${start.unit}; expected ${this.#unit} as before`);
    const problem = this.#decoder.decodeBytes(block, start.jsonAt, to, this.#message);
    if (problem === notJson) throw new TornError(this.#place, `${problem}; expected \`<local ns or us> <json>\``);
    if (problem !== undefined) this.#refuse(problem);
    this.#message.receivedNs = (start.unixSeconds - this.#epochSeconds) * nsPerSecond + start.ns;
    this.#checkTimes();
    this.handle(this.#message, this);
  }

  /** One wrong venue time would set the clock offset of the whole recording. */
  #checkTimes(): void {
    const { receivedNs, eventNs, venueNs } = this.#message;
    if (!Number.isSafeInteger(receivedNs))
      this.#refuse("the time is more than 104 days after the first; expected less");
    const isFar = Math.abs(receivedNs - eventNs) > clockErrorMaxNs || Math.abs(receivedNs - venueNs) > clockErrorMaxNs;
    if (isFar) this.#refuse("the venue time is more than a day from the local time; expected clocks that agree better");
  }

  get #place(): string {
    return `${this.path}:${this.line}`;
  }

  #refuse(problem: string): never {
    throw new InputError(this.#place, problem);
  }
}
