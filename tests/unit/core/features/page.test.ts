// Goal: the table of features is what the code says, and whoever copies the page's example has a feature that works.
// Method: its rows, with `*` for each half-life, against the list; the example as a file of its own, run.
import { describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Feature, FlowFeature } from "../../../../src/core/features/feature.ts";
import { features } from "../../../../src/core/features/index.ts";
import { change } from "../../../../src/ports/engine.ts";
import { halfLivesSeconds } from "../../../../src/ports/market-signals.ts";
import { marketFlow } from "../../../helpers/market-signals.ts";
import { projectRoot } from "../../../helpers/needs.ts";
import { marketView } from "../../../helpers/own-events.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

const folder = join(projectRoot, "src/core/features");
const page = readFileSync(join(folder, "README.md"), "utf8");

describe("src/core/features/README.md:", () => {
  test("its table: each feature of the list, in its order, with what the code says of it", () => {
    expect(rowsOfTable()).toEqual(features.map(rowOf));
  });

  test("its example: a file in that folder, and a feature", async () => {
    const [, text] = /```ts\n(.*?)```/s.exec(page)!;
    using temporary = temporaryFolder();
    const path = join(temporary.path, "last-print.ts");
    const absolute = text!.replace(/from "([^"]+)"/g, (_, from) => `from "${join(folder, from)}"`);
    writeFileSync(path, absolute);
    const { lastPrint } = (await import(path)) as { lastPrint: FlowFeature };
    const reader = lastPrint.start();
    expect(reader.value(marketView())).toBeNaN();
    reader.take(marketFlow([99, 104].map((priceTicks) => ({ receivedNs: 0, priceTicks, signedLots: 1 }))));
    reader.take(marketFlow());
    expect(reader.value(marketView({ touchBidTicks: 100, touchAskTicks: 101 }))).toBe(3.5);
  });
});

interface Row {
  readonly name: string;
  readonly unit: string;
  readonly reads: string;
  readonly needs: string;
  readonly mirror: string;
}

function rowOf({ name, unit, reads, needs, mirror }: Feature): Row {
  const { sums, flow, depthLevels } = { ...needs };
  const kept = [sums && "sums", flow && "flow", depthLevels && `${depthLevels} levels`];
  return {
    ...{ name, unit },
    reads: Object.entries(change)
      .flatMap(([word, bit]) => ((reads & bit) === 0 ? [] : [word]))
      .join(", "),
    needs: kept.filter(Boolean).join(", "),
    mirror: typeof mirror === "function" ? mirror().name : (mirror ?? ""),
  };
}

/** One a feature: a row of the table may be of several. */
function rowsOfTable(): Row[] {
  const lines = page.split("\n").filter((line) => line.startsWith("| `"));
  return lines.flatMap((line) => {
    const [names, unit, , , reads, needs, mirror] = line
      .slice(2, -2)
      .split("|")
      .map((cell) => cell.trim().replaceAll("`", ""));
    const row = { unit: unit!, reads: reads!, needs: needs!, mirror: mirror! };
    return names!
      .split(", ")
      .flatMap((name) => (name.includes("*") ? spelledOut({ name, ...row }) : [{ name, ...row }]));
  });
}

function spelledOut({ name, mirror, ...row }: Row): Row[] {
  return halfLivesSeconds.map((seconds) => {
    const spelled = (text: string) => text.replace("*", `${seconds}s`);
    return { ...row, name: spelled(name), mirror: spelled(mirror) };
  });
}
