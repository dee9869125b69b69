/** What the names in payloads stand for, without making a string of each: a stream's few names come again and again. */

/** Names remembered; beyond that each is looked at anew. */
const namesMax = 16;

interface KnownName<Meaning> {
  readonly bytes: Uint8Array;
  readonly meaning: Meaning;
}

export class KnownNames<Meaning> {
  readonly #known: KnownName<Meaning>[] = [];

  constructor(private readonly meaningOf: (name: string) => Meaning) {}

  /** Of the ASCII text in `bytes[from, to)`. */
  meaning(bytes: Buffer, from: number, to: number): Meaning {
    for (const { bytes: name, meaning } of this.#known) if (isSame(name, bytes, from, to)) return meaning;
    const meaning = this.meaningOf(bytes.toString("latin1", from, to));
    if (this.#known.length < namesMax) this.#known.push({ bytes: Uint8Array.from(bytes.subarray(from, to)), meaning });
    return meaning;
  }
}

function isSame(name: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (name.length !== to - from) return false;
  for (let at = 0; at < name.length; at++) if (name[at] !== bytes[from + at]) return false;
  return true;
}
