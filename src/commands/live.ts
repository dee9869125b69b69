/** `live`: trades on paper or with real orders, until it is told to stop. */
import { join } from "node:path";
import { openSession } from "../../sim/session.ts";
import { BinanceFeed } from "../adapters/binance/feed/binance-feed.ts";
import { LiveMetricsText } from "../adapters/metrics/live-metrics.ts";
import { SegmentWriter } from "../adapters/segments/segment-writer.ts";
import { FetchHttp } from "../adapters/world/fetch-http.ts";
import { WallClock } from "../adapters/world/wall-clock.ts";
import { WebSockets } from "../adapters/world/web-sockets.ts";
import { InputError } from "../base/input-error.ts";
import { Random } from "../base/random.ts";
import { nsPerMs } from "../domain/time.ts";
import { openEngine } from "../engine/open-engine.ts";
import { CountedJournal } from "../live/counted-journal.ts";
import { JointFeed } from "../live/joint-feed.ts";
import { JournalWriter } from "../live/journal/journal-writer.ts";
import { startLiveMetrics } from "../live/live-counts.ts";
import { MarketCounts } from "../live/market-counts.ts";
import { Runner } from "../live/runner.ts";
import { hasFlag, parseArguments } from "./arguments.ts";
import { readBacktestSetup } from "./backtest-setup.ts";
import { dataFolder } from "./folders.ts";
import { openLiveDoor } from "./live-door.ts";
import { LiveEngine } from "./live-engine.ts";
import { LiveFolder } from "./live-folder.ts";
import { apiToken, liveOptions, readLiveOptions } from "./live-options.ts";
import { fetchVenueParts, instrumentsOf, paperSpec } from "./live-start.ts";

const help = `Usage: halfspread live [CONFIG] --paper | --real [OPTIONS]
`;

export async function runLive(args: string[]): Promise<number> {
  const given = parseArguments("live", args, liveOptions);
  if (hasFlag(given, "help")) {
    console.error(help);
    return 0;
  }
  const options = readLiveOptions(given);
  const setup = readBacktestSetup({ ...options, data: undefined, instrumentsPath: undefined });
  const { live } = setup.config;
  if (live === undefined) throw new InputError("live", "expected a section live in the configuration");
  using folder = new LiveFolder(join(live.journal.folder ?? join(dataFolder, "live"), live.name));
  const clock = new WallClock();
  const http = new FetchHttp();
  const sockets = new WebSockets();
  const random = Random.fromSeed(setup.config.seed);
  const venueParts = await fetchVenueParts(setup, http);
  const { sessionId, folder: sessionFolder } = folder.newSession(Date.now());
  const spec = paperSpec(setup, instrumentsOf(venueParts), { sessionId, clock, live });
  const log = new SegmentWriter(join(sessionFolder, "journal"), "journal");
  const writer = new JournalWriter(log, spec);
  const metrics = startLiveMetrics(spec.markets.length);
  const journal = new CountedJournal(writer, metrics);
  const counts = metrics.markets.map(
    (of) => new MarketCounts(of, { filled() {}, rejected() {}, held() {}, closedUnknown() {} }),
  );
  using opened = openSession(spec, {
    journal,
    openEngine: (configs) => openEngine(configs),
    onFill: (fill, at) => {
      engine.filled(fill, at);
      console.error("fill", fill);
    },
    listeners: counts,
  });
  const engine: LiveEngine = new LiveEngine({
    clock,
    folder,
    opened,
    counts,
    clientOrderId: (_at, id) => String(id),
  });
  const feed = new JointFeed(
    venueParts.map(({ urls, marketIndexes, instruments }) => ({
      marketIndexes,
      feed: new BinanceFeed({
        clock,
        http,
        sockets,
        random: random.fork("feed"),
        instruments,
        urls: { rest: urls.restUrl, streams: urls.streamUrl },
      }),
    })),
  );
  const runner = new Runner({
    clock,
    session: opened.session,
    feed,
    gateway: undefined,
    syncJournal: () => log.sync(),
    syncEveryNs: live.journal.syncMs * nsPerMs,
    stopWithinNs: live.stopWithinMs * nsPerMs,
    listener: {
      feed: (at, note) => console.error(at, note),
      gateway() {},
      link() {},
      clockOffset: (ns) => console.error("offset", ns),
      took() {},
    },
  });
  const text = new LiveMetricsText({
    counts: metrics,
    status: () => engine.status(),
    build: { version: spec.version },
  });
  const bug = Promise.withResolvers<never>();
  const door = openLiveDoor(engine, text, { ...live.api, token: apiToken(), onBug: bug.reject });
  engine.start(runner);
  console.log(JSON.stringify({ ready: true, api: `http://${live.api.host}:${door.port}` }));
  const told = new Promise<void>((resolve) => {
    if (options.forNs !== undefined) setTimeout(resolve, options.forNs / 1e6);
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  await Promise.race([told, bug.promise]);
  console.error(await runner.stop());
  const hash = opened.end();
  writer.ended(opened.session.lastNs, hash);
  log.close();
  console.error(hash, engine.status());
  await door.stop(true);
  return 0;
}
