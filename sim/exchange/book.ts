/**
 * What a market needs of the book that its orders meet, whoever else is in it: the matcher, where all of it are orders of accounts
 * (`src/ports/matcher.ts` says what each member does), or a recording, where the rest was traded long ago (`recorded/recorded-book.ts`).
 */
import type { Side } from "../../src/domain/side.ts";
import type { Matcher } from "../../src/ports/matcher.ts";

type OfMatcher =
  | "place"
  | "amend"
  | "cancel"
  | "run"
  | "result"
  | "reportsCount"
  | "report"
  | "bestBidTicks"
  | "bestBidLots"
  | "bestAskTicks"
  | "bestAskLots"
  | "readLevels"
  | "levelTicks"
  | "levelLots"
  | "stateHash";

export interface Book extends Pick<Matcher, OfMatcher>, Disposable {
  /** Only of a book whose levels are not those of the orders in it. */
  readonly apart?: BookApart;
}

/** A book whose levels come from elsewhere: orders that rest in it do not show, and levels alone do not say what they meet. */
export interface BookApart {
  /** Orders that it has room for. */
  readonly ordersMax: number;
  /** It says when depth is told (`ExchangeListener.windowEnd`), in place of the clock. */
  readonly hasWindows: boolean;
  /** Whether a limit order would trade at once, or meet an order of the other side. */
  wouldTake(side: Side, priceTicks: number): boolean;
}
