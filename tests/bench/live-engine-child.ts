/**
 * The engine of the live benchmarks, in a process of its own: all that `live --real` runs, with its journal, on the
 * machine's clock and real sockets. Its keys are made here; the venue beside it believes anybody.
 */
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Credentials } from "../../src/adapters/binance/gateway/credentials.ts";
import { BinanceGateway } from "../../src/adapters/binance/gateway/gateway.ts";
import type { RateLimit } from "../../src/adapters/binance/gateway/rate-budget.ts";
import { openLedger } from "../../src/adapters/ledger/open-ledger.ts";
import { FetchHttp } from "../../src/adapters/world/fetch-http.ts";
import { WallClock } from "../../src/adapters/world/wall-clock.ts";
import { WebSockets } from "../../src/adapters/world/web-sockets.ts";
import { LogHistogram } from "../../src/base/log-histogram.ts";
import { Random } from "../../src/base/random.ts";
import { RunHash } from "../../src/base/run-hash.ts";
import { readBacktestSetup } from "../../src/commands/backtest-setup.ts";
import { venueFeed } from "../../src/commands/live-feed.ts";
import { LiveFolder } from "../../src/commands/live-folder.ts";
import { newOutboxLog } from "../../src/commands/live-outbox.ts";
import { LiveSession } from "../../src/commands/live-session.ts";
import { paperSpec } from "../../src/commands/live-start.ts";
import { nsPerMinute, nsPerSecond } from "../../src/domain/time.ts";
import { LedgerKeeper } from "../../src/live/ledger-keeper.ts";
import { Log } from "../../src/live/log.ts";
import { Outbox } from "../../src/live/outbox.ts";
import { count } from "../../src/ports/live-metrics.ts";
import type { Socket, SocketPeer, Sockets } from "../../src/ports/sockets.ts";
import { spotBtcusdt } from "../helpers/instruments.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";
import { type EngineReport, type LivePlan, latencyOf, messagesCountOf } from "./live-plan.ts";

const plan = JSON.parse(process.argv[2]!) as LivePlan;
const host = `127.0.0.1:${process.argv[3]}`;
const warmupCount = plan.warmupSeconds * plan.ratePerSecond;
const messagesCount = messagesCountOf(plan);

/** Notes when a frame of market data came, and when what it led to was handed over. */
class TimedSockets implements Sockets {
  readonly frameToOrder = new LogHistogram();
  readonly frame = new LogHistogram();
  framesCount = 0;
  /** Told when the warm-up is over, and when the last message has come. */
  reached: (mark: "warm" | "end") => void = () => {};
  readonly #sockets = new WebSockets();
  #arrivedNs = Number.NaN;

