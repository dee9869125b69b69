/** Which markets of a run hedge which, as a configuration says (`hedges`), and what that forbids. */
import { InputError } from "../src/base/input-error.ts";
import { type Instrument, instrumentKey } from "../src/domain/instrument.ts";
import type { MarketRun, MarketSetup } from "./market-run.ts";

/** Of one market what this looks at. */
export type HedgeMember = Pick<MarketSetup, "instrument" | "strategy"> & {
  readonly config: Pick<MarketSetup["config"], "hedges">;
};

/**
 * @param place of the list of instruments in a configuration.
 * @returns for each market the index of the one that it hedges; undefined for none.
 * @throws InputError for what cannot be hedged.
 */
export function hedgedIndices(members: readonly HedgeMember[], place: string): (number | undefined)[] {
  const hedged = members.map((member, at) => hedgedIndex(members, at, `${place}.${at}`, member));
  for (const [at, of] of hedged.entries()) {
    if (of === undefined) continue;
    const refuse = refusal(`${place}.${at}.hedges`, members[of]!.instrument);
    if (hedged.indexOf(of) !== at) refuse("is hedged already; expected one hedge of each");
    if (comesBack(hedged, at)) refuse("is hedged with what hedges it; expected no circle");
  }
  return hedged;
}

/** Lets each that hedges see what it hedges. */
export function linkHedges(markets: readonly MarketRun[], hedged: readonly (number | undefined)[]): void {
  for (const [at, of] of hedged.entries()) if (of !== undefined) markets[at]!.hedge(markets[of]!);
}

function hedgedIndex(
  members: readonly HedgeMember[],
  own: number,
  place: string,
  { config: { hedges }, instrument, strategy }: HedgeMember,
): number | undefined {
  if (hedges === undefined) return undefined;
  if (strategy.readsHedged !== true)
    throw new InputError(
      `${place}.hedges`,
      `${strategy.name} looks at no other market; expected a strategy that hedges`,
    );
  const { venue, market, symbol } = hedges;
  const at = members.findIndex(
    ({ instrument: of }) => of.venue === venue && of.market === market && of.symbol === symbol,
  );
  if (at === -1)
    throw new InputError(`${place}.hedges`, `${symbol} of ${venue} ${market} is not in this run; expected one that is`);
  checkPair(members[at]!.instrument, instrument, at === own, `${place}.hedges`);
  return at;
}

function checkPair(hedged: Instrument, hedge: Instrument, isItself: boolean, place: string): void {
  const refuse = refusal(place, hedged);
  if (isItself) refuse("cannot hedge itself; expected another");
  if (hedged.base.name !== hedge.base.name)
    refuse(`is of ${hedged.base.name}; expected one of ${hedge.base.name}, as the hedge`);
  const inverse = [hedged, hedge].find((of) => of.inverse);
  if (inverse !== undefined)
    refuse(
      `with ${instrumentKey(hedge)}: ${instrumentKey(inverse)} is inverse; expected two that count ${hedge.base.name}`,
    );
}

function refusal(place: string, hedged: Instrument): (why: string) => void {
  return (why) => {
    throw new InputError(place, `${instrumentKey(hedged)} ${why}`);
  };
}

/** Whether going from each to what it hedges leads back to the first. */
function comesBack(hedged: readonly (number | undefined)[], first: number): boolean {
  let at = hedged[first];
  for (let steps = 0; at !== undefined && at !== first && steps < hedged.length; steps++) at = hedged[at];
  return at === first;
}
