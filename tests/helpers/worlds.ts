/**
 * Two worlds that a client cannot tell apart: the exchange on real sockets and the machine's clock, and the exchange in
 * process under a virtual one. In both somebody also listens who never answers.
 */

import { fault as faultForm } from "../../sim/exchange/faults/fault.ts";
import type { ExchangeServer } from "../../sim/exchange/server.ts";
import type { OneWayConfig } from "../../sim/latency-config.ts";
import { HostedExchange } from "../../sim/world/hosted-exchange.ts";
import type { NetworkFault } from "../../sim/world/network-faults.ts";
import { SimulatedNetwork } from "../../sim/world/simulated-network.ts";
import { VirtualClock } from "../../sim/world/virtual-clock.ts";
import { FetchHttp } from "../../src/adapters/world/fetch-http.ts";
import { WallClock } from "../../src/adapters/world/wall-clock.ts";
import { WebSockets } from "../../src/adapters/world/web-sockets.ts";
import { Random } from "../../src/base/random.ts";
import { midnightUnixNs, nsPerMinute, nsPerMs } from "../../src/domain/time.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { Http } from "../../src/ports/http.ts";
import type { Sockets } from "../../src/ports/sockets.ts";
import { ExchangeDesk, startUs } from "./exchange-desk.ts";
import { OpenExchange } from "./exchange-door.ts";
import { eventually } from "./patient.ts";

export interface World extends AsyncDisposable {
  readonly clock: Clock;
  readonly http: Http;
  readonly sockets: Sockets;
  readonly server: ExchangeServer;
  /** Host and port. */
  readonly hosts: { readonly venue: string; readonly silent: string; readonly nobody: string };
  /** Unix milliseconds, by the exchange's clock. */
  venueMs(): number;
  /** Calls the exchange at the time it is there; what is called answers something. */
  call<Answer>(command: (nowUs: number) => Answer): Answer;
  /** Puts a fault into the exchange. */
  inject(fault: Readonly<Record<string, unknown>>): void;
  /** Lets time pass until there is an answer. */
  until<Answer>(ask: () => Answer | undefined | Promise<Answer | undefined>): Promise<Answer>;
  /** The same with a promise. */
  kept<Answer>(promise: Promise<Answer>): Promise<Answer>;
}

export interface WorldUnderTest {
  readonly kind: string;
  open(): World;
}

export const worldsUnderTest: readonly WorldUnderTest[] = [
  { kind: "real", open: () => new RealWorld() },
  { kind: "simulated", open: () => new SimulatedWorld() },
];

class RealWorld implements World {
  readonly clock = new WallClock();
  readonly http = new FetchHttp();
  readonly sockets = new WebSockets();
  readonly #exchange = new OpenExchange();
  readonly #mute = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => {} } });
  readonly server = this.#exchange.server;
  /** Port 1 is nobody's that a test could meet. */
  readonly hosts = {
    venue: `127.0.0.1:${this.#exchange.port}`,
    silent: `127.0.0.1:${this.#mute.port}`,
    nobody: "127.0.0.1:1",
  };

  venueMs(): number {
    return Date.now();
  }
  call<Answer>(command: (nowUs: number) => Answer): Answer {
    return this.#exchange.call(command);
  }
  inject(document: Readonly<Record<string, unknown>>): void {
    this.call((nowUs) => this.server.faults.inject(nowUs, faultForm.parse(document)));
  }
  until<Answer>(ask: () => Answer | undefined | Promise<Answer | undefined>): Promise<Answer> {
    return eventually(ask);
  }
  kept<Answer>(promise: Promise<Answer>): Promise<Answer> {
    return promise;
  }
  async [Symbol.asyncDispose](): Promise<void> {
    this.#mute.stop(true);
    await this.#exchange[Symbol.asyncDispose]();
  }
}

const startUnixNs = BigInt(startUs) * 1000n;
/** Of simulated time; who waits longer waits in vain. */
const patienceNs = 10 * nsPerMinute;

/** Milliseconds: always as many, or drawn evenly between two. */
type Way = number | { readonly min: number; readonly max: number };
interface Ways {
  readonly there: Way;
  readonly back: Way;
}

export class SimulatedWorld implements World {
  readonly epochUnixNs = midnightUnixNs(startUnixNs);
  readonly startNs = Number(startUnixNs - this.epochUnixNs);
  readonly clock = new VirtualClock(this.epochUnixNs, this.startNs);
  readonly server = new ExchangeDesk().server;
  readonly hosts = { venue: "venue.test", silent: "silent.test", nobody: "nobody.test" };
  readonly venue = new HostedExchange(this.server, this.clock);
  readonly network: SimulatedNetwork;
  readonly http: Http;
  readonly sockets: Sockets;

  constructor(faults: readonly NetworkFault[] = [], { there, back }: Ways = { there: 3, back: 5 }) {
    const silence = { kind: "stall", atNs: 0, forNs: 10 * this.startNs, hosts: [this.hosts.silent] } as const;
    this.network = new SimulatedNetwork({
      clock: this.clock,
      venue: this.venue,
      hosts: [this.hosts.venue, this.hosts.silent],
      latency: { toVenueMs: oneWayOf(there), fromVenueMs: oneWayOf(back) },
      faults: [silence, ...faults],
      random: Random.fromSeed(1).fork("network"),
    });
    const end = this.network.join("192.0.2.1");
    this.http = end;
    this.sockets = end;
  }

  venueMs(): number {
    return this.venue.nowUs() / 1000;
  }
  call<Answer>(command: (nowUs: number) => Answer): Answer {
    return this.venue.call(command);
  }
  inject(document: Readonly<Record<string, unknown>>): void {
    this.call((nowUs) => this.server.faults.inject(nowUs, faultForm.parse(document)));
  }
  async until<Answer>(ask: () => Answer | undefined | Promise<Answer | undefined>): Promise<Answer> {
    const untilNs = this.clock.nowNs() + patienceNs;
    for (;;) {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      if (this.clock.nowNs() >= untilNs) throw new Error("waited in vain");
      this.clock.advanceTo(Math.max(this.clock.nowNs(), Math.min(this.clock.nextNs, untilNs)));
    }
  }
  async kept<Answer>(promise: Promise<Answer>): Promise<Answer> {
    let isKept = false;
    void promise.then(() => {
      isKept = true;
    });
    await this.until(() => isKept);
    return promise;
  }
  /** Lets so much time pass. */
  pass(ms: number): void {
    this.clock.advanceTo(this.clock.nowNs() + Math.round(ms * nsPerMs));
  }
  async [Symbol.asyncDispose](): Promise<void> {
    this.server[Symbol.dispose]();
  }
}

function oneWayOf(way: Way): OneWayConfig {
  if (typeof way === "number") return way;
  return {
    quantiles: [
      [0, way.min],
      [1, way.max],
    ],
  };
}
