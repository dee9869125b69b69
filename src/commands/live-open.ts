/** Opens a live session: on paper with what the venue tells everybody, for real with keys, account and watchdog. */
import { join } from "node:path";
import type { RecoveredSession } from "../../sim/recover-session.ts";
import type { SessionSpec } from "../../sim/session-spec.ts";
import { BinanceGateway } from "../adapters/binance/gateway/gateway.ts";
import { PatientRequests } from "../adapters/binance/gateway/patient-requests.ts";
import { InputError } from "../base/input-error.ts";
import type { LiveConfig } from "../live/live-config.ts";
import type { Ledger } from "../ports/ledger.ts";
import type { BacktestSetup } from "./backtest-setup.ts";
import { lastWords, paperOrderId, recoverLast } from "./live-earlier.ts";
import { type FeedKind, openLiveFeed } from "./live-feed.ts";
import type { LiveFolder } from "./live-folder.ts";
import { LiveLedger, openLiveLedger } from "./live-ledger.ts";
import type { LiveLog } from "./live-log.ts";
import { readCredentials } from "./live-options.ts";
import { type RealStart, startReal } from "./live-real.ts";
import { type LiveParts, LiveSession, type LiveWorld } from "./live-session.ts";
import { fetchVenueParts, paperSpec } from "./live-start.ts";
import { LiveState, openLiveState } from "./live-state.ts";
import { knownTradesOf, noteKnownTrades } from "./live-trades.ts";
import { LiveWatchdog } from "./live-watchdog.ts";
import { leftPositions, wentOn } from "./paper-start.ts";
import { reportStart } from "./real-start-check.ts";
import { instrumentsOf } from "./venue-parts.ts";

/** What a session is opened with, on paper or for real. */
export interface LiveStart {
  readonly setup: BacktestSetup;
  readonly live: LiveConfig;
  readonly feed: FeedKind;
  /** On paper: whatever earlier sessions held, this one begins anew. */
  readonly fresh: boolean;
  readonly sessionId: string;
  readonly folder: LiveFolder;
  readonly sessionFolder: string;
  readonly logging: LiveLog;
  readonly world: LiveWorld;
  /** Folders of earlier sessions, the oldest first. */
  readonly earlier: readonly string[];
}

export interface OpenedLive extends AsyncDisposable {
  readonly session: LiveSession;
  readonly ledger: LiveLedger;
  readonly watchdog: LiveWatchdog | undefined;
}

export async function openPaper(start: LiveStart): Promise<OpenedLive> {
  const { setup, live, sessionId, world } = start;
  const venueParts = await fetchVenueParts(setup, world.http);
  const feed = await openLiveFeed(start, venueParts);
  const facts = { sessionId, clock: world.clock, live };
  const spec = goingOn(paperSpec(setup, instrumentsOf(venueParts), facts), start);
  const clientOrderId = (index: number, orderId: number) => paperOrderId(sessionId, index, orderId);
  await using undoing = new AsyncDisposableStack();
  const stores = undoing.use(await openStores(start, spec, clientOrderId));
  const begins = opened(start, { spec, feed, gateway: undefined, clientOrderId }, stores);
  undoing.move();
  return begins;
}

function goingOn(spec: SessionSpec, { fresh, earlier, live, logging: { log } }: LiveStart): SessionSpec {
  const last = fresh ? undefined : lastPaper(earlier, live.orderPrefix);
  if (last === undefined) return spec;
  log.info("went_on", lastWords(last));
  for (const position of leftPositions(spec, last)) log.warn("position_left", { position });
  return wentOn(spec, last);
}

/** @throws InputError where it cannot be read: to begin anew without a word would lose what it held. */
function lastPaper(earlier: readonly string[], orderPrefix: string): RecoveredSession | undefined {
  try {
    return recoverLast(earlier, "paper", orderPrefix);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.place, `${error.problem}; --fresh begins anew`);
  }
}

