// Goal: a validation finds every fault in files that were spoilt on purpose, at its line, and nothing in their sound
// twins.
// Method: the recorded tables beside the project, where they are; what differs between the twins was listed by diff.

import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { loadInstruments } from "../../src/adapters/binance/instruments-file.ts";
import { InputError } from "../../src/base/input-error.ts";
import { openRecordings } from "../../src/data/any-recording.ts";
import { qualityReport } from "../../src/data/quality-report.ts";
import { qualityText } from "../../src/data/quality-text.ts";
import { RowQuality } from "../../src/data/row-quality.ts";
import { projectRoot, sharedData } from "../helpers/needs.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const selection = { instruments: loadInstruments(`${projectRoot}/configs/instruments.yaml`) };

const coinm = "coin_m_futures_trxusd_perp_04-03-2025";
const usdm = "usd_m_futures_trxusdt_04-03-2025";
const spot = "spot_trxusdt_04-03-2025";
const merged = "merged_depth_snapshot_difference_depth_stream_trade_stream_usd_m_futures_trxusdt_14-04-2025";

/** By the sound file: the lines that were spoilt, each with what is said of it. */
const tables: readonly { positive: string; negative: string; faults: Readonly<Record<string, readonly string[]>> }[] = [
  {
    ...twins("difference_depth_stream", spot),
    faults: {
      "2, column 4 (EventTime)": ['time "0"'],
      "2, column 9 (Price)": ['price "-1"'],
      "9": ["begins at 5434434571; expected it to follow 5434434569"],
      "10": ["other times"],
      "10001": ["another day"],
    },
  },
  { ...twins("difference_depth_stream", usdm), faults: {} },
  {
    ...twins("difference_depth_stream", coinm),
    faults: {
      "2, column 6 (Symbol)": ["CBDC_PLN_PERP"],
      "2, column 11 (Price)": ['price "0"'],
      "3, column 4 (EventTime)": ["1600046400636"],
      "3, column 5 (TransactionTime)": ['time "0"'],
      "4, column 4 (EventTime)": ["1700000000000"],
      "4, column 10 (IsAsk)": ['"2"'],
      "8": ["1123102 ticks"],
      "10, column 8 (FinalUpdateId)": ["expected FirstUpdateId 1239008907753 or more"],
      "10001": ["another day", "received 86237664.000 ms after"],
    },
  },
  {
    ...twins("trade_stream", spot),
    faults: {
      "4": ["trade id 348656871; expected 348656872"],
      "5": ["trade id 348656873; expected 348656872"],
      "10001": ["received 83454837.808 ms after"],
    },
  },
  { ...twins("trade_stream", usdm), faults: { "2, column 8 (Price)": ['price "-1"'] } },
  {
    ...twins("trade_stream", coinm),
    faults: {
      "4": ["trade id 39605683; expected 39605684", "53089 ticks"],
      "5": ["trade id 39605685; expected 39605684"],
      "10001": ["received 74779270.000 ms after"],
    },
  },
  {
    ...twins("depth_snapshot", "spot_btcusdt_14-04-2025"),
    faults: { "32, column 1 (TimestampOfReceive)": ["0000000000001"], "10031": ["a comment among the rows"] },
  },
  {
    positive: `binance/lasota_${merged}_positive.csv.gz`,
    negative: `binance/lasota_${merged}_negative.csv.gz`,
    faults: {
      "146, column 1 (TimestampOfReceiveUS)": ['time "1744580000000000"'],
      "7697": ["follows 7267631291190; expected it to follow 7267631291191"],
    },
  },
];

describe.each(tables)("validate: $negative", ({ positive, negative, faults }) => {
  const sound = sharedData(positive);
  const spoilt = sharedData(negative);

  test.skipIf(sound === undefined)("the sound twin: nothing is found", async () => {
    expect(await validate(sound!)).toMatchObject({ findings: [], problems: [], ok: true });
  });

  test.skipIf(spoilt === undefined)("each fault is found at its line, and nothing else", async () => {
    const { findings, ok } = await validate(spoilt!);
    const found = Map.groupBy(findings, ({ place }) => place.replace(`${spoilt}:`, ""));
    expect([...found.keys()].sort()).toEqual(Object.keys(faults).sort());
    for (const [place, texts] of Object.entries(faults)) {
      const problems = found.get(place)!.map(({ problem }) => problem);
      expect(problems).toEqual(texts.map((text) => expect.stringContaining(text)));
    }
    expect(ok).toBe(findings.length === 0);
  });
});

const unreadable = tables.flatMap(({ negative, faults }) => {
  const first = Object.keys(faults).find((place) => place.includes("column"));
  return first === undefined ? [] : [{ negative, first }];
});

describe.each(unreadable)("import: $negative", ({ negative, first }) => {
  const spoilt = sharedData(negative);

  test.skipIf(spoilt === undefined)("stops at the first row that cannot be read", async () => {
    const [recording] = await openRecordings([spoilt!], selection);
    const error = await recording!.read(new RowQuality()).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).place).toBe(`${spoilt}:${first}`);
  });
});

test("validate: a file of which no row can be read: its rows are told, and no times", async () => {
  using folder = temporaryFolder();
  const path = folder.of("trades.csv");
  const row = "binance,BTCUSDT,1723075200000000,1723075200001000,1,buy,1e400,1";
  writeFileSync(path, `exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n${row}\n`);
  const report = await validate(path);
  expect(report).toMatchObject({ rowsCount: 0, firstTime: null, lastTime: null, ok: false });
  expect(report.findings.map(({ place }) => place)).toEqual([`${path}:2, column 7 (price)`]);
  expect(qualityText(report)).toContain("no row could be read");
});

function twins(kind: string, rest: string) {
  const name = (sign: string) => `binance/lasota_test_${sign}_binance_${kind}_${rest}.csv.gz`;
  return { positive: name("positive"), negative: name("negative") };
}

async function validate(path: string) {
  const [recording] = await openRecordings([path], selection);
  const quality = new RowQuality();
  const facts = await recording!.read(quality, { lenient: true });
  return qualityReport({ ...recording!, ...facts, source: path }, quality, facts.feed);
}
