/**
 * What a recording holds, found out in the plainest way that is still right: all of it in memory, decimals as the
 * strings that they are, a map a side. Shares nothing with the importer, so that the two can be compared.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

interface NaiveTop {
  readonly updateId: number;
  /** `price size` of the best bid and ask. */
  readonly text: string;
}

export interface NaiveResult {
  readonly depthEventsCount: number;
  readonly appliedCount: number;
  readonly brokenCount: number;
  readonly crossedCount: number;
  readonly tickersCount: number;
  readonly tradesCount: number;
  readonly tradeIdGapsCount: number;
  readonly tickerChecksCount: number;
  readonly tickerMismatchesCount: number;
  readonly lastUpdateId: number;
  readonly bidsCount: number;
  readonly asksCount: number;
  readonly sha256: string;
  /** Least and largest received - E of streamed messages, in ms. */
  readonly delayMinMs: number;
  readonly delayMaxMs: number;
}

/** biome-ignore lint/suspicious/noExplicitAny: raw payloads, as the venue sends them. */
type Payload = any;

export function naively(paths: readonly string[], isFutures: boolean): NaiveResult {
  const lines = paths.flatMap((path) => gunzipSync(readFileSync(path)).toString("utf8").trimEnd().split("\n"));
  const diffs: Payload[] = [];
  const tickers: NaiveTop[] = [];
  const tradeIds: number[] = [];
  let snapshot: Payload;
  const delaysMs: number[] = [];
  for (const line of lines) {
    const space = line.indexOf(" ");
    const document = JSON.parse(line.slice(space + 1));
    const payload = document.data ?? document;
    if (payload.lastUpdateId !== undefined) snapshot ??= payload;
    else if (document.stream.includes("@depth")) diffs.push(payload);
    else if (document.stream.endsWith("@trade")) tradeIds.push(payload.t);
    else tickers.push({ updateId: payload.u, text: `${payload.b} ${payload.B} ${payload.a} ${payload.A}` });
    if (payload.E === undefined || payload.lastUpdateId !== undefined) continue;
    const localNs = BigInt(line.slice(0, space).padEnd(19, "0"));
    delaysMs.push(Number(localNs - BigInt(payload.E) * 1_000_000n) / 1e6);
  }
  const isOld = (diff: Payload) => (isFutures ? diff.u < snapshot.lastUpdateId : diff.u <= snapshot.lastUpdateId);
  const applied = diffs.filter((diff) => !isOld(diff));
  const broken = applied.filter((diff, at) => at > 0 && (isFutures ? diff.pu : diff.U - 1) !== applied[at - 1].u);
  const { bids, asks, tops, crossedCount } = build(snapshot, applied);
  const judged = join(tops, tickers);
  return {
    depthEventsCount: diffs.length,
    appliedCount: applied.length,
    brokenCount: broken.length,
    crossedCount,
    tickersCount: tickers.length,
    tradesCount: tradeIds.length,
    tradeIdGapsCount: tradeIds.filter((id, at) => at > 0 && id !== tradeIds[at - 1]! + 1).length,
    tickerChecksCount: judged.length,
    tickerMismatchesCount: judged.filter((isSame) => !isSame).length,
    lastUpdateId: applied.at(-1).u,
    bidsCount: bids.levels.size,
    asksCount: asks.levels.size,
    sha256: createHash("sha256")
      .update(bids.text("b") + asks.text("a"))
      .digest("hex"),
    delayMinMs: delaysMs.reduce((a, b) => Math.min(a, b)),
    delayMaxMs: delaysMs.reduce((a, b) => Math.max(a, b)),
  };
}

function build(snapshot: Payload, diffs: readonly Payload[]) {
  const bids = new NaiveSide((a, b) => a > b);
  const asks = new NaiveSide((a, b) => a < b);
  for (const [price, size] of snapshot.bids) bids.set(price, size);
  for (const [price, size] of snapshot.asks) asks.set(price, size);
  let crossedCount = 0;
  const tops = diffs.map((diff) => {
    for (const [price, size] of diff.b) bids.set(price, size);
    for (const [price, size] of diff.a) asks.set(price, size);
    if (Number(bids.best) >= Number(asks.best)) crossedCount++;
    return { updateId: diff.u as number, text: `${bids.top} ${asks.top}` };
  });
  return { bids, asks, tops, crossedCount };
}

/** Whether each top equals the last ticker with an id not above its own, in order of ids and not of arrival. */
function join(tops: readonly NaiveTop[], tickers: readonly NaiveTop[]): boolean[] {
  const sorted = [...tickers].sort((a, b) => a.updateId - b.updateId);
  let next = 0;
  return tops.flatMap(({ updateId, text }) => {
    while (next < sorted.length && sorted[next]!.updateId <= updateId) next++;
    return next === 0 ? [] : [sorted[next - 1]!.text === text];
  });
}

class NaiveSide {
  readonly levels = new Map<string, string>();
  best = "";

  constructor(private readonly isBetter: (a: number, b: number) => boolean) {}

  set(price: string, size: string): void {
    if (Number(size) > 0) {
      this.levels.set(price, size);
      if (this.best === "" || this.isBetter(Number(price), Number(this.best))) this.best = price;
    } else {
      this.levels.delete(price);
      if (price === this.best) this.best = this.#findBest();
    }
  }

  get top(): string {
    return `${this.best} ${this.levels.get(this.best)}`;
  }

  text(letter: string): string {
    return this.#sorted()
      .map((price) => `${letter} ${price} ${this.levels.get(price)}\n`)
      .join("");
  }

  #findBest(): string {
    let best = "";
    for (const price of this.levels.keys()) if (best === "" || this.isBetter(Number(price), Number(best))) best = price;
    return best;
  }

  #sorted(): string[] {
    return [...this.levels.keys()].sort((a, b) => (this.isBetter(Number(a), Number(b)) ? -1 : 1));
  }
}
