/**
 * What ends a session at once: anything thrown where nobody catches it, in a timer or at a socket, such as a journal
 * that cannot be written. What the session believes can then no longer be relied on.
 */
export class LiveFailure implements Disposable {
  readonly #raised = Promise.withResolvers<never>();
  readonly raise = (error: unknown): void => this.#raised.reject(error);

  constructor() {
    // Whoever waits hears of it there; nobody waits any more when the session has ended.
    this.#raised.promise.catch(() => {});
    process.on("uncaughtException", this.raise);
    process.on("unhandledRejection", this.raise);
  }

  /** @throws what was raised. */
  async unlessRaised<Answer>(answer: Promise<Answer>): Promise<Answer> {
    return await Promise.race([answer, this.#raised.promise]);
  }

  [Symbol.dispose](): void {
    process.off("uncaughtException", this.raise);
    process.off("unhandledRejection", this.raise);
  }
}
