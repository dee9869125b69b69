/** How patient a live feed is, and how much of the venue's limits is its own. */
import { type DurationNs, nsPerHour, nsPerMinute, nsPerSecond } from "../../../domain/time.ts";

export interface FeedOptions {
  /** A symbol of which nothing has come for so long has its connection replaced; one silent as a whole is given up. */
  readonly staleNs: DurationNs;
  /** The same for a kind of stream of which, once subscribed to, nothing has ever come. */
  readonly silentNs: DurationNs;
  /** A connection is replaced when it is that old, less up to a twentieth by chance: the venue ends it at 24 h. */
  readonly lifetimeNs: DurationNs;
  /** For a connection to open, and for a subscription to be confirmed. */
  readonly answerTimeoutNs: DurationNs;
  /** For a new connection to deliver every symbol; then the old one goes all the same. */
  readonly overlapMaxNs: DurationNs;
  /** The old one is read for so much longer: prints may come after the depth event that shows them. */
  readonly lingerNs: DurationNs;
  readonly symbolsPerConnectionMax: number;
  readonly clockEveryNs: DurationNs;
  /** Of what an address may ask of REST, and how often it may connect: the feed's share. The rest is the gateway's. */
  readonly limitsShare: number;
}

export const feedDefaults: FeedOptions = {
  staleNs: 30 * nsPerSecond,
  silentNs: nsPerMinute,
  lifetimeNs: 23 * nsPerHour,
  answerTimeoutNs: 10 * nsPerSecond,
  overlapMaxNs: nsPerMinute,
  lingerNs: nsPerSecond,
  symbolsPerConnectionMax: 100,
  clockEveryNs: nsPerMinute,
  limitsShare: 0.5,
};
