/**
 * From where in a queue do orders cancel?
 *
 * Order-level recordings, when they are beside the project: of the lots cancelled, how many came from ahead of a place
 * with so much of the queue before it; the proportional model says, as much as that. Nothing is fitted.
 */
import { BitstampDecoder } from "../../src/data/order-level/bitstamp.ts";
import { CancelsAhead } from "../../src/data/order-level/cancels-ahead.ts";
import { LunoDecoder } from "../../src/data/order-level/luno.ts";
import { type OrderLineDecoder, readOrderRows } from "../../src/data/order-level/read-order-rows.ts";
import { UncrossedRows } from "../../src/data/order-level/uncrossed-rows.ts";
import { openOrderBook } from "../../src/engine/open-order-book.ts";
import { grids, orderRecordings, recordingOf } from "../helpers/order-recordings.ts";
import { type Bench, machineLine } from "./bench.ts";
import { orderFlow } from "./order-flow.ts";

const knotsCount = 11;

export const bench: Bench = {
  question: "From where in a queue do orders cancel?",
  async run(): Promise<string[]> {
    return [
      machineLine(),
      ...seededLines(),
      ...(await recordingLines("luno", new LunoDecoder(grids.luno))),
      ...(await recordingLines("bitstamp", new BitstampDecoder(grids.bitstamp))),
      "left out: orders alone at their price, for which there is nothing to guess",
    ];
  },
};

/** A flow whose cancels pick any order alike: what no dependence on the place looks like. */
function seededLines(): string[] {
  using book = openOrderBook();
  const cancels = new CancelsAhead(knotsCount);
  cancels.follow(book, orderFlow(20_000, 500));
  return lines("seeded flow, cancels from anywhere", cancels, book.stateHash());
}

async function recordingLines(name: "luno" | "bitstamp", decoder: OrderLineDecoder): Promise<string[]> {
  const path = recordingOf(name);
  if (path === undefined) return [`${name}: ${orderRecordings[name]} is not here`];
  using book = openOrderBook();
  const cancels = new CancelsAhead(knotsCount);
  const uncrossed = new UncrossedRows();
  for await (const rows of readOrderRows(path, decoder)) cancels.follow(book, uncrossed.take(rows));
  return lines(name, cancels, book.stateHash());
}

function lines(name: string, { cancelsCount, unseenCount, knots }: CancelsAhead, hash: string): string[] {
  return [
    `${name}: ${cancelsCount} cancels that a place between two orders saw, ${unseenCount} that none did; hash ${hash}`,
    "  position   effective cancels   lots from ahead   ± error",
    ...knots.map(
      ({ position, effectiveCount, excess, standardError }) =>
        `  ${position.toFixed(1)}          ${effectiveCount.toFixed(0).padStart(9)}             ${(position + excess).toFixed(3)}     ${standardError.toFixed(3)}`,
    ),
  ];
}
