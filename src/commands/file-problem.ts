/** Paths of the user that cannot be opened, made or written, in one line; anything else that a call of the system says is a failure. */

const codes = new Set(["EACCES", "EEXIST", "EISDIR", "ELOOP", "ENAMETOOLONG", "ENOENT", "ENOTDIR", "EPERM", "EROFS"]);

/** `path: what is wrong`, or undefined when the error is of another kind. */
export function fileProblem(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || path === undefined || !codes.has(code)) return undefined;
  const [reason] = error.message.replace(`${code}: `, "").split(", ");
  return `${path}: ${reason} (${code}, ${syscall}); expected a path that can be used`;
}
