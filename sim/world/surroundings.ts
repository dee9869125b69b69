/** What all that travels has in common: the time, the exchange, and the network between. */
import type { HostedExchange } from "./hosted-exchange.ts";
import type { NetworkWeather } from "./network-weather.ts";
import type { VirtualClock } from "./virtual-clock.ts";

export interface Surroundings {
  readonly clock: VirtualClock;
  readonly venue: HostedExchange;
  readonly weather: NetworkWeather;
}

/** Where something goes, taken out of its URL. */
export interface Target {
  readonly host: string;
  readonly path: string;
  /** As sent, without the question mark. */
  readonly query: string;
}
