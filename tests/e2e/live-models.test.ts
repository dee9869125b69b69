// Goal: a live session that trades by models quotes by them, its ledger has their versions, and its journal is replayed
//   when their files are gone.
// Method: `exchange` and `live --paper` as processes, the EV maker with two models by hand; the ledger asked in SQL.
import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeModelFile } from "../../src/commands/model-files.ts";
import { LiveDesk } from "../helpers/live-desk.ts";
import { exampleModel } from "../helpers/model-documents.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const limitMs = 90_000;

const parameters =
  "{ size_lots: 100, position_lots_max: 10000, risk_aversion_per_tick_lot: 1.0e-7, volatility_ticks: 10, inside_ticks: 2 }";

test.concurrent(
  "live --paper: models of fills and of adverse selection: quotes, a ledger with both, and a replay without their files",
  async () => {
    using models = temporaryFolder();
    mkdirSync(models.of("models"));
    const fill = exampleModel({ form: { kind: "logistic", weights: [0.5, -0.1, -0.4, -0.2], bias: 0 } });
    const adverse = exampleModel({
      ...{ name: "adverse-btcusdt", role: "adverse" },
      form: { kind: "linear", weights: [-1, 0, -0.5, 0], bias: -1 },
    });
    const [fillPath, adversePath] = [fill, adverse].map((document) => writeModelFile(models.of("models"), document));
    await using desk = await LiveDesk.open({
      settings: [
        ...[
          "strategy.name=ev-maker",
          `strategy.parameters=${parameters}`,
          "fees={ tier: none, maker: '0', taker: '0' }",
        ],
        ...[`models.fill=${fillPath}`, `models.adverse=${adversePath}`],
      ],
    });
    const live = await desk.start("--paper");
    await live.until("/api/v1/orders", ({ orders }) => orders.length > 0);
    expect(JSON.stringify(await live.get("/api/v1/config"))).toContain(fill.hash);
    live.signal("SIGINT");
    expect((await live.ended).exitCode).toBe(0);

    using ledger = new Database(join(dirname(dirname(desk.sessions[0]!)), "ledger.sqlite"), { readonly: true });
    const kept = ledger.query("select name, hash, manifest from models order by name").all() as {
      name: string;
      hash: string;
      manifest: string;
    }[];
    expect(kept.map(({ name, hash }) => [name, hash])).toEqual([
      [adverse.name, adverse.hash],
      [fill.name, fill.hash],
    ]);
    expect(JSON.parse(kept[1]!.manifest)).toMatchObject({ role: "fill", dataHash: fill.manifest.dataHash });

    rmSync(models.of("models"), { recursive: true });
    await desk.expectPaperAgreement();
  },
  limitMs,
);
