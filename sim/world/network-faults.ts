/**
 * What goes wrong on the way to the venue, as data: drawn before the world begins, so that a bad day can be printed,
 * repeated, and made shorter. What goes wrong at the venue itself is `sim/exchange/faults`.
 */
import type { Random } from "../../src/base/random.ts";
import { type DurationNs, nsPerMs, nsPerSecond, type TimeNs } from "../../src/domain/time.ts";

interface Somewhere {
  readonly atNs: TimeNs;
  /** On the way to these, as in a URL. */
  readonly hosts: readonly string[];
}

/** Connections end: both sides hear of it, what was under way is lost. Half open: they carry nothing, nobody hears of it. */
interface OfConnections extends Somewhere {
  readonly kind: "cut" | "half_open";
}

/** Stall: nothing arrives until it is over, and then all of it. Unreachable: new connections and requests are refused. */
interface OfRoutes extends Somewhere {
  readonly kind: "stall" | "unreachable";
  readonly forNs: DurationNs;
}

/** The connection of an HTTP request ends before the request has arrived, or after that, before the answer has. */
interface OfRequests extends Somewhere {
  readonly kind: "lost_request" | "lost_answer";
  readonly forNs: DurationNs;
  /** Each is struck with this chance. */
  readonly chance: number;
}

export type NetworkFault = OfConnections | OfRoutes | OfRequests;

export interface BadWeather {
  readonly fromNs: TimeNs;
  readonly untilNs: TimeNs;
  /** From one fault to the next, in the mean. */
  readonly everyNs: DurationNs;
  readonly hosts: readonly string[];
}

const kinds = ["cut", "half_open", "stall", "unreachable", "lost_request", "lost_answer"] as const;

/** Faults in the order of their times, all over by `untilNs`; half of them meet one host, the others all. */
export function drawNetworkFaults(random: Random, { fromNs, untilNs, everyNs, hosts }: BadWeather): NetworkFault[] {
  const faults: NetworkFault[] = [];
  const gap = () => random.int(1, 2 * everyNs);
  for (let atNs = fromNs + gap(); atNs < untilNs; atNs += gap()) {
    const somewhere = { atNs, hosts: random.chance(1, 2) ? hosts : [random.pick(hosts)] };
    const forNs = Math.min(random.int(10 * nsPerMs, 5 * nsPerSecond), untilNs - atNs);
    const kind = random.pick(kinds);
    if (kind === "cut" || kind === "half_open") faults.push({ ...somewhere, kind });
    else if (kind === "stall" || kind === "unreachable") faults.push({ ...somewhere, kind, forNs });
    else faults.push({ ...somewhere, kind, forNs, chance: random.pick([0.2, 0.5, 1]) });
  }
  return faults;
}
