/** What goes wrong at the venue on a bad day, as data with its times: the kinds are those of `sim/exchange/faults`. */
import type { Random } from "../../src/base/random.ts";
import { nsPerSecond, type TimeNs } from "../../src/domain/time.ts";
import { type Fault, fault } from "../exchange/faults/fault.ts";
import type { BadWeather } from "./network-faults.ts";

export interface VenueFault {
  readonly atNs: TimeNs;
  readonly fault: Fault;
}

const trading = ["order.*", "openOrders.*", "POST /api/v3/order", "DELETE /api/v3/*", "GET /api/v3/*"];

/** In the order of their times, all over by `untilNs`. */
export function drawVenueFaults(random: Random, { fromNs, untilNs, everyNs }: Omit<BadWeather, "hosts">): VenueFault[] {
  const faults: VenueFault[] = [];
  const gap = () => random.int(1, 2 * everyNs);
  for (let atNs = fromNs + gap(); atNs < untilNs; atNs += gap()) {
    const lastsNs = Math.min(random.int(nsPerSecond, 10 * nsPerSecond), untilNs - atNs);
    faults.push({ atNs, fault: drawFault(random, lastsNs / nsPerSecond) });
  }
  return faults;
}

function drawFault(random: Random, forSeconds: number): Fault {
  const chance = random.pick([0.1, 0.3, 1]);
  const executed = random.chance(1, 2);
  const requests = random.chance(1, 2) ? [random.pick(trading)] : trading;
  const kinds: readonly Readonly<Record<string, unknown>>[] = [
    { kind: "refusal", status: random.pick([500, 502, 503, 504]), executed, requests, chance, forSeconds },
    { kind: "refusal", status: 429, requests, chance, forSeconds, retryAfterSeconds: random.int(1, 5) },
    { kind: "lost_answer", executed, requests, chance, forSeconds },
    { kind: "disconnect", sockets: random.pick(["streams", "ws_api", "all"]), forSeconds },
    { kind: "gap", events: [random.pick(["depthUpdate", "trade", "bookTicker"])], chance, forSeconds },
    { kind: "delayed_user_events", delayMs: random.int(1, 4000), forSeconds },
    { kind: "maintenance", forSeconds },
  ];
  return fault.parse(random.pick(kinds));
}
