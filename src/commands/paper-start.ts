/** Where a session on paper begins: with the configuration's balances, or with what the last of its name held. */
import type { RecoveredMarket, RecoveredSession } from "../../sim/recover-session.ts";
import type { SessionMarketSpec, SessionSpec } from "../../sim/session-spec.ts";
import { InputError } from "../base/input-error.ts";
import { type Asset, type Instrument, instrumentKey } from "../domain/instrument.ts";
import { positionWords } from "./live-earlier.ts";

/** Goes on from there: P&L counts from this start, but nothing that is held is lost. @throws InputError for other places. */
export function wentOn(spec: SessionSpec, last: RecoveredSession): SessionSpec {
  const known = new Map(last.markets.flatMap(({ instrument }) => assetsOf(instrument)).map((of) => [of.name, of]));
  for (const { name, places } of spec.markets.flatMap(({ instrument }) => assetsOf(instrument)))
    if (places !== (known.get(name)?.places ?? places))
      throw new InputError(
        `session ${last.spec.sessionId}`,
        `counts ${name} with other places than the venue does now; expected --fresh`,
      );
  return {
    ...spec,
    markets: spec.markets.map((market) => wentOnWith(market, marketOf(last, market.instrument))),
    balances: new Map([...spec.balances, ...last.balances]),
  };
}

/** Positions that the session does not go on with, since its configuration no longer names them. */
export function leftPositions({ markets }: SessionSpec, last: RecoveredSession): string[] {
  const keys = new Set(markets.map(({ instrument }) => instrumentKey(instrument)));
  return last.markets
    .filter(({ instrument, positionUnits }) => positionUnits !== 0n && !keys.has(instrumentKey(instrument)))
    .map(positionWords);
}

function wentOnWith(market: SessionMarketSpec, last: RecoveredMarket | undefined): SessionMarketSpec {
  if (last === undefined) return market;
  const startPositionUnits = last.positionUnits;
  if (market.instrument.market === "spot") return { ...market, startPositionUnits };
  return { ...market, startPositionUnits, startEntryUnits: last.entryUnits };
}

function marketOf({ markets }: RecoveredSession, instrument: Instrument): RecoveredMarket | undefined {
  return markets.find((of) => instrumentKey(of.instrument) === instrumentKey(instrument));
}

function assetsOf({ base, quote, settle }: Instrument): Asset[] {
  return [base, quote, settle];
}
