// Goal: every strategy has a recipe that names all its parameters, and whose example is one that runs.
// Method: the page against the list and the schemas; shipped configurations of these strategies against their schemas.
import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { findStrategy, strategies } from "../../../../src/core/strategy/index.ts";
import { ladderParameters } from "../../../../src/core/strategy/quote-ladder.ts";
import { projectRoot } from "../../../helpers/needs.ts";

const page = readFileSync(join(projectRoot, "src/core/strategy/README.md"), "utf8");
const recipes = new Map(page.split(/^## /m).map((text) => [text.slice(0, text.indexOf("\n")), text]));

interface Named {
  readonly name: string;
  readonly parameters: Record<string, unknown>;
}

interface Entry {
  readonly strategy?: Named;
  readonly data?: unknown;
}

/** One instrument at the top, or a list of them. */
interface ShippedFile extends Entry {
  readonly instruments?: readonly Entry[];
}

describe("src/core/strategy/README.md:", () => {
  test("its first table: each strategy of the list, once", () => {
    const rows = [...page.slice(0, page.indexOf("\n## ")).matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
    expect(rows.toSorted()).toEqual(strategies.map(({ name }) => name).toSorted());
  });

  test.each(strategies.map(({ name }) => name))(
    "%s: its table names its parameters, all of them and no other",
    (name) => {
      const { properties = {} } = z.toJSONSchema(findStrategy(name)!.parameters, { io: "input" });
      const keys = Object.keys(properties).map(snakeCase);
      const shared =
        "fair" in properties && "coversFees" in properties ? Object.keys(ladderParameters).map(snakeCase) : [];
      const own = keys.filter((key) => !shared.includes(key));
      expect(namedIn(tableOf(recipes.get(name)!)).toSorted()).toEqual(own.toSorted());
    },
  );

  test("what they share: the parameters of the ladder", () => {
    const named = namedIn(tableOf(recipes.get("What they share")!));
    expect(named).toEqual(Object.keys(ladderParameters).map(snakeCase));
  });

  test.each(strategies.map(({ name }) => name))("%s: its example passes its schema", (name) => {
    const [, yaml] = /```yaml\n(.*?)```/s.exec(recipes.get(name)!)!;
    const { strategy } = Bun.YAML.parse(yaml!) as { strategy: Named };
    expect(strategy.name).toBe(name);
    expect(problemsOf(strategy)).toBeUndefined();
  });
});

test("configurations: each strategy has one for the synthetic market, and what they ship passes the schemas", () => {
  const folder = join(projectRoot, "configs");
  const shipped = readdirSync(folder)
    .map((file) => Bun.YAML.parse(readFileSync(join(folder, file), "utf8")) as ShippedFile)
    .flatMap((file) => (file.instruments ?? [file]).filter((entry) => entry.strategy !== undefined));
  expect(shipped.flatMap(({ strategy }) => problemsOf(strategy!) ?? [])).toEqual([]);
  const synthetic = new Set(shipped.flatMap(({ strategy, data }) => (data === "synthetic" ? [strategy!.name] : [])));
  expect([...synthetic].toSorted()).toEqual(strategies.map(({ name }) => name).toSorted());
});

/** The first table of a section. */
function tableOf(section: string): string {
  return /(?:^\|.*\n)+/m.exec(section)![0];
}

/** In the first cells of its rows, one or several. */
function namedIn(table: string): string[] {
  return table
    .split("\n")
    .flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`([a-z_]+)`/g)].map(([, name]) => name!));
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function camelCase(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const camel = (key: string) => key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [camel(key), camelCase(part)]));
}

function problemsOf({ name, parameters }: Named): unknown {
  return findStrategy(name)!.parameters.safeParse(camelCase(parameters)).error?.issues;
}
