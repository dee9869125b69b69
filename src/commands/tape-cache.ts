/** The project's replay cache: where it lies, and the identity of the code that fills it. */
import { join } from "node:path";
import { hashFiles } from "../adapters/arrow/hash-files.ts";
import type { TapeCache } from "../data/tape-cache.ts";
import { dropPages } from "../engine/native-library.ts";
import { dataFolder, projectFolder } from "./folders.ts";

/** Everything that decides what a tape holds. A market or an import of an older version is not used again. */
const makers = ["src/{base,domain,adapters,data}/**/*.ts", "sim/synthetic-*.ts"];

export async function tapeCache(): Promise<TapeCache> {
  const files = makers.flatMap((pattern) => [...new Bun.Glob(pattern).scanSync({ cwd: projectFolder })]);
  const codeHash = await hashFiles(files.toSorted().map((file) => join(projectFolder, file)));
  // It can be removed at any time.
  return { folder: join(dataFolder, "processed/tapes"), codeHash, dropPages };
}
