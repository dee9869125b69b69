/** The files that the architecture's rules judge: what people wrote here, and nothing installed or built. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../needs.ts";
import { type SourceText, sourceText } from "./source-text.ts";

export interface SourceFile extends SourceText {
  /** From the project's root, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** A breach of a rule, as one line: `path:line: what; what instead`. */
export type Violation = string;

const sourceFolders = ["src", "sim", "ffi", "tests"];
const sourceName = /\.(?:ts|js|cpp|hpp|h|cc)$/;

export function readSources(): SourceFile[] {
  return filesUnder(sourceFolders)
    .filter((path) => sourceName.test(path))
    .map((path) => sourceFile(path, readFileSync(join(projectRoot, path), "utf8")));
}

/** Also for text that is in no file, to try a rule on. */
export function sourceFile(path: string, text: string): SourceFile {
  return { path, text, ...sourceText(text, /\.[tj]s$/.test(path) ? "ts" : "cpp") };
}

/** Paths of all files under these folders of the project, without what is installed or built. */
export function filesUnder(folders: readonly string[]): string[] {
  const skipped = new Set(["node_modules", "ffi/build"]);
  return folders.flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { withFileTypes: true })
      .filter((entry) => !skipped.has(entry.name) && !skipped.has(`${folder}/${entry.name}`))
      .flatMap((entry) => {
        const path = `${folder}/${entry.name}`;
        return entry.isDirectory() ? filesUnder([path]) : [path];
      })
      .sort(),
  );
}
