/**
 * Does a live session take 50,000 messages a second, and stay as large as it is?
 *
 * Ten symbols over one connection, venue and engine in a process each: decoding, books, journal, engine and a decision
 * wherever best prices move, which places nothing. The rate is fixed: messages that wait count their waiting as memory,
 * first in the socket and then at the venue, which fails when the engine stops reading.
 */
import { type Bench, type BenchSize, machineLine } from "./bench.ts";
import type { LivePlan } from "./live-plan.ts";
import { latencyLine, runLive } from "./live-processes.ts";

export const bench: Bench = {
  question: "Does a live session take 50,000 messages a second in the same memory?",
  async run(size: BenchSize, seconds = 30): Promise<string[]> {
    const plan: LivePlan = {
      symbols: Array.from({ length: 10 }, (_, at) => `COIN${at}USDT`),
      quotes: false,
      ...(size === "full"
        ? { ratePerSecond: 50_000, warmupSeconds: 10, seconds }
        : { ratePerSecond: 2000, warmupSeconds: 0.5, seconds: 0.5 }),
    };
    const { engine, venue } = await runLive(plan);
    return [
      machineLine(),
      `${plan.ratePerSecond} messages/s of ${plan.symbols.length} symbols for ${plan.seconds} s after ${plan.warmupSeconds} s: ${engine.messagesCount} taken in, notes ${JSON.stringify(engine.notes)}`,
      `the engine's processor time: ${(100 * engine.cpuShare).toFixed(0)}% of a core`,
      `resident: ${memoryWords(engine.rssBytes)}`,
      latencyLine("frame arrived to all done", engine.frame),
      latencyLine("message due to message sent", venue.lateness),
      `waiting at the venue for the engine to read, at most: ${(venue.backlogBytesMax / 1024).toFixed(0)} KiB`,
      `journal: ${engine.journalRecords} records, ${(engine.journalBytes / 2 ** 20).toFixed(0)} MiB`,
      `best prices at the end: hash ${engine.bookHash}`,
      "left out: orders; TLS",
    ];
  },
};

/** The middle of each quarter of the time: growth would show from one to the next. */
function memoryWords(rssBytes: readonly number[]): string {
  const quarter = Math.ceil(rssBytes.length / 4);
  const quarters = [0, 1, 2, 3].map((at) => rssBytes.slice(at * quarter, (at + 1) * quarter).toSorted((a, b) => a - b));
  const middles = quarters.filter(({ length }) => length > 0).map((values) => values[Math.floor(values.length / 2)]!);
  return `${middles.map((bytes) => (bytes / 2 ** 20).toFixed(0)).join(", ")} MiB in each quarter, at most ${(Math.max(0, ...rssBytes) / 2 ** 20).toFixed(0)}`;
}
