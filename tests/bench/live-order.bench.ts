/**
 * How long from a frame received to the bytes of the order that it leads to?
 *
 * Venue and engine in a process each, over loopback: 5,000 messages a second of one symbol at a fixed rate, of which
 * each twentieth moves the best prices, as in a recording of BTCUSDT; the naive maker follows with four commands. The
 * engine is all that `live --real` runs, its journal included. Inside it counts from the frame's arrival to the return
 * of the socket's `send`; outside, at the venue, from the time at which the message was due (so that one that had to
 * wait behind others counts its waiting) and from when it was sent, to the arrival of the order.
 */
import { type Bench, type BenchSize, machineLine } from "./bench.ts";
import { messagesOfRise } from "./live-market.ts";
import type { LivePlan } from "./live-plan.ts";
import { latencyLine, runLive } from "./live-processes.ts";

/** p50 and p99, µs. */
const aim = [60, 200] as const;

export const bench: Bench = {
  question: "How long from a frame received to the bytes of its orders written?",
  async run(size: BenchSize, seconds = 20): Promise<string[]> {
    const isFull = size === "full";
    const plan: LivePlan = {
      symbols: ["BTCUSDT"],
      quotes: true,
      ...(isFull
        ? { ratePerSecond: 5000, warmupSeconds: 15, seconds }
        : { ratePerSecond: 1000, warmupSeconds: 0.5, seconds: 0.5 }),
    };
    const { engine, venue } = await runLive(plan);
    const { "order.place": placed = 0, "order.cancel": cancelled = 0 } = venue.counts;
    return [
      machineLine(),
      `${plan.ratePerSecond} messages/s for ${plan.seconds} s after ${plan.warmupSeconds} s, one in ${messagesOfRise} moves the touch; ${placed} orders, ${cancelled} cancels in all`,
      latencyLine("frame arrived to order bytes written", engine.frameToOrder, aim),
      latencyLine("  to the last of a frame's, as the session's own metric has it", engine.tickToOrder),
      latencyLine("message due to order arrived at the venue", venue.fromDue),
      latencyLine("  message sent to order arrived", venue.fromSent),
      latencyLine("  message due to message sent", venue.lateness),
      latencyLine("frame arrived to all done, of any frame", engine.frame),
      `the engine's processor time: ${(100 * engine.cpuShare).toFixed(0)}% of a core; ${engine.messagesCount} messages taken in, notes ${JSON.stringify(engine.notes)}`,
      `best prices at the end: hash ${engine.bookHash}`,
      "left out: commands that had to wait for the answer to an earlier one; the network's and the kernel's way to the process in the first line; TLS; the venue's limits; fills",
    ];
  },
};
