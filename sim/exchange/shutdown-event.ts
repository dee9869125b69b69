/** What every socket is told before the server goes: market streams and sessions of the WebSocket API alike. */
import { type TimeUnit, timeIn } from "./time-unit.ts";

export function serverShutdown(unit: TimeUnit, timeUs: number) {
  return { e: "serverShutdown", E: timeIn(unit, timeUs) };
}
