/** Opening a port that may be taken: what the machine says against it is bad input, named as the user gave it. */
import { InputError } from "../base/input-error.ts";

const problems: Readonly<Record<string, string>> = {
  EADDRINUSE: "in use; expected a port that is free",
  EACCES: "not allowed; expected a port that is free",
  EADDRNOTAVAIL: "not this machine's; expected an address of its own",
};

/** @param place the option or key that says where to listen, with its value. @throws InputError */
export function listening<Listener>(place: string, listen: () => Listener): Listener {
  try {
    return listen();
  } catch (error) {
    const problem = problems[(error as NodeJS.ErrnoException).code ?? ""];
    if (problem === undefined) throw error;
    throw new InputError(place, problem);
  }
}
