/**
 * Where the rows of several files came from, for people. A recorder's files each name their part; of a session with many
 * its name and their number say the same.
 */

/** What a file's metadata tell of it. */
export interface FileSource {
  readonly source: string;
  /** Of a recorder's session, `SESSION-NUMBER`; undefined for an import. */
  readonly part?: string | undefined;
}

/** @param files in order; each source is told once. */
export function sourceText(files: readonly FileSource[]): string {
  const bySession = Map.groupBy(files, (file) => sessionText(file) ?? file.source);
  return [...bySession].map(([of, members]) => textOf(of, members)).join(" ");
}

function textOf(session: string, files: readonly FileSource[]): string {
  const partsCount = new Set(files.map(({ part }) => part)).size;
  return partsCount > 1 ? `${session}, ${partsCount} parts` : files[0]!.source;
}

/** The source with the session in place of the part. */
function sessionText({ source, part }: FileSource): string | undefined {
  const partText = `, part ${part}`;
  if (part === undefined || !source.endsWith(partText)) return undefined;
  return `${source.slice(0, -partText.length)}, session ${part.slice(0, part.lastIndexOf("-"))}`;
}
