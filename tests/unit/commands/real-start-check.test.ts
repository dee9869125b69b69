// Goal: at a real start every asset is expected to the last digit, and each trade that only one of ledger and venue has is
// named.
// Method: any trades since the last session's start, known or found now, with fees in any asset; the account's balances by
// plain sums of decimals. A ledger in memory from which some fills are missing, and which has some of its own.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { RecoveredSession } from "../../../sim/recover-session.ts";
import type { PastTrade } from "../../../src/adapters/binance/gateway/past-trades.ts";
import { formatDecimal } from "../../../src/base/decimal.ts";
import { balanceDifferences, ledgerDifferences } from "../../../src/commands/real-start-check.ts";
import type { FillRecord } from "../../../src/domain/ledger-record.ts";
import { ask, bid } from "../../../src/domain/side.ts";
import { LedgerWords } from "../../../src/live/ledger-records.ts";
import { spotBtcusdt } from "../../helpers/instruments.ts";
import { ModelLedger } from "../../helpers/model-ledger.ts";
import { paperSpec } from "../../helpers/paper-session.ts";

const paper = paperSpec();
const spec = {
  ...paper,
  mode: "real" as const,
  markets: paper.markets.map((market) => ({ ...market, instrument: spotBtcusdt })),
  balances: new Map([
    ["BTC", 10n ** 9n],
    ["USDT", 10n ** 14n],
  ]),
};
const last = { spec, markets: [], balances: new Map() } as unknown as RecoveredSession;
const words = new LedgerWords(spec.sessionId, "main", "real", spotBtcusdt, spec.epochUnixNs);

const trade = fc.record({
  side: fc.constantFrom(bid, ask),
  priceTicks: fc.integer({ min: 1, max: 10_000_000 }),
  lots: fc.integer({ min: 1, max: 10_000 }),
  fee: fc.record({
    asset: fc.constantFrom("BTC", "USDT", "BNB"),
    units: fc.bigInt({ min: -1000n, max: 10n ** 8n }),
    places: fc.constant(8),
  }),
  isKnown: fc.boolean(),
});
const trades = fc
  .array(trade, { maxLength: 20 })
  .map((all) => all.map((each, at) => ({ ...each, ...names(at + 1), venueNs: at, maker: true })));
const moved = fc.dictionary(fc.constantFrom("BTC", "USDT", "BNB", "ETH"), fc.bigInt({ min: -1000n, max: 1000n }));

describe("real start check", () => {
  test("any trades since the last start, any deposits: each asset differs by what was moved, and no other", () => {
    fc.assert(
      fc.property(trades, moved, (all, deposits) => {
        const balances = new Map(spec.balances);
        const move = (asset: string, units: bigint) => balances.set(asset, (balances.get(asset) ?? 0n) + units);
        for (const { side, priceTicks, lots, fee } of all) {
          const sign = side === bid ? 1n : -1n;
          move("BTC", sign * BigInt(lots) * spotBtcusdt.lotUnits);
          // 0.01 USDT a tick and 0.00001 BTC a lot: 10 of 1e-8 USDT.
          move("USDT", -sign * BigInt(priceTicks) * BigInt(lots) * 10n);
          move(fee.asset, -fee.units);
        }
        for (const [asset, units] of Object.entries(deposits)) move(asset, units);
        const known = all.filter(({ isKnown }) => isKnown).map((each) => words.past(each, 5));
        const found = all.filter(({ isKnown }) => !isKnown);
        const begun = { spec: { ...spec, balances }, pastTrades: new Map([["BTCUSDT", found]]) };
        const differences = balanceDifferences(last, known, begun);
        const expected = Object.entries(deposits)
          .filter(([, units]) => units !== 0n)
          .map(([asset, units]) => [asset, formatDecimal(units, 8)]);
        expect(Object.fromEntries(differences.map(({ asset, difference }) => [asset, difference]))).toEqual(
          Object.fromEntries(expected),
        );
      }),
    );
  });

  test("trades that the ledger has not, and fills that the venue has not: are named, others are not", async () => {
    await fc.assert(
      fc.asyncProperty(trades, fc.array(fc.constantFrom("both", "ledger", "venue", "found")), async (all, places) => {
        const of = (...which: string[]) => all.filter((_, at) => which.includes(places[at] ?? "both"));
        const ledger = new ModelLedger();
        const records = of("both", "ledger").map((each): FillRecord => words.past(each, 5));
        const [first] = all.slice(0, 1).map((each) => words.past({ ...each, ...names(0) }, 5));
        if (first !== undefined) records.push(first, { ...first, mode: "paper", tradeId: "paper-1" });
        await ledger.write({ outboxId: "o", fromCount: 0, records });
        const found = await ledgerDifferences(ledger, "main", last, {
          venueTrades: new Map([["BTCUSDT", { fromTradeId: "0", trades: of("both", "venue", "found") }]]),
          pastTrades: new Map([["BTCUSDT", of("found")]]),
        });
        const idsOf = (which: string) => of(which).map(({ tradeId }) => tradeId);
        const [missingInLedger, unknownToVenue] = [idsOf("venue"), idsOf("ledger")];
        const differs = missingInLedger.length + unknownToVenue.length > 0;
        expect(found).toEqual(differs ? [{ symbol: "BTCUSDT", missingInLedger, unknownToVenue }] : []);
      }),
    );
  });
});

function names(id: number): Pick<PastTrade, "tradeId" | "clientOrderId"> {
  return { tradeId: String(id), clientOrderId: `hs-1-0-${id}` };
}
