/**
 * A C++ compiler of this machine: `$CXX` first, since whoever sets it means it; zig last, since it compiles its own
 * library.
 */
import { statSync } from "node:fs";

export interface Compiler {
  readonly command: readonly string[];
  /** Changes when the compiler is replaced. */
  readonly identity: string;
}

export function findCompiler(environment: Readonly<Record<string, string | undefined>>): Compiler | undefined {
  const path = environment.PATH ?? "";
  const wanted = environment.CXX?.trim().split(/\s+/) ?? [];
  for (const [name, ...args] of [wanted, ["g++"], ["clang++"], ["c++"], ["zig", "c++"]]) {
    const program = name === undefined || name === "" ? null : Bun.which(name, { PATH: path });
    if (program !== null) return { command: [program, ...args], identity: identityOf(program) };
  }
  return undefined;
}

/** Asking for the version would take longer than all the rest of a build with nothing to do. */
function identityOf(program: string): string {
  const { size, mtimeMs } = statSync(program);
  return `${program} ${size} ${mtimeMs}`;
}
