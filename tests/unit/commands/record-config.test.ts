// Goal: the shipped configuration of a recorder says what happens without it, and what cannot be meant is refused.
// Method: the file itself beside the defaults; one wrong entry at a time.
import { expect, test } from "bun:test";
import { join } from "node:path";
import { checkConfig, readYaml } from "../../../src/commands/read-config.ts";
import { recordFileSchema } from "../../../src/commands/record-config.ts";
import { projectRoot } from "../../helpers/needs.ts";

const path = join(projectRoot, "configs/record.yaml");
const read = (...settings: string[]) => checkConfig(recordFileSchema, readYaml(path, settings), path);

test("record config: the shipped file: its values are those of a file that leaves them out", () => {
  const shipped = read();
  const { instruments } = shipped;
  expect(recordFileSchema.parse({ instruments, record: { name: shipped.record.name } })).toEqual(shipped);
});

test("record config: an instrument twice: refused; the same symbol of two markets: two instruments", () => {
  expect(() => read("instruments.2.market=spot")).toThrow("instruments: one stands twice; expected each once");
  const { instruments } = read();
  expect(instruments.filter(({ symbol }) => symbol === "BTCUSDT").map(({ market }) => market)).toEqual([
    "spot",
    "usdm",
  ]);
});

test.each([
  ["record.name=../up", "record.name: expected letters, digits and dashes"],
  ["record.queue_bytes_max=1000", "record.queue_bytes_max"],
  ["record.sync.every_ms=0", "record.sync.every_ms"],
  ["record.retention.days=0", "record.retention.days"],
  ["record.ticks=kafka", "record.ticks"],
  ["record.tick=redis", "record"],
])("record config: %s: refused where it stands", (setting, place) => {
  expect(() => read(setting)).toThrow(`configs/record.yaml: ${place}`);
});
