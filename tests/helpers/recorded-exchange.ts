/** An exchange whose market is a recording, in process, and tapes of synthetic markets to give it. */

import { builtInSymbols } from "../../sim/exchange/built-in-symbols.ts";
import { Exchange } from "../../sim/exchange/exchange.ts";
import type { Account } from "../../sim/exchange/ledger.ts";
import type { Market } from "../../sim/exchange/market.ts";
import { RecordedMarket, recordedBooks, type SymbolRecording } from "../../sim/exchange/recorded/recorded-market.ts";
import { generateSyntheticMarket } from "../../sim/synthetic-market.ts";
import { openTapeFolder } from "../../src/adapters/arrow/tape-reader.ts";
import { TapeWriter } from "../../src/adapters/arrow/tape-writer.ts";
import { type MarketRow, MarketRows, noId } from "../../src/domain/market-rows.ts";
import { midnightUnixNs, nsPerSecond } from "../../src/domain/time.ts";
import type { QueueModel } from "../../src/ports/engine.ts";
import type { Tape } from "../../src/ports/tape.ts";
import { spotBtcusdt } from "./instruments.ts";
import { startUnixNs } from "./synthetic-rows.ts";

/** Written to `folder`, which must be new. */
export function syntheticTape(folder: string, seed: number, seconds: number): Tape {
  const writer = new TapeWriter(folder, spotBtcusdt, midnightUnixNs(startUnixNs));
  generateSyntheticMarket(
    { instrument: spotBtcusdt, seed, startUnixNs, durationNs: seconds * nsPerSecond, startPriceTicks: 6_000_000 },
    writer,
  );
  writer.seal({ clockOffsetNs: 0, source: `seed ${seed}`, problems: [], bookValidNs: seconds * nsPerSecond });
  const tape = openTapeFolder(folder);
  if (tape === undefined) throw new Error("a tape just written reads back");
  return tape;
}

export const recordingStartUs = 1_700_000_000_000_000;

export class RecordedExchange implements Disposable {
  readonly exchange: Exchange;
  readonly market: Market;
  readonly recorded: RecordedMarket;
  readonly account: Account;
  nowUs = recordingStartUs;

  constructor(tapes: readonly Tape[], queueModel?: QueueModel) {
    const symbols = builtInSymbols().slice(0, 1);
    const recordings: SymbolRecording[] = [{ symbol: "BTCUSDT", tapes, ...(queueModel && { queueModel }) }];
    const books = recordedBooks(recordings);
    this.exchange = new Exchange({ symbols, books });
    this.market = this.exchange.market("BTCUSDT")!;
    this.recorded = new RecordedMarket(this.exchange, { startUs: this.nowUs, recordings, books });
    this.account = this.openAccount();
  }

  openAccount(): Account {
    const account = this.exchange.openAccount();
    this.exchange.deposit(this.nowUs, account, "BTC", 100_00000000n);
    this.exchange.deposit(this.nowUs, account, "USDT", 10_000_000_00000000n);
    return account;
  }

  /** All that happens by then. */
  advance(nowUs: number): void {
    while (this.recorded.nextUs <= nowUs) this.step();
    this.nowUs = Math.max(nowUs, this.nowUs);
  }

  /** What comes next, at its time. */
  step(): void {
    this.nowUs = this.recorded.nextUs;
    this.recorded.advance(this.nowUs);
    this.exchange.settle();
  }

  get isOver(): boolean {
    return this.recorded.nextUs === Number.POSITIVE_INFINITY;
  }

  [Symbol.dispose](): void {
    this.exchange[Symbol.dispose]();
  }
}

/** Rows worked out on paper, one message a list; written to `folder`, which must be new. Times are seconds of the tape. */
export function handmadeTape(folder: string, messages: readonly HandmadeMessage[], hasOrderIds = false): Tape {
  const writer = new TapeWriter(folder, spotBtcusdt, midnightUnixNs(startUnixNs));
  const batch = new MarketRows(64, hasOrderIds);
  const ids = { firstUpdateId: noId, updateId: noId, previousUpdateId: noId, tradeId: noId };
  for (const { atSeconds, rows } of messages) {
    const times = { receivedNs: atSeconds * nsPerSecond, venueNs: atSeconds * nsPerSecond };
    for (const [at, row] of rows.entries()) batch.append({ ...times, ...ids, ...row, isLast: at === rows.length - 1 });
    writer.rows(batch);
    batch.clear();
  }
  writer.end();
  writer.seal({ clockOffsetNs: 0, source: "handmade", problems: [], bookValidNs: 0 });
  const tape = openTapeFolder(folder);
  if (tape === undefined) throw new Error("a tape just written reads back");
  return tape;
}

export interface HandmadeMessage {
  readonly atSeconds: number;
  readonly rows: readonly Pick<MarketRow, "kind" | "side" | "priceTicks" | "sizeLots" | "orderId">[];
}
