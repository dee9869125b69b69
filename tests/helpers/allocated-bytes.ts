/**
 * What code allocates, by the blocks of the heap: the heap's size is known only after a collection, when what was
 * dropped is gone.
 */
import { heapStats } from "bun:jsc";

/**
 * @param play thousands of times what is asked about, so that an object each time fills blocks. It is played twice: once
 * to be compiled.
 */
export function allocatedBytes(play: () => void): number {
  play();
  Bun.gc(true);
  const beforeBytes = heapStats().heapCapacity;
  play();
  return heapStats().heapCapacity - beforeBytes;
}
