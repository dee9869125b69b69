/**
 * From where in a queue do orders cancel?
 *
 * Order-level recordings, when they are beside the project: for every cancel, how often it came from ahead of an order with
 * so much of the queue before it, against what the proportional model of a queue expects. Nothing is fitted.
 */
import { BitstampDecoder } from "../../src/data/order-level/bitstamp.ts";
import { CancelsAhead } from "../../src/data/order-level/cancels-ahead.ts";
import { LunoDecoder } from "../../src/data/order-level/luno.ts";
import { type OrderLineDecoder, readOrderRows } from "../../src/data/order-level/read-order-rows.ts";
import { openOrderBook } from "../../src/engine/open-order-book.ts";
import { grids, orderRecordings, recordingOf } from "../helpers/order-recordings.ts";
import { type Bench, machineLine } from "./bench.ts";
import { orderFlow } from "./order-flow.ts";

const binsCount = 10;

export const bench: Bench = {
  question: "From where in a queue do orders cancel?",
  async run(): Promise<string[]> {
    return [
      machineLine(),
      ...seededLines(),
      ...(await recordingLines("luno", new LunoDecoder(grids.luno))),
      ...(await recordingLines("bitstamp", new BitstampDecoder(grids.bitstamp))),
      "left out: orders first or last of their queue, for which there is nothing to guess",
    ];
  },
};

/** A flow whose cancels pick any order alike: what no dependence on the place looks like. */
function seededLines(): string[] {
  using book = openOrderBook();
  const cancels = new CancelsAhead(binsCount);
  cancels.follow(book, orderFlow(20_000, 500));
  return lines("seeded flow, cancels from anywhere", cancels, book.stateHash());
}

async function recordingLines(name: "luno" | "bitstamp", decoder: OrderLineDecoder): Promise<string[]> {
  const path = recordingOf(name);
  if (path === undefined) return [`${name}: ${orderRecordings[name]} is not here`];
  using book = openOrderBook();
  const cancels = new CancelsAhead(binsCount);
  for await (const rows of readOrderRows(path, decoder)) cancels.follow(book, rows);
  return lines(name, cancels, book.stateHash());
}

function lines(name: string, { cancelsCount, unseenCount, bins }: CancelsAhead, hash: string): string[] {
  const share = (part: number, whole: number) => (whole === 0 ? "  -  " : (part / whole).toFixed(3));
  return [
    `${name}: ${cancelsCount} cancels that an order between others saw, ${unseenCount} that none did; hash ${hash}`,
    "  share ahead   cancels   came from ahead   proportional",
    ...bins.map(
      ({ fromShare, cancels, cancelsAhead, expectedAhead }) =>
        `  from ${fromShare.toFixed(1)}    ${cancels.toFixed(0).padStart(9)}             ${share(cancelsAhead, cancels)}          ${share(expectedAhead, cancels)}`,
    ),
  ];
}
