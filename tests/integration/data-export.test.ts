// Goal: what a session or a backtest did comes out of its folder, out of the ledger and out of `sim` as tables that
// agree with where they come from, to the last digit.
// Method: an outbox and an SQLite ledger of the same records, exported both ways; a backtest's tables against its JSON;
// digits as DuckDB reads them.
import { describe, expect, spyOn, test } from "bun:test";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openLedger } from "../../src/adapters/ledger/open-ledger.ts";
import { runDataExport } from "../../src/commands/data-export.ts";
import { newOutboxLog } from "../../src/commands/live-outbox.ts";
import { runSim } from "../../src/commands/sim.ts";
import type { LedgerRecord } from "../../src/domain/ledger-record.ts";
import { exactJson } from "../../src/live/journal/exact-json.ts";
import { numberedFills } from "../helpers/ledger-kinds.ts";
import { askPython, isPythonMissing } from "../helpers/python.ts";
import { readTable } from "../helpers/read-table.ts";
import { sampleFolder } from "../helpers/sample-data.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const place = { account: "main", mode: "paper", venue: "binance", market: "spot", symbol: "PEPEUSDT" } as const;
const order = {
  ...place,
  kind: "order",
  sessionId: "s1",
  clientOrderId: "hs1",
  side: "buy",
  type: "post_only",
  price: "0.00001234",
  size: "12345678901234.00000000",
  sentUnixNs: 1_700_000_000_000_000_001n,
} as const;
const records: LedgerRecord[] = [
  // Of one time, told against the order of their keys.
  { ...order, clientOrderId: "hs2", filled: "0.00000000", state: "live", updatedUnixNs: 1_700_000_000_000_000_002n },
  {
    ...{ kind: "session", sessionId: "s1", account: "main", mode: "paper" },
    ...{ version: "0.1.0", configHash: "ab", startedUnixNs: 1_700_000_000_000_000_000n },
  },
  { ...order, filled: "0.00000000", state: "live", updatedUnixNs: 1_700_000_000_000_000_002n },
  { ...order, filled: "1.00000000", state: "partially_filled", updatedUnixNs: 1_700_000_000_000_000_003n },
  ...numberedFills(0, 3).map((record) => ({ ...record, sessionId: "s1" }) as LedgerRecord),
  {
    ...{ ...place, kind: "pnl", sessionId: "s1", atUnixNs: 1_700_000_001_000_000_000n, unit: "USDT" },
    ...{ position: "1.00000000", mid: "0.000012345", net: "-0.00000001", gross: "0.00000000", fees: "0.00000001" },
    ...{ spreadCapture: "0.00000000", inventory: "0.00000000" },
  },
];

describe("data export:", () => {
  test("a session's folder, and the ledger of the same records: the same tables, byte for byte", async () => {
    using folder = temporaryFolder();
    writeOutbox(folder.of("s1"));
    await writeLedger(folder.of("ledger.sqlite"));
    await quietly(() => runDataExport([folder.of("s1"), "--out", folder.of("a")]));
    const ledger = ["--ledger", `sqlite:${folder.of("ledger.sqlite")}`];
    await quietly(() => runDataExport(["s1", ...ledger, "--out", folder.of("b")]));
    for (const table of ["fills", "orders", "pnl"]) {
      const [ofFolder, ofLedger] = ["a", "b"].map((out) => readFileSync(folder.of(`${out}/s1/${table}.parquet`)));
      expect(ofFolder!.equals(ofLedger!)).toBe(true);
    }
    const rows = await tableOf(folder.of("a/s1/orders.parquet"));
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({ client_order_id: "hs1", state: "partially_filled", session_id: "s1" });
  });

  test.skipIf(isPythonMissing)("sizes of 22 digits: DuckDB reads each digit", async () => {
    using folder = temporaryFolder();
    writeOutbox(folder.of("s1"));
    await quietly(() => runDataExport([folder.of("s1"), "--out", folder.of("a")]));
    const script = `import duckdb, json; print(json.dumps(duckdb.sql("select price::varchar, size::varchar from 'a/s1/orders.parquet' limit 1").fetchall()))`;
    expect(await askPython(script, {}, folder.path)).toEqual([["0.00001234", "12345678901234.00000000"]]);
  });

  test("a folder that is no session's, a ledger that is not there, a session that it does not have: one line", async () => {
    using folder = temporaryFolder();
    await expect(runDataExport([folder.path])).rejects.toThrow("has no outbox; expected the folder of a live session");
    await expect(runDataExport(["s1", "--ledger", "sqlite:none"])).rejects.toThrow("expected the file of a ledger");
    await expect(runDataExport(["s1", "--ledger", "mysql"])).rejects.toThrow("expected sqlite:PATH or postgres");
    await expect(runDataExport([])).rejects.toThrow("data export: no session; expected SESSION…");
    await writeLedger(folder.of("ledger.sqlite"));
    const ledger = `sqlite:${folder.of("ledger.sqlite")}`;
    await expect(runDataExport(["s2", "--ledger", ledger])).rejects.toThrow("s2: is not in the ledger");
  });
});

describe("sim --pnl:", () => {
  test("a backtest: each point adds up, and the last is the result", async () => {
    using folder = temporaryFolder();
    const [pnl, out] = [folder.of("pnl.parquet"), folder.of("run")];
    const data = ["--data", join(sampleFolder, "raw")];
    await quietly(() => runSim(["configs/btcusdt-naive.yaml", ...data, "--pnl", pnl, "--out", out]));
    const points = await tableOf(pnl);
    expect(points.length).toBeGreaterThan(50);
    for (const { net, gross, fees, spread_capture: capture, inventory } of points) {
      expect((gross as number) - (fees as number)).toBeCloseTo(net as number, 8);
      expect((capture as number) + (inventory as number)).toBeCloseTo(gross as number, 8);
    }
    const result = JSON.parse(readFileSync(join(out, "result.json"), "utf8"));
    const last = points.at(-1)!;
    expect(last).toMatchObject({ session_id: result.runHash, mode: "backtest", symbol: "BTCUSDT", unit: "USDT" });
    expect(last.net).toBeCloseTo(Number(result.pnl.net), 8);
    expect(last.inventory).toBeCloseTo(Number(result.pnl.inventory), 8);
  });

  test("a name that does not end in .parquet: refused before the run", async () => {
    await expect(runSim(["--pnl", "pnl.csv"])).rejects.toThrow("--pnl pnl.csv: expected a name that ends in .parquet");
  });
});

function writeOutbox(sessionFolder: string): void {
  mkdirSync(sessionFolder);
  const log = newOutboxLog(sessionFolder);
  for (const record of records) log.append(new TextEncoder().encode(exactJson(record)));
  log.close();
}

async function writeLedger(path: string): Promise<void> {
  const ledger = await openLedger(`sqlite:${path}`);
  await ledger.write({ outboxId: "one", fromCount: 0, records });
  await ledger.close();
}

async function quietly(run: () => Promise<number>): Promise<void> {
  const said = [spyOn(console, "error"), spyOn(process.stderr, "write")];
  for (const each of said) each.mockImplementation((() => true) as never);
  try {
    expect(await run()).toBe(0);
  } finally {
    for (const each of said) each.mockRestore();
  }
}

async function tableOf(path: string): Promise<Record<string, unknown>[]> {
  return readTable(await Bun.file(path).arrayBuffer());
}
