/**
 * What the JSON formats of order streams have in common: checked payloads, and Unix milliseconds as times from a
 * midnight.
 */
import type { z } from "zod";
import { midnightUnixNs, nsPerMs, type TimeNs } from "../../domain/time.ts";
import { BadLine } from "./read-order-rows.ts";

/** @throws BadLine when the text is no JSON or not of this shape, with the path of the first thing wrong. */
export function parseJson<T>(schema: z.ZodType<T>, text: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BadLine("is not JSON");
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new BadLine(`${issue.path.join(".") || "the message"}: ${issue.message}`);
}

/** Times from the UTC midnight at or before the first one asked for. */
export class UnixClock {
  #midnightMs: number | undefined;

  /** @throws BadLine when no exact time from that midnight comes out. */
  fromUnixMs(unixMs: number): TimeNs {
    this.#midnightMs ??= Number(midnightUnixNs(BigInt(unixMs) * BigInt(nsPerMs)) / BigInt(nsPerMs));
    const ns = (unixMs - this.#midnightMs) * nsPerMs;
    if (Number.isSafeInteger(ns) && ns >= 0) return ns;
    throw new BadLine(`the time ${unixMs} ms is before the first day of the recording, or 104 days and more after it`);
  }

  /** What times count from; undefined before the first. */
  get midnightUnixNs(): bigint | undefined {
    return this.#midnightMs === undefined ? undefined : BigInt(this.#midnightMs) * BigInt(nsPerMs);
  }
}
