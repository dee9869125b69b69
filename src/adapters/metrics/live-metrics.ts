/**
 * All metrics of a live session, as Prometheus scrapes them: what it has counted, and how it stands. Names begin with
 * `halfspread_` and end in their base unit; labels are of small closed sets, so that the series stay few.
 *
 * prom-client's own default metrics are left out: its heap statistics walk the whole heap at each scrape, up to 57 ms
 * in which no order moves. `process-metrics.ts` has what costs microseconds.
 */
import { Registry } from "prom-client";
import { formatDecimal } from "../../base/decimal.ts";
import type { LogHistogram } from "../../base/log-histogram.ts";
import { formatSize, instrumentKey } from "../../domain/instrument.ts";
import type { OrderAction } from "../../domain/order-report.ts";
import { sideName, sides } from "../../domain/side.ts";
import { nsPerSecond } from "../../domain/time.ts";
import type { FillMetrics, LiveMetrics, MarketMetrics } from "../../ports/live-metrics.ts";
import { type MarketStatus, type SessionStatus, sessionStates, unreadyReasons } from "../../ports/session-status.ts";
import { Families, type Labels, type Sample } from "./families.ts";
import { addProcessMetrics } from "./process-metrics.ts";

export interface LiveMetricsParts {
  readonly counts: LiveMetrics;
  readonly status: () => SessionStatus;
  /** What runs here: version, mode and the like. */
  readonly build: Labels;
}

export class LiveMetricsText {
  readonly #registry = new Registry();
  readonly #families = new Families(this.#registry);
  /** Taken once a scrape, so that all its lines speak of one moment. */
  #status: SessionStatus;

  constructor(private readonly parts: LiveMetricsParts) {
    this.#status = parts.status();
    this.#addFeed();
    this.#addTimes();
    this.#addOrders();
    this.#addPosition();
    this.#addRisk();
    this.#addMachine();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    this.#status = this.parts.status();
    return this.#registry.metrics();
  }

