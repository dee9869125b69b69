// Goal: a fitted queue model goes to disk whole and comes back as it went, and a bad file is one clear error.
// Method: the command on a small stream written here (Bitstamp's format), the file read back; the same file spoilt in
// each of its parts; recordings, when they are there.
import { describe, expect, spyOn, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { runDataFitQueue } from "../../src/commands/data-fit-queue.ts";
import { type QueueModelFile, readQueueModelFile, writeQueueModelFile } from "../../src/commands/queue-model-file.ts";
import { recordingOf } from "../helpers/order-recordings.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

/** Three orders at a price; the first cancels, then the last of those left. */
const stream = [
  order("created", 1, "1.00000000"),
  order("created", 2, "1.00000000"),
  order("created", 3, "2.00000000"),
  order("deleted", 1, "1.00000000"),
  order("deleted", 3, "2.00000000"),
  order("deleted", 2, "1.00000000"),
].map((event, at) => `${1_430_438_404_000 + at} ${event}\n`);

describe("data fit-queue:", () => {
  test("a stream: a model of its cancels, named by what it holds, read back as written", async () => {
    using folder = temporaryFolder();
    const { path, model } = await fitted(folder.of("model.json"), folder.of("stream.log"), stream.join(""));
    expect(readQueueModelFile(path)).toEqual(model);
    expect(model).toMatchObject({ model: "queue-cancels", version: 1 });
    expect(model.name).toMatch(/^bitstamp-btcusd-[0-9a-f]{8}$/);
    expect(model.source).toMatchObject({
      ...{ venue: "bitstamp", market: "spot", symbol: "BTCUSD" },
      ...{ firstTime: "2015-05-01T00:00:04.000000000Z", lastTime: "2015-05-01T00:00:04.005000000Z" },
      ...{ cancelsCount: 2, unseenCount: 1 },
    });
    expect([model.shares[0], model.shares.at(-1), model.shares.length]).toEqual([0, 1, 33]);
  });

  test("the same stream under another name: the same model; another stream: another name", async () => {
    using folder = temporaryFolder();
    const first = await fitted(folder.of("a.json"), folder.of("a.log"), stream.join(""));
    const second = await fitted(folder.of("b.json"), folder.of("b.log"), stream.join(""));
    const shorter = await fitted(folder.of("c.json"), folder.of("c.log"), stream.slice(0, 4).join(""));
    expect(second.model).toEqual(first.model);
    expect(shorter.model.name).not.toBe(first.model.name);
  });

  test("a gap: what follows it is left out up to the next snapshot, then counts again, and all of it is said", async () => {
    using folder = temporaryFolder();
    const before = await followed(folder.of("a.jsonl"), [lunoSnapshot(1), ...lunoDeletes(2)]);
    const broken = [lunoSnapshot(1), ...lunoDeletes(2), ...lunoDeletes(9)];
    const lost = await followed(folder.of("b.jsonl"), broken);
    const resumed = await followed(folder.of("c.jsonl"), [...broken, lunoSnapshot(20), ...lunoDeletes(21)]);
    expect([before, lost, resumed].map(({ model }) => model.source.cancelsCount)).toEqual([2, 2, 4]);
    expect(before.said).toContain(
      "used        6 rows, 0.2 s\n  skipped     0 rows of no known order or in a gap, 0.0 s",
    );
    expect(before.said).not.toContain("warning");
    expect(lost.said).toContain("skipped     2 rows of no known order or in a gap, 0.7 s");
    expect(resumed.said).toContain(
      "used        13 rows, 0.4 s\n  skipped     2 rows of no known order or in a gap, 1.7 s",
    );
    expect(resumed.said).toContain("not in the model; gaps: 1");
  });

  test("nothing to fit to, no files, files that name no orders: one line each", async () => {
    using folder = temporaryFolder();
    const path = folder.of("stream.log");
    writeFileSync(path, stream[0]!);
    await expect(runDataFitQueue([path])).rejects.toThrow("has no cancel in a queue of two orders or more");
    await expect(runDataFitQueue([])).rejects.toThrow("data fit-queue: no files; expected RECORDING…");
    writeFileSync(path, "1723161253937085768 {}\n");
    await expect(runDataFitQueue([path])).rejects.toThrow("names no orders; expected an order-level recording");
  });

  test("a folder's name for the model: refused before the recording is read", async () => {
    using folder = temporaryFolder();
    const problem = `--out ${folder.path}: is no plain file; expected a file's name`;
    await expect(runDataFitQueue([folder.of("none.log"), "--out", folder.path])).rejects.toThrow(problem);
  });

  test("a recording given twice: refused, since each of its cancels would count twice", async () => {
    using folder = temporaryFolder();
    const path = folder.of("stream.log");
    writeFileSync(path, stream.join(""));
    await expect(runDataFitQueue([path, path])).rejects.toThrow(`begins before ${path} ends`);
  });

  test.skipIf(recordingOf("luno") === undefined || recordingOf("bitstamp") === undefined)(
    "recordings of two venues: refused, naming both",
    async () => {
      const paths = [recordingOf("luno")!, recordingOf("bitstamp")!];
      await expect(runDataFitQueue(paths)).rejects.toThrow(`is of bitstamp; expected luno, as ${paths[0]}`);
    },
  );
});

describe("queue model file:", () => {
  const good: QueueModelFile = {
    ...{ model: "queue-cancels", version: 1, name: "a-b-c" },
    shares: Array.from({ length: 33 }, (_, at) => at / 32),
    standardErrors: new Array<number>(33).fill(0),
    source: {
      ...{ venue: "luno", market: "spot", symbol: "XBTZAR", dataHash: "0".repeat(64), firstTime: "a", lastTime: "b" },
      ...{ cancelsCount: 1, unseenCount: 0, pseudoCancelsCount: 50 },
    },
  };
  const faults: [string, object, string][] = [
    ["another version", { version: 2 }, "version"],
    ["another kind of model", { model: "latency" }, "model"],
    ["too few shares", { shares: [0, 1] }, "shares"],
    ["a share above 1", { shares: good.shares.with(32, 1.5) }, "shares.32"],
    ["shares that fall", { shares: good.shares.with(3, 0.9) }, "shares"],
    ["no source", { source: undefined }, "source"],
    ["an unknown key", { extra: 1 }, "extra"],
  ];
  test.each(faults)("%s: one line with the file and the key", (_, fault, key) => {
    using folder = temporaryFolder();
    const path = folder.of("model.json");
    writeQueueModelFile(path, good);
    expect(readQueueModelFile(path)).toEqual(good);
    writeFileSync(path, JSON.stringify({ ...good, ...fault }));
    expect(problemOf(path)).toStartWith(`${path}`);
    expect(problemOf(path)).toContain(key);
    expect(problemOf(path)).toEndWith("expected a model of data fit-queue");
    expect(problemOf(path)).not.toContain("\n");
  });

  test("no file, and no JSON: one line", () => {
    using folder = temporaryFolder();
    const path = folder.of("model.json");
    expect(problemOf(path)).toBe(`${path}: no such file; expected a model of data fit-queue`);
    writeFileSync(path, "shares: 1");
    expect(problemOf(path)).toBe(`${path}: is not JSON; expected a model of data fit-queue`);
  });
});

function order(event: string, id: number, amount: string): string {
  return `order_${event} ${JSON.stringify({ price: "236.47", amount, datetime: "1430438404", id, order_type: 0 })}`;
}

/** Runs the command, quietly. */
async function fitted(
  path: string,
  streamPath: string,
  text: string,
): Promise<{ path: string; model: QueueModelFile }> {
  writeFileSync(streamPath, text);
  const quiet = spyOn(console, "error").mockImplementation(() => {});
  try {
    expect(await runDataFitQueue([streamPath, "--out", path])).toBe(0);
  } finally {
    quiet.mockRestore();
  }
  return { path, model: JSON.parse(readFileSync(path, "utf8")) };
}

function problemOf(path: string): string {
  try {
    readQueueModelFile(path);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

/** Three bids at a price. */
function lunoSnapshot(sequence: number): string {
  const bids = ["BX2", "BX3", "BX4"].map((id) => ({ id, price: "500000", volume: "0.001" }));
  return JSON.stringify({ sequence: String(sequence), timestamp: timeOf(sequence), asks: [], bids });
}

/** The first two of them cancel, a message each. */
function lunoDeletes(sequence: number): string[] {
  return ["BX2", "BX3"].map((id, at) =>
    JSON.stringify({
      ...{ sequence: String(sequence + at), timestamp: timeOf(sequence + at) },
      ...{ trade_updates: null, create_update: null, delete_update: { order_id: id } },
    }),
  );
}

function timeOf(sequence: number): number {
  return 1_626_134_400_000 + 100 * sequence;
}

/** The model of some lines, and what was said of them. */
async function followed(path: string, lines: readonly string[]) {
  using said = spyOn(console, "error").mockImplementation(() => {});
  writeFileSync(path, `${lines.join("\n")}\n`);
  await runDataFitQueue([path, "--out", `${path}.json`]);
  return { model: readQueueModelFile(`${path}.json`), said: said.mock.calls.join("\n") };
}
