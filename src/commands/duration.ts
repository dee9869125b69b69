/** Times as people write them behind an option: 100ms, 90s, 1.5m, 8h. */
import { InputError } from "../base/input-error.ts";
import { type DurationNs, nsPerHour, nsPerMinute, nsPerMs, nsPerSecond } from "../domain/time.ts";

const unitNs = { ms: nsPerMs, s: nsPerSecond, m: nsPerMinute, h: nsPerHour } as const;

/** Above 0. @throws InputError naming the option. */
export function durationOf(option: string, text: string): DurationNs {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const ns = amount === undefined ? 0 : Math.round(Number(amount) * unitNs[unit as keyof typeof unitNs]);
  if (ns > 0) return ns;
  throw new InputError(`${option} ${text}`, "expected a time such as 90s, 15m or 8h");
}
