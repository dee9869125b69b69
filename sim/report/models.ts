/** How a report names a model: as its file is called, and what it was fitted to. */
import type { BacktestResult, ModelFacts } from "../result.ts";

export function modelText({ name, hash, data }: ModelFacts): string {
  return `${name}-${hash.slice(0, 8)}, fitted to ${data.join(", ")}`;
}

/** Of models that have seen the data that they are tried on: how good they are cannot be told from that. */
export function inSampleNote({ models }: Pick<BacktestResult, "models">): string[] {
  const roles = models.filter(({ isFittedToTheseData }) => isFittedToTheseData).map(({ role }) => role);
  if (roles.length === 0) return [];
  return [
    `Models (${roles.join(", ")}) were fitted to these very data, so the result flatters them; try them on others.`,
  ];
}
