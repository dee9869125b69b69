/** Opens a live session: on paper with what the venue tells everybody, for real with keys, account and watchdog. */
import { join } from "node:path";
import { BinanceGateway } from "../adapters/binance/gateway/gateway.ts";
import { PatientRequests } from "../adapters/binance/gateway/patient-requests.ts";
import { InputError } from "../base/input-error.ts";
import type { LiveConfig } from "../live/live-config.ts";
import type { Log } from "../live/log.ts";
import type { BacktestSetup } from "./backtest-setup.ts";
import { LiveFills, lastTradeIdsOf } from "./live-fills.ts";
import type { LiveFolder } from "./live-folder.ts";
import type { LiveLog } from "./live-log.ts";
import { readCredentials } from "./live-options.ts";
import { type RealStart, startReal } from "./live-real.ts";
import { LiveSession, type LiveWorld } from "./live-session.ts";
import { fetchVenueParts, instrumentsOf, paperSpec } from "./live-start.ts";
import { LiveWatchdog } from "./live-watchdog.ts";

/** What a session is opened with, on paper or for real. */
export interface LiveStart {
  readonly setup: BacktestSetup;
  readonly live: LiveConfig;
  readonly sessionId: string;
  readonly folder: LiveFolder;
  readonly sessionFolder: string;
  readonly logging: LiveLog;
  readonly world: LiveWorld;
  /** Folders of earlier sessions, the oldest first. */
  readonly earlier: readonly string[];
}

export interface OpenedLive extends Disposable {
  readonly session: LiveSession;
  readonly watchdog: LiveWatchdog | undefined;
}

export async function openPaper({
  setup,
  live,
  sessionId,
  folder,
  sessionFolder,
  logging,
  world,
}: LiveStart): Promise<OpenedLive> {
  const venueParts = await fetchVenueParts(setup, world.http);
  const spec = paperSpec(setup, instrumentsOf(venueParts), { sessionId, clock: world.clock, live });
  const fills = new LiveFills(sessionFolder);
  const parts = {
    live,
    spec,
    venueParts,
    gateway: undefined,
    folder,
    sessionFolder,
    fills,
    log: logging.log,
    flushLog: logging.flush,
  };
  const session = new LiveSession({ ...world, ...parts });
  return { session, watchdog: undefined, [Symbol.dispose]: () => session[Symbol.dispose]() };
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
  const requests = new PatientRequests({
    ...{ clock: world.clock, http: world.http, credentials, restUrl },
    noted: ({ event, detail }) => log.info(`start_${event}`, { detail }),
  });
  const knownTradeIds = lastTradeIdsOf(earlier.toReversed());
  const facts = { sessionId, clock: world.clock, live };
  if (folder.mayHaveOrders) log.warn("orders_under_way", { why: "an earlier session did not end in order" });
  const begun = await startReal({ ...facts, setup, requests, folder, knownTradeIds });
  const fills = new LiveFills(sessionFolder);
  noteStart(begun, fills, log);
  folder.noteMayHaveOrders();
  const gateway = new BinanceGateway({
    ...{ ...world, credentials, urls: { rest: restUrl, wsApi: wsApiUrl } },
    ...{ instruments: instrumentsOf(venueParts), filters: begun.filters, rateLimits: begun.rateLimits },
    ...{ orderEntry: live.orderEntry, prefix: live.orderPrefix, sessionTag: sessionId },
  });
  const parts = {
    live,
    spec: begun.spec,
    venueParts,
    gateway,
    folder,
    sessionFolder,
    fills,
    log: logging.log,
    flushLog: logging.flush,
  };
  const session = new LiveSession({ ...world, ...parts });
  const symbols = setup.markets.map(({ instrument }) => instrument.symbol);
  const watched = { restUrl, prefix: live.orderPrefix, sessionId, symbols, silenceMs: live.watchdogMs };
  const watchdog = new LiveWatchdog(world.clock, watched, join(sessionFolder, "watchdog.jsonl"), (why) => {
    log.error("watchdog_gone", { why });
    session.runner.hold("watchdog_gone");
  });
  session.runner.watchedBy(watchdog);
  log.info("watchdog_started", { pid: watchdog.pid });
  return {
    ...{ session, watchdog },
    [Symbol.dispose]: () => {
      watchdog[Symbol.dispose]();
      session[Symbol.dispose]();
    },
  };
}

function noteStart({ leftovers, lastTradeIds, pastTrades }: RealStart, fills: LiveFills, log: Log): void {
  fills.add({ kind: "start", lastTradeIds });
  for (const [symbol, trades] of pastTrades)
    for (const fill of trades) {
      fills.add({ kind: "past", symbol, fill });
      log.each("past_fill", { symbol, tradeId: fill.tradeId, clientOrderId: fill.clientOrderId });
    }
  for (const { symbol, clientOrderId } of leftovers) log.warn("leftover_cancelled", { symbol, clientOrderId });
}