export async function openReal(start: LiveStart): Promise<OpenedLive> {
  const { setup, live, sessionId, folder, sessionFolder, logging, world, earlier } = start;
  const { log } = logging;
  const credentials = readCredentials();
  const venueParts = await fetchVenueParts(setup, world.http);
  const [venue, ...others] = venueParts;
  const { restUrl, wsApiUrl } = venue!.urls;
  if (others.length > 0 || wsApiUrl === undefined)
    throw new InputError("instrument", "real orders are for Binance Spot alone; expected --paper for futures");
  const feed = await openLiveFeed(start, venueParts);
  const requests = new PatientRequests({
    ...{ clock: world.clock, http: world.http, credentials, restUrl },
    noted: ({ event, detail }) => log.info(`start_${event}`, { detail }),
  });
  const knownTrades = knownTradesOf(earlier.toReversed());
  const facts = { sessionId, clock: world.clock, live };
  if (folder.mayHaveOrders) log.warn("orders_under_way", { why: "an earlier session did not end in order" });
  const begun = await startReal({ ...facts, setup, requests, folder, knownTrades });
  folder.noteMayHaveOrders();
  const gateway = new BinanceGateway({
    ...{ ...world, credentials, urls: { rest: restUrl, wsApi: wsApiUrl } },
    ...{ instruments: instrumentsOf(venueParts), filters: begun.filters, rateLimits: begun.rateLimits },
    ...{ orderEntry: live.orderEntry, prefix: live.orderPrefix, sessionTag: sessionId },
  });
  const clientOrderId = (index: number, orderId: number) => gateway.ids.make(index, orderId);
  await using undoing = new AsyncDisposableStack();
  const stores = undoing.use(await openStores(start, begun.spec, clientOrderId));
  const { ledger, store } = stores;
  keepPast(begun, ledger, start);
  await reportStart(begun, store, start);
  noteKnownTrades(sessionFolder, begun.lastTradeIds);
  const begins = opened(start, { spec: begun.spec, feed, gateway, clientOrderId }, stores);
  const { session } = begins;
  const symbols = setup.markets.map(({ instrument }) => instrument.symbol);
  const watched = { restUrl, prefix: live.orderPrefix, sessionId, symbols, silenceMs: live.watchdogMs };
  const watchdog = new LiveWatchdog(world.clock, watched, join(sessionFolder, "watchdog.jsonl"), (why) => {
    log.error("watchdog_gone", { why });
    session.runner.hold("watchdog_gone");
  });
  session.runner.watchedBy(watchdog);
  log.info("watchdog_started", { pid: watchdog.pid });
  undoing.move();
  return {
    ...{ session, ledger, watchdog },
    [Symbol.asyncDispose]: async () => {
      watchdog[Symbol.dispose]();
      await begins[Symbol.asyncDispose]();
    },
  };
}

interface Stores extends AsyncDisposable {
  /** What the outbox of `ledger` is delivered to. */
  readonly store: Ledger;
  readonly ledger: LiveLedger;
  readonly state: LiveState;
}

/** @throws InputError where one cannot be opened; then none is left open. */
async function openStores(
  start: LiveStart,
  spec: SessionSpec,
  clientOrderId: LiveParts["clientOrderId"],
): Promise<Stores> {
  await using undoing = new AsyncDisposableStack();
  const state = undoing.use(new LiveState(start, await openLiveState(start), spec));
  const store = await openLiveLedger(start);
  undoing.defer(() => store.close());
  const ledger = new LiveLedger(store, start, spec, clientOrderId, state.told);
  undoing.move();
  return {
    ...{ store, ledger, state },
    [Symbol.asyncDispose]: async () => {
      await state[Symbol.asyncDispose]();
      await ledger[Symbol.asyncDispose]();
    },
  };
}

function opened(
  { live, folder, sessionFolder, logging, world }: LiveStart,
  { feed, ...parts }: Pick<LiveParts, "spec" | "feed" | "gateway" | "clientOrderId">,
  stores: Stores,
): OpenedLive {
  const { ledger, state } = stores;
  const { outbox, keeper } = ledger;
  const { log, flush: flushLog } = logging;
  const around = { live, folder, sessionFolder, outbox, keeper, log, flushLog };
  const session = new LiveSession({ ...world, ...parts, feed: state.shown(feed), ...around });
  state.show(() => session.engine.status());
  ledger.onBehind = (isBehind) => {
    if (isBehind) session.runner.hold("store_behind");
    else session.runner.release("store_behind");
  };
  return {
    ...{ session, ledger, watchdog: undefined },
    [Symbol.asyncDispose]: async () => {
      await stores[Symbol.asyncDispose]();
      session[Symbol.dispose]();
    },
  };
}

function keepPast({ leftovers, pastTrades, spec }: RealStart, { keeper }: LiveLedger, { logging }: LiveStart): void {
  const { log } = logging;
  for (const [index, { instrument }] of spec.markets.entries())
    for (const fill of pastTrades.get(instrument.symbol) ?? []) {
      keeper.past(index, fill, spec.startedNs);
      log.each("past_fill", {
        symbol: instrument.symbol,
        tradeId: fill.tradeId,
        clientOrderId: fill.clientOrderId,
      });
    }
  for (const { symbol, clientOrderId } of leftovers) log.warn("leftover_cancelled", { symbol, clientOrderId });
}
