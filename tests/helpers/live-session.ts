/** A live session for tests of what shows and steers one: it stands as it is told to, and keeps what an operator said. */

import type { OperatedSession, OperatorAnswer } from "../../src/api/operated-session.ts";
import { naiveMaker } from "../../src/core/strategy/naive-maker.ts";
import type { Fill } from "../../src/domain/fill.ts";
import type { OperatorCommand } from "../../src/domain/operator.ts";
import { ask, bid } from "../../src/domain/side.ts";
import { nsPerMs, nsPerSecond } from "../../src/domain/time.ts";
import type { MarketStatus, SessionStatus } from "../../src/ports/session-status.ts";
import { spotBtcusdt } from "./instruments.ts";

/** 2024-08-08. */
export const epochUnixNs = 1_723_075_200_000_000_000n;

/** Long 0.00300 BTC of at most 0.01, one order a side, and a little earned. */
export function marketStatus(changes: Partial<MarketStatus> = {}): MarketStatus {
  const order = { clientOrderId: "hs-1", remainingLots: 100, sizeLots: 150, state: "live", sentNs: 2 * nsPerSecond };
  return {
    instrument: spotBtcusdt,
    strategy: "naive-maker",
    parameters: { halfSpreadTicks: 5, sizeLots: 150, positionLotsMax: 1000 },
    models: [],
    book: {
      state: "valid",
      receivedNs: 5 * nsPerSecond - 20 * nsPerMs,
      ...{ bidTicks: 6_000_000, bidLots: 5_000, askTicks: 6_000_001, askLots: 123 },
    },
    fault: "",
    wanted: [
      { side: bid, priceTicks: 5_999_995, sizeLots: 150 },
      { side: ask, priceTicks: 6_000_006, sizeLots: 150 },
    ],
    orders: [
      { ...order, orderId: 1, side: bid, priceTicks: 5_999_995 },
      { ...order, orderId: 2, side: ask, priceTicks: 6_000_006, clientOrderId: "hs-2", remainingLots: 150 },
    ],
    foreignOrders: [{ clientOrderId: "by hand", side: ask, priceTicks: 7_000_000, remainingLots: 1 }],
    positionLots: 300,
    limits: { positionLotsMax: 1000, priceBandTicks: 50_000, staleAfterNs: 2 * nsPerSecond },
    limitUses: [
      { check: "position_bound", share: 0.25, level: undefined },
      { check: "position_soft", share: undefined, level: 2 },
    ],
    vetoes: new Map([["price_band", 3]]),
    doubts: new Map([["asked", 2]]),
    pnl: {
      netUnits: 12_345_678n,
      grossUnits: 20_000_000n,
      feesUnits: 7_654_322n,
      captureUnits: 25_000_000n,
      inventoryUnits: -5_000_000n,
      adverseUnits: -6_000_000n,
    },
    ...changes,
  };
}

export function sessionStatus(changes: Partial<SessionStatus> = {}): SessionStatus {
  return {
    ...{ sessionId: "20240808-000000-7f3a", mode: "paper", version: "0.1.0", configHash: "c0ffee" },
    epochUnixNs,
    startedNs: nsPerSecond,
    nowNs: 5 * nsPerSecond,
    ...{ state: "quoting", killReason: "", holds: [] },
    balances: [
      { asset: "BTC", units: 100_300_000n, places: 8 },
      { asset: "USDT", units: 9_982_012_345_678n, places: 8 },
    ],
    markets: [marketStatus()],
    ...changes,
  };
}

export class ScriptedSession implements OperatedSession {
  readonly config = { strategy: { name: "naive-maker" } };
  readonly parameterSchemas = [naiveMaker.parameters];
  readonly commands: OperatorCommand[] = [];
  standing = sessionStatus();
  answer: OperatorAnswer = { ok: true };

  status(): SessionStatus {
    return this.standing;
  }

  fills(countMax: number) {
    const fill: Fill = {
      ...{ venueNs: 3 * nsPerSecond, receivedNs: 3 * nsPerSecond + nsPerMs, orderId: 1, tradeId: "7", side: bid },
      ...{ priceTicks: 5_999_995, sizeLots: 50, feeUnits: 50, feeAsset: "BTC", maker: true, cause: "print" },
      ...{ tradeId: "28457", queueAheadLots: 0, bidTicks: 5_999_995, askTicks: 5_999_996 },
    };
    const ofThirdAsset: Fill = { ...fill, venueNs: Number.NaN, feeAsset: "BNB", feeUnits: 7 };
    return [fill, ofThirdAsset].slice(0, countMax).map((of) => ({ marketIndex: 0, fill: of }));
  }

  operate(command: OperatorCommand): OperatorAnswer {
    this.commands.push(command);
    return this.answer;
  }
}

/** For doors that should meet none. */
export function noBug(error: unknown): never {
  throw error;
}
