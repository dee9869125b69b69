// Goal: whoever copies a line of data/README.md gets an answer, and the same from each of three programs; the sample that
// the lines are asked of is what the project writes today.
// Method: every block of the page run as it stands, the answers to each question compared; and the sample written anew
// and compared with the one in the repository.
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parquetMetadata } from "hyparquet";
import { ledgerTables } from "../../src/data/export/ledger-tables.ts";
import { projectRoot } from "../helpers/needs.ts";
import { askPython, isPythonMissing } from "../helpers/python.ts";
import { readTable } from "../helpers/read-table.ts";
import { sampleFolder, writeSample } from "../helpers/sample-data.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

type Cells = (number | string | null)[][];
const programs = ["sql", "python polars", "python pandas"] as const;

/** Runs each block and prints its rows: whole numbers as such, the rest as doubles. */
const runner = `
import decimal, json, math, sys
import duckdb
import polars as pl
import pandas as pd
def cell(value):
    if value is None or isinstance(value, str): return value
    return None if math.isnan(value) else float(value)
def rows(program, text):
    if program == "sql": return duckdb.sql(text).fetchall()
    table = eval(text)
    return table.rows() if program == "python polars" else table.itertuples(index=False)
print(json.dumps([[[cell(value) for value in row] for row in rows(*block)] for block in json.load(sys.stdin)]))
`;

describe("data/README.md:", () => {
  const page = readFileSync(join(projectRoot, "data/README.md"), "utf8");
  const questions = questionsOf(page);

  test("its questions: each has a line for each program, and nothing else is run", () => {
    expect(questions.length).toBeGreaterThan(3);
    for (const { blocks } of questions) expect(blocks.map(([program]) => program)).toEqual([...programs]);
  });

  test.skipIf(isPythonMissing)(
    "its lines, run as they stand: DuckDB, polars and pandas give the same answer",
    async () => {
      const blocks = questions.flatMap((question) => question.blocks);
      const answers = (await askPython(runner, blocks, projectRoot)) as Cells[];
      for (const [at, { title }] of questions.entries()) {
        const [duckdb, polars, pandas] = answers.slice(programs.length * at, programs.length * (at + 1));
        expect([title, duckdb!.length > 0]).toEqual([title, true]);
        expect([title, rounded(polars!)]).toEqual([title, rounded(duckdb!)]);
        expect([title, rounded(pandas!)]).toEqual([title, rounded(duckdb!)]);
      }
    },
    60_000,
  );

  test("its tables of columns: name each column of each file that is written", () => {
    const { fills, orders, pnl } = ledgerTables([]);
    const files = filesOf(sampleFolder).map((name) => new Uint8Array(readFileSync(join(sampleFolder, name))));
    for (const file of [fills, orders, pnl, ...files.map(({ buffer }) => buffer)])
      for (const { name } of parquetMetadata(file).schema.slice(1))
        expect([name, page.includes(`\`${name}\``) || page.includes(`\`${withStar(name)}\``)]).toEqual([name, true]);
  });

  test("the sample that it asks: what the project writes today, row by row", async () => {
    using folder = temporaryFolder();
    await writeSample(folder.path);
    const [kept, fresh] = [filesOf(sampleFolder), filesOf(folder.path)];
    expect(fresh).toEqual(kept);
    expect(kept.length).toBe(4);
    for (const name of kept)
      expect([name, await tableOf(folder.path, name)]).toEqual([name, await tableOf(sampleFolder, name)]);
  }, 60_000);
});

interface Question {
  readonly title: string;
  readonly blocks: readonly (readonly [program: string, text: string])[];
}

function questionsOf(page: string): Question[] {
  const [, ...sections] = page.slice(page.indexOf("\n## Questions")).split("\n### ");
  return sections.map((section) => ({
    title: section.slice(0, section.indexOf("\n")),
    blocks: [...section.matchAll(/```([^\n]+)\n(.*?)\n```/gs)].map(([, program, text]) => [program!, text!] as const),
  }));
}

/** To nine significant digits: means are summed in different orders. */
/** As the page names a feature of several half-lives. */
function withStar(name: string): string {
  return name.replace(/_(1|4|16|64)s(?=_|$)/, "_*");
}

function rounded(cells: Cells): Cells {
  return cells.map((row) => row.map((value) => (typeof value === "number" ? Number(value.toPrecision(9)) : value)));
}

function filesOf(folder: string): string[] {
  return [...new Bun.Glob("**/*.parquet").scanSync({ cwd: folder })].toSorted();
}

async function tableOf(folder: string, name: string): Promise<Record<string, unknown>[]> {
  return readTable(await Bun.file(join(folder, name)).arrayBuffer());
}
