// Goal: a session on paper goes on with what the last one held, and with nothing else.
// Method: what was recovered of sessions on Spot and futures, with other instruments, other balances and other places.
import { describe, expect, test } from "bun:test";
import type { RecoveredSession } from "../../../sim/recover-session.ts";
import type { SessionSpec } from "../../../sim/session-spec.ts";
import { leftPositions, wentOn } from "../../../src/commands/paper-start.ts";
import type { Instrument } from "../../../src/domain/instrument.ts";
import { spotBtcusdt, usdmBtcusdt } from "../../helpers/instruments.ts";
import { paperSpec } from "../../helpers/paper-session.ts";

const paper = paperSpec();

describe("paper start", () => {
  test("of the same instruments: balances and positions are the last's, of futures with what was paid for them", () => {
    const spec = specOf([spotBtcusdt, usdmBtcusdt], { USDT: 5n, BTC: 7n, BNB: 9n });
    const last = lastOf([spotBtcusdt, usdmBtcusdt], { USDT: 50n, BTC: 70n });
    const { balances, markets } = wentOn(spec, last);
    expect(Object.fromEntries(balances)).toEqual({ USDT: 50n, BTC: 70n, BNB: 9n });
    const [spot, futures] = markets;
    expect(spot!.startPositionUnits).toBe(100n);
    expect(spot).not.toHaveProperty("startEntryUnits");
    expect(futures).toMatchObject({ startPositionUnits: 101n, startEntryUnits: -11n });
    expect(leftPositions(spec, last)).toEqual([]);
  });

  test("of other instruments: a new one begins flat, and a position that nobody goes on with is named", () => {
    const last = lastOf([spotBtcusdt, usdmBtcusdt], { USDT: 50n });
    const spec = specOf([spotBtcusdt], { USDT: 5n });
    expect(leftPositions(spec, last)).toEqual(["BTCUSDT.usdm 0.101"]);
    const ether: Instrument = { ...spotBtcusdt, symbol: "ETHUSDT", base: { name: "ETH", places: 8 } };
    expect(wentOn(specOf([ether], {}), last).markets[0]!.startPositionUnits).toBe(0n);
  });

  test("an asset that is now counted with other places: is an InputError", () => {
    const finer: Instrument = { ...spotBtcusdt, base: { name: "BTC", places: 9 } };
    expect(() => wentOn(specOf([finer], {}), lastOf([spotBtcusdt], {}))).toThrow(
      "session 00000abc: counts BTC with other places than the venue does now; expected --fresh",
    );
  });
});

function specOf(instruments: readonly Instrument[], balances: Readonly<Record<string, bigint>>): SessionSpec {
  const [market] = paper.markets;
  const markets = instruments.map((instrument) => ({ ...market!, instrument }));
  return { ...paper, markets, balances: new Map(Object.entries(balances)) };
}

/** Long of each: 100 units, 101 …, one unit a lot; paid -10 units, -11 … */
function lastOf(instruments: readonly Instrument[], balances: Readonly<Record<string, bigint>>): RecoveredSession {
  const spec = specOf(instruments, balances);
  return {
    ...{ spec, lastNs: 1, snapshotNs: 1, runHash: undefined, journalEnd: { kind: "open" }, outboxEnd: undefined },
    balances: spec.balances,
    markets: instruments.map((instrument, at) => ({
      ...{ instrument, positionLots: 100 + at, openOrders: [], pnl: undefined },
      ...{ positionUnits: 100n + BigInt(at), entryUnits: -10n - BigInt(at) },
    })),
  };
}
