/** Risk in a market that is set by hand, with a portfolio that can be made to hold and to lose. */
import { OpenOrders } from "../../src/core/orders/open-orders.ts";
import { Account } from "../../src/core/portfolio/account.ts";
import { Portfolio } from "../../src/core/portfolio/portfolio.ts";
import type { BookRisk } from "../../src/core/risk/book-risk.ts";
import type { RiskLimits } from "../../src/core/risk/limits.ts";
import { Risk } from "../../src/core/risk/risk.ts";
import { WantedQuotes } from "../../src/core/strategy/wanted-quotes.ts";
import { ownEventKind } from "../../src/domain/own-event.ts";
import { ask, bid, type Side } from "../../src/domain/side.ts";
import { usdmBtcusdt } from "./instruments.ts";
import { marketView, ownEvent } from "./own-events.ts";

const noFees = { name: "none", makerRate: 0n, takerRate: 0n };
const wide: RiskLimits = { positionLotsMax: 1000, priceBandTicks: 1e6, staleAfterNs: 1e18 };

/** A tick of a lot, in units of 10^-8 USDT: 0.1 x 0.001. */
export const tickLotUnits = 10_000;

export function riskDesk(limits: Partial<RiskLimits> = {}, book?: BookRisk) {
  const market = { ...marketView() };
  const portfolio = new Portfolio({ ...usdmBtcusdt, notionalUnitsMin: 0n }, noFees, new Account(new Map()));
  const risk = new Risk({ ...wide, ...limits }, { market, portfolio, book });
  const open = new OpenOrders(portfolio);
  risk.follow(open);
  const desk = {
    risk,
    market,
    portfolio,
    open,
    /** The touch is one tick about a mid, at that time; everything is told. */
    at(nowNs: number, midTicks = 101): void {
      const touch = { touchBidTicks: midTicks - 1, touchAskTicks: midTicks + 1 };
      const book = { bookBidTicks: midTicks - 1, bookAskTicks: midTicks + 1 };
      Object.assign(market, { nowNs, receivedNs: nowNs, ...touch, ...book });
      risk.watch();
      risk.value(nowNs, 2 * midTicks);
    },
    /** Fills of so many lots at a price, told. */
    fill(lots: number, priceTicks = 101): void {
      const side: Side = lots > 0 ? bid : ask;
      const { touchBidTicks: bidTicks, touchAskTicks: askTicks, nowNs } = market;
      const event = { side, lots: Math.abs(lots), priceTicks, bidTicks, askTicks, seenNs: nowNs, venueNs: nowNs };
      portfolio.post(ownEvent({ kind: ownEventKind.filled, ...event }));
      risk.traded(nowNs);
      risk.value(nowNs, bidTicks + askTicks);
    },
    /** What becomes of these wants, and why. */
    shaped(...wants: [side: Side, priceTicks: number, sizeLots: number][]) {
      const wanted = new WantedQuotes();
      for (const want of wants) wanted.want(...want, 1, 0.5);
      const reasons: string[] = [];
      risk.restrain(wanted, (reason) => reasons.push(reason));
      const levels = (side: Side) => {
        const { count, priceTicks, sizeLots } = wanted.side(side);
        return Array.from({ length: count }, (_, at) => [priceTicks[at]!, sizeLots[at]!]);
      };
      return { bids: levels(bid), asks: levels(ask), reasons, wanted };
    },
  };
  desk.at(0);
  return desk;
}

export type RiskDesk = ReturnType<typeof riskDesk>;