  open(url: string, peer: SocketPeer): Socket {
    const socket = this.#sockets.open(url, url.includes("/stream") ? this.#timed(peer) : peer);
    const send = (text: string) => {
      const isSent = socket.send(text);
      if (this.#isCounting && text.includes('"method":"order.'))
        this.frameToOrder.record(Bun.nanoseconds() - this.#arrivedNs);
      return isSent;
    };
    return { send, close: () => socket.close() };
  }

  get #isCounting(): boolean {
    return this.framesCount > warmupCount && !Number.isNaN(this.#arrivedNs);
  }

  #timed(peer: SocketPeer): SocketPeer {
    return {
      opened: () => peer.opened(),
      closed: (why) => peer.closed(why),
      message: (bytes) => {
        this.#arrivedNs = Bun.nanoseconds();
        // The first confirms the subscription.
        const at = this.framesCount++;
        peer.message(bytes);
        if (at > warmupCount) this.frame.record(Bun.nanoseconds() - this.#arrivedNs);
        this.#arrivedNs = Number.NaN;
        if (at === warmupCount) this.reached("warm");
        if (at === messagesCount) this.reached("end");
      },
    };
  }
}

const setup = readBacktestSetup({
  configPath: "configs/btcusdt-live.yaml",
  settings: [
    "decide={on: [touch_price]}",
    "strategy.parameters.half_spread_ticks=0",
    // Less than a quote: it decides, and wants nothing.
    `strategy.parameters.position_lots_max=${plan.quotes ? 1000 : 1}`,
    "risk.price_band_ticks=2000000",
  ],
  data: undefined,
  strategyName: undefined,
  seed: undefined,
  instrumentsPath: undefined,
});
const live = setup.config.live!;
const instruments = plan.symbols.map((symbol) => ({ ...spotBtcusdt, symbol }));
const rateLimits: RateLimit[] = [{ kind: "ORDERS", interval: "SECOND", intervalsCount: 10, max: 1_000_000 }];

using files = temporaryFolder();
using folder = new LiveFolder(files.of("live"));
const { sessionId, folder: sessionFolder } = folder.newSession(Date.now());
mkdirSync(sessionFolder, { recursive: true });
const clock = new WallClock();
const sockets = new TimedSockets();
const world = { clock, http: new FetchHttp(), sockets, random: Random.fromSeed(1) };
const spec = paperSpec({ ...setup, markets: instruments.map(() => setup.markets[0]!) }, instruments, {
  ...{ sessionId, clock, live },
});
const { privateKey } = generateKeyPairSync("ed25519");
const urls = { restUrl: `http://${host}`, streamUrl: `ws://${host}`, wsApiUrl: `ws://${host}/ws-api/v3` };
const gateway = new BinanceGateway({
  ...world,
  ...{ credentials: new Credentials("bench", privateKey.export({ type: "pkcs8", format: "pem" }) as string) },
  ...{ urls: { rest: urls.restUrl, wsApi: urls.wsApiUrl }, instruments, rateLimits },
  ...{ orderEntry: "ws_api", prefix: live.orderPrefix, sessionTag: sessionId },
});
const balances = new Map([...setup.balances.keys()].map((asset) => [asset, 100_000_000_000_000n]));
const ledger = await openLedger(`sqlite:${join(folder.path, "ledger.sqlite")}`);
const outbox = new Outbox({
  ...{ clock, log: newOutboxLog(sessionFolder), ledger, outboxId: sessionId, behindMaxNs: nsPerMinute },
  behind: (isBehind) => console.error(`ledger behind: ${isBehind}`),
});
const clientOrderId = (index: number, orderId: number) => gateway.ids.make(index, orderId);
const kept = { ...spec, mode: "real" as const, account: live.account, instruments };
const keeper = new LedgerKeeper({ ...kept, clientOrderId }, (record) => outbox.add(record));
using session = new LiveSession({
  ...{ ...world, live, spec: { ...spec, mode: "real", balances }, gateway, folder, sessionFolder },
  feed: venueFeed(world, [{ market: "spot", urls, marketIndexes: instruments.map((_, at) => at), instruments }]),
  ...{ outbox, keeper, clientOrderId, log: new Log(clock, (line) => console.error(line)), flushLog: () => {} },
});
let [startedNs, cpu] = [0, process.cpuUsage()];
const rssBytes: number[] = [];
const ended = Promise.withResolvers<void>();
let sampling: ReturnType<typeof setInterval>;
sockets.reached = (mark) => {
  if (mark === "end") ended.resolve();
  else {
    [startedNs, cpu] = [Bun.nanoseconds(), process.cpuUsage()];
    sampling = setInterval(() => rssBytes.push(process.memoryUsage.rss()), 1000);
  }
};
session.engine.start(session.runner);
await ended.promise;
clearInterval(sampling!);
rssBytes.push(process.memoryUsage.rss());
const used = process.cpuUsage(cpu);
const cpuShare = ((used.user + used.system) * 1000) / (Bun.nanoseconds() - startedNs);
const report: EngineReport = {
  frameToOrder: latencyOf(sockets.frameToOrder),
  tickToOrder: latencyOf(session.metrics.markets[0]!.tickToOrder),
  frame: latencyOf(sockets.frame),
  messagesCount: session.metrics.markets.reduce((sum, { feedMessagesCount }) => sum + feedMessagesCount, 0),
  cpuShare,
  rssBytes,
  journalBytes: session.metrics.journal.bytesCount,
  journalRecords: session.metrics.journal.recordsCount,
  notes: Object.fromEntries(notes()),
  bookHash: bookHash(),
};
await session.runner.stop();
session.end();
await outbox.close(nsPerSecond);
await ledger.close();
console.log(JSON.stringify(report));

/** Of all markets together. */
function notes(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { feedNotes } of session.metrics.markets)
    for (const [event, times] of feedNotes) count(counts, event, times);
  return counts;
}

function bookHash(): string {
  const hash = new RunHash();
  for (const { market } of session.opened.session.markets) {
    const { touchBidTicks, touchBidLots, touchAskTicks, touchAskLots } = market.view;
    for (const value of [touchBidTicks, touchBidLots, touchAskTicks, touchAskLots]) hash.number(value);
  }
  return hash.hex();
}
