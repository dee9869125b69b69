/** A venue of which an account's user data is kept, parsed, as it is told. */
import type { Account } from "../../sim/exchange/ledger.ts";
import type { TimeUnit } from "../../sim/exchange/time-unit.ts";
import { UserData } from "../../sim/exchange/user-data/user-data.ts";
import { type Grid, testSymbol, whole } from "./exchange-symbols.ts";
import { Venue } from "./exchange-venue.ts";

export type Event = Record<string, unknown>;

const rates = { makerRate: 0n, takerRate: 100_000n, buyerRate: 0n, sellerRate: 0n };
/** Of the venue of the tests: a command each microsecond. */
export const startMs = 1_700_000_000_000;

export function openUserData(grid: Grid = whole, names = { symbol: "ABCXYZ", baseAsset: "ABC", quoteAsset: "XYZ" }) {
  const venue = new Venue(testSymbol(grid, [], { ...names, defaultSelfTradePreventionMode: "EXPIRE_MAKER" }));
  const [own, other] = [venue.account({ commission: rates }), venue.account()];
  const userData = new UserData(venue.exchange);
  const events: Event[] = [];
  const listen = (account: Account, unit: TimeUnit = "MILLISECOND") =>
    userData.subscribe(account, unit, (event) => events.push(JSON.parse(event)));
  return { venue, own, other, userData, events, listen };
}
