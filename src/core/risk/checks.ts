/**
 * All checks, as data: what each is called, what it may say, which key of a configuration sets it, and what it looks at.
 * The table of `README.md` is this one; a test holds them together. Those with a `start` run where their limit is set;
 * the others always run, and are part of `risk.ts`, `market-faults.ts` or whoever is named.
 */
import { modelFaults } from "../models/model.ts";
import type { BookSeat } from "./book-risk.ts";
import { sessionHolds } from "./holds.ts";
import type { RiskLimits } from "./limits.ts";
import { BookDrawdown, LossRate, MarketDrawdown } from "./loss-checks.ts";
import { MessageRate, OrdersOpen, OrderToTrade } from "./message-checks.ts";
import { FeedLatency, OrderLatency, VolatilityHalt } from "./pauses.ts";
import { BookGrossBound, BookNetBound, NotionalBound } from "./position-bounds.ts";
import { FatFinger, PriceCollar } from "./price-checks.ts";
import type { RiskReason } from "./reasons.ts";
import type { RiskView, RunningCheck } from "./running-check.ts";
import { InventoryBands, NotionalSoft, PositionSoft } from "./shapers.ts";

/**
 * `hold`: nothing is placed until it is lifted. `pull`: nothing is quoted as long as it lasts. `trim`: less is ordered.
 * `refuse`: one quote or order is not. `move`: quotes are further away.
 */
export type CheckKind = "hold" | "pull" | "trim" | "refuse" | "move";

export interface CheckEntry {
  readonly name: string;
  readonly kind: CheckKind;
  readonly reasons: readonly RiskReason[];
  /** As files have it; empty where it is always on. */
  readonly key: string;
  readonly looksAt: string;
  /** @returns the check, where its limit is set. */
  readonly start?: (limits: RiskLimits, view: RiskView, seat: BookSeat | undefined) => RunningCheck | undefined;
}

