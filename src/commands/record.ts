/** `record`: market data of several instruments, kept, until it is told to stop. */
import { join } from "node:path";
import { FetchHttp } from "../adapters/world/fetch-http.ts";
import { WallClock } from "../adapters/world/wall-clock.ts";
import { WebSockets } from "../adapters/world/web-sockets.ts";
import { InputError } from "../base/input-error.ts";
import { Random } from "../base/random.ts";
import { type Arguments, hasFlag, optionValue, optionValues, parseArguments } from "./arguments.ts";
import { recorderLock } from "./data-seal.ts";
import { dataFolder } from "./folders.ts";
import { feedKind } from "./live-feed.ts";
import { openLiveLog } from "./live-log.ts";
import { ProcessLock } from "./process-lock.ts";
import { checkConfig, readYaml } from "./read-config.ts";
import { type RecordConfig, recordFileSchema } from "./record-config.ts";
import { openRecordDoor } from "./record-door.ts";
import { checkFeedSettings, recordFeed } from "./record-feed.ts";
import { RecordSession } from "./record-session.ts";
import { openTicks } from "./record-ticks.ts";
import { fetchParts, instrumentsOf } from "./venue-parts.ts";
import { tryFolder } from "./write-whole.ts";

const help = `Usage: halfspread record [CONFIG] [OPTIONS]

Records market data of Binance, Spot and USD-M, several symbols in one sequence, until Ctrl-C or SIGTERM: first into a log that the death of the
process does not touch, then, part by part, to Parquet under data/raw. With record.keep_frames the messages are kept as they came, too, under data/frames.
When it is ready it prints one line of JSON:
  {"ready":true,"folder":"data/recording/NAME","out":"data/raw","api":"http://127.0.0.1:PORT"}
The api has /health, and /metrics for Prometheus.

  CONFIG             a YAML file; default configs/record.yaml
  --set a.b=value    change one entry of it, such as record.name=other or instruments.0.symbol=SOLUSDT; may be repeated
  --feed FEED        market data from binance (default), or from redis: the stream of another recorder, by HALFSPREAD_REDIS_URL
  --json             how it ended as one JSON document on stdout

Environment:
  HALFSPREAD_REDIS_URL   redis://HOST:PORT, for --feed redis, and for record.ticks: redis, by which others are told by streams ticks:SYMBOL

The first signal stops the feed, seals what was recorded and exits with 0. After a crash the next start seals what is left, or data seal does.

Example:
  halfspread record configs/record.yaml --set record.name=today`;

const options = { set: "list", feed: "value", json: "flag", help: "flag" } as const;

/** @returns the exit code. @throws InputError */
export async function runRecord(args: string[]): Promise<number> {
  const parsed = parseArguments("record", args, options);
  if (hasFlag(parsed, "help")) {
    console.error(help);
    return 0;
  }
  const config = readConfig(parsed);
  const feed = feedKind(optionValue(parsed, "feed"));
  const { record } = config;
  checkFeedSettings(feed, record);
  const folder = join(record.folder ?? join(dataFolder, "recording"), record.name);
  const root = record.out ?? join(dataFolder, "raw");
  const framesRoot = record.framesOut ?? join(dataFolder, "frames");
  // What is sealed only later would else fail only later, after a day without files.
  tryFolder("record.out", root);
  if (record.keepFrames) tryFolder("record.frames_out", framesRoot);
  using _lock = new ProcessLock(recorderLock(folder), folder, "records or seals here");
  const clock = new WallClock();
  const http = new FetchHttp();
  const wanted = config.instruments.map((of) => ({ venue: "binance" as const, ...of }));
  const venueParts = await fetchParts(wanted, config.venue, http);
  const session = Date.now().toString(36).padStart(8, "0");
  await using logging = openLiveLog(clock, join(folder, `${session}.jsonl`), (line) => void process.stderr.write(line));
  const world = { clock, http, sockets: new WebSockets(), random: Random.fromSeed(Date.now()) };
  const by = feed === "redis" ? ", by another recorder's stream" : "";
  const source = `binance ${config.venue.environment}${by}, recorded`;
  const openFeed = await recordFeed(feed, world, venueParts, record);
  const instruments = instrumentsOf(venueParts);
  const ticks =
    record.ticks === "none" ? undefined : await openTicks(clock, instruments, record.ticksEntriesMax, logging.log);
  const bug = Promise.withResolvers<never>();
  using recording = new RecordSession({
    ...{ clock, instruments, openFeed, settings: record, ticks, folder, root, framesRoot, session, source },
    ...{ log: logging.log, flushLog: logging.flush, onBug: bug.reject },
  });
  await using door = openRecordDoor(record.api, clock, recording, bug.reject);
  recording.start();
  const api = `http://${record.api.host}:${door.port}`;
  console.log(JSON.stringify({ ready: true, folder, out: root, api }));
  await Promise.race([signalled(), bug.promise]);
  const ended = await recording.end();
  if (hasFlag(parsed, "json")) console.log(JSON.stringify(ended));
  return ended.ok ? 0 : 1;
}

function readConfig(parsed: Arguments): RecordConfig {
  const [path = join("configs", "record.yaml"), ...surplus] = parsed.positionals;
  if (surplus.length > 0) throw new InputError("record", `${surplus[0]}: expected one configuration`);
  return checkConfig(recordFileSchema, readYaml(path, optionValues(parsed, "set")), path);
}

/** A second one finds nobody listening, and ends the process at once: what it had taken is in its parts. */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
  });
}
