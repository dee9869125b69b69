/** `live`: trades on paper or with real orders, until it is told to stop. */
import { join } from "node:path";
import { FetchHttp } from "../adapters/world/fetch-http.ts";
import { WallClock } from "../adapters/world/wall-clock.ts";
import { WebSockets } from "../adapters/world/web-sockets.ts";
import { InputError } from "../base/input-error.ts";
import { Random } from "../base/random.ts";
import type { LiveConfig } from "../live/live-config.ts";
import type { Ending } from "../live/runner.ts";
import { hasFlag, parseArguments } from "./arguments.ts";
import { type BacktestSetup, readBacktestSetup } from "./backtest-setup.ts";
import { openLiveDoor } from "./live-door.ts";
import { tidySessions } from "./live-earlier.ts";
import { LiveFailure } from "./live-failure.ts";
import { LiveFolder, liveRoot } from "./live-folder.ts";
import { leftText, type OrdersLeft, ordersLeft } from "./live-left.ts";
import { openLiveLog } from "./live-log.ts";
import { type LiveStart, type OpenedLive, openPaper } from "./live-open.ts";
import { openReal } from "./live-open-real.ts";
import { apiToken, type LiveOptions, liveOptions, readLiveOptions } from "./live-options.ts";
import { reportLive } from "./live-report.ts";
import { LiveScreen } from "./live-screen.ts";
import type { LiveSession, LiveWorld } from "./live-session.ts";
import { liveView } from "./live-view.ts";

const help = `Usage: halfspread live [CONFIG] --paper | --real [OPTIONS]

Trades by a configuration that also backtests, until Ctrl-C, SIGTERM or the end of --for. When it is ready it prints one line of JSON:
  {"ready":true,"api":"http://127.0.0.1:PORT"}

  CONFIG             a YAML file with a section live; default configs/btcusdt-live.yaml
  --paper            the venue's market data, fills simulated by the replay venue with the configuration's queue and latency models; no keys
  --real             real orders, with what the account holds
  --feed FEED        market data from binance (default), or from redis: the stream of a recorder, by HALFSPREAD_REDIS_URL
  --fresh            on paper: begin with the configuration's balances, flat; else with what the last paper session of that name held
  --for DURATION     end by itself after that: 90s, 15m, 8h
  --strategy NAME    instead of the configuration's strategy
  --seed N           instead of the configuration's seed
  --set a.b=value    change one entry of the configuration, such as venue.environment=production or live.api.port=9464; may be repeated
  --json             the result as one JSON document on stdout, at the end

Environment:
  HALFSPREAD_API_KEY, and HALFSPREAD_API_SECRET (HMAC) or HALFSPREAD_PRIVATE_KEY_FILE (Ed25519 or RSA, PEM): keys, for --real
  HALFSPREAD_REDIS_URL   redis://HOST:PORT, for --feed redis and for stores.state: redis
  HALFSPREAD_POSTGRES_URL  postgres://…, for stores.ledger: postgres; else the ledger is a SQLite file beside the sessions
  HALFSPREAD_API_TOKEN   what operators show (Authorization: Bearer TOKEN); without it nothing can be changed over HTTP

The first signal pulls all quotes, waits until that is confirmed (at most live.stop_within_ms, and as long again once all is cancelled), writes
the report and exits with 0; a second one cancels everything and is out. A kill is latched on disk until reset-kill.

The log says at the start which session it goes on from and how that ended (went_on), with real orders what differs from what the venue and the
ledger say (start_difference, ledger_difference), and which entries of the configuration have changed since (config_changed; see config diff).

Example:
  halfspread live configs/btcusdt-live.yaml --paper --set venue.environment=production --for 15m`;

const exitOk = 0;
const exitFailed = 1;

/** @returns the exit code. @throws InputError */
export async function runLive(args: string[]): Promise<number> {
  const given = parseArguments("live", args, liveOptions);
  if (hasFlag(given, "help")) {
    console.error(help);
    return exitOk;
  }
  const options = readLiveOptions(given);
  const { setup, live } = readLiveSetup(options);
  using folder = new LiveFolder(join(liveRoot(live), live.name));
  const earlier = folder.sessionIds().map((id) => join(folder.path, id));
  const { sessionId, folder: sessionFolder } = folder.newSession(Date.now());
  const world: LiveWorld = {
    clock: new WallClock(),
    http: new FetchHttp(),
    sockets: new WebSockets(),
    random: Random.fromSeed(setup.config.seed),
  };
  const isTerminal = process.stderr.isTTY === true;
  const stderr = (line: string) => void process.stderr.write(line);
  await using logging = openLiveLog(world.clock, join(sessionFolder, "log.jsonl"), isTerminal ? undefined : stderr);
  const freedBytes = tidySessions(earlier);
  if (freedBytes > 0) logging.log.info("tidied", { freedBytes });
  const start = {
    setup,
    live,
    feed: options.feed,
    fresh: options.fresh,
    sessionId,
    folder,
    sessionFolder,
    logging,
    world,
    earlier,
    notice: (line: string) => (isTerminal ? stderr(`${line}\n`) : undefined),
  };
  await using session = options.mode === "paper" ? await openPaper(start) : await openReal(start);
  return await trade(session, start, options);
}

