/** How the network is at a time: how long a message takes, and whether it gets there at all. */
import type { Random } from "../../src/base/random.ts";
import type { TimeNs } from "../../src/domain/time.ts";
import type { OneWayConfig } from "../latency-config.ts";
import { type OneWay, oneWayOf } from "../latency-one-way.ts";
import type { NetworkFault } from "./network-faults.ts";

export interface NetworkLatency {
  readonly toVenueMs: OneWayConfig;
  readonly fromVenueMs: OneWayConfig;
}

export interface WeatherOptions {
  readonly hosts: readonly string[];
  readonly latency: NetworkLatency;
  readonly faults: readonly NetworkFault[];
  readonly random: Random;
  readonly epochUnixNs: bigint;
}

export type Way = "toVenue" | "fromVenue";

type Lasting = Extract<NetworkFault, { forNs: number }>;

export class NetworkWeather {
  readonly #hosts: ReadonlySet<string>;
  readonly #oneWay: Readonly<Record<Way, OneWay>>;
  readonly #lasting: readonly Lasting[];
  readonly #random: Random;

  constructor({ hosts, latency, faults, random, epochUnixNs }: WeatherOptions) {
    this.#hosts = new Set(hosts);
    this.#oneWay = {
      toVenue: oneWayOf(latency.toVenueMs, random.fork("to_venue"), epochUnixNs),
      fromVenue: oneWayOf(latency.fromVenueMs, random.fork("from_venue"), epochUnixNs),
    };
    const lasting = faults.filter((fault) => "forNs" in fault);
    this.#lasting = lasting.toSorted((one, other) => one.atNs - other.atNs);
    this.#random = random.fork("losses");
  }

  /** When what leaves now gets there. */
  arrivalNs(nowNs: TimeNs, way: Way, host: string): TimeNs {
    let atNs = nowNs + this.#oneWay[way](nowNs);
    for (const stall of this.#lasting)
      if (stall.kind === "stall" && isIn(stall, atNs, host)) atNs = stall.atNs + stall.forNs;
    return atNs;
  }

  isUnreachable(nowNs: TimeNs, host: string): boolean {
    if (!this.#hosts.has(host)) return true;
    return this.#lasting.some((fault) => fault.kind === "unreachable" && isIn(fault, nowNs, host));
  }

  /** Whether the request, or the answer, at hand is lost; drawn only where it could be. */
  loses(nowNs: TimeNs, what: "lost_request" | "lost_answer", host: string): boolean {
    return this.#lasting.some(
      (fault) => fault.kind === what && isIn(fault, nowNs, host) && this.#random.unit() < fault.chance,
    );
  }
}

function isIn({ atNs, forNs, hosts }: Lasting, timeNs: TimeNs, host: string): boolean {
  return atNs <= timeNs && timeNs < atNs + forNs && hosts.includes(host);
}
