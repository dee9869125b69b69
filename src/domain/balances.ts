/** What a venue says an account holds, free and locked together, by asset: as it prints it, so with places of its own. */
export type Balances = ReadonlyMap<string, Balance>;

/** In 10^-places. */
export interface Balance {
  readonly units: bigint;
  readonly places: number;
}
