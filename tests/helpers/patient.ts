/**
 * Waiting for what another process does: as long as it takes and no longer, the test's own limit being the end of it.
 */

/**
 * The first true answer; asks again whenever the event loop has had its turn.
 *
 * @param everyMs between two questions: a process that is asked over sockets needs the processor for its own work.
 */
export async function eventually<Answer>(
  ask: () => Answer | undefined | Promise<Answer | undefined>,
  everyMs = 0,
): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    await new Promise((resolve) => (everyMs === 0 ? setImmediate(resolve) : setTimeout(resolve, everyMs)));
  }
}
