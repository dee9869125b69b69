/**
 * `watchdog`: started by `live` beside itself. Told on stdin what to watch, then a line for each sign of life; when they
 * end without a `bye` it cancels the orders of that session, and of no other, until none is left.
 *
 *   {"restUrl":…,"prefix":…,"sessionId":…,"symbols":[…],"silenceMs":…}     then  .  .  .  bye
 *
 * A word on stdout when it raises the alarm: an engine that comes back from a hang has no orders any more.
 */
import { z } from "zod";
import { fetchInstruments } from "../adapters/binance/fetch-instruments.ts";
import { ClientOrderIds } from "../adapters/binance/gateway/client-order-ids.ts";
import { cancelLeftovers, underWayNs } from "../adapters/binance/gateway/leftovers.ts";
import { PatientRequests } from "../adapters/binance/gateway/patient-requests.ts";
import { FetchHttp } from "../adapters/world/fetch-http.ts";
import { WallClock } from "../adapters/world/wall-clock.ts";
import { InputError } from "../base/input-error.ts";
import type { Instrument } from "../domain/instrument.ts";
import { nsPerMs, nsPerSecond } from "../domain/time.ts";
import { Log } from "../live/log.ts";
import { type Alarm, Watchdog } from "../live/watchdog.ts";
import type { Clock } from "../ports/clock.ts";
import { readCredentials } from "./live-options.ts";

const watched = z.strictObject({
  restUrl: z.string(),
  prefix: z.string(),
  sessionId: z.string(),
  symbols: z.array(z.string()),
  silenceMs: z.number().positive(),
});
export type Watched = z.infer<typeof watched>;

/** An exchange that is away comes back: more than an hour of attempts. */
const attemptsMax = 1000;
const attemptGapNs = 5 * nsPerSecond;

export async function runWatchdog(): Promise<number> {
  // Ctrl-C in a terminal reaches this process too; the engine then ends in order and says so.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
  const line = Bun.stdin.stream().getReader();
  const lines = linesOf(line);
  const first = await lines.next();
  if (first.done === true) return 0;
  const told = watched.parse(JSON.parse(first.value));
  const clock = new WallClock();
  using log = new Log(clock, (text) => console.error(text));
  const { promise, resolve } = Promise.withResolvers<Alarm | undefined>();
  const watchdog = new Watchdog(clock, told.silenceMs * nsPerMs, resolve);
  void listen(lines, watchdog, () => resolve(undefined));
  const alarm = await promise;
  if (alarm === undefined) return 0;
  console.log("alarm");
  log.warn("alarm", { why: alarm });
  const exitCode = await cancelAll(told, clock, log);
  // An engine that came back keeps its end open; nobody listens any more.
  await line.cancel();
  return exitCode;
}

async function listen(lines: AsyncGenerator<string>, watchdog: Watchdog, dismissed: () => void): Promise<void> {
  for await (const line of lines) {
    if (line !== "bye") watchdog.alive();
    else {
      watchdog.bye();
      dismissed();
      return;
    }
  }
  watchdog.lineEnded();
}

async function cancelAll(told: Watched, clock: Clock, log: Log): Promise<number> {
  const http = new FetchHttp();
  const requests = new PatientRequests({
    clock,
    http,
    credentials: readCredentials(),
    restUrl: told.restUrl,
    noted: ({ event, detail }) => log.info(`venue_${event}`, { detail }),
  });
  const ids = new ClientOrderIds(told.prefix, told.sessionId);
  let instruments: readonly Instrument[] | undefined;
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    try {
      await requests.syncClock();
      instruments ??= await fetchInstruments(http, told.restUrl, "spot", told.symbols);
      const cancelled = await cancelLeftovers(requests, ids, instruments, "own", underWayNs);
      log.info("none_left", { cancelledCount: cancelled.length });
      return 0;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      log.warn("not_cancelled", { why: error.message });
      await requests.wait(attemptGapNs);
    }
  }
  return 1;
}

interface Reader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
}

async function* linesOf(line: Reader): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { value, done } = await line.read();
    if (done) return;
    const parts = (rest + decoder.decode(value, { stream: true })).split("\n");
    rest = parts.pop()!;
    yield* parts;
  }
}
