/**
 * The network between processes and the exchange, under one virtual clock: requests and sockets of any of its hosts
 * lead to it, each way takes as long as is drawn for it, and faults strike at the times that were drawn beforehand.
 */
import { assert } from "../../src/base/assert.ts";
import type { Random } from "../../src/base/random.ts";
import type { Http, HttpCall, HttpResult } from "../../src/ports/http.ts";
import type { Socket, SocketPeer, Sockets } from "../../src/ports/sockets.ts";
import type { HostedExchange } from "./hosted-exchange.ts";
import type { NetworkFault } from "./network-faults.ts";
import { type NetworkLatency, NetworkWeather } from "./network-weather.ts";
import { SimulatedRequest } from "./simulated-request.ts";
import { SimulatedSocket } from "./simulated-socket.ts";
import type { Surroundings, Target } from "./surroundings.ts";
import type { VirtualClock } from "./virtual-clock.ts";

export interface NetworkOptions {
  readonly clock: VirtualClock;
  readonly venue: HostedExchange;
  /** Where the exchange can be found, as in a URL; elsewhere is nobody. */
  readonly hosts: readonly string[];
  readonly latency: NetworkLatency;
  readonly faults?: readonly NetworkFault[];
  /** The network's own stream. */
  readonly random: Random;
}

export class SimulatedNetwork {
  readonly #around: Surroundings;
  readonly #ends: NetworkEnd[] = [];

  constructor({ clock, venue, hosts, latency, faults = [], random }: NetworkOptions) {
    const weather = new NetworkWeather({ hosts, latency, faults, random, epochUnixNs: clock.epochUnixNs });
    this.#around = { clock, venue, weather };
    for (const fault of faults) if (!("forNs" in fault)) clock.schedule(fault.atNs, () => this.#strike(fault));
  }

  /** A process's access to it. @param address as the exchange sees it. */
  join(address: string): NetworkEnd {
    const end = new NetworkEnd(this.#around, address);
    this.#ends.push(end);
    return end;
  }

  #strike({ kind, hosts }: NetworkFault): void {
    for (const end of this.#ends) end.strike(kind === "cut" ? "cut" : "fallSilent", hosts);
  }
}

export class NetworkEnd implements Http, Sockets {
  #sockets: SimulatedSocket[] = [];
  #requests: SimulatedRequest[] = [];
  #isDead = false;

  constructor(
    private readonly around: Surroundings,
    private readonly address: string,
  ) {}

  send(call: HttpCall): Promise<HttpResult> {
    return new Promise((settled) => {
      if (this.#isDead) return;
      const request = new SimulatedRequest(this.around, targetOf(call.url), this.address, call, settled);
      this.#requests = [...this.#requests.filter(({ isOver }) => !isOver), request];
    });
  }

  open(url: string, peer: SocketPeer): Socket {
    if (this.#isDead) return deadSocket;
    const socket = new SimulatedSocket(this.around, targetOf(url), this.address, peer);
    this.#sockets = [...this.#sockets.filter(({ isClosed }) => !isClosed), socket];
    return socket;
  }

  strike(how: "cut" | "fallSilent", hosts: readonly string[]): void {
    for (const socket of this.#sockets) if (hosts.includes(socket.host)) socket[how]();
    if (how === "cut") for (const request of this.#requests) if (hosts.includes(request.host)) request.cut();
  }

  /** Its process is dead: what it sent arrives, nothing is told to it, and what it still believes to send is nowhere. */
  abandon(): void {
    this.#isDead = true;
    for (const thing of [...this.#sockets, ...this.#requests]) thing.abandon();
  }
}

const deadSocket: Socket = { send: () => false, close() {} };

function targetOf(url: string): Target {
  const { href, host, pathname, search } = new URL(url);
  assert(href === url, "a URL is written as it is sent");
  return { host, path: pathname, query: search.slice(1) };
}
