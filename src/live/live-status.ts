/** How a live session stands, read off its cores: what pages, metrics and the terminal show. */
import { type HoldReason, holdReasons } from "../core/risk/holds.ts";
import type { Instrument } from "../domain/instrument.ts";
import type { ForeignOrder } from "../domain/order-report.ts";
import { sides } from "../domain/side.ts";
import type { TimeNs } from "../domain/time.ts";
import type {
  BalanceStatus,
  MarketStatus,
  ModelStatus,
  OrderStatus,
  PnlStatus,
  SessionState,
  SessionStatus,
  WantedStatus,
} from "../ports/session-status.ts";
import type { Session, SessionMarket } from "./session.ts";

/** What a session does not know of itself. */
export interface StatusFacts
  extends Pick<SessionStatus, "sessionId" | "mode" | "version" | "configHash" | "epochUnixNs" | "startedNs"> {
  readonly markets: readonly MarketFacts[];
}

export interface MarketFacts {
  readonly instrument: Instrument;
  readonly strategy: string;
  /** As the strategy runs with now. */
  readonly parameters: () => Readonly<Record<string, unknown>>;
  readonly models: readonly ModelStatus[];
  readonly vetoes: ReadonlyMap<string, number>;
  /** Of the same account, as last listed. */
  readonly foreignOrders: () => readonly ForeignOrder[];
  /** What the venue knows an order by. */
  readonly clientOrderId: (orderId: number) => string;
}

export function statusOf(facts: StatusFacts, { markets }: Session, nowNs: TimeNs, killReason: string): SessionStatus {
  const { sessionId, mode, version, configHash, epochUnixNs, startedNs } = facts;
  const [first] = markets;
  return {
    sessionId,
    mode,
    version,
    configHash,
    epochUnixNs,
    startedNs,
    nowNs,
    state: stateOf(markets),
    killReason,
    holds: holdsOf(markets),
    balances: balancesOf(first!),
    markets: markets.map((market, index) => marketStatus(facts.markets[index]!, market)),
  };
}

/** Operators and the session speak to all markets alike; but one may still be flattening when another is flat. */
function stateOf(markets: readonly SessionMarket[]): SessionState {
  const [first] = markets;
  if (first!.kernel.holds.includes("stopping")) return "stopping";
  return markets.some(({ kernel }) => kernel.state === "flattening") ? "flattening" : first!.kernel.state;
}

/** Those of any market, the gravest first. */
function holdsOf(markets: readonly SessionMarket[]): readonly HoldReason[] {
  return holdReasons.filter((reason) => markets.some(({ kernel }) => kernel.holds.includes(reason)));
}

function balancesOf({ account }: SessionMarket): BalanceStatus[] {
  return [...account.balances].map(([asset, units]) => ({ asset, units, places: account.placesOf(asset) }));
}

function marketStatus(facts: MarketFacts, market: SessionMarket): MarketStatus {
  const { view } = market.market;
  const { limits } = market.risk;
  return {
    instrument: facts.instrument,
    strategy: facts.strategy,
    parameters: facts.parameters(),
    models: facts.models,
    book: {
      state: view.bookState,
      receivedNs: view.receivedNs,
      bidTicks: view.touchBidTicks,
      bidLots: view.touchBidLots,
      askTicks: view.touchAskTicks,
      askLots: view.touchAskLots,
    },
    fault: market.risk.fault(view) ?? "",
    wanted: wantedOf(market),
    orders: market.orders.open.map((order) => orderStatus(facts, order)),
    foreignOrders: facts.foreignOrders(),
    positionLots: market.portfolio.positionLots,
    limits,
    limitUses: market.risk.uses,
    vetoes: facts.vetoes,
    doubts: doubtsOf(market),
    pnl: pnlOf(market),
  };
}

function wantedOf({ orders }: SessionMarket): WantedStatus[] {
  return sides.flatMap((side) => {
    const ladder = orders.wanted.side(side);
    const levels = Array.from({ length: ladder.count }, (_, at) => ({
      side,
      priceTicks: ladder.priceTicks[at]!,
      sizeLots: ladder.sizeLots[at]!,
    }));
    return levels.toSorted((a, b) => (side === sides[0] ? b.priceTicks - a.priceTicks : a.priceTicks - b.priceTicks));
  });
}

function orderStatus({ clientOrderId }: MarketFacts, order: SessionMarket["orders"]["open"][number]): OrderStatus {
  const { orderId, side, priceTicks, sizeLots, remainingLots, state, sentNs } = order;
  return {
    orderId,
    clientOrderId: clientOrderId(orderId),
    side,
    priceTicks,
    sizeLots,
    remainingLots,
    state: state.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    sentNs,
  };
}

function doubtsOf({ tracked }: SessionMarket): ReadonlyMap<string, number> {
  if (tracked === undefined) return new Map();
  const { counts } = tracked;
  return new Map([
    ["asked", counts.queriesCount],
    ["trade_repeated", counts.tradesRepeatedCount],
    ["never_arrived", counts.neverArrivedCount],
    ["vanished", counts.vanishedCount],
    ["adopted", counts.adoptedCount],
    ["fill_beyond_end", counts.fillsBeyondEndCount],
    ["stray_report", counts.strayReportsCount],
  ]);
}

/** Undefined before there was a price to value by. */
export function pnlOf({ portfolio, kernel }: SessionMarket): PnlStatus | undefined {
  const { midHalfTicks } = kernel;
  if (Number.isNaN(midHalfTicks)) return undefined;
  const netUnits = portfolio.netUnits(midHalfTicks);
  const grossUnits = netUnits + portfolio.feesUnits;
  return {
    netUnits,
    grossUnits,
    feesUnits: portfolio.feesUnits,
    captureUnits: portfolio.captureUnits,
    inventoryUnits: grossUnits - portfolio.captureUnits,
    adverseUnits: portfolio.adverseUnits,
  };
}
