/**
 * What the system says of files, in one line: paths of the user that cannot be used, and a machine that has run out of
 * something.
 */

const codes = new Set(["EACCES", "EEXIST", "EISDIR", "ELOOP", "ENAMETOOLONG", "ENOENT", "ENOTDIR", "EPERM", "EROFS"]);
const shortages = new Set(["EDQUOT", "EFBIG", "EIO", "EMFILE", "ENFILE", "ENOSPC"]);

/** `path: what is wrong`, or undefined when the error is of another kind. */
export function fileProblem(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || path === undefined || !codes.has(code)) return undefined;
  const [reason] = error.message.replace(`${code}: `, "").split(", ");
  return `${path}: ${reason} (${code}, ${syscall}); expected a path that can be used`;
}

/**
 * What the machine lacks, such as room on its disk, or undefined when the error is of another kind: no fault of the
 * input, nor of ours.
 */
export function shortage(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || !shortages.has(code)) return undefined;
  const [reason] = error.message.replace(`${code}: `, "").split(", ");
  return `${path === undefined ? "" : `${path}: `}${reason} (${code}, ${syscall})`;
}
