/** What a ledger is, without a database: maps by the keys of the records, sorted when asked. */
import type {
  FillRecord,
  LedgerPlace,
  LedgerRecord,
  OrderRecord,
  PnlRecord,
  SessionEndRecord,
} from "../../src/domain/ledger-record.ts";
import type { Ledger, LedgerBatch, LedgerFilter } from "../../src/ports/ledger.ts";

type Kind = LedgerRecord["kind"];
type RecordOf<K extends Kind> = Extract<LedgerRecord, { kind: K }>;

export class ModelLedger implements Ledger {
  readonly #records = new Map<string, LedgerRecord>();
  readonly #delivered = new Map<string, number>();

  async open(): Promise<void> {}
  async close(): Promise<void> {}

  async write({ outboxId, fromCount, records }: LedgerBatch): Promise<void> {
    const delivered = this.#delivered.get(outboxId) ?? 0;
    if (fromCount > delivered) throw new Error("leaves records out");
    for (const record of records.slice(delivered - fromCount)) this.#tell(record);
    this.#delivered.set(outboxId, Math.max(delivered, fromCount + records.length));
  }

  async deliveredCount(outboxId: string): Promise<number> {
    return this.#delivered.get(outboxId) ?? 0;
  }

  sessions = async () => this.#all("session");
  sessionEnds = async (): Promise<SessionEndRecord[]> => this.#all("session_end");
  configs = async () => this.#all("config");
  models = async () => this.#all("model");
  orders = async (sessionId: string): Promise<OrderRecord[]> =>
    this.#all("order").filter((order) => order.sessionId === sessionId);
  pnl = async (sessionId: string): Promise<PnlRecord[]> =>
    this.#all("pnl").filter((point) => point.sessionId === sessionId);
  fills = async (filter: LedgerFilter): Promise<FillRecord[]> =>
    this.#all("fill").filter((fill) => passes(fill, filter));

  #tell(record: LedgerRecord): void {
    const key = JSON.stringify([record.kind, ...keyOf(record)]);
    const earlier = this.#records.get(key);
    const isNews =
      record.kind === "order" && earlier?.kind === "order" && record.updatedUnixNs >= earlier.updatedUnixNs;
    if (earlier === undefined || isNews) this.#records.set(key, record);
  }

  #all<K extends Kind>(kind: K): RecordOf<K>[] {
    const found = [...this.#records.values()].filter((record) => record.kind === kind) as RecordOf<K>[];
    return found.sort((a, b) => compare([...timesOf(a), ...keyOf(a)], [...timesOf(b), ...keyOf(b)]));
  }
}

function passes(fill: FillRecord, { sessionId, account, symbol, fromUnixNs, toUnixNs }: LedgerFilter): boolean {
  if (sessionId !== undefined && fill.sessionId !== sessionId) return false;
  if (account !== undefined && fill.account !== account) return false;
  if (symbol !== undefined && fill.symbol !== symbol) return false;
  return (fromUnixNs ?? 0n) <= fill.venueUnixNs && (toUnixNs === undefined || fill.venueUnixNs < toUnixNs);
}

function keyOf(record: LedgerRecord): string[] {
  switch (record.kind) {
    case "session":
    case "session_end":
      return [record.sessionId];
    case "config":
      return [record.hash];
    case "model":
      return [record.name, record.hash];
    case "order":
      return [...placeOf(record), record.clientOrderId];
    case "fill":
      return [...placeOf(record), record.tradeId, record.clientOrderId];
    case "pnl":
      return [record.sessionId, ...placeOf(record), String(record.atUnixNs)];
  }
}

function placeOf({ account, mode, venue, market, symbol }: LedgerPlace): string[] {
  return [account, mode, venue, market, symbol];
}

function timesOf(record: LedgerRecord): bigint[] {
  if (record.kind === "session") return [record.startedUnixNs];
  if (record.kind === "session_end") return [record.endedUnixNs];
  if (record.kind === "order") return [record.sentUnixNs];
  if (record.kind === "fill") return [record.venueUnixNs, record.receivedUnixNs];
  return [record.atUnixNs];
}

function compare(a: readonly (bigint | string)[], b: readonly (bigint | string)[]): number {
  return a.map((one, at) => compareValues(one, b[at]!)).find((order) => order !== 0) ?? 0;
}

/** Text by its bytes. */
function compareValues(a: bigint | string, b: bigint | string): number {
  if (typeof a === "string") return Buffer.compare(Buffer.from(a), Buffer.from(String(b)));
  return a < BigInt(b) ? -1 : Number(a > BigInt(b));
}
