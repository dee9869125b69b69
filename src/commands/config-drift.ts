/** What has changed in a configuration since the last session that traded by it: entry by entry, as the ledger has it. */
import type { ConfigRecord } from "../domain/ledger-record.ts";
import type { Ledger } from "../ports/ledger.ts";

export interface ConfigChange {
  /** As `--set` takes it: `risk.position_lots_max`. */
  readonly path: string;
  /** As JSON; undefined where there is none. */
  readonly before: string | undefined;
  readonly now: string | undefined;
}

/** The configuration that a session started with. */
export interface SessionConfig {
  readonly sessionId: string;
  readonly config: ConfigRecord;
}

/** @param sessionIds the oldest first. @returns that of the newest of them that the ledger knows. */
export async function lastConfig(ledger: Ledger, sessionIds: readonly string[]): Promise<SessionConfig | undefined> {
  const hashes = new Map((await ledger.sessions()).map(({ sessionId, configHash }) => [sessionId, configHash]));
  const sessionId = sessionIds.findLast((id) => hashes.has(id));
  if (sessionId === undefined) return undefined;
  const config = (await ledger.configs()).find(({ hash }) => hash === hashes.get(sessionId));
  return config === undefined ? undefined : { sessionId, config };
}

/** In the order of the paths. @param before @param now as YAML. */
export function configChanges(before: string, now: string): ConfigChange[] {
  const [old, current] = [entriesOf(before), entriesOf(now)];
  return [...new Set([...old.keys(), ...current.keys()])]
    .filter((path) => old.get(path) !== current.get(path))
    .toSorted()
    .map((path) => ({ path, before: old.get(path), now: current.get(path) }));
}

export function changeText({ path, before, now }: ConfigChange): string {
  return `${path}: ${before ?? "none"} -> ${now ?? "none"}`;
}

/** Each value that is no object or list, by its path, as JSON; empty ones as they are. */
function entriesOf(yaml: string): Map<string, string> {
  const entries = new Map<string, string>();
  const enter = (path: string, value: unknown): void => {
    const inner = typeof value === "object" && value !== null ? Object.entries(value) : [];
    if (inner.length === 0) entries.set(path, JSON.stringify(value));
    for (const [key, each] of inner) enter(path === "" ? key : `${path}.${key}`, each);
  };
  enter("", Bun.YAML.parse(yaml));
  return entries;
}
