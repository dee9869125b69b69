/** The processes that a server has started, for signals that have to reach all of it. */
export function childrenOf(pid: number): number[] {
  const { stdout } = Bun.spawnSync(["pgrep", "-P", String(pid)]);
  return String(stdout).split("\n").filter(Boolean).map(Number);
}
