/**
 * The checksum of a piece of a tape: against bits that changed on disk, not against anybody's intent; at the speed of
 * memory.
 */

/** XXH3 of one piece of bytes after the other; 16 hexadecimal digits. */
export function checksumOf(...pieces: readonly Uint8Array[]): string {
  let sum = 0n;
  for (const piece of pieces) sum = Bun.hash.xxHash3(piece, sum);
  return sum.toString(16).padStart(16, "0");
}
