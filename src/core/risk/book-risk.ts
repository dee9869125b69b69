/**
 * The whole book: all markets of a run that share an account and a settlement asset. Each has a seat, through which its
 * own checks see what the others hold and may still be filled with, and whether the book as a whole has lost too much.
 *
 * A market looks at its stops: when one stops the book, the others pull their quotes at their next stop, within a
 * second.
 */
import { bid, type Side } from "../../domain/side.ts";
import { DrawdownStop } from "./drawdown-stop.ts";
import { Exposure } from "./exposure.ts";
import type { BookLimits } from "./limits.ts";
import type { RiskView, Worth } from "./running-check.ts";

export class BookRisk {
  readonly drawdown: DrawdownStop | undefined;
  readonly #seats: BookSeat[] = [];

  constructor(readonly limits: BookLimits) {
    const { drawdown } = limits;
    this.drawdown = drawdown && new DrawdownStop(drawdown, { session: "book_drawdown", day: "book_day_drawdown" });
  }

  /** For a market that joins. */
  seat(view: Pick<RiskView, "portfolio">): BookSeat {
    const seat = new BookSeat(this, this.#seats, new Exposure(view));
    this.#seats.push(seat);
    return seat;
  }

  /** Positions alone, without what is open. */
  get grossUnits(): number {
    return sum(this.#seats, ({ exposure }) => Math.abs(exposure.positionUnits));
  }

  get netUnits(): number {
    return sum(this.#seats, ({ exposure }) => exposure.positionUnits);
  }

  /** A market's P&L has changed: the book's is the sum of what each told last. */
  value(worth: Worth): void {
    this.drawdown?.add(
      worth.nowNs,
      sum(this.#seats, ({ netUnits }) => netUnits),
    );
  }
}

export class BookSeat {
  /** As its market told last. */
  netUnits = 0;

  constructor(
    readonly book: BookRisk,
    private readonly seats: readonly BookSeat[],
    readonly exposure: Exposure,
  ) {}

  value(worth: Worth): void {
    this.netUnits = worth.netUnits;
    this.book.value(worth);
  }

  /** At the worst of what may still be filled. */
  get othersGrossUnits(): number {
    return this.#sumOfOthers(({ longUnits, shortUnits }) => Math.max(longUnits, shortUnits));
  }

  /** Signed, above 0 for that side, at the worst of what may still be filled there. */
  othersNetUnits(side: Side): number {
    return this.#sumOfOthers(({ longUnits, shortUnits }) => (side === bid ? longUnits : shortUnits));
  }

  #sumOfOthers(unitsOf: (exposure: Exposure) => number): number {
    return sum(this.seats, (seat) => (seat === this ? 0 : unitsOf(seat.exposure)));
  }
}

function sum(seats: readonly BookSeat[], unitsOf: (seat: BookSeat) => number): number {
  let total = 0;
  for (const seat of seats) total += unitsOf(seat);
  return total;
}