  #addFeed(): void {
    const families = this.#families;
    families.counter("halfspread_feed_messages_total", "Messages of the market received", ofMarket, () =>
      this.#counted(({ feedMessagesCount }) => [one(feedMessagesCount)]),
    );
    families.counter(
      "halfspread_feed_gaps_total",
      "Holes in the stream, after each of which the book is fetched anew",
      ofMarket,
      () => this.#counted(({ feedNotes }) => [one(feedNotes.get("gap") ?? 0)]),
    );
    families.counter("halfspread_feed_resyncs_total", "Books fetched anew", ofMarket, () =>
      this.#counted(({ feedNotes }) => [one(feedNotes.get("resync") ?? 0)]),
    );
    families.counter("halfspread_feed_events_total", "What else happened on the way", [...ofMarket, "event"], () =>
      this.#counted(({ feedNotes }) => byName("event", feedNotes).filter(({ labels }) => !hasOwnFamily(labels.event!))),
    );
    families.gauge(
      "halfspread_feed_staleness_seconds",
      "Since the newest message, or the start before the first",
      ofMarket,
      () =>
        this.#standing(({ book }, { nowNs, startedNs }) => [
          one((nowNs - (book.receivedNs === 0 ? startedNs : book.receivedNs)) / nsPerSecond),
        ]),
    );
  }

  #addTimes(): void {
    const families = this.#families;
    const { counts } = this.parts;
    families.durations("halfspread_decode_seconds", "From a frame to its rows", () => [one(counts.decode)]);
    families.durations(
      "halfspread_decision_seconds",
      "From a stop at which a decision is due to what it leads to",
      () => this.#counted(({ decision }) => [one(decision)]),
    );
    families.durations(
      "halfspread_tick_to_order_seconds",
      "From a frame received to the bytes of an order written",
      () => this.#counted(({ tickToOrder }) => [one(tickToOrder)]),
    );
    families.durations("halfspread_order_round_trip_seconds", "From a command sent to its answer seen", () =>
      this.#counted(({ roundTrip }) => byAction<LogHistogram>(roundTrip)),
    );
  }

  #addOrders(): void {
    const families = this.#families;
    families.counter("halfspread_orders_sent_total", "Commands sent", [...ofMarket, "action"], () =>
      this.#counted(({ ordersSent }) => byAction(ordersSent)),
    );
    families.counter("halfspread_orders_acknowledged_total", "Commands carried out", [...ofMarket, "action"], () =>
      this.#counted(({ ordersAcknowledged }) => byAction(ordersAcknowledged)),
    );
    families.counter("halfspread_orders_rejected_total", "Commands refused", [...ofMarket, "reason"], () =>
      this.#counted(({ ordersRejected }) => byName("reason", ordersRejected)),
    );
    families.gauge("halfspread_open_orders", "Orders that are not done", [...ofMarket, "side"], () =>
      this.#standing(({ orders }) =>
        sides.map((side) => of({ side: sideName(side) }, orders.filter((order) => order.side === side).length)),
      ),
    );
    families.counter(
      "halfspread_order_doubts_total",
      "What the venue was asked of orders, and what came of it",
      [...ofMarket, "kind"],
      () => this.#standing(({ doubts }) => byName("kind", doubts)),
    );
    families.gauge("halfspread_foreign_orders", "Orders of the account that are not this session's", ofMarket, () =>
      this.#standing(({ foreignOrders }) => [one(foreignOrders.length)]),
    );
    families.counter("halfspread_fills_total", "Fills", [...ofMarket, "side", "liquidity"], () =>
      this.#counted(({ fills }) => sides.flatMap((side) => fillsOf(sideName(side), fills[side]))),
    );
    families.counter(
      "halfspread_volume_total",
      "Size filled, in the base asset or in contracts",
      [...ofMarket, "side"],
      () =>
        this.#counted(({ fills }, market) =>
          sides.map((side) => of({ side: sideName(side) }, sizeOf(market, fills[side].lots))),
        ),
    );
  }

  #addPosition(): void {
    const families = this.#families;
    families.gauge(
      "halfspread_position",
      "Held beyond the reference, in the base asset or in contracts",
      ofMarket,
      () => this.#standing((market) => [one(sizeOf(market, market.positionLots))]),
    );
    families.gauge("halfspread_position_limit", "The most that may be held either way", ofMarket, () =>
      this.#standing((market) => [one(sizeOf(market, market.limits.positionLotsMax))]),
    );
    families.gauge("halfspread_inventory_ratio", "Position over its limit, signed", ofMarket, () =>
      this.#standing(({ positionLots, limits }) => [one(positionLots / limits.positionLotsMax)]),
    );
    families.gauge(
      "halfspread_pnl",
      "Profit and loss by part, in the settlement asset",
      [...ofMarket, "asset", "part"],
      () => this.#standing(pnlOf),
    );
  }

  #addRisk(): void {
    const families = this.#families;
    families.gauge("halfspread_ready", "1 when the session can quote", [], () => [
      one(unreadyReasons(this.#status).length === 0 ? 1 : 0),
    ]);
    families.gauge("halfspread_risk_state", "1 for the state the session is in", ["state"], () =>
      sessionStates.map((state) => of({ state }, this.#status.state === state ? 1 : 0)),
    );
    families.gauge("halfspread_risk_hold", "1 for each reason for which nothing may be placed", ["reason"], () =>
      this.#status.holds.map((reason) => of({ reason }, 1)),
    );
    families.gauge(
      "halfspread_risk_fault",
      "1 for why nothing may be quoted in a market",
      [...ofMarket, "reason"],
      () => this.#standing(({ fault }) => (fault === "" ? [] : [of({ reason: fault }, 1)])),
    );
    families.gauge(
      "halfspread_risk_limit_used_ratio",
      "How much of a limit is used: 1 at the limit",
      [...ofMarket, "check"],
      () => this.#standing(({ limitUses }) => limitUses.flatMap(({ check, share }) => byCheck(check, share))),
    );
    families.gauge(
      "halfspread_risk_level",
      "Steps by which a soft limit moves quotes away: 0 for none",
      [...ofMarket, "check"],
      () => this.#standing(({ limitUses }) => limitUses.flatMap(({ check, level }) => byCheck(check, level))),
    );
    families.counter("halfspread_risk_vetoes_total", "Wants refused, trimmed or moved", [...ofMarket, "reason"], () =>
      this.#standing(({ vetoes }) => byName("reason", vetoes)),
    );
  }

  #addMachine(): void {
    const families = this.#families;
    const { counts, build } = this.parts;
    families.gauge("halfspread_rate_limit_used_ratio", "Share of a limit of the venue that is used", ["limit"], () =>
      byName("limit", counts.rateLimits),
    );
    families.durations("halfspread_event_loop_lag_seconds", "How much later than asked timers fire", () => [
      one(counts.loopLag),
    ]);
    families.counter("halfspread_journal_records_total", "Records journalled", [], () => [
      one(counts.journal.recordsCount),
    ]);
    families.counter("halfspread_journal_bytes_total", "Bytes journalled", [], () => [one(counts.journal.bytesCount)]);
    families.gauge("halfspread_journal_unsynced_bytes", "Journalled and not yet known to be on the disk", [], () => [
      one(counts.journal.unsyncedBytesCount),
    ]);
    families.gauge("halfspread_journal_lag_seconds", "For how long the oldest of them has waited", [], () => [
      one(counts.journal.lagNs / nsPerSecond),
    ]);
    families.gauge("halfspread_ledger_waiting_records", "Told and not yet known to be in the ledger", [], () => [
      one(counts.outbox.waitingCount),
    ]);
    families.gauge("halfspread_ledger_lag_seconds", "For how long the oldest of them has waited", [], () => [
      one(counts.outbox.lagNs / nsPerSecond),
    ]);
    families.gauge("halfspread_build_info", "What runs here", Object.keys(build), () => [of(build, 1)]);
    addProcessMetrics(families);
  }

  /** Samples of what each market has counted. */
  *#counted<Value>(
    read: (counts: MarketMetrics, market: MarketStatus) => Iterable<Sample<Value>>,
  ): Iterable<Sample<Value>> {
    for (const [index, market] of this.#status.markets.entries())
      yield* labelled(market, read(this.parts.counts.markets[index]!, market));
  }

  /** Samples of how each market stands. */
  *#standing<Value>(
    read: (market: MarketStatus, status: SessionStatus) => Iterable<Sample<Value>>,
  ): Iterable<Sample<Value>> {
    for (const market of this.#status.markets) yield* labelled(market, read(market, this.#status));
  }
}

const ofMarket = ["symbol", "venue"];

function* labelled<Value>({ instrument }: MarketStatus, samples: Iterable<Sample<Value>>): Iterable<Sample<Value>> {
  const market = { symbol: instrumentKey(instrument), venue: instrument.venue };
  for (const { labels, value } of samples) yield of({ ...market, ...labels }, value);
}

function of<Value>(labels: Labels, value: Value): Sample<Value> {
  return { labels, value };
}

function one<Value>(value: Value): Sample<Value> {
  return of({}, value);
}

function byName(label: string, counts: ReadonlyMap<string, number>): Sample<number>[] {
  return [...counts].map(([name, value]) => of({ [label]: name }, value));
}

function byCheck(check: string, value: number | undefined): Sample<number>[] {
  return value === undefined ? [] : [of({ check }, value)];
}

function byAction<Value>(values: Readonly<Record<OrderAction, Value>>): Sample<Value>[] {
  return [
    of({ action: "place" }, values.place),
    of({ action: "amend" }, values.amend),
    of({ action: "cancel" }, values.cancel),
  ];
}

function hasOwnFamily(event: string): boolean {
  return event === "gap" || event === "resync";
}

function fillsOf(side: string, { makerCount, takerCount }: FillMetrics): Sample<number>[] {
  return [of({ side, liquidity: "maker" }, makerCount), of({ side, liquidity: "taker" }, takerCount)];
}

function sizeOf({ instrument }: MarketStatus, lots: number): number {
  return Number(formatSize(instrument, lots));
}

function pnlOf({ instrument: { settle }, pnl }: MarketStatus): Sample<number>[] {
  if (pnl === undefined) return [];
  const part = (name: string, units: bigint) =>
    of({ asset: settle.name, part: name }, Number(formatDecimal(units, settle.places)));
  return [
    part("net", pnl.netUnits),
    part("gross", pnl.grossUnits),
    part("fees", pnl.feesUnits),
    part("spread_capture", pnl.captureUnits),
    part("inventory", pnl.inventoryUnits),
    part("adverse_selection", pnl.adverseUnits),
  ];
}
