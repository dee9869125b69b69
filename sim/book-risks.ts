/** The whole books of a run: for each settlement asset with limits, what all share that trade from the common account. */
import { InputError } from "../src/base/input-error.ts";
import { BookRisk } from "../src/core/risk/book-risk.ts";
import type { BookLimits } from "../src/core/risk/limits.ts";
import type { Instrument } from "../src/domain/instrument.ts";
import { type BookRiskConfig, bookLimitsOf } from "./risk-config.ts";

/** Of one instrument what its book needs to know. */
export interface BookMember {
  readonly instrument: Instrument;
  /** Of an account of its own; undefined where it trades from the common one. */
  readonly balances: unknown;
}

/** By settlement asset. Each run needs new ones: they keep what its markets hold. */
export function booksOf(
  config: BookRiskConfig | undefined,
  members: readonly BookMember[],
): ReadonlyMap<string, BookRisk> {
  const limits = bookLimits(config, members, "book_risk");
  return new Map([...limits].map(([asset, of]) => [asset, new BookRisk(of)]));
}

/** @param place of the limits in a configuration. @throws InputError for an asset that nothing here settles in. */
export function bookLimits(
  config: BookRiskConfig | undefined,
  members: readonly BookMember[],
  place: string,
): ReadonlyMap<string, BookLimits> {
  const assets = members.filter(({ balances }) => balances === undefined).map(({ instrument }) => instrument.settle);
  return new Map(
    Object.entries(config ?? {}).map(([name, of]) => {
      const asset = assets.find((candidate) => candidate.name === name);
      if (asset !== undefined) return [name, bookLimitsOf(of, asset, `${place}.${name}`)];
      const known = [...new Set(assets.map((one) => one.name))].join(", ");
      throw new InputError(`${place}.${name}`, `nothing of the common account settles in it; expected ${known}`);
    }),
  );
}
