/**
 * The largest resident set of this process so far, in bytes.
 *
 * Linux counts in `getrusage` what the parent held when it started us; the kernel's own high-water mark of our memory
 * does not.
 */
import { readFileSync } from "node:fs";

export function peakRssBytes(): number {
  try {
    const match = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"));
    if (match !== null) return Number(match[1]) * 1024;
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS * 1024;
}
