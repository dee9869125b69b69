/**
 * Writes a recording of the form that `recording-reader.ts` reads: lines `<Unix ns> <json>` in gz, of a block of lines at
 * a time, so that memory is bounded however long it grows. It has its name once it is whole and on the disk.
 */
import { appendFileSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { syncFolders, syncPath } from "../sync-path.ts";

const blockBytes = 1 << 18;
const timeBytes = 20;
const [newline, carriageReturn, space] = [10, 13, 32];

export class NewRecordingFile {
  readonly #temporary: string;
  #block = Buffer.allocUnsafe(blockBytes);
  #blockLength = 0;

  /** @param root folder that is there once `path` is. */
  constructor(
    readonly path: string,
    private readonly root: string,
  ) {
    this.#temporary = `${path}.partial`;
    mkdirSync(dirname(path), { recursive: true });
    // Of a writer that did not come to its end.
    rmSync(this.#temporary, { force: true });
  }

  /** @param json of one message; ends of lines in it become spaces. */
  line(receivedUnixNs: bigint, json: Uint8Array): void {
    const most = timeBytes + json.length + 1;
    if (this.#blockLength + most > this.#block.length) this.#write();
    if (most > this.#block.length) this.#block = Buffer.allocUnsafe(2 * most);
    const jsonAt = this.#blockLength + this.#block.write(`${receivedUnixNs} `, this.#blockLength, "latin1");
    this.#block.set(json, jsonAt);
    const end = jsonAt + json.length;
    unbreak(this.#block, jsonAt, end);
    this.#block[end] = newline;
    this.#blockLength = end + 1;
  }

  /** Ends it and gives it its name. */
  seal(): void {
    this.#write();
    syncPath(this.#temporary);
    renameSync(this.#temporary, this.path);
    syncFolders(dirname(this.path), this.root);
  }

  /** Gives up: nothing stays. */
  discard(): void {
    rmSync(this.#temporary, { force: true });
  }

  /** A gz file may consist of several, one behind another. */
  #write(): void {
    if (this.#blockLength === 0) return;
    appendFileSync(this.#temporary, Bun.gzipSync(this.#block.subarray(0, this.#blockLength)));
    this.#blockLength = 0;
  }
}

/** In JSON a line's end can only stand between values, where a space means the same. */
function unbreak(bytes: Buffer, from: number, to: number): void {
  for (const byte of [newline, carriageReturn])
    for (let at = bytes.indexOf(byte, from); at >= 0 && at < to; at = bytes.indexOf(byte, at + 1)) bytes[at] = space;
}
