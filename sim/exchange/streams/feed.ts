/**
 * What fills one channel. It is there while somebody listens: made with the first subscriber, dropped with the last. It hears of its own
 * market only.
 */
import type { BestQuote, LevelChange, PublicTrade } from "../listener.ts";

export interface Feed {
  /** How often it wants to be asked, at multiples of it in Unix time; 0 for never. */
  readonly periodUs: number;
  trade?(trade: PublicTrade): void;
  level?(change: LevelChange): void;
  best?(quote: BestQuote): void;
  /** The market's own window ends. */
  windowEnd?(timeUs: number): void;
  /** A period ends. */
  tick?(dueUs: number): void;
  /** Another subscriber has come. */
  joined?(): void;
}
