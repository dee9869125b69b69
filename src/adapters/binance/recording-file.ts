/**
 * The bytes of a recording, plain or gz (by content, not by name), in blocks of whole lines: bounded memory however
 * long the file is.
 */
import { createReadStream, type ReadStream, statSync } from "node:fs";
import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { InputError } from "../../base/input-error.ts";

/** A recording that ends in the middle of something: what stands before is whole, and can be salvaged. */
export class TornError extends InputError {}

const blockBytes = 1 << 18;
/** A snapshot of 5,000 levels a side is below 1 MiB. */
const lineBytesMax = 1 << 26;
const newline = 10;

/** Bytes of the file itself (not of what they unpack to) that have been read so far. */
export type BytesRead = (bytesCount: number) => void;

/**
 * Blocks that end with a line's end; the very last may lack it. A block is readable until the next is asked for.
 * @throws InputError when it cannot be read; TornError when it is cut off.
 */
export async function* lineBlocks(path: string, bytesRead: BytesRead = () => {}): AsyncGenerator<Buffer> {
  const { file, bytes } = await openBytes(path);
  let rest = Buffer.alloc(0);
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      bytesRead(file.bytesRead);
      const first = chunk.indexOf(newline) + 1;
      const end = chunk.lastIndexOf(newline) + 1;
      if (end === 0) rest = Buffer.concat([rest, chunk]);
      else {
        // The line that lies across two chunks goes alone, so that the others need not be copied.
        yield Buffer.concat([rest, chunk.subarray(0, first)]);
        if (end > first) yield chunk.subarray(first, end);
        rest = Buffer.from(chunk.subarray(end));
      }
      if (rest.length > lineBytesMax) throw new InputError(path, "a line has more than 64 MiB; expected a recording");
    }
  } catch (error) {
    // What `bytesRead` throws has no code, and is its caller's own.
    throw error instanceof Error && "code" in error ? readError(path, error) : error;
  } finally {
    bytes.destroy();
  }
  if (rest.length > 0) yield rest;
}

/** @throws InputError when there is no such file, or nothing in it. */
export function fileBytesCount(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new InputError(path, "there is no such file");
  if (!stat.isFile()) throw new InputError(path, "is not a file; expected a recording");
  if (stat.size === 0) throw new InputError(path, "is empty; expected a recording");
  return stat.size;
}

export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

async function openBytes(path: string): Promise<{ file: ReadStream; bytes: Readable }> {
  const isGzip = await startsAsGzip(path);
  const file = createReadStream(path, { highWaterMark: blockBytes });
  if (!isGzip) return { file, bytes: file };
  const gunzip = createGunzip({ chunkSize: blockBytes });
  file.on("error", (error) => gunzip.destroy(error));
  gunzip.on("close", () => file.destroy());
  return { file, bytes: file.pipe(gunzip) };
}

async function startsAsGzip(path: string): Promise<boolean> {
  const file = await open(path).catch((error) => {
    throw readError(path, error);
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}

function readError(path: string, error: unknown): InputError {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "Z_BUF_ERROR") return new TornError(path, "the gz file is cut off; expected its end");
  if (code?.startsWith("Z_") === true) return new TornError(path, `the gz file is damaged (${message})`);
  return new InputError(path, `cannot be read (${code ?? message})`);
}
