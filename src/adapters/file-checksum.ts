/**
 * The checksum of a file, against bits that changed on disk: not against anybody's intent, so the fastest hash will do.
 * Read in blocks, never mapped: a file that is shorter than it should be is found here, where it is no more than a
 * wrong number.
 */
import { closeSync, openSync, readSync } from "node:fs";

const blockBytes = 1 << 20;

/**
 * XXH64, each block seeded with the one before it; 16 hexadecimal digits. @param bytesCount from the start; by default
 * all.
 */
export function fileChecksum(path: string, bytesCount = Number.POSITIVE_INFINITY): string {
  const block = new Uint8Array(blockBytes);
  const file = openSync(path, "r");
  let sum = 0n;
  try {
    for (let left = bytesCount; left > 0; ) {
      const count = readSync(file, block, 0, Math.min(blockBytes, left), null);
      if (count === 0) break;
      sum = Bun.hash.xxHash64(block.subarray(0, count), sum);
      left -= count;
    }
  } finally {
    closeSync(file);
  }
  return sum.toString(16).padStart(16, "0");
}
