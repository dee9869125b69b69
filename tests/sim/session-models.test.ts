// Goal: what a session traded by is in its journal: it is replayed to the bit without the models' files, and by no other
// numbers. What models answer decides, the same by either engine, and what they cannot answer is not quoted.
// Method: the EV maker with two models by hand, in a folder that is then gone; on paper, replayed from the journal and from
// one whose header has other numbers; minutes of backtest with either engine, and with weights that overflow.
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { runBacktest } from "../../sim/backtest.ts";
import { replayJournal } from "../../sim/replay-journal.ts";
import { headerOfSession } from "../../sim/session-header.ts";
import type { SessionSpec } from "../../sim/session-spec.ts";
import { MemoryLog } from "../../sim/world/memory-log.ts";
import { Random } from "../../src/base/random.ts";
import { readBacktestSetup } from "../../src/commands/backtest-setup.ts";
import { openBacktestTapes } from "../../src/commands/backtest-tapes.ts";
import { backtestInput } from "../../src/commands/bracketed-backtest.ts";
import { configsFolder } from "../../src/commands/folders.ts";
import { writeModelFile } from "../../src/commands/model-files.ts";
import type { ModelForm } from "../../src/core/models/model-document.ts";
import { openEngine } from "../../src/engine/open-engine.ts";
import { JournalWriter } from "../../src/live/journal/journal-writer.ts";
import { enginesUnderTest } from "../helpers/engine-kinds.ts";
import { exampleModel } from "../helpers/model-documents.ts";
import { paperSpec, tradeOnPaper } from "../helpers/paper-session.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const ev = join(configsFolder, "synthetic-ev.yaml");
/** What is shipped may change; what is asked here is that models decide. */
const parameters =
  "{ size_lots: 1000, position_lots_max: 10000, risk_aversion_per_tick_lot: 1.0e-7, volatility_ticks: 50, inside_ticks: 50, step_ticks: 10 }";
const fill: ModelForm = { kind: "logistic", weights: [0.5, -0.1, -0.8, -0.4], bias: 0 };
const adverse: ModelForm = { kind: "linear", weights: [-5, 1, -2, 1], bias: 5 };

/** Settings that name two models of a folder. */
function modelsIn(folder: string, ofAdverse: ModelForm = adverse): string[] {
  const fillPath = writeModelFile(folder, exampleModel({ form: fill }));
  const document = exampleModel({ name: "adverse-btcusdt", role: "adverse", form: ofAdverse });
  const models = [`models.fill=${fillPath}`, `models.adverse=${writeModelFile(folder, document)}`];
  return [...models, "decide.every_ms=50", `strategy.parameters=${parameters}`];
}

/** The folder is gone when it is returned. */
function specWithModels(): SessionSpec {
  using folder = temporaryFolder();
  return paperSpec(ev, modelsIn(folder.path));
}

describe("a session with models", () => {
  const spec = specWithModels();
  const log = new MemoryLog("memory");
  const runHash = tradeOnPaper(spec, log, { seconds: 30, random: Random.fromSeed(1), events: [], isEnded: true });

  test("its journal alone: replayed to the bit", () => {
    const { outcome } = replayJournal(log);
    expect(outcome).toMatchObject({ runHash, difference: undefined, unrecordedCount: 0 });
    expect(outcome.commandsCount).toBeGreaterThan(20);
  });

  test("other numbers in the header: other commands", () => {
    const [market] = spec.markets;
    const { models } = market!.config;
    const { document } = models!.adverse!;
    const other = { ...document, form: { ...adverse, bias: 50 } as ModelForm };
    const config = { ...market!.config, models: { ...models, adverse: { ...models!.adverse!, document: other } } };
    const changed = withHeader(log, { ...spec, markets: [{ ...market!, config }] });
    expect(replayJournal(changed).outcome.difference).toBeDefined();
    expect(replayJournal(withHeader(log, spec)).outcome.difference).toBeUndefined();
  });
});

describe("a backtest with models", () => {
  test("either engine: one hash; other models, another", async () => {
    using folder = temporaryFolder();
    const settings = modelsIn(folder.path);
    const engines = enginesUnderTest.filter(({ isMissing }) => !isMissing).map(({ kind }) => kind);
    const hashes: string[] = [];
    for (const kind of engines) hashes.push((await run(settings, kind)).hash);
    expect(new Set(hashes).size).toBe(1);
    expect((await run(settings.toSpliced(1, 1), engines[0]!)).hash).not.toBe(hashes[0]!);
  });

  test("weights that overflow: nothing is quoted", async () => {
    using folder = temporaryFolder();
    const huge: ModelForm = { kind: "linear", weights: [1e308, 1e308, -1e308, 1e308], bias: 1e308 };
    const played = await run(modelsIn(folder.path, huge), undefined);
    expect(played.placedCount).toBe(0);
    expect((await run(modelsIn(folder.path), undefined)).placedCount).toBeGreaterThan(50);
  });
});

function withHeader(log: MemoryLog, spec: SessionSpec): MemoryLog {
  const changed = new MemoryLog("memory");
  new JournalWriter(changed, headerOfSession(spec));
  for (const record of [...log.records()].slice([...changed.records()].length)) changed.append(record);
  return changed;
}

async function run(settings: readonly string[], kind: "native" | "reference" | undefined) {
  const none = { data: undefined, strategyName: undefined, seed: undefined, instrumentsPath: undefined };
  const setup = readBacktestSetup({ configPath: ev, settings: [...settings, "synthetic.minutes=1"], ...none });
  let placedCount = 0;
  const played = runBacktest({
    ...backtestInput(setup, await openBacktestTapes(setup)),
    queueModel: "conservative",
    openEngine: (configs) => {
      const engine = openEngine(configs, kind);
      const [market] = engine.markets;
      const place = market!.place.bind(market);
      market!.place = (...order) => {
        placedCount++;
        place(...order);
      };
      return engine;
    },
  });
  return { hash: played.runHash, placedCount };
}
