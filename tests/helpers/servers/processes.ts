/** The processes that a server has started, for signals that have to reach all of it. */
export function childrenOf(pid: number): number[] {
  const { stdout } = Bun.spawnSync(["pgrep", "-P", String(pid)]);
  return String(stdout).split("\n").filter(Boolean).map(Number);
}

/** To each that is still there. */
export function sendSignal(signal: NodeJS.Signals, pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}
