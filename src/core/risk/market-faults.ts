/** What is wrong with a market, so that nothing may be quoted in it: the gravest first. */
export const marketFaults = ["no_book", "gapped_book", "stale_book", "one_sided_book", "crossed_book"] as const;
export type MarketFault = (typeof marketFaults)[number];

export function isMarketFault(reason: string | undefined): boolean {
  return (marketFaults as readonly (string | undefined)[]).includes(reason);
}
