/**
 * Assertions state what is always true. They stay on in production: a broken rule is a bug, and a market maker that
 * goes on after a bug loses money faster than one that stops.
 *
 * Messages are literals (a template string costs 40 times the check itself); details belong in the journal.
 */
export function assert(holds: boolean, rule: string): asserts holds {
  if (!holds) throw new AssertionError(rule);
}

/** A bug in this project: never caught to go on, only to report it. */
export class AssertionError extends Error {
  override readonly name = "AssertionError";
  constructor(rule: string) {
    super(`violated: ${rule}`);
  }
}