function readLiveSetup(options: LiveOptions): { setup: BacktestSetup; live: LiveConfig } {
  const configPath = options.configPath ?? join("configs", "btcusdt-live.yaml");
  const setup = readBacktestSetup({ ...options, configPath, data: undefined, instrumentsPath: undefined });
  const { live } = setup.config;
  if (live === undefined)
    throw new InputError(`${configPath}: live`, "is missing; expected a section live with at least a name");
  const own = setup.markets.findIndex(({ balances }) => balances !== undefined);
  if (options.mode === "real" && own >= 0)
    throw new InputError(`${configPath}: instruments.${own}.balances`, "expected none: real balances are the venue's");
  return { setup, live };
}

async function trade(opened: OpenedLive, start: LiveStart, options: LiveOptions): Promise<number> {
  const { session } = opened;
  const { live, logging } = start;
  const startedMs = performance.now();
  using failure = new LiveFailure();
  await using door = openLiveDoor(session.engine, session.metricsText, {
    ...{ ...live.api, token: apiToken() },
    onBug: failure.raise,
  });
  // Signals are listened to before anybody is told that it is ready.
  const untilEnded = failure.unlessRaised(untilEnd(session, options));
  const ending = await unlessAbandoned(session, () => {
    session.engine.start(session.runner);
    console.log(JSON.stringify({ ready: true, api: `http://${live.api.host}:${door.port}` }));
    logging.log.info("started", { sessionId: start.sessionId, mode: options.mode, folder: start.sessionFolder });
    return watched(session, untilEnded);
  });
  const left = seeToOrders(opened, start, ending);
  const runHash = session.end();
  opened.ledger.keeper.ended(session.opened.session.lastNs, ending, runHash);
  logging.log[ending === "clean" ? "info" : "error"]("ended", { ending, runHash });
  if (left !== undefined) logging.log.error("orders_left", { ...left });
  const document = reportLive(session, start, { runHash, replaySeconds: (performance.now() - startedMs) / 1000 });
  if (options.json) console.log(document);
  if (left !== undefined) start.notice(leftText(left));
  return ending === "clean" ? exitOk : exitFailed;
}

/** The watchdog is let go only when nothing is open. @returns what else is left to it. */
function seeToOrders({ session, watchdog }: OpenedLive, { folder }: LiveStart, ending: Ending): OrdersLeft | undefined {
  if (watchdog === undefined) return undefined;
  if (ending !== "clean") return ordersLeft(session.engine.status(), watchdog);
  watchdog.dismiss();
  folder.noteNoOrders();
  return undefined;
}

/** @throws what ended it, once the session is abandoned: no timer of it is left then. */
async function unlessAbandoned({ runner }: LiveSession, lasting: () => Promise<Ending>): Promise<Ending> {
  try {
    return await lasting();
  } catch (error) {
    runner.abandon();
    throw error;
  }
}

/** Shown while it lasts, where there is a terminal. */
async function watched({ engine, metrics }: LiveSession, ending: Promise<Ending>): Promise<Ending> {
  using _view = process.stderr.isTTY === true ? showing(engine, metrics) : undefined;
  return await ending;
}

async function untilEnd({ runner }: LiveSession, { forNs }: LiveOptions): Promise<Ending> {
  await told(forNs);
  const again = told(undefined).then((): Ending => {
    runner.stopNow();
    return "orders_open";
  });
  return await Promise.race([runner.stop(), again]);
}

/** The next signal, or the end of the time given. */
function told(forNs: number | undefined): Promise<void> {
  return new Promise((resolve) => {
    // A session that has failed does not wait for it.
    const timer = forNs === undefined ? undefined : setTimeout(resolve, forNs / 1e6).unref();
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
      process.once(signal, () => {
        clearTimeout(timer);
        resolve();
      });
  });
}

function showing(engine: LiveSession["engine"], metrics: LiveSession["metrics"]): Disposable {
  const screen = new LiveScreen(process.stderr);
  const draw = setInterval(() => screen.show((size) => liveView(engine.status(), metrics, size)), 250);
  return {
    [Symbol.dispose]: () => {
      clearInterval(draw);
      screen[Symbol.dispose]();
    },
  };
}
