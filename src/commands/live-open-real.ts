/** Opens a session with real orders: keys, the account as its start finds it, the gateway, and the watchdog beside it. */
import { join } from "node:path";
import type { Credentials } from "../adapters/binance/gateway/credentials.ts";
import { BinanceGateway } from "../adapters/binance/gateway/gateway.ts";
import { underWayNs } from "../adapters/binance/gateway/leftovers.ts";
import { PatientRequests } from "../adapters/binance/gateway/patient-requests.ts";
import { InputError } from "../base/input-error.ts";
import { nsPerMs, nsPerSecond } from "../domain/time.ts";
import { openLiveFeed } from "./live-feed.ts";
import type { LiveLedger } from "./live-ledger.ts";
import { type LiveStart, type OpenedLive, opened, openStores, patientHttp } from "./live-open.ts";
import { readCredentials } from "./live-options.ts";
import { type RealStart, startReal } from "./live-real.ts";
import type { LiveSession } from "./live-session.ts";
import { fetchVenueParts } from "./live-start.ts";
import { knownTradesOf, noteKnownTrades } from "./live-trades.ts";
import { LiveWatchdog } from "./live-watchdog.ts";
import { reportStart } from "./real-start-check.ts";
import type { VenuePart } from "./venue-parts.ts";

/** @throws InputError for whatever keeps it from trading; then nothing of it is left open. */
export async function openReal(start: LiveStart): Promise<OpenedLive> {
  const { setup, live, sessionId, folder, sessionFolder, world } = start;
  const credentials = readCredentials();
  const venueParts = await fetchVenueParts(setup, patientHttp(start));
  const urls = spotUrls(venueParts);
  const feed = await openLiveFeed(start, venueParts);
  const begun = await begin(start, credentials, urls.rest);
  folder.noteMayHaveOrders();
  const { spec, instruments, filters, rateLimits } = begun;
  const gateway = new BinanceGateway({
    ...{ ...world, credentials, urls, instruments, filters, rateLimits },
    ...{ orderEntry: live.orderEntry, prefix: live.orderPrefix, sessionTag: sessionId },
  });
  const clientOrderId = (index: number, orderId: number) => gateway.ids.make(index, orderId);
  await using undoing = new AsyncDisposableStack();
  const stores = undoing.use(await openStores(start, spec, clientOrderId));
  keepPast(begun, stores.ledger, start);
  await reportStart(begun, stores.store, start);
  noteKnownTrades(sessionFolder, begun.lastTradeIds);
  const begins = opened(start, { spec, feed, gateway, clientOrderId }, stores);
  const watchdog = watchOver(begins.session, start, urls.rest);
  undoing.move();
  return {
    ...{ ...begins, watchdog },
    [Symbol.asyncDispose]: async () => {
      watchdog[Symbol.dispose]();
      await begins[Symbol.asyncDispose]();
    },
  };
}

function spotUrls([venue, ...others]: readonly VenuePart[]): { readonly rest: string; readonly wsApi: string } {
  const { restUrl, wsApiUrl } = venue!.urls;
  if (others.length === 0 && wsApiUrl !== undefined) return { rest: restUrl, wsApi: wsApiUrl };
  throw new InputError("instrument", "real orders are for Binance Spot alone; expected --paper for futures");
}

async function begin(start: LiveStart, credentials: Credentials, restUrl: string): Promise<RealStart> {
  const { setup, live, sessionId, folder, logging, world, earlier } = start;
  const { clock, http } = world;
  const { log } = logging;
  const requests = new PatientRequests({
    ...{ clock, http, credentials, restUrl },
    noted: ({ event, detail }) => log.info(`start_${event}`, { detail }),
  });
  if (folder.mayHaveOrders) {
    const why = "an earlier session did not end in order";
    log.warn("orders_under_way", { why, waitMs: underWayNs / nsPerMs });
    start.notice(`waiting ${underWayNs / nsPerSecond} s for orders under way: ${why}`);
  }
  const knownTrades = knownTradesOf(earlier.toReversed());
  return await startReal({ sessionId, clock, live, setup, requests, folder, knownTrades });
}

/** Nothing is placed unless it watches. */
function watchOver({ runner }: LiveSession, start: LiveStart, restUrl: string): LiveWatchdog {
  const { setup, live, sessionId, sessionFolder, logging, world } = start;
  const symbols = setup.markets.map(({ instrument }) => instrument.symbol);
  const watched = { restUrl, prefix: live.orderPrefix, sessionId, symbols, silenceMs: live.watchdogMs };
  const watchdog = new LiveWatchdog(world.clock, watched, join(sessionFolder, "watchdog.jsonl"), (why) => {
    logging.log.error("watchdog_gone", { why });
    runner.hold("watchdog_gone");
  });
  runner.watchedBy(watchdog);
  logging.log.info("watchdog_started", { pid: watchdog.pid });
  return watchdog;
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
