/**
 * A process in the simulated world: its clock, its requests and its sockets, all of which stop at once when it is
 * killed, in the middle of whatever it was doing. What it wrote to disk is there for the next one.
 */
import type { TimeNs } from "../../src/domain/time.ts";
import type { Clock, TimerId } from "../../src/ports/clock.ts";
import type { NetworkEnd, SimulatedNetwork } from "./simulated-network.ts";
import type { VirtualClock } from "./virtual-clock.ts";

export class SimulatedProcess {
  readonly clock: Clock;
  readonly network: NetworkEnd;
  #isDead = false;

  constructor(clock: VirtualClock, network: SimulatedNetwork, address = "192.0.2.1") {
    this.network = network.join(address);
    this.clock = new MortalClock(clock, () => this.#isDead);
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** Nothing of it is woken, answered or told of anything any more. */
  kill(): void {
    this.#isDead = true;
    this.network.abandon();
  }
}

/** The world's clock, which wakes nobody who is dead. */
class MortalClock implements Clock {
  constructor(
    private readonly clock: VirtualClock,
    private readonly isDead: () => boolean,
  ) {}

  get epochUnixNs(): bigint {
    return this.clock.epochUnixNs;
  }
  nowNs(): TimeNs {
    return this.clock.nowNs();
  }
  schedule(atNs: TimeNs, wake: () => void): TimerId {
    return this.clock.schedule(atNs, () => {
      if (!this.isDead()) wake();
    });
  }
  cancel(timerId: TimerId): void {
    this.clock.cancel(timerId);
  }
}
