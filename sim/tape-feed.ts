/** The tapes of one instrument, one after the other, handed to its market a chunk at a time. */
import { assert } from "../src/base/assert.ts";
import type { EventColumns } from "../src/domain/event.ts";
import type { DurationNs, TimeNs } from "../src/domain/time.ts";
import type { EngineMarket } from "../src/ports/engine.ts";
import type { Tape } from "../src/ports/tape.ts";

interface Chunk {
  readonly columns: EventColumns;
  readonly offsetNs: DurationNs;
}

export class TapeFeed {
  readonly rowsCount: number;
  rowsDoneCount = 0;
  readonly firstReceivedNs: TimeNs;
  readonly lastReceivedNs: TimeNs;
  readonly #chunks: Iterator<Chunk>;

  /** @param tapes in the order of their times. @param epochUnixNs the run's. */
  constructor(tapes: readonly Tape[], epochUnixNs: bigint, chunkRows: number) {
    const [first, last] = [tapes[0], tapes.at(-1)];
    assert(first !== undefined && last !== undefined, "an instrument has a tape");
    this.rowsCount = tapes.reduce((sum, tape) => sum + tape.rowsCount, 0);
    this.firstReceivedNs = first.firstReceivedNs + offsetOf(first, epochUnixNs);
    this.lastReceivedNs = last.lastReceivedNs + offsetOf(last, epochUnixNs);
    this.#chunks = chunksOf(tapes, epochUnixNs, chunkRows);
  }

  /** Gives the market its next rows, or tells it that there are none: then false. What it had before is used up. */
  pushNext(market: EngineMarket): boolean {
    const next = this.#chunks.next();
    if (next.done === true) {
      market.end();
      return false;
    }
    const { columns, offsetNs } = next.value;
    market.push(columns, offsetNs);
    this.rowsDoneCount += columns.rowsCount;
    return true;
  }
}

/** The first midnight of all tapes of a run. */
export function epochOf(tapes: readonly Tape[]): bigint {
  const midnights = tapes.map((tape) => tape.midnightUnixNs).toSorted((a, b) => Number(a - b));
  assert(midnights[0] !== undefined, "a run has a tape");
  return midnights[0];
}

function* chunksOf(tapes: readonly Tape[], epochUnixNs: bigint, chunkRows: number): Generator<Chunk, void> {
  for (const tape of tapes) {
    const offsetNs = offsetOf(tape, epochUnixNs);
    for (const columns of tape.chunks(chunkRows)) yield { columns, offsetNs };
  }
}

function offsetOf(tape: Tape, epochUnixNs: bigint): DurationNs {
  return Number(tape.midnightUnixNs - epochUnixNs);
}
