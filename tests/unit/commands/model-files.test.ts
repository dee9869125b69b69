// Goal: a model's file is written once and never changes; what lies in the folder is listed, and what is damaged is named.
// Method: a temporary folder; the same model again, another one under its name, and other commands' files beside it.
import { describe, expect, spyOn, test } from "bun:test";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { InputError } from "../../../src/base/input-error.ts";
import { modelFilesIn, readModelFile, writeModelFile } from "../../../src/commands/model-files.ts";
import { runModelsList } from "../../../src/commands/models-list.ts";
import { runModelsShow } from "../../../src/commands/models-show.ts";
import { modelText } from "../../../src/core/models/model-text.ts";
import { exampleModel, unsealedModel } from "../../helpers/model-documents.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

const document = exampleModel();
const later = exampleModel({ manifest: { ...unsealedModel().manifest, created: "2025-01-01T00:00:00Z" } });

describe("model files:", () => {
  test("written and read: itself, under the name of its content, nothing beside it", () => {
    using folder = temporaryFolder();
    const path = writeModelFile(folder.of("models"), document);
    expect(readModelFile(path)).toEqual(document);
    expect(readdirSync(folder.of("models"))).toEqual([`fill-btcusdt-${document.hash.slice(0, 8)}.json`]);
  });

  test("the same content again: no error, and the file of the first time", () => {
    using folder = temporaryFolder();
    const path = writeModelFile(folder.path, document);
    expect(writeModelFile(folder.path, later)).toBe(path);
    expect(readFileSync(path, "utf8")).toBe(modelText(document));
    expect(readdirSync(folder.path)).toHaveLength(1);
  });

  test("another content under that name: refused, and left as it is", () => {
    using folder = temporaryFolder();
    const path = writeModelFile(folder.path, document);
    const other = modelText(exampleModel({ horizonMs: 4000 }));
    writeFileSync(path, other);
    expect(() => writeModelFile(folder.path, document)).toThrow(/is another model, [0-9a-f]{64}; expected it to be/);
    expect(readFileSync(path, "utf8")).toBe(other);
    expect(readdirSync(folder.path)).toHaveLength(1);
  });

  test("no such file: said with its path", () => {
    expect(() => readModelFile("/nowhere/m.json")).toThrow("/nowhere/m.json: no such file; expected a model of train");
  });

  test("a folder with other files: models alone, the damaged ones with what is wrong", () => {
    using folder = temporaryFolder();
    const path = writeModelFile(folder.path, document);
    writeFileSync(folder.of("luno-xbtzar-01234567.json"), JSON.stringify({ model: "queue-cancels", version: 1 }));
    writeFileSync(folder.of("torn.json"), '{ "schema": 1, ');
    writeFileSync(folder.of("notes.txt"), "");
    const files = modelFilesIn(folder.path);
    expect(files.map((file) => file.path)).toEqual([path, folder.of("torn.json")]);
    expect(files[1]!.document).toBeInstanceOf(InputError);
    expect(modelFilesIn(folder.of("nowhere"))).toEqual([]);
  });
});

describe("models list, models show:", () => {
  test("versions of a name, the oldest first, with data and metrics; as JSON the whole manifests", async () => {
    using folder = temporaryFolder();
    const { manifest } = unsealedModel();
    const newer = exampleModel({ manifest: { ...manifest, seed: 2, created: "2025-01-01T00:00:00Z" } });
    for (const one of [newer, document]) writeModelFile(folder.path, one);
    const [code, text] = await printed(() => runModelsList([folder.path]));
    expect(code).toBe(0);
    expect(text.replaceAll(/[0-9a-f]{8}\.json/g, "HASH.json")).toMatchInlineSnapshot(`
      "fill-btcusdt-HASH.json: fill of BTCUSDT within 5 s, logistic on 4 inputs
        data      1000 rows, 2024-08-08T00:00:00.000000000Z to 2024-08-09T00:00:00.000000000Z, spot_btcusdt.gz
        trained   2024-08-10T12:00:00Z, version 0.1.0, seed 1, configuration 01234567
        metrics   brier 0.1, brier_constant 0.2
      fill-btcusdt-HASH.json: fill of BTCUSDT within 5 s, logistic on 4 inputs
        data      1000 rows, 2024-08-08T00:00:00.000000000Z to 2024-08-09T00:00:00.000000000Z, spot_btcusdt.gz
        trained   2025-01-01T00:00:00Z, version 0.1.0, seed 2, configuration 01234567
        metrics   brier 0.1, brier_constant 0.2"
    `);
    const [, json] = await printed(() => runModelsList([folder.path, "--json"]));
    const { models } = JSON.parse(json);
    expect(models.map((of: { manifest: unknown }) => of.manifest)).toEqual([document.manifest, newer.manifest]);
  });

  test("a damaged file among them: named, and the exit code says so", async () => {
    using folder = temporaryFolder();
    writeFileSync(folder.of("torn.json"), '{ "schema": 1, ');
    const [code, text] = await printed(() => runModelsList([folder.path]));
    expect([code, text]).toEqual([1, `damaged: ${folder.of("torn.json")}: is not JSON; expected a model of train`]);
  });

  test("one model: its inputs with their weights, and its manifest", async () => {
    using folder = temporaryFolder();
    const path = writeModelFile(folder.path, document);
    const [, text] = await printed(() => runModelsShow([path.replace(".json", "")]));
    expect(
      text.replaceAll(/[0-9a-f]{8}\.json/g, "HASH.json").replaceAll(/[0-9a-f]{64}/g, "HASH"),
    ).toMatchInlineSnapshot(`
      "fill-btcusdt-HASH.json: fill of BTCUSDT within 5 s, logistic on 4 inputs
        hash           HASH
        instrument     BTCUSDT, tick 0.01000000, lot 0.00001000
        input          touch_imbalance                   mean 0.1  scale 0.4  weight 0.7
        input          log1p(spread)                     mean 1  scale 0.5  weight -0.3
        input          asinh(distance_ticks)             mean 0.2  scale 1.5  weight -0.9
        input          log1p(queue_ahead_lots)           mean 3  scale 2  weight -0.4
        data           spot_btcusdt.gz
                       1000 rows, 2024-08-08T00:00:00.000000000Z to 2024-08-09T00:00:00.000000000Z, HASH
        trained        2024-08-10T12:00:00Z, version 0.1.0, seed 1
        again          train --seed 1
        metric         brier 0.1
        metric         brier_constant 0.2
        configuration  HASH
          seed: 1"
    `);
    const [, json] = await printed(() => runModelsShow([path, "--json"]));
    expect(JSON.parse(json)).toEqual(document);
  });
});

async function printed(run: () => Promise<number>): Promise<[code: number, text: string]> {
  const lines: string[] = [];
  const log = spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
  try {
    return [await run(), lines.join("\n")];
  } finally {
    log.mockRestore();
  }
}
