/** `exchange`: the simulated Binance on real sockets, until it is told to stop. */
import type { SymbolRecording } from "../../sim/exchange/recorded/recorded-market.ts";
import { ExchangeServer } from "../../sim/exchange/server.ts";
import { hasFlag, parseArguments } from "./arguments.ts";
import { openAdmin } from "./exchange-admin.ts";
import { type ExchangeClock, RunningClock, StandingClock } from "./exchange-clock.ts";
import { openDoor } from "./exchange-door.ts";
import { ExchangeDriver } from "./exchange-driver.ts";
import { type ExchangeSettings, exchangeOptions, readExchangeSettings } from "./exchange-options.ts";
import { openRecordings } from "./exchange-recordings.ts";
import { Interrupted } from "./interrupt.ts";
import { listening } from "./listening.ts";

const help = `Usage: halfspread exchange [OPTIONS]

A simulated Binance Spot on real sockets: REST, market streams (/ws, /stream) and WebSocket API (/ws-api/v3) on one port of 127.0.0.1, and an
admin port beside it. Any client of Binance works with it, given its addresses. When it is ready it prints one line of JSON on stdout:
  {"ready":true,"rest":"http://127.0.0.1:PORT","ws":"ws://127.0.0.1:PORT","admin":"http://127.0.0.1:PORT"}

  --port N              where clients connect (default 0: any that is free)
  --admin-port N        where it is administered, in JSON (default 0): GET /status, POST /deposit {"apiKey","asset","amount"},
                        PATCH /symbols/SYMBOL {"status","filters"}, POST /time {"seconds"}, GET, POST and DELETE /faults
  --symbols A,B         what is traded (default BTCUSDT,ETHUSDT: all that are built in)
  --market KIND         synthetic: agents trade (default); none: books stay empty until somebody comes; RECORDING…: these, from their beginning
                        and at their own pace (times --speed), meet our orders as a backtest does; of several symbols in Parquet or as tapes
  --agents FILE         agents that data fit made from a recording of a symbol, in place of the usual ones; repeatable
  --seed N              of the agents and of chance in faults (default 1)
  --speed X             how fast time passes: 1 as on the wall (default), 0 only when the admin port moves it
  --account KEY:SECRET[:BTC=1,USDT=100000]
                        an account with an HMAC key, and what it owns (default: 10 of each base asset, 1,000,000 of each quote asset); repeatable
  --account-ed25519 KEY:PEMFILE[:BTC=1,USDT=100000]
                        the same with an Ed25519 key, which the WebSocket API's session.logon needs
  --no-limits           no limits of weight, requests, orders and connections, to measure with
  --faults FILE         faults to inject, in YAML (GET /faults/schema of the admin port describes them)

Example:
  halfspread exchange --port 9443 --account key:secret:BTC=1,USDT=100000`;

/** Where the agents' fair values start. */
const startPriceTicks: Readonly<Record<string, number>> = { BTCUSDT: 6_000_000, ETHUSDT: 250_000 };
/** Between serverShutdown and the end of the sockets, so that clients read it. */
const farewellMs = 100;

/** @returns the exit code. @throws InputError, Interrupted after a clean stop */
export async function runExchange(args: string[]): Promise<number> {
  const parsed = parseArguments("exchange", args, exchangeOptions);
  if (hasFlag(parsed, "help")) {
    console.error(help);
    return 0;
  }
  const settings = readExchangeSettings(parsed);
  const clock = settings.speed === 0 ? new StandingClock() : new RunningClock(settings.speed);
  const recordings = typeof settings.market === "string" ? [] : await openRecordings(settings.market);
  using _tapes = new DisposableStack();
  for (const tape of recordings.flatMap(({ tapes }) => tapes)) _tapes.use(tape);
  using server = openServer(settings, recordings, clock);
  const { promise: failure, reject } = Promise.withResolvers<never>();
  using driver = new ExchangeDriver(server, clock, reject);
  await using listeners = new AsyncDisposableStack();
  const door = listening(`--port ${settings.port}`, () => openDoor(driver, settings.port));
  listeners.defer(() => door.stop(true));
  const admin = listening(`--admin-port ${settings.adminPort}`, () => openAdmin(driver, settings.adminPort));
  listeners.defer(() => admin.stop(true));
  console.log(JSON.stringify(readyLine(door.port!, admin.port!)));
  await Promise.race([failure, signalled()]);
  driver.call((nowUs) => server.announceShutdown(nowUs));
  await Bun.sleep(farewellMs);
  driver.call(() => server.closeAll());
  await Bun.sleep(farewellMs);
  throw new Interrupted();
}

function openServer(settings: ExchangeSettings, recordings: readonly SymbolRecording[], clock: ExchangeClock) {
  const { seed, market, accounts, faults, limits } = settings;
  const recorded = new Set(recordings.map(({ symbol }) => symbol));
  const symbols = settings.symbols.filter(({ name }) => recorded.size === 0 || recorded.has(name));
  const traded = symbols.map(({ name }) => {
    const usual = { symbol: name, startPriceTicks: startPriceTicks[name]! };
    return settings.agents.findLast(({ symbol }) => symbol === name) ?? usual;
  });
  const agents = market === "synthetic" ? traded : [];
  const startUs = clock.nowUs();
  const server = new ExchangeServer({
    startUs,
    seed,
    symbols,
    agents,
    recordings,
    accounts,
    ...(limits && { limits }),
  });
  for (const fault of faults) server.faults.inject(startUs, fault);
  return server;
}

function readyLine(port: number, adminPort: number) {
  const host = "127.0.0.1";
  return {
    ready: true,
    rest: `http://${host}:${port}`,
    ws: `ws://${host}:${port}`,
    admin: `http://${host}:${adminPort}`,
  };
}

/** The first signal ends it in order; a second one finds nobody listening and ends it at once. */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
  });
}
