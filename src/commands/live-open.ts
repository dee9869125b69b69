/** Opens a live session, with its stores; on paper it begins with what the last one held (`live-open-real.ts` for real). */
import type { RecoveredSession } from "../../sim/recover-session.ts";
import type { SessionSpec } from "../../sim/session-spec.ts";
import { PatientHttp } from "../adapters/binance/patient-http.ts";
import { InputError } from "../base/input-error.ts";
import { nsPerMs, nsPerSecond } from "../domain/time.ts";
import type { LiveConfig } from "../live/live-config.ts";
import type { Ledger } from "../ports/ledger.ts";
import type { BacktestSetup } from "./backtest-setup.ts";
import { lastWords, paperOrderId, recoverLast } from "./live-earlier.ts";
import { type FeedKind, openLiveFeed } from "./live-feed.ts";
import type { LiveFolder } from "./live-folder.ts";
import { LiveLedger, openLiveLedger } from "./live-ledger.ts";
import type { LiveLog } from "./live-log.ts";
import { type LiveParts, LiveSession, type LiveWorld } from "./live-session.ts";
import { fetchVenueParts, paperSpec } from "./live-start.ts";
import { LiveState, openLiveState } from "./live-state.ts";
import type { LiveWatchdog } from "./live-watchdog.ts";
import { leftPositions, wentOn } from "./paper-start.ts";
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
  /** A line for people at a terminal, who do not see the log; before the live view, and after it. */
  readonly notice: (line: string) => void;
}

export interface OpenedLive extends AsyncDisposable {
  readonly session: LiveSession;
  readonly ledger: LiveLedger;
  readonly watchdog: LiveWatchdog | undefined;
}

export async function openPaper(start: LiveStart): Promise<OpenedLive> {
  const { setup, live, sessionId, world } = start;
  const venueParts = await fetchVenueParts(setup, patientHttp(start));
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

/** What a start asks with: patient, and it says so. */
export function patientHttp({ world, logging, notice }: LiveStart): PatientHttp {
  return new PatientHttp(world.clock, world.http, (why, waitNs) => {
    logging.log.warn("venue_awaited", { why, waitMs: waitNs / nsPerMs });
    notice(`the venue: ${why}; asking again in ${waitNs / nsPerSecond} s`);
  });
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

export interface Stores extends AsyncDisposable {
  /** What the outbox of `ledger` is delivered to. */
  readonly store: Ledger;
  readonly ledger: LiveLedger;
  readonly state: LiveState;
}

/** @throws InputError where one cannot be opened; then none is left open. */
export async function openStores(
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

export function opened(
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