/** By what each does, the gravest kind first. */
export const checks: readonly CheckEntry[] = [
  {
    name: "kill",
    kind: "hold",
    reasons: ["killed"],
    key: "",
    looksAt: "an operator's kill; live it is on disk until it is reset",
  },
  {
    name: "drawdown",
    kind: "hold",
    reasons: ["session_drawdown", "day_drawdown"],
    key: "risk.drawdown",
    looksAt: "net P&L below its peak of the session, of the UTC day",
    start: ({ drawdown }) => drawdown && new MarketDrawdown(drawdown),
  },
  {
    name: "book drawdown",
    kind: "hold",
    reasons: ["book_drawdown", "book_day_drawdown"],
    key: "book_risk.ASSET.drawdown",
    looksAt: "the same of all markets of the account together",
    start: (_limits, _view, seat) => seat?.book.drawdown && new BookDrawdown(seat, seat.book.drawdown),
  },
  {
    name: "operation",
    kind: "hold",
    reasons: ["flattening", "operator_paused", ...sessionHolds],
    key: "",
    looksAt: "what operators and the session say",
  },
  {
    name: "clock",
    kind: "hold",
    reasons: ["clock_offset"],
    key: "risk.clock_offset_ms_max",
    looksAt: "the venue's clock against ours, as the session measures it",
  },
  {
    name: "valid book",
    kind: "pull",
    reasons: ["no_book", "gapped_book"],
    key: "",
    looksAt: "whether there is a synced book, and no gap broke it",
  },
  {
    name: "stale book",
    kind: "pull",
    reasons: ["stale_book"],
    key: "risk.stale_after_ms",
    looksAt: "when the newest message was received",
  },
  {
    name: "one-sided book",
    kind: "pull",
    reasons: ["one_sided_book"],
    key: "",
    looksAt: "both sides of the touch",
  },
  {
    name: "crossed book",
    kind: "pull",
    reasons: ["crossed_book"],
    key: "",
    looksAt: "best bid and ask, of the touch and of the depth book",
  },
  {
    name: "models",
    kind: "pull",
    reasons: modelFaults,
    key: "",
    looksAt: "what models were asked in this decision, and answered",
  },
  {
    name: "loss rate",
    kind: "pull",
    reasons: ["loss_rate"],
    key: "risk.loss_rate",
    looksAt: "net P&L below its peak of a window",
    start: ({ lossRate }) => lossRate && new LossRate(lossRate),
  },
  {
    name: "volatility halt",
    kind: "pull",
    reasons: ["volatility_halt"],
    key: "risk.volatility_halt",
    looksAt: "the range of the mid within a window",
    start: ({ volatilityHalt }) => volatilityHalt && new VolatilityHalt(volatilityHalt),
  },
  {
    name: "order latency",
    kind: "pull",
    reasons: ["order_latency"],
    key: "risk.latency.round_trip_ms_max",
    looksAt: "from a command to its answer, or to now where none has come",
    start: ({ latency }) =>
      latency?.roundTripNsMax === undefined ? undefined : new OrderLatency(latency.roundTripNsMax, latency.pauseNs),
  },
  {
    name: "feed latency",
    kind: "pull",
    reasons: ["feed_latency"],
    key: "risk.latency.feed_ms_max",
    looksAt: "from a trade at the venue to its arrival",
    start: ({ latency }) =>
      latency?.feedNsMax === undefined ? undefined : new FeedLatency(latency.feedNsMax, latency.pauseNs),
  },
  {
    name: "position bound",
    kind: "trim",
    reasons: ["position_bound"],
    key: "risk.position_lots_max",
    looksAt: "the position with everything open filled, a part of a lot counted as one",
  },
  {
    name: "notional bound",
    kind: "trim",
    reasons: ["notional_bound"],
    key: "risk.notional_max",
    looksAt: "the same, in money at the mid",
    start: ({ notionalUnitsMax }, view) =>
      notionalUnitsMax === undefined ? undefined : new NotionalBound(notionalUnitsMax, view),
  },
  {
    name: "book gross bound",
    kind: "trim",
    reasons: ["book_gross_bound"],
    key: "book_risk.ASSET.gross_notional_max",
    looksAt: "the same of all markets of the account, added up whatever their side",
    start: (_limits, _view, seat) =>
      seat?.book.limits.grossUnitsMax === undefined
        ? undefined
        : new BookGrossBound(seat.book.limits.grossUnitsMax, seat),
  },
  {
    name: "book net bound",
    kind: "trim",
    reasons: ["book_net_bound"],
    key: "book_risk.ASSET.net_notional_max",
    looksAt: "the same, long less short",
    start: (_limits, _view, seat) =>
      seat?.book.limits.netUnitsMax === undefined ? undefined : new BookNetBound(seat.book.limits.netUnitsMax, seat),
  },
  {
    name: "order size",
    kind: "trim",
    reasons: ["order_size"],
    key: "risk.order_lots_max",
    looksAt: "the size of one order",
  },
  {
    name: "price collar",
    kind: "refuse",
    reasons: ["price_collar", "no_reference"],
    key: "risk.price_collar",
    looksAt: "a price against one that it was not made from: the last trade, the depth book's mid, or an averaged one",
    start: ({ priceCollar }) => priceCollar && new PriceCollar(priceCollar),
  },
  {
    name: "fat finger",
    kind: "refuse",
    reasons: ["fat_finger_price", "fat_finger_size"],
    key: "risk.fat_finger",
    looksAt: "price and size of a quote against the touch of its side",
    start: ({ fatFinger }, { market }) => fatFinger && new FatFinger(fatFinger, market),
  },
  {
    name: "price band",
    kind: "refuse",
    reasons: ["price_band"],
    key: "risk.price_band_ticks",
    looksAt: "the price of a quote against the mid",
  },
  {
    name: "self-cross",
    kind: "refuse",
    reasons: ["own_order_in_the_way"],
    key: "",
    looksAt:
      "our own open orders: a quote that would meet one waits until it is gone, an order that flattens is refused",
  },
  {
    name: "open orders",
    kind: "refuse",
    reasons: ["orders_open"],
    key: "risk.orders_open_max",
    looksAt: "how many orders are not done",
    start: ({ ordersOpenMax }) => (ordersOpenMax === undefined ? undefined : new OrdersOpen(ordersOpenMax)),
  },
  {
    name: "message rate",
    kind: "refuse",
    reasons: ["message_rate"],
    key: "risk.message_rate",
    looksAt: "commands of any kind within a window",
    start: ({ messageRate }) => messageRate && new MessageRate(messageRate),
  },
  {
    name: "order to trade",
    kind: "refuse",
    reasons: ["order_to_trade"],
    key: "risk.order_to_trade",
    looksAt: "commands for each fill within a window",
    start: ({ orderToTrade }) => orderToTrade && new OrderToTrade(orderToTrade),
  },
  {
    name: "soft position",
    kind: "move",
    reasons: ["position_soft"],
    key: "risk.position_soft",
    looksAt: "the position: each step up to its bound widens and skews",
    start: ({ positionSoft, positionLotsMax }, { portfolio }) =>
      positionSoft && new PositionSoft(positionSoft, positionLotsMax, portfolio),
  },
  {
    name: "soft notional",
    kind: "move",
    reasons: ["notional_soft"],
    key: "risk.notional_soft",
    looksAt: "the same, in money at the mid",
    start: ({ notionalSoft, notionalUnitsMax }, view) =>
      notionalSoft && new NotionalSoft(notionalSoft, notionalUnitsMax ?? Number.POSITIVE_INFINITY, view),
  },
  {
    name: "inventory bands",
    kind: "move",
    reasons: ["inventory_band"],
    key: "risk.inventory_bands",
    looksAt: "what the present position has lost: each band widens, and is left well below where it began",
    start: ({ inventoryBands }) => inventoryBands && new InventoryBands(inventoryBands),
  },
];
