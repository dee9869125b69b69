/**
 * Ctrl-C as an error: noted when it comes, thrown where the work looks for it, so that what is half-written goes the
 * way it goes with any other failure. Only for work that lets signals in between its steps; what computes without pause
 * is better killed.
 */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

const signals = ["SIGINT", "SIGTERM"] as const;

export class InterruptWatch implements Disposable {
  #isInterrupted = false;

  constructor() {
    for (const signal of signals) process.on(signal, this.#note);
  }

  /** @throws Interrupted once a signal has come. */
  check(): void {
    if (this.#isInterrupted) throw new Interrupted();
  }

  [Symbol.dispose](): void {
    for (const signal of signals) process.off(signal, this.#note);
  }

  readonly #note = (): void => {
    this.#isInterrupted = true;
  };
}
