/**
 * Bad input from outside: a file, a configuration, a command line. One line that says where, what, and what was
 * expected. The entry point prints the message alone and exits with 2; nothing else catches it.
 */
export class InputError extends Error {
  override readonly name = "InputError";

  /** @param place file, line, or key path, as the user would look for it. */
  constructor(
    readonly place: string,
    readonly problem: string,
  ) {
    super(`${place}: ${problem}`);
  }
}
