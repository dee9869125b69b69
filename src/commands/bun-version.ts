/**
 * Whether this Bun is new enough. The native engine relies on repairs of `bun:ffi` that older ones lack, and there the
 * failure would be wrong numbers rather than an error.
 */
import packageJson from "../../package.json" with { type: "json" };

/**
 * One line for the user when `version` is too old, or undefined.
 * @param wanted a range of versions, by default what package.json asks for.
 */
export function bunVersionProblem(version = Bun.version, wanted = packageJson.engines.bun): string | undefined {
  if (Bun.semver.satisfies(version, wanted)) return undefined;
  return `Bun ${version} is too old: Halfspread needs ${wanted}; \`bun upgrade\` brings it`;
}
