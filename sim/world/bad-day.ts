/** A day on which everything goes wrong that can: what befalls the network, the venue and the engine, and when. */

import { Random } from "../../src/base/random.ts";
import type { OperatorCommand } from "../../src/domain/operator.ts";
import { type DurationNs, nsPerSecond, type TimeNs } from "../../src/domain/time.ts";
import { drawNetworkFaults, type NetworkFault } from "./network-faults.ts";
import { drawVenueFaults, type VenueFault } from "./venue-faults.ts";

/** All at known times: a day that failed can be told again, and made shorter. */
export interface BadDay {
  readonly network: readonly NetworkFault[];
  readonly venue: readonly VenueFault[];
  readonly kills: readonly Kill[];
  /** Told to the engine, if it lives; it resumes with the calm. */
  readonly operator: readonly { readonly atNs: TimeNs; readonly command: OperatorCommand }[];
}

/** When the engine is killed, if it lives: between two things it does, or with a command in the journal that has not left. */
export interface Kill {
  readonly atNs: TimeNs;
  readonly when: "between" | "in_command";
}

/** Where the exchange is found in this world. */
export const liveHosts = { rest: "rest.test", streams: "streams.test", wsApi: "ws-api.test" } as const;

/** In the mean, over the whole day. */
const operatedEveryNs = 10 * nsPerSecond;

export function calmDay(): BadDay {
  return { network: [], venue: [], kills: [], operator: [] };
}

/** Three quarters of the time are bad. @param killsCount at most. */
export function drawBadDay(seed: number, startNs: TimeNs, forNs: DurationNs, killsCount: number): BadDay {
  const random = Random.fromSeed(seed).fork("bad_day");
  const [fromNs, untilNs] = [startNs, startNs + Math.floor((forNs * 3) / 4)];
  const everyNs = 20 * nsPerSecond;
  const kills = random.fork("kills");
  const operator = random.fork("operator");
  const commands = ["pause", "cancel_all", "flatten", "resume", "resume", "resume"] as const;
  return {
    network: drawNetworkFaults(random.fork("network"), { fromNs, untilNs, everyNs, hosts: Object.values(liveHosts) }),
    venue: drawVenueFaults(random.fork("venue"), { fromNs, untilNs, everyNs }),
    kills: Array.from({ length: killsCount }, () => ({
      atNs: kills.int(fromNs, untilNs),
      when: kills.pick(["between", "in_command"] as const),
    })),
    operator: Array.from({ length: Math.floor(forNs / operatedEveryNs) }, () => ({
      atNs: operator.int(fromNs, untilNs),
      command: { kind: operator.pick(commands) },
    })),
  };
}
