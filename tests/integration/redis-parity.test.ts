// Goal: the same strategy gives the same commands whether it has its market data from the venue or from a recorder's
// stream in Redis: the journals of the two sessions are equal to the byte.
// Method: the live feed of two instruments in front of the exchange and its agents, with lost events and a clock apart,
// all that it tells kept; told to a session as it was, and by way of writer, Redis and reader. Time stands at each
// message's received time in both, since on the wall the stream comes a little later.
import { afterAll, expect, test } from "bun:test";
import { openSession } from "../../sim/session.ts";
import { headerOfSession } from "../../sim/session-header.ts";
import { MemoryLog } from "../../sim/world/memory-log.ts";
import { VirtualClock } from "../../sim/world/virtual-clock.ts";
import { RedisFeed } from "../../src/adapters/redis/redis-feed.ts";
import { RedisState } from "../../src/adapters/redis/redis-state.ts";
import { TickStream } from "../../src/adapters/redis/tick-stream.ts";
import { WallClock } from "../../src/adapters/world/wall-clock.ts";
import { eventKind } from "../../src/domain/event.ts";
import { MarketRows } from "../../src/domain/market-rows.ts";
import { nsPerMs, nsPerSecond } from "../../src/domain/time.ts";
import { openEngine } from "../../src/engine/open-engine.ts";
import { JournalWriter } from "../../src/live/journal/journal-writer.ts";
import { Runner } from "../../src/live/runner.ts";
import type { FeedListener } from "../../src/ports/market-feed.ts";
import { FeedBench } from "../helpers/feed-bench.ts";
import { rowAt } from "../helpers/market-rows.ts";
import { paperSpecOf } from "../helpers/paper-world.ts";
import { eventually } from "../helpers/patient.ts";
import { endRedis, freshRedisUrl, needsRedis } from "../helpers/servers/redis.ts";
import { setupOf } from "../helpers/setup-runs.ts";
import { followed } from "../helpers/tick-desk.ts";

afterAll(endRedis);

const setup = setupOf("synthetic-two-naive.yaml", ["instruments.0.strategy.parameters.half_spread_ticks=20"]);
const instruments = setup.markets.map(({ instrument }) => instrument);

type Call = { readonly marketIndex: number; readonly rows: MarketRows } | { readonly offsetNs: number };

/** Keeps what a feed tells. */
class Calls implements FeedListener {
  readonly all: Call[] = [];
  rowsCount = 0;

  rows(marketIndex: number, rows: MarketRows): void {
    const copy = new MarketRows(rows.count);
    for (let at = 0; at < rows.count; at++) copy.append(rowAt(rows, at));
    this.all.push({ marketIndex, rows: copy });
    this.rowsCount += rows.count;
  }
  clockOffset(offsetNs: number): void {
    this.all.push({ offsetNs });
  }
  noted(): void {}
}

test.skipIf(needsRedis())(
  "from the venue or out of a recorder's stream: the same rows at the same times, and the same journal",
  async () => {
    using bench = new FeedBench({ symbols: () => instruments, venueAheadNs: 7 * nsPerMs });
    const direct = new Calls();
    bench.feed.start(direct);
    bench.until(5);
    bench.inject({ kind: "gap", chance: 0.02 });
    bench.until(60);
    bench.feed.stop();
    const streamed = await throughRedis(direct, bench);
    const [one, other] = [journalOf(direct, bench), journalOf(streamed, bench)];
    expect(other.length).toBe(one.length);
    expect(other).toEqual(one);
    const gaps = direct.all.filter((call) => "rows" in call && call.rows.kind[0] === eventKind.gap);
    expect(gaps.length).toBeGreaterThan(5);
    expect(one.length).toBeGreaterThan(direct.all.length + 100);
  },
  60_000,
);

async function throughRedis({ all, rowsCount }: Calls, { epochUnixNs, startNs }: FeedBench): Promise<Calls> {
  const url = await freshRedisUrl();
  const store = new RedisState({ url, clock: new WallClock(), noted: () => {} });
  const stream = new TickStream({ clock: new VirtualClock(epochUnixNs, startNs), store, instruments });
  const feed = new RedisFeed({ url, clock: new VirtualClock(epochUnixNs, startNs), instruments, group: "parity" });
  const calls = new Calls();
  feed.start(calls);
  await followed(url, instruments);
  const sequences = instruments.map(() => 0);
  let sessionSequence = 0;
  for (const call of all) {
    if ("offsetNs" in call) stream.clockOffset(call.offsetNs);
    else {
      const { marketIndex, rows } = call;
      stream.rows(rows, { marketIndex, sequence: sequences[marketIndex]!, sessionSequence, isOpening: false });
      sequences[marketIndex]! += rows.count;
      sessionSequence += rows.count;
    }
  }
  await eventually(() => calls.rowsCount >= rowsCount, 5);
  feed.stop();
  stream.close();
  await store.close();
  return calls;
}

/** Of a session that is told all that, each message at its received time. */
function journalOf({ all }: Calls, { epochUnixNs, startNs }: FeedBench): string[] {
  const log = new MemoryLog("parity");
  const spec = paperSpecOf(setup, epochUnixNs, startNs);
  const journal = new JournalWriter(log, headerOfSession(spec));
  using opened = openSession(spec, { journal, openEngine });
  const clock = new VirtualClock(epochUnixNs, startNs);
  const runner = new Runner({
    ...{ clock, session: opened.session, gateway: undefined, feed: { start() {}, stop() {} } },
    ...{ syncJournal() {}, syncEveryNs: nsPerSecond, stopWithinNs: nsPerSecond },
    listener: { feed() {}, gateway() {}, link() {}, clockOffset() {}, tookRows() {}, advanced() {} },
  });
  runner.start();
  for (const call of all) {
    if ("offsetNs" in call) runner.clockOffset(call.offsetNs);
    else {
      clock.advanceTo(Math.max(clock.nowNs(), call.rows.receivedNs[0]!));
      runner.rows(call.marketIndex, call.rows);
    }
  }
  opened.end();
  return [...log.records()].map((record) => Buffer.from(record).toString("latin1"));
}
